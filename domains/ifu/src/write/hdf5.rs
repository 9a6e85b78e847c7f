//! Cubes as HDF5.
use super::CubeFile;
use crate::Result;
use astrarium_io::atomic::write_bytes;
use astrarium_io::hdf5::{Attribute, Writer};
use std::path::Path;

impl CubeFile<'_> {
    /// Writes the cube as HDF5, all of it or nothing.
    ///
    /// | dataset | shape | unit |
    /// |---|---|---|
    /// | `flux`, `variance` | y, x, channel | 10^-20 erg/s/cm²/Å, its square |
    /// | `wave_aa` | channel | ångström, in the medium of its attribute |
    /// | `lit` | y, x | 1 where a spaxel is lit |
    /// | `maps/NAME` | y, x | that of its attribute `unit` |
    /// | `age_metallicity/mass`, `age`, `metallicity` | y, x, metallicity, age; age; metallicity | mass at birth, solar; years; fraction |
    ///
    /// `x` rises to the east. Attributes of the root: `object`, `telescope`, `provenance`, of `facts` each fact.
    ///
    /// # Errors
    /// As [`write_fits`](Self::write_fits).
    pub fn write_hdf5(&self, path: impl AsRef<Path>) -> Result<()> {
        let [n, n_channels] = self.shape()?;
        let mut file = Writer::new().with_deflate(1);
        let text = |value: &str| Attribute::Text(vec![value.to_owned()]);
        file.attribute("/", "object", text(self.object))?;
        file.attribute("/", "telescope", text(&self.telescope.name))?;
        file.attribute("/", "provenance", text(&self.provenance.join("\n")))?;
        let mut put = |at: &str, values: &[f64], shape: &[usize], unit: &str| -> Result<()> {
            file.f64s(at, values, shape)?;
            Ok(file.attribute(at, "unit", text(unit))?)
        };
        put("flux", self.flux, &[n, n, n_channels], "1e-20 erg/s/cm2/Angstrom")?;
        if let Some(variance) = self.variance {
            put("variance", variance, &[n, n, n_channels], "1e-40 erg2/s2/cm4/Angstrom2")?;
        }
        put("wave_aa", &self.telescope.wave_aa(), &[n_channels], "Angstrom")?;
        for map in self.maps {
            put(&format!("maps/{}", map.name), map.values, &[n, n], map.unit)?;
        }
        if let Some(of) = self.distribution {
            let (n_z, n_age) = (of.metallicity.len(), of.age_yr.len());
            put("age_metallicity/mass", &of.mass_msun, &[n, n, n_z, n_age], "solMass")?;
            put("age_metallicity/age", &of.age_yr, &[n_age], "yr")?;
            put("age_metallicity/metallicity", &of.metallicity, &[n_z], "")?;
        }
        if let Some(lit) = self.lit {
            file.u8s("lit", &lit.iter().map(|&lit| u8::from(lit)).collect::<Vec<_>>(), &[n, n])?;
        }
        let medium = format!("{:?}", self.telescope.medium).to_lowercase();
        file.attribute("wave_aa", "medium", Attribute::Text(vec![medium]))?;
        for fact in self.facts {
            let value = if fact.unit.is_empty() { fact.value.clone() } else { format!("{} {}", fact.value, fact.unit) };
            file.attribute("facts", &fact.name, Attribute::Text(vec![value]))?;
        }
        Ok(write_bytes(path.as_ref(), &file.bytes()?)?)
    }
}
