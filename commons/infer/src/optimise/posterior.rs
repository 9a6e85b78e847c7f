//! A density's posterior over its free parameters, with its gradient: what optimisers go down.

use super::Bounds;
use crate::{Gradient, LogDensity, Result, WithGradient};
use astrarium_exec::{Cx, Error, Evaluate, Evaluations, Rows, Scratch};

/// `ln L + ln prior` over rows of free parameters; its gradient by them comes along.
///
/// Rows outside the prior are −∞ and not evaluated; no number at all counts as −∞ too, so that optimisers turn back there.
/// Densities without gradients go by [`OverTheta`](crate::OverTheta) and differences ([`Slope`](super::Slope)).
#[derive(Clone, Copy)]
pub struct WithSlope<'a>(pub &'a dyn Gradient);

/// What a worker keeps.
struct Desk {
    inner: Scratch,
    full: Vec<f64>,
    got: Evaluations,
    slopes: Vec<f64>,
    gradient: Vec<f64>,
}

impl Bounds {
    /// Where the priors of a density's free parameters are above nought.
    ///
    /// # Errors
    /// Those of [`Bounds::new`].
    pub fn of(density: &(impl LogDensity + ?Sized)) -> Result<Self> {
        let space = density.space();
        let ends: Vec<[f64; 2]> = (0..space.dim()).map(|k| space.support(k)).collect();
        Self::new(ends.iter().map(|ends| ends[0]).collect(), ends.iter().map(|ends| ends[1]).collect())
    }
}

impl Evaluate for WithSlope<'_> {
    fn dim(&self) -> usize {
        self.0.space().dim()
    }
    fn batch_hint(&self) -> usize {
        self.0.batch_hint()
    }
    fn scratch(&self) -> Scratch {
        Scratch::new(Desk {
            inner: self.0.scratch(),
            full: Vec::new(),
            got: Evaluations::default(),
            slopes: Vec::new(),
            gradient: vec![0.0; self.dim()],
        })
    }

    fn evaluate(
        &self,
        rows: Rows<'_>,
        out: &mut Evaluations,
        scratch: &mut Scratch,
        cx: &Cx,
    ) -> std::result::Result<(), Error> {
        let (space, desk) = (self.0.space(), scratch.of::<Desk>());
        for i in 0..rows.len() {
            let theta = rows.row(i);
            let ln_prior = space.ln_prior(theta);
            desk.gradient.fill(0.0);
            if ln_prior == f64::NEG_INFINITY {
                out.push_with(ln_prior, &desk.gradient);
                continue;
            }
            desk.full.clear();
            space.expand(theta, &mut desk.full);
            (desk.got, desk.slopes) = (Evaluations::default(), Vec::new());
            let row = Rows { dim: space.full_dim(), values: &desk.full, entity: &rows.entity[i..=i] };
            let mut both = WithGradient { values: &mut desk.got, gradient: &mut desk.slopes };
            self.0.ln_likelihood_grad(row, &mut both, &mut desk.inner, cx)?;
            let (found, expected) = (desk.slopes.len() as u64, space.full_dim() as u64);
            if found != expected || desk.got.values.len() != 1 {
                return Err(Error::WrongLength { block: i as u64, what: "derivatives", found, expected });
            }
            space.contract(&desk.slopes, &mut desk.gradient);
            space.add_ln_prior_gradient(theta, &mut desk.gradient);
            match desk.got.failed.pop() {
                Some((_, why)) => out.fail(why, &desk.gradient),
                None => out.push_with(desk.got.values[0] + ln_prior, &desk.gradient),
            }
        }
        Ok(())
    }
}
