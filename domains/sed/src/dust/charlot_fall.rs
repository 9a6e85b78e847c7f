//! Power laws around young and around all stars.
use super::{Dust, Phase, Place, Radiation};
use crate::parameters::component;
use crate::{Error, Result};

component! {
    /// Extinction `A_V (λ/5500 Å)^-n` around all stars, and another one around those that are still in their birth clouds.
    ///
    /// All that is absorbed is radiated as a grey body of one temperature, and by aromatic molecules.
    ///
    /// # Source
    /// Charlot & Fall 2000, `ApJ` 539, 718
    pub struct CharlotFall {
        /// `A_V` of the birth clouds, mag.
        av_birth_mag = 1.0, "mag", 0.0 .. 6.0;
        /// Their slope.
        slope_birth = 1.3, "", 0.0 .. 3.0;
        /// When stars leave them, years.
        escape_yr = 1e7, "yr", 1e6 .. 1e8 log;
        /// `A_V` of the diffuse dust, mag.
        av_mag = 0.5, "mag", 0.0 .. 6.0;
        /// Its slope.
        slope = 0.7, "", 0.0 .. 3.0;
        /// Temperature of the dust, K.
        temperature_k = 25.0, "K", 10.0 .. 80.0;
        /// Power of its emissivity.
        beta = 1.8, "", 1.0 .. 2.5;
        /// Part of the absorbed light that aromatic molecules radiate.
        f_pah = 0.1, "", 0.0 .. 1.0;
    }
}

impl Dust for CharlotFall {
    fn check(&self) -> Result<()> {
        Error::check_not_negative("dust.av_birth_mag", self.av_birth_mag)?;
        Error::check_not_negative("dust.av_mag", self.av_mag)?;
        Error::check_not_negative("dust.escape_yr", self.escape_yr)?;
        Error::check_positive("dust.temperature_k", self.temperature_k)?;
        Error::check_part("dust.f_pah", self.f_pah)
    }

    fn inside(&self, age_yr: f64) -> f64 {
        if age_yr <= self.escape_yr { 1.0 } else { 0.0 }
    }

    fn clouds(&self, _: &Place<'_>) -> Phase {
        Phase { av_mag: self.av_birth_mag, slopes: [self.slope_birth; 2], surface: 0.0 }
    }

    fn diffuse(&self, _: &Place<'_>) -> Phase {
        Phase { av_mag: self.av_mag, slopes: [self.slope; 2], surface: 0.0 }
    }

    fn radiation(&self) -> Radiation {
        Radiation::Grey { temperature_k: self.temperature_k, beta: self.beta }
    }

    fn aromatic(&self) -> f64 {
        self.f_pah
    }
}
