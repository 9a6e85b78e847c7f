//! Bodies of simulations that form no stars, taken as stars of one age.
use super::Bodies;
use crate::Stars;

/// Types of Gadget that stand for stars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Disc,
    Bulge,
}

impl Kind {
    /// Gadget's number of the type.
    pub(super) fn number(self) -> usize {
        match self {
            Self::Disc => 2,
            Self::Bulge => 3,
        }
    }
}

/// What is known of bodies.
pub(super) struct Moving {
    pub(super) position_kpc: Vec<[f64; 3]>,
    pub(super) velocity_km_s: Vec<[f64; 3]>,
    pub(super) mass_msun: Vec<f64>,
}

/// Stars of the age and metallicity given for their kind.
pub(super) fn stars(kind: Kind, given: &Bodies, moving: Moving) -> Stars {
    let n = moving.position_kpc.len();
    let (age_gyr, metallicity) = match kind {
        Kind::Disc => (given.disc_age_gyr, given.disc_metallicity),
        Kind::Bulge => (given.bulge_age_gyr, given.bulge_metallicity),
    };
    Stars {
        initial_mass_msun: moving.mass_msun.iter().map(|mass| mass * given.birth_mass_factor).collect(),
        position_kpc: moving.position_kpc,
        velocity_km_s: moving.velocity_km_s,
        mass_msun: moving.mass_msun,
        age_gyr: vec![age_gyr; n],
        metallicity: vec![metallicity; n],
    }
}
