//! What a telescope has seen, and how it comes to it.

use super::{Libraries, ObserveSpec};
use crate::cube::{Cube, CubePlan, Report};
use crate::maps::{Binning, Distribution, Maps};
use crate::orient::View;
use crate::screen::Screen;
use crate::{Error, Galaxy, Particles, Result, Telescope};
use astrarium_exec::Engine;

/// What a telescope has seen of a galaxy.
#[derive(Clone, Debug)]
pub struct Observation {
    /// What was asked.
    pub spec: ObserveSpec,
    /// The telescope, with the field and the blur that were asked for.
    pub telescope: Telescope,
    /// The redshift at which it is seen.
    pub redshift: f64,
    /// Of what.
    pub galaxy: Galaxy,
    /// Name of the library.
    pub library: String,
    /// The centre that was taken, in the frame of the source, kpc, and the velocity that was taken off, km/s.
    pub centre_kpc: [f64; 3],
    /// The velocity that was taken off, km/s.
    pub systemic_km_s: [f64; 3],
    /// The cube.
    pub cube: Cube,
    /// Variances of its values, if there is noise, in the square of their unit.
    pub variance: Option<Vec<f64>>,
    /// Maps of the blurred field.
    pub maps: Maps,
    /// Mass by age and metallicity in each spaxel of the blurred field, if it was asked for.
    pub distribution: Option<Distribution>,
    /// Spaxels joined for maps, if that was asked for.
    pub bins: Option<Binning>,
    /// How it was computed.
    pub report: Report,
}

/// Width of the bins of velocities in maps, km/s.
const BIN_KM_S: f64 = 10.0;

/// Sees a galaxy by a telescope; all that is chance (the noise) comes from `seed`.
///
/// # Errors
/// As [`ObserveSpec::telescope`], [`View::new`], [`CubePlan::new`], [`Noise::draw`](crate::noise::Noise::draw),
/// [`Observation::binning`]; [`Error::NoStars`] if none lies in the field; [`Error::Missing`] of a redshift
/// that neither the specification nor the galaxy gives.
pub fn observe(
    particles: Particles,
    spec: &ObserveSpec,
    libraries: &Libraries,
    (seed, engine): (u64, &Engine),
) -> Result<Observation> {
    let (telescope, redshift) = (spec.telescope()?, spec.redshift_of(&particles.galaxy)?);
    let cube_spec = spec.cube(&telescope, redshift);
    let galaxy = particles.galaxy.clone();
    let view = View::new(particles, &spec.orientation)?;
    let screen = spec.dust.as_ref().map(|dust| Screen::new(&view, dust)).transpose()?;
    let a_v = screen.as_ref().map(|screen| screen.a_v(engine)).transpose()?;
    let mut plan = CubePlan::new(&cube_spec, &view, &libraries.stars, a_v.as_deref())?;
    if let Some(lines) = spec.lines {
        let (grid, gas) = (libraries.grid()?, &view.particles.gas);
        let a_v = screen.map(|screen| screen.a_v_before(&gas.position_kpc, engine)).transpose()?;
        plan = plan.with_lines(lines, gas, grid, a_v.as_deref())?;
    }
    if plan.report().n_stars == 0 {
        return Err(Error::NoStars { place_of: Some("the field of the telescope") });
    }
    let mut cube = plan.run(engine)?;
    let maps = plan.maps(&view.particles, BIN_KM_S, true, engine)?;
    let distribution = spec.distribution.then(|| plan.distribution(true, engine)).transpose()?;
    let variance = spec.noise.map(|noise| noise.draw(&mut cube, &telescope, seed)).transpose()?;
    let mut seen = Observation {
        spec: spec.clone(),
        redshift,
        galaxy,
        library: libraries.stars.name().to_owned(),
        centre_kpc: view.centre_kpc,
        systemic_km_s: view.systemic_km_s,
        report: plan.report().clone(),
        cube,
        variance,
        maps,
        distribution,
        bins: None,
        telescope,
    };
    seen.bins = spec.bin_ratio.map(|ratio| seen.binning(ratio)).transpose()?;
    Ok(seen)
}
