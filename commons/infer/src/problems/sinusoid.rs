//! P04 and P10: waves.

use super::{Problem, Truth, alike, golden, ln_normal, named, silver, weyl};
use crate::prior;
use astrarium_num::special::norm_ppf;
use std::f64::consts::{PI, TAU};

/// P04: `ln L = (2 + cos(x/2) cos(y/2))⁵`.
pub(super) fn egg_box() -> Problem {
    let of = |x: &[f64]| {
        let a = 2.0 + libm::cos(0.5 * x[0]) * libm::cos(0.5 * x[1]);
        a * a * a * a * a
    };
    let truth = Truth::new([235.8559403323, 6.139471447], &[5.0 * PI; 2], &[9.39873195; 2]);
    Problem::plain(alike(2, &prior::uniform(0.0, 10.0 * PI)), of, truth)
}

/// P10: `y = C + A cos 2πft + B sin 2πft` in noise of sd 0.7, 60 points at uneven times.
pub(super) fn in_noise() -> Problem {
    const SD: f64 = 0.7;
    let mut t: Vec<f64> = weyl(60, golden(), 0.13)
        .iter()
        .zip(1..)
        .map(|(spread, i)| 40.0 * spread + 0.9 * libm::sin(f64::from(i)))
        .collect();
    t.sort_by(f64::total_cmp);
    let wave = |f: f64, t: f64| [libm::cos(TAU * f * t), libm::sin(TAU * f * t)];
    let noise = weyl(60, silver(), 0.37).into_iter().map(norm_ppf);
    let point = |(&t, noise): (&f64, f64)| {
        let [cos, sin] = wave(0.713, t);
        (t, 0.4 + 0.38 * cos - 0.22 * sin + SD * noise)
    };
    let data: Vec<(f64, f64)> = t.iter().zip(noise).map(point).collect();
    let of = move |x: &[f64]| {
        let one = |&(t, y): &(f64, f64)| {
            let [cos, sin] = wave(x[0], t);
            ln_normal(y, x[3] + x[1] * cos + x[2] * sin, SD)
        };
        data.iter().map(one).sum()
    };
    let space = named([
        ("f", prior::uniform(0.02, 2.0)),
        ("A", prior::normal(0.0, 1.0)),
        ("B", prior::normal(0.0, 1.0)),
        ("C", prior::normal(0.0, 2.0)),
    ]);
    let mean = [0.8965761408, 0.1160411628, -0.08301520097, 0.4237154591];
    let sd = [0.4310596896, 0.3209289947, 0.2766591646, 0.09292402572];
    Problem::plain(space, of, Truth::new([-75.62126249, 8.087871395], &mean, &sd))
}
