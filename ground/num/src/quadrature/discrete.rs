//! Gauss quadrature of weighted sums: a few places that stand for many.

use crate::linalg::{DMatrix, SymmetricEigen};

/// `n` places and weights with `Σ_k W_k f(X_k) = Σ_i w_i f(x_i)` for polynomials up to degree `2n − 1`.
///
/// The measure is the weighted sum itself, not an integral that it stands for: a rule of few points replaces the sum of many. The
/// shares say how a product is summed of which one factor is rough and known at all places `x_i`, the other one smooth:
/// `Σ_i w_i r(x_i) s(x_i) ≈ Σ_k W_k s(X_k) Σ_i shares[k][i] r(x_i)`, exact if `s` is a polynomial of degree `n − 1`.
///
/// Where there are not more than `n` places, these are the rule.
///
/// # Source
/// Stieltjes' procedure with the eigenvalues of the Jacobi matrix: Gautschi 2004, Orthogonal Polynomials, 2.2.3.1 and 3.1.1.1;
/// shares from the identity of Christoffel and Darboux
///
/// # Example
/// ```
/// use astrarium_num::quadrature::GaussSum;
/// let x: Vec<f64> = (0..100).map(|i| f64::from(i) / 99.0).collect();
/// let rule = GaussSum::new(&x, &[0.01; 100], 5);
/// let found: f64 = rule.nodes.iter().zip(&rule.weights).map(|(x, w)| w * x.exp()).sum();
/// let all: f64 = x.iter().map(|x| 0.01 * x.exp()).sum();
/// assert!((found / all - 1.0).abs() < 1e-10);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct GaussSum {
    /// Places, rising.
    pub nodes: Vec<f64>,
    /// Their weights, above zero.
    pub weights: Vec<f64>,
    /// Of each place, shares of the sum's places; they sum to 1.
    pub shares: Vec<Vec<f64>>,
}

impl GaussSum {
    /// The rule of at most `n` places for a sum over places that rise, with weights above zero.
    ///
    /// # Panics
    /// If there are not as many weights as places.
    pub fn new(x: &[f64], weights: &[f64], n: usize) -> Self {
        assert_eq!(x.len(), weights.len(), "a weight for each place");
        if x.len() <= n {
            let share = |k: usize| (0..x.len()).map(|i| f64::from(i == k)).collect();
            return Self { nodes: x.to_vec(), weights: weights.to_vec(), shares: (0..x.len()).map(share).collect() };
        }
        let (middle, half) = (0.5 * (x[0] + x[x.len() - 1]), 0.5 * (x[x.len() - 1] - x[0]));
        let scaled: Vec<f64> = x.iter().map(|x| (x - middle) / half).collect();
        let polynomials = Polynomials::new(&scaled, weights, n);
        let mut rule = Self { nodes: vec![], weights: vec![], shares: vec![] };
        for place in polynomials.roots() {
            let at = polynomials.at(place);
            let height: f64 = at.iter().map(|p| p * p).sum();
            let sum = |i: usize| -> f64 { polynomials.values.iter().zip(&at).map(|(of, at)| of[i] * at).sum() };
            rule.nodes.push(middle + half * place);
            rule.weights.push(1.0 / height);
            rule.shares.push((0..x.len()).map(|i| weights[i] * sum(i)).collect());
        }
        rule
    }
}

/// Polynomials that are orthonormal over a sum: `b_{j+1} p_{j+1} = (x - a_j) p_j - b_j p_{j-1}`.
struct Polynomials {
    a: Vec<f64>,
    b: Vec<f64>,
    /// At the places of the sum.
    values: Vec<Vec<f64>>,
}

impl Polynomials {
    fn new(x: &[f64], weights: &[f64], n: usize) -> Self {
        let sum = |f: &dyn Fn(usize) -> f64| -> f64 { weights.iter().enumerate().map(|(i, w)| w * f(i)).sum() };
        let first = sum(&|_| 1.0).sqrt();
        let mut all = Self { a: vec![], b: vec![first], values: vec![vec![1.0 / first; x.len()]] };
        for j in 0..n {
            let last = &all.values[j];
            let a = sum(&|i| x[i] * last[i] * last[i]);
            all.a.push(a);
            if j + 1 == n {
                break;
            }
            let before = |i: usize| if j > 0 { all.b[j] * all.values[j - 1][i] } else { 0.0 };
            let next: Vec<f64> = (0..x.len()).map(|i| (x[i] - a) * last[i] - before(i)).collect();
            let norm = sum(&|i| next[i] * next[i]).sqrt();
            all.b.push(norm);
            all.values.push(next.into_iter().map(|value| value / norm).collect());
        }
        all
    }

