//! P11: a straight line with outliers.

use super::{Problem, Truth, bronze, golden, ln_sum_exp, named, silver, weyl};
use crate::prior;
use astrarium_num::special::norm_ppf;
use std::f64::consts::TAU;

/// A measurement: place, value, error.
struct Point {
    x: f64,
    y: f64,
    e: f64,
}

/// Thirty points on `1.2 x − 0.7`, every sixth far off.
fn data() -> Vec<Point> {
    const OFF: [f64; 5] = [6.0, -5.0, 7.5, 4.5, -8.0];
    let (places, errors, noise) = (weyl(30, golden(), 0.2), weyl(30, silver(), 0.9), weyl(30, bronze(), 0.11));
    let point = |i: usize| {
        let (x, e) = (10.0 * places[i], 0.3 + 0.4 * errors[i]);
        let off = if i % 6 == 4 { OFF[i / 6] } else { 0.0 };
        Point { x, y: 1.2 * x - 0.7 + e * norm_ppf(noise[i]) + off, e }
    };
    (0..30).map(point).collect()
}

/// ln of the normal density by its variance.
fn ln_normal(away: f64, variance: f64) -> f64 {
    -0.5 * (away * away / variance + libm::log(TAU * variance))
}

/// `ln L = Σ ln[(1 − Q) N(y | m x + b, e²) + Q N(y | Y, e² + V)]`, free: m, b, ln V, Y, Q.
pub(super) fn with_outliers() -> Problem {
    let data = data();
    let of = move |p: &[f64], slope: &mut [f64]| {
        let [m, b, ln_v, centre, q] = [p[0], p[1], p[2], p[3], p[4]];
        let v = libm::exp(ln_v);
        slope.fill(0.0);
        let mut sum = 0.0;
        for point in &data {
            let (on, off) = (point.y - m * point.x - b, point.y - centre);
            let (narrow, wide) = (point.e * point.e, point.e * point.e + v);
            let terms = [libm::log1p(-q) + ln_normal(on, narrow), libm::log(q) + ln_normal(off, wide)];
            let ln = ln_sum_exp(&terms);
            let [good, bad] = terms.map(|term| libm::exp(term - ln));
            sum += ln;
            slope[0] += good * on * point.x / narrow;
            slope[1] += good * on / narrow;
            slope[2] += 0.5 * bad * v * (off * off / wide - 1.0) / wide;
            slope[3] += bad * off / wide;
            slope[4] += bad / q - good / (1.0 - q);
        }
        sum
    };
    let space = named([
        ("m", prior::uniform(-5.0, 5.0)),
        ("b", prior::uniform(-10.0, 10.0)),
        ("lnV", prior::uniform(-4.0, 6.0)),
        ("Y", prior::uniform(-10.0, 30.0)),
        ("Q", prior::uniform(0.0, 1.0)),
    ]);
    let mean = [1.174281, -0.602449, 4.325094, 6.490656, 0.207932];
    let sd = [0.032792, 0.191667, 0.664587, 4.149867, 0.075552];
    let truth = Truth::new([-59.62486, 11.7497], &mean, &sd).within(
        0.00017,
        &[1.2e-5, 7e-5, 0.00026, 0.0016, 2.8e-5],
        &[8e-6, 4.4e-5, 0.00016, 0.0014, 1.9e-5],
    );
    Problem::smooth(space, of, truth)
}
