//! What the gas between galaxies lets through.

/// A mean line of sight through the intergalactic medium.
pub trait Transmission: std::fmt::Debug + Send + Sync {
    /// Optical depth at an observed wavelength in ångström towards a source at redshift `z`; nought for `z` of 0 and below.
    fn optical_depth(&self, wave_aa: f64, z: f64) -> f64;

    /// Looks for parameters that make no model.
    ///
    /// # Errors
    /// [`Error::OutOfRange`](crate::Error::OutOfRange) with the parameter.
    fn check(&self) -> crate::Result<()> {
        Ok(())
    }

    /// The part of the light that arrives, `exp(-τ)`.
    fn transmission(&self, wave_aa: f64, z: f64) -> f64 {
        (-self.optical_depth(wave_aa, z)).exp()
    }

    /// [`transmission`](Self::transmission) at many observed wavelengths.
    ///
    /// # Panics
    /// If `out` has not as many elements as `wave_aa`.
    fn fill(&self, wave_aa: &[f64], z: f64, out: &mut [f64]) {
        assert_eq!(wave_aa.len(), out.len(), "one transmission for each wavelength");
        wave_aa.iter().zip(out).for_each(|(wave_aa, part)| *part = self.transmission(*wave_aa, z));
    }
}

#[cfg(test)]
mod tests;

astrarium_io::family! {
    /// The models known by name.
    pub enum Igm: Transmission {
        "inoue2014" => inoue2014::Inoue2014, "39 Lyman lines and the continuum, forest and damped systems";
        "madau1995" => madau1995::Madau1995, "17 Lyman lines and the continuum, an older model with more absorption";
    }
}

impl Default for Igm {
    fn default() -> Self {
        Self::Inoue2014(Inoue2014::default())
    }
}

/// Wavelength of the Lyman limit that the models are told with, ångström.
const LIMIT_AA: f64 = 912.0;
