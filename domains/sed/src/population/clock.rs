//! The library's ages, and what is the same for all galaxies about the intervals between them.
use super::supernovae::Supernovae;
use astrarium_astro::ssp::{Interpolation, Scale, SspLibrary};
use astrarium_num::lanes;
#[cfg(test)]
use astrarium_num::quadrature::GaussLegendre;

/// Ages and metallicities of a library, with how they are interpolated.
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    pub(crate) age_yr: Vec<f64>,
    pub(crate) metallicity: Vec<f64>,
    pub(crate) how: Interpolation,
    /// The measure of the metallicities.
    measured_z: Vec<f64>,
    /// Of each interval between ages, as if the galaxy were older.
    intervals: Vec<Moments>,
    /// Mass that lives at each node over mass formed.
    pub(crate) living: Vec<f64>,
    pub(super) supernovae: Supernovae,
}

/// Means over an interval of age of the part `p` of the way to the next node, alone and with the place `u` in -1 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Moments {
    mean: f64,
    tilt: f64,
}

impl Moments {
    /// The mean part, weighed by a mass of which the first half of the interval holds `half`.
    ///
    /// Exact for rates that are straight over the interval; for linear ages, Simpson's rule.
    pub(crate) fn part(self, half: f64) -> f64 {
        (self.mean + (2.0 - 4.0 * half) * self.tilt).clamp(0.0, 1.0)
    }
}

/// Least metallicity and age of logarithmic measures.
const LEAST: f64 = 1e-6;
const YEAR: f64 = 1.0;

impl Clock {
    pub(crate) fn new(library: &SspLibrary, how: Interpolation) -> Self {
        let (age_yr, metallicity) = (library.age_yr().to_vec(), library.metallicity().to_vec());
        let measured_z = metallicity.iter().map(|z| measure(how.metallicity, *z, LEAST)).collect();
        let living = (0..metallicity.len())
            .flat_map(|z| (0..age_yr.len()).map(move |age| (z, age)))
            .map(|(z, age)| {
                let chabrier = || 1.0 - astrarium_astro::ssp::chabrier_returned_fraction(library.age_yr()[age]);
                library.living(z, age).unwrap_or_else(chabrier)
            })
            .collect();
        let supernovae = Supernovae::new(&age_yr);
        let mut clock = Self { age_yr, metallicity, how, measured_z, intervals: vec![], living, supernovae };
        let n = clock.age_yr.len();
        clock.intervals = (0..n - 1).map(|k| clock.moments_of(k, clock.age_yr[k], clock.age_yr[k + 1])).collect();
        clock
    }

    pub(crate) fn n_age(&self) -> usize {
        self.age_yr.len()
    }

    /// The means over a piece of the interval `k`.
    pub(crate) fn moments(&self, k: usize, (begin_yr, end_yr): (f64, f64)) -> Moments {
        let whole = begin_yr == self.age_yr[k] && end_yr == self.age_yr[k + 1];
        if whole { self.intervals[k] } else { self.moments_of(k, begin_yr, end_yr) }
    }

    fn moments_of(&self, k: usize, begin: f64, end: f64) -> Moments {
        let (from, to) = (self.age_yr[k], self.age_yr[k + 1]);
        if self.how.age == Scale::Linear {
            let [low, high] = [begin, end].map(|age| (age - from) / (to - from));
            return Moments { mean: 0.5 * (low + high), tilt: (high - low) / 6.0 };
        }
        if begin < YEAR && to > YEAR {
            return first_log(to, end.max(YEAR));
        }
        let from = from.max(YEAR);
        let (middle, half) = (0.5 * (begin + end), 0.5 * (end - begin));
        let [mean, tilt] = log_moments(half / middle);
        let ln = (to / from).ln();
        Moments { mean: ((middle / from).ln() + mean) / ln, tilt: tilt / ln }
    }

    /// The part of the way to the next node at an age within interval `k`.
    pub(crate) fn part(&self, k: usize, age_yr: f64) -> f64 {
        let [from, to, at] = [self.age_yr[k], self.age_yr[k + 1], age_yr].map(|age| measure(self.how.age, age, YEAR));
        ((at - from) / (to - from)).clamp(0.0, 1.0)
    }

    /// The measures that metallicities are interpolated in.
    pub(super) fn fill_measured(&self, metallicity: &[f64], out: &mut [f64]) {
        match self.how.metallicity {
            Scale::Linear => out.copy_from_slice(metallicity),
            Scale::Log => fill_ln(metallicity, out),
        }
    }

    /// The two nodes of a metallicity with their weights; beyond the nodes as `extend` says: the line goes on, or the last node.
    pub(crate) fn metallicities(&self, metallicity: f64, extend: bool) -> [(usize, f64); 2] {
        self.measured(metallicity, measure(self.how.metallicity, metallicity, LEAST), extend)
    }

