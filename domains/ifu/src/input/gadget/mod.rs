//! Snapshots of Gadget in blocks.
mod blocks;

use super::arrays::Kind;
use super::{Bodies, Tally, ages, bodies};
use crate::{Error, Galaxy, Gas, Particles, Result, Stars};
use blocks::{Blocks, GAS, STARS};
use std::path::Path;

/// Reads one file of format 1 or 2.
pub(super) fn read(path: &Path, given: &Bodies, tally: &mut Tally) -> Result<Particles> {
    let bytes = std::fs::read(path).map_err(|source| Error::Reading { path: path.to_path_buf(), source })?;
    let blocks = Blocks::cut(path, &bytes)?;
    let mut stars = if blocks.n[STARS] > 0 { formed(&blocks, tally)? } else { Stars::default() };
    if blocks.n[STARS] == 0 {
        stars.append(of_bodies(&blocks, bodies::Kind::Disc, given)?);
        stars.append(of_bodies(&blocks, bodies::Kind::Bulge, given)?);
    }
    let (header, edge) = (&blocks.header, Kind::Length.gadget_factor(&blocks.header) * blocks.header.box_size[0]);
    let galaxy = Galaxy {
        source: header.source.clone(),
        redshift: header.redshift,
        box_kpc: (edge > 0.0 && edge.is_finite()).then_some([edge; 3]),
        ..Galaxy::default()
    };
    Ok(Particles { stars, gas: gas(&blocks)?, galaxy })
}

/// Stars with times of birth.
fn formed(blocks: &Blocks<'_>, tally: &mut Tally) -> Result<Stars> {
    let births = blocks.needed("AGE", STARS, Kind::Plain)?;
    let mass_msun = blocks.masses(STARS)?;
    tally.n_without_initial_mass += mass_msun.len();
    let all = Stars {
        position_kpc: blocks.vectors("POS", STARS, Kind::Length)?,
        velocity_km_s: blocks.vectors("VEL", STARS, Kind::Velocity)?,
        initial_mass_msun: mass_msun.clone(),
        mass_msun,
        age_gyr: vec![0.0; births.len()],
        metallicity: blocks.needed("Z", STARS, Kind::Plain)?,
    };
    let kept: Vec<usize> = (0..all.len()).filter(|&i| births[i] > 0.0 || births[i].is_nan()).collect();
    tally.n_wind += all.len() - kept.len();
    let births: Vec<f64> = kept.iter().map(|&i| births[i]).collect();
    let mut stars = all.select(&kept);
    stars.age_gyr = ages::ages_gyr(blocks.path, &blocks.header, &births)?;
    Ok(stars)
}

fn of_bodies(blocks: &Blocks<'_>, kind: bodies::Kind, given: &Bodies) -> Result<Stars> {
    if blocks.n[kind.number()] == 0 {
        return Ok(Stars::default());
    }
    let moving = bodies::Moving {
        position_kpc: blocks.vectors("POS", kind.number(), Kind::Length)?,
        velocity_km_s: blocks.vectors("VEL", kind.number(), Kind::Velocity)?,
        mass_msun: blocks.masses(kind.number())?,
    };
    Ok(bodies::stars(kind, given, moving))
}

fn gas(blocks: &Blocks<'_>) -> Result<Gas> {
    let n = blocks.n[GAS];
    if n == 0 {
        return Ok(Gas::default());
    }
    Ok(Gas {
        position_kpc: blocks.vectors("POS", GAS, Kind::Length)?,
        velocity_km_s: blocks.vectors("VEL", GAS, Kind::Velocity)?,
        mass_msun: blocks.masses(GAS)?,
        metallicity: blocks.numbers("Z", GAS, Kind::Plain)?.unwrap_or_else(|| vec![0.0; n]),
        density_msun_kpc3: blocks.numbers("RHO", GAS, Kind::Density)?,
        sfr_msun_yr: blocks.numbers("SFR", GAS, Kind::Rate)?,
        temperature_k: None,
        internal_energy_erg_g: blocks.numbers("U", GAS, Kind::Energy)?,
        electron_abundance: blocks.numbers("NE", GAS, Kind::Plain)?,
        hydrogen: None,
        oxygen: None,
        smoothing_length_kpc: blocks.numbers("HSML", GAS, Kind::Length)?,
    })
}
