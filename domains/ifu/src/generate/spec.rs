//! What is asked of a galaxy that is made up.
use crate::{Error, Result};
use astrarium_astro::cosmology::CosmologySpec;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A galaxy that is made up; by default a spiral like the Milky Way.
///
/// Masses are of all of a component, though its particles reach but ten scale lengths. Velocities of the disc have the
/// means and dispersions `σ_z² = π G Σ z0`, `σ_R = σ_z / flattening`, `σ_φ² = σ_R² κ²/4Ω²`,
/// `<v_φ>² = v_c² + σ_R² (1 - κ²/4Ω² - 2R/h)` (zero where this is negative); those of the bulge the dispersion of the
/// isotropic Jeans equation in the mass within the radius; gas goes round with `v_c` and its own dispersion.
///
/// # Source
/// Hernquist 1993, `ApJS` 86, 389, sections 2.2 and 2.3
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct GenerateSpec {
    /// Star particles of disc and bulge together, shared out by mass.
    pub n_stars: usize,
    /// Gas elements.
    pub n_gas: usize,
    /// Redshift, which limits the ages (in the Planck 2018 universe).
    pub redshift: f64,
    /// The stellar disc.
    pub disc: DiscSpec,
    /// The bulge.
    pub bulge: BulgeSpec,
    /// The gas.
    pub gas: GasDiscSpec,
    /// The dark halo.
    pub halo: HaloSpec,
}

/// Ages and metallicities of stars along the radius.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Population {
    /// Mean age at the centre, Gyr.
    pub age_gyr: f64,
    /// Its change along the radius, Gyr/kpc.
    pub age_gradient_gyr_kpc: f64,
    /// Its standard deviation, Gyr.
    pub age_scatter_gyr: f64,
    /// Median mass fraction of metals at the centre.
    pub metallicity: f64,
    /// Change of its decimal logarithm along the radius, dex/kpc.
    pub metallicity_gradient_dex_kpc: f64,
    /// Standard deviation of its decimal logarithm, dex.
    pub metallicity_scatter_dex: f64,
}

/// The stellar disc.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DiscSpec {
    /// Mass of its living stars, solar ones.
    pub mass_msun: f64,
    /// Scale length, kpc.
    pub scale_length_kpc: f64,
    /// Scale height, kpc.
    pub scale_height_kpc: f64,
    /// Vertical over radial velocity dispersion.
    pub flattening: f64,
    /// Ages and metallicities.
    pub population: Population,
}

/// The bulge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BulgeSpec {
    /// Mass of its living stars, solar ones; 0 for none.
    pub mass_msun: f64,
    /// Hernquist's scale radius, kpc: half of the mass lies within 2.41 of it.
    pub scale_radius_kpc: f64,
    /// Ages and metallicities.
    pub population: Population,
}

/// The gas.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct GasDiscSpec {
    /// Mass, solar ones; 0 for none.
    pub mass_msun: f64,
    /// Scale length, kpc.
    pub scale_length_kpc: f64,
    /// Scale height, kpc.
    pub scale_height_kpc: f64,
    /// Velocity dispersion along each axis, km/s.
    pub dispersion_km_s: f64,
    /// Temperature, K.
    pub temperature_k: f64,
    /// Mass fraction of metals at the centre.
    pub metallicity: f64,
    /// Change of its decimal logarithm along the radius, dex/kpc.
    pub metallicity_gradient_dex_kpc: f64,
}

/// The dark halo of Navarro, Frenk and White.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct HaloSpec {
    /// Mass within the virial radius, solar ones; 0 for none.
    pub mass_msun: f64,
    /// Virial radius, kpc.
    pub virial_radius_kpc: f64,
    /// Virial radius over scale radius.
    pub concentration: f64,
}

impl Default for GenerateSpec {
    fn default() -> Self {
        Self {
            n_stars: 100_000,
            n_gas: 20_000,
            redshift: 0.05,
            disc: DiscSpec::default(),
            bulge: BulgeSpec::default(),
            gas: GasDiscSpec::default(),
            halo: HaloSpec::default(),
        }
    }
}

impl Default for DiscSpec {
    fn default() -> Self {
        let population = Population {
            age_gyr: 7.0,
            age_gradient_gyr_kpc: -0.35,
            age_scatter_gyr: 2.0,
            metallicity: 0.02,
            metallicity_gradient_dex_kpc: -0.04,
            metallicity_scatter_dex: 0.1,
        };
        Self { mass_msun: 4e10, scale_length_kpc: 2.6, scale_height_kpc: 0.3, flattening: 0.6, population }
    }
}

