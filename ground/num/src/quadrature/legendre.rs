//! Gauss-Legendre quadrature with a fixed number of points.

use std::f64::consts::PI;

/// The rule of `n` points: exact for polynomials up to degree `2n − 1`.
///
/// Nodes and weights to 1e-15 (absolute). Cost of making it: `n²` operations.
///
/// # Source
/// Press et al. 2007, Numerical Recipes, 4.6.1: Newton's method on the Legendre polynomial from
/// `cos(π (i + 3/4) / (n + 1/2))`
///
/// # Example
/// ```
/// use astrarium_num::quadrature::GaussLegendre;
/// let rule = GaussLegendre::new(12);
/// assert!((rule.integrate(0.0, 1.0, |x| x.exp()) - (1f64.exp() - 1.0)).abs() < 1e-15);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct GaussLegendre {
    nodes: Vec<f64>,
    weights: Vec<f64>,
}

impl GaussLegendre {
    /// The rule of `n` points; none give nought.
    pub fn new(n: usize) -> Self {
        let (mut nodes, mut weights) = (vec![0.0; n], vec![0.0; n]);
        for i in 0..n.div_ceil(2) {
            let (node, weight) = point(i, n);
            (nodes[i], nodes[n - 1 - i]) = (-node, node);
            (weights[i], weights[n - 1 - i]) = (weight, weight);
        }
        if n % 2 == 1 {
            nodes[n / 2] = 0.0;
        }
        Self { nodes, weights }
    }

    /// The places in `(−1, 1)`, rising.
    pub fn nodes(&self) -> &[f64] {
        &self.nodes
    }

    /// The weights, whose sum is 2.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// `∫ f(x) dx` from `a` to `b`.
    pub fn integrate(&self, a: f64, b: f64, mut f: impl FnMut(f64) -> f64) -> f64 {
        let (middle, half) = (0.5 * (a + b), 0.5 * (b - a));
        half * self.nodes.iter().zip(&self.weights).map(|(x, w)| w * f(middle + half * x)).sum::<f64>()
    }
}

/// The `i`-th node from above and its weight.
fn point(i: usize, n: usize) -> (f64, f64) {
    let mut x = libm::cos(PI * (i as f64 + 0.75) / (n as f64 + 0.5));
    let mut slope = 1.0;
    // the start is so close that four steps are enough; two more cost nothing
    for _ in 0..6 {
        let (value, d) = legendre(n, x);
        slope = d;
        x -= value / slope;
    }
    (x, 2.0 / ((1.0 - x * x) * slope * slope))
}

/// The Legendre polynomial of degree `n` and its derivative, by the three-term recurrence.
fn legendre(n: usize, x: f64) -> (f64, f64) {
    let (mut before, mut value) = (0.0, 1.0);
    for k in 1..=n {
        let k = k as f64;
        (before, value) = (value, ((2.0 * k - 1.0) * x * value - (k - 1.0) * before) / k);
    }
    (value, n as f64 * (x * value - before) / (x * x - 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polynomials_are_exact_up_to_the_degree() {
        for n in [1, 2, 3, 7, 20, 64] {
            let rule = GaussLegendre::new(n);
            for degree in 0..2 * n {
                let exact = (1.0 - (-0.5f64).powi(degree as i32 + 1)) / (degree + 1) as f64;
                let found = rule.integrate(-0.5, 1.0, |x| x.powi(degree as i32));
                assert!((found - exact).abs() < 1e-14, "{n} points, degree {degree}");
            }
            let beyond = rule.integrate(-1.0, 1.0, |x| x.powi(2 * n as i32));
            assert!(n > 10 || (beyond - 2.0 / (2 * n + 1) as f64).abs() > 1e-7, "{n} points");
        }
    }

    #[test]
    fn rules_are_symmetric_and_rise() {
        let rule = GaussLegendre::new(101);
        assert!(rule.nodes().windows(2).all(|pair| pair[0] < pair[1]));
        assert!(rule.nodes().iter().zip(rule.nodes().iter().rev()).all(|(a, b)| *a == -*b));
        assert!((rule.weights().iter().sum::<f64>() - 2.0).abs() < 1e-14);
        assert_eq!(GaussLegendre::new(0).integrate(0.0, 1.0, |x| x), 0.0);
    }
}
