//! Particles drawn one by one, each from numbers of its own address.
use super::jeans::Jeans;
use super::{GenerateSpec, Population};
use crate::{Error, Result};
use astrarium_exec::{Blocks, Cx, Job};
use astrarium_num::random::{Purpose, Stream};
use std::f64::consts::TAU;

/// Numbers of a particle: position, velocity and three more (stars: age, metallicity; gas: metallicity, density, star
/// formation rate over mass).
pub(super) const WIDTH: usize = 9;
pub(super) type Row = [f64; WIDTH];
/// Particles of a block.
pub(super) const BLOCK: usize = 1 << 12;
/// Scale lengths to which discs and bulge reach.
const REACH: f64 = 10.0;
/// Least age, Gyr.
const YOUNGEST_GYR: f64 = 1e-3;
/// Most metals, mass fraction.
const RICHEST: f64 = 0.1;

/// What a particle belongs to; the number is part of its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Component {
    Disc = 0,
    Bulge = 1,
    Gas = 2,
}

/// A fill of all particles of one component.
#[derive(Debug)]
pub(super) struct Drawn<'a> {
    pub(super) spec: &'a GenerateSpec,
    pub(super) seed: u64,
    pub(super) jeans: &'a Jeans,
    pub(super) component: Component,
    pub(super) n: usize,
    pub(super) latest_gyr: f64,
}

impl Job for Drawn<'_> {
    type Part = Vec<Row>;
    type Scratch = ();
    type Error = Error;

    fn blocks(&self) -> Blocks {
        Blocks::Known(self.n.div_ceil(BLOCK) as u64)
    }

    fn part(&self) -> Vec<Row> {
        Vec::with_capacity(BLOCK)
    }

    fn scratch(&self) {}

    fn block(&self, index: u64, part: &mut Vec<Row>, (): &mut (), cx: &Cx) -> Result<()> {
        cx.check()?;
        let first = index as usize * BLOCK;
        let stream = Stream::new(self.seed, Purpose::Particles, self.component as u64);
        part.extend((first..self.n.min(first + BLOCK)).map(|particle| {
            let numbers = Numbers { stream, particle: particle as u64 };
            match self.component {
                Component::Disc => self.disc(numbers),
                Component::Bulge => self.bulge(numbers),
                Component::Gas => self.gas(numbers),
            }
        }));
        Ok(())
    }
}

/// The random numbers of one particle.
#[derive(Clone, Copy)]
struct Numbers {
    stream: Stream,
    particle: u64,
}

/// What each pair of numbers is for; places beyond these are further attempts at the radius.
const PLACE: u64 = 0;
const PLANE: u64 = 1;
const OTHER: u64 = 2;
const KIND: u64 = 3;
const RADIUS: u64 = 4;

impl Numbers {
    fn uniforms(self, draw: u64) -> [f64; 2] {
        self.stream.uniforms(self.particle, draw)
    }

    fn normals(self, draw: u64) -> [f64; 2] {
        self.stream.normals(self.particle, draw)
    }

    /// Radius in an exponential disc over its scale length: `R e^-R` is the distribution of a sum of two exponentials.
    fn disc_radius(self) -> f64 {
        let attempt = |k: u64| self.uniforms(RADIUS + k);
        let radii = (0..64).map(|k| -attempt(k).iter().map(|u| u.ln()).sum::<f64>());
        radii.into_iter().find(|radius| *radius < REACH).unwrap_or(1.0)
    }

    /// Place in a disc: `[x, y, z]`, distance from the axis.
    fn in_disc(self, length_kpc: f64, height_kpc: f64) -> ([f64; 3], f64) {
        let radius = length_kpc * self.disc_radius();
        let [turn, up] = self.uniforms(PLACE);
        let (sine, cosine) = (TAU * turn).sin_cos();
        // sech²: the inverse of its distribution
        let z = height_kpc * (2.0 * up - 1.0).atanh();
        ([radius * cosine, radius * sine, z], radius)
    }
}

