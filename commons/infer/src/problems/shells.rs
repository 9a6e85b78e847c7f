//! P03: two Gaussian shells.

use super::{Problem, Truth, cube, ln_sum_exp};
use std::f64::consts::TAU;

const RADIUS: f64 = 2.0;
const WIDTH: f64 = 0.1;
const DISTANCE: f64 = 3.5;

/// `L = Σ_± (2π w²)^{−1/2} exp(−(|x ∓ c| − r)² / 2w²)`.
pub(super) fn shells(dim: usize) -> Problem {
    let norm = -0.5 * libm::log(TAU * WIDTH * WIDTH);
    let shell = move |x: &[f64], centre: f64| {
        let rest: f64 = x[1..].iter().map(|x| x * x).sum();
        let z = ((rest + (x[0] - centre) * (x[0] - centre)).sqrt() - RADIUS) / WIDTH;
        norm - 0.5 * z * z
    };
    let of = move |x: &[f64]| ln_sum_exp(&[shell(x, DISTANCE), shell(x, -DISTANCE)]);
    let (numbers, first, others) = match dim {
        2 => ([-1.745641885, 2.629288612], 3.776903457, 1.419506965),
        5 => ([-5.673601236, 6.5424328], 3.614960683, 0.904400763),
        _ => ([-14.59049107, 15.38736928], 3.559329496, 0.6471680333),
    };
    let mut sd = vec![others; dim];
    sd[0] = first;
    Problem::plain(cube(dim, 6.0), of, Truth::new(numbers, &vec![0.0; dim], &sd))
}
