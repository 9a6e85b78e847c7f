//! Fewer particles.
use super::{ParticleSpec, Subset};
use crate::{Error, Particles, Result};
use astrarium_num::random::{Purpose, Stream};

/// Keeps what is within the sphere asked for.
pub(super) fn within(all: &mut Particles, spec: &ParticleSpec) -> Result<()> {
    let Some(radius_kpc) = spec.within_kpc else { return Ok(()) };
    let why = "within_kpc counts from it, and the file does not say it";
    let center = all.galaxy.center_kpc.ok_or(Error::Missing { what: "center_kpc", why })?;
    let box_kpc = all.galaxy.box_kpc;
    let is_near = |position: &[f64; 3]| distance_squared(*position, center, box_kpc) <= radius_kpc * radius_kpc;
    all.stars = all.stars.select(&which(&all.stars.position_kpc, is_near));
    all.gas = all.gas.select(&which(&all.gas.position_kpc, is_near));
    Ok(())
}

fn which(positions: &[[f64; 3]], is_kept: impl Fn(&[f64; 3]) -> bool) -> Vec<usize> {
    (0..positions.len()).filter(|&i| is_kept(&positions[i])).collect()
}

/// Squared distance to the nearest image.
fn distance_squared(position: [f64; 3], center: [f64; 3], box_kpc: Option<[f64; 3]>) -> f64 {
    (0..3)
        .map(|axis| {
            let apart = position[axis] - center[axis];
            box_kpc.map_or(apart, |edges| apart - edges[axis] * (apart / edges[axis]).round()).powi(2)
        })
        .sum()
}

/// Draws so many stars and gas elements, and gives them the mass of all: `[stars, gas]`, what masses were multiplied by.
///
/// The choice is that of the smallest of random numbers addressed by the particle's place, so that it knows neither threads
/// nor the size of other species.
pub(super) fn thin(all: &mut Particles, subset: Option<&Subset>) -> Result<[f64; 2]> {
    let Some(subset) = subset else { return Ok([1.0; 2]) };
    let mut factors = [1.0; 2];
    if let Some(kept) = chosen("subset.n_stars", subset.n_stars, all.stars.len(), [subset.seed, 0])? {
        let before: f64 = all.stars.initial_mass_msun.iter().sum();
        all.stars = all.stars.select(&kept);
        factors[0] = before / all.stars.initial_mass_msun.iter().sum::<f64>();
        scale(&mut all.stars.initial_mass_msun, factors[0]);
        scale(&mut all.stars.mass_msun, factors[0]);
    }
    if let Some(kept) = chosen("subset.n_gas", subset.n_gas, all.gas.len(), [subset.seed, 1])? {
        let before: f64 = all.gas.mass_msun.iter().sum();
        all.gas = all.gas.select(&kept);
        factors[1] = before / all.gas.mass_msun.iter().sum::<f64>();
        scale(&mut all.gas.mass_msun, factors[1]);
        all.gas.sfr_msun_yr.iter_mut().for_each(|rates| scale(rates, factors[1]));
    }
    Ok(factors)
}

fn scale(values: &mut [f64], factor: f64) {
    values.iter_mut().for_each(|value| *value *= factor);
}

/// The places of those that are kept, ascending; `None` for all.
fn chosen(
    what: &'static str,
    asked: Option<usize>,
    there: usize,
    [seed, species]: [u64; 2],
) -> Result<Option<Vec<usize>>> {
    let Some(asked) = asked.filter(|&asked| asked < there) else { return Ok(None) };
    if asked == 0 {
        return Err(Error::OutOfRange { what, value: 0.0, expected: "at least one" });
    }
    let stream = Stream::new(seed, Purpose::Shuffle, species);
    let mut keys: Vec<(u64, usize)> = (0..there).map(|place| (stream.words(place as u64, 0)[0], place)).collect();
    keys.select_nth_unstable(asked - 1);
    let mut kept: Vec<usize> = keys[..asked].iter().map(|(_, place)| *place).collect();
    kept.sort_unstable();
    Ok(Some(kept))
}
