//! Axes, and their product, which is never written down.

use crate::error::{Result, finite, positive, require};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The values of a parameter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Axis {
    /// Evenly spaced, both ends included.
    Linear {
        /// The first value.
        low: f64,
        /// The last value.
        high: f64,
        /// How many.
        points: usize,
    },
    /// Evenly spaced in the logarithm, both ends included.
    Log {
        /// The first value, above nought.
        low: f64,
        /// The last value.
        high: f64,
        /// How many.
        points: usize,
    },
    /// These, rising.
    Explicit(Vec<f64>),
    /// The numbers 0, 1, … of the entries of a library, each counting as one.
    Table(usize),
}

impl Axis {
    /// Whether it makes sense.
    ///
    /// # Errors
    /// [`Error::Setting`](crate::Error::Setting) for ends that do not rise, values that do not, no points.
    pub fn check(&self) -> Result<()> {
        positive("points of an axis", self.len() as f64)?;
        match self {
            Self::Linear { low, high, .. } | Self::Log { low, high, .. } => {
                finite("low", *low)?;
                finite("high", *high)?;
                let is_log = matches!(self, Self::Log { .. });
                require(!is_log || *low > 0.0, "low", *low, "a number above nought for a logarithmic axis")?;
                require(low < high || (low == high && self.len() == 1), "high", *high, "a number above low")
            }
            Self::Explicit(values) => {
                values.iter().try_for_each(|value| finite("value of an axis", *value))?;
                let falls = values.windows(2).find(|pair| pair[0] >= pair[1]);
                require(falls.is_none(), "value of an axis", falls.map_or(0.0, |pair| pair[1]), "rising values")
            }
            Self::Table(_) => Ok(()),
        }
    }

    /// How many values.
    pub fn len(&self) -> usize {
        match self {
            Self::Linear { points, .. } | Self::Log { points, .. } | Self::Table(points) => *points,
            Self::Explicit(values) => values.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Value `k`.
    pub fn value(&self, k: usize) -> f64 {
        let share = |n: usize| if n > 1 { k as f64 / (n - 1) as f64 } else { 0.0 };
        match self {
            Self::Linear { high, points, .. } | Self::Log { high, points, .. } if k > 0 && k + 1 == *points => *high,
            Self::Linear { low, high, points } => low + (high - low) * share(*points),
            Self::Log { low, high, points } => low * libm::exp(libm::log(high / low) * share(*points)),
            Self::Explicit(values) => values[k],
            Self::Table(_) => k as f64,
        }
    }

    /// The width of the cell around value `k`: half of the way to each neighbour, as the trapezoidal rule has it; 1 for
    /// entries of a table and for an axis of one value.
    pub fn width(&self, k: usize) -> f64 {
        let n = self.len();
        if n == 1 || matches!(self, Self::Table(_)) {
            return 1.0;
        }
        0.5 * (self.value((k + 1).min(n - 1)) - self.value(k.saturating_sub(1)))
    }

    /// The axis one cell around value `k` with as many values, within the limits; a table's stays as it is.
    #[must_use]
    pub fn zoomed(&self, k: usize, within: [f64; 2]) -> Self {
        let n = self.len();
        let (k, points) = (k.min(n.saturating_sub(1)), n);
        if n < 2 || matches!(self, Self::Table(_)) {
            return self.clone();
        }
        let (here, left, right) = (self.value(k), self.value(k.saturating_sub(1)), self.value((k + 1).min(n - 1)));
        let ends = match self {
            // at an end as far outwards as inwards: the best point may lie beyond a zoom
            Self::Log { .. } if k == 0 => [here * here / right, right],
            Self::Log { .. } if k + 1 == n => [left, here * here / left],
            _ if k == 0 => [2.0 * here - right, right],
            _ if k + 1 == n => [left, 2.0 * here - left],
            _ => [left, right],
        };
        let (low, high) = (ends[0].max(within[0]), ends[1].min(within[1]));
        if matches!(self, Self::Log { .. }) {
            Self::Log { low, high, points }
        } else {
            Self::Linear { low, high, points }
        }
    }

    /// The first and the last value.
    pub fn ends(&self) -> [f64; 2] {
        [self.value(0), self.value(self.len() - 1)]
    }
}

/// A product of axes; the last one runs fastest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    axes: Vec<Axis>,
    points: u64,
}

impl Grid {
    /// The product of these.
    ///
    /// # Errors
    /// Those of [`Axis::check`]; [`Error::Setting`](crate::Error::Setting) for no axes or more than 2^63 points.
    pub fn new(axes: Vec<Axis>) -> Result<Self> {
        require(!axes.is_empty(), "axes", 0.0, "at least one")?;
        axes.iter().try_for_each(Axis::check)?;
        let points = axes.iter().try_fold(1_u64, |n, axis| n.checked_mul(axis.len() as u64));
        let expected = "2^63 points at most";
        let all = axes.iter().map(|axis| axis.len() as f64).product();
        let points = points.filter(|n| *n <= 1 << 63);
        require(points.is_some(), "points of a grid", all, expected)?;
        Ok(Self { axes, points: points.unwrap_or(0) })
    }

    /// The axes.
    pub fn axes(&self) -> &[Axis] {
        &self.axes
    }

    /// How many points.
    pub fn points(&self) -> u64 {
        self.points
    }

    /// The places on the axes of point `index`.
    pub fn places(&self, index: u64) -> Vec<usize> {
        let mut rest = index;
        let mut places = vec![0; self.axes.len()];
        for (place, axis) in places.iter_mut().zip(&self.axes).rev() {
            *place = (rest % axis.len() as u64) as usize;
            rest /= axis.len() as u64;
        }
        places
    }

    /// The number of the point at these places.
    pub fn index(&self, places: &[usize]) -> u64 {
        self.axes.iter().zip(places).fold(0, |index, (axis, place)| index * axis.len() as u64 + *place as u64)
    }

    /// The coordinates of point `index`.
    pub fn point(&self, index: u64) -> Vec<f64> {
        self.at(&self.places(index))
    }

    /// ln of the volume of the cell around point `index`.
    pub fn ln_volume(&self, index: u64) -> f64 {
        let places = self.places(index);
        self.axes.iter().zip(places).map(|(axis, place)| libm::log(axis.width(place))).sum()
    }

    pub(super) fn at(&self, places: &[usize]) -> Vec<f64> {
        self.axes.iter().zip(places).map(|(axis, place)| axis.value(*place)).collect()
    }

    /// One cell around point `index` with as many points, within the ends of `whole`.
    #[must_use]
    pub fn zoomed(&self, index: u64, whole: &Self) -> Self {
        let axes = self.axes.iter().zip(self.places(index)).zip(&whole.axes);
        let axes = axes.map(|((axis, place), whole)| axis.zoomed(place, whole.ends()));
        Self { axes: axes.collect(), points: self.points }
    }
}
