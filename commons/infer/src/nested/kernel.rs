//! The kernels' own numbers.

use super::{
    bound::Safety,
    settings::{KernelKind, Nested},
};
use serde::{Deserialize, Serialize};

/// Parameters from which `auto` does not begin with uniform draws unless they promise to be cheap: fewer evaluations a point.
const MANY: usize = 10;
const CHEAP: f64 = 20.0;
/// Evaluations of a slice: its ends, and steps in.
const OF_A_SLICE: f64 = 4.0;
/// Parameters up to which `auto` walks.
const WALKS_UP_TO: usize = 20;

/// What finds new points now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Kernel {
    /// Draws from the whole cube, before the first bound.
    #[default]
    Cube,
    /// Draws from the bound.
    Unif,
    /// Random walks.
    Rwalk,
    /// Slices along half axes.
    Slice,
    /// Slices along random directions.
    Rslice,
}

impl Kernel {
    /// Whether it draws point by point.
    pub(super) fn is_uniform(self) -> bool {
        matches!(self, Self::Cube | Self::Unif)
    }

    /// Its name in settings.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Cube => "cube",
            Self::Unif => "unif",
            Self::Rwalk => "rwalk",
            Self::Slice => "slice",
            Self::Rslice => "rslice",
        }
    }

    /// What follows the cube. `promise` is the share of the first bound that is thought to lie above the contour.
    pub(super) fn first(kind: KernelKind, dim: usize, promise: f64) -> Self {
        match kind {
            KernelKind::Unif => Self::Unif,
            KernelKind::Rwalk => Self::Rwalk,
            KernelKind::Slice => Self::Slice,
            KernelKind::Rslice => Self::Rslice,
            KernelKind::Auto if dim < MANY || promise * CHEAP > 1.0 => Self::Unif,
            KernelKind::Auto => Self::chain(dim),
        }
    }

    /// The chains that `auto` takes.
    pub(super) fn chain(dim: usize) -> Self {
        if (MANY..=WALKS_UP_TO).contains(&dim) { Self::Rwalk } else { Self::Rslice }
    }

    /// Steps of a chain at first.
    pub(super) fn steps(self, settings: &Nested, dim: usize) -> usize {
        let own = match self {
            Self::Cube | Self::Unif => 1,
            Self::Rwalk => 40.max(8 * dim),
            Self::Slice => 3 * dim,
            Self::Rslice => 5 * dim,
        };
        if self.is_uniform() { own } else { settings.steps.unwrap_or(own) }
    }

    /// Evaluations for a point, by chains of so many steps.
    pub(super) fn calls_of(self, steps: usize) -> f64 {
        if self == Self::Rwalk { steps as f64 } else { OF_A_SLICE * steps as f64 }
    }

    /// How its bound is made safe.
    pub(super) fn safety(self, settings: &Nested) -> Safety {
        let bootstrap = settings.bootstrap.unwrap_or(if self.is_uniform() { 20 } else { 0 });
        let enlarge = settings.enlarge.unwrap_or(if bootstrap > 0 { 1.0 } else { 1.25 });
        Safety { enlarge, bootstrap, axes: self == Self::Slice }
    }

    /// Evaluations between two bounds, per live point.
    pub(super) fn interval(self, settings: &Nested, steps: usize) -> f64 {
        settings.update_interval.unwrap_or(if self.is_uniform() { 1.0 } else { steps as f64 })
    }
}
