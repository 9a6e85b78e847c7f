//! A posterior as galaxies: quantities that follow, and spectra with their spread.
use super::quantities::{QUANTITIES, quantities};
use crate::fit::{GalaxyDensity, Model};
use crate::galaxy::Component;
use crate::spectrum::Spectrum;
use crate::{Error, Result};
use astrarium_infer::Run;
use astrarium_infer::posterior::quantiles;
use astrarium_num::interp::bracket;

/// Parts of the posterior below the quantiles: those of a normal distribution at -2, -1, 0, 1 and 2 standard deviations.
const PARTS: [f64; 5] =
    [0.022_750_131_948_179_21, 0.158_655_253_931_457_05, 0.5, 0.841_344_746_068_543, 0.977_249_868_051_820_8];

/// Quantiles of many numbers at -2, -1, 0, 1 and 2 standard deviations of a normal distribution.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spread {
    /// One list for each quantile.
    pub quantiles: [Vec<f64>; 5],
}

impl Spread {
    /// Of rows, column by column; all rows weigh the same. Numbers that are none are left out.
    fn of(rows: &[Vec<f64>]) -> Self {
        let width = rows.first().map_or(0, Vec::len);
        let mut spread = Self::default();
        for k in 0..width {
            let values: Vec<f64> = rows.iter().map(|row| row[k]).filter(|value| value.is_finite()).collect();
            let found = quantiles(&values, &vec![1.0; values.len()], &PARTS);
            spread.quantiles.iter_mut().zip(found).for_each(|(list, value)| list.push(value));
        }
        spread
    }

    /// The medians.
    pub fn median(&self) -> &[f64] {
        &self.quantiles[2]
    }

    /// The quantiles of one number.
    pub fn at(&self, k: usize) -> [f64; 5] {
        std::array::from_fn(|i| self.quantiles[i][k])
    }
}

/// A galaxy's pixels of a measured spectrum.
#[derive(Clone, Debug, PartialEq)]
pub struct Pixels {
    /// Flux densities before calibration, mJy.
    pub model_mjy: Vec<f64>,
    /// The calibration that they are multiplied by: the fitted polynomial and the mean of the marginalised one.
    pub calibration: Vec<f64>,
    /// `σ` of each pixel, mJy; infinite for those that are left out.
    pub sigma_mjy: Vec<f64>,
    /// `Σ ((d - m)/σ)²` over the others.
    pub chi2: f64,
}

/// The galaxy of the largest likelihood.
#[derive(Clone, Debug, PartialEq)]
pub struct Best {
    /// Its free parameters.
    pub theta: Vec<f64>,
    /// `ln L`.
    pub ln_likelihood: f64,
    /// `Σ ((d - m)/σ)²` over detections.
    pub chi2: f64,
    /// Observed wavelengths, ångström.
    pub wave_aa: Vec<f64>,
    /// Its spectrum, mJy.
    pub spectrum_mjy: Vec<f64>,
    /// The components that shine, mJy.
    pub components_mjy: Vec<(Component, Vec<f64>)>,
    /// Fluxes of the bands, mJy.
    pub band_mjy: Vec<f64>,
    /// `σ` of each band, errors of calibration and floors in it, mJy.
    pub sigma_mjy: Vec<f64>,
    /// Its pixels of the measured spectrum, if there is one.
    pub pixels: Option<Pixels>,
    /// Its quantities.
    pub quantities: [f64; QUANTITIES.len()],
}

/// What a run says of one source.
#[derive(Clone, Debug, PartialEq)]
pub struct Posterior {
    /// The galaxy of the largest likelihood.
    pub best: Best,
    /// The quantities.
    pub quantities: Spread,
    /// The spectrum at the best galaxy's wavelengths, mJy.
    pub spectrum_mjy: Spread,
    /// Fluxes of the bands, mJy.
    pub band_mjy: Spread,
    /// The pixels of the measured spectrum, each galaxy's with its own calibration, mJy; empty without one.
    pub pixel_mjy: Spread,
    /// Draws that made no galaxy, which are left out.
    pub n_failed: usize,
}

impl Posterior {
    /// Computes the galaxies of `n` points of equal weight, drawn by the run's seed, and of the best one.
    ///
    /// # Errors
    /// [`Error::Length`] for a run without points or of other parameters; as [`Model::band_mjy`] for the best galaxy.
    pub fn of(density: &GalaxyDensity, source: usize, run: &Run, n: usize) -> Result<Self> {
        let mut model = density.model();
        let best = Best::of(density, source, run, &mut model)?;
        let points = run.equal_weights(n);
        let (mut told, mut spectra, mut bands, mut pixels) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let spectrum = density.sources()[source].spectrum.as_deref();
        for i in 0..points.len() {
            let Ok(band_mjy) = model.band_mjy_at(source, points.row(i)) else { continue };
            bands.push(band_mjy.to_vec());
            told.push(quantities(density.plan(), model.light()).to_vec());
            let seen = model.seen();
            spectra.push(at_waves(&best.wave_aa, seen.wave_aa(), &seen.spectrum_mjy));
            let seen = spectrum.and_then(|spectrum| Pixels::of(spectrum, &model));
            pixels.extend(seen.map(|pixels| pixels.calibrated()));
        }
        Ok(Self {
            best,
            quantities: Spread::of(&told),
            spectrum_mjy: Spread::of(&spectra),
            band_mjy: Spread::of(&bands),
            pixel_mjy: Spread::of(&pixels),
            n_failed: points.len() - told.len(),
        })
    }

