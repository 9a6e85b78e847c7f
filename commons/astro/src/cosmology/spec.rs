//! What a cosmology is asked to be.
use super::dark_energy::DarkEnergy;
use super::expansion::Cosmology;
use super::neutrinos::NeutrinoIntegral;
use super::presets::PRESETS;
use crate::{Error, Result};
use serde::{Deserialize, Serialize};

/// The parameters of a universe; by default those of Planck 2018.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CosmologySpec {
    /// Hubble's constant, km/s/Mpc.
    pub h0_km_s_mpc: f64,
    /// Density today of baryons and dark matter over the critical one; massive neutrinos are never in it.
    pub omega_m: f64,
    /// Density today of baryons alone, where it is known.
    pub omega_b: Option<f64>,
    /// Density today of dark energy; absent: what makes space flat.
    pub omega_de: Option<f64>,
    /// Temperature of the microwave background, K; 0 leaves out photons and neutrinos.
    pub t_cmb_k: f64,
    /// Effective number of neutrino species.
    pub n_eff: f64,
    /// Masses of the species, eV; those not given are massless.
    pub m_nu_ev: Vec<f64>,
    /// How massive neutrinos are computed.
    pub neutrinos: NeutrinoIntegral,
    /// How dark energy changes.
    pub dark_energy: DarkEnergy,
}

impl Default for CosmologySpec {
    fn default() -> Self {
        PRESETS[0].spec()
    }
}

impl CosmologySpec {
    /// Names of the cosmologies known by name, and where they are from.
    pub fn names() -> impl Iterator<Item = (&'static str, &'static str)> {
        PRESETS.iter().map(|preset| (preset.name, preset.source))
    }

    /// The cosmology of this name; upper and lower case are the same.
    ///
    /// # Errors
    /// [`Error::UnknownName`] with the nearest name.
    pub fn named(name: &str) -> Result<Self> {
        let preset = PRESETS.iter().find(|preset| preset.name.eq_ignore_ascii_case(name.trim()));
        let known = || PRESETS.iter().map(|preset| preset.name);
        Ok(preset.ok_or_else(|| Error::unknown("cosmology", name, known()))?.spec())
    }

    /// A flat universe of matter and a cosmological constant, without radiation.
    pub fn flat_lambda(h0_km_s_mpc: f64, omega_m: f64) -> Self {
        Self {
            h0_km_s_mpc,
            omega_m,
            omega_b: None,
            omega_de: None,
            t_cmb_k: 0.0,
            n_eff: 3.04,
            m_nu_ev: Vec::new(),
            neutrinos: NeutrinoIntegral::Komatsu,
            dark_energy: DarkEnergy::default(),
        }
    }

    /// Checks everything and prepares what every quantity needs.
    ///
    /// # Errors
    /// [`Error::Cosmology`] with the parameter that cannot be; [`Error::NoBigBang`] if the universe turned round.
    pub fn plan(&self) -> Result<Cosmology> {
        Cosmology::new(self)
    }
}

/// A cosmology by name or by its parameters, as specs hold it: `cosmology = "Planck18"`, or a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(untagged)]
pub enum CosmologyChoice {
    /// One of [`CosmologySpec::names`].
    Named(String),
    /// Parameters.
    Own(Box<CosmologySpec>),
}

impl Default for CosmologyChoice {
    fn default() -> Self {
        Self::Named(PRESETS[0].name.to_owned())
    }
}

impl CosmologyChoice {
    /// The parameters.
    ///
    /// # Errors
    /// [`Error::UnknownName`] with the nearest name.
    pub fn spec(&self) -> Result<CosmologySpec> {
        match self {
            Self::Named(name) => CosmologySpec::named(name),
            Self::Own(spec) => Ok((**spec).clone()),
        }
    }
}
