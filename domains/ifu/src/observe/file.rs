//! Observations into files.
use super::{NamedMap, Observation};
use crate::Result;
use crate::maps::Quantity;
use crate::write::{CubeFile, Fact, Plane, Sky};
use std::io::Write;
use std::path::Path;

/// Maps in files.
const MAPS: [(&str, &str, Quantity); 13] = [
    ("FLUX", "10**(-20)*erg/s/cm**2/Angstrom", Quantity::Flux),
    ("MASS", "solMass", Quantity::Mass),
    ("NUMBER", "", Quantity::Number),
    ("VELOCITY", "km/s", Quantity::Velocity),
    ("DISPERSION", "km/s", Quantity::Dispersion),
    ("AGE_LIGHT", "Gyr", Quantity::AgeByLight),
    ("AGE_MASS", "Gyr", Quantity::AgeByMass),
    ("METALLICITY_LIGHT", "", Quantity::MetallicityByLight),
    ("METALLICITY_MASS", "", Quantity::MetallicityByMass),
    ("GAS_MASS", "solMass", Quantity::GasMass),
    ("GAS_SFR", "solMass/yr", Quantity::Sfr),
    ("GAS_VELOCITY", "km/s", Quantity::GasVelocity),
    ("GAS_DISPERSION", "km/s", Quantity::GasDispersion),
];

impl Observation {
    /// Writes the cube, the ending telling how: `.h5` and `.hdf5` as HDF5, else as FITS (see [`CubeFile::write_fits`]).
    ///
    /// # Errors
    /// As [`CubeFile::write_fits`].
    pub fn write(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let ending = path.extension().map_or_else(String::new, |ending| ending.to_string_lossy().to_lowercase());
        self.with_file(
            |file| if ending == "h5" || ending == "hdf5" { file.write_hdf5(path) } else { file.write_fits(path) },
        )
    }

    /// The same as FITS, into anything that takes bytes; `path` stands for it in messages.
    ///
    /// # Errors
    /// As [`CubeFile::write_fits`].
    pub fn put_fits(&self, out: &mut dyn Write, path: &Path) -> Result<()> {
        self.with_file(|file| file.put_fits(out, path))
    }

    fn with_file<T>(&self, write: impl FnOnce(&CubeFile<'_>) -> Result<T>) -> Result<T> {
        self.with_maps(&self.file_maps(), write)
    }

    /// Maps of the cube's file: what is true of each spaxel; with bins all of [`named_maps`](Self::named_maps).
    #[must_use]
    pub fn file_maps(&self) -> Vec<NamedMap> {
        if self.bins.is_some() {
            return self.named_maps(self.bins.as_ref());
        }
        let named = |(name, unit, quantity)| NamedMap { name, unit, values: self.maps.map(quantity) };
        self.map_names().into_iter().map(named).collect()
    }

    /// The file with these maps.
    pub(super) fn with_maps<T>(&self, maps: &[NamedMap], write: impl FnOnce(&CubeFile<'_>) -> Result<T>) -> Result<T> {
        let planes: Vec<_> =
            maps.iter().map(|map| Plane { name: map.name, unit: map.unit, values: &map.values }).collect();
        let (pointing, [ra_deg, dec_deg]) = (self.spec.pointing, self.spec.position_deg);
        let text = toml::to_string(&self.spec).unwrap_or_default();
        write(&CubeFile {
            telescope: &self.telescope,
            sky: Sky {
                ra_deg,
                dec_deg,
                east_arcsec: pointing.east_arcsec,
                north_arcsec: pointing.north_arcsec,
                position_angle_deg: pointing.position_angle_deg,
            },
            object: &self.galaxy.source,
            flux: &self.cube.flux,
            variance: self.variance.as_deref(),
            lit: Some(&self.cube.lit),
            maps: &planes,
            distribution: self.distribution.as_ref(),
            facts: &self.facts(),
            provenance: &[format!("astrarium {}", env!("CARGO_PKG_VERSION")), text],
        })
    }

    /// Names, units and quantities of the maps that files hold; those of gas only if there is some.
    #[must_use]
    pub fn map_names(&self) -> Vec<(&'static str, &'static str, Quantity)> {
        let has_gas = self.maps.map(Quantity::GasMass).iter().any(|mass| *mass > 0.0);
        MAPS.iter().copied().filter(|(name, _, _)| has_gas || !name.starts_with("GAS")).collect()
    }

    /// Mean flux density of each spaxel over the channels, `[y][x]`, 10^-20 erg/s/cm²/Å.
    #[must_use]
    pub fn image(&self) -> Vec<f64> {
        let mean = |spectrum: &[f64]| {
            let (sum, n) =
                spectrum.iter().filter(|flux| !flux.is_nan()).fold((0.0, 0.0), |(sum, n), flux| (sum + flux, n + 1.0));
            sum / n
        };
        self.cube.flux.chunks(self.cube.wave_aa.len()).map(mean).collect()
    }

    /// The table of the observation.
    fn facts(&self) -> Vec<Fact> {
        let (telescope, report) = (&self.telescope, &self.report);
        let [x, y, z] = self.centre_kpc;
        let [vx, vy, vz] = self.systemic_km_s;
        let angles = self.spec.orientation.angles_deg.map(|angle| angle.to_string()).join(" ");
        vec![
            Fact::new("galaxy", &self.galaxy.source, ""),
            Fact::new("redshift", self.redshift, ""),
            Fact::new("telescope", &telescope.name, ""),
            Fact::new("fov", telescope.fov_arcsec, "arcsec"),
            Fact::new("spaxel", telescope.spaxel_arcsec, "arcsec"),
            Fact::new("wave_first", telescope.wave_range_aa[0], "Angstrom"),
            Fact::new("wave_step", telescope.wave_step_aa, "Angstrom"),
            Fact::new("medium", format!("{:?}", telescope.medium).to_lowercase(), ""),
            Fact::new("library", &self.library, ""),
            Fact::new("angles", angles, "deg"),
            Fact::new("centre", format!("{x} {y} {z}"), "kpc"),
            Fact::new("systemic_velocity", format!("{vx} {vy} {vz}"), "km/s"),
            Fact::new("stars_in_field", report.n_stars, ""),
            Fact::new("path", format!("{:?}", report.path).to_lowercase(), ""),
            Fact::new("tolerance", self.spec.tolerance, ""),
            Fact::new("mass_clamped_metallicity", report.clamped[0], ""),
            Fact::new("mass_clamped_age", report.clamped[1], ""),
        ]
    }
}
