//! The seam between models and samplers: a density over rows of parameters.
//!
//! A model implements [`LogDensity`], and [`Gradient`] if it can. Samplers never call it: they see one of three
//! evaluators, each of which adds what its coordinates need.
//!
//! | evaluator | rows | value | comes along |
//! |---|---|---|---|
//! | [`OverTheta`] | free parameters | ln posterior | ln L, blobs |
//! | [`OverUnit`] | the unit cube | ln L | theta, blobs |
//! | [`OverReal`] | the real line | ln posterior with the Jacobian | its gradient, theta, ln L, ln prior, blobs |

mod function;
mod policy;
mod real;
mod theta;
mod unit;

pub use function::{Function, Smooth};
pub use policy::NanPolicy;
pub use real::{Along, OverReal};
pub use theta::OverTheta;
pub use unit::OverUnit;

use crate::Space;
use astrarium_exec::{Cx, Error, Evaluations, Rows, Scratch};

/// A likelihood over a space: all that inference may know of a model.
///
/// Row i's bits depend neither on its neighbours nor on the batch's length.
pub trait LogDensity: Sync {
    /// Names, units and priors, which live only here.
    fn space(&self) -> &Space;

    /// The derived quantities that come along with each value; none by default.
    fn blob_names(&self) -> &[String] {
        &[]
    }

    /// Rows worth a call: who computes, never what. It alone sizes the pieces of a batch.
    fn batch_hint(&self) -> usize {
        1
    }

    /// What a worker keeps from call to call.
    fn scratch(&self) -> Scratch {
        Scratch::new(())
    }

    /// Pushes ln L, or one failure, for each row, with as many blob values as there are names.
    ///
    /// Rows are full: [`Space::full_dim`] numbers, fixed and tied parameters included, inside the prior. Each row's
    /// `entity` says which fit of a catalogue it belongs to. −∞ means impossible; a model that could not be evaluated
    /// is a failure with a reason ([`Evaluations::fail`]).
    ///
    /// # Errors
    /// For a broken machine or function, not for a bad point.
    fn ln_likelihood(&self, rows: Rows<'_>, out: &mut Evaluations, scratch: &mut Scratch, cx: &Cx)
    -> Result<(), Error>;
}

/// A density that knows its slope.
pub trait Gradient: LogDensity {
    /// As [`ln_likelihood`](LogDensity::ln_likelihood), and for each row, failed ones too, the derivative of ln L by each
    /// number of the full row, [`Space::full_dim`] of them, pushed onto `gradient`.
    ///
    /// # Errors
    /// For a broken machine or function, not for a bad point.
    fn ln_likelihood_grad(
        &self,
        rows: Rows<'_>,
        out: &mut WithGradient<'_>,
        scratch: &mut Scratch,
        cx: &Cx,
    ) -> Result<(), Error>;
}

/// Where values and their gradients go.
#[derive(Debug)]
pub struct WithGradient<'a> {
    /// ln L and blobs of each row.
    pub values: &'a mut Evaluations,
    /// Derivatives, row by row.
    pub gradient: &'a mut Vec<f64>,
}
