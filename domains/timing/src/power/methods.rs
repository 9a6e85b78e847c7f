//! What can be done with a power spectrum.
use super::{PowerSpec, PowerSpectrum};
use crate::rebin::{Method, Rebinning};
use crate::rms::{RmsBand, centres_within, rms};
use crate::significance::{Loss, Trials, amplitude_upper_limit, power_p_value};
use crate::{Error, Measured, Norm, Result};

/// A power that noise alone would hardly give.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Significant {
    /// its index in the spectrum
    pub index: usize,
    /// its frequency, Hz
    pub freq_hz: f64,
    /// probability of as much or more by noise
    pub p_value: f64,
}

impl PowerSpectrum {
    /// The spectrum in another normalisation; with the mean counts of all segments, however it was made.
    ///
    /// # Errors
    /// [`Error::BackgroundTooHigh`] where the frac normalisation has no net counts.
    pub fn to_norm(&self, norm: Norm) -> Result<Self> {
        if norm == Norm::Frac {
            self.counts.check()?;
        }
        let factor = self.counts.factor(norm);
        let ratio = factor / self.counts.factor(self.norm);
        Ok(Self {
            power: self.unnorm_power.iter().map(|power| power * factor).collect(),
            power_err: self.power_err.iter().map(|err| err * ratio).collect(),
            norm,
            ..self.clone()
        })
    }

    /// Averages over frequency bins `factor` times wider.
    ///
    /// # Errors
    /// [`Error::RebinTooFine`] for a factor below 1; [`Error::NotRebinnable`] for bins of unequal width.
    pub fn rebin(&self, factor: f64) -> Result<Self> {
        self.rebin_to(self.equal_width_hz()? * factor)
    }

    /// Averages over frequency bins of `df_hz`.
    ///
    /// # Errors
    /// [`Error::RebinTooFine`] for less than the present width; [`Error::NotRebinnable`].
    pub fn rebin_to(&self, df_hz: f64) -> Result<Self> {
        let have_hz = self.equal_width_hz()?;
        let plan = Rebinning::linear(&self.freq_hz, have_hz, df_hz, Method::Mean, self.compat)?;
        let m = self.m.first().copied().unwrap_or(self.n_segments) as f64;
        let m = plan.n_cells().iter().map(|step| (step * m).round_ties_even() as u64).collect();
        Ok(self.rebinned(&plan, vec![df_hz; plan.x().len()], m))
    }

    /// Averages over frequency bins each `1 + f` times as wide as the one before.
    ///
    /// # Errors
    /// [`Error::RebinFactor`] unless `f` is positive; [`Error::NotRebinnable`].
    pub fn rebin_log(&self, f: f64) -> Result<Self> {
        let have_hz = self.equal_width_hz()?;
        let plan = Rebinning::log(&self.freq_hz, have_hz, f)?;
        let m = self.m.first().copied().unwrap_or(self.n_segments);
        let width_hz = plan.n_cells().iter().map(|n| n * have_hz).collect();
        Ok(self.rebinned(&plan, width_hz, plan.n_cells().iter().map(|n| *n as u64 * m).collect()))
    }

    /// The width of all bins, before whose averaging nothing else may have been averaged.
    fn equal_width_hz(&self) -> Result<f64> {
        let first = self.width_hz.first().copied().unwrap_or_else(|| self.df_hz());
        if self.width_hz.iter().any(|width| *width != first) {
            return Err(Error::NotRebinnable { reason: "its bins have unequal widths already" });
        }
        Ok(first)
    }

    fn rebinned(&self, plan: &Rebinning, width_hz: Vec<f64>, m: Vec<u64>) -> Self {
        Self {
            freq_hz: plan.x().to_vec(),
            width_hz,
            power: plan.values(&self.power),
            power_err: plan.errors(&self.power_err),
            unnorm_power: plan.values(&self.unnorm_power),
            m,
            ..self.clone()
        }
    }

