//! P07: a first-order phase transition.

use super::{Problem, Truth, cube, ln_normal, ln_sum_exp};

/// `L = Π N(x_i | 0, 0.1) + 100 Π N(x_i | 0.031, 0.01)`.
pub(super) fn spike_and_slab() -> Problem {
    let of = |x: &[f64]| {
        let slab = x.iter().map(|x| ln_normal(*x, 0.0, 0.1)).sum();
        let spike = libm::log(100.0) + x.iter().map(|x| ln_normal(*x, 0.031, 0.01)).sum::<f64>();
        ln_sum_exp(&[slab, spike])
    };
    let truth = Truth::new([4.61512046, 31.57879408], &[0.03069307105; 10], &[0.01440272077; 10]);
    Problem::plain(cube(10, 0.5), of, truth)
}
