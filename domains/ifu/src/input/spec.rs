//! What is to be read.
use super::{Faulty, Layout, Tally};
use crate::{Error, Galaxy, Particles, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Where particles are read from, and what is kept of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ParticleSpec {
    /// The file, or the pieces of one snapshot.
    pub paths: Vec<PathBuf>,
    /// How it is laid out; recognised from its header if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layout: Option<Layout>,
    /// Centre of the galaxy in the frame of the file, physical kpc; what the file says if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub center_kpc: Option<[f64; 3]>,
    /// Velocity of the galaxy in the frame of the file, km/s; what the file says if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub velocity_km_s: Option<[f64; 3]>,
    /// Keeps what is this near to the centre (through the borders of a periodic box, too), kpc.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within_kpc: Option<f64>,
    /// Keeps some of the stars and of the gas, drawn at random, with the mass of all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subset: Option<Subset>,
    /// What happens to particles whose numbers cannot be.
    pub faulty: Faulty,
    /// What simulations without star formation do not say.
    pub bodies: Bodies,
}

/// How many particles are kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Subset {
    /// Stars; all if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub n_stars: Option<usize>,
    /// Gas elements; all if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub n_gas: Option<usize>,
    /// Seed of the choice.
    pub seed: u64,
}

/// Ages and metallicities of the bodies of a simulation that forms no stars: types 2 (disc) and 3 (bulge) of Gadget.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Bodies {
    /// Age of the disc, Gyr.
    pub disc_age_gyr: f64,
    /// Mass fraction of metals of the disc.
    pub disc_metallicity: f64,
    /// Age of the bulge, Gyr.
    pub bulge_age_gyr: f64,
    /// Mass fraction of metals of the bulge.
    pub bulge_metallicity: f64,
    /// Mass at birth over present mass, of both.
    pub birth_mass_factor: f64,
}

impl Default for Bodies {
    fn default() -> Self {
        Self {
            disc_age_gyr: 5.0,
            disc_metallicity: 0.024,
            bulge_age_gyr: 10.0,
            bulge_metallicity: 0.001,
            birth_mass_factor: 1.0,
        }
    }
}

/// What was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// The particles.
    pub particles: Particles,
    /// What was left out or changed.
    pub tally: Tally,
    /// How the file was laid out.
    pub layout: Layout,
}

impl ParticleSpec {
    /// All of one file.
    pub fn of(path: impl Into<PathBuf>) -> Self {
        Self { paths: vec![path.into()], ..Self::default() }
    }

    /// See [`Particles::read`].
    pub(super) fn check(&self) -> Result<()> {
        if self.paths.is_empty() {
            return Err(Error::Missing { what: "paths", why: "no file is named to read particles from" });
        }
        if let Some(radius_kpc) = self.within_kpc {
            Error::check_positive("within_kpc", radius_kpc)?;
        }
        let bodies = &self.bodies;
        Error::check_none_negative("bodies.disc_age_gyr", &[bodies.disc_age_gyr])?;
        Error::check_none_negative("bodies.bulge_age_gyr", &[bodies.bulge_age_gyr])?;
        Error::check_none_negative("bodies.disc_metallicity", &[bodies.disc_metallicity])?;
        Error::check_none_negative("bodies.bulge_metallicity", &[bodies.bulge_metallicity])?;
        Error::check_positive("bodies.birth_mass_factor", bodies.birth_mass_factor)
    }

    /// Where the user says that the galaxy is.
    pub(super) fn place(&self, galaxy: &mut Galaxy) {
        galaxy.center_kpc = self.center_kpc.or(galaxy.center_kpc);
        galaxy.velocity_km_s = self.velocity_km_s.or(galaxy.velocity_km_s);
    }
}
