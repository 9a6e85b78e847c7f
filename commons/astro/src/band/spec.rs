//! A band as specifications tell it.
use super::curve::{Band, Detector};
use super::reference::Reference;
use crate::Result;
use crate::units::Medium;
use serde::{Deserialize, Serialize};

/// A user's own band.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BandSpec {
    /// By what it is called.
    pub name: String,
    /// Wavelengths, ångström.
    pub wave_aa: Vec<f64>,
    /// Responses, up to a factor.
    pub response: Vec<f64>,
    /// What the responses are of.
    #[serde(default)]
    pub detector: Detector,
    /// The spectrum that fluxes are quoted for.
    #[serde(default)]
    pub reference: Reference,
    /// The wavelength that they are quoted at; by default the pivot.
    #[serde(default)]
    pub reference_wave_aa: Option<f64>,
    /// Whether the wavelengths are in air.
    #[serde(default)]
    pub medium: Medium,
}

impl BandSpec {
    /// The band.
    ///
    /// # Errors
    /// As [`Band::new`] and [`Band::with_reference`].
    pub fn plan(&self) -> Result<Band> {
        let wave_aa: Vec<f64> = self.wave_aa.iter().map(|wave| self.medium.to_vacuum_aa(*wave)).collect();
        let band = Band::new(&self.name, &wave_aa, &self.response, self.detector)?;
        band.with_reference(self.reference, self.reference_wave_aa)
    }
}
