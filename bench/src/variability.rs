//! A count rate that varies as an accreting source does: broad-band noise, a quasi-periodic oscillation, a pulsation.
use astrarium_num::random::{Purpose, Stream};
use std::f64::consts::TAU;

/// How the rate varies; rms are fractions of the mean rate.
pub struct Variability {
    /// Mean, counts/s.
    pub rate_per_s: f64,
    /// rms and corner frequency of the broad-band noise, a Lorentzian centred on zero.
    pub noise_rms: f64,
    /// Corner of the noise, Hz.
    pub noise_hz: f64,
    /// rms of the oscillation.
    pub qpo_rms: f64,
    /// Centre of the oscillation, Hz.
    pub qpo_hz: f64,
    /// Half width at half maximum of the oscillation, Hz.
    pub qpo_width_hz: f64,
    /// Amplitude of the pulsation.
    pub pulse: f64,
    /// Frequency of the pulsation, Hz.
    pub pulse_hz: f64,
}

impl Default for Variability {
    fn default() -> Self {
        Self {
            rate_per_s: 1e4,
            noise_rms: 0.15,
            noise_hz: 0.5,
            qpo_rms: 0.08,
            qpo_hz: 4.7,
            qpo_width_hz: 0.25,
            pulse: 0.05,
            pulse_hz: 7.3,
        }
    }
}

/// The rate in steps of a fixed length, from damped random walks: exact in their spectrum at any step.
///
/// A damped walk `z_{k+1} = ρ z_k + √(1−ρ²) ε` with `ρ = exp(−2π w Δt)` has a Lorentzian of half width `w`; turned by
/// `2π f Δt` a step, its Lorentzian is centred on `f`.
pub struct Walk {
    variability: Variability,
    step_s: f64,
    draws: Stream,
    step: u64,
    noise: f64,
    qpo: [f64; 2],
}

impl Walk {
    /// Starts from the stationary state of `seed`.
    pub fn new(variability: Variability, step_s: f64, seed: u64) -> Self {
        let draws = Stream::new(seed, Purpose::Simulation, 0);
        let [a, b] = draws.normals(0, 0);
        let [c, _] = draws.normals(0, 1);
        Self { variability, step_s, draws, step: 0, noise: a, qpo: [b, c] }
    }

    /// The rate of the next step, counts/s, never below zero.
    pub fn next_rate(&mut self) -> f64 {
        let v = &self.variability;
        self.step += 1;
        let [a, b] = self.draws.normals(self.step, 0);
        let [c, _] = self.draws.normals(self.step, 1);
        let damp = |width_hz: f64| (-TAU * width_hz * self.step_s).exp();
        let rho = damp(v.noise_hz);
        self.noise = rho * self.noise + (1.0 - rho * rho).sqrt() * a;
        let rho = damp(v.qpo_width_hz);
        let kick = (1.0 - rho * rho).sqrt();
        let (sin, cos) = (TAU * v.qpo_hz * self.step_s).sin_cos();
        let [x, y] = self.qpo;
        self.qpo = [rho * (cos * x - sin * y) + kick * b, rho * (sin * x + cos * y) + kick * c];
        let pulse = v.pulse * (TAU * v.pulse_hz * self.step as f64 * self.step_s).sin();
        v.rate_per_s * (1.0 + v.noise_rms * self.noise + v.qpo_rms * self.qpo[0] + pulse).max(0.0)
    }
}
