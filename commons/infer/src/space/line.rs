//! Maps between the real line and the support of a parameter.

/// A smooth rising map from the real line onto an interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Line {
    /// `theta = x`.
    Whole,
    /// `theta = low + exp(x)`.
    Above(f64),
    /// `theta = high − exp(−x)`.
    Below(f64),
    /// `theta = low + (high − low) / (1 + exp(−x))`.
    Between(f64, f64),
    /// `theta = x`, wrapped into `[low, high)`: the circle needs no stretching.
    Circle(f64, f64),
}

impl Line {
    /// The map onto a support.
    pub fn onto([low, high]: [f64; 2]) -> Self {
        match (low.is_finite(), high.is_finite()) {
            (true, true) => Self::Between(low, high),
            (true, false) => Self::Above(low),
            (false, true) => Self::Below(high),
            (false, false) => Self::Whole,
        }
    }

    /// The value at `x`.
    pub fn value(self, x: f64) -> f64 {
        match self {
            Self::Whole => x,
            Self::Above(low) => low + libm::exp(x),
            Self::Below(high) => high - libm::exp(-x),
            Self::Between(low, high) if x < 0.0 => low + (high - low) * logistic(x),
            Self::Between(low, high) => high - (high - low) * logistic(-x),
            Self::Circle(low, high) => low + (high - low) * super::Wrap::Periodic.fold((x - low) / (high - low)),
        }
    }

    /// The `x` of a value inside.
    pub fn place(self, value: f64) -> f64 {
        match self {
            Self::Whole | Self::Circle(..) => value,
            Self::Above(low) => libm::log(value - low),
            Self::Below(high) => -libm::log(high - value),
            Self::Between(low, high) => libm::log((value - low) / (high - value)),
        }
    }

    /// The derivative of the value by `x`.
    pub fn slope(self, x: f64) -> f64 {
        match self {
            Self::Whole | Self::Circle(..) => 1.0,
            Self::Above(_) => libm::exp(x),
            Self::Below(_) => libm::exp(-x),
            Self::Between(low, high) => (high - low) * logistic(x) * logistic(-x),
        }
    }

    /// ln of the derivative.
    pub fn ln_slope(self, x: f64) -> f64 {
        match self {
            Self::Whole | Self::Circle(..) => 0.0,
            Self::Above(_) => x,
            Self::Below(_) => -x,
            Self::Between(low, high) => libm::log(high - low) - x.abs() - 2.0 * libm::log1p(libm::exp(-x.abs())),
        }
    }

    /// The derivative of [`ln_slope`](Self::ln_slope) by `x`.
    pub fn ln_slope_slope(self, x: f64) -> f64 {
        match self {
            Self::Whole | Self::Circle(..) => 0.0,
            Self::Above(_) => 1.0,
            Self::Below(_) => -1.0,
            Self::Between(..) => logistic(-x) - logistic(x),
        }
    }
}

/// `1 / (1 + exp(−x))`, exact in both tails.
fn logistic(x: f64) -> f64 {
    if x < 0.0 {
        let e = libm::exp(x);
        e / (1.0 + e)
    } else {
        1.0 / (1.0 + libm::exp(-x))
    }
}
