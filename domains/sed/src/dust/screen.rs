//! Any law of attenuation around all stars alike.
use super::{Dust, Phase, Place, Radiation};
use crate::parameters::component;
use crate::{Error, Result};
use astrarium_astro::dust::DustLaw;

component! {
    /// `10^(-0.4 A_V A(λ)/A(V))` with a law of attenuation or extinction; what is absorbed is radiated as a grey body of one
    /// temperature, and by aromatic molecules.
    pub struct Screen {
        /// `A_V`, mag.
        av_mag = 0.5, "mag", 0.0 .. 6.0;
        /// Temperature of the dust, K.
        temperature_k = 25.0, "K", 10.0 .. 80.0;
        /// Power of its emissivity.
        beta = 1.8, "", 1.0 .. 2.5;
        /// Part of the absorbed light that aromatic molecules radiate.
        f_pah = 0.1, "", 0.0 .. 1.0;
        + {
            /// The law.
            law: DustLaw = DustLaw::default();
        }
    }
}

impl Dust for Screen {
    fn check(&self) -> Result<()> {
        Error::check_not_negative("dust.av_mag", self.av_mag)?;
        Error::check_positive("dust.temperature_k", self.temperature_k)?;
        Error::check_part("dust.f_pah", self.f_pah)?;
        Ok(self.law.check()?)
    }

    fn inside(&self, _: f64) -> f64 {
        0.0
    }

    fn clouds(&self, _: &Place<'_>) -> Phase {
        Phase::default()
    }

    fn diffuse(&self, _: &Place<'_>) -> Phase {
        Phase { av_mag: self.av_mag, ..Phase::default() }
    }

    fn radiation(&self) -> Radiation {
        Radiation::Grey { temperature_k: self.temperature_k, beta: self.beta }
    }

    fn aromatic(&self) -> f64 {
        self.f_pah
    }

    fn law(&self) -> Option<&DustLaw> {
        Some(&self.law)
    }
}
