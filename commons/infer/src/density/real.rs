//! A density over the real line in each coordinate, with its gradient.

use super::{
    Gradient, NanPolicy, WithGradient,
    policy::{Checked, Value, of_row},
    theta::clear,
};
use crate::Result;
use astrarium_exec::{Cx, Error, Evaluate, Evaluations, Rows, Scratch};

/// `ln L + ln prior + ln |d theta / d x|` over rows on the real line, with its gradient.
///
/// With each value come its gradient by x, the free parameters, ln L, ln prior and the density's blobs. Rows whose
/// parameters lie outside the prior (at its ends, by rounding) are −∞ and are not evaluated.
#[derive(Clone, Copy)]
pub struct OverReal<'a> {
    density: &'a dyn Gradient,
    nan: NanPolicy,
}

/// What came along with a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Along<'b> {
    /// The gradient of the value by x; NaN where the value is −∞.
    pub gradient: &'b [f64],
    /// The free parameters.
    pub theta: &'b [f64],
    /// ln L; NaN where it was not evaluated.
    pub ln_likelihood: f64,
    /// ln of the prior's density by theta.
    pub ln_prior: f64,
    /// The density's own.
    pub blobs: &'b [f64],
}

/// What a worker keeps from piece to piece.
struct Desk {
    inner: Scratch,
    theta: Vec<f64>,
    ln_jacobian: Vec<f64>,
    ln_prior: Vec<f64>,
    inside: Vec<usize>,
    full: Vec<f64>,
    entity: Vec<u64>,
    got: Evaluations,
    slopes: Vec<f64>,
    blob: Vec<f64>,
}

impl<'a> OverReal<'a> {
    /// This density, `nan` being what its NaN means.
    ///
    /// # Errors
    /// [`Discrete`](crate::Error::Discrete) if a parameter has no real line.
    pub fn new(density: &'a dyn Gradient, nan: NanPolicy) -> Result<Self> {
        density.space().require_real()?;
        Ok(Self { density, nan })
    }

    /// What came along with a row.
    ///
    /// # Panics
    /// If `blob` did not come from here.
    pub fn split<'b>(&self, blob: &'b [f64]) -> Along<'b> {
        let dim = self.density.space().dim();
        let (gradient, rest) = blob.split_at(dim);
        let (theta, rest) = rest.split_at(dim);
        Along { gradient, theta, ln_likelihood: rest[0], ln_prior: rest[1], blobs: &rest[2..] }
    }

    /// Finds theta, the prior and the rows inside.
    fn place(&self, rows: Rows<'_>, desk: &mut Desk) {
        let (space, dim) = (self.density.space(), rows.dim);
        desk.theta.resize(rows.values.len(), 0.0);
        for list in [&mut desk.ln_jacobian, &mut desk.ln_prior, &mut desk.full] {
            list.clear();
        }
        desk.inside.clear();
        desk.entity.clear();
        for (i, theta) in desk.theta.chunks_exact_mut(dim).enumerate() {
            desk.ln_jacobian.push(space.from_real(rows.row(i), theta));
            desk.ln_prior.push(space.ln_prior(theta));
            if desk.ln_prior[i] + desk.ln_jacobian[i] > f64::NEG_INFINITY {
                desk.inside.push(i);
                desk.entity.push(rows.entity[i]);
                space.expand(theta, &mut desk.full);
            }
        }
    }

    /// Pushes the results of all rows, those inside from `desk.got`.
    fn push(&self, rows: Rows<'_>, desk: &mut Desk, out: &mut Evaluations) -> std::result::Result<(), Error> {
        let (space, dim) = (self.density.space(), rows.dim);
        let checked = Checked { space, nan: self.nan, blobs: self.density.blob_names().len() };
        let full_dim = space.full_dim();
        let (mut next, mut failed) = (0, 0);
        for i in 0..rows.len() {
            let theta = &desk.theta[i * dim..(i + 1) * dim];
            let blob = &mut desk.blob;
            blob.clear();
            blob.resize(dim, f64::NAN);
            blob.extend_from_slice(theta);
            if desk.inside.get(next) != Some(&i) {
                blob.extend([f64::NAN, desk.ln_prior[i]]);
                blob.resize(2 * dim + 2 + checked.blobs, f64::NAN);
                out.push_with(f64::NEG_INFINITY, blob);
                continue;
            }
            let value = checked.value(&desk.got, next, &mut failed, (i, theta))?;
            let ln_likelihood = if let Value::Is(value) = value { value } else { f64::NEG_INFINITY };
            blob.extend([ln_likelihood, desk.ln_prior[i]]);
            blob.extend_from_slice(&desk.got.blobs[next * checked.blobs..(next + 1) * checked.blobs]);
            if ln_likelihood > f64::NEG_INFINITY {
                let gradient = &mut blob[..dim];
                space.contract(&desk.slopes[next * full_dim..(next + 1) * full_dim], gradient);
                space.add_ln_prior_gradient(theta, gradient);
                space.pull_real(rows.row(i), gradient);
            }
            match value {
                Value::Is(value) => out.push_with(value + desk.ln_prior[i] + desk.ln_jacobian[i], blob),
                Value::Failed(why) => out.fail(why, blob),
            }
            next += 1;
        }
        Ok(())
    }
}

impl Evaluate for OverReal<'_> {
    fn dim(&self) -> usize {
        self.density.space().dim()
    }
    fn batch_hint(&self) -> usize {
        self.density.batch_hint()
    }
    fn scratch(&self) -> Scratch {
        Scratch::new(Desk {
            inner: self.density.scratch(),
            theta: Vec::new(),
            ln_jacobian: Vec::new(),
            ln_prior: Vec::new(),
            inside: Vec::new(),
            full: Vec::new(),
            entity: Vec::new(),
            got: Evaluations::default(),
            slopes: Vec::new(),
            blob: Vec::new(),
        })
    }

    fn evaluate(
        &self,
        rows: Rows<'_>,
        out: &mut Evaluations,
        scratch: &mut Scratch,
        cx: &Cx,
    ) -> std::result::Result<(), Error> {
        let desk = scratch.of::<Desk>();
        self.place(rows, desk);
        clear(&mut desk.got);
        desk.slopes.clear();
        let space = self.density.space();
        if !desk.inside.is_empty() {
            let inner = Rows { dim: space.full_dim(), values: &desk.full, entity: &desk.entity };
            let mut both = WithGradient { values: &mut desk.got, gradient: &mut desk.slopes };
            let ran = self.density.ln_likelihood_grad(inner, &mut both, &mut desk.inner, cx);
            ran.map_err(|error| of_row(error, &desk.inside))?;
        }
        let checked = Checked { space, nan: self.nan, blobs: self.density.blob_names().len() };
        checked.lengths(&desk.got, desk.inside.len())?;
        let (found, expected) = (desk.slopes.len() as u64, (desk.inside.len() * space.full_dim()) as u64);
        if found != expected {
            return Err(Error::WrongLength { block: 0, what: "derivatives", found, expected });
        }
        self.push(rows, desk, out)
    }
}
