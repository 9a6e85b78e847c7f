//! A galaxy as it is turned to the telescope.
use super::{
    IDENTITY, Matrix, angular_momentum, component_median, cross, determinant, dot, euler, mean_velocity, product,
    reduced_shape, rotate, shrinking_sphere, transposed,
};
use crate::{Error, Particles, Result};
use serde::{Deserialize, Serialize};

/// Where the galaxy's centre is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Centre {
    /// As the source says, else the densest place.
    #[default]
    Source,
    /// The densest place of the stars, by a shrinking sphere.
    Densest,
    /// A place in the frame of the source, kpc.
    At([f64; 3]),
}

/// What is at rest: one velocity for stars and gas.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Systemic {
    /// The mean by mass of the stars within the radius.
    #[default]
    Mean,
    /// The median of each component over these stars.
    Median,
    /// Velocities as they are.
    None,
}

/// Which axes of the galaxy become those of space before it is turned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Alignment {
    /// Those of the source.
    None,
    /// The axes of the stars' mass, from the reduced tensor: minor axis to `z` along their angular momentum, major axis to `x`.
    #[default]
    Mass,
    /// The stars' angular momentum to `z`; `x` as near as can be to that of the source.
    AngularMomentum,
    /// A rotation whose columns are the new axes.
    Matrix(Matrix),
}

/// How a galaxy is turned to the telescope: centred, aligned, then turned by angles.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Orientation {
    /// Its centre.
    pub centre: Centre,
    /// Its velocity.
    pub systemic: Systemic,
    /// Radius within which stars tell the velocity, kpc.
    pub systemic_radius_kpc: f64,
    /// Its axes.
    pub alignment: Alignment,
    /// Radius within which stars tell the axes, in half-mass radii.
    pub alignment_half_masses: f64,
    /// Angles `(α, β, γ)`, degrees; see [`euler`]. `(0, 0, 0)` of an aligned disc is face-on, `(90, 0, 0)` edge-on.
    pub angles_deg: [f64; 3],
}

impl Default for Orientation {
    /// Face-on.
    fn default() -> Self {
        Self {
            centre: Centre::Source,
            systemic: Systemic::Mean,
            systemic_radius_kpc: 10.0,
            alignment: Alignment::Mass,
            alignment_half_masses: 2.0,
            angles_deg: [0.0; 3],
        }
    }
}

impl Orientation {
    /// As the source has it.
    pub fn untouched() -> Self {
        let (centre, systemic, alignment) = (Centre::At([0.0; 3]), Systemic::None, Alignment::None);
        Self { centre, systemic, alignment, ..Self::default() }
    }

    /// The axes of the aligned galaxy, centred stars given; the angles are not in it.
    fn axes(&self, coords: &[[f64; 3]], velocity: &[[f64; 3]], mass: &[f64], half_mass_kpc: f64) -> Result<Matrix> {
        let radius = self.alignment_half_masses * half_mass_kpc;
        let too_few = Error::NoStars { place_of: Some("the radius that tells the galaxy's axes") };
        match self.alignment {
            Alignment::None => Ok(IDENTITY),
            Alignment::Matrix(matrix) => check_rotation(matrix),
            Alignment::Mass => Ok(reduced_shape(coords, velocity, mass, radius).ok_or(too_few)?.axes),
            Alignment::AngularMomentum => {
                let momentum = angular_momentum(coords, velocity, mass, radius);
                let length = dot(momentum, momentum).sqrt();
                if length == 0.0 {
                    return Err(too_few);
                }
                let z = momentum.map(|l| l / length);
                // the axis of the source that is least along z, made square to it
                let x = if z[0].abs() < 0.9 { [1.0, 0.0, 0.0] } else { [0.0, 1.0, 0.0] };
                let y = cross(z, x);
                let y = y.map(|value| value / dot(y, y).sqrt());
                Ok(transposed(&[cross(y, z), y, z]))
            }
        }
    }
}

/// A galaxy that is centred and aligned, and how it is turned from there.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// Stars and gas, centred, at rest and aligned.
    pub particles: Particles,
    /// Rows times this matrix are seen.
    pub turn: Matrix,
    /// The centre that was taken, in the frame of the source, kpc.
    pub centre_kpc: [f64; 3],
    /// The velocity that was taken off, km/s.
    pub systemic_km_s: [f64; 3],
    /// The rotation to the galaxy's axes.
    pub axes: Matrix,
}

