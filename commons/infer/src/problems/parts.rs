//! What problems are put together from.

use crate::{Space, prior, prior::PriorKind};

/// `x1, x2, …` with one prior.
pub(super) fn alike(dim: usize, prior: &PriorKind) -> Space {
    named((1..=dim).map(|k| (format!("x{k}"), prior.clone())))
}

/// Uniform priors on `[−half, half]`.
pub(super) fn cube(dim: usize, half: f64) -> Space {
    alike(dim, &prior::uniform(-half, half))
}

pub(super) fn named(parameters: impl IntoIterator<Item = (impl Into<String>, PriorKind)>) -> Space {
    let add = |builder: crate::space::Builder, (name, prior)| builder.free(name, prior);
    parameters.into_iter().fold(Space::builder(), add).build().expect("the problem's own space is sound")
}

/// `frac(start + step i)`, i = 1 … n: evenly spread numbers of the unit interval.
pub(super) fn weyl(n: usize, step: f64, start: f64) -> Vec<f64> {
    (1..=n).map(|i| (start + step * i as f64).fract()).collect()
}

/// The steps of [`weyl`].
pub(super) fn golden() -> f64 {
    (5_f64.sqrt() - 1.0) / 2.0
}
pub(super) fn silver() -> f64 {
    2_f64.sqrt() - 1.0
}
pub(super) fn bronze() -> f64 {
    3_f64.sqrt() - 1.0
}

/// ln of the normal density.
pub(super) fn ln_normal(x: f64, mean: f64, sd: f64) -> f64 {
    let z = (x - mean) / sd;
    -0.5 * z * z - libm::log(sd) - 0.5 * libm::log(std::f64::consts::TAU)
}

/// `ln Σ exp`.
pub(super) fn ln_sum_exp(terms: &[f64]) -> f64 {
    let most = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if most == f64::NEG_INFINITY {
        return most;
    }
    most + libm::log(terms.iter().map(|term| libm::exp(term - most)).sum())
}
