//! Poisson numbers.

use super::stream::Stream;
use crate::error::{Error, Result};
use crate::special::ln_gamma;

/// Means below this are drawn by inversion.
const INVERSION_BELOW: f64 = 10.0;
/// Beyond this mean the spread of the numbers is no longer resolved by whole float64.
const LARGEST_MEAN: f64 = 1e15;
/// The upper bits of a draw's number count the attempts of a rejection.
const ATTEMPT_SHIFT: u32 = 48;

impl Stream {
    /// A Poisson number of mean `mean`, from the address (step, draw) alone.
    ///
    /// Below a mean of 10 by inversion of one uniform number, above by transformed rejection, whose attempt `i`
    /// draws at `draw + i 2^48` (so draws should stay below 2^48). Exact up to the 52 bits of a uniform number.
    ///
    /// # Errors
    /// [`Error::Domain`] if `mean` is negative, NaN or above 1e15.
    ///
    /// # Source
    /// Hörmann 1993, Insurance: Mathematics and Economics 12, 39 (PTRS)
    pub fn poisson(self, step: u64, draw: u64, mean: f64) -> Result<u64> {
        if !(0.0..=LARGEST_MEAN).contains(&mean) {
            return Err(Error::Domain { what: "Poisson mean", value: mean, expected: "a number from 0 to 1e15" });
        }
        if mean < INVERSION_BELOW {
            Ok(self.by_inversion(step, draw, mean))
        } else {
            Ok(self.by_rejection(step, draw, mean))
        }
    }

    /// Fills `out[i]` with a Poisson number of mean `means[i]`, drawn at `(step, draw + i)`.
    ///
    /// # Errors
    /// [`Error::Length`] if the lengths differ, [`Error::Domain`] as [`poisson`](Self::poisson).
    pub fn fill_poisson(self, step: u64, draw: u64, means: &[f64], out: &mut [u64]) -> Result<()> {
        crate::error::check_length("Poisson means", means, out.len())?;
        for (i, (out, &mean)) in out.iter_mut().zip(means).enumerate() {
            *out = self.poisson(step, draw.wrapping_add(i as u64), mean)?;
        }
        Ok(())
    }

    /// The smallest `k` whose distribution function exceeds the uniform number.
    fn by_inversion(self, step: u64, draw: u64, mean: f64) -> u64 {
        let [u, _] = self.uniforms(step, draw);
        let mut term = libm::exp(-mean);
        let (mut k, mut below) = (0, term);
        // the terms end when they no longer change the sum, which is then 1 to the last bits
        while below < u && term > 1e-20 {
            k += 1;
            term *= mean / k as f64;
            below += term;
        }
        k
    }

    fn by_rejection(self, step: u64, draw: u64, mean: f64) -> u64 {
        let hat = Hat::new(mean);
        let mut attempt = 0u64;
        loop {
            let [u, v] = self.uniforms(step, draw.wrapping_add(attempt << ATTEMPT_SHIFT));
            if let Some(k) = hat.accept(u - 0.5, v) {
                return k;
            }
            attempt += 1;
        }
    }
}

/// The table mountain of PTRS; names as in the paper.
struct Hat {
    mean: f64,
    ln_mean: f64,
    a: f64,
    b: f64,
    inverse_alpha: f64,
    v_r: f64,
}

impl Hat {
    fn new(mean: f64) -> Self {
        let b = 0.931 + 2.53 * mean.sqrt();
        let a = -0.059 + 0.02483 * b;
        let inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
        let v_r = 0.9277 - 3.6224 / (b - 2.0);
        Self { mean, ln_mean: libm::log(mean), a, b, inverse_alpha, v_r }
    }

    fn accept(&self, u: f64, v: f64) -> Option<u64> {
        let us = 0.5 - u.abs();
        let k = ((2.0 * self.a / us + self.b) * u + self.mean + 0.43).floor();
        if us >= 0.07 && v <= self.v_r {
            return Some(k as u64);
        }
        if k < 0.0 || (us < 0.013 && v > us) {
            return None;
        }
        let ln_v = libm::log(v * self.inverse_alpha / (self.a / (us * us) + self.b));
        let ln_density = k * self.ln_mean - self.mean - ln_gamma(k + 1.0);
        (ln_v <= ln_density).then_some(k as u64)
    }
}
