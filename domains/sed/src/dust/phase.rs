//! One phase of dust: what it takes from light, and what it gives back.
use crate::Compat;
use crate::grid::{Grid, V_AA};
use crate::physics::Physics;
use std::f64::consts::{LN_10, PI};

/// Wavelength at which the slope of extinction changes, ångström.
pub(crate) const BREAK_AA: f64 = 1e6;
/// `ln` of a magnitude: `0.4 ln 10`.
pub(super) const MAGNITUDE: f64 = 0.4 * LN_10;
/// Wavelengths of the sum that temperatures are solved with, ångström: 0.1 µm to 10 cm.
pub(super) const EMISSION_AA: [f64; 2] = [1e3, 1e9];
pub(super) const EMISSION_POINTS: usize = 160;
/// Temperatures in between which a solution is looked for, K.
pub(super) const TEMPERATURES_K: [f64; 2] = [1e-2, 1e5];

/// Dust with extinction of two slopes, `A(λ) = A_V (λ/5500 Å)^-low`, steeper or flatter (`upp`) beyond 100 µm, that radiates
/// as a grey body of its own size.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Phase {
    /// `A_V`, mag.
    pub av_mag: f64,
    /// Slopes below and above 100 µm.
    pub slopes: [f64; 2],
    /// `16 π²/3 · number · radius²`, in cm² and for luminosities an ångström: what multiplies `(1 - a) B_λ`.
    pub surface: f64,
}

impl Phase {
    /// What `number` clouds of a radius in parsec have as [`surface`](Self::surface).
    pub fn surface_of(number: f64, radius_pc: f64, physics: &Physics) -> f64 {
        16.0 * PI * PI / 3.0 * 1e-8 * (radius_pc * physics.parsec_cm).powi(2) * number
    }

    /// `A(λ)/A_V` from `ln(λ/5500 Å)`.
    fn ratio(&self, ln_v: f64) -> f64 {
        let ln_break = (BREAK_AA / V_AA).ln();
        let [low, upp] = self.slopes;
        if ln_v <= ln_break { (-low * ln_v).exp() } else { ((upp - low) * ln_break - upp * ln_v).exp() }
    }

    /// Extinction at a wavelength, mag.
    pub fn extinction_mag(&self, wave_aa: f64) -> f64 {
        self.av_mag * self.ratio((wave_aa / V_AA).ln())
    }

    /// The part of the light that passes, `10^(-0.4 A)`.
    pub(crate) fn fill_passing(&self, grid: &Grid, out: &mut [f64]) {
        grid.ln_v.iter().zip(out).for_each(|(ln_v, out)| *out = (-MAGNITUDE * self.av_mag * self.ratio(*ln_v)).exp());
    }

    /// The part of the light that passes at a wavelength.
    pub fn passing(&self, wave_aa: f64) -> f64 {
        (-MAGNITUDE * self.extinction_mag(wave_aa)).exp()
    }

    /// The part that is absorbed, `1 - a`.
    fn absorbed(&self, wave_aa: f64, compat: Compat) -> f64 {
        let depth = -MAGNITUDE * self.extinction_mag(wave_aa);
        match compat {
            Compat::None => -depth.exp_m1(),
            Compat::Galapy => 1.0 - depth.exp(),
        }
    }

    /// Grey body of a temperature at a wavelength, erg/s/Å.
    pub fn emission(&self, wave_aa: f64, temperature_k: f64, physics: &Physics) -> f64 {
        self.surface * self.absorbed(wave_aa, physics.compat) * physics.black_body(wave_aa, temperature_k)
    }

    /// Grey body of a power in erg/s on a grid as the original has it, solar luminosities an ångström; returns its temperature,
    /// K. Nought, at 0 K, where nothing is absorbed.
    pub(crate) fn fill_original(&self, grid: &Grid, power_erg_s: f64, physics: &Physics, out: &mut [f64]) -> f64 {
        if !(power_erg_s > 0.0 && self.surface > 0.0 && self.av_mag > 0.0) {
            out.fill(0.0);
            return 0.0;
        }
        let temperature_k = self.original_temperature_k(power_erg_s, physics);
        for (wave, out) in grid.wave_aa.iter().zip(&mut *out) {
            *out = self.emission(*wave, temperature_k, physics) / physics.solar_erg_s;
        }
        temperature_k
    }

    /// The temperature at which the grey body radiates a power, K.
    pub fn temperature_k(&self, power_erg_s: f64, physics: &Physics) -> f64 {
        match physics.compat {
            Compat::None => self.solved_temperature_k(power_erg_s, physics),
            Compat::Galapy => self.original_temperature_k(power_erg_s, physics),
        }
    }

