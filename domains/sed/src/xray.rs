//! X-rays of binaries and of active nuclei.
use crate::Compat;
use crate::grid::{Grid, trapezoid_weights};
use crate::physics::Physics;
use astrarium_num::interp::bracket;
use astrarium_num::quadrature::GaussLegendre;

/// Band of the luminosities, keV.
const BAND_KEV: [f64; 2] = [2.0, 10.0];
/// No X-rays are taken beyond this wavelength, ångström.
const LAST_AA: f64 = 50.0;
/// Points of the original's table.
const POINTS: usize = 256;

/// A power law of photons with a cut-off, an ångström, of unit luminosity from 2 to 10 keV:
/// `f(λ) ∝ E^(3-Γ) exp(-E/E_cut)`.
#[derive(Clone, Debug, PartialEq)]
pub struct PowerLaw {
    slope: f64,
    cut_kev: f64,
    scale: f64,
    kev_aa: f64,
    /// The original's table.
    table: Option<(Vec<f64>, Vec<f64>)>,
}

impl PowerLaw {
    /// Of a photon index and a cut-off in keV.
    pub fn new(slope: f64, cut_kev: f64, physics: &Physics) -> Self {
        let mut law = Self { slope, cut_kev, scale: 1.0, kev_aa: physics.kev_aa, table: None };
        match physics.compat {
            Compat::None => law.normalise(),
            Compat::Galapy => law.tabulate(),
        }
        law
    }

    fn shape(&self, energy_kev: f64) -> f64 {
        energy_kev.powf(3.0 - self.slope) * (-energy_kev / self.cut_kev).exp()
    }

    /// Unit integral over the wavelengths of the band.
    fn normalise(&mut self) {
        let [low, high] = BAND_KEV.map(|energy| self.kev_aa / energy);
        let power = GaussLegendre::new(40).integrate(high, low, |wave| self.shape(self.kev_aa / wave));
        self.scale = 1.0 / power;
    }

    /// The original's normalisation, over energy instead of wavelength, on its own points.
    fn tabulate(&mut self) {
        let waves: Vec<f64> = (0..POINTS).map(|i| 10f64.powf(10.0 * i as f64 / (POINTS - 1) as f64)).collect();
        let energies: Vec<f64> = waves.iter().map(|wave| self.kev_aa / wave).collect();
        let within: Vec<f64> = energies.iter().copied().filter(|e| (BAND_KEV[0]..=BAND_KEV[1]).contains(e)).collect();
        let power: f64 = trapezoid_weights(&within).iter().zip(&within).map(|(w, e)| w * self.shape(*e)).sum();
        let value =
            |(wave, energy): (&f64, &f64)| if *wave > LAST_AA { 0.0 } else { self.shape(*energy) / power.abs() };
        let values = waves.iter().zip(&energies).map(value).collect();
        self.table = Some((waves, values));
    }

    /// At a wavelength in ångström.
    pub fn at(&self, wave_aa: f64) -> f64 {
        match &self.table {
            Some((waves, values)) => {
                let i = bracket(waves, wave_aa);
                let part = (wave_aa - waves[i]) / (waves[i + 1] - waves[i]);
                values[i] + part * (values[i + 1] - values[i])
            }
            None if wave_aa > LAST_AA => 0.0,
            None => self.scale * self.shape(self.kev_aa / wave_aa),
        }
    }

    /// At the wavelengths of a grid.
    pub(crate) fn on(&self, grid: &Grid) -> Vec<f64> {
        grid.wave_aa.iter().map(|wave| self.at(*wave)).collect()
    }
}

/// Photon indices and cut-off of binaries with stars of high and of low mass.
pub const BINARIES: [(f64, f64); 2] = [(2.0, 100.0), (1.6, 100.0)];

/// What the stars tell their binaries.
#[derive(Clone, Copy, Debug)]
pub struct Stars {
    /// Rate of star formation, solar masses a year.
    pub sfr_msun_yr: f64,
    /// Mean metallicity, mass fraction.
    pub z_star: f64,
    /// Mass that lives, solar masses.
    pub living_msun: f64,
    /// Age of the galaxy, years.
    pub age_yr: f64,
    /// Mean age by mass, years.
    pub mean_age_yr: f64,
}

/// Luminosities of the two kinds of binaries from 2 to 10 keV, solar ones.
///
/// `log L_HM/SFR = 40.28 - 62.12 Z + 569.44 Z² - 1833.80 Z³ + 1968.33 Z⁴` and, with `q = log10(τ/Gyr)` of the stars' mean age,
/// `log L_LM/(M/10¹⁰) = 40.276 - 1.503 q - 0.423 q² + 0.425 q³ + 0.136 q⁴`, erg/s.
///
/// # Source
/// Fragos et al. 2013, `ApJ` 776, L31, eq. 3 and 4; the original has 1883.80, and the galaxy's age
pub fn binaries_lsun(stars: &Stars, physics: &Physics) -> [f64; 2] {
    let polynomial = |coefficients: [f64; 5], x: f64| coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c);
    let galapy = physics.compat == Compat::Galapy;
    let cubic = if galapy { -1883.80 } else { -1833.80 };
    let high = polynomial([40.28, -62.12, 569.44, cubic, 1968.33], stars.z_star);
    let age = if galapy { stars.age_yr } else { stars.mean_age_yr };
    let low = polynomial([40.276, -1.503, -0.423, 0.425, 0.136], (1e-9 * age).log10());
    [
        stars.sfr_msun_yr * 10f64.powf(high) / physics.solar_erg_s,
        stars.living_msun / 1e10 * 10f64.powf(low) / physics.solar_erg_s,
    ]
}

/// Bolometric luminosity of an active nucleus over that from 2 to 10 keV: `10.96 (1 + (log10 L/11.93)^17.79)`, `L` in solar
/// luminosities, its logarithm taken as at least 0.
///
/// # Source
/// Duras et al. 2020, A&A 636, A73, eq. 2 and table 1
pub(crate) fn bolometric_correction(bolometric_lsun: f64) -> f64 {
    10.96 * (1.0 + (bolometric_lsun.log10().max(0.0) / 11.93).powf(17.79))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_band_has_unit_luminosity() {
        let physics = Physics::of(Compat::None);
        let law = PowerLaw::new(1.8, 300.0, &physics);
        let n = 200_000;
        let [high, low] = BAND_KEV.map(|energy| physics.kev_aa / energy);
        let step = (high - low) / f64::from(n);
        let sum: f64 = (0..n).map(|i| law.at(low + step * (f64::from(i) + 0.5)) * step).sum();
        assert!((sum - 1.0).abs() < 1e-9, "{sum}");
        assert_eq!(law.at(50.1), 0.0);
    }

    #[test]
    fn corrections_are_those_of_the_source() {
        assert!((bolometric_correction(1e10) / (10.96 * (1.0 + (10.0f64 / 11.93).powf(17.79))) - 1.0).abs() < 1e-15);
        assert_eq!(bolometric_correction(1e-3), 10.96);
    }
}
