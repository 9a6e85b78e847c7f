//! The field of view.
use serde::{Deserialize, Serialize};

/// Where the telescope points, against the galaxy's centre.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Pointing {
    /// Offset of the field's centre to the east, arcsec.
    pub east_arcsec: f64,
    /// Offset of the field's centre to the north, arcsec.
    pub north_arcsec: f64,
    /// Angle of the field's rising `y`, from north through east, degrees.
    pub position_angle_deg: f64,
}

/// Spaxels of a square field, and a border of further ones from which blurs take light.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Field {
    /// Spaxels along a side.
    pub n: usize,
    /// Spaxels of the border, on each side.
    pub border: usize,
    /// Width of a spaxel, arcsec.
    pub spaxel_arcsec: f64,
    /// Proper length of an arcsecond, kpc.
    pub kpc_per_arcsec: f64,
    /// Where it points.
    pub pointing: Pointing,
}

impl Field {
    /// Spaxels along a side, border included.
    pub fn n_all(&self) -> usize {
        self.n + 2 * self.border
    }

    /// Spaxels per kiloparsec.
    pub fn scale(&self) -> f64 {
        1.0 / (self.kpc_per_arcsec * self.spaxel_arcsec)
    }

    /// A place `(x, y)` in kpc in spaxels from the corner of the border: spaxel `i` reaches from `i` to `i + 1`.
    pub fn spaxels(&self, x_kpc: f64, y_kpc: f64) -> [f64; 2] {
        let east = x_kpc * self.scale() - self.pointing.east_arcsec / self.spaxel_arcsec;
        let north = y_kpc * self.scale() - self.pointing.north_arcsec / self.spaxel_arcsec;
        let (sin, cos) = self.pointing.position_angle_deg.to_radians().sin_cos();
        let middle = 0.5 * self.n_all() as f64;
        [middle + east * cos - north * sin, middle + east * sin + north * cos]
    }

    /// The gradient with respect to a place in kpc, of one with respect to its spaxels.
    pub fn pull(&self, d_spaxels: [f64; 2]) -> [f64; 2] {
        let (sin, cos) = self.pointing.position_angle_deg.to_radians().sin_cos();
        let [dx, dy] = d_spaxels;
        [self.scale() * (dx * cos + dy * sin), self.scale() * (dy * cos - dx * sin)]
    }
}
