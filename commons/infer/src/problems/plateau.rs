//! P08 and P20: plateaus.

use super::{Problem, Truth, alike};
use crate::prior;

/// P08: cubic steps, each of 0.7 of the volume of the one below.
pub(super) fn wedding_cake() -> Problem {
    const ALPHA: f64 = 0.7;
    let of = |x: &[f64]| {
        let dim = x.len() as f64;
        let r = 2.0 * x.iter().map(|x| (x - 0.5).abs()).fold(0.0, f64::max);
        let i = (dim * libm::log(r.max(1e-300)) / libm::log(ALPHA)).floor();
        -libm::pow(ALPHA, 2.0 * i / dim) / (8.0 * 0.2 * 0.2)
    };
    let truth = Truth::new([-1.669657455, 0.4064777639], &[0.5; 3], &[0.2243171367; 3]);
    Problem::plain(alike(3, &prior::uniform(0.0, 1.0)), of, truth)
}

/// P20: impossible for x1 < 0.6, a plateau, and a bump on it.
pub(super) fn half_impossible() -> Problem {
    const CENTRE: [f64; 4] = [0.8, 0.75, 0.4, 0.5];
    const WIDTH: [f64; 4] = [0.03, 0.05, 0.1, 0.07];
    let of = |x: &[f64]| {
        if x[0] < 0.6 {
            return f64::NEG_INFINITY;
        }
        if x[1] < 0.5 {
            return 0.0;
        }
        let z = |k: usize| (x[k] - CENTRE[k]) / WIDTH[k];
        let q: f64 = (0..4).map(|k| z(k) * z(k)).sum();
        if q < 16.0 { 8.0 - 0.5 * q } else { 0.0 }
    };
    let mean = [0.8, 0.6882213177, 0.4247114729, 0.5];
    let sd = [0.06287123596, 0.1845224657, 0.1725216206, 0.1554829681];
    Problem::plain(alike(4, &prior::uniform(0.0, 1.0)), of, Truth::new([0.4816118277, 4.101258091], &mean, &sd))
}
