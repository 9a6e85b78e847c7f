//! The quantities that tables hold.
use super::expansion::Cosmology;
use crate::Error;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A function of redshift that can be tabled and inverted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Quantity {
    /// Distance modulus, mag.
    DistanceModulus,
    /// Luminosity distance, Mpc.
    LuminosityDistance,
    /// Comoving distance along the line of sight, Mpc.
    ComovingDistance,
    /// Comoving distance across the line of sight, Mpc.
    TransverseDistance,
    /// Angular diameter distance, Mpc.
    AngularDiameterDistance,
    /// Proper kpc an arcsecond.
    KpcPerArcsec,
    /// Lookback time, 10⁹ years.
    LookbackTime,
    /// Age of the universe, 10⁹ years.
    Age,
    /// Comoving volume of the whole sky, Mpc³.
    ComovingVolume,
    /// Comoving volume of a redshift and a steradian, Mpc³.
    DifferentialVolume,
}

impl Quantity {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::DistanceModulus,
        Self::LuminosityDistance,
        Self::ComovingDistance,
        Self::TransverseDistance,
        Self::AngularDiameterDistance,
        Self::KpcPerArcsec,
        Self::LookbackTime,
        Self::Age,
        Self::ComovingVolume,
        Self::DifferentialVolume,
    ];

    /// The name in specs.
    pub fn name(self) -> &'static str {
        match self {
            Self::DistanceModulus => "distance-modulus",
            Self::LuminosityDistance => "luminosity-distance",
            Self::ComovingDistance => "comoving-distance",
            Self::TransverseDistance => "transverse-distance",
            Self::AngularDiameterDistance => "angular-diameter-distance",
            Self::KpcPerArcsec => "kpc-per-arcsec",
            Self::LookbackTime => "lookback-time",
            Self::Age => "age",
            Self::ComovingVolume => "comoving-volume",
            Self::DifferentialVolume => "differential-volume",
        }
    }

    /// Its unit.
    pub fn unit(self) -> &'static str {
        match self {
            Self::DistanceModulus => "mag",
            Self::KpcPerArcsec => "kpc/arcsec",
            Self::LookbackTime | Self::Age => "Gyr",
            Self::ComovingVolume => "Mpc3",
            Self::DifferentialVolume => "Mpc3/sr",
            _ => "Mpc",
        }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Quantity {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        let found = Self::ALL.into_iter().find(|quantity| quantity.name() == name);
        found.ok_or_else(|| Error::unknown("quantity", name, Self::ALL.map(Self::name)))
    }
}

impl Cosmology {
    /// A quantity at one redshift, by quadrature.
    pub fn at(&self, quantity: Quantity, z: f64) -> f64 {
        match quantity {
            Quantity::DistanceModulus => self.distance_modulus_mag(z),
            Quantity::LuminosityDistance => self.luminosity_distance_mpc(z),
            Quantity::ComovingDistance => self.comoving_distance_mpc(z),
            Quantity::TransverseDistance => self.transverse_distance_mpc(z),
            Quantity::AngularDiameterDistance => self.angular_diameter_distance_mpc(z),
            Quantity::KpcPerArcsec => self.kpc_per_arcsec(z),
            Quantity::LookbackTime => self.lookback_time_gyr(z),
            Quantity::Age => self.age_gyr(z),
            Quantity::ComovingVolume => self.comoving_volume_mpc3(z),
            Quantity::DifferentialVolume => self.differential_volume_mpc3_sr(z),
        }
    }

    /// A quantity at many redshifts, each checked: by a table if there are many, by quadrature if there are few.
    ///
    /// # Errors
    /// [`Error::BadValue`] with the first redshift that is NaN, infinite, or not above -1.
    pub fn values(&self, quantity: Quantity, z: &[f64]) -> crate::Result<Vec<f64>> {
        /// About as many quadratures as a table takes.
        const FEW: usize = 200;
        if let Some(index) = z.iter().position(|z| !(z.is_finite() && *z > -1.0)) {
            let (what, value) = ("redshift".to_owned(), z[index]);
            return Err(Error::BadValue { what, index, value, expected: "a finite number above -1" });
        }
        if z.len() <= FEW {
            return Ok(z.iter().map(|z| self.at(quantity, *z)).collect());
        }
        let mut out = vec![0.0; z.len()];
        self.table(quantity).fill(z, &mut out);
        Ok(out)
    }
}
