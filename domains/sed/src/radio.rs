//! Radio continuum: free-free radiation of ionised gas, and synchrotron radiation of supernovae.
use crate::grid::Grid;
use crate::parameters::component;
use crate::physics::Physics;
use crate::{Compat, Error, Result};
use astrarium_astro::constants::LIGHT_SPEED_AA_S;
use astrarium_num::lanes;
use std::f64::consts::{E, PI};

/// Wavelength of the Lyman limit as sums of ionising photons have it, ångström.
pub(crate) const LYMAN_AA: f64 = 912.0;

component! {
    /// Free-free radiation of the gas that stars ionise, attenuated as the mean of their light.
    ///
    /// `L_ν = 1.8·10⁻²⁷ Q_H (T_e/10⁴)^0.3 g_ff exp(-h ν/k T_e)`, `T_e = 10^(3.89 - 0.4802 y - 0.0205 y²)`,
    /// `y = log10(Z_gas/0.02)`, with Draine's Gaunt factor.
    ///
    /// # Source
    /// Mancuso et al. 2017, `ApJ` 842, 95; Draine 2011, Physics of the Interstellar and Intergalactic Medium, eq. 10.9
    pub struct FreeFree {
        /// Charge of the ions.
        charge = 1.0, "", 0.0 .. 10.0;
    }
}

component! {
    /// Synchrotron radiation of core-collapse supernovae.
    ///
    /// `L_1 = 10³⁰ R_SN ν^-α (1 + √(ν/20))⁻¹ (1 - e^-τ)/τ` erg/s/Hz, `τ = (ν/ν_self)^(-α - 2.5)`, `ν` in GHz, and
    /// `L = L_1/(1 + (3·10²⁸/L_1)²)`.
    ///
    /// # Source
    /// Bressan, Silva & Granato 2002, A&A 392, 377; Mancuso et al. 2017, `ApJ` 842, 95
    pub struct Synchrotron {
        /// `α`.
        alpha = 0.75, "", 0.0 .. 5.0;
        /// `ν_self`, GHz.
        nu_self_ghz = 0.2, "GHz", 0.0 .. 1.0;
    }
}

impl FreeFree {
    /// Looks for parameters that make no radiation.
    ///
    /// # Errors
    /// [`Error::OutOfRange`].
    pub fn check(&self) -> Result<()> {
        Error::check_positive("free_free.charge", self.charge)
    }

    /// Temperature of the electrons, K.
    pub fn electron_temperature_k(z_gas: f64) -> f64 {
        let y = (z_gas / 0.02).log10();
        10f64.powf(3.89 - 0.4802 * y - 0.0205 * y * y)
    }

    /// Luminosity an ångström, in the unit that the ionising photons a second carry, before attenuation.
    pub fn at(&self, wave_aa: f64, photons: f64, (electron_k, physics): (f64, &Physics)) -> f64 {
        let nu = LIGHT_SPEED_AA_S / wave_aa;
        let t4 = 1e-4 * electron_k;
        let gaunt = (5.96 - GAUNT_POWER * ((1e-9 * nu).ln() + self.charge.ln() - 1.5 * t4.ln())).exp();
        let boltzmann = physics.second_cm_k / (1e-8 * wave_aa * electron_k);
        1.8e-27 * photons * t4.powf(0.3) * (gaunt + E).ln() * (-boltzmann).exp() * nu / wave_aa
    }
}

impl Synchrotron {
    /// Looks for parameters that make no radiation.
    ///
    /// # Errors
    /// [`Error::OutOfRange`].
    pub fn check(&self) -> Result<()> {
        Error::check_not_negative("synchrotron.alpha", self.alpha)?;
        Error::check_positive("synchrotron.nu_self_ghz", self.nu_self_ghz)
    }

    /// Optical depth at a frequency in GHz.
    pub fn depth(&self, nu_ghz: f64) -> f64 {
        (nu_ghz / self.nu_self_ghz).powf(-self.alpha - 2.5)
    }

