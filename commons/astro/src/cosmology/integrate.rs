//! Integrals over redshift, to rounding.
use astrarium_num::quadrature::GaussLegendre;

/// Points of the rule on each piece.
const N_POINTS: usize = 20;
/// What two halves may differ by from the whole: the error of the halves is then far below rounding.
const AGREE: f64 = 1e-13;
/// A part of the whole integral that nobody will see.
const UNSEEN: f64 = 1e-18;
/// Halvings, after which a piece is too short to matter.
const DEEPEST: u32 = 40;

/// Gauss-Legendre quadrature on pieces that are halved until both halves tell what the whole does.
///
/// The integrands here are analytic but for corners, at which integrals are split; most need one halving.
#[derive(Clone, Debug)]
pub(super) struct Halving {
    rule: GaussLegendre,
    /// Places of corners, rising.
    corners: Vec<f64>,
}

impl Halving {
    pub(super) fn new(corners: Vec<f64>) -> Self {
        Self { rule: GaussLegendre::new(N_POINTS), corners }
    }

    /// `∫ f(x) dx` from `a` to `b`, which may lie below `a`, of a function with these corners.
    pub(super) fn integrate(&self, a: f64, b: f64, f: impl Fn(f64) -> f64) -> f64 {
        let (low, high) = (a.min(b), a.max(b));
        let inside = self.corners.iter().copied().filter(|corner| *corner > low && *corner < high);
        let mut ends = vec![a, b];
        ends.splice(1..1, inside);
        if b < a {
            ends[1..].sort_by(|x, y| y.total_cmp(x));
        }
        ends.windows(2).map(|ends| self.smooth(ends[0], ends[1], &f)).sum()
    }

    /// The same of a smooth function.
    pub(super) fn smooth(&self, a: f64, b: f64, f: impl Fn(f64) -> f64) -> f64 {
        if a == b {
            return 0.0;
        }
        let whole = self.rule.integrate(a, b, &f);
        let piece = Piece { a, b, whole, unseen: whole.abs() * UNSEEN };
        self.refine(&piece, DEEPEST, &f)
    }

    /// The last corner.
    pub(super) fn last_corner(&self) -> Option<f64> {
        self.corners.last().copied()
    }

    fn refine(&self, piece: &Piece, depth: u32, f: &impl Fn(f64) -> f64) -> f64 {
        let &Piece { a, b, whole, unseen } = piece;
        let middle = 0.5 * (a + b);
        let halves = [(a, middle), (middle, b)].map(|(a, b)| (a, b, self.rule.integrate(a, b, f)));
        let both = halves[0].2 + halves[1].2;
        let agree = (both - whole).abs() <= AGREE * both.abs() + unseen;
        if agree || depth == 0 || !both.is_finite() {
            return both;
        }
        halves.iter().map(|&(a, b, whole)| self.refine(&Piece { a, b, whole, unseen }, depth - 1, f)).sum()
    }
}

struct Piece {
    a: f64,
    b: f64,
    whole: f64,
    unseen: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smooth_and_cornered_integrands() {
        let halving = Halving::new(vec![0.3]);
        assert!((halving.integrate(0.0, 1.0, f64::exp) - (1f64.exp() - 1.0)).abs() < 1e-15);
        assert!((halving.integrate(3.0, 0.0, |x| x * x) + 9.0).abs() < 1e-14);
        assert!((halving.integrate(0.0, 1.0, |x| (x - 0.3).abs()) - 0.29).abs() < 1e-15);
        assert!((halving.integrate(1.0, 0.0, |x| (x - 0.3).abs()) + 0.29).abs() < 1e-15);
        let peaked = halving.integrate(-1.0, 1.0, |x| 1.0 / (1e-6 + x * x));
        assert!((peaked / (2e3 * 1e3f64.atan()) - 1.0).abs() < 1e-13);
        assert_eq!(halving.integrate(2.0, 2.0, |_| 1.0), 0.0);
    }
}
