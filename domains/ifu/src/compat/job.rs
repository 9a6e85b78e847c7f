//! The whole chain, as a job over spaxels.
use super::{Field, Lookup, Method, kpc_per_arcsec, lsf, lsf_kernel, psf, psf_kernel, resampled, shifted};
use crate::orient::{component_median, euler, inertia_tensor, principal_axes, rotate};
use crate::{Error, Result};
use astrarium_astro::ssp::SspLibrary;
use astrarium_exec::{Blocks, Cx, Engine, Job, Slots};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// What RUBIX is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RubixSpec {
    /// Redshift of the observation.
    pub redshift: f64,
    /// Field of view, arcsec.
    pub fov_arcsec: f64,
    /// Spaxels along a side.
    pub n_spaxels: usize,
    /// First wavelength, ångström.
    pub first_aa: f64,
    /// Width of a channel, ångström.
    pub step_aa: f64,
    /// Channels.
    pub n_channels: usize,
    /// Interpolation between the nodes of the library.
    pub method: Method,
    /// Whether the axes of the inertia become those of space, before the angles.
    pub align: bool,
    /// Angles, degrees; see [`euler`].
    pub angles_deg: [f64; 3],
    /// Width of the point-spread function's kernel, spaxels.
    pub psf_size: usize,
    /// Its standard deviation, spaxels.
    pub psf_sigma: f64,
    /// Standard deviation of the line-spread function, ångström.
    pub lsf_sigma_aa: f64,
}

impl Default for RubixSpec {
    /// MUSE, face-on.
    fn default() -> Self {
        Self {
            redshift: 0.05,
            fov_arcsec: 5.0,
            n_spaxels: 25,
            first_aa: 4700.15,
            step_aa: 1.25,
            n_channels: 3721,
            method: Method::Cubic,
            align: true,
            angles_deg: [0.0; 3],
            psf_size: 5,
            psf_sigma: 0.6,
            lsf_sigma_aa: 0.5,
        }
    }
}

/// Stars, as RUBIX takes them.
#[derive(Clone, Copy, Debug)]
pub struct Sample<'a> {
    /// Positions, kpc.
    pub coords: &'a [[f64; 3]],
    /// Velocities, km/s.
    pub velocity: &'a [[f64; 3]],
    /// Masses at birth, solar.
    pub mass_msun: &'a [f64],
    /// Ages, Gyr.
    pub age_gyr: &'a [f64],
    /// Metallicities, mass fraction.
    pub metallicity: &'a [f64],
    /// The galaxy's centre, kpc.
    pub centre_kpc: [f64; 3],
    /// Radius of half the stars' mass, kpc.
    pub half_mass_kpc: f64,
}

/// The cubes of the last three stages, `(y, x, channel)`, solar luminosities an ångström.
#[derive(Clone, Debug, PartialEq)]
pub struct RubixCube {
    /// Before the point-spread function.
    pub sharp: Vec<f64>,
    /// After it.
    pub seen: Vec<f64>,
    /// After the line-spread function.
    pub cube: Vec<f64>,
}

/// Stars in their spaxels: a fill of one spaxel a block.
#[derive(Debug)]
pub struct Rubix<'a> {
    spec: RubixSpec,
    lookup: Lookup<'a>,
    library: &'a SspLibrary,
    stars: Sample<'a>,
    velocity_km_s: Vec<f64>,
    target_aa: Vec<f64>,
    /// Stars of each spaxel, in their order.
    inside: Vec<Vec<usize>>,
}

impl<'a> Rubix<'a> {
    /// Centres, turns and places the stars.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for a field, a grid or a kernel without size; [`Error::NoStars`] if none lies within 10 kpc
    /// of the centre.
    pub fn new(spec: &RubixSpec, stars: Sample<'a>, library: &'a SspLibrary) -> Result<Self> {
        check(spec)?;
        let mut coords: Vec<[f64; 3]> = stars.coords.iter().map(|at| minus(*at, stars.centre_kpc)).collect();
        let median = component_median(&coords, stars.velocity, NEAR_KPC)
            .ok_or(Error::NoStars { place_of: Some("the 10 kpc around the centre") })?;
        let mut velocity: Vec<[f64; 3]> = stars.velocity.iter().map(|v| minus(*v, median)).collect();
        if spec.align {
            let axes = principal_axes(&inertia_tensor(&coords, stars.mass_msun, stars.half_mass_kpc)).0;
            rotate(&mut coords, &axes);
            rotate(&mut velocity, &axes);
        }
        let turn = euler(spec.angles_deg);
        rotate(&mut coords, &turn);
        rotate(&mut velocity, &turn);
        Ok(Self::placed(spec, (stars, &coords, &velocity), library))
    }

