//! Dust: what it takes from the stars' light, and how it gives it back.

mod draine_li;
mod glow;
mod glow_pull;
mod pah;
mod phase;

pub use draine_li::DraineLi;
pub(crate) use draine_li::Grains;
pub(crate) use glow::{Extinction, Glow};
pub(crate) use glow_pull::{GlowRoom, OfPhase};
pub use pah::Pah;
pub(crate) use phase::BREAK_AA;
pub use phase::Phase;

use crate::Result;
use crate::matter::Matter;
use crate::parameters::{Parametric, components};
use crate::physics::Physics;
use astrarium_astro::dust::DustLaw;

/// What a galaxy tells its dust.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Gas, dust and metals.
    pub matter: &'a Matter,
    /// Constants.
    pub physics: &'a Physics,
}

/// How dust radiates what it absorbs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Radiation {
    /// Each phase as a grey body of its own size, at the temperature that this takes.
    Solved,
    /// All of it as a grey body of a temperature, with emissivity `∝ λ^-beta`.
    Grey {
        /// Temperature, K.
        temperature_k: f64,
        /// Power of the emissivity.
        beta: f64,
    },
}

/// A model of dust: clouds around young stars, a diffuse phase around all of them.
pub trait Dust: Parametric + std::fmt::Debug + Send + Sync {
    /// Looks for parameters that make no dust.
    ///
    /// # Errors
    /// [`Error::OutOfRange`](crate::Error::OutOfRange) with the parameter.
    fn check(&self) -> Result<()>;

    /// The part of the stars of an age in years that are within clouds.
    fn inside(&self, age_yr: f64) -> f64;

    /// The clouds.
    fn clouds(&self, place: &Place<'_>) -> Phase;

    /// The diffuse dust around all stars.
    fn diffuse(&self, place: &Place<'_>) -> Phase;

    /// How they radiate.
    fn radiation(&self) -> Radiation {
        Radiation::Solved
    }

    /// The part of the light absorbed by diffuse dust that aromatic molecules radiate.
    fn aromatic(&self) -> f64;

    /// The law of the diffuse dust's attenuation, where it is not of two slopes.
    fn law(&self) -> Option<&DustLaw> {
        None
    }
}

components! {
    /// Models of dust known by name.
    pub enum DustKind: Dust {
        "two-phase" => two_phase::TwoPhase, "clouds and diffuse dust with the galaxy's own masses and sizes, temperatures solved";
        "charlot-fall" => charlot_fall::CharlotFall, "power laws, one around young stars, one around all";
        "screen" => screen::Screen, "any law of attenuation around all stars alike";
    }
}

impl Default for DustKind {
    fn default() -> Self {
        Self::TwoPhase(TwoPhase::default())
    }
}
