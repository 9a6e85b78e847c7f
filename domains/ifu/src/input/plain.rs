//! This house's own files of particles.
use super::header::{number, text};
use crate::{Error, Galaxy, Gas, Particles, Result, Stars};
use astrarium_astro::units::Unit;
use astrarium_io::atomic::write_bytes;
use astrarium_io::hdf5::{Attribute, Reader, Writer};
use std::path::Path;

/// Arrays of stars: name, unit.
const STARS: [(&str, &str); 4] = [("mass", "Msun"), ("initial_mass", "Msun"), ("age", "Gyr"), ("metallicity", "")];
/// Arrays of gas that must be there, and that may.
const GAS: [(&str, &str); 2] = [("mass", "Msun"), ("metallicity", "")];
const GAS_MORE: [(&str, &str); 8] = [
    ("density", "Msun/kpc^3"),
    ("sfr", "Msun/yr"),
    ("temperature", "K"),
    ("internal_energy", "erg/g"),
    ("electron_abundance", ""),
    ("hydrogen", ""),
    ("oxygen", ""),
    ("smoothing_length", "kpc"),
];

/// Reads `stars/`, `gas/`, `galaxy/`, or the same groups under `particles/` as RUBIX writes them.
pub(super) fn read(path: &Path) -> Result<Particles> {
    let file = Reader::open(path)?;
    let groups = file.groups("/")?;
    let under = if groups.iter().any(|group| group == "stars") { "" } else { "particles/" };
    let stars = read_stars(&file, &format!("{under}stars"))?;
    let gas_at = format!("{under}gas");
    let gas = if file.has(&format!("{gas_at}/coords")) { read_gas(&file, &gas_at)? } else { Gas::default() };
    Ok(Particles { stars, gas, galaxy: galaxy(&file)? })
}

fn read_stars(file: &Reader, at: &str) -> Result<Stars> {
    let [mass, initial, age, metallicity] = STARS.map(|(name, unit)| (format!("{at}/{name}"), unit));
    let mass_msun = numbers(file, &mass.0, mass.1)?;
    Ok(Stars {
        position_kpc: vectors(file, &format!("{at}/coords"), "kpc")?,
        velocity_km_s: vectors(file, &format!("{at}/velocity"), "km/s")?,
        // where there is but one mass it is the mass at birth
        initial_mass_msun: if file.has(&initial.0) { numbers(file, &initial.0, initial.1)? } else { mass_msun.clone() },
        mass_msun,
        age_gyr: numbers(file, &age.0, age.1)?,
        metallicity: numbers(file, &metallicity.0, metallicity.1)?,
    })
}

fn read_gas(file: &Reader, at: &str) -> Result<Gas> {
    let [mass, metallicity] = GAS.map(|(name, unit)| numbers(file, &format!("{at}/{name}"), unit));
    let more = |name: &str| {
        let (_, unit) = GAS_MORE.iter().find(|(known, _)| *known == name).copied().unwrap_or((name, ""));
        let at = format!("{at}/{name}");
        if file.has(&at) { numbers(file, &at, unit).map(Some) } else { Ok(None) }
    };
    Ok(Gas {
        position_kpc: vectors(file, &format!("{at}/coords"), "kpc")?,
        velocity_km_s: vectors(file, &format!("{at}/velocity"), "km/s")?,
        mass_msun: mass?,
        metallicity: metallicity?,
        density_msun_kpc3: more("density")?,
        sfr_msun_yr: more("sfr")?,
        temperature_k: more("temperature")?,
        internal_energy_erg_g: more("internal_energy")?,
        electron_abundance: more("electron_abundance")?,
        hydrogen: more("hydrogen")?,
        oxygen: more("oxygen")?,
        smoothing_length_kpc: more("smoothing_length")?,
    })
}

fn galaxy(file: &Reader) -> Result<Galaxy> {
    let root = file.attributes("/")?;
    let one = |at: &str, unit: &str| if file.has(at) { numbers(file, at, unit).map(Some) } else { Ok(None) };
    let three = |at: &str, unit: &str| {
        Ok::<_, Error>(one(at, unit)?.and_then(|values| <[f64; 3]>::try_from(values.as_slice()).ok()))
    };
    let first = |values: Option<Vec<f64>>| values.and_then(|values| values.first().copied());
    let radius = match one("galaxy/halfmass_radius", "kpc")? {
        Some(radius) => Some(radius),
        None => one("galaxy/halfmassrad_stars", "kpc")?,
    };
    Ok(Galaxy {
        source: text(&root, "source").or_else(|| text(&root, "simulation")).unwrap_or_else(|| "plain".to_owned()),
        redshift: number(&root, "redshift").or(first(one("galaxy/redshift", "")?)).unwrap_or(0.0),
        center_kpc: three("galaxy/center", "kpc")?,
        velocity_km_s: three("galaxy/velocity", "km/s")?,
        halfmass_radius_kpc: first(radius),
        box_kpc: three("galaxy/box", "kpc")?,
    })
}

fn vectors(file: &Reader, at: &str, unit: &str) -> Result<Vec<[f64; 3]>> {
    let shape = file.shape(at)?;
    if shape.len() != 2 || shape[1] != 3 {
        let found = format!("{at} of shape {shape:?}");
        return Err(Error::Format { path: file.path().to_path_buf(), found, expected: "three numbers a particle" });
    }
    let values = numbers(file, at, unit)?;
    Ok(values.chunks_exact(3).map(|vector| [vector[0], vector[1], vector[2]]).collect())
}

