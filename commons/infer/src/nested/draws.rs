//! Random numbers in the order of need, within one address.

use astrarium_num::random::{Stream, open01};
use std::sync::OnceLock;

/// Words fetched together: as many as the vector instructions make at once.
const BLOCK: usize = 32;
/// Layers of the ziggurat.
const LAYERS: usize = 256;
/// Where its tail begins, and the area of a layer: Doornik 2005, table 1.
const TAIL: f64 = 3.654_152_885_361_009;
const AREA: f64 = 0.004_928_673_233_974_655;

/// The words at `(step, 0 …)` of a stream, one after the other: a function of the address, whoever asks.
pub(crate) struct Draws {
    stream: Stream,
    step: u64,
    draw: u64,
    words: [u64; BLOCK],
    at: usize,
    edges: &'static [f64; LAYERS + 1],
}

impl Draws {
    /// From the first word of a step on.
    pub(crate) fn new(stream: Stream, step: u64) -> Self {
        Self { stream, step, draw: 0, words: [0; BLOCK], at: BLOCK, edges: edges() }
    }

    #[inline]
    fn word(&mut self) -> u64 {
        if self.at == BLOCK {
            self.stream.fill_words(self.step, self.draw, &mut self.words);
            self.draw += (BLOCK / 2) as u64;
            self.at = 0;
        }
        self.at += 1;
        self.words[self.at - 1]
    }

    /// Uniform in (0, 1).
    #[inline]
    pub(crate) fn uniform(&mut self) -> f64 {
        open01(self.word())
    }

    /// A whole number below `n`, which is above nought.
    #[inline]
    pub(crate) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.word()) * n as u128) >> 64) as usize
    }

    /// A number of the standard normal distribution.
    ///
    /// # Source
    /// Marsaglia & Tsang 2000, J. Stat. Soft. 5, 8; Doornik 2005 (independent layer and place)
    #[inline]
    pub(crate) fn normal(&mut self) -> f64 {
        loop {
            let word = self.word();
            let (layer, place) = ((word & 255) as usize, 2.0 * open01(word) - 1.0);
            let x = place * self.edges[layer];
            if x.abs() < self.edges[layer + 1] {
                return x;
            }
            if let Some(x) = self.at_edge(layer, x) {
                return x;
            }
        }
    }

    /// The rare cases: the tail, and the wedges between the layers.
    #[cold]
    fn at_edge(&mut self, layer: usize, x: f64) -> Option<f64> {
        if layer == 0 {
            loop {
                let beyond = -libm::log(self.uniform()) / TAIL;
                if -2.0 * libm::log(self.uniform()) > beyond * beyond {
                    return Some(if x > 0.0 { TAIL + beyond } else { -TAIL - beyond });
                }
            }
        }
        let height = |edge: f64| libm::exp(-0.5 * (edge * edge - x * x));
        let (low, high) = (height(self.edges[layer]), height(self.edges[layer + 1]));
        (low + self.uniform() * (high - low) < 1.0).then_some(x)
    }

    /// Fills `out` with standard normal numbers.
    #[inline]
    pub(crate) fn normals(&mut self, out: &mut [f64]) {
        for x in out {
            *x = self.normal();
        }
    }

    /// A point uniform in the unit ball: the first coordinates of one uniform on the sphere two dimensions up.
    #[inline]
    pub(crate) fn ball(&mut self, out: &mut [f64]) {
        self.normals(out);
        let [a, b] = [self.normal(), self.normal()];
        let scale = 1.0 / (out.iter().map(|x| x * x).sum::<f64>() + a * a + b * b).sqrt();
        out.iter_mut().for_each(|x| *x *= scale);
    }

    /// A point uniform on the unit sphere.
    #[inline]
    pub(crate) fn sphere(&mut self, out: &mut [f64]) {
        self.normals(out);
        let scale = 1.0 / out.iter().map(|x| x * x).sum::<f64>().sqrt();
        out.iter_mut().for_each(|x| *x *= scale);
    }
}

/// The right edges of the layers; the first one is the base with its tail.
fn edges() -> &'static [f64; LAYERS + 1] {
    static EDGES: OnceLock<[f64; LAYERS + 1]> = OnceLock::new();
    EDGES.get_or_init(|| {
        let density = |x: f64| libm::exp(-0.5 * x * x);
        let mut edges = [0.0; LAYERS + 1];
        (edges[0], edges[1]) = (AREA / density(TAIL), TAIL);
        for i in 2..LAYERS {
            edges[i] = libm::sqrt(-2.0 * libm::log(AREA / edges[i - 1] + density(edges[i - 1])));
        }
        edges
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use astrarium_num::random::Purpose;
    use astrarium_num::special::{chi2_sf, norm_cdf};

    #[test]
    fn numbers_have_their_distributions() {
        let mut draws = Draws::new(Stream::new(5, Purpose::Test, 0), 3);
        let n = 400_000;
        let mut counts = [0_u32; 200];
        let mut beyond = 0;
        for _ in 0..n {
            let x = draws.normal();
            counts[((norm_cdf(x) * 200.0) as usize).min(199)] += 1;
            beyond += u32::from(x.abs() > 3.8);
        }
        let expected = f64::from(n) / 200.0;
        let chi2: f64 = counts.iter().map(|&c| (f64::from(c) - expected).powi(2) / expected).sum();
        assert!(chi2_sf(chi2, 199.0) > 1e-3, "{chi2}");
        let tail = 2.0 * norm_cdf(-3.8) * f64::from(n);
        assert!((f64::from(beyond) - tail).abs() < 4.0 * tail.sqrt(), "{beyond} beyond 3.8, {tail} expected");
    }

    #[test]
    fn balls_are_even() {
        let mut draws = Draws::new(Stream::new(6, Purpose::Test, 0), 0);
        let (n, mut inside, mut at) = (100_000, 0, [0.0; 3]);
        for _ in 0..n {
            draws.ball(&mut at);
            inside += u32::from(at.iter().map(|x| x * x).sum::<f64>() < 0.5_f64.powf(2.0 / 3.0));
        }
        assert!((f64::from(inside) / f64::from(n) - 0.5).abs() < 0.007, "{inside}");
    }

    #[test]
    fn the_same_address_gives_the_same_numbers() {
        let draw = || {
            let mut draws = Draws::new(Stream::new(1, Purpose::Test, 2), 9);
            (0..1000).map(|_| draws.normal().to_bits()).collect::<Vec<_>>()
        };
        assert_eq!(draw(), draw());
        assert!((0..1000).all(|_| Draws::new(Stream::new(1, Purpose::Test, 2), 9).below(7) < 7));
    }
}
