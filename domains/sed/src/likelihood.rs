//! The likelihood of measured fluxes.
use crate::observed::Photometry;
use crate::parameters::component;
use crate::{Compat, Error, Result};
use astrarium_num::special::{erf, norm_log_cdf};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::f64::consts::{PI, SQRT_2};

/// What an upper limit says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Limits {
    /// The probability that noise leaves a flux below the limit, `Φ((d - m)/σ)`.
    ///
    /// # Source
    /// Sawicki 2012, PASP 124, 1208, appendix
    #[default]
    Sawicki,
    /// As a detection.
    Chi2,
    /// No model above the limit, all below it alike.
    Simple,
}

component! {
    /// What is uncertain besides the errors of the fluxes: `σ² = error² + (floor d)² + (calibration m)²`, `d` the flux, `m` the
    /// model's; a part of the detections may be outliers, whose `σ` is larger by a factor.
    pub struct Noise {
        /// Error of calibration over the model's flux.
        calibration = 0.0, "", 1e-10 .. 10.0 log;
        /// Part of the detections that are outliers.
        outliers = 0.0, "", 0.0 .. 0.5;
        /// `σ` of an outlier over that of others.
        outlier_factor = 50.0, "", 2.0 .. 100.0 log;
        + {
            /// Least error of each band over its flux; one for all bands, or one for each; empty: none.
            floors: Vec<f64> = Vec::new();
            /// What upper limits say.
            limits: Limits = Limits::default();
            /// Whether normalising terms are those of `GalaPy`: none without an error of calibration.
            compat: Compat = Compat::None;
        }
    }
}

impl Noise {
    /// Looks for numbers that are none of noise.
    ///
    /// # Errors
    /// [`Error::OutOfRange`]; [`Error::Length`] for floors that are not one for each band.
    pub fn check(&self, n_bands: usize) -> Result<()> {
        Error::check_not_negative("noise.calibration", self.calibration)?;
        Error::check_part("noise.outliers", self.outliers)?;
        if self.outlier_factor < 1.0 || !self.outlier_factor.is_finite() {
            let (what, value) = ("noise.outlier_factor", self.outlier_factor);
            return Err(Error::OutOfRange { what, value, expected: "a number above 1" });
        }
        if ![0, 1, n_bands].contains(&self.floors.len()) {
            return Err(Error::Length { what: "noise.floors", found: self.floors.len(), expected: n_bands });
        }
        match self.floors.iter().position(|floor| !(floor.is_finite() && *floor >= 0.0)) {
            Some(index) => {
                let value = self.floors[index];
                Err(Error::BadValue { what: "noise.floors", index, value, expected: "a part of the flux" })
            }
            None => Ok(()),
        }
    }

    fn floor(&self, i: usize) -> f64 {
        match self.floors.len() {
            0 => 0.0,
            1 => self.floors[0],
            _ => self.floors[i],
        }
    }

    /// `ln L` of measured fluxes under a model's, both in mJy; -∞ for a model that is not finite.
    ///
    /// # Panics
    /// If there are not as many of both.
    pub fn ln_likelihood(&self, data: &Photometry, model_mjy: &[f64]) -> f64 {
        assert_eq!(data.len(), model_mjy.len(), "a model's flux for each band");
        let sum: f64 = (0..data.len()).map(|i| self.band(data, i, model_mjy[i])).sum();
        if sum.is_nan() { f64::NEG_INFINITY } else { sum }
    }

    /// `σ` of a band's flux for a model's.
    ///
    /// # Panics
    /// If there is no such band.
    pub fn sigma_mjy(&self, data: &Photometry, i: usize, model: f64) -> f64 {
        let (flux, error) = (data.flux_mjy[i], data.error_mjy[i]);
        let wider = (self.floor(i) * flux).powi(2) + (self.calibration * model).powi(2);
        (error * error + wider).sqrt()
    }

