//! Masses formed of rates without a closed integral.
use astrarium_num::quadrature::GaussLegendre;
use std::sync::LazyLock;

/// The widest piece in `ln t`, and how much the rate may change over a piece, as exponent.
const WIDEST: f64 = 0.25;
const CHANGE: f64 = 2.0;
/// Below this part of the first time the rate is taken as a power law; and where it is `exp` of this of its peak.
const FIRST: f64 = 1e-6;
const NOTHING: f64 = 40.0;

static RULE: LazyLock<GaussLegendre> = LazyLock::new(|| GaussLegendre::new(6));

/// A rate that goes as `t^rise` before `kink` and as `t^-fall` after it, and is smooth in `ln t` on either side.
pub(super) struct Powers {
    pub(super) rise: f64,
    pub(super) fall: f64,
    pub(super) kink: f64,
}

/// `∫_0^t ψ dt'` at rising times.
pub(super) fn fill(psi: impl Fn(f64) -> f64, powers: &Powers, t_yr: &[f64], out: &mut [f64]) {
    let Powers { rise, fall, kink } = *powers;
    // where the powers meet the rate turns over a stretch of ln t of one over their sum
    let piece = WIDEST.min(CHANGE / (rise + fall + 1.0)).exp();
    let start = kink * (-NOTHING / (rise + 1.0)).exp();
    let (mut reached, mut sum) = (0.0, 0.0);
    for (&t, out) in t_yr.iter().zip(out) {
        if reached == 0.0 {
            let head = start.max(FIRST * t.min(kink));
            if t <= head {
                *out = if t > 0.0 { t * psi(t) / (rise + 1.0) } else { 0.0 };
                continue;
            }
            (reached, sum) = (head, head * psi(head) / (rise + 1.0));
        }
        while reached < t {
            let end = if reached < kink { (reached * piece).min(kink) } else { reached * piece }.min(t);
            sum += RULE.integrate(reached, end, &psi);
            // what is left of a steep fall is not worth the way
            reached = if end > kink && psi(end) * t < 1e-18 * sum { t } else { end };
        }
        *out = sum;
    }
}
