//! Point-spread and line-spread functions that lose light at the borders.

/// A Gaussian of `size` by `size` spaxels, its sum 1.
pub fn psf_kernel(size: usize, sigma: f64) -> Vec<f64> {
    let middle = (size / 2) as f64;
    let square = |i: usize| (i as f64 - middle).powi(2);
    let value = |k: usize| (-(square(k / size) + square(k % size)) / (2.0 * sigma * sigma)).exp();
    normalised((0..size * size).map(value).collect())
}

/// Convolves every channel of a cube `(y, x, channel)` of `n` by `n` spaxels, nought outside.
///
/// # Panics
/// If the cube is no such cube.
pub fn psf(cube: &[f64], n: usize, kernel: &[f64], out: &mut [f64]) {
    let size = kernel.len().isqrt();
    let n_channels = cube.len() / (n * n);
    assert!(cube.len() == out.len() && cube.len() == n * n * n_channels, "a cube of {n} by {n} spaxels");
    out.fill(0.0);
    for (to, row) in out.chunks_mut(n_channels).enumerate() {
        let (y, x) = (to / n, to % n);
        for (k, weight) in kernel.iter().enumerate() {
            // the kernel is its own mirror image
            let (from_y, from_x) = ((y + k / size).wrapping_sub(size / 2), (x + k % size).wrapping_sub(size / 2));
            if from_y < n && from_x < n {
                let from = &cube[(from_y * n + from_x) * n_channels..][..n_channels];
                row.iter_mut().zip(from).for_each(|(sum, value)| *sum += weight * value);
            }
        }
    }
}

/// Channels to each side of the line-spread function.
const REACH: usize = 12;

/// A Gaussian of 25 channels `step_aa` wide, its sum 1.
pub fn lsf_kernel(sigma_aa: f64, step_aa: f64) -> Vec<f64> {
    let offset = |i: usize| (i as f64 - REACH as f64) * step_aa;
    normalised((0..=2 * REACH).map(|i| (-offset(i).powi(2) / (2.0 * sigma_aa * sigma_aa)).exp()).collect())
}

/// Convolves a spectrum, nought outside.
pub fn lsf(spectrum: &[f64], kernel: &[f64], out: &mut [f64]) {
    let half = kernel.len() / 2;
    for (c, sum) in out.iter_mut().enumerate() {
        let from = c.saturating_sub(half);
        let to = (c + half + 1).min(spectrum.len());
        *sum = (from..to).map(|j| spectrum[j] * kernel[c + half - j]).sum();
    }
}

fn normalised(mut kernel: Vec<f64>) -> Vec<f64> {
    let sum: f64 = kernel.iter().sum();
    kernel.iter_mut().for_each(|value| *value /= sum);
    kernel
}