impl Drawn<'_> {
    fn disc(&self, numbers: Numbers) -> Row {
        let disc = &self.spec.disc;
        let (at, radius) = numbers.in_disc(disc.scale_length_kpc, disc.scale_height_kpc);
        let turning = self.jeans.disc(disc, radius);
        let ([along, around], [up, _]) = (numbers.normals(PLANE), numbers.normals(OTHER));
        let velocity = [turning.radial * along, turning.mean + turning.azimuthal * around, turning.vertical * up];
        self.star((at, in_plane(at, radius, velocity)), &disc.population, radius, numbers)
    }

    fn bulge(&self, numbers: Numbers) -> Row {
        let a = self.spec.bulge.scale_radius_kpc;
        let most = REACH / (1.0 + REACH);
        // M(<r)/M = (r/(r+a))²
        let root = numbers.uniforms(RADIUS)[0].sqrt() * most;
        let radius = a * root / (1.0 - root);
        let [turn, up] = numbers.uniforms(PLACE);
        let (cosine, (sine_turn, cosine_turn)) = (2.0 * up - 1.0, (TAU * turn).sin_cos());
        let sine = (1.0 - cosine * cosine).sqrt();
        let at = [radius * sine * cosine_turn, radius * sine * sine_turn, radius * cosine];
        let sigma = self.jeans.bulge_km_s(radius);
        let ([x, y], [z, _]) = (numbers.normals(PLANE), numbers.normals(OTHER));
        self.star((at, [sigma * x, sigma * y, sigma * z]), &self.spec.bulge.population, radius, numbers)
    }

    fn star(&self, (at, velocity): ([f64; 3], [f64; 3]), of: &Population, radius: f64, numbers: Numbers) -> Row {
        let [older, richer] = numbers.normals(KIND);
        // ages below zero are turned round: piled up at zero they would outshine everything
        let mean = (of.age_gyr + of.age_gradient_gyr_kpc * radius).max(0.0);
        let age = (mean + of.age_scatter_gyr * older).abs();
        let dex = of.metallicity_gradient_dex_kpc * radius + of.metallicity_scatter_dex * richer;
        let metallicity = (of.metallicity * 10f64.powf(dex)).min(RICHEST);
        let [x, y, z] = at;
        let [vx, vy, vz] = velocity;
        [x, y, z, vx, vy, vz, age.clamp(YOUNGEST_GYR, self.latest_gyr), metallicity, 0.0]
    }

    fn gas(&self, numbers: Numbers) -> Row {
        let gas = &self.spec.gas;
        let (at, radius) = numbers.in_disc(gas.scale_length_kpc, gas.scale_height_kpc);
        let ([along, around], [up, _]) = (numbers.normals(PLANE), numbers.normals(OTHER));
        let sigma = gas.dispersion_km_s;
        let velocity = [sigma * along, self.jeans.circular_km_s(radius) + sigma * around, sigma * up];
        let surface = gas.mass_msun / (TAU * gas.scale_length_kpc.powi(2)) * (-radius / gas.scale_length_kpc).exp();
        let density = surface / (2.0 * gas.scale_height_kpc) / (at[2] / gas.scale_height_kpc).cosh().powi(2);
        let metallicity = (gas.metallicity * 10f64.powf(gas.metallicity_gradient_dex_kpc * radius)).min(RICHEST);
        let [x, y, z] = at;
        let [vx, vy, vz] = in_plane(at, radius, velocity);
        [x, y, z, vx, vy, vz, metallicity, density, kennicutt(surface) / surface]
    }
}

/// Star formation rate over an area, solar masses a year and kpc², of a surface density in solar masses per kpc².
///
/// # Source
/// Kennicutt 1998, `ApJ` 498, 541, eq. 4: `2.5e-4 (Σ_gas / M☉ pc^-2)^1.4`
fn kennicutt(surface_msun_kpc2: f64) -> f64 {
    2.5e-4 * (surface_msun_kpc2 * 1e-6).powf(1.4)
}

/// A velocity (outwards, around, up) at a place, along the axes.
fn in_plane(at: [f64; 3], radius: f64, [out, around, up]: [f64; 3]) -> [f64; 3] {
    let (cosine, sine) = if radius > 0.0 { (at[0] / radius, at[1] / radius) } else { (1.0, 0.0) };
    [out * cosine - around * sine, out * sine + around * cosine, up]
}

#[cfg(test)]
mod tests {
    use super::super::jeans::Jeans;
    use super::{Component, Drawn, GenerateSpec, TAU, kennicutt};
    use astrarium_exec::testkit::same_bits_fill;

    #[test]
    fn the_same_bits_on_any_threads_and_ranks() {
        let spec = GenerateSpec::default();
        let jeans = Jeans::new(&spec).unwrap();
        for component in [Component::Disc, Component::Bulge, Component::Gas] {
            let job = Drawn { spec: &spec, seed: 1, jeans: &jeans, component, n: 9000, latest_gyr: 13.0 };
            let rows: usize = same_bits_fill(&job).values().map(Vec::len).sum();
            assert_eq!(rows, 9000);
        }
    }

    #[test]
    fn the_default_gas_forms_some_stars_a_year() {
        let spec = GenerateSpec::default();
        let (mass, h) = (spec.gas.mass_msun, spec.gas.scale_length_kpc);
        // ∫ Σ^1.4 over the disc, in closed form: 2π h²/1.96 of the centre's
        let total = TAU * h * h / 1.96 * kennicutt(mass / (TAU * h * h));
        assert!((0.5..10.0).contains(&total), "{total}");
    }
}
