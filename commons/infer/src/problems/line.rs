//! P11: a straight line with outliers.

use super::{Problem, Truth, bronze, golden, ln_sum_exp, named, silver, weyl};
use crate::{Space, prior};
use astrarium_num::{random::Stream, special::norm_ppf};
use std::f64::consts::TAU;

/// Measurements.
const N: usize = 30;

/// Where and how well thirty values are measured, every sixth of which may be far off.
pub(crate) struct Line {
    places: Vec<f64>,
    errors: Vec<f64>,
}

/// ln of the normal density by its variance.
fn ln_normal(away: f64, variance: f64) -> f64 {
    -0.5 * (away * away / variance + libm::log(TAU * variance))
}

impl Line {
    pub(crate) fn new() -> Self {
        let places = weyl(N, golden(), 0.2).into_iter().map(|place| 10.0 * place).collect();
        Self { places, errors: weyl(N, silver(), 0.9).into_iter().map(|error| 0.3 + 0.4 * error).collect() }
    }

    /// Free: m, b, ln V, Y, Q.
    pub(crate) fn space() -> Space {
        named([
            ("m", prior::uniform(-5.0, 5.0)),
            ("b", prior::uniform(-10.0, 10.0)),
            ("lnV", prior::uniform(-4.0, 6.0)),
            ("Y", prior::uniform(-10.0, 30.0)),
            ("Q", prior::uniform(0.0, 1.0)),
        ])
    }

    /// Thirty values on `1.2 x − 0.7`, every sixth far off.
    fn data(&self) -> Vec<f64> {
        const OFF: [f64; 5] = [6.0, -5.0, 7.5, 4.5, -8.0];
        let noise = weyl(N, bronze(), 0.11);
        let off = |i: usize| if i % 6 == 4 { OFF[i / 6] } else { 0.0 };
        (0..N).map(|i| 1.2 * self.places[i] - 0.7 + self.errors[i] * norm_ppf(noise[i]) + off(i)).collect()
    }

    /// Values drawn at the parameters: each on the line, or with probability Q of the outliers' normal distribution.
    pub(crate) fn draw(&self, p: &[f64], stream: Stream) -> Vec<f64> {
        let value = |i: usize| {
            let ([which, _], [noise, _]) = (stream.uniforms(0, i as u64), stream.normals(1, i as u64));
            let e = self.errors[i];
            if which < p[4] {
                p[3] + (e * e + libm::exp(p[2])).sqrt() * noise
            } else {
                p[0] * self.places[i] + p[1] + e * noise
            }
        };
        (0..N).map(value).collect()
    }

    /// `ln L = Σ ln[(1 − Q) N(y | m x + b, e²) + Q N(y | Y, e² + V)]` and its slope.
    pub(crate) fn ln_likelihood(&self, data: &[f64], p: &[f64], slope: &mut [f64]) -> f64 {
        let [m, b, ln_v, centre, q] = [p[0], p[1], p[2], p[3], p[4]];
        let v = libm::exp(ln_v);
        slope.fill(0.0);
        let mut sum = 0.0;
        for ((x, e), y) in self.places.iter().zip(&self.errors).zip(data) {
            let (on, off) = (y - m * x - b, y - centre);
            let (narrow, wide) = (e * e, e * e + v);
            let terms = [libm::log1p(-q) + ln_normal(on, narrow), libm::log(q) + ln_normal(off, wide)];
            let ln = ln_sum_exp(&terms);
            let [good, bad] = terms.map(|term| libm::exp(term - ln));
            sum += ln;
            slope[0] += good * on * x / narrow;
            slope[1] += good * on / narrow;
            slope[2] += 0.5 * bad * v * (off * off / wide - 1.0) / wide;
            slope[3] += bad * off / wide;
            slope[4] += bad / q - good / (1.0 - q);
        }
        sum
    }
}

/// P11 for the data above.
pub(super) fn with_outliers() -> Problem {
    let line = Line::new();
    let data = line.data();
    let mean = [1.174281, -0.602449, 4.325094, 6.490656, 0.207932];
    let sd = [0.032792, 0.191667, 0.664587, 4.149867, 0.075552];
    let truth = Truth::new([-59.62486, 11.7497], &mean, &sd).within(
        0.00017,
        &[1.2e-5, 7e-5, 0.00026, 0.0016, 2.8e-5],
        &[8e-6, 4.4e-5, 0.00016, 0.0014, 1.9e-5],
    );
    Problem::smooth(Line::space(), move |p: &[f64], slope: &mut [f64]| line.ln_likelihood(&data, p, slope), truth)
}
