//! Normalisations of power and cross spectra, and the power that counting noise has in each.
use crate::{Compat, Error, Result};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// How powers are scaled. `U = |F|²` is the unnormalised power of a segment of `T` seconds with `N` counts.
///
/// The mean power of Poisson noise is in [`SegmentCounts::noise`].
///
/// # Source
/// Leahy et al. 1983, Astrophys. J. 266, 160; Belloni & Hasinger 1990, Astron. Astrophys. 230, 103; Miyamoto et al. 1992, Astrophys. J. 391, L21.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Norm {
    /// `2 U / N`: Poisson noise has mean 2
    Leahy,
    /// `2 T U / N²`: squared fractional rms per Hz
    #[default]
    Frac,
    /// `2 U / T`: squared rms in (counts/s)² per Hz
    Abs,
    /// `U` itself
    None,
}

impl Norm {
    /// All of them, in the order of the documentation.
    pub const ALL: [Self; 4] = [Self::Leahy, Self::Frac, Self::Abs, Self::None];

    /// The name in specs, on the command line and in results.
    pub fn name(self) -> &'static str {
        match self {
            Self::Leahy => "leahy",
            Self::Frac => "frac",
            Self::Abs => "abs",
            Self::None => "none",
        }
    }

    /// The unit of a power.
    pub fn unit(self) -> &'static str {
        match self {
            Self::Leahy | Self::None => "1",
            Self::Frac => "1/Hz",
            Self::Abs => "ct2 s-2 Hz-1",
        }
    }

    /// The words for an axis.
    pub fn label(self) -> &'static str {
        match self {
            Self::Leahy => "Leahy power",
            Self::Frac => "Power [(rms/mean)² Hz⁻¹]",
            Self::Abs => "Power [(counts/s)² Hz⁻¹]",
            Self::None => "Unnormalised power",
        }
    }
}

impl fmt::Display for Norm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Norm {
    type Err = Error;
    /// The case of letters does not matter.
    fn from_str(given: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|norm| norm.name().eq_ignore_ascii_case(given));
        found.ok_or_else(|| Error::UnknownNorm { given: given.to_string() })
    }
}

/// What one segment holds, on average: all that a normalisation and a noise level are made of.
///
/// For a cross spectrum these are the geometric means of both bands ([`SegmentCounts::geometric`]).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SegmentCounts {
    /// bins per segment
    pub n_bins: u64,
    /// width of a bin, s
    pub bin_s: f64,
    /// counts per segment
    pub photons: f64,
    /// variance of a bin, counts²; none means that counts are Poisson distributed
    pub variance: Option<f64>,
    /// rate of the background, counts/s: subtracted from the mean of the fractional normalisation
    pub background_per_s: f64,
}

impl SegmentCounts {
    /// Length of a segment, s.
    pub fn segment_s(&self) -> f64 {
        self.n_bins as f64 * self.bin_s
    }

    /// Counts per second.
    pub fn rate_per_s(&self) -> f64 {
        self.photons / self.segment_s()
    }

    /// Mean counts per bin.
    pub fn mean(&self) -> f64 {
        self.photons / self.n_bins as f64
    }

    /// The unnormalised power of counting noise: `N`, or `n` times the variance of a bin where that is known.
    pub fn noise_unnorm(&self) -> f64 {
        self.variance.map_or(self.photons, |variance| variance * self.n_bins as f64)
    }

    /// What unnormalised powers are multiplied by: leahy `2/N` (`2/(n v)` with variance `v`), frac `2 dt/((μ-b)² n)`,
    /// abs `2/(n dt)`, none 1.
    pub fn factor(&self, norm: Norm) -> f64 {
        let n = self.n_bins as f64;
        match norm {
            Norm::Leahy => 2.0 / self.noise_unnorm(),
            Norm::Frac => {
                let net = self.mean() - self.background_per_s * self.bin_s;
                2.0 * self.bin_s / (net * net) / n
            }
            Norm::Abs => 2.0 / self.segment_s(),
            Norm::None => 1.0,
        }
    }

    /// The mean power of counting noise: leahy 2, frac `2 r/(r-B)²`, abs `2 r`, none `N` for Poisson noise of rate `r`.
    pub fn noise(&self, norm: Norm) -> f64 {
        match norm {
            Norm::Leahy => 2.0,
            other => self.factor(other) * self.noise_unnorm(),
        }
    }

    /// What normalised powers are multiplied by to get unnormalised ones.
    ///
    /// With [`Compat::Stingray`] the Leahy powers of a light curve with Gaussian errors are multiplied by counts where
    /// bins are meant.
    pub fn inverse_factor(&self, norm: Norm, compat: Compat) -> f64 {
        match (compat, norm, self.variance) {
            (Compat::Stingray, Norm::Leahy, Some(variance)) => variance * self.photons / 2.0,
            _ => 1.0 / self.factor(norm),
        }
    }

    /// The counts of a cross spectrum: geometric means of counts and variances, background likewise.
    pub fn geometric(a: &Self, b: &Self) -> Self {
        let variance = a.variance.zip(b.variance).map(|(a, b)| (a * b).sqrt());
        let background_per_s = (a.background_per_s * b.background_per_s).sqrt();
        Self { photons: (a.photons * b.photons).sqrt(), variance, background_per_s, ..*a }
    }

    /// Whether a background is left for the fractional normalisation.
    ///
    /// # Errors
    /// [`Error::BackgroundTooHigh`] where it is not below the mean rate.
    pub fn check(&self) -> Result<()> {
        let (background_per_s, rate_per_s) = (self.background_per_s, self.rate_per_s());
        if background_per_s != 0.0 && (background_per_s.is_nan() || background_per_s >= rate_per_s) {
            return Err(Error::BackgroundTooHigh { background_per_s, rate_per_s });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COUNTS: SegmentCounts =
        SegmentCounts { n_bins: 512, bin_s: 0.1, photons: 3840.0, variance: None, background_per_s: 0.0 };
    const ROUNDING: f64 = 1e-14;

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() <= ROUNDING * b.abs(), "{a} is not {b}");
    }

    #[test]
    fn noise_levels_are_the_closed_forms() {
        let rate = 75.0;
        close(COUNTS.noise(Norm::Leahy), 2.0);
        close(COUNTS.noise(Norm::Frac), 2.0 / rate);
        close(COUNTS.noise(Norm::Abs), 2.0 * rate);
        close(COUNTS.noise(Norm::None), 3840.0);
        let with = SegmentCounts { background_per_s: 12.5, ..COUNTS };
        close(with.noise(Norm::Frac), 2.0 * rate / (rate - 12.5).powi(2));
    }

    #[test]
    fn a_factor_and_its_inverse_cancel() {
        for norm in Norm::ALL {
            for variance in [None, Some(9.1)] {
                let counts = SegmentCounts { variance, ..COUNTS };
                close(counts.factor(norm) * counts.inverse_factor(norm, Compat::None), 1.0);
            }
        }
    }

    #[test]
    fn names_are_read_whatever_their_case() {
        for norm in Norm::ALL {
            assert_eq!(norm.name().to_uppercase().parse::<Norm>().unwrap(), norm);
        }
        assert!(matches!("rms".parse::<Norm>(), Err(Error::UnknownNorm { given }) if given == "rms"));
    }

    #[test]
    fn a_background_above_the_rate_is_refused() {
        assert!(SegmentCounts { background_per_s: 75.0, ..COUNTS }.check().is_err());
        assert!(SegmentCounts { background_per_s: 74.9, ..COUNTS }.check().is_ok());
    }
}
