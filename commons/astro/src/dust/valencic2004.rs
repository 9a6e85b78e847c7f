//! The ultraviolet of the Milky Way from IUE.
use super::cardelli1989::Cardelli1989;
use super::cardelli1989::check_r_v;
use super::{Attenuation, LYMAN_LIMIT_UM};
use serde::{Deserialize, Serialize};

/// `a(x) + b(x)/R_V` from 0.125 to 0.303 µm. Above, [`Cardelli1989`], scaled so that it meets at 0.303 µm and is itself at V; below
/// 0.125 µm the same, scaled.
///
/// # Source
/// Valencic, Clayton & Gordon 2004, `ApJ` 616, 912, doi:10.1086/424922, with the erratum `ApJ` 793, 66 (2014)
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Valencic2004 {
    /// `A(V)/E(B-V)`, 2 to 6.
    pub r_v: f64,
}

impl Default for Valencic2004 {
    fn default() -> Self {
        Self { r_v: 3.1 }
    }
}

fn inside(x: f64, r_v: f64) -> f64 {
    let y = (x - 5.9).max(0.0);
    let a = 1.808 - 0.215 * x - 0.134 / ((x - 4.558).powi(2) + 0.566) - y * y * (0.0077 + 0.0030 * y);
    let b = -2.350 + 1.403 * x + 1.103 / ((x - 4.587).powi(2) + 0.263) + y * y * (0.2060 + 0.0550 * y);
    a + b / r_v
}

/// Where an ultraviolet law begins, and V, waves a micrometre.
const FIRST_X: f64 = 3.3;
const V_X: f64 = 1.0 / 0.55;

/// An ultraviolet law from 3.3 to `last` waves a micrometre, joined to Cardelli's on both sides.
pub(super) fn joined(wave_um: f64, r_v: f64, last: f64, inside: impl Fn(f64, f64) -> f64) -> f64 {
    let x = 1.0 / wave_um.max(LYMAN_LIMIT_UM);
    let outside = Cardelli1989 { r_v };
    let factor = |at: f64| inside(at, r_v) / outside.ratio(1.0 / at);
    match x {
        x if x < V_X => outside.ratio(wave_um),
        x if x < FIRST_X => {
            let share = super::gordon2023::smoothstep(x, (V_X, FIRST_X));
            outside.ratio(wave_um) * (1.0 + share * (factor(FIRST_X) - 1.0))
        }
        x if x <= last => inside(x, r_v),
        x => outside.ratio(1.0 / x) * factor(last),
    }
}

impl Attenuation for Valencic2004 {
    fn ratio(&self, wave_um: f64) -> f64 {
        joined(wave_um, self.r_v, 8.0, inside)
    }

    fn r_v(&self) -> Option<f64> {
        Some(self.r_v)
    }

    fn range_um(&self) -> (f64, f64) {
        (0.125, 1.0 / 0.3)
    }

    fn check(&self) -> crate::Result<()> {
        check_r_v(self.r_v)
    }
}
