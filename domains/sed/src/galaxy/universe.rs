//! Distances and ages of redshifts.
use crate::{Physics, Result};
use astrarium_astro::constants::LIGHT_SPEED_AA_S;
use astrarium_astro::cosmology::{CosmologyChoice, Quantity, Table, TabulatedCosmology};
use std::f64::consts::PI;

/// A universe as tables of distance and age.
#[derive(Clone, Debug)]
pub enum Universe {
    /// Of a cosmology.
    Computed {
        /// Luminosity distance, Mpc.
        distance: Box<Table>,
        /// Age, 10⁹ years.
        age: Box<Table>,
    },
    /// A user's, or the original's.
    Tabulated(TabulatedCosmology),
}

impl Universe {
    /// The tables of a cosmology.
    ///
    /// # Errors
    /// As [`CosmologyChoice::spec`] and its plan.
    pub fn of(choice: &CosmologyChoice) -> Result<Self> {
        let cosmology = choice.spec()?.plan()?;
        let table = |quantity| Box::new(cosmology.table(quantity));
        Ok(Self::Computed { distance: table(Quantity::LuminosityDistance), age: table(Quantity::Age) })
    }

    /// Age of the universe, years.
    pub fn age_yr(&self, redshift: f64) -> f64 {
        match self {
            Self::Computed { age, .. } => 1e9 * age.at(redshift),
            Self::Tabulated(table) => table.age_yr(redshift),
        }
    }

    /// Luminosity distance, Mpc.
    pub fn distance_mpc(&self, redshift: f64) -> f64 {
        match self {
            Self::Computed { distance, .. } => distance.at(redshift),
            Self::Tabulated(table) => table.luminosity_distance_mpc(redshift),
        }
    }

    /// `S_ν` in mJy over `L_λ λ²` (solar luminosities, ångström, at rest): `10²⁶ (1+z) L_☉/(4 π c D_L²)`.
    pub(crate) fn flux_factor(&self, redshift: f64, own_mpc: Option<f64>, physics: &Physics) -> f64 {
        match (self, own_mpc) {
            (Self::Tabulated(table), None) => table.flux_factor(redshift),
            (_, own_mpc) => {
                let distance_cm = own_mpc.unwrap_or_else(|| self.distance_mpc(redshift)) * physics.megaparsec_cm;
                let area = 4.0 * PI * distance_cm * distance_cm;
                1e26 * (1.0 + redshift) * physics.solar_erg_s / (area * LIGHT_SPEED_AA_S)
            }
        }
    }
}
