//! What can be done with a cross spectrum.
use super::{CrossSpec, CrossSpectrum};
use crate::rebin::{Method, Rebinning};
use crate::{Compat, Error, Norm, Result};
use astrarium_num::fft::Complex64;

impl CrossSpectrum {
    /// The spectrum in another normalisation; with the mean counts of all segments, however it was made.
    ///
    /// # Errors
    /// [`Error::BackgroundTooHigh`] where the frac normalisation has no net counts.
    pub fn to_norm(&self, norm: Norm) -> Result<Self> {
        if norm == Norm::Frac {
            self.counts1.check().and_then(|()| self.counts2.check())?;
        }
        let ratio = self.counts().factor(norm) / self.counts().factor(self.norm);
        let scaled = |unnorm: &[f64], factor: f64| unnorm.iter().map(|power| power * factor).collect();
        Ok(Self {
            power: self.power.iter().map(|power| power * ratio).collect(),
            power_err: self.power_err.iter().map(|err| err * ratio).collect(),
            pds1: scaled(&self.unnorm_pds1, self.counts1.factor(norm)),
            pds2: scaled(&self.unnorm_pds2, self.counts2.factor(norm)),
            norm,
            ..self.clone()
        })
    }

    /// Averages over frequency bins `factor` times wider.
    ///
    /// # Errors
    /// [`Error::RebinTooFine`] for a factor below 1; [`Error::NotRebinnable`] for bins of unequal width or negative
    /// frequencies.
    pub fn rebin(&self, factor: f64) -> Result<Self> {
        let have_hz = self.equal_width_hz()?;
        let plan = Rebinning::linear(&self.freq_hz, have_hz, have_hz * factor, Method::Mean, self.compat)?;
        let m = self.m.first().copied().unwrap_or(self.n_segments) as f64;
        let m = plan.n_cells().iter().map(|step| (step * m).round_ties_even() as u64).collect();
        Ok(self.rebinned(&plan, vec![have_hz * factor; plan.x().len()], m))
    }

    /// Averages over frequency bins each `1 + f` times as wide as the one before.
    ///
    /// # Errors
    /// [`Error::RebinFactor`] unless `f` is positive; [`Error::NotRebinnable`] as in [`CrossSpectrum::rebin`].
    pub fn rebin_log(&self, f: f64) -> Result<Self> {
        let have_hz = self.equal_width_hz()?;
        let plan = Rebinning::log(&self.freq_hz, have_hz, f)?;
        let m = self.m.first().copied().unwrap_or(self.n_segments);
        let width_hz = plan.n_cells().iter().map(|n| n * have_hz).collect();
        Ok(self.rebinned(&plan, width_hz, plan.n_cells().iter().map(|n| *n as u64 * m).collect()))
    }

    /// The spectrum rebinned as a spec asks: linearly, then logarithmically.
    ///
    /// # Errors
    /// As [`CrossSpectrum::rebin`] and [`CrossSpectrum::rebin_log`].
    pub fn rebinned_as(&self, spec: &CrossSpec) -> Result<Self> {
        let linear = spec.rebin.map_or_else(|| Ok(self.clone()), |factor| self.rebin(factor))?;
        spec.rebin_log.map_or(Ok(linear.clone()), |f| linear.rebin_log(f))
    }

    /// The width of all bins, before whose averaging nothing else may have been averaged.
    fn equal_width_hz(&self) -> Result<f64> {
        let first = self.width_hz.first().copied().unwrap_or_else(|| self.df_hz());
        if self.full_spectrum {
            return Err(Error::NotRebinnable { reason: "it has negative frequencies" });
        }
        if self.width_hz.iter().any(|width| *width != first) {
            return Err(Error::NotRebinnable { reason: "its bins have unequal widths already" });
        }
        Ok(first)
    }

    /// Errors are propagated; the original evaluates their formulas again, for the averaged spectra.
    fn rebinned(&self, plan: &Rebinning, width_hz: Vec<f64>, m: Vec<u64>) -> Self {
        let part = |of: fn(&Complex64) -> f64| plan.errors(&self.power_err.iter().map(of).collect::<Vec<f64>>());
        let pairs = part(|err| err.re).into_iter().zip(part(|err| err.im));
        let mut averaged = Self {
            freq_hz: plan.x().to_vec(),
            width_hz,
            power: plan.complex(&self.power),
            power_err: pairs.map(|(re, im)| Complex64::new(re, im)).collect(),
            unnorm_power: plan.complex(&self.unnorm_power),
            pds1: plan.values(&self.pds1),
            pds2: plan.values(&self.pds2),
            unnorm_pds1: plan.values(&self.unnorm_pds1),
            unnorm_pds2: plan.values(&self.unnorm_pds2),
            m,
            ..self.clone()
        };
        if self.compat == Compat::Stingray {
            averaged.power_err = averaged.evaluated_errors();
        }
        averaged
    }

    /// Standard errors of the powers of band 1: `P/sqrt(m)`.
    pub fn pds1_err(&self) -> Vec<f64> {
        self.pds1.iter().zip(&self.m).map(|(power, m)| power / (*m as f64).sqrt()).collect()
    }

    /// Standard errors of the powers of band 2: `P/sqrt(m)`.
    pub fn pds2_err(&self) -> Vec<f64> {
        self.pds2.iter().zip(&self.m).map(|(power, m)| power / (*m as f64).sqrt()).collect()
    }
}
