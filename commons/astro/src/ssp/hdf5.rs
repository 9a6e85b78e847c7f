//! Libraries in HDF5: RUBIX's layout and this crate's own.
use super::library::{SspLibrary, SspParts};
use crate::units::Medium;
use crate::{Error, Result};
use astrarium_io::hdf5::{Attribute, Reader, Writer};
use std::path::Path;

impl SspLibrary {
    /// Reads the layout of RUBIX's templates: `wavelength` (ångström), `age` (decimal logarithm of years, 0 for age 0),
    /// `metallicity`, `flux` as `[metallicity][age][wavelength]`. Ages are rounded to whole years.
    ///
    /// # Errors
    /// [`Error::Io`] if a dataset is missing; [`Error::Format`] for another shape; as [`new`](Self::new).
    pub fn read_rubix(path: &Path, name: &str) -> Result<Self> {
        let file = Reader::open(path)?;
        let (wave_aa, log_age, metallicity) =
            (file.f64s("wavelength")?.0, file.f64s("age")?.0, file.f64s("metallicity")?.0);
        let (luminosity, shape) = file.f64s("flux")?;
        check_shape(path, "flux", &shape, &[metallicity.len(), log_age.len(), wave_aa.len()])?;
        let age_yr = log_age.iter().map(|log| if *log == 0.0 { 0.0 } else { 10f64.powf(*log).round() }).collect();
        let (name, medium) = (name.to_owned(), Medium::Vacuum);
        Self::new(SspParts { name, wave_aa, age_yr, metallicity, luminosity, living: None, medium })
    }

    /// Reads this crate's own layout.
    ///
    /// | dataset | shape | what |
    /// |---|---|---|
    /// | `wave_aa` | wavelengths | ångström, rising |
    /// | `age_yr` | ages | years, rising |
    /// | `metallicity` | metallicities | mass fraction, rising |
    /// | `luminosity` | metallicities, ages, wavelengths | solar luminosities an ångström and solar mass formed |
    /// | `living_fraction` | metallicities, ages | living mass over mass formed; may be left out |
    ///
    /// Attributes of the root: `name` (text), `medium` (`vacuum` or `air`); both may be left out.
    ///
    /// # Errors
    /// As [`read_rubix`](Self::read_rubix).
    pub fn read_hdf5(path: &Path) -> Result<Self> {
        let file = Reader::open(path)?;
        let (wave_aa, age_yr, metallicity) =
            (file.f64s("wave_aa")?.0, file.f64s("age_yr")?.0, file.f64s("metallicity")?.0);
        let (luminosity, shape) = file.f64s("luminosity")?;
        check_shape(path, "luminosity", &shape, &[metallicity.len(), age_yr.len(), wave_aa.len()])?;
        let living = if file.has("living_fraction") {
            let (living, shape) = file.f64s("living_fraction")?;
            check_shape(path, "living_fraction", &shape, &[metallicity.len(), age_yr.len()])?;
            Some(living)
        } else {
            None
        };
        let attributes = file.attributes("/")?;
        let text = |key: &str| match attributes.get(key) {
            Some(Attribute::Text(texts)) => texts.first().cloned(),
            _ => None,
        };
        let medium = match text("medium").as_deref() {
            None | Some("vacuum") => Medium::Vacuum,
            Some("air") => Medium::Air,
            Some(other) => {
                let (found, expected) = (format!("medium `{other}`"), "`vacuum` or `air`");
                return Err(Error::Format { path: path.to_owned(), line: None, found, expected });
            }
        };
        let stem = || path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
        let name = text("name").unwrap_or_else(stem);
        Self::new(SspParts { name, wave_aa, age_yr, metallicity, luminosity, living, medium })
    }

    /// The library in this crate's own layout, see [`read_hdf5`](Self::read_hdf5).
    ///
    /// # Errors
    /// [`Error::Io`] for what HDF5 cannot hold.
    pub fn to_hdf5_bytes(&self) -> Result<Vec<u8>> {
        let (n_z, n_age, n_wave) = (self.metallicity().len(), self.age_yr().len(), self.wave_aa().len());
        let mut file = Writer::new().with_deflate(4);
        file.f64s("wave_aa", self.wave_aa(), &[n_wave])?;
        file.f64s("age_yr", self.age_yr(), &[n_age])?;
        file.f64s("metallicity", self.metallicity(), &[n_z])?;
        file.f64s("luminosity", self.luminosity(), &[n_z, n_age, n_wave])?;
        if let Some(living) = &self.parts().living {
            file.f64s("living_fraction", living, &[n_z, n_age])?;
        }
        let medium = if self.medium() == Medium::Air { "air" } else { "vacuum" };
        file.attribute("/", "medium", Attribute::Text(vec![medium.to_owned()]))?;
        file.attribute("/", "name", Attribute::Text(vec![self.name().to_owned()]))?;
        Ok(file.bytes()?)
    }
}

fn check_shape(path: &Path, dataset: &str, found: &[usize], expected: &[usize]) -> Result<()> {
    if found == expected {
        return Ok(());
    }
    let found = format!("`{dataset}` of shape {found:?} where the axes have {expected:?}");
    Err(Error::Format {
        path: path.to_owned(),
        line: None,
        found,
        expected: "axes metallicity, age, wavelength in this order",
    })
}