    /// The places where the polynomial after the last is nought: eigenvalues of the Jacobi matrix.
    fn roots(&self) -> Vec<f64> {
        let n = self.a.len();
        let entry = |i: usize, j: usize| match i.abs_diff(j) {
            0 => self.a[i],
            1 => self.b[i.max(j)],
            _ => 0.0,
        };
        let mut roots = SymmetricEigen::new(DMatrix::from_fn(n, n, entry)).eigenvalues.as_slice().to_vec();
        roots.sort_by(f64::total_cmp);
        roots
    }

    /// All of them at a place.
    fn at(&self, x: f64) -> Vec<f64> {
        let mut values = vec![1.0 / self.b[0]];
        for j in 0..self.a.len() - 1 {
            let before = if j > 0 { self.b[j] * values[j - 1] } else { 0.0 };
            values.push(((x - self.a[j]) * values[j] - before) / self.b[j + 1]);
        }
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uneven() -> (Vec<f64>, Vec<f64>) {
        let x: Vec<f64> = (0..60).map(|i| 3.0 + (f64::from(i) / 59.0).powi(2) * 0.7).collect();
        let weights = (0..60).map(|i| 0.1 + (f64::from(i) * 0.7).sin().powi(2)).collect();
        (x, weights)
    }

    #[test]
    fn sums_of_polynomials_are_exact_up_to_the_degree() {
        let (x, weights) = uneven();
        for n in 1..9 {
            let rule = GaussSum::new(&x, &weights, n);
            assert!(rule.nodes.is_sorted() && rule.weights.iter().all(|w| *w > 0.0));
            for degree in 0..2 * n as i32 {
                let of = |x: f64| (x - 3.3).powi(degree) * 4f64.powi(degree);
                let expected: f64 = x.iter().zip(&weights).map(|(x, w)| w * of(*x)).sum();
                let found: f64 = rule.nodes.iter().zip(&rule.weights).map(|(x, w)| w * of(*x)).sum();
                assert!((found - expected).abs() < 1e-10 * (1.0 + expected.abs()), "{n}, {degree}: {found} {expected}");
            }
        }
    }

    #[test]
    fn products_with_a_rough_factor_are_summed_by_shares() {
        let (x, weights) = uneven();
        let rough = |i: usize| if i % 7 < 3 { 1.0 } else { 0.2 };
        let rule = GaussSum::new(&x, &weights, 6);
        for degree in 0..6 {
            let smooth = |x: f64| (2.0 * x - 6.5).powi(degree);
            let expected: f64 = (0..x.len()).map(|i| weights[i] * rough(i) * smooth(x[i])).sum();
            let of = |k: usize| -> f64 { rule.shares[k].iter().enumerate().map(|(i, share)| share * rough(i)).sum() };
            let found: f64 = (0..6).map(|k| rule.weights[k] * smooth(rule.nodes[k]) * of(k)).sum();
            assert!((found - expected).abs() < 1e-11 * weights.len() as f64, "{degree}: {found} {expected}");
        }
        assert!(rule.shares.iter().all(|shares| (shares.iter().sum::<f64>() - 1.0).abs() < 1e-12));
    }

    #[test]
    fn few_places_are_their_own_rule() {
        let rule = GaussSum::new(&[1.0, 2.0, 4.0], &[0.1, 0.2, 0.3], 5);
        assert_eq!((&rule.nodes[..], &rule.weights[..]), (&[1.0, 2.0, 4.0][..], &[0.1, 0.2, 0.3][..]));
        assert_eq!(rule.shares[1], [0.0, 1.0, 0.0]);
        assert!(GaussSum::new(&[], &[], 3).nodes.is_empty());
    }
}
