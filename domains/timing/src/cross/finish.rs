//! From sums to a cross spectrum.
use super::{CrossJob, CrossSpectrum, CrossSum, PowerType};
use crate::{Error, Norm, Result, SegmentCounts, Warning};
use astrarium_num::fft::Complex64;

/// Errors of cross spectra hold for so many averaged powers.
const ENOUGH: u64 = 30;

/// Means over segments at `k = 0 … n/2`: cross power, power of band 1, of band 2.
struct Means {
    cross: Vec<Complex64>,
    power1: Vec<f64>,
    power2: Vec<f64>,
}

impl Means {
    fn of(sums: &[f64], n: f64) -> Self {
        let quarter = |i: usize| sums[i * sums.len() / 4..(i + 1) * sums.len() / 4].iter().map(|sum| sum / n);
        Self {
            cross: quarter(0).zip(quarter(1)).map(|(re, im)| Complex64::new(re, im)).collect(),
            power1: quarter(2).collect(),
            power2: quarter(3).collect(),
        }
    }

    /// Each times its factor.
    fn scaled(&self, [cross, power1, power2]: [f64; 3]) -> Self {
        Self {
            cross: self.cross.iter().map(|value| value * cross).collect(),
            power1: self.power1.iter().map(|value| value * power1).collect(),
            power2: self.power2.iter().map(|value| value * power2).collect(),
        }
    }

    /// The frequencies that are asked for.
    fn chosen(self, job: &CrossJob<'_>) -> Self {
        let grid = job.grid();
        if job.spec().full_spectrum {
            let full = |values: Vec<f64>| grid.full(&values, |value| value);
            let cross = grid.full(&self.cross, |value| value.conj());
            return Self { cross, power1: full(self.power1), power2: full(self.power2) };
        }
        let kept = grid.kept();
        Self {
            cross: self.cross[kept.clone()].to_vec(),
            power1: self.power1[kept.clone()].to_vec(),
            power2: self.power2[kept].to_vec(),
        }
    }
}

impl CrossJob<'_> {
    /// The spectrum that sums over segments stand for.
    ///
    /// # Errors
    /// [`Error::NoCounts`] where no segment holds any in both bands; [`Error::BackgroundTooHigh`] where the frac
    /// normalisation has no net counts.
    pub fn finish(&self, sum: &CrossSum) -> Result<CrossSpectrum> {
        let CrossSum { n_segments, n_empty, .. } = *sum;
        if n_segments == 0 {
            return Err(Error::NoCounts { n_segments: n_empty });
        }
        let n = n_segments as f64;
        let variance = |sum_of_variances: f64| (sum.n_variance == n_segments).then_some(sum_of_variances / n);
        let counts1 = self.counts(0, sum.photons1 / n, variance(sum.variance1));
        let counts2 = self.counts(1, sum.photons2 / n, variance(sum.variance2));
        let (spec, grid) = (self.spec(), self.grid());
        if spec.norm == Norm::Frac {
            counts1.check().and_then(|()| counts2.check())?;
        }
        let factors = [SegmentCounts::geometric(&counts1, &counts2), counts1, counts2].map(|c| c.factor(spec.norm));
        let unnorm = Means::of(&sum.unnorm, n);
        let normed = if spec.common_mean { unnorm.scaled(factors) } else { Means::of(&sum.own, n) };
        let (unnorm, normed) = (unnorm.chosen(self), normed.chosen(self));
        let n_freq = unnorm.power1.len();
        let mut spectrum = CrossSpectrum {
            freq_hz: if spec.full_spectrum { grid.full_freq_hz() } else { grid.freq_hz() },
            width_hz: vec![grid.df_hz(); n_freq],
            power: normed.cross,
            power_err: Vec::new(),
            unnorm_power: unnorm.cross,
            pds1: normed.power1,
            pds2: normed.power2,
            unnorm_pds1: unnorm.power1,
            unnorm_pds2: unnorm.power2,
            m: vec![n_segments; n_freq],
            n_segments,
            n_empty,
            norm: spec.norm,
            power_type: spec.power_type,
            channels_overlap: spec.overlap(),
            full_spectrum: spec.full_spectrum,
            counts1,
            counts2,
            compat: spec.compat,
            warnings: self.warnings().to_vec(),
        };
        spectrum.power_err = spectrum.evaluated_errors();
        spectrum.warn();
        spectrum.power.iter_mut().for_each(|power| *power = spec.power_type.of(*power));
        Ok(spectrum)
    }
}

impl PowerType {
    fn of(self, power: Complex64) -> Complex64 {
        match self {
            Self::All => power,
            Self::Real => Complex64::new(power.re, 0.0),
            Self::Absolute => Complex64::new(power.norm(), 0.0),
        }
    }
}

impl CrossSpectrum {
    /// Errors of the powers by the formulas for their `m`. Where noise makes the square of an error negative, the error
    /// of pure noise, `N/sqrt(2m)`, stands for it.
    pub(super) fn evaluated_errors(&self) -> Vec<Complex64> {
        let counts = self.counts();
        let factor = counts.factor(self.norm);
        let defined =
            |err: f64, m: u64| if err.is_nan() { counts.noise_unnorm() / (2.0 * m as f64).sqrt() } else { err };
        let err = |index: usize| {
            let errors = self.errors_at(index);
            let (re, im) = match self.power_type {
                PowerType::All => (errors.re, errors.im),
                PowerType::Real => (errors.re, 0.0),
                PowerType::Absolute => (errors.modulus, 0.0),
            };
            Complex64::new(defined(re, self.m[index]), defined(im, self.m[index])) * factor
        };
        (0..self.m.len()).map(err).collect()
    }

    fn warn(&mut self) {
        let undefined = |index: &usize| self.errors_at(*index).re.is_nan() || self.errors_at(*index).im.is_nan();
        let n_undefined = (0..self.m.len()).filter(undefined).count() as u64;
        if n_undefined > 0 {
            self.warnings.push(Warning::ErrorsUndefined { n: n_undefined, of: self.m.len() as u64 });
        }
        if self.n_empty > 0 {
            let n_segments = self.n_segments + self.n_empty;
            self.warnings.push(Warning::EmptySegments { n_empty: self.n_empty, n_segments });
        }
        if self.n_segments < ENOUGH {
            self.warnings.push(Warning::FewSegments { n_segments: self.n_segments, enough: ENOUGH });
        }
    }
}
