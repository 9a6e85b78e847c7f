//! From sums to a spectrum.
use super::{PowerJob, PowerSpectrum, PowerSum};
use crate::{Error, Norm, Result, Warning};

/// Errors `P/sqrt(m)` are those of a normal distribution only for so many averaged powers.
const ENOUGH: u64 = 30;

impl PowerJob<'_> {
    /// The spectrum that sums over segments stand for.
    ///
    /// # Errors
    /// [`Error::NoCounts`] where no segment holds any; [`Error::BackgroundTooHigh`] where the frac normalisation has no
    /// net counts.
    pub fn finish(&self, sum: &PowerSum) -> Result<PowerSpectrum> {
        let PowerSum { n_segments, n_empty, .. } = *sum;
        if n_segments == 0 {
            return Err(Error::NoCounts { n_segments: n_empty });
        }
        let n = n_segments as f64;
        let variance = (sum.n_variance == n_segments).then_some(sum.variance / n);
        let counts = self.counts(sum.photons / n, variance);
        let norm = self.spec().norm;
        if norm == Norm::Frac {
            counts.check()?;
        }
        let grid = self.grid();
        let unnorm_power: Vec<f64> = sum.unnorm[grid.kept()].iter().map(|power| power / n).collect();
        let factor = counts.factor(norm);
        let power: Vec<f64> = match sum.own.get(grid.kept()) {
            Some(own) if !self.spec().common_mean => own.iter().map(|power| power / n).collect(),
            _ => unnorm_power.iter().map(|power| power * factor).collect(),
        };
        let power_err = power.iter().map(|power| power / n.sqrt()).collect();
        Ok(PowerSpectrum {
            freq_hz: grid.freq_hz(),
            width_hz: vec![grid.df_hz(); power.len()],
            m: vec![n_segments; power.len()],
            power,
            power_err,
            unnorm_power,
            n_segments,
            n_empty,
            norm,
            counts,
            compat: self.spec().compat,
            warnings: self.warnings_of(n_segments, n_empty),
        })
    }

    fn warnings_of(&self, n_segments: u64, n_empty: u64) -> Vec<Warning> {
        let mut warnings = self.warnings().to_vec();
        if n_empty > 0 {
            warnings.push(Warning::EmptySegments { n_empty, n_segments: n_segments + n_empty });
        }
        if n_segments < ENOUGH {
            warnings.push(Warning::FewSegments { n_segments, enough: ENOUGH });
        }
        warnings
    }
}
