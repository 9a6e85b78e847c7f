//! The field of view.
use crate::orient::Matrix;
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

    /// Places before they are turned by a matrix to spaxels.
    pub(crate) fn on_sky(&self, turn: &Matrix) -> OnSky {
        let (sin, cos) = self.pointing.position_angle_deg.to_radians().sin_cos();
        let axes = [[cos, -sin], [sin, cos]];
        let row = |axis: [f64; 2]| turn.map(|row| self.scale() * (axis[0] * row[0] + axis[1] * row[1]));
        OnSky { rows: axes.map(row), offset: self.spaxels(0.0, 0.0) }
    }

    /// The gradient with respect to a place in kpc, of one with respect to its spaxels.
    pub fn pull(&self, d_spaxels: [f64; 2]) -> [f64; 2] {
        let (sin, cos) = self.pointing.position_angle_deg.to_radians().sin_cos();
        let [dx, dy] = d_spaxels;
        [self.scale() * (dx * cos + dy * sin), self.scale() * (dy * cos - dx * sin)]
    }
}

/// From a place to spaxels, in one step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct OnSky {
    rows: [[f64; 3]; 2],
    offset: [f64; 2],
}

impl OnSky {
    /// The place in spaxels; in a loop of several instruction sets many at a time.
    #[inline(always)]
    pub(crate) fn spaxels(&self, at: [f64; 3]) -> [f64; 2] {
        [0, 1].map(|k| {
            let row = self.rows[k];
            at[0].mul_add(row[0], at[1].mul_add(row[1], at[2].mul_add(row[2], self.offset[k])))
        })
    }

    /// The gradient with respect to a place, of one with respect to its spaxels.
    #[inline(always)]
    pub(crate) fn pull(&self, [dx, dy]: [f64; 2]) -> [f64; 3] {
        let [x, y] = self.rows;
        [0, 1, 2].map(|axis| x[axis] * dx + y[axis] * dy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::orient::{euler, rotated};

    #[test]
    fn one_step_is_turning_and_finding_the_spaxel() {
        let pointing = Pointing { east_arcsec: 1.3, north_arcsec: -0.4, position_angle_deg: 25.0 };
        let field = Field { n: 25, border: 7, spaxel_arcsec: 0.2, kpc_per_arcsec: 0.98, pointing };
        let turn = euler([35.0, -20.0, 70.0]);
        let place = [1.1, -2.3, 0.7];
        let [x, y, _] = rotated(place, &turn);
        let (found, expected) = (field.on_sky(&turn).spaxels(place), field.spaxels(x, y));
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-13), "{found:?} {expected:?}");
    }
}
