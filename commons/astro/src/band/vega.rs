//! Vega, against which older magnitudes are measured.
use super::curve::Band;
use super::weights::Density;
use crate::{Error, Result};
use astrarium_io::fits::Fits;
use astrarium_io::registry::Shelf;
use astrarium_io::table::Table;
use astrarium_num::interp::lerp;
use std::path::Path;

/// A star's spectrum: straight lines in `S_λ`.
#[derive(Clone, Debug, PartialEq)]
pub struct StandardStar {
    /// Wavelengths in vacuum, ångström.
    pub wave_aa: Vec<f64>,
    /// `S_λ`, erg/s/cm²/Å.
    pub flux: Vec<f64>,
}

impl StandardStar {
    /// Reads a spectrum of CALSPEC: a FITS table with `WAVELENGTH` (ångström, vacuum) and `FLUX` (erg/s/cm²/Å).
    ///
    /// # Errors
    /// [`Error::Io`] if there is no such table; [`Error::NotRising`] for wavelengths out of order.
    pub fn read(path: &Path) -> Result<Self> {
        let file = Fits::open(path)?;
        let found = file.hdus().iter().find_map(|hdu| hdu.table().ok());
        let stored = found.ok_or_else(|| Error::Format {
            path: path.to_owned(),
            line: None,
            found: "no table".to_owned(),
            expected: "a table with WAVELENGTH and FLUX",
        })?;
        let table = Table::from_fits(&stored)?;
        let column = |name: &str| -> Result<Vec<f64>> { Ok(table.f64s(name)?.to_vec()) };
        let (wave_aa, flux) = (column("WAVELENGTH")?, column("FLUX")?);
        crate::error::check_rising("wavelength of the star", &wave_aa)?;
        crate::error::check_finite("flux of the star", &flux)?;
        Ok(Self { wave_aa, flux })
    }

    /// Vega, as the registry's data set `vega` tells it.
    ///
    /// # Errors
    /// [`Error::Io`] if it was not fetched.
    pub fn vega(shelf: &Shelf) -> Result<Self> {
        Self::read(&shelf.path("vega")?)
    }

    /// `S_λ` at a wavelength.
    pub fn at(&self, wave_aa: f64) -> f64 {
        lerp(&self.wave_aa, &self.flux, wave_aa)
    }
}

impl Band {
    /// Mean flux of a standard star in the band, mJy: what its magnitude 0 is.
    ///
    /// # Errors
    /// [`Error::BandOutside`] if the star's spectrum does not cover the band.
    pub fn zero_mjy(&self, star: &StandardStar) -> Result<f64> {
        Ok(self.weights(&star.wave_aa, Density::PerWavelength)?.flux(&star.flux) / self.reference_factor())
    }

    /// AB magnitude of a standard star, which turns its magnitudes into AB ones: `m_AB = m_Vega + this`.
    ///
    /// # Errors
    /// As [`zero_mjy`](Self::zero_mjy).
    pub fn ab_of_star_mag(&self, star: &StandardStar) -> Result<f64> {
        Ok(crate::units::ab_mag_from_mjy(self.zero_mjy(star)?))
    }
}
