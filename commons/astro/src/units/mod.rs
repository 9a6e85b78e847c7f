//! Units that astronomers write, and what they are in the units that this house computes with.
//!
//! There is no type of quantities: slices stay slices, names tell their units (`flux_mjy`, `wave_aa`). Units appear where
//! numbers come in and go out: [`Unit`] reads their names, [`FluxUnit`] and [`SpectralUnit`] know what depends on the
//! wavelength, magnitudes included, [`Medium`] tells air from vacuum.

mod flux;
mod medium;
mod parse;
mod spectral;
mod symbols;
mod unit;

pub use flux::FluxUnit;
pub use medium::{Medium, air_from_vacuum_aa, vacuum_from_air_aa};
pub use spectral::SpectralUnit;
pub use unit::{Dimension, Unit};

use crate::constants::{AB_ZERO_JY, PLANCK_C_EV_AA};

/// Flux density of AB magnitude 0, mJy.
pub const AB_ZERO_MJY: f64 = AB_ZERO_JY * 1e3;

/// AB magnitude of a flux density in mJy: `-2.5 log10(S / 3630.78 Jy)`; NaN for negative flux.
pub fn ab_mag_from_mjy(flux_mjy: f64) -> f64 {
    -2.5 * (flux_mjy / AB_ZERO_MJY).log10()
}

/// Flux density in mJy of an AB magnitude.
pub fn mjy_from_ab_mag(mag: f64) -> f64 {
    AB_ZERO_MJY * 10f64.powf(-0.4 * mag)
}

/// Wavelength in ångström of a photon of so many electronvolts, and the energy in electronvolts of a wavelength.
pub fn wave_aa_from_energy_ev(energy_ev: f64) -> f64 {
    PLANCK_C_EV_AA / energy_ev
}

/// `S_ν` in mJy of `S_λ` in erg/s/cm²/Å at a wavelength in ångström: `S_ν = S_λ λ²/c`.
pub fn mjy_from_erg_s_cm2_aa(flux: f64, wave_aa: f64) -> f64 {
    const MJY_PER_CGS: f64 = 1e26;
    flux * wave_aa * wave_aa * (MJY_PER_CGS / crate::constants::LIGHT_SPEED_AA_S)
}

/// `S_λ` in erg/s/cm²/Å of `S_ν` in mJy at a wavelength in ångström.
pub fn erg_s_cm2_aa_from_mjy(flux_mjy: f64, wave_aa: f64) -> f64 {
    flux_mjy / mjy_from_erg_s_cm2_aa(1.0, wave_aa)
}
