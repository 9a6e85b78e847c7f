//! Angles from the equator.

use super::{Prior, Sine, inside};
use crate::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::f64::consts::{FRAC_PI_2, PI};

/// `p(x) ∝ cos x` between two angles from −π/2 to π/2, rad: the latitude of an isotropic direction.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Cosine {
    /// The lower end, rad.
    pub low: f64,
    /// The upper end, rad.
    pub high: f64,
}

impl Cosine {
    /// The same from the pole, its ends kept within 0 and π where they are so but for rounding.
    fn by_pole(&self) -> Sine {
        let turned = |x: f64| if x.abs() <= FRAC_PI_2 { (x + FRAC_PI_2).clamp(0.0, PI) } else { f64::NAN };
        Sine { low: turned(self.low), high: turned(self.high) }
    }
}

impl Default for Cosine {
    fn default() -> Self {
        Self { low: -FRAC_PI_2, high: FRAC_PI_2 }
    }
}

impl Prior for Cosine {
    fn check(&self) -> Result<()> {
        self.by_pole().check().map_err(|_| Error::Setting {
            what: "low, high",
            found: if self.low.abs() > FRAC_PI_2 { self.low } else { self.high },
            expected: "rising angles from −π/2 to π/2 rad",
        })
    }
    fn support(&self) -> [f64; 2] {
        [self.low, self.high]
    }
    fn ppf(&self, u: f64) -> f64 {
        (self.by_pole().ppf(u) - FRAC_PI_2).clamp(self.low, self.high)
    }
    fn cdf(&self, x: f64) -> f64 {
        self.by_pole().cdf(x + FRAC_PI_2)
    }
    fn ln_pdf(&self, x: f64) -> f64 {
        if inside(self.support(), x) { self.by_pole().ln_pdf(x + FRAC_PI_2) } else { f64::NEG_INFINITY }
    }
    fn ln_pdf_slope(&self, x: f64) -> f64 {
        -libm::tan(x)
    }
}
