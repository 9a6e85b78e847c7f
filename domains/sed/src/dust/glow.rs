//! Screens and grey bodies on a grid of wavelengths, many at once.
use super::phase::{BREAK_AA, EMISSION_AA, EMISSION_POINTS, MAGNITUDE, Phase, TEMPERATURES_K};
use crate::grid::{Grid, V_AA};
use crate::physics::Physics;
use astrarium_num::lanes;

/// Beyond this `h c/(λ k T)` a black body shines less than the last digit of its peak.
pub(super) const DARK: f64 = 120.0;
/// Steps of Newton's method: from one that is so small, the next is below the last digits.
const CONVERGED: f64 = 3e-8;
const MOST_STEPS: usize = 100;
const LANES: usize = 8;

/// What grey bodies on a grid have in common, whatever their extinction and temperature.
#[derive(Clone, Debug)]
pub(crate) struct Glow {
    pub(super) at_grid: Bodies,
    /// The wavelengths of the sum that temperatures are solved with; heights times the steps.
    pub(super) at_nodes: Bodies,
}

/// Black bodies at wavelengths.
#[derive(Clone, Debug)]
pub(super) struct Bodies {
    ln_v: Vec<f64>,
    /// `2 h c²/λ⁵` over the Sun's luminosity.
    pub(super) heights: Vec<f64>,
    /// `h c/(λ k)`, K.
    pub(super) seconds_k: Vec<f64>,
    /// Derivatives of `ln A(λ)/A_V` by the two slopes.
    pub(super) turns: [Vec<f64>; 2],
}

/// `A(λ)/A_V` of a phase's slopes; kept for the galaxies after it, which mostly have the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Extinction {
    slopes: Option<[f64; 2]>,
    pub(crate) at_grid: Vec<f64>,
    pub(super) at_nodes: Vec<f64>,
}

impl Bodies {
    fn new(wave_aa: &[f64], physics: &Physics) -> Self {
        let height = |wave_aa: &f64| physics.radiation / (1e-8 * wave_aa).powi(5) / physics.solar_erg_s;
        let (ln_v, ln_break) = (|wave: &f64| (wave / V_AA).ln(), (BREAK_AA / V_AA).ln());
        Self {
            turns: [
                wave_aa.iter().map(|wave| -ln_v(wave).min(ln_break)).collect(),
                wave_aa.iter().map(|wave| (ln_break - ln_v(wave)).min(0.0)).collect(),
            ],
            ln_v: wave_aa.iter().map(ln_v).collect(),
            heights: wave_aa.iter().map(height).collect(),
            seconds_k: wave_aa.iter().map(|wave_aa| physics.second_cm_k / (1e-8 * wave_aa)).collect(),
        }
    }
}

impl Glow {
    pub(crate) fn new(grid: &Grid, physics: &Physics) -> Self {
        let step = (EMISSION_AA[1] / EMISSION_AA[0]).ln() / (EMISSION_POINTS - 1) as f64;
        let nodes: Vec<f64> = (0..EMISSION_POINTS).map(|i| EMISSION_AA[0] * (step * i as f64).exp()).collect();
        let mut at_nodes = Bodies::new(&nodes, physics);
        at_nodes.heights.iter_mut().zip(&nodes).for_each(|(height, wave)| *height *= wave * step);
        Self { at_grid: Bodies::new(&grid.wave_aa, physics), at_nodes }
    }

    /// The extinction of these slopes.
    pub(crate) fn turn(&self, extinction: &mut Extinction, slopes: [f64; 2]) {
        if extinction.slopes == Some(slopes) {
            return;
        }
        extinction.slopes = Some(slopes);
        for (bodies, out) in [(&self.at_grid, &mut extinction.at_grid), (&self.at_nodes, &mut extinction.at_nodes)] {
            out.resize(bodies.ln_v.len(), 0.0);
            fill_ratio(&bodies.ln_v, slopes, out);
        }
    }

    /// The part of the light that passes dust of an `A_V`, from `A(λ)/A_V`.
    pub(crate) fn fill_passing(av_mag: f64, ratio: &[f64], out: &mut [f64]) {
        fill_passing(-MAGNITUDE * av_mag, ratio, out);
    }

    /// Grey body of a phase with a power in solar luminosities, a luminosity an ångström; returns its temperature, K.
    ///
    /// The temperature by Newton's method in the logarithms of temperature and power, on 160 wavelengths; then scaled so that
    /// the power on the grid is the one asked for. Nought, at 0 K, where there is no power or no dust.
    pub(crate) fn fill(&self, of: (&Phase, &Extinction), power_lsun: f64, grid: &Grid, out: &mut [f64]) -> f64 {
        let (phase, extinction) = of;
        out.fill(0.0);
        if !(power_lsun > 0.0 && phase.surface > 0.0 && phase.av_mag > 0.0) {
            return 0.0;
        }
        let depth = -MAGNITUDE * phase.av_mag;
        let temperature_k = self.temperature_k(extinction, depth, power_lsun / phase.surface);
        let bright = self.at_grid.seconds_k.partition_point(|second| second / temperature_k > DARK);
        let bodies = (&self.at_grid.heights[bright..], &self.at_grid.seconds_k[bright..]);
        let shape = (depth, &extinction.at_grid[bright..]);
        fill_grey(shape, bodies, 1.0 / temperature_k, &mut out[bright..]);
        let on_grid = lanes::dot(&grid.widths_aa[bright..], &out[bright..]);
        if on_grid > 0.0 {
            let scale = power_lsun / on_grid;
            out[bright..].iter_mut().for_each(|value| *value *= scale);
        }
        temperature_k
    }

