//! Numbers of other distributions, one word each.

use super::stream::{Stream, open01};
use crate::special::{ln_each, norm_isf, norm_isf_each};

impl Stream {
    /// Two numbers of the standard normal distribution.
    ///
    /// The inverse of the distribution function at a uniform number: one word a number, no rejection, so the
    /// address alone decides. The tails end at ±8.2 (2^-53).
    pub fn normals(self, step: u64, draw: u64) -> [f64; 2] {
        self.words(step, draw).map(normal)
    }

    /// Fills `out` with numbers of the standard normal distribution from `(step, draw)` on.
    pub fn fill_normal(self, step: u64, draw: u64, out: &mut [f64]) {
        self.fill_uniform(step, draw, out);
        norm_isf_each(out);
        out.iter_mut().for_each(|x| *x = -*x);
    }

    /// Two numbers of the exponential distribution with mean 1, `−ln u`; at most 36.7.
    pub fn exponentials(self, step: u64, draw: u64) -> [f64; 2] {
        self.words(step, draw).map(exponential)
    }

    /// Fills `out` with numbers of the exponential distribution with mean 1 from `(step, draw)` on.
    pub fn fill_exponential(self, step: u64, draw: u64, out: &mut [f64]) {
        self.fill_uniform(step, draw, out);
        ln_each(out);
        out.iter_mut().for_each(|x| *x = -*x);
    }
}

/// Rises with the word; the two halves of the words give opposite numbers.
fn normal(word: u64) -> f64 {
    -norm_isf(open01(word))
}

fn exponential(word: u64) -> f64 {
    -libm::log(open01(word))
}