    /// The spectrum rebinned as a spec asks: linearly, then logarithmically.
    ///
    /// # Errors
    /// As [`PowerSpectrum::rebin`] and [`PowerSpectrum::rebin_log`].
    pub fn rebinned_as(&self, spec: &PowerSpec) -> Result<Self> {
        let linear = spec.rebin.map_or_else(|| Ok(self.clone()), |factor| self.rebin(factor))?;
        spec.rebin_log.map_or(Ok(linear.clone()), |f| linear.rebin_log(f))
    }

    /// The fractional rms of the bins whose frequencies lie in `band_hz`, noise subtracted.
    ///
    /// `noise` is the noise level in the normalisation of the spectrum; without it that of counting.
    ///
    /// # Errors
    /// [`Error::NoFrequency`] if the band holds none.
    pub fn rms(&self, band_hz: [f64; 2], noise: Option<f64>) -> Result<Measured> {
        self.rms_in(Norm::Frac, band_hz, noise)
    }

    /// As [`PowerSpectrum::rms`], in counts/s.
    ///
    /// # Errors
    /// As [`PowerSpectrum::rms`].
    pub fn rms_per_s(&self, band_hz: [f64; 2], noise: Option<f64>) -> Result<Measured> {
        self.rms_in(Norm::Abs, band_hz, noise)
    }

    fn rms_in(&self, norm: Norm, band_hz: [f64; 2], noise: Option<f64>) -> Result<Measured> {
        let bins = centres_within(&self.freq_hz, band_hz)?;
        let factor = self.counts.factor(norm);
        let power: Vec<f64> = self.unnorm_power[bins.clone()].iter().map(|power| power * factor).collect();
        let unnorm = |noise: f64| noise * self.counts.inverse_factor(self.norm, self.compat);
        let noise = factor * noise.map_or(self.counts.noise_unnorm(), unnorm);
        let band = RmsBand { power: &power, noise, width_hz: &self.width_hz[bins.clone()], m: &self.m[bins] };
        Ok(rms(band, self.compat))
    }

    /// The probability of each power by noise alone, corrected for `n_trials` looks.
    pub fn p_values(&self, n_trials: f64) -> Vec<f64> {
        let to_leahy = self.counts.factor(Norm::Leahy);
        let p_value = |(unnorm, m): (&f64, &u64)| {
            power_p_value(unnorm * to_leahy, Trials { n_trials, ..Trials::single(*m as f64) })
        };
        self.unnorm_power.iter().zip(&self.m).map(p_value).collect()
    }

    /// Powers whose probability by noise alone is below `threshold`; corrected for as many trials as there are
    /// frequencies if `trial_correction`.
    pub fn classical_significances(&self, threshold: f64, trial_correction: bool) -> Vec<Significant> {
        let n_trials = if trial_correction { self.freq_hz.len() as f64 } else { 1.0 };
        let p_values = self.p_values(n_trials);
        let all = p_values.into_iter().zip(&self.freq_hz).enumerate();
        all.map(|(index, (p_value, freq_hz))| Significant { index, freq_hz: *freq_hz, p_value })
            .filter(|found| found.p_value < threshold)
            .collect()
    }

    /// Upper limit, with a given confidence, on the fractional amplitude of a sinusoid in a band: from its highest power.
    ///
    /// # Errors
    /// [`Error::NoFrequency`] for a band without any, [`Error::Confidence`].
    pub fn modulation_upper_limit(&self, band_hz: [f64; 2], confidence: f64) -> Result<f64> {
        let bins = centres_within(&self.freq_hz, band_hz)?;
        let highest = bins.max_by(|a, b| self.unnorm_power[*a].total_cmp(&self.unnorm_power[*b])).unwrap_or(0);
        let power = self.unnorm_power[highest] * self.counts.factor(Norm::Leahy);
        let top_hz = self.freq_hz.last().copied().unwrap_or(f64::INFINITY);
        let loss = Loss { between_bins: true, nyquist_ratio: self.freq_hz[highest] / top_hz };
        amplitude_upper_limit(power, self.counts.photons, self.m[highest] as f64, confidence, loss)
    }
}
