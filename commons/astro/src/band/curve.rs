//! A bandpass.
use super::reference::Reference;
use super::weights::{Panels, Span};
use crate::error::{check_finite, check_length};
use crate::{Error, Result};
use serde::{Deserialize, Serialize};

/// What a detector counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Detector {
    /// Photons; the response is the signal of each.
    #[default]
    Photon,
    /// Energy; the response is the signal of each joule.
    Energy,
}

/// A bandpass: the response to photons as straight lines between points, nought outside.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    name: String,
    wave_aa: Vec<f64>,
    /// Signal of a photon, up to a factor.
    response: Vec<f64>,
    reference: Reference,
    reference_wave_aa: Option<f64>,
    /// `∫ R dλ/λ`.
    pub(super) norm: f64,
    /// What the mean flux is multiplied by to be the quoted one.
    factor: f64,
}

impl Band {
    /// A bandpass from a curve: wavelengths in ångström in any order (two equal ones make a step), responses up to a factor.
    ///
    /// Responses below zero, which curves from measurements have at their feet, count as nought; ends without response are
    /// left out. The response of an energy detector is divided by the wavelength.
    ///
    /// # Errors
    /// [`Error::Length`] for unlike lengths, [`Error::BadValue`] for NaN and for wavelengths not above zero,
    /// [`Error::EmptyBand`] if there is no response at all.
    pub fn new(name: &str, wave_aa: &[f64], response: &[f64], detector: Detector) -> Result<Self> {
        let what = format!("band {name}");
        check_length(&format!("{what}: responses"), response.len(), wave_aa.len())?;
        check_finite(&format!("{what}: wavelength"), wave_aa)?;
        check_finite(&format!("{what}: response"), response)?;
        if let Some(index) = wave_aa.iter().position(|wave| *wave <= 0.0) {
            let (what, value) = (format!("{what}: wavelength"), wave_aa[index]);
            return Err(Error::BadValue { what, index, value, expected: "a wavelength above zero, in ångström" });
        }
        let per_photon = |wave: f64, response: f64| match detector {
            Detector::Photon => response.max(0.0),
            Detector::Energy => response.max(0.0) / wave,
        };
        let mut points: Vec<(f64, f64)> =
            wave_aa.iter().zip(response).map(|(&wave, &response)| (wave, per_photon(wave, response))).collect();
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        let seen = |point: &(f64, f64)| point.1 > 0.0;
        let (Some(first), Some(last)) = (points.iter().position(seen), points.iter().rposition(seen)) else {
            return Err(Error::EmptyBand { name: name.to_owned() });
        };
        let points = &points[first.saturating_sub(1)..points.len().min(last + 2)];
        let (wave_aa, response) = points.iter().copied().unzip();
        let mut band = Self {
            name: name.to_owned(),
            wave_aa,
            response,
            reference: Reference::default(),
            reference_wave_aa: None,
            norm: 1.0,
            factor: 1.0,
        };
        band.norm = band.moment(-1);
        if band.norm > 0.0 { Ok(band) } else { Err(Error::EmptyBand { name: name.to_owned() }) }
    }

    /// A band of constant response per photon between two wavelengths.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn top_hat(name: &str, low_aa: f64, high_aa: f64) -> Result<Self> {
        Self::new(name, &[low_aa, high_aa], &[1.0, 1.0], Detector::Photon)
    }

    /// The same band, its fluxes quoted for a reference spectrum at a wavelength (by default the pivot).
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for a temperature or wavelength that is not above zero.
    pub fn with_reference(mut self, reference: Reference, wave_aa: Option<f64>) -> Result<Self> {
        reference.check()?;
        if let Some(value) = wave_aa.filter(|wave| !(wave.is_finite() && *wave > 0.0)) {
            let what = "reference wavelength of a band, ångström";
            return Err(Error::OutOfRange { what, value, expected: "a number above zero" });
        }
        (self.reference, self.reference_wave_aa) = (reference, wave_aa);
        let nominal_aa = self.reference_wave_aa();
        // relative to the value there, so that no black body overflows
        let shape = |wave: f64| reference.relative(wave, nominal_aa);
        self.factor = self.norm / self.integral(|wave, response| response * shape(wave) / wave);
        Ok(self)
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Wavelengths of the curve's points, ångström.
    pub fn wave_aa(&self) -> &[f64] {
        &self.wave_aa
    }

    /// Responses per photon there, up to a factor.
    pub fn response(&self) -> &[f64] {
        &self.response
    }

    /// The spectrum that fluxes are quoted for.
    pub fn reference(&self) -> Reference {
        self.reference
    }

    /// The wavelength that fluxes are quoted at, ångström.
    pub fn reference_wave_aa(&self) -> f64 {
        self.reference_wave_aa.unwrap_or_else(|| self.pivot_aa())
    }

    /// Quoted flux over mean flux.
    pub fn reference_factor(&self) -> f64 {
        self.factor
    }

    /// First and last wavelength with response, ångström.
    pub fn range_aa(&self) -> (f64, f64) {
        (self.wave_aa[0], self.wave_aa[self.wave_aa.len() - 1])
    }

    /// `∫ f(λ, R) dλ` over the curve, `f` smooth in `λ`.
    pub(super) fn integral(&self, f: impl Fn(f64, f64) -> f64) -> f64 {
        let panels = Panels::new();
        self.pieces().map(|piece| panels.sum(piece.from, piece.to, |wave| f(wave, piece.at(wave)))).sum()
    }

    /// The straight lines of the response.
    pub(super) fn pieces(&self) -> impl Iterator<Item = Span> + '_ {
        let ends = self.wave_aa.windows(2).zip(self.response.windows(2));
        ends.filter(|(wave, _)| wave[1] > wave[0]).map(|(wave, response)| Span::new(wave, response))
    }
}
