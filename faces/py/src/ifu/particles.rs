//! Stars and gas.

use super::read;
use crate::{arrays, desk, errors::Raise, options::Options};
use astrarium::{
    exec::Engine,
    ifu::{Galaxy, Gas, ParticleSpec, Particles, Stars, generate::GenerateSpec},
};
use pyo3::{exceptions::PyValueError, prelude::*, types::PyDict};
use std::path::PathBuf;

/// Stars and gas; `astrarium.ifu.Galaxy` has them for users.
#[pyclass(frozen, module = "astrarium._core")]
pub(crate) struct _Particles(pub(super) Particles);

#[pymethods]
impl _Particles {
    /// Read files; the counts of what was left out come beside, as JSON, and the layout's name.
    #[staticmethod]
    fn read(py: Python<'_>, spec: &str) -> PyResult<(Self, String, &'static str)> {
        let spec: ParticleSpec = read(spec)?;
        let found = py.detach(|| Particles::read(&spec)).map_err(Raise::raise)?;
        let tally = serde_json::to_string(&found.tally).map_err(|error| PyValueError::new_err(error.to_string()))?;
        Ok((Self(found.particles), tally, found.layout.name()))
    }

    /// Make a galaxy up.
    #[staticmethod]
    fn generate(py: Python<'_>, spec: &str, seed: u64, threads: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let (spec, options): (GenerateSpec, _) = (read(spec)?, Options::threads(threads)?);
        desk::run(py, &options, |engine: &Engine| Particles::generate(&spec, seed, engine)).map(Self)
    }

    /// From columns by name; positions and velocities are flat, three numbers a particle.
    #[staticmethod]
    fn of(stars: &Bound<'_, PyDict>, gas: Option<&Bound<'_, PyDict>>, redshift: f64, source: String) -> PyResult<Self> {
        let stars = Stars {
            position_kpc: vectors(stars, "position_kpc")?,
            velocity_km_s: vectors(stars, "velocity_km_s")?,
            mass_msun: column(stars, "mass_msun")?,
            initial_mass_msun: column(stars, "initial_mass_msun")?,
            age_gyr: column(stars, "age_gyr")?,
            metallicity: column(stars, "metallicity")?,
        };
        let gas = gas.map_or_else(|| Ok(Gas::default()), gas_of)?;
        let particles = Particles { stars, gas, galaxy: Galaxy { redshift, source, ..Galaxy::default() } };
        particles.check().map_err(Raise::raise)?;
        Ok(Self(particles))
    }

    /// Columns of the stars, columns of the gas, what holds for the galaxy.
    fn columns<'py>(&self, py: Python<'py>) -> PyResult<[Bound<'py, PyDict>; 3]> {
        let (stars, gas, galaxy) = (&self.0.stars, &self.0.gas, &self.0.galaxy);
        let [star, cell, whole] = [PyDict::new(py), PyDict::new(py), PyDict::new(py)];
        for (dict, position, velocity) in
            [(&star, &stars.position_kpc, &stars.velocity_km_s), (&cell, &gas.position_kpc, &gas.velocity_km_s)]
        {
            dict.set_item("position_kpc", arrays::array(py, position.as_flattened().to_vec()))?;
            dict.set_item("velocity_km_s", arrays::array(py, velocity.as_flattened().to_vec()))?;
        }
        let columns = [
            ("mass_msun", &stars.mass_msun),
            ("initial_mass_msun", &stars.initial_mass_msun),
            ("age_gyr", &stars.age_gyr),
            ("metallicity", &stars.metallicity),
        ];
        columns.iter().try_for_each(|(name, values)| star.set_item(name, arrays::array(py, (*values).clone())))?;
        cell.set_item("mass_msun", arrays::array(py, gas.mass_msun.clone()))?;
        cell.set_item("metallicity", arrays::array(py, gas.metallicity.clone()))?;
        for (name, values) in more(gas) {
            if let Some(values) = values {
                cell.set_item(name, arrays::array(py, values.clone()))?;
            }
        }
        whole.set_item("source", &galaxy.source)?;
        whole.set_item("redshift", galaxy.redshift)?;
        whole.set_item("center_kpc", galaxy.center_kpc)?;
        Ok([star, cell, whole])
    }

    /// How many stars and how many gas elements.
    fn counts(&self) -> (usize, usize) {
        (self.0.stars.len(), self.0.gas.len())
    }

    /// Write HDF5 that is read back to the last bit.
    fn write(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        py.detach(|| self.0.write_plain(path)).map_err(Raise::raise)
    }
}

fn more(gas: &Gas) -> [(&'static str, &Option<Vec<f64>>); 8] {
    [
        ("density_msun_kpc3", &gas.density_msun_kpc3),
        ("sfr_msun_yr", &gas.sfr_msun_yr),
        ("temperature_k", &gas.temperature_k),
        ("internal_energy_erg_g", &gas.internal_energy_erg_g),
        ("electron_abundance", &gas.electron_abundance),
        ("hydrogen", &gas.hydrogen),
        ("oxygen", &gas.oxygen),
        ("smoothing_length_kpc", &gas.smoothing_length_kpc),
    ]
}

fn gas_of(gas: &Bound<'_, PyDict>) -> PyResult<Gas> {
    let maybe = |name: &str| gas.get_item(name)?.map(|values| arrays::f64s(&values, name, None)).transpose();
    Ok(Gas {
        position_kpc: vectors(gas, "position_kpc")?,
        velocity_km_s: vectors(gas, "velocity_km_s")?,
        mass_msun: column(gas, "mass_msun")?,
        metallicity: column(gas, "metallicity")?,
        density_msun_kpc3: maybe("density_msun_kpc3")?,
        sfr_msun_yr: maybe("sfr_msun_yr")?,
        temperature_k: maybe("temperature_k")?,
        internal_energy_erg_g: maybe("internal_energy_erg_g")?,
        electron_abundance: maybe("electron_abundance")?,
        hydrogen: maybe("hydrogen")?,
        oxygen: maybe("oxygen")?,
        smoothing_length_kpc: maybe("smoothing_length_kpc")?,
    })
}

fn column(columns: &Bound<'_, PyDict>, name: &str) -> PyResult<Vec<f64>> {
    let found = columns.get_item(name)?;
    let values = found.ok_or_else(|| PyValueError::new_err(format!("the column {name} is missing")))?;
    arrays::f64s(&values, name, None)
}

fn vectors(columns: &Bound<'_, PyDict>, name: &str) -> PyResult<Vec<[f64; 3]>> {
    let flat = column(columns, name)?;
    let (vectors, rest) = flat.as_chunks::<3>();
    if rest.is_empty() {
        return Ok(vectors.to_vec());
    }
    Err(PyValueError::new_err(format!("{name} has {} numbers, expected three a particle", flat.len())))
}
