//! Roots of a function of one variable.

use crate::error::{Error, Result};

/// Evaluations after which a bracket is as narrow as bisection could make it many times over.
const MOST_EVALUATIONS: usize = 500;

/// A root and how it was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Root {
    /// Where the function changes sign.
    pub x: f64,
    /// The function there.
    pub residual: f64,
    /// How often the function was evaluated, the ends of the bracket included.
    pub n_evaluations: usize,
    /// Whether the bracket has become narrower than the tolerance.
    pub converged: bool,
}

/// A point of Brent's method: place and value.
#[derive(Clone, Copy)]
struct Point {
    x: f64,
    f: f64,
}

/// Finds a root of `f` between `low` and `high`, where it has opposite signs, by Brent's method.
///
/// Stops when the root is known to `tolerance + 4.4e-16 |x|`, or where `f` is exactly nought; the number of
/// evaluations is about ten for smooth functions and never more than that of three bisections together.
///
/// # Errors
/// [`Error::NoSignChange`] if `f` has the same sign (or NaN) at both ends; [`Error::NotFinite`] if an end is
/// not finite.
///
/// # Source
/// Brent 1973, Algorithms for Minimization without Derivatives, chapter 4
pub fn brent(low: f64, high: f64, tolerance: f64, mut f: impl FnMut(f64) -> f64) -> Result<Root> {
    crate::error::check_finite("bracket", &[low, high])?;
    let mut a = Point { x: low, f: f(low) };
    let mut b = Point { x: high, f: f(high) };
    let opposite = a.f == 0.0 || b.f == 0.0 || (a.f < 0.0 && b.f > 0.0) || (a.f > 0.0 && b.f < 0.0);
    if !opposite {
        return Err(Error::NoSignChange { low, f_low: a.f, high, f_high: b.f });
    }
    let mut c = a;
    let (mut step, mut step_before) = (b.x - a.x, b.x - a.x);
    let mut n_evaluations = 2;
    loop {
        if c.f.abs() < b.f.abs() {
            (a, b, c) = (b, c, b);
        }
        let half_width = 0.5 * (c.x - b.x);
        let least = 2.0 * f64::EPSILON * b.x.abs() + 0.5 * tolerance;
        let converged = b.f == 0.0 || half_width.abs() <= least;
        if converged || n_evaluations >= MOST_EVALUATIONS || b.f.is_nan() {
            return Ok(Root { x: b.x, residual: b.f, n_evaluations, converged });
        }
        match interpolated(a, b, c).filter(|_| step_before.abs() >= least && a.f.abs() > b.f.abs()) {
            // within three quarters of the bracket, and less than half of the step before last
            Some(next)
                if next * half_width > 0.0
                    && next.abs() < (1.5 * half_width.abs() - 0.5 * least).min(0.5 * step_before.abs()) =>
            {
                (step_before, step) = (step, next);
            }
            _ => (step_before, step) = (half_width, half_width),
        }
        a = b;
        let x = b.x + if step.abs() > least { step } else { least.copysign(half_width) };
        b = Point { x, f: f(x) };
        n_evaluations += 1;
        if (b.f > 0.0) == (c.f > 0.0) {
            c = a;
            (step, step_before) = (b.x - a.x, b.x - a.x);
        }
    }
}

/// The step from `b` to the root of the inverse parabola through three points, or of the line through two.
fn interpolated(a: Point, b: Point, c: Point) -> Option<f64> {
    let s = b.f / a.f;
    let (p, q) = if a.x == c.x {
        ((c.x - b.x) * s, 1.0 - s)
    } else {
        let (q, r) = (a.f / c.f, b.f / c.f);
        let p = s * ((c.x - b.x) * q * (q - r) - (b.x - a.x) * (r - 1.0));
        (p, (q - 1.0) * (r - 1.0) * (s - 1.0))
    };
    let step = -p / q;
    step.is_finite().then_some(step)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn roots_of_cubics_are_found(root in -10.0..10.0f64, stretch in 0.01..100.0f64) {
            let f = |x: f64| (x - root) * (stretch + (x - root).powi(2));
            let found = brent(-20.0, 25.0, 0.0, f).unwrap();
            prop_assert!(found.converged && (found.x - root).abs() <= 4.0 * f64::EPSILON * root.abs().max(1e-3));
            prop_assert!(found.n_evaluations < 60);
        }
    }

    #[test]
    fn smooth_functions_take_few_evaluations() {
        let found = brent(0.0, 2.0, 0.0, |x| x.cos() - x).unwrap();
        assert!((found.x - 0.739_085_133_215_160_6).abs() < 2e-16 && found.n_evaluations < 12, "{found:?}");
    }

    #[test]
    fn steps_are_found_by_bisection() {
        let found = brent(-1e3, 1e3, 0.0, |x| if x < 1.0 { -1.0 } else { 1e9 }).unwrap();
        assert!((found.x - 1.0).abs() <= 1e-15 && found.converged);
        let flat = brent(0.0, 1.0, 0.0, |x: f64| (x - 0.3).powi(9)).unwrap();
        assert!((flat.x - 0.3).abs() < 1e-10 && flat.n_evaluations < 200, "{flat:?}");
    }

    #[test]
    fn ends_may_be_roots() {
        assert_eq!(brent(0.0, 1.0, 0.0, |x| x).unwrap().x, 0.0);
        assert_eq!(brent(-1.0, 0.0, 0.0, |x| x).unwrap().x, 0.0);
    }

    #[test]
    fn a_bracket_without_a_change_of_sign_is_refused() {
        assert!(matches!(brent(1.0, 2.0, 0.0, |x| x), Err(Error::NoSignChange { .. })));
        assert!(matches!(brent(1.0, 2.0, 0.0, |_| f64::NAN), Err(Error::NoSignChange { .. })));
        assert!(matches!(brent(f64::NAN, 2.0, 0.0, |x| x), Err(Error::NotFinite { .. })));
    }
}
