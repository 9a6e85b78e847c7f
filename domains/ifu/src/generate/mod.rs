//! Galaxies that are made up: a disc, a bulge and gas in a dark halo, in rough equilibrium.
//!
//! Stars of the disc follow `Σ ∝ exp(-R/h) sech²(z/z0)`, those of the bulge Hernquist's sphere, gas a thinner disc of its
//! own. Velocities are drawn from the Jeans equations in the potential of all of them: see [`GenerateSpec`]. Every number is
//! drawn by its address (seed, component, particle), so a galaxy has the same bits on any number of threads and ranks, and
//! its first stars do not change when more are asked for.
mod bessel;
mod draw;
mod jeans;
mod potential;
mod profile;
mod spec;

pub use potential::Potential;
pub use profile::Profile;
pub use spec::{BulgeSpec, DiscSpec, GasDiscSpec, GenerateSpec, HaloSpec, Population};

use crate::{Galaxy, Gas, Particles, Result, Stars};
use astrarium_exec::{Engine, Slots};
use draw::{BLOCK, Component, Drawn, Row};
use jeans::Jeans;
use std::time::Duration;

impl Particles {
    /// Makes a galaxy: its disc in the plane `z = 0` around the origin, turning counter-clockwise seen from `z > 0`;
    /// all that is chance comes from `seed`.
    ///
    /// # Errors
    /// [`Error::OutOfRange`](crate::Error::OutOfRange) of lengths and masses that cannot be; interruptions, and those of the
    /// machine.
    pub fn generate(spec: &GenerateSpec, seed: u64, engine: &Engine) -> Result<Self> {
        let latest_gyr = spec.check()?;
        let jeans = Jeans::new(spec)?;
        let [n_disc, n_bulge] = spec.stars_of_each();
        let draw = |component: Component, n: usize| {
            let mut rows = vec![[0.0; draw::WIDTH]; n];
            let job = Drawn { spec, seed, jeans: &jeans, component, n, latest_gyr };
            engine.fill(&job, &Slots::new(&mut rows, BLOCK), Duration::MAX)?;
            Ok::<_, crate::Error>(rows)
        };
        let mut stars = stars_of(&draw(Component::Disc, n_disc)?, spec.disc.mass_msun);
        stars.append(stars_of(&draw(Component::Bulge, n_bulge)?, spec.bulge.mass_msun));
        let gas = gas_of(&draw(Component::Gas, spec.n_gas_elements())?, spec);
        let galaxy = Galaxy {
            source: "generated".to_owned(),
            redshift: spec.redshift,
            center_kpc: Some([0.0; 3]),
            velocity_km_s: Some([0.0; 3]),
            halfmass_radius_kpc: None,
            box_kpc: None,
        };
        Ok(Self { stars, gas, galaxy })
    }
}

/// Part of the mass of a population that lives on after so many Gyr, of Chabrier's initial mass function.
///
/// # Source
/// Leitner & Kravtsov 2011, `ApJ` 734, 48, eq. 1: `1 - 0.046 ln(1 + t / 0.276 Myr)`
fn living(age_gyr: f64) -> f64 {
    1.0 - 0.046 * (age_gyr / 2.76e-4).ln_1p()
}

/// Stars of one component, with equal masses at birth and `mass_msun` living.
fn stars_of(rows: &[Row], mass_msun: f64) -> Stars {
    let ages: Vec<f64> = rows.iter().map(|row| row[6]).collect();
    let birth_msun = mass_msun / ages.iter().map(|&age| living(age)).sum::<f64>();
    Stars {
        position_kpc: rows.iter().map(|row| [row[0], row[1], row[2]]).collect(),
        velocity_km_s: rows.iter().map(|row| [row[3], row[4], row[5]]).collect(),
        mass_msun: ages.iter().map(|&age| birth_msun * living(age)).collect(),
        initial_mass_msun: vec![birth_msun; rows.len()],
        age_gyr: ages,
        metallicity: rows.iter().map(|row| row[7]).collect(),
    }
}

fn gas_of(rows: &[Row], spec: &GenerateSpec) -> Gas {
    let n = rows.len();
    if n == 0 {
        return Gas::default();
    }
    let mass_msun = spec.gas.mass_msun / n as f64;
    let column = |at: usize| rows.iter().map(|row| row[at]).collect::<Vec<f64>>();
    let (metallicity, density) = (column(6), column(7));
    let radius = |density: &f64| (3.0 * NEIGHBOURS * mass_msun / (4.0 * std::f64::consts::PI * density)).cbrt();
    Gas {
        position_kpc: rows.iter().map(|row| [row[0], row[1], row[2]]).collect(),
        velocity_km_s: rows.iter().map(|row| [row[3], row[4], row[5]]).collect(),
        mass_msun: vec![mass_msun; n],
        sfr_msun_yr: Some(column(8).iter().map(|rate| rate * mass_msun).collect()),
        temperature_k: Some(vec![spec.gas.temperature_k; n]),
        internal_energy_erg_g: None,
        electron_abundance: None,
        hydrogen: Some(metallicity.iter().map(|z| HYDROGEN * (1.0 - z)).collect()),
        oxygen: Some(metallicity.iter().map(|z| OXYGEN * z).collect()),
        smoothing_length_kpc: Some(density.iter().map(radius).collect()),
        density_msun_kpc3: Some(density),
        metallicity,
    }
}

/// Elements within a kernel.
const NEIGHBOURS: f64 = 32.0;
/// Mass fraction of hydrogen beside helium.
const HYDROGEN: f64 = 0.75;
/// Oxygen's part of the mass of metals, solar: Asplund et al. 2009, ARA&A 47, 481, table 1.
const OXYGEN: f64 = 0.43;
