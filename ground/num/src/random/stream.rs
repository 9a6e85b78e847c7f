//! Addressed words and uniform numbers.

use super::Purpose;
use super::philox::{BLOCK, LANES, fill_block, philox64};

/// The random numbers of one (seed, purpose, entity).
///
/// An entity is whatever owns numbers: a walker, a segment, a star. At every address (step, draw) stand two
/// words of 64 bits; the `fill_` functions take `⌈n/2⌉` draws for `n` numbers (Poisson numbers one draw each).
///
/// Key = first 64 bits of Philox(key = seed, counter = (purpose, entity)); counter = (step, draw).
///
/// # Example
/// ```
/// use astrarium_num::random::{Purpose, Stream};
/// let stream = Stream::new(42, Purpose::Simulation, 7);
/// let mut block = [0.0; 5];
/// stream.fill_uniform(3, 0, &mut block);
/// assert_eq!(block[2..4], stream.uniforms(3, 1));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stream {
    key: u64,
}

impl Stream {
    /// The stream of this seed, purpose and entity.
    pub fn new(seed: u64, purpose: Purpose, entity: u64) -> Self {
        let [key, _] = philox64(seed, [purpose.number(), entity]);
        Self { key }
    }

    /// The two words at an address.
    pub fn words(self, step: u64, draw: u64) -> [u64; 2] {
        philox64(self.key, [step, draw])
    }

    /// Two numbers uniform in the open interval (0, 1).
    pub fn uniforms(self, step: u64, draw: u64) -> [f64; 2] {
        self.words(step, draw).map(open01)
    }

    /// A whole number uniform in `0 … n−1`, from the first word at an address; see [`scaled`].
    pub fn below(self, step: u64, draw: u64, n: u64) -> u64 {
        scaled(self.words(step, draw)[0], n)
    }

    /// Fills `out` with the words from `(step, draw)` on.
    pub fn fill_words(self, step: u64, draw: u64, out: &mut [u64]) {
        self.fill(step, draw, out, |word| word);
    }

    /// Fills `out` with numbers uniform in the open interval (0, 1) from `(step, draw)` on.
    pub fn fill_uniform(self, step: u64, draw: u64, out: &mut [f64]) {
        self.fill(step, draw, out, open01);
    }

    /// Fills `out` with `number(word)` for the words from `(step, draw)` on, in blocks.
    pub(super) fn fill<T>(self, step: u64, draw: u64, out: &mut [T], number: impl Fn(u64) -> T) {
        let mut words = [[0; 2]; BLOCK];
        for (i, chunk) in out.chunks_mut(2 * BLOCK).enumerate() {
            // no more lanes than are wanted
            let words = &mut words[..chunk.len().div_ceil(2 * LANES) * LANES];
            fill_block(self.key, step, draw.wrapping_add((i * BLOCK) as u64), words);
            for (out, &word) in chunk.iter_mut().zip(words.as_flattened()) {
                *out = number(word);
            }
        }
    }
}

/// A whole number uniform in `0 … n−1` from a word; nought for `n = 0`.
///
/// The high half of `word × n`: its bias is below `n` 2^-64.
///
/// # Source
/// Lemire 2019, ACM TOMACS 29, 3 (without the rejection)
pub fn scaled(word: u64, n: u64) -> u64 {
    ((u128::from(word) * u128::from(n)) >> 64) as u64
}

/// `(k + 0.5) 2^-52` with the upper 52 bits `k` of a word: uniform in (0, 1), never 0, never 1.
///
/// With 53 bits `k + 0.5` would be rounded, and the largest `k` would give 1.
pub fn open01(word: u64) -> f64 {
    ((word >> 12) as f64 + 0.5) * (0.5 / (1u64 << 51) as f64)
}
