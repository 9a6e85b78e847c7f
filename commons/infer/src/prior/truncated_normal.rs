//! A normal distribution between two ends.

use super::{Prior, inside};
use crate::{
    Result,
    error::{finite, positive, require},
};
use astrarium_num::special::{ln_one_minus_exp, norm_cdf, norm_isf, norm_isf_from_log, norm_log_sf, norm_ppf, norm_sf};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::f64::consts::TAU;

/// A ratio of tails, as ln, beside which the smaller one is nothing.
const LARGE: f64 = 600.0;

/// `p(x) ∝ exp(−z²/2)`, `z = (x − mean) / sd`, between `low` and `high`; right also where both lie far out in one tail.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TruncatedNormal {
    /// The mean of the whole.
    pub mean: f64,
    /// The standard deviation of the whole.
    pub sd: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Default for TruncatedNormal {
    fn default() -> Self {
        Self { mean: 0.0, sd: 1.0, low: -1.0, high: 1.0 }
    }
}

impl TruncatedNormal {
    fn z(&self, x: f64) -> f64 {
        (x - self.mean) / self.sd
    }

    /// ln of the whole's probability between the ends.
    fn ln_mass(&self) -> f64 {
        let (a, b) = (self.z(self.low), self.z(self.high));
        match (a > 0.0, b < 0.0) {
            (true, _) => ln_between(a, b),
            (_, true) => ln_between(-b, -a),
            _ => libm::log1p(-norm_cdf(a) - norm_sf(b)),
        }
    }
}

/// ln of the probability between `a` and `b` of the upper tail.
fn ln_between(a: f64, b: f64) -> f64 {
    norm_log_sf(a) + ln_one_minus_exp(norm_log_sf(b) - norm_log_sf(a))
}

/// The z of the upper tail, from `a` to `b`, below which lies the fraction `u` of what is between them.
fn in_tail(a: f64, b: f64, u: f64) -> f64 {
    let (from, to) = (norm_log_sf(a), norm_log_sf(b));
    norm_isf_from_log(from + libm::log1p(u * libm::expm1(to - from)))
}

/// The z above which lies the fraction `u`.
fn in_tail_from_above(a: f64, b: f64, u: f64) -> f64 {
    let (from, to) = (norm_log_sf(a), norm_log_sf(b));
    if from - to > LARGE {
        return in_tail(a, b, 1.0 - u);
    }
    norm_isf_from_log(to + libm::log1p(u * libm::expm1(from - to)))
}

/// The fraction of the upper tail from `a` to `b` that lies below `z`.
fn of_tail(a: f64, b: f64, z: f64) -> f64 {
    libm::expm1(norm_log_sf(z) - norm_log_sf(a)) / libm::expm1(norm_log_sf(b) - norm_log_sf(a))
}

/// The fraction that lies above `z`.
fn of_tail_above(a: f64, b: f64, z: f64) -> f64 {
    let (from, to, at) = (norm_log_sf(a), norm_log_sf(b), norm_log_sf(z));
    if from - to > LARGE {
        return libm::exp(at - from);
    }
    libm::expm1(at - to) / libm::expm1(from - to)
}

impl Prior for TruncatedNormal {
    fn check(&self) -> Result<()> {
        finite("mean", self.mean)?;
        positive("sd", self.sd)?;
        finite("low", self.low)?;
        finite("high", self.high)?;
        require(self.low < self.high, "high", self.high, "a number above low")
    }
    fn support(&self) -> [f64; 2] {
        [self.low, self.high]
    }
    fn ppf(&self, u: f64) -> f64 {
        let (a, b) = (self.z(self.low), self.z(self.high));
        if u <= 0.0 || u >= 1.0 {
            return if u <= 0.0 { self.low } else { self.high };
        }
        let z = if a > 0.0 {
            in_tail(a, b, u)
        } else if b < 0.0 {
            -in_tail_from_above(-b, -a, u)
        } else {
            let below = norm_cdf(a) * (1.0 - u) + norm_cdf(b) * u;
            if below < 0.5 { norm_ppf(below) } else { norm_isf(norm_sf(a) * (1.0 - u) + norm_sf(b) * u) }
        };
        (self.mean + self.sd * z).clamp(self.low, self.high)
    }
    fn cdf(&self, x: f64) -> f64 {
        let (a, b, z) = (self.z(self.low), self.z(self.high), self.z(x.clamp(self.low, self.high)));
        if a > 0.0 {
            of_tail(a, b, z)
        } else if b < 0.0 {
            of_tail_above(-b, -a, -z)
        } else {
            (norm_cdf(z) - norm_cdf(a)) / (norm_cdf(b) - norm_cdf(a))
        }
    }
    fn ln_pdf(&self, x: f64) -> f64 {
        if !inside(self.support(), x) {
            return f64::NEG_INFINITY;
        }
        let z = self.z(x);
        -0.5 * (z * z + libm::log(TAU)) - libm::log(self.sd) - self.ln_mass()
    }
    fn ln_pdf_slope(&self, x: f64) -> f64 {
        -self.z(x) / self.sd
    }
}