    /// The term of one band, nought for one that was not measured.
    fn band(&self, data: &Photometry, i: usize, model: f64) -> f64 {
        let flux = data.flux_mjy[i];
        let sigma = self.sigma_mjy(data, i, model);
        if sigma == f64::INFINITY && model.is_finite() {
            return 0.0;
        }
        let off = (flux - model) / sigma;
        match (data.is_limit[i], self.limits) {
            (true, Limits::Simple) if model > flux => f64::NEG_INFINITY,
            (true, Limits::Simple) => {
                if self.compat == Compat::Galapy {
                    self.level(sigma)
                } else {
                    0.0
                }
            }
            (true, Limits::Sawicki) => self.below(off, sigma),
            _ => self.detection(off, sigma),
        }
    }

    /// Derivatives of `ln L` by the model's fluxes, an mJy.
    ///
    /// # Panics
    /// If there are not as many of all.
    pub fn fill_slopes(&self, data: &Photometry, model_mjy: &[f64], out: &mut [f64]) {
        assert!(data.len() == model_mjy.len() && data.len() == out.len(), "a model's flux and a slope for each band");
        out.iter_mut().enumerate().for_each(|(i, out)| *out = self.slope(data, i, model_mjy[i]));
    }

    /// The derivative of a band's term by the model's flux.
    fn slope(&self, data: &Photometry, i: usize, model: f64) -> f64 {
        let sigma = self.sigma_mjy(data, i, model);
        if sigma == f64::INFINITY {
            return 0.0;
        }
        let off = (data.flux_mjy[i] - model) / sigma;
        // relative growth of σ, and the derivative of what the model is off by
        let growth = self.calibration * self.calibration * model / (sigma * sigma);
        let moved = -1.0 / sigma - off * growth;
        let level = if self.compat == Compat::Galapy && self.calibration == 0.0 { 0.0 } else { -growth };
        match (data.is_limit[i], self.limits) {
            (true, Limits::Simple) => {
                if self.compat == Compat::Galapy {
                    level
                } else {
                    0.0
                }
            }
            (true, Limits::Sawicki) => {
                let hazard = (-0.5 * off * off - 0.5 * (2.0 * PI).ln() - norm_log_cdf(off)).exp();
                hazard * moved + if self.compat == Compat::Galapy { growth + level } else { 0.0 }
            }
            _ if self.outliers == 0.0 => -off * moved + level,
            _ => {
                let wide = self.outlier_factor;
                let inlier = (1.0 - self.outliers).ln() - 0.5 * off * off;
                let outlier = self.outliers.ln() - 0.5 * (off / wide).powi(2) - wide.ln();
                let part = 1.0 / (1.0 + (outlier - inlier).exp());
                -off * moved * (part + (1.0 - part) / (wide * wide)) + level
            }
        }
    }

    /// `-½ ln(2 π σ²)`, where it is counted.
    fn level(&self, sigma: f64) -> f64 {
        let left_out = self.compat == Compat::Galapy && self.calibration == 0.0;
        if left_out { 0.0 } else { -0.5 * (2.0 * PI * sigma * sigma).ln() }
    }

    fn detection(&self, off: f64, sigma: f64) -> f64 {
        let inlier = -0.5 * off * off + self.level(sigma);
        if self.outliers == 0.0 {
            return inlier;
        }
        let wide = sigma * self.outlier_factor;
        let outlier = -0.5 * (off / self.outlier_factor).powi(2) + self.level(wide);
        let (a, b) = ((1.0 - self.outliers).ln() + inlier, self.outliers.ln() + outlier);
        let most = a.max(b);
        most + ((a - most).exp() + (b - most).exp()).ln()
    }

