//! Spectra that fluxes are quoted for.
use crate::constants::{BOLTZMANN_J_K, LIGHT_SPEED_M_S, PLANCK_J_S};
use crate::{Error, Result};
use serde::{Deserialize, Serialize};

/// The spectrum of which a band's quoted flux is the flux density at the reference wavelength.
///
/// AB magnitudes and most optical catalogues have [`FlatNu`](Self::FlatNu); IRAC, PACS and SPIRE constant `ν S_ν`, which is a
/// [`PowerLaw`](Self::PowerLaw) of index -1; MIPS a [`BlackBody`](Self::BlackBody) of 10 000 K. A source of another shape
/// needs a colour correction, which comes of itself where a model's spectrum is integrated over the band.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Reference {
    /// `S_ν` constant.
    #[default]
    FlatNu,
    /// `S_ν ∝ ν^index`.
    PowerLaw {
        /// The index.
        index: f64,
    },
    /// Planck's law.
    BlackBody {
        /// Temperature, K.
        temperature_k: f64,
    },
}

impl Reference {
    /// Constant `ν S_ν`.
    pub const FLAT_NU_S_NU: Self = Self::PowerLaw { index: -1.0 };

    /// `S_ν` at one wavelength over that at another, both in ångström.
    pub(super) fn relative(self, wave_aa: f64, nominal_aa: f64) -> f64 {
        match self {
            Self::FlatNu => 1.0,
            Self::PowerLaw { index } => (nominal_aa / wave_aa).powf(index),
            Self::BlackBody { temperature_k } => {
                let x = |wave_aa: f64| PLANCK_J_S * LIGHT_SPEED_M_S * 1e10 / (wave_aa * BOLTZMANN_J_K * temperature_k);
                let (here, nominal) = (x(wave_aa), x(nominal_aa));
                // (e^x₀ - 1)/(e^x - 1) without overflow
                let ratio = (-nominal).exp_m1() / (-here).exp_m1() * (nominal - here).exp();
                (nominal_aa / wave_aa).powi(3) * ratio
            }
        }
    }

    pub(super) fn check(self) -> Result<()> {
        let (what, value) = match self {
            Self::BlackBody { temperature_k } if !(temperature_k.is_finite() && temperature_k > 0.0) => {
                ("temperature of a band's reference spectrum, K", temperature_k)
            }
            Self::PowerLaw { index } if !index.is_finite() => ("index of a band's reference spectrum", index),
            _ => return Ok(()),
        };
        Err(Error::OutOfRange { what, value, expected: "a finite number, above zero for temperatures" })
    }
}
