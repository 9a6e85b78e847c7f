//! Optimisers that ask and tell: they minimise `f = −ln P` within a box, and never evaluate.
//!
//! | method | for | one batch holds |
//! |---|---|---|
//! | [`Lbfgsb`] | smooth densities, any dimension | one gradient, or its differences |
//! | [`Levenberg`] | sums of squares, robust losses | residuals, or their differences |
//! | [`NelderMead`] | rough densities of few parameters | four trial points |
//! | [`Evolution`] | many modes | a generation |
//! | [`MultiStart`] | any of them from Sobol points | all starts, then one point of each |
//! | [`Profile`] | profile likelihoods in one and two parameters | one gradient of each branch |
//!
//! [`minimise`] drives one over [`WithSlope`] (a density with gradients), [`OverTheta`](crate::OverTheta) (one without) or
//! [`Squares`]; [`curvature()`] gives second derivatives, the covariance and the Laplace evidence. Each goes on
//! from its serialised state with the same bits. [`maximum()`] is all of it in one call.

mod batch;
mod bounds;
mod curvature;
mod evolution;
mod lbfgsb;
mod levenberg;
mod local;
mod maximum;
mod multistart;
mod nelder_mead;
mod outcome;
mod posterior;
mod profile;
mod slope;
mod sobol;
mod squares;
#[cfg(test)]
mod tests;

pub use bounds::Bounds;
pub use curvature::{Curvature, curvature};
pub use evolution::{Evolution, EvolutionSettings, EvolutionState};
pub use lbfgsb::{Lbfgsb, LbfgsbSettings, LbfgsbState};
pub use levenberg::{Levenberg, LevenbergSettings, LevenbergState, SquaresCovariance};
pub use maximum::{Maximum, Method, Search, maximum};
pub use multistart::{MultiStart, MultiStartSettings, MultiStartState};
pub use nelder_mead::{NelderMead, NelderMeadSettings, NelderMeadState};
pub use outcome::{ByRef, Driven, Optimiser, Outcome, Progress, Status, minimise};
pub use posterior::WithSlope;
pub use profile::{Profile, ProfileState, Scan, limits};
pub use slope::Slope;
pub use squares::{Loss, Residuals, Squares};

use astrarium_exec::Error as ExecError;
pub(crate) use bounds::check_length;
pub(crate) use slope::minus;

/// A gradient came along with the value.
fn check_gradient(gradient: &[f64], dim: usize) -> Result<(), ExecError> {
    if gradient.len() == dim {
        return Ok(());
    }
    let (found, expected) = (gradient.len() as u64, dim as u64);
    Err(ExecError::WrongLength { block: 0, what: "numbers of a gradient", found, expected })
}