    fn below(&self, off: f64, sigma: f64) -> f64 {
        match self.compat {
            Compat::None => norm_log_cdf(off),
            Compat::Galapy => ((0.5 * PI).sqrt() * sigma * (1.0 + erf(off / SQRT_2))).ln() + self.level(sigma),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(is_limit: bool) -> Photometry {
        Photometry { flux_mjy: vec![3.0, 2.0], error_mjy: vec![0.5, 0.4], is_limit: vec![false, is_limit] }
    }

    #[test]
    fn detections_are_normal() {
        let noise = Noise { calibration: 0.1, floors: vec![0.2], ..Noise::default() };
        let model = [2.5, 2.2];
        let term = |d: f64, e: f64, m: f64| {
            let variance = e * e + (0.2 * d).powi(2) + (0.1 * m).powi(2);
            -0.5 * (d - m).powi(2) / variance - 0.5 * (2.0 * PI * variance).ln()
        };
        let expected = term(3.0, 0.5, 2.5) + term(2.0, 0.4, 2.2);
        assert!((noise.ln_likelihood(&data(false), &model) - expected).abs() < 1e-14);
    }

    #[test]
    fn limits_say_what_they_are_asked() {
        let of = |limits, model: f64| Noise { limits, ..Noise::default() }.ln_likelihood(&data(true), &[3.0, model]);
        let alone = Noise::default().detection(0.0, 0.5);
        assert_eq!(of(Limits::Simple, 1.9), alone);
        assert_eq!(of(Limits::Simple, 2.1), f64::NEG_INFINITY);
        assert!((of(Limits::Sawicki, 2.0) - alone - 0.5f64.ln()).abs() < 1e-14);
        assert!(of(Limits::Sawicki, 40.0).is_finite() && of(Limits::Sawicki, 40.0) < -4000.0);
        assert!(of(Limits::Chi2, 2.0) > of(Limits::Chi2, 1.0));
        assert_eq!(of(Limits::Chi2, f64::NAN), f64::NEG_INFINITY);
    }

    #[test]
    fn outliers_bound_what_one_band_costs() {
        let with = |outliers| Noise { outliers, ..Noise::default() }.ln_likelihood(&data(false), &[3.0, 22.0]);
        // off by 50 σ: of an outlier that is 1 σ
        let bound = Noise::default().detection(0.0, 0.5) + (0.01f64.ln() - 0.5 - (2.0 * PI * 400.0).ln() * 0.5);
        assert!((with(0.01) - bound).abs() < 0.05, "{} {bound}", with(0.01));
        assert!(with(0.0) < -1200.0);
    }

    #[test]
    fn slopes_are_those_of_differences() {
        let noises = [
            Noise { calibration: 0.2, ..Noise::default() },
            Noise { outliers: 0.1, outlier_factor: 5.0, calibration: 0.1, ..Noise::default() },
            Noise { limits: Limits::Chi2, floors: vec![0.1], ..Noise::default() },
            Noise { compat: Compat::Galapy, calibration: 0.3, ..Noise::default() },
            Noise { compat: Compat::Galapy, limits: Limits::Simple, ..Noise::default() },
        ];
        for (noise, is_limit) in noises.iter().flat_map(|noise| [(noise, false), (noise, true)]) {
            let (data, model) = (data(is_limit), [3.7, 1.5]);
            let mut slopes = [0.0; 2];
            noise.fill_slopes(&data, &model, &mut slopes);
            for i in 0..2 {
                let at = |by: f64| {
                    let mut moved = model;
                    moved[i] += by;
                    noise.ln_likelihood(&data, &moved)
                };
                let expected = (at(1e-5) - at(-1e-5)) / 2e-5;
                assert!(
                    (slopes[i] - expected).abs() < 1e-8 * (1.0 + expected.abs()),
                    "{noise:?}: {slopes:?}, {expected}"
                );
            }
        }
    }

    #[test]
    fn bad_noise_is_refused() {
        assert!(Noise { calibration: -0.1, ..Noise::default() }.check(2).is_err());
        assert!(Noise { floors: vec![0.1; 3], ..Noise::default() }.check(2).is_err());
        assert!(Noise { floors: vec![f64::NAN], ..Noise::default() }.check(2).is_err());
        assert!(Noise { outliers: 1.5, ..Noise::default() }.check(2).is_err());
    }
}
