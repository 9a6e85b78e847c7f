//! What is left of a quantity when its smooth factor is taken out.
use super::super::quantity::Quantity;

/// The product of powers by which a smooth factor becomes the quantity, with `p = 1/(1+z)` and `s = √p`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// `5 log10 z +`
    Modulus,
    /// `z`
    Luminosity,
    /// `z p`
    Comoving,
    /// `z p²`
    Angular,
    /// `p s`
    Age,
    /// `(z p)³`
    Volume,
    /// `(z p)² s³`
    VolumeRate,
}

impl Shape {
    pub(super) fn of(quantity: Quantity) -> Self {
        match quantity {
            Quantity::DistanceModulus => Self::Modulus,
            Quantity::LuminosityDistance => Self::Luminosity,
            Quantity::ComovingDistance | Quantity::TransverseDistance | Quantity::LookbackTime => Self::Comoving,
            Quantity::AngularDiameterDistance | Quantity::KpcPerArcsec => Self::Angular,
            Quantity::Age => Self::Age,
            Quantity::ComovingVolume => Self::Volume,
            Quantity::DifferentialVolume => Self::VolumeRate,
        }
    }

    /// The smooth factor of a value, at `s` in (0, 1).
    pub(super) fn factor(self, value: f64, z: f64) -> f64 {
        let p = 1.0 / (1.0 + z);
        let s = p.sqrt();
        match self {
            Self::Modulus => value - 5.0 * z.log10(),
            Self::Luminosity => value / z,
            Self::Comoving => value / (z * p),
            Self::Angular => value / (z * p * p),
            Self::Age => value / (p * s),
            Self::Volume => value / (z * p).powi(3),
            Self::VolumeRate => value / ((z * p).powi(2) * p * s),
        }
    }
}
