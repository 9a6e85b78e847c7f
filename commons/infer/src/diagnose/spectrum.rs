//! Autocovariances by transforms.

use astrarium_num::fft::{Complex64, Level, RealFft, RealFftScratch};

/// Autocovariances of series of one length.
pub(super) struct Autocovariance {
    n: usize,
    plan: RealFft,
    scratch: RealFftScratch,
    padded: Vec<f64>,
    spectrum: Vec<Complex64>,
    /// Summed powers.
    powers: Vec<f64>,
}

impl Autocovariance {
    /// Of series of `n` values. Portable transforms: the same bits on every machine.
    pub(super) fn new(n: usize) -> Self {
        let plan = RealFft::with_level(2 * n.next_power_of_two(), Level::Portable);
        let (scratch, spectrum) = (plan.scratch(), vec![Complex64::default(); plan.n_freq()]);
        let powers = vec![0.0; plan.n_freq()];
        Self { n, padded: vec![0.0; plan.len()], plan, scratch, spectrum, powers }
    }

    /// Adds `weight` times the autocovariances of the values about `centre`.
    pub(super) fn add(&mut self, values: &[f64], centre: f64, weight: f64) {
        assert_eq!(values.len(), self.n, "series of one length");
        self.padded.fill(0.0);
        self.padded.iter_mut().zip(values).for_each(|(y, x)| *y = x - centre);
        self.plan.forward(&self.padded, &mut self.spectrum, &mut self.scratch);
        self.powers.iter_mut().zip(&self.spectrum).for_each(|(sum, f)| *sum += weight * f.norm_sqr());
    }

    /// The sums of `Σ_t y_t y_{t+k} / n` for the lags `k = 0 … n−1`, y being the values about their centre.
    pub(super) fn lags(mut self) -> Vec<f64> {
        self.spectrum.iter_mut().zip(&self.powers).for_each(|(f, power)| *f = Complex64::new(*power, 0.0));
        self.plan.inverse(&self.spectrum, &mut self.padded, &mut self.scratch);
        let norm = 1.0 / (self.plan.len() as f64 * self.n as f64);
        self.padded.truncate(self.n);
        self.padded.iter_mut().for_each(|sum| *sum *= norm);
        self.padded
    }
}
