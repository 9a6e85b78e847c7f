//! How much dust is in gas.
use crate::{Error, Gas, Result};
use serde::{Deserialize, Serialize};

/// Which gas holds dust.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DustGas {
    /// Gas below 10^4.5 K, or that forms stars; all gas where neither is known.
    #[default]
    Cold,
    /// All gas.
    All,
}

/// Form of the dust-to-gas ratio against oxygen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Slope {
    /// Two power laws.
    #[default]
    Broken,
    /// One power law.
    Single,
}

/// Conversion factor of CO to molecular gas that the ratios were measured with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Conversion {
    /// One that depends on metallicity.
    #[default]
    Metallicity,
    /// That of the Milky Way.
    MilkyWay,
}

/// Clouds around young stars, of the same law: attenuation that is added to that of the gas in front.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Birth {
    /// Stars younger than this are within, Gyr; 0.01 of Charlot and Fall.
    pub age_gyr: f64,
    /// Attenuation of a cloud in V, mag.
    pub a_v: f64,
}

/// Dust of a galaxy's gas.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DustSpec {
    /// Which gas holds it.
    pub gas: DustGas,
    /// Form of the dust-to-gas ratio.
    pub slope: Slope,
    /// Conversion factor behind it.
    pub conversion: Conversion,
    /// Density of a grain, g/cm³.
    pub grain_g_cm3: f64,
    /// Radius of gas elements for which the source tells neither one nor a density, kpc.
    pub radius_kpc: f64,
    /// Clouds around young stars.
    pub birth: Option<Birth>,
}

impl Default for DustSpec {
    fn default() -> Self {
        let (gas, slope, conversion) = (DustGas::default(), Slope::default(), Conversion::default());
        Self { gas, slope, conversion, grain_g_cm3: 3.5, radius_kpc: 0.5, birth: None }
    }
}

/// Wavelength of V, cm.
const V_CM: f64 = 5448e-8;
const KPC_CM: f64 = 3.085_677_581_491_367e21;
const SOLAR_MASS_G: f64 = 1.988_41e33;
/// `12 + log10(O/H)` and metallicity of the Sun.
const SOLAR_OXYGEN: f64 = 8.69;
const SOLAR_METALLICITY: f64 = 0.0134;
/// Gas above this has no dust, K.
const HOTTEST_K: f64 = 31_622.776_601_683_792;

/// Attenuation in V, mag, of a column of dust, solar masses per kpc²: `3π Σ/(0.4 ln 10 λ_V ρ)`, of grains larger than the wavelength.
pub fn a_v_of(dust_msun_kpc2: f64, grain_g_cm3: f64) -> f64 {
    let column = dust_msun_kpc2 * SOLAR_MASS_G / (KPC_CM * KPC_CM);
    3.0 * std::f64::consts::PI * column / (0.4 * std::f64::consts::LN_10 * V_CM * grain_g_cm3)
}

impl DustSpec {
    /// Looks for what cannot be.
    ///
    /// # Errors
    /// [`Error::OutOfRange`], [`Error::BadValue`].
    pub fn check(&self) -> Result<()> {
        Error::check_positive("dust.grain_g_cm3", self.grain_g_cm3)?;
        Error::check_positive("dust.radius_kpc", self.radius_kpc)?;
        let birth = self.birth.map_or([0.0; 2], |birth| [birth.age_gyr, birth.a_v]);
        Error::check_none_negative("dust.birth: age_gyr and a_v", &birth)
    }

    /// Mass of dust over that of gas.
    ///
    /// # Source
    /// Remy-Ruyer et al. 2014, A&A 563, A31, table 1
    pub fn dust_to_gas(&self, oxygen_abundance: f64) -> f64 {
        let below = SOLAR_OXYGEN - oxygen_abundance;
        let log = match (self.slope, self.conversion) {
            (Slope::Single, Conversion::MilkyWay) => 2.21 + 1.62 * below,
            (Slope::Single, Conversion::Metallicity) => 2.21 + 2.02 * below,
            (Slope::Broken, Conversion::MilkyWay) if oxygen_abundance > 7.96 => 2.21 + below,
            (Slope::Broken, Conversion::MilkyWay) => 0.68 + 3.08 * below,
            (Slope::Broken, Conversion::Metallicity) if oxygen_abundance > 8.10 => 2.21 + below,
            (Slope::Broken, Conversion::Metallicity) => 0.96 + 3.10 * below,
        };
        10f64.powf(-log)
    }

    /// Mass of dust of each gas element, solar.
    pub fn dust_msun(&self, gas: &Gas) -> Vec<f64> {
        (0..gas.len()).map(|i| if self.holds_dust(gas, i) { self.of_element(gas, i) } else { 0.0 }).collect()
    }

    fn of_element(&self, gas: &Gas, i: usize) -> f64 {
        let by_oxygen = gas.oxygen.as_ref().zip(gas.hydrogen.as_ref()).map(|(oxygen, hydrogen)| {
            // mass fractions, an atom of oxygen having sixteen times the mass of one of hydrogen
            12.0 + (oxygen[i] / (16.0 * hydrogen[i])).log10()
        });
        let by_metals = || SOLAR_OXYGEN + (gas.metallicity[i] / SOLAR_METALLICITY).log10();
        let abundance = by_oxygen.unwrap_or_else(by_metals);
        if abundance.is_finite() { gas.mass_msun[i] * self.dust_to_gas(abundance) } else { 0.0 }
    }

    fn holds_dust(&self, gas: &Gas, i: usize) -> bool {
        if self.gas == DustGas::All || (gas.temperature_k.is_none() && gas.sfr_msun_yr.is_none()) {
            return true;
        }
        let forms_stars = gas.sfr_msun_yr.as_ref().is_some_and(|sfr| sfr[i] > 0.0);
        forms_stars || gas.temperature_k.as_ref().is_some_and(|t| t[i] < HOTTEST_K)
    }

    /// Radius of each gas element, kpc: as the source says, else of a ball of its density, else the given one.
    pub fn radii_kpc(&self, gas: &Gas) -> Vec<f64> {
        let of = |i: usize| {
            let told = gas.smoothing_length_kpc.as_ref().map(|h| h[i]).filter(|h| *h > 0.0);
            let ball = || {
                let density = gas.density_msun_kpc3.as_ref().map(|rho| rho[i]).filter(|rho| *rho > 0.0)?;
                Some((0.75 * gas.mass_msun[i] / (std::f64::consts::PI * density)).cbrt()).filter(|r| *r > 0.0)
            };
            told.or_else(ball).unwrap_or(self.radius_kpc)
        };
        (0..gas.len()).map(of).collect()
    }
}