    /// Of stars that are centred and turned already.
    pub fn placed(
        spec: &RubixSpec,
        (stars, coords, velocity): (Sample<'a>, &[[f64; 3]], &[[f64; 3]]),
        library: &'a SspLibrary,
    ) -> Self {
        let width_kpc = kpc_per_arcsec(spec.redshift, 0.6774, 0.3075) * spec.fov_arcsec;
        let field = Field::new(width_kpc, spec.n_spaxels);
        let mut inside = vec![Vec::new(); spec.n_spaxels * spec.n_spaxels];
        for (i, at) in coords.iter().enumerate().filter(|(_, at)| field.holds(**at)) {
            inside[field.spaxel(*at)].push(i);
        }
        let target_aa = (0..spec.n_channels).map(|c| spec.first_aa + c as f64 * spec.step_aa).collect();
        let velocity_km_s = velocity.iter().map(|v| v[2]).collect();
        let lookup = Lookup::new(library, spec.method);
        Self { spec: spec.clone(), lookup, library, stars, velocity_km_s, target_aa, inside }
    }

    /// The cubes.
    ///
    /// # Errors
    /// Interruptions, and those of the machine.
    pub fn run(&self, engine: &Engine) -> Result<RubixCube> {
        let n = self.spec.n_spaxels;
        let mut sharp = vec![0.0; n * n * self.spec.n_channels];
        engine.fill(self, &Slots::new(&mut sharp, self.spec.n_channels), Duration::MAX)?;
        let (mut seen, mut cube) = (vec![0.0; sharp.len()], vec![0.0; sharp.len()]);
        psf(&sharp, n, &psf_kernel(self.spec.psf_size, self.spec.psf_sigma), &mut seen);
        let kernel = lsf_kernel(self.spec.lsf_sigma_aa, self.spec.step_aa);
        let rows = seen.chunks(self.spec.n_channels).zip(cube.chunks_mut(self.spec.n_channels));
        rows.for_each(|(spectrum, out)| lsf(spectrum, &kernel, out));
        Ok(RubixCube { sharp, seen, cube })
    }
}

impl Job for Rubix<'_> {
    type Part = Vec<f64>;
    type Scratch = [Vec<f64>; 3];
    type Error = Error;

    fn blocks(&self) -> Blocks {
        Blocks::Known(self.inside.len() as u64)
    }

    fn part(&self) -> Vec<f64> {
        Vec::with_capacity(self.spec.n_channels)
    }

    fn scratch(&self) -> Self::Scratch {
        let n = self.library.wave_aa().len();
        [vec![0.0; n], Vec::with_capacity(n), vec![0.0; self.spec.n_channels]]
    }

    fn block(&self, index: u64, part: &mut Vec<f64>, scratch: &mut Self::Scratch, cx: &Cx) -> Result<()> {
        let [spectrum, wave_aa, resampled_to] = scratch;
        part.resize(self.spec.n_channels, 0.0);
        for &i in &self.inside[index as usize] {
            cx.check()?;
            if !self.lookup.spectrum(self.stars.metallicity[i], self.stars.age_gyr[i], spectrum) {
                continue;
            }
            spectrum.iter_mut().for_each(|value| *value *= self.stars.mass_msun[i]);
            shifted(self.library.wave_aa(), self.spec.redshift, self.velocity_km_s[i], wave_aa);
            resampled(wave_aa, spectrum, &self.target_aa, resampled_to);
            part.iter_mut().zip(resampled_to.iter()).for_each(|(sum, value)| *sum += value);
        }
        Ok(())
    }
}

/// Velocities are against the stars within this radius, kpc.
const NEAR_KPC: f64 = 10.0;

fn check(spec: &RubixSpec) -> Result<()> {
    let sizes = [
        ("n_spaxels", spec.n_spaxels as f64),
        ("n_channels", spec.n_channels as f64 - 1.0),
        ("psf_size", spec.psf_size as f64),
        ("fov_arcsec", spec.fov_arcsec),
        ("step_aa", spec.step_aa),
        ("psf_sigma", spec.psf_sigma),
        ("lsf_sigma_aa", spec.lsf_sigma_aa),
        ("redshift", spec.redshift),
    ];
    match sizes.into_iter().find(|(_, value)| !(*value > 0.0 && value.is_finite())) {
        Some((what, value)) => Err(Error::OutOfRange { what, value, expected: "a number above zero" }),
        None => Ok(()),
    }
}

fn minus(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}
