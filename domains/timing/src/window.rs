//! Window functions of N points.
use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use std::{f64::consts::TAU, fmt, str::FromStr};

/// Tapers that trade the resolution of a spectrum for its leakage. `n = 0 … N-1`, `x = 2π n/(N-1)`.
///
/// # Source
/// Harris 1978, Proc. IEEE 66, 51; the generalised Blackman and flat-top coefficients as used for bispectra by
/// Maccarone 2013, MNRAS 435, 3547 and the software after it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Window {
    /// 1 throughout
    #[default]
    Uniform,
    /// piecewise cubic
    Parzen,
    /// `0.54 - 0.46 cos x`
    Hamming,
    /// `(1 - cos x)/2`
    Hanning,
    /// `1 - |n - floor((N-1)/2)|/N`
    Triangular,
    /// `1 - ((n - (N-1)/2)/((N-1)/2))²`
    Welch,
    /// `0.42659 - 0.49656 cos x + 0.076849 cos 2x`
    Blackmann,
    /// `1 - 1.93 cos x + 1.29 cos 2x - 0.388 cos 3x + 0.028 cos 4x`
    FlatTop,
}

impl Window {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Uniform,
        Self::Parzen,
        Self::Hamming,
        Self::Hanning,
        Self::Triangular,
        Self::Welch,
        Self::Blackmann,
        Self::FlatTop,
    ];

    /// The name in specs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Uniform => "uniform",
            Self::Parzen => "parzen",
            Self::Hamming => "hamming",
            Self::Hanning => "hanning",
            Self::Triangular => "triangular",
            Self::Welch => "welch",
            Self::Blackmann => "blackmann",
            Self::FlatTop => "flat-top",
        }
    }

    /// The window's `n_points` values; a window of one point is 1.
    pub fn values(self, n_points: usize) -> Vec<f64> {
        if n_points < 2 {
            return vec![1.0; n_points];
        }
        match self {
            Self::Uniform => vec![1.0; n_points],
            Self::Parzen => parzen(n_points),
            Self::Triangular => triangular(n_points),
            Self::Welch => welch(n_points),
            Self::Hamming => cosines(n_points, &[0.54, 0.46]),
            Self::Hanning => cosines(n_points, &[0.5, 0.5]),
            Self::Blackmann => cosines(n_points, &[0.42659, 0.49656, 0.076849]),
            Self::FlatTop => cosines(n_points, &[1.0, 1.93, 1.29, 0.388, 0.028]),
        }
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Window {
    type Err = Error;
    fn from_str(given: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|window| window.name().eq_ignore_ascii_case(given));
        found.ok_or_else(|| Error::UnknownWindow { given: given.to_string() })
    }
}

/// `a0 - a1 cos x + a2 cos 2x - …`
fn cosines(n_points: usize, coefficients: &[f64]) -> Vec<f64> {
    let at = |n: usize| {
        let x = TAU * n as f64 / (n_points - 1) as f64;
        let term = |(k, a): (usize, &f64)| if k % 2 == 0 { *a } else { -*a } * (k as f64 * x).cos();
        coefficients.iter().enumerate().map(term).sum()
    };
    (0..n_points).map(at).collect()
}

fn triangular(n_points: usize) -> Vec<f64> {
    let middle = ((n_points - 1) / 2) as f64;
    (0..n_points).map(|n| 1.0 - (n as f64 - middle).abs() / n_points as f64).collect()
}

fn welch(n_points: usize) -> Vec<f64> {
    let half = (n_points - 1) as f64 / 2.0;
    (0..n_points).map(|n| 1.0 - ((n as f64 - half) / half).powi(2)).collect()
}

/// With `h = ceil((N+1)/2) - 1` and `r = |n - h|/h`: `1 - 6 r² (1-r)` up to `r = 1/2`, then `2 (1-r)³`.
fn parzen(n_points: usize) -> Vec<f64> {
    let half = ((n_points + 1).div_ceil(2) - 1) as f64;
    let at = |n: usize| {
        let r = (n as f64 - half).abs() / half;
        if r <= 0.5 { 1.0 - 6.0 * r * r * (1.0 - r) } else { 2.0 * (1.0 - r).powi(3) }
    };
    (0..n_points).map(at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_window_is_highest_in_its_middle() {
        for window in Window::ALL {
            let values = window.values(41);
            let top = values.iter().copied().fold(f64::MIN, f64::max);
            assert!((values[20] - top).abs() < 1e-12, "{window}: {} of {top}", values[20]);
            assert!((0..20).all(|n| (values[n] - values[40 - n]).abs() < 1e-12), "{window} is even");
        }
    }

    #[test]
    fn the_sum_of_a_hanning_window_is_half_its_intervals() {
        let sum: f64 = Window::Hanning.values(33).iter().sum();
        assert!((sum - 16.0).abs() < 1e-12, "{sum}");
    }

    #[test]
    fn short_windows_are_ones() {
        for window in Window::ALL {
            assert_eq!(window.values(0), Vec::<f64>::new());
            assert_eq!(window.values(1), [1.0]);
        }
    }

    #[test]
    fn names_are_read() {
        for window in Window::ALL {
            assert_eq!(window.name().parse::<Window>().unwrap(), window);
        }
        assert!("kaiser".parse::<Window>().is_err());
    }
}