    /// By Newton's method, within a bracket, on 160 wavelengths.
    fn solved_temperature_k(&self, power_erg_s: f64, physics: &Physics) -> f64 {
        let step = (EMISSION_AA[1] / EMISSION_AA[0]).ln() / (EMISSION_POINTS - 1) as f64;
        // λ (1 - a), each times 2 h c²/λ⁵, and h c/(λ k)
        let node = |i: usize| {
            let wave_aa = EMISSION_AA[0] * (step * i as f64).exp();
            let wave_cm = 1e-8 * wave_aa;
            let height = self.absorbed(wave_aa, Compat::None) * physics.radiation / wave_cm.powi(5) * wave_aa * step;
            (self.surface * height, physics.second_cm_k / wave_cm)
        };
        let nodes: [(f64, f64); EMISSION_POINTS] = std::array::from_fn(node);
        // power and its derivative by ln T
        let radiated = |ln_t: f64| {
            let inverse = (-ln_t).exp();
            let mut sums = (0.0, 0.0);
            for (height, second) in &nodes {
                let x = second * inverse;
                let e = (-x).exp();
                let value = height * e / (1.0 - e);
                sums.0 += value;
                sums.1 += value * x / (1.0 - e);
            }
            sums
        };
        let [mut low, mut high] = TEMPERATURES_K.map(f64::ln);
        let mut ln_t = 30f64.ln();
        for _ in 0..100 {
            let (power, slope) = radiated(ln_t);
            let off = (power / power_erg_s).ln();
            if off > 0.0 {
                high = ln_t;
            } else {
                low = ln_t;
            }
            let step = -off * power / slope;
            let next = ln_t + step;
            if step.abs() < 1e-12 {
                return next.exp();
            }
            ln_t = if next > low && next < high { next } else { 0.5 * (low + high) };
        }
        ln_t.exp()
    }

    /// The original's: sums of 200 rectangles at 200 temperatures, and a straight line where the sign changes.
    fn original_temperature_k(&self, power_erg_s: f64, physics: &Physics) -> f64 {
        const N: usize = 200;
        let waves: Vec<f64> = (0..N).map(|i| 10f64.powf(10.0 * i as f64 / (N - 1) as f64)).collect();
        let temperature = |j: usize| 10f64.powf(-1.0 + 5.0 * j as f64 / (N - 1) as f64);
        let absorbed: Vec<f64> = waves.iter().map(|wave| self.absorbed(*wave, Compat::Galapy)).collect();
        let excess = |t: f64| -> f64 {
            let piece =
                |i: usize| (waves[i] - waves[i - 1]) * self.surface * absorbed[i] * physics.black_body(waves[i], t);
            (1..N).map(|i| piece(i) / power_erg_s - 1.0 / N as f64).sum()
        };
        let (mut before, mut at) = (excess(temperature(0)), temperature(0));
        for j in 1..N {
            let (value, t) = (excess(temperature(j)), temperature(j));
            if before < 0.0 && value >= 0.0 {
                return at - before * (t - at) / (value - before);
            }
            (before, at) = (value, t);
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phase() -> Phase {
        let physics = Physics::of(Compat::None);
        Phase { av_mag: 3.0, slopes: [0.7, 2.0], surface: Phase::surface_of(1.0, 1e3, &physics) }
    }

    #[test]
    fn extinction_is_continuous_at_its_break() {
        let phase = phase();
        assert!((phase.extinction_mag(V_AA) - 3.0).abs() < 1e-15);
        let (below, above) = (phase.extinction_mag(BREAK_AA), phase.extinction_mag(BREAK_AA * (1.0 + 1e-12)));
        assert!((below / above - 1.0).abs() < 1e-10);
    }

    #[test]
    fn what_is_radiated_is_what_was_absorbed() {
        let wide = Grid::new((0..4000).map(|i| 10f64.powf(2.0 + 8.0 * f64::from(i) / 3999.0)).collect());
        let physics = Physics::of(Compat::None);
        // the points of the solution do not see the break of the slopes
        let t = phase().temperature_k(1e44, &physics);
        assert!((3.0..300.0).contains(&t), "{t}");
        let direct: Vec<f64> = wide.wave_aa.iter().map(|wave| phase().emission(*wave, t, &physics)).collect();
        assert!((wide.integral(&direct) / 1e44 - 1.0).abs() < 1e-3);
    }
}