impl Default for BulgeSpec {
    fn default() -> Self {
        let population = Population {
            age_gyr: 10.0,
            age_gradient_gyr_kpc: 0.0,
            age_scatter_gyr: 1.0,
            metallicity: 0.025,
            metallicity_gradient_dex_kpc: -0.1,
            metallicity_scatter_dex: 0.15,
        };
        Self { mass_msun: 1e10, scale_radius_kpc: 0.5, population }
    }
}

impl Default for GasDiscSpec {
    fn default() -> Self {
        Self {
            mass_msun: 8e9,
            scale_length_kpc: 4.5,
            scale_height_kpc: 0.1,
            dispersion_km_s: 10.0,
            temperature_k: 8000.0,
            metallicity: 0.025,
            metallicity_gradient_dex_kpc: -0.05,
        }
    }
}

impl Default for HaloSpec {
    fn default() -> Self {
        Self { mass_msun: 1e12, virial_radius_kpc: 200.0, concentration: 10.0 }
    }
}

/// Particles of a kind that are drawn at most.
const MOST: usize = 1 << 32;

impl GenerateSpec {
    /// Checks all of it; the age of the universe at its redshift, Gyr.
    pub(super) fn check(&self) -> Result<f64> {
        for (what, n) in [("n_stars", self.n_stars), ("n_gas", self.n_gas)] {
            if n > MOST || (what == "n_stars" && n == 0) {
                return Err(Error::OutOfRange { what, value: n as f64, expected: "1 to 2^32 particles" });
            }
        }
        Error::check_none_negative("redshift", &[self.redshift])?;
        let lengths = [
            ("disc.scale_length_kpc", self.disc.scale_length_kpc),
            ("disc.scale_height_kpc", self.disc.scale_height_kpc),
            ("disc.flattening", self.disc.flattening),
            ("bulge.scale_radius_kpc", self.bulge.scale_radius_kpc),
            ("gas.scale_length_kpc", self.gas.scale_length_kpc),
            ("gas.scale_height_kpc", self.gas.scale_height_kpc),
            ("halo.virial_radius_kpc", self.halo.virial_radius_kpc),
            ("halo.concentration", self.halo.concentration),
            ("stars: disc.mass_msun + bulge.mass_msun", self.disc.mass_msun + self.bulge.mass_msun),
        ];
        lengths.iter().try_for_each(|(what, value)| Error::check_positive(what, *value))?;
        let amounts = [
            ("disc.mass_msun", self.disc.mass_msun),
            ("bulge.mass_msun", self.bulge.mass_msun),
            ("gas.mass_msun", self.gas.mass_msun),
            ("gas.dispersion_km_s", self.gas.dispersion_km_s),
            ("gas.temperature_k", self.gas.temperature_k),
            ("gas.metallicity", self.gas.metallicity),
            ("halo.mass_msun", self.halo.mass_msun),
        ];
        amounts.iter().try_for_each(|(what, value)| Error::check_none_negative(what, &[*value]))?;
        self.disc.population.check("disc.population")?;
        self.bulge.population.check("bulge.population")?;
        Ok(CosmologySpec::named("Planck18")?.plan()?.age_gyr(self.redshift))
    }

    /// How many stars the disc and the bulge have: by their masses.
    pub(super) fn stars_of_each(&self) -> [usize; 2] {
        let part = self.bulge.mass_msun / (self.disc.mass_msun + self.bulge.mass_msun);
        let n_bulge = ((self.n_stars as f64 * part).round() as usize).min(self.n_stars);
        [self.n_stars - n_bulge, n_bulge]
    }

    /// No elements without mass.
    pub(super) fn n_gas_elements(&self) -> usize {
        if self.gas.mass_msun > 0.0 { self.n_gas } else { 0 }
    }
}

impl Population {
    fn check(&self, what: &'static str) -> Result<()> {
        Error::check_none_negative(what, &[self.age_gyr, self.age_scatter_gyr, self.metallicity_scatter_dex])?;
        let finite = [self.age_gradient_gyr_kpc, self.metallicity_gradient_dex_kpc];
        Error::check_each(what, &finite, "finite gradients", f64::is_finite)?;
        Error::check_each(what, &[self.metallicity], "a mass fraction above 0 and below 0.1", |z| z > 0.0 && z < 0.1)
    }
}
