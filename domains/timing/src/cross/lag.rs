//! Lags and coherences of a cross spectrum.
use super::CrossSpectrum;
use crate::{Measured, lags::time_lag_s, significance::CospectrumNoise};
use serde::{Deserialize, Serialize};

/// A quantity at every frequency and its standard errors.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Estimates {
    /// values
    pub value: Vec<f64>,
    /// standard errors
    pub err: Vec<f64>,
}

impl FromIterator<Measured> for Estimates {
    fn from_iter<I: IntoIterator<Item = Measured>>(measured: I) -> Self {
        let (value, err) = measured.into_iter().map(|one| (one.value, one.err)).unzip();
        Self { value, err }
    }
}

impl CrossSpectrum {
    fn each(&self, of: impl Fn(usize) -> Measured) -> Estimates {
        (0..self.freq_hz.len()).map(of).collect()
    }

    /// Phase lags `arg C`, rad; positive where band 1 lags. The error is infinite or NaN where `|C|²` does not exceed
    /// its bias.
    pub fn phase_lag(&self) -> Estimates {
        self.each(|i| Measured { value: self.unnorm_power[i].arg(), err: self.errors_at(i).phase })
    }

    /// Time lags `φ/(2π f)`, s; positive where band 1 lags.
    pub fn time_lag_s(&self) -> Estimates {
        self.each(|i| {
            let time_s = |phase: f64| time_lag_s(phase, self.freq_hz[i]);
            Measured { value: time_s(self.unnorm_power[i].arg()), err: time_s(self.errors_at(i).phase) }
        })
    }

    /// Raw coherence: noise is not taken off the powers.
    pub fn raw_coherence(&self) -> Estimates {
        self.each(|i| self.point(i).raw_coherence())
    }

    /// Intrinsic coherence: noise taken off; NaN where a power is below three standard errors of its noise. With
    /// `adjust_bias` the bias of `|C|²` is that of the coherence found.
    pub fn intrinsic_coherence(&self, adjust_bias: bool) -> Estimates {
        self.each(|i| self.point(i).intrinsic_coherence(adjust_bias, self.compat))
    }

    /// The probability of as high a real part by noise alone, at each frequency.
    pub fn p_values(&self) -> Vec<f64> {
        let factor = self.counts().factor(crate::Norm::Leahy);
        let mut noise: Option<(u64, CospectrumNoise)> = None;
        let mut p_values = Vec::with_capacity(self.m.len());
        for (power, m) in self.unnorm_power.iter().zip(&self.m) {
            // neighbours mostly have the same m
            let known = noise.take().filter(|(of, _)| of == m);
            let (_, noise) = noise.insert(known.unwrap_or_else(|| (*m, CospectrumNoise::new(*m, self.compat))));
            p_values.push(noise.p_value(power.re * factor));
        }
        p_values
    }
}
