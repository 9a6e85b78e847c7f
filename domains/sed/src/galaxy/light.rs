//! What a galaxy radiates, component by component.
use crate::dust::Extinction;
use crate::matter::Matter;
use crate::nebular::GasRoom;
use crate::population::Mixture;
use crate::radio::Supernova;

/// A component of a galaxy's light.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Component {
    /// Stars before any dust.
    Stellar,
    /// Stars and gas after all dust.
    Extinct,
    /// Lines and continuum of ionised gas before any dust; after dust they are part of the extinct light.
    Nebular,
    /// Dust of molecular clouds.
    Clouds,
    /// Diffuse dust with its aromatic molecules.
    Diffuse,
    /// Active nucleus.
    Nucleus,
    /// X-ray binaries.
    Binaries,
    /// Free-free radiation.
    FreeFree,
    /// Synchrotron radiation.
    Synchrotron,
}

impl Component {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Stellar,
        Self::Extinct,
        Self::Nebular,
        Self::Clouds,
        Self::Diffuse,
        Self::Nucleus,
        Self::Binaries,
        Self::FreeFree,
        Self::Synchrotron,
    ];

    /// The name in tables and figures.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stellar => "stellar",
            Self::Extinct => "extinct",
            Self::Nebular => "nebular",
            Self::Clouds => "clouds",
            Self::Diffuse => "diffuse",
            Self::Nucleus => "agn",
            Self::Binaries => "xray_binaries",
            Self::FreeFree => "free_free",
            Self::Synchrotron => "synchrotron",
        }
    }

    /// Whether it is part of the total, which stars and gas before dust are not.
    pub fn is_seen(self) -> bool {
        !matches!(self, Self::Stellar | Self::Nebular)
    }
}

/// Numbers that come with a galaxy's light.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Derived {
    /// Mass formed, solar masses.
    pub formed_msun: f64,
    /// Mass that lives, in stars and what stars leave, solar masses.
    pub living_msun: f64,
    /// Present rate of star formation, solar masses a year.
    pub sfr_msun_yr: f64,
    /// The same, averaged over the last 10 and 100 million years.
    pub mean_sfr_msun_yr: [f64; 2],
    /// Mean age by mass formed, years.
    pub mean_age_yr: f64,
    /// Gas, dust and metals.
    pub matter: Matter,
    /// `A_V` of clouds and of diffuse dust, mag.
    pub av_mag: [f64; 2],
    /// Light absorbed by clouds and by diffuse dust, erg/s.
    pub absorbed_erg_s: [f64; 2],
    /// Temperatures of clouds and of diffuse dust, K; 0 where nothing is absorbed.
    pub temperature_k: [f64; 2],
    /// Mass of the dust that grain models need for their light, solar masses; 0 without them.
    pub emitting_dust_msun: f64,
    /// Core-collapse supernovae a year.
    pub supernovae_per_yr: f64,
    /// Ionising photons a second over the Sun's luminosity in erg/s.
    pub ionising: f64,
    /// Mass formed with metallicities beyond the library's, solar masses.
    pub beyond_msun: f64,
}

/// The light of a galaxy and the room to compute it in; reused from galaxy to galaxy.
#[derive(Clone, Debug)]
pub struct Light {
    pub(crate) components: [Vec<f64>; 9],
    pub(crate) total: Vec<f64>,
    pub(crate) free: Vec<f64>,
    pub(crate) inside: Vec<f64>,
    pub(crate) passing: [Vec<f64>; 2],
    pub(crate) mixture: Mixture,
    pub(crate) derived: Derived,
    pub(crate) extinctions: [Extinction; 2],
    pub(crate) supernova: Supernova,
    pub(crate) gas: GasRoom,
    /// What sums over wavelengths are made in.
    pub(crate) room: Vec<f64>,
}

impl Light {
    pub(crate) fn new(n_wave: usize) -> Self {
        let empty = || vec![0.0; n_wave];
        Self {
            components: std::array::from_fn(|_| empty()),
            total: empty(),
            free: empty(),
            inside: empty(),
            passing: [empty(), empty()],
            mixture: Mixture::default(),
            derived: Derived::default(),
            extinctions: Default::default(),
            supernova: Supernova::default(),
            gas: GasRoom::default(),
            room: Vec::new(),
        }
    }

    /// A component, solar luminosities an ångström; nought where it does not shine.
    pub fn component(&self, component: Component) -> &[f64] {
        &self.components[component as usize]
    }

    /// The sum of what is seen, solar luminosities an ångström.
    pub fn total(&self) -> &[f64] {
        &self.total
    }

    /// The part of the light that passes clouds, and diffuse dust.
    pub fn passing(&self) -> [&[f64]; 2] {
        [&self.passing[0], &self.passing[1]]
    }

    /// Numbers that come with the light.
    pub fn derived(&self) -> &Derived {
        &self.derived
    }

    /// The simple populations that the stars are a mixture of.
    pub fn mixture(&self) -> &Mixture {
        &self.mixture
    }

    pub(crate) fn of(&mut self, component: Component) -> &mut Vec<f64> {
        &mut self.components[component as usize]
    }
}