/// Numbers in `unit`, whichever unit of its kind the dataset is in; no unit is this one.
fn numbers(file: &Reader, at: &str, unit: &str) -> Result<Vec<f64>> {
    let (mut values, _) = file.f64s(at)?;
    let given = text(&file.attributes(at)?, "unit").unwrap_or_default();
    let given = given.trim();
    if unit.is_empty() || given.is_empty() || given == unit {
        return Ok(values);
    }
    let factor = cgs_of(given)? / cgs_of(unit)?;
    if let Err(error) = parsed(given)?.factor_to(&parsed(unit)?) {
        let found = format!("{at}: {error}");
        return Err(Error::Format { path: file.path().to_path_buf(), found, expected: "a unit of this quantity" });
    }
    values.iter_mut().for_each(|value| *value *= factor);
    Ok(values)
}

fn parsed(unit: &str) -> Result<Unit> {
    Ok(unit.parse()?)
}

fn cgs_of(unit: &str) -> Result<f64> {
    Ok(parsed(unit)?.scale)
}

impl Particles {
    /// Writes all of it as HDF5 that [`read`](Self::read) reads back to the last bit.
    ///
    /// | dataset | shape | unit |
    /// |---|---|---|
    /// | `stars/coords`, `gas/coords` | particles, 3 | kpc |
    /// | `stars/velocity`, `gas/velocity` | particles, 3 | km/s |
    /// | `stars/mass`, `stars/initial_mass`, `gas/mass` | particles | Msun |
    /// | `stars/age` | particles | Gyr |
    /// | `stars/metallicity`, `gas/metallicity` | particles | mass fraction |
    /// | `gas/density`, `sfr`, `temperature`, `internal_energy` | particles | Msun/kpc^3, Msun/yr, K, erg/g |
    /// | `gas/electron_abundance`, `hydrogen`, `oxygen`, `smoothing_length` | particles | per hydrogen, mass fractions, kpc |
    /// | `galaxy/center`, `velocity`, `halfmass_radius`, `box` | 3, 3, 1, 3 | kpc, km/s, kpc, kpc |
    ///
    /// Each has the attribute `unit`, by which a file may hold other units of the same kind; the root has `redshift` and
    /// `source`. Of the gas and of the galaxy anything may be left out but coordinates, velocities, masses and
    /// metallicities; without `initial_mass` the one mass is the mass at birth.
    ///
    /// # Errors
    /// [`Error::Io`] if it cannot be written.
    pub fn write_plain(&self, path: impl AsRef<Path>) -> Result<()> {
        Ok(write_bytes(path.as_ref(), &self.plain_bytes()?)?)
    }

    /// The same file as bytes.
    ///
    /// # Errors
    /// As [`write_plain`](Self::write_plain).
    pub fn plain_bytes(&self) -> Result<Vec<u8>> {
        let mut file = Writer::new().with_deflate(4);
        file.attribute("/", "redshift", Attribute::F64(vec![self.galaxy.redshift]))?;
        file.attribute("/", "source", Attribute::Text(vec![self.galaxy.source.clone()]))?;
        self.put_stars(&mut file)?;
        if !self.gas.is_empty() {
            self.put_gas(&mut file)?;
        }
        let galaxy = &self.galaxy;
        let vectors = [
            ("center", galaxy.center_kpc, "kpc"),
            ("velocity", galaxy.velocity_km_s, "km/s"),
            ("box", galaxy.box_kpc, "kpc"),
        ];
        for (name, values, unit) in vectors {
            values.map_or(Ok(()), |values| put(&mut file, &format!("galaxy/{name}"), &values, &[3], unit))?;
        }
        let radius = galaxy.halfmass_radius_kpc;
        radius.map_or(Ok(()), |radius| put(&mut file, "galaxy/halfmass_radius", &[radius], &[1], "kpc"))?;
        Ok(file.bytes()?)
    }

    fn put_stars(&self, file: &mut Writer) -> Result<()> {
        let (stars, n) = (&self.stars, self.stars.len());
        put(file, "stars/coords", stars.position_kpc.as_flattened(), &[n, 3], "kpc")?;
        put(file, "stars/velocity", stars.velocity_km_s.as_flattened(), &[n, 3], "km/s")?;
        let columns = [&stars.mass_msun, &stars.initial_mass_msun, &stars.age_gyr, &stars.metallicity];
        STARS
            .iter()
            .zip(columns)
            .try_for_each(|((name, unit), values)| put(file, &format!("stars/{name}"), values, &[n], unit))
    }

    fn put_gas(&self, file: &mut Writer) -> Result<()> {
        let (gas, n) = (&self.gas, self.gas.len());
        put(file, "gas/coords", gas.position_kpc.as_flattened(), &[n, 3], "kpc")?;
        put(file, "gas/velocity", gas.velocity_km_s.as_flattened(), &[n, 3], "km/s")?;
        let always = [Some(&gas.mass_msun), Some(&gas.metallicity)];
        let more = [
            &gas.density_msun_kpc3,
            &gas.sfr_msun_yr,
            &gas.temperature_k,
            &gas.internal_energy_erg_g,
            &gas.electron_abundance,
            &gas.hydrogen,
            &gas.oxygen,
            &gas.smoothing_length_kpc,
        ];
        let columns = always.into_iter().chain(more.map(Option::as_ref));
        for ((name, unit), values) in GAS.iter().chain(&GAS_MORE).zip(columns) {
            values.map_or(Ok(()), |values| put(file, &format!("gas/{name}"), values, &[n], unit))?;
        }
        Ok(())
    }
}

fn put(file: &mut Writer, at: &str, values: &[f64], shape: &[usize], unit: &str) -> Result<()> {
    file.f64s(at, values, shape)?;
    Ok(file.attribute(at, "unit", Attribute::Text(vec![unit.to_owned()]))?)
}
