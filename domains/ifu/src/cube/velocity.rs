//! Velocities on a grid, and cubic B-splines between.
use astrarium_astro::constants::LIGHT_SPEED_KM_S;

/// Evenly spaced in `w = c atanh(v/c)`, in which velocities add and wavelengths stretch by `exp(w/c)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Velocities {
    /// The first knot, km/s.
    pub(super) first: f64,
    /// Between knots, km/s.
    pub(super) step: f64,
    /// Knots, the one before and the two after every velocity included.
    pub(super) n: usize,
}

/// Below this part of light's speed five terms of the series are right to rounding.
pub(super) const SLOW: f64 = 0.02;

/// `c atanh(v/c)`, km/s.
#[inline]
pub(super) fn rapidity(velocity_km_s: f64) -> f64 {
    let b = velocity_km_s / LIGHT_SPEED_KM_S;
    if b.abs() > SLOW {
        return LIGHT_SPEED_KM_S * b.atanh();
    }
    slow_rapidity(velocity_km_s)
}

/// The same of a velocity below [`SLOW`].
#[inline(always)]
pub(super) fn slow_rapidity(velocity_km_s: f64) -> f64 {
    let b = velocity_km_s * (1.0 / LIGHT_SPEED_KM_S);
    let s = b * b;
    velocity_km_s * (1.0 + s * (1.0 / 3.0 + s * (0.2 + s * (1.0 / 7.0 + s * (1.0 / 9.0)))))
}

/// The derivative of [`rapidity`].
pub(super) fn rapidity_slope(velocity_km_s: f64) -> f64 {
    1.0 / (1.0 - (velocity_km_s / LIGHT_SPEED_KM_S).powi(2))
}

/// What a rapidity stretches wavelengths by.
pub(super) fn stretch(rapidity_km_s: f64) -> f64 {
    (rapidity_km_s / LIGHT_SPEED_KM_S).exp()
}

impl Velocities {
    /// Knots for rapidities from `low` to `high`.
    pub(super) fn new(low: f64, high: f64, step: f64) -> Self {
        let first = (low / step).floor() - 1.0;
        let last = (high / step).floor() + 2.0;
        Self { first: first * step, step, n: (last - first) as usize + 1 }
    }

    /// The first of the four knots that tell a rapidity, and how far beyond the second it is.
    #[inline(always)]
    pub(super) fn place(&self, rapidity: f64) -> (usize, f64) {
        let at = (rapidity - self.first) / self.step;
        let knot = at.floor().clamp(1.0, (self.n - 3) as f64);
        (knot as usize - 1, at - knot)
    }

    /// Rapidity of a knot, which may lie outside the grid.
    pub(super) fn knot(&self, i: i64) -> f64 {
        self.first + i as f64 * self.step
    }
}

/// Weights of the four knots.
#[inline(always)]
pub(super) fn weights(t: f64) -> [f64; 4] {
    let u = 1.0 - t;
    let sixth = 1.0 / 6.0;
    [
        u * u * u * sixth,
        (t * t * (3.0 * t - 6.0) + 4.0) * sixth,
        (u * u * (3.0 * u - 6.0) + 4.0) * sixth,
        t * t * t * sixth,
    ]
}

/// Their derivatives with respect to `t`.
#[inline(always)]
pub(super) fn slopes(t: f64) -> [f64; 4] {
    let u = 1.0 - t;
    [-0.5 * u * u, t * (1.5 * t - 2.0), -u * (1.5 * u - 2.0), 0.5 * t * t]
}

/// Knots beyond each end at which the function is known, so that the ends do not matter: their trace falls by 3.7 a knot.
pub(super) const MARGIN: usize = 8;

/// Turns values at `n + 2 MARGIN` knots into the coefficients of the spline that goes through them; `rows` are knots.
///
/// The system `(c_{i-1} + 4 c_i + c_{i+1})/6 = f_i` without curvature at the ends.
pub(super) fn coefficients(values: &mut [Vec<f64>]) {
    let n = values.len();
    // the factor by which row i is subtracted from the next: constant but for the start
    let mut ratio = vec![0.0; n];
    for i in 1..n - 1 {
        ratio[i] = 1.0 / (4.0 - ratio[i - 1]);
        let (before, rest) = values.split_at_mut(i);
        let scale = ratio[i];
        rest[0].iter_mut().zip(&before[i - 1]).for_each(|(f, c)| *f = (6.0 * *f - c) * scale);
    }
    for i in (1..n - 1).rev() {
        let (row, after) = values.split_at_mut(i + 1);
        let scale = ratio[i];
        row[i].iter_mut().zip(&after[0]).for_each(|(c, next)| *c -= scale * next);
    }
}