    /// The weight of the node after `lower`, also beyond the two.
    pub(super) fn part_from(&self, lower: usize, measured: f64) -> f64 {
        let (from, to) = (self.measured_z[lower], self.measured_z[lower + 1]);
        (measured - from) / (to - from)
    }

    /// The same of a metallicity whose measure is known.
    pub(super) fn measured(&self, metallicity: f64, measured: f64, extend: bool) -> [(usize, f64); 2] {
        let last = self.metallicity.len() - 1;
        if last == 0 {
            return [(0, 1.0), (0, 0.0)];
        }
        let lower = astrarium_num::interp::bracket(&self.metallicity, metallicity);
        let (from, to) = (self.measured_z[lower], self.measured_z[lower + 1]);
        let part = (measured - from) / (to - from);
        let part = if extend { part } else { part.clamp(0.0, 1.0) };
        [(lower, 1.0 - part), (lower + 1, part)]
    }
}

fn measure(scale: Scale, value: f64, least: f64) -> f64 {
    match scale {
        Scale::Linear => value,
        Scale::Log => value.max(least).ln(),
    }
}

#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma", "aarch64+neon"))]
fn fill_ln(metallicity: &[f64], out: &mut [f64]) {
    for (z, out) in metallicity.iter().zip(out) {
        *out = lanes::ln(z.max(LEAST));
    }
}

/// Means of `ln(1 + e u)` over `u` from -1 to 1, alone and with `u`; `e` from 0 to 1.
fn log_moments(e: f64) -> [f64; 2] {
    let square = e * e;
    if e < 0.1 {
        // -Σ e^k/(k (k+1)) of even k, Σ e^k/(k (k+2)) of odd k
        let even = 1.0 / 6.0 + square * (1.0 / 20.0 + square * (1.0 / 42.0 + square * (1.0 / 72.0 + square / 110.0)));
        let odd = 1.0 / 3.0 + square * (1.0 / 15.0 + square * (1.0 / 35.0 + square * (1.0 / 63.0 + square / 99.0)));
        return [-square * even, e * odd];
    }
    let (above, below) = (e.ln_1p(), if e < 1.0 { (-e).ln_1p() } else { 0.0 });
    let mean = ((1.0 + e) * above - (1.0 - e) * below) / (2.0 * e) - 1.0;
    let apart = if e < 1.0 { 0.5 * (above - below) * (1.0 - 1.0 / square) } else { 0.0 };
    [mean, 0.5 * (apart + 1.0 / e)]
}

/// The interval from age 0 to `to` of a logarithmic axis, up to `end`: `p = ln τ/ln to`, and 0 below a year.
fn first_log(to: f64, end: f64) -> Moments {
    let (whole, ln) = (to.ln(), end.ln());
    let mean = (ln - 1.0 + 1.0 / end) / whole;
    let weighed = (0.5 * ln - 0.25 * (1.0 - 1.0 / (end * end))) / whole;
    Moments { mean, tilt: 2.0 * weighed - mean }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_of_logarithms_are_exact() {
        let rule = GaussLegendre::new(60);
        for e in [1e-6, 1e-3, 0.02, 0.0999, 0.1001, 0.4, 0.9] {
            let of = |u: f64| (e * u).ln_1p();
            let expected = [0.5 * rule.integrate(-1.0, 1.0, of), 0.5 * rule.integrate(-1.0, 1.0, |u| u * of(u))];
            let found = log_moments(e);
            for (found, expected) in found.iter().zip(expected) {
                assert!((found - expected).abs() < 1e-13 + 1e-12 * expected.abs(), "{e}: {found:e}, {expected:e}");
            }
        }
        assert!((log_moments(1.0)[0] - (2f64.ln() - 1.0)).abs() < 1e-15 && log_moments(1.0)[1] == 0.5);
    }

    #[test]
    fn means_of_straight_rates_are_exact() {
        let rule = GaussLegendre::new(48);
        let (to, end) = (1e5, 6e4);
        let moments = first_log(to, end);
        for slope in [0.0, 1.0, -0.7] {
            // rate 1 + slope u, u from -1 to 1; a logarithm is smooth by pieces
            let rate = |age: f64| 1.0 + slope * (2.0 * age / end - 1.0);
            let p = |age: f64| rate(age) * age.max(1.0).ln() / to.ln();
            let edges = [0.0, 1.0, 10.0, 100.0, 1e3, 1e4, end];
            let expected: f64 = edges.windows(2).map(|e| rule.integrate(e[0], e[1], p)).sum::<f64>() / end;
            let half = rule.integrate(0.0, 0.5 * end, rate) / end;
            assert!((moments.part(half) - expected).abs() < 1e-12, "{slope}: {} {expected}", moments.part(half));
        }
    }
}
