//! P12: a periodogram with red noise and a line.

use super::{Problem, Truth, golden, named, weyl};
use crate::{Space, prior};
use astrarium_num::random::Stream;
use std::f64::consts::TAU;

/// Frequencies.
const N: usize = 256;

/// The model's parts at a frequency: power law, Lorentzian, and what its slopes want.
struct Parts {
    red: f64,
    lorentzian: f64,
    /// `f − f0`.
    away: f64,
    /// `(f − f0)² + W²/4`.
    below: f64,
}

/// Parameters: ln A, alpha, ln R, f0, ln W, ln N.
fn parts(p: &[f64], f: f64) -> Parts {
    let width = libm::exp(p[4]);
    let away = f - p[3];
    let below = away * away + 0.25 * width * width;
    let red = libm::exp(p[0] - p[1] * libm::log(f));
    Parts { red, lorentzian: libm::exp(p[2]) * (width / TAU) / below, away, below }
}

/// Frequencies of a periodogram whose powers are exponential.
pub(crate) struct Whittle {
    freq: Vec<f64>,
}

impl Whittle {
    pub(crate) fn new() -> Self {
        Self { freq: (1..=N).map(|j| j as f64 / 64.0).collect() }
    }

    /// Free: ln A, alpha, ln R, f0, ln W, ln N.
    pub(crate) fn space() -> Space {
        named([
            ("lnA", prior::uniform(-6.0, 4.0)),
            ("alpha", prior::uniform(0.0, 4.0)),
            ("lnR", prior::uniform(-6.0, 4.0)),
            ("f0", prior::uniform(0.25, 3.75)),
            ("lnW", prior::uniform(-5.0, 1.0)),
            ("lnN", prior::uniform(-2.0, 3.0)),
        ])
    }

    /// Powers at the parameters: the model times `−ln(1 − u)`.
    fn powers(&self, p: &[f64], u: &[f64]) -> Vec<f64> {
        let noise = libm::exp(p[5]);
        let power = |(f, u): (&f64, &f64)| {
            let at = parts(p, *f);
            -(at.red + at.lorentzian + noise) * libm::log1p(-u)
        };
        self.freq.iter().zip(u).map(power).collect()
    }

    /// Powers drawn at the parameters.
    pub(crate) fn draw(&self, p: &[f64], stream: Stream) -> Vec<f64> {
        let mut u = vec![0.0; N];
        stream.fill_uniform(0, 0, &mut u);
        self.powers(p, &u)
    }

    /// `ln L = −Σ (ln S + I/S)`, `S = A f^−alpha + R (W/2π) / ((f − f0)² + W²/4) + N`, and its slope.
    pub(crate) fn ln_likelihood(&self, data: &[f64], p: &[f64], slope: &mut [f64]) -> f64 {
        let (noise, width) = (libm::exp(p[5]), libm::exp(p[4]));
        slope.fill(0.0);
        let mut sum = 0.0;
        for (&f, &power) in self.freq.iter().zip(data) {
            let at = parts(p, f);
            let model = at.red + at.lorentzian + noise;
            sum -= libm::log(model) + power / model;
            let by_model = (power / model - 1.0) / model;
            slope[0] += by_model * at.red;
            slope[1] -= by_model * at.red * libm::log(f);
            slope[2] += by_model * at.lorentzian;
            slope[3] += by_model * at.lorentzian * 2.0 * at.away / at.below;
            slope[4] += by_model * at.lorentzian * (1.0 - 0.5 * width * width / at.below);
            slope[5] += by_model * noise;
        }
        sum
    }
}

/// P12 for evenly spread numbers.
pub(super) fn whittle() -> Problem {
    let true_parameters = [libm::log(0.8), 1.4, libm::log(0.9), 1.3, libm::log(0.06), libm::log(2.0)];
    let whittle = Whittle::new();
    let data = whittle.powers(&true_parameters, &weyl(N, golden(), 0.41));
    let mean = [0.01882, 1.23634, -0.70906, 1.43856, -2.18874, 0.51175];
    let sd = [0.64607, 0.31346, 1.72921, 0.57543, 1.28555, 0.39815];
    let truth = Truth::new([-554.4124, 9.572], &mean, &sd).within(
        0.0006,
        &[0.0008, 0.0003, 0.0013, 0.0005, 0.0013, 0.0008],
        &[0.001, 0.0003, 0.0011, 0.0007, 0.0009, 0.0019],
    );
    let of = move |p: &[f64], slope: &mut [f64]| whittle.ln_likelihood(&data, p, slope);
    Problem::smooth(Whittle::space(), of, truth)
}
