//! What happens to particles whose numbers cannot be.
use crate::{Particles, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// What happens to particles whose numbers cannot be: not finite, or masses, ages, densities below zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Faulty {
    /// Nothing is read, and the first of them is named.
    #[default]
    Refuse,
    /// They are left out and counted.
    Drop,
}

/// What was left out or changed while reading.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tally {
    /// Particles of the star type that have not formed stars, left out.
    pub n_wind: usize,
    /// Stars without a mass at birth, whose present mass was taken.
    pub n_without_initial_mass: usize,
    /// Metallicities a little below zero from smoothing, set to zero.
    pub n_metallicity_raised: usize,
    /// Stars left out because their numbers cannot be.
    pub n_stars_dropped: usize,
    /// Gas elements left out because their numbers cannot be.
    pub n_gas_dropped: usize,
    /// What the masses of the stars and of the gas were multiplied by for those that were not drawn.
    pub mass_factor: [f64; 2],
}

impl Default for Tally {
    fn default() -> Self {
        Self {
            n_wind: 0,
            n_without_initial_mass: 0,
            n_metallicity_raised: 0,
            n_stars_dropped: 0,
            n_gas_dropped: 0,
            mass_factor: [1.0; 2],
        }
    }
}

impl Tally {
    /// The counts of a further file.
    pub(super) fn add(&mut self, more: &Self) {
        self.n_wind += more.n_wind;
        self.n_without_initial_mass += more.n_without_initial_mass;
        self.n_metallicity_raised += more.n_metallicity_raised;
        self.n_stars_dropped += more.n_stars_dropped;
        self.n_gas_dropped += more.n_gas_dropped;
    }
}

/// How far below zero smoothing may take a mass fraction.
const LEAST_METALLICITY: f64 = -1e-4;

/// Refuses or leaves out what cannot be.
pub(super) fn mend(path: &Path, all: &mut Particles, faulty: Faulty, tally: &mut Tally) -> Result<()> {
    for metallicity in [&mut all.stars.metallicity, &mut all.gas.metallicity] {
        for value in metallicity.iter_mut().filter(|value| (LEAST_METALLICITY..0.0).contains(*value)) {
            *value = 0.0;
            tally.n_metallicity_raised += 1;
        }
    }
    if faulty == Faulty::Refuse {
        return all.stars.check().and_then(|()| all.gas.check()).map_err(|error| error.in_file(path));
    }
    all.stars.check_lengths().and_then(|()| all.gas.check_lengths()).map_err(|error| error.in_file(path))?;
    let sound: Vec<usize> = (0..all.stars.len()).filter(|&i| all.stars.is_sound(i)).collect();
    tally.n_stars_dropped += all.stars.len() - sound.len();
    all.stars = all.stars.select(&sound);
    let sound: Vec<usize> = (0..all.gas.len()).filter(|&i| all.gas.is_sound(i)).collect();
    tally.n_gas_dropped += all.gas.len() - sound.len();
    all.gas = all.gas.select(&sound);
    Ok(())
}