    /// Spectrum of one supernova a year over 10³⁰ erg/s/Hz.
    pub fn shape(&self, nu_ghz: f64, compat: Compat) -> f64 {
        let depth = self.depth(nu_ghz);
        let escaping = match compat {
            Compat::None if depth < 1e-300 => 1.0,
            Compat::None => -(-depth).exp_m1() / depth,
            Compat::Galapy => (1.0 - (-depth).exp()) / depth,
        };
        nu_ghz.powf(-self.alpha) / (1.0 + (nu_ghz / 20.0).sqrt()) * escaping
    }

    /// Luminosity an ångström, erg/s, of so many supernovae a year.
    pub fn at(&self, wave_aa: f64, supernovae_per_yr: f64, compat: Compat) -> f64 {
        let one = 1e30 * supernovae_per_yr * self.shape(1e-9 * LIGHT_SPEED_AA_S / wave_aa, compat);
        if one <= 0.0 {
            return 0.0;
        }
        one / (1.0 + (3e28 / one).powi(2)) * LIGHT_SPEED_AA_S / (wave_aa * wave_aa)
    }
}

/// `√3/π`: the power with which the Gaunt factor's exponential falls with frequency.
const GAUNT_POWER: f64 = 1.732_050_808 / PI;

/// What radio continua on a grid have in common.
#[derive(Clone, Debug)]
pub(crate) struct Radio {
    nu_ghz: Vec<f64>,
    /// `ν^-(√3/π)`, `ν` in GHz.
    gaunt: Vec<f64>,
    /// `h c/(λ k)`, K.
    seconds_k: Vec<f64>,
    /// `ν/λ`, Hz/Å.
    nu_per_aa: Vec<f64>,
    /// `c/λ²` over the Sun's luminosity in erg/s.
    per_hz: Vec<f64>,
}

/// The spectrum of one supernova a year on a grid, erg/s/Hz; kept for the galaxies after it, which mostly have the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Supernova {
    of: Option<Synchrotron>,
    spectrum: Vec<f64>,
}

impl Radio {
    pub(crate) fn new(grid: &Grid, physics: &Physics) -> Self {
        let of = |value: &dyn Fn(f64) -> f64| grid.wave_aa.iter().map(|wave| value(*wave)).collect::<Vec<f64>>();
        let nu = |wave: f64| LIGHT_SPEED_AA_S / wave;
        Self {
            nu_ghz: of(&|wave| 1e-9 * nu(wave)),
            gaunt: of(&|wave| (1e-9 * nu(wave)).powf(-GAUNT_POWER)),
            seconds_k: of(&|wave| physics.second_cm_k / (1e-8 * wave)),
            nu_per_aa: of(&|wave| nu(wave) / wave),
            per_hz: of(&|wave| nu(wave) / wave / physics.solar_erg_s),
        }
    }

    /// [`FreeFree::at`] everywhere.
    pub(crate) fn fill_free_free(&self, component: &FreeFree, photons: f64, electron_k: f64, out: &mut [f64]) {
        let t4 = 1e-4 * electron_k;
        let gaunt = (5.96 - GAUNT_POWER * (component.charge.ln() - 1.5 * t4.ln())).exp();
        let scale = 1.8e-27 * photons * t4.powf(0.3);
        let tables = [&self.gaunt[..], &self.seconds_k[..], &self.nu_per_aa[..]];
        fill_free_free([scale, gaunt, 1.0 / electron_k], tables, out);
    }

    /// The spectrum of supernovae of these parameters.
    pub(crate) fn turn(&self, supernova: &mut Supernova, component: &Synchrotron, compat: Compat) {
        if supernova.of.as_ref() != Some(component) {
            supernova.of = Some(component.clone());
            supernova.spectrum.clear();
            supernova.spectrum.extend(self.nu_ghz.iter().map(|nu_ghz| 1e30 * component.shape(*nu_ghz, compat)));
        }
    }

    /// [`Synchrotron::at`] everywhere, in solar luminosities an ångström.
    pub(crate) fn fill_synchrotron(&self, supernova: &Supernova, supernovae_per_yr: f64, out: &mut [f64]) {
        fill_synchrotron(supernovae_per_yr, &supernova.spectrum, &self.per_hz, out);
    }

