//! Adaptive Gauss-Kronrod quadrature.

use crate::error::{Error, Result};

/// An adaptive integration: the interval with the largest error is halved until the errors' sum is small.
///
/// Each interval is judged by the rule of 15 points and the one of 7 among them. The same function gives the
/// same bits always. Infinite ends are allowed (`x = t / (1 − t²)`); singularities at ends, too, if
/// integrable, for the ends are never evaluated.
///
/// # Source
/// Piessens et al. 1983, QUADPACK (QAG, QK15)
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adaptive {
    /// The error that is small enough.
    pub absolute: f64,
    /// The error that is small enough, as a part of the integral.
    pub relative: f64,
    /// The number of intervals to give up at; each costs 30 evaluations.
    pub most_intervals: usize,
}

impl Default for Adaptive {
    /// 1e-10 of the integral, at most 1000 intervals.
    fn default() -> Self {
        Self { absolute: 0.0, relative: 1e-10, most_intervals: 1000 }
    }
}

/// An integral and how well it is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Integral {
    /// The integral.
    pub value: f64,
    /// Its estimated error, usually much too large.
    pub error: f64,
    /// How often the function was evaluated.
    pub n_evaluations: usize,
    /// Whether the error is as small as was asked for; if not, the function may be singular or divergent.
    pub converged: bool,
}

/// An interval, its integral and its error.
#[derive(Clone, Copy)]
struct Cell {
    a: f64,
    b: f64,
    value: f64,
    error: f64,
}

impl Adaptive {
    /// `∫ f(x) dx` from `a` to `b`, either of which may be infinite.
    ///
    /// # Errors
    /// [`Error::Domain`] if an end is NaN.
    pub fn integrate(&self, a: f64, b: f64, mut f: impl FnMut(f64) -> f64) -> Result<Integral> {
        for value in [a, b] {
            if value.is_nan() {
                return Err(Error::Domain { what: "end of the integral", value, expected: "a number or an infinity" });
            }
        }
        if a == b {
            return Ok(Integral { value: 0.0, error: 0.0, n_evaluations: 0, converged: true });
        }
        if a.is_finite() && b.is_finite() {
            return Ok(self.refine(a, b, &mut f));
        }
        // x − origin = t / (1 − t²)
        let origin = if a.is_finite() {
            a
        } else if b.is_finite() {
            b
        } else {
            0.0
        };
        let end = |x: f64| if x.is_finite() { 0.0 } else { x.signum() };
        let mut mapped = |t: f64| {
            let rest = (1.0 - t) * (1.0 + t);
            let value = f(origin + t / rest) * (1.0 + t * t) / (rest * rest);
            // 0 × ∞ at the rounded end of the line
            if rest == 0.0 { 0.0 } else { value }
        };
        Ok(self.refine(end(a), end(b), &mut mapped))
    }

    fn refine(&self, a: f64, b: f64, f: &mut impl FnMut(f64) -> f64) -> Integral {
        let mut cells = vec![kronrod15(a, b, f)];
        loop {
            let value = cells.iter().map(|cell| cell.value).collect::<crate::sum::Neumaier>().value();
            let error: f64 = cells.iter().map(|cell| cell.error).sum();
            let converged = error <= self.absolute.max(self.relative * value.abs());
            if converged || cells.len() >= self.most_intervals || !value.is_finite() {
                let n_evaluations = 15 * (2 * cells.len() - 1);
                return Integral { value, error, n_evaluations, converged };
            }
            let worst = (0..cells.len()).fold(0, |w, i| if cells[i].error > cells[w].error { i } else { w });
            let Cell { a, b, .. } = cells[worst];
            let middle = 0.5 * (a + b);
            cells[worst] = kronrod15(a, middle, f);
            cells.push(kronrod15(middle, b, f));
        }
    }
}