    /// Where a power for each surface is radiated.
    fn temperature_k(&self, extinction: &Extinction, depth: f64, power: f64) -> f64 {
        let mut heights = [0.0; EMISSION_POINTS];
        fill_absorbed(depth, &extinction.at_nodes, &self.at_nodes.heights, &mut heights);
        let [mut low, mut high] = TEMPERATURES_K.map(f64::ln);
        let mut ln_t = 30f64.ln();
        for _ in 0..MOST_STEPS {
            let [radiated, slope] = radiated(&heights, &self.at_nodes.seconds_k, (-ln_t).exp());
            let off = (radiated / power).ln();
            if off > 0.0 {
                high = ln_t;
            } else {
                low = ln_t;
            }
            let step = -off * radiated / slope;
            let next = ln_t + step;
            if step.abs() < CONVERGED {
                return next.exp();
            }
            ln_t = if next > low && next < high { next } else { 0.5 * (low + high) };
        }
        ln_t.exp()
    }
}

#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma", "aarch64+neon"))]
fn fill_ratio(ln_v: &[f64], [low, upp]: [f64; 2], out: &mut [f64]) {
    let ln_break = (BREAK_AA / V_AA).ln();
    for (ln_v, out) in ln_v.iter().zip(out) {
        let exponent = if *ln_v <= ln_break { -low * ln_v } else { (upp - low) * ln_break - upp * ln_v };
        *out = lanes::exp(exponent);
    }
}

#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma", "aarch64+neon"))]
fn fill_passing(depth: f64, ratio: &[f64], out: &mut [f64]) {
    for (ratio, out) in ratio.iter().zip(out) {
        *out = lanes::exp(depth * ratio);
    }
}

/// What is absorbed, times heights.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma", "aarch64+neon"))]
fn fill_absorbed(depth: f64, ratio: &[f64], heights: &[f64], out: &mut [f64]) {
    for ((ratio, height), out) in ratio.iter().zip(heights).zip(out) {
        *out = -lanes::exp_m1(depth * ratio) * height;
    }
}

/// `(1 - a) B_λ`.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma", "aarch64+neon"))]
fn fill_grey((depth, ratio): (f64, &[f64]), (heights, seconds): (&[f64], &[f64]), inverse_k: f64, out: &mut [f64]) {
    for (((ratio, height), second), out) in ratio.iter().zip(heights).zip(seconds).zip(out) {
        *out = -lanes::exp_m1(depth * ratio) * height / lanes::exp_m1(second * inverse_k);
    }
}

/// The power and its derivative by `ln T`.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma", "aarch64+neon"))]
fn radiated(heights: &[f64; EMISSION_POINTS], seconds: &[f64], inverse_k: f64) -> [f64; 2] {
    let mut sums = [[0.0; LANES]; 2];
    for (heights, seconds) in heights.as_chunks::<LANES>().0.iter().zip(seconds.as_chunks::<LANES>().0) {
        for j in 0..LANES {
            let x = seconds[j] * inverse_k;
            let over = 1.0 / lanes::exp_m1(x);
            let value = heights[j] * over;
            sums[0][j] += value;
            sums[1][j] += value * x * (1.0 + over);
        }
    }
    sums.map(|sums| sums.iter().sum())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Compat;

    #[test]
    fn many_at_once_are_as_each() {
        let grid = Grid::new((0..2000).map(|i| 10f64.powf(2.0 + 8.0 * f64::from(i) / 1999.0)).collect());
        let physics = Physics::of(Compat::None);
        let glow = Glow::new(&grid, &physics);
        let (mut extinction, mut out) = (Extinction::default(), vec![0.0; grid.len()]);
        let surface = Phase::surface_of(1.0, 1e3, &physics);
        for (av_mag, slopes, power_lsun) in [(3.0, [0.7, 2.0], 1e10), (1e-4, [1.3, 1.6], 1e7), (3e3, [0.7, 2.0], 1e13)]
        {
            let phase = Phase { av_mag, slopes, surface };
            glow.turn(&mut extinction, slopes);
            Glow::fill_passing(av_mag, &extinction.at_grid, &mut out);
            for (wave, passing) in grid.wave_aa.iter().zip(&out) {
                let expected = phase.passing(*wave);
                assert!((passing - expected).abs() <= 1e-12 * expected + 1e-290, "{wave}: {passing:e}, {expected:e}");
            }
            let t = glow.fill((&phase, &extinction), power_lsun, &grid, &mut out);
            let expected = phase.temperature_k(power_lsun * physics.solar_erg_s, &physics);
            assert!((t / expected - 1.0).abs() < 1e-12, "{t}, expected {expected}");
            assert!((grid.integral(&out) / power_lsun - 1.0).abs() < 1e-13);
            let i = 900;
            let ratio = phase.emission(grid.wave_aa[i], t, &physics) / phase.emission(grid.wave_aa[1500], t, &physics);
            assert!((out[i] / out[1500] / ratio - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn no_dust_radiates_nothing() {
        let (grid, physics) = (Grid::new(vec![1e4, 1e5, 1e6]), Physics::of(Compat::None));
        let glow = Glow::new(&grid, &physics);
        let mut extinction = Extinction::default();
        let dusty = Phase { av_mag: 3.0, slopes: [0.7, 2.0], surface: Phase::surface_of(1.0, 1e3, &physics) };
        glow.turn(&mut extinction, dusty.slopes);
        let mut out = vec![1.0; 3];
        let bare = Phase { av_mag: 0.0, ..dusty };
        for (phase, power) in [(bare, 1e40), (dusty, 0.0), (dusty, -1e30), (dusty, f64::NAN)] {
            assert_eq!(glow.fill((&phase, &extinction), power, &grid, &mut out), 0.0);
            assert_eq!(out, [0.0; 3]);
        }
    }
}