    /// The quantities alone, of `n` points of equal weight.
    ///
    /// # Errors
    /// As [`of`](Self::of).
    pub fn quantities(density: &GalaxyDensity, source: usize, run: &Run, n: usize) -> Result<Spread> {
        let (mut model, points) = (density.model(), run.equal_weights(n));
        let mut told = Vec::with_capacity(n);
        for i in 0..points.len() {
            if model.band_mjy_at(source, points.row(i)).is_ok() {
                told.push(quantities(density.plan(), model.light()).to_vec());
            }
        }
        Ok(Spread::of(&told))
    }
}

impl Pixels {
    /// Of the galaxy that the model looked at last; none where its likelihood has no number.
    fn of(spectrum: &Spectrum, model: &Model<'_>) -> Option<Self> {
        let (of, model_mjy) = (model.spectroscopy(), model.pixel_mjy().to_vec());
        let calibration = of.calibrate(spectrum, &model_mjy)?.factor;
        let sigma_mjy: Vec<f64> = (0..spectrum.len()).map(|i| of.variance(spectrum, i).sqrt()).collect();
        let off = |i: usize| (spectrum.flux_mjy[i] - calibration[i] * model_mjy[i]) / sigma_mjy[i];
        let chi2 = (0..spectrum.len()).filter(|i| sigma_mjy[*i].is_finite()).map(|i| off(i).powi(2)).sum();
        Some(Self { model_mjy, calibration, sigma_mjy, chi2 })
    }

    /// The pixels as they are compared with the data, mJy.
    pub fn calibrated(&self) -> Vec<f64> {
        self.model_mjy.iter().zip(&self.calibration).map(|(model, factor)| model * factor).collect()
    }
}

impl Best {
    fn of(density: &GalaxyDensity, source: usize, run: &Run, model: &mut Model<'_>) -> Result<Self> {
        let highest = |a: &usize, b: &usize| {
            let of = |i: &usize| run.points.ln_likelihood[*i];
            of(a).total_cmp(&of(b)).then(b.cmp(a))
        };
        let Some(i) = (0..run.points.len()).max_by(highest) else {
            return Err(Error::Length { what: "points of the run", found: 0, expected: 1 });
        };
        let theta = run.points.row(i).to_vec();
        let band_mjy = model.band_mjy_at(source, &theta)?.to_vec();
        let (light, seen) = (model.light(), model.seen());
        let data = &density.sources()[source].photometry;
        let sigma_mjy: Vec<f64> =
            band_mjy.iter().enumerate().map(|(k, flux)| model.noise().sigma_mjy(data, k, *flux)).collect();
        let detected = (0..data.len()).filter(|k| !data.is_limit[*k]);
        Ok(Self {
            ln_likelihood: run.points.ln_likelihood[i],
            chi2: detected.map(|k| ((data.flux_mjy[k] - band_mjy[k]) / sigma_mjy[k]).powi(2)).sum(),
            wave_aa: seen.wave_aa().to_vec(),
            spectrum_mjy: seen.spectrum_mjy.clone(),
            components_mjy: seen.components_mjy(density.plan(), model.galaxy(), light),
            quantities: quantities(density.plan(), light),
            pixels: density.sources()[source].spectrum.as_deref().and_then(|spectrum| Pixels::of(spectrum, model)),
            theta,
            band_mjy,
            sigma_mjy,
        })
    }
}

/// A spectrum at other wavelengths, by straight lines; NaN beyond its ends.
fn at_waves(to_aa: &[f64], wave_aa: &[f64], values: &[f64]) -> Vec<f64> {
    if to_aa == wave_aa {
        return values.to_vec();
    }
    let (first, last) = (wave_aa[0], wave_aa[wave_aa.len() - 1]);
    let at = |wave: f64| {
        if !(first..=last).contains(&wave) {
            return f64::NAN;
        }
        let i = bracket(wave_aa, wave);
        let part = (wave - wave_aa[i]) / (wave_aa[i + 1] - wave_aa[i]);
        values[i] + part * (values[i + 1] - values[i])
    };
    to_aa.iter().map(|wave| at(*wave)).collect()
}