/// The rule of 15 points, with QUADPACK's estimate of its error.
fn kronrod15(a: f64, b: f64, f: &mut impl FnMut(f64) -> f64) -> Cell {
    let (middle, half) = (0.5 * (a + b), 0.5 * (b - a));
    let centre = f(middle);
    let (mut k15, mut g7) = (KRONROD[7] * centre, GAUSS[3] * centre);
    let mut values = [centre; 15];
    for i in 0..7 {
        let pair = [f(middle - half * NODES[i]), f(middle + half * NODES[i])];
        k15 += KRONROD[i] * (pair[0] + pair[1]);
        if i % 2 == 1 {
            g7 += GAUSS[i / 2] * (pair[0] + pair[1]);
        }
        values[2 * i..2 * i + 2].copy_from_slice(&pair);
    }
    let weight = |i: usize| KRONROD[(i / 2).min(7)];
    let spread: f64 = (0..15).map(|i| weight(i) * (values[i] - 0.5 * k15).abs()).sum();
    let size: f64 = (0..15).map(|i| weight(i) * values[i].abs()).sum();
    let difference = (k15 - g7).abs();
    let estimate = if spread > 0.0 { spread * (200.0 * difference / spread).powf(1.5).min(1.0) } else { difference };
    // no better than its roundings
    let error = half.abs() * estimate.max(50.0 * f64::EPSILON * size);
    Cell { a, b, value: half * k15, error }
}

/// The positive nodes of the rule of 15 points, falling; every second is one of the rule of 7.
const NODES: [f64; 7] = [
    0.991_455_371_120_812_6,
    0.949_107_912_342_758_5,
    0.864_864_423_359_769_1,
    0.741_531_185_599_394_3,
    0.586_087_235_467_691_1,
    0.405_845_151_377_397_2,
    0.207_784_955_007_898_48,
];
/// Their weights, and that of the middle.
const KRONROD: [f64; 8] = [
    0.022_935_322_010_529_224,
    0.063_092_092_629_978_54,
    0.104_790_010_322_250_19,
    0.140_653_259_715_525_92,
    0.169_004_726_639_267_9,
    0.190_350_578_064_785_4,
    0.204_432_940_075_298_9,
    0.209_482_141_084_727_82,
];
/// Weights of the rule of 7 points, and that of the middle.
const GAUSS: [f64; 4] =
    [0.129_484_966_168_869_7, 0.279_705_391_489_276_64, 0.381_830_050_505_118_9, 0.417_959_183_673_469_4];

#[cfg(test)]
mod tests {
    use std::f64::consts::{E, PI};

    use super::*;

    #[test]
    fn one_interval_is_exact_up_to_degree_22() {
        for degree in 0..=22 {
            let cell = kronrod15(0.0, 1.0, &mut |x| x.powi(degree));
            assert!((cell.value * f64::from(degree + 1) - 1.0).abs() < 1e-14, "degree {degree}");
        }
        let beyond = kronrod15(-1.0, 1.0, &mut |x| x.powi(24)).value;
        assert!((beyond * 12.5 - 1.0).abs() > 1e-11);
    }

    #[test]
    fn errors_are_within_their_estimate() {
        type Function = fn(f64) -> f64;
        let cases: [(f64, f64, Function, f64); 7] = [
            (0.0, 1.0, f64::exp, E - 1.0),
            (1.0, 0.0, f64::exp, 1.0 - E),
            (0.0, 1.0, f64::ln, -1.0),
            (0.0, 1.0, |x| (x - 0.3).abs(), 0.5 * (0.09 + 0.49)),
            (f64::NEG_INFINITY, f64::INFINITY, |x| (-x * x).exp(), PI.sqrt()),
            (1.0, f64::INFINITY, |x| x.powi(-2), 1.0),
            (f64::INFINITY, 0.0, |x| (-x).exp(), -1.0),
        ];
        for (i, (a, b, f, exact)) in cases.into_iter().enumerate() {
            let found = Adaptive::default().integrate(a, b, f).unwrap();
            assert!(found.converged, "case {i}: {found:?}");
            assert!(
                (found.value - exact).abs() <= found.error.max(1e-15) && found.error <= 1e-10 * exact.abs(),
                "case {i}: {found:?}"
            );
        }
    }

    #[test]
    fn what_does_not_converge_says_so() {
        let rule = Adaptive { most_intervals: 50, ..Adaptive::default() };
        assert!(!rule.integrate(0.0, 1.0, |x| 1.0 / x).unwrap().converged);
        assert!(!rule.integrate(0.0, 1.0, |_| f64::NAN).unwrap().converged);
        assert!(rule.integrate(f64::NAN, 1.0, |x| x).is_err());
        assert_eq!(rule.integrate(2.0, 2.0, |x| x).unwrap().value, 0.0);
    }
}
