//! Where the galaxy is, and from where it is looked at.
//!
//! Positions and velocities are rows `[x, y, z]`; a rotation is a matrix whose columns are the new axes, so that
//! `x' = x R`. The line of sight is `z`, the observer at `z = -∞`: what moves towards larger `z` is redshifted.

mod axes;
mod centre;
mod rotation;
#[cfg(test)]
mod tests;
mod view;

pub use axes::{Shape, angular_momentum, inertia_tensor, principal_axes, reduced_shape};
pub use centre::{component_median, mean_velocity, shrinking_sphere};
pub use rotation::{
    IDENTITY, Matrix, cross, determinant, dot, euler, euler_slopes, product, rotate, rotated, transposed,
};
pub use view::{Alignment, Centre, Orientation, Systemic, View};
