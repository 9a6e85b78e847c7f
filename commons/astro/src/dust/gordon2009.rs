//! The ultraviolet of the Milky Way from IUE and FUSE.
use super::Attenuation;
use super::cardelli1989::check_r_v;
use super::valencic2004::joined;
use serde::{Deserialize, Serialize};

/// `a(x) + b(x)/R_V` from 0.0912 to 0.303 µm; above, [`Cardelli1989`](super::Cardelli1989) as in
/// [`Valencic2004`](super::Valencic2004).
///
/// # Source
/// Gordon, Cartledge & Clayton 2009, `ApJ` 705, 1320, doi:10.1088/0004-637X/705/2/1320, with the erratum `ApJ` 793, 67 (2014)
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Gordon2009 {
    /// `A(V)/E(B-V)`, 2 to 6.
    pub r_v: f64,
}

impl Default for Gordon2009 {
    fn default() -> Self {
        Self { r_v: 3.1 }
    }
}

fn inside(x: f64, r_v: f64) -> f64 {
    let y = (x - 5.9).max(0.0);
    let a = 1.894 - 0.373 * x - 0.0101 / ((x - 4.57).powi(2) + 0.0384) - y * y * (0.110 + 0.0100 * y);
    let b = -3.490 + 2.057 * x + 0.706 / ((x - 4.59).powi(2) + 0.169) + y * y * (0.531 + 0.0544 * y);
    a + b / r_v
}

impl Attenuation for Gordon2009 {
    fn ratio(&self, wave_um: f64) -> f64 {
        joined(wave_um, self.r_v, 11.0, inside)
    }

    fn r_v(&self) -> Option<f64> {
        Some(self.r_v)
    }

    fn range_um(&self) -> (f64, f64) {
        (0.0912, 1.0 / 0.3)
    }

    fn check(&self) -> crate::Result<()> {
        check_r_v(self.r_v)
    }
}
