//! Breaking a stick of length 1.

/// `1 / (1 + exp(−x))` and its complement, both exact.
pub(super) fn share(x: f64) -> [f64; 2] {
    let e = libm::exp(-x.abs());
    let (more, less) = (1.0 / (1.0 + e), e / (1.0 + e));
    if x < 0.0 { [less, more] } else { [more, less] }
}

/// ln |d theta / d x| of a broken stick: `Σ ln r_{k−1} + ln s_k + ln(1 − s_k)`, r being what is left.
pub(super) fn ln_jacobian(x: &[f64]) -> f64 {
    let (mut sum, mut ln_left) = (0.0, 0.0);
    for &x in x {
        let [ln_share, ln_rest] = [-x, x].map(|x| -ln_one_plus_exp(x));
        sum += ln_left + ln_share + ln_rest;
        ln_left += ln_rest;
    }
    sum
}

/// Its derivative by `x_j`, the `j`-th of `n` from 0.
pub(super) fn ln_jacobian_slope(n: usize, j: usize, [share, rest]: [f64; 2]) -> f64 {
    rest - (n - j) as f64 * share
}

fn ln_one_plus_exp(x: f64) -> f64 {
    x.max(0.0) + libm::log1p(libm::exp(-x.abs()))
}