impl View {
    /// Centres, stops and aligns a galaxy. Positions in a periodic box are taken to the side of the centre.
    ///
    /// # Errors
    /// As [`Particles::check`]; [`Error::NoStars`] where stars are needed to tell centre, velocity or axes;
    /// [`Error::BadValue`] if a given matrix is no rotation.
    pub fn new(mut particles: Particles, orientation: &Orientation) -> Result<Self> {
        particles.check()?;
        let stars = &particles.stars;
        let densest = || {
            let none = Error::NoStars { place_of: Some("the galaxy with a mass") };
            shrinking_sphere(&stars.position_kpc, &stars.mass_msun).ok_or(none)
        };
        let centre_kpc = match (orientation.centre, particles.galaxy.center_kpc) {
            (Centre::At(place), _) | (Centre::Source, Some(place)) => place,
            (Centre::Densest | Centre::Source, _) => densest()?,
        };
        let sides = particles.galaxy.box_kpc;
        for rows in [&mut particles.stars.position_kpc, &mut particles.gas.position_kpc] {
            rows.iter_mut().for_each(|row| *row = unwrapped(*row, centre_kpc, sides));
        }
        let stars = &particles.stars;
        let (coords, velocity, mass) = (&stars.position_kpc, &stars.velocity_km_s, &stars.mass_msun);
        let radius = orientation.systemic_radius_kpc;
        let none = Error::NoStars { place_of: Some("the radius that tells the galaxy's velocity") };
        let systemic_km_s = match orientation.systemic {
            Systemic::None => [0.0; 3],
            Systemic::Mean => mean_velocity(coords, velocity, mass, radius).ok_or(none)?,
            Systemic::Median => component_median(coords, velocity, radius).ok_or(none)?,
        };
        for rows in [&mut particles.stars.velocity_km_s, &mut particles.gas.velocity_km_s] {
            rows.iter_mut().for_each(|row| *row = std::array::from_fn(|k| row[k] - systemic_km_s[k]));
        }
        let stars = &particles.stars;
        let half_mass_kpc = particles.galaxy.halfmass_radius_kpc.unwrap_or_else(|| half_mass_radius(stars));
        let axes = orientation.axes(&stars.position_kpc, &stars.velocity_km_s, &stars.mass_msun, half_mass_kpc)?;
        for rows in [
            &mut particles.stars.position_kpc,
            &mut particles.stars.velocity_km_s,
            &mut particles.gas.position_kpc,
            &mut particles.gas.velocity_km_s,
        ] {
            rotate(rows, &axes);
        }
        Ok(Self { particles, turn: euler(orientation.angles_deg), centre_kpc, systemic_km_s, axes })
    }

    /// From the frame of the source to what is seen.
    pub fn whole_turn(&self) -> Matrix {
        product(&self.axes, &self.turn)
    }
}

fn unwrapped(row: [f64; 3], centre: [f64; 3], sides: Option<[f64; 3]>) -> [f64; 3] {
    std::array::from_fn(|k| {
        let from = row[k] - centre[k];
        match sides {
            Some(sides) if sides[k] > 0.0 => from - sides[k] * (from / sides[k]).round(),
            _ => from,
        }
    })
}

/// Radius of the sphere around the origin that holds half of the stars' mass.
fn half_mass_radius(stars: &crate::Stars) -> f64 {
    let mut shells: Vec<(f64, f64)> =
        stars.position_kpc.iter().zip(&stars.mass_msun).map(|(at, mass)| (dot(*at, *at).sqrt(), *mass)).collect();
    shells.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = 0.5 * shells.iter().map(|shell| shell.1).sum::<f64>();
    let mut sum = 0.0;
    let reached = |shell: &&(f64, f64)| {
        sum += shell.1;
        sum >= half
    };
    shells.iter().find(reached).map_or(0.0, |shell| shell.0)
}

fn check_rotation(matrix: Matrix) -> Result<Matrix> {
    const CLOSE: f64 = 1e-6;
    let square = product(&matrix, &transposed(&matrix));
    let off = square.as_flattened().iter().zip(IDENTITY.as_flattened()).map(|(a, b)| (a - b).abs());
    let worst = off.fold(0.0, f64::max);
    let value = determinant(&matrix);
    if worst < CLOSE && (value - 1.0).abs() < CLOSE {
        return Ok(matrix);
    }
    let expected = "columns of length one, square to each other, with determinant 1 (a mirror has -1)";
    Err(Error::BadValue { what: "alignment matrix: its determinant", index: 0, value, expected })
}