    /// From derivatives by the synchrotron light to that by the supernovae a year.
    pub(crate) fn pull_synchrotron(
        &self,
        (supernova, supernovae_per_yr): (&Supernova, f64),
        (light, of_light): (&[f64], &[f64]),
    ) -> f64 {
        let slope = |((spectrum, light), of): ((&f64, &f64), &f64)| {
            let square = (3e28 / (supernovae_per_yr * spectrum)).powi(2);
            // light of no supernovae rises as their third power
            if *light > 0.0 { of * light / supernovae_per_yr * (1.0 + 2.0 * square / (1.0 + square)) } else { 0.0 }
        };
        supernova.spectrum.iter().zip(light).zip(of_light).map(slope).sum()
    }
}

#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma", "aarch64+neon"))]
fn fill_free_free([scale, factor, inverse_k]: [f64; 3], [gaunt, seconds, nu_per_aa]: [&[f64]; 3], out: &mut [f64]) {
    for (((gaunt, second), nu_per_aa), out) in gaunt.iter().zip(seconds).zip(nu_per_aa).zip(out) {
        *out = scale * lanes::ln(factor * gaunt + E) * lanes::exp(-second * inverse_k) * nu_per_aa;
    }
}

#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma", "aarch64+neon"))]
fn fill_synchrotron(rate: f64, spectrum: &[f64], per_hz: &[f64], out: &mut [f64]) {
    for ((spectrum, per_hz), out) in spectrum.iter().zip(per_hz).zip(out) {
        let one = rate * spectrum;
        let weak = 3e28 / one;
        *out = if one > 0.0 { one / (1.0 + weak * weak) * per_hz } else { 0.0 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn electrons_in_solar_gas_have_some_8000_kelvin() {
        assert!((FreeFree::electron_temperature_k(0.02) / 10f64.powf(3.89) - 1.0).abs() < 1e-14);
    }

    #[test]
    fn synchrotron_radiation_is_thin_and_thick() {
        let synchrotron = Synchrotron::default();
        // thin: a power law; thick: ν^2.5 ν^... (1 - e^-τ)/τ → 1/τ
        let thin = synchrotron.shape(100.0, Compat::None) * (1.0 + 5f64.sqrt()) / 100f64.powf(-0.75);
        assert!((thin - 1.0).abs() < 1e-6, "{thin}");
        let thick = synchrotron.shape(1e-3, Compat::None) * synchrotron.depth(1e-3) / 1e-3f64.powf(-0.75);
        assert!((thick - 1.0).abs() < 0.01, "{thick}");
        assert!(synchrotron.shape(1e7, Compat::None) > 0.0);
        assert_eq!(synchrotron.at(1e8, 0.0, Compat::None), 0.0);
    }

    #[test]
    fn all_wavelengths_at_once_are_as_each() {
        let grid = Grid::new((0..200).map(|i| 10f64.powf(0.05 * f64::from(i))).collect());
        let physics = Physics::of(Compat::None);
        let (radio, mut out) = (Radio::new(&grid, &physics), vec![0.0; grid.len()]);
        let (free_free, synchrotron) = (FreeFree { charge: 1.3 }, Synchrotron::default());
        radio.fill_free_free(&free_free, 1e20, 7e3, &mut out);
        for (wave, found) in grid.wave_aa.iter().zip(&out) {
            let expected = free_free.at(*wave, 1e20, (7e3, &physics));
            assert!((found - expected).abs() <= 1e-12 * expected + 1e-300, "{wave}: {found:e}, {expected:e}");
        }
        let mut supernova = Supernova::default();
        radio.turn(&mut supernova, &synchrotron, Compat::None);
        radio.fill_synchrotron(&supernova, 0.3, &mut out);
        for (wave, found) in grid.wave_aa.iter().zip(&out) {
            let expected = synchrotron.at(*wave, 0.3, Compat::None) / physics.solar_erg_s;
            assert!((found - expected).abs() <= 1e-12 * expected + 1e-300, "{wave}: {found:e}, {expected:e}");
        }
    }
}
