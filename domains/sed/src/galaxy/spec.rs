//! What is asked of a galaxy.
use crate::agn::Nucleus;
use crate::dust::{DraineLi, DustKind, Pah};
use crate::foreground::Foreground;
use crate::matter::Given;
use crate::nebular::Nebular;
use crate::radio::{FreeFree, Synchrotron};
use crate::sfh::SfhSpec;
use crate::{Error, Result, Rules};
use astrarium_astro::cosmology::CosmologyChoice;
use astrarium_astro::igm::Igm;
use astrarium_astro::ssp::Interpolation;
use serde::{Deserialize, Serialize};

/// A galaxy by its components; those that are absent do not shine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct GalaxySpec {
    /// Age: years since its first star.
    pub age_yr: f64,
    /// Redshift.
    pub redshift: f64,
    /// Luminosity distance, Mpc, instead of the redshift's; needed at redshift 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distance_mpc: Option<f64>,
    /// Star formation.
    pub sfh: SfhSpec,
    /// Dust mass and metallicity, where the history does not tell them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matter: Option<Given>,
    /// Dust.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dust: Option<DustKind>,
    /// Emission of all dust by grain models, instead of the dust's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dust_emission: Option<DraineLi>,
    /// The spectrum of aromatic molecules.
    pub pah: Pah,
    /// Active nucleus.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agn: Option<Nucleus>,
    /// Whether X-ray binaries shine.
    pub xray_binaries: bool,
    /// Ionised gas.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nebular: Option<Nebular>,
    /// Free-free radiation; with ionised gas only beyond 1.1 cm, where it goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub free_free: Option<FreeFree>,
    /// Synchrotron radiation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub synchrotron: Option<Synchrotron>,
    /// Absorption between galaxies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub igm: Option<Igm>,
    /// Dust of the Milky Way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub foreground: Option<Foreground>,
    /// The universe.
    pub cosmology: CosmologyChoice,
    /// Between the nodes of the stellar library.
    pub interpolation: Interpolation,
    /// Rules.
    pub rules: Rules,
}

impl Default for GalaxySpec {
    fn default() -> Self {
        Self {
            age_yr: 1e9,
            redshift: 0.1,
            distance_mpc: None,
            sfh: SfhSpec::default(),
            matter: None,
            dust: Some(DustKind::default()),
            dust_emission: None,
            pah: Pah::default(),
            agn: None,
            xray_binaries: false,
            nebular: None,
            free_free: None,
            synchrotron: None,
            igm: Some(Igm::default()),
            foreground: None,
            cosmology: CosmologyChoice::default(),
            interpolation: Interpolation::default(),
            rules: Rules::default(),
        }
    }
}

impl GalaxySpec {
    /// Looks for parameters that make no galaxy.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] and its kin, with the parameter; [`Error::Missing`] for a distance at redshift 0, and for matter
    /// that no component tells.
    pub fn check(&self) -> Result<()> {
        Error::check_positive("age_yr", self.age_yr)?;
        Error::check_not_negative("redshift", self.redshift)?;
        match self.distance_mpc {
            Some(distance) => Error::check_positive("distance_mpc", distance)?,
            None if self.redshift == 0.0 => {
                return Err(Error::Missing { what: "distance_mpc", why: "redshift 0 has none" });
            }
            None => {}
        }
        self.sfh.check()?;
        if self.matter.is_none() && self.sfh.form.insitu().is_none() {
            return Err(Error::Missing {
                what: "matter (dust_mass_msun, metallicity)",
                why: "only the form insitu tells gas, dust and metals itself",
            });
        }
        self.matter.as_ref().map_or(Ok(()), Given::check)?;
        self.dust.as_ref().map_or(Ok(()), |dust| dust.check())?;
        self.agn.as_ref().map_or(Ok(()), Nucleus::check)?;
        self.dust_emission.as_ref().map_or(Ok(()), DraineLi::check)?;
        self.nebular.as_ref().map_or(Ok(()), Nebular::check)?;
        if self.dust.is_none() && self.nebular.as_ref().is_some_and(|gas| gas.f_dust > 0.0) {
            return Err(Error::Missing { what: "dust", why: "nebular.f_dust is above zero" });
        }
        self.free_free.as_ref().map_or(Ok(()), FreeFree::check)?;
        self.synchrotron.as_ref().map_or(Ok(()), Synchrotron::check)?;
        self.foreground.as_ref().map_or(Ok(()), Foreground::check)?;
        Ok(self.igm.as_ref().map_or(Ok(()), |igm| igm.check())?)
    }
}