/// The transpose of [`coefficients`].
pub(super) fn coefficients_transposed(values: &mut [Vec<f64>]) {
    let n = values.len();
    let mut ratio = vec![0.0; n];
    for i in 1..n - 1 {
        ratio[i] = 1.0 / (4.0 - ratio[i - 1]);
    }
    for i in 1..n - 1 {
        let (row, after) = values.split_at_mut(i + 1);
        let scale = ratio[i];
        after[0].iter_mut().zip(&row[i]).for_each(|(c, before)| *c -= scale * before);
    }
    for i in (1..n - 1).rev() {
        let (before, rest) = values.split_at_mut(i);
        let scale = ratio[i];
        before[i - 1].iter_mut().zip(&rest[0]).for_each(|(f, c)| *f -= c * scale);
        rest[0].iter_mut().for_each(|f| *f *= 6.0 * scale);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splines_go_through_their_values_and_are_of_fourth_order() {
        let f = |x: f64| (x / 90.0).sin() + 2.0;
        let error = |step: f64| {
            let grid = Velocities::new(-300.0, 300.0, step);
            let knots = -(MARGIN as i64)..(grid.n + MARGIN) as i64;
            let mut values: Vec<Vec<f64>> = knots.map(|i| vec![f(grid.knot(i))]).collect();
            coefficients(&mut values);
            let at = |x: f64| {
                let (first, t) = grid.place(x);
                let terms = weights(t).into_iter().enumerate();
                terms.map(|(k, weight)| weight * values[first + k + MARGIN][0]).sum::<f64>()
            };
            assert!((at(grid.knot(4)) - f(grid.knot(4))).abs() < 1e-12);
            (0..500).map(|i| -290.0 + f64::from(i) * 1.16).map(|x| (at(x) - f(x)).abs()).fold(0.0, f64::max)
        };
        let order = (error(40.0) / error(20.0)).log2();
        assert!((order - 4.0).abs() < 0.3, "{order}");
        // the middle knots of a grid's ends lie on it
        let grid = Velocities::new(-10.0, 10.0, 5.0);
        assert_eq!((grid.place(-10.0), grid.place(10.0)), ((0, 0.0), (4, 0.0)));
        assert_eq!(grid.n, 8);
    }

    #[test]
    fn slopes_are_those_of_the_weights() {
        const STEP: f64 = 1e-6;
        for t in [0.0, 0.3, 0.8] {
            let (above, below, slope) = (weights(t + STEP), weights(t - STEP), slopes(t));
            assert!((weights(t).iter().sum::<f64>() - 1.0).abs() < 1e-15);
            for k in 0..4 {
                assert!(((above[k] - below[k]) / (2.0 * STEP) - slope[k]).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn the_transpose_of_the_coefficients() {
        let n = 12;
        let draw = |seed| astrarium_num::testkit::uniform(n, seed);
        let rows = |values: &[f64]| values.iter().map(|value| vec![*value]).collect::<Vec<_>>();
        let (x, y) = (draw(1), draw(2));
        let (mut ax, mut aty) = (rows(&x), rows(&y));
        coefficients(&mut ax);
        coefficients_transposed(&mut aty);
        let dot = |a: &[Vec<f64>], b: &[f64]| a.iter().zip(b).map(|(a, b)| a[0] * b).sum::<f64>();
        assert!((dot(&ax, &y) - dot(&aty, &x)).abs() < 1e-12);
    }

    #[test]
    fn rapidities_stretch_as_velocities_do() {
        for v in [-3000.0, -1.0, 0.0, 500.0, 5990.0, 6000.0] {
            let b = v / LIGHT_SPEED_KM_S;
            assert!((stretch(rapidity(v)) - ((1.0 + b) / (1.0 - b)).sqrt()).abs() < 3e-16);
        }
        let difference = (rapidity(20_001.0) - rapidity(19_999.0)) / 2.0;
        assert!((difference - rapidity_slope(20_000.0)).abs() < 1e-9);
    }
}
