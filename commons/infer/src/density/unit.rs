//! A density over the unit cube.

use super::{
    LogDensity, NanPolicy,
    policy::{Checked, Value},
    theta::clear,
};
use crate::Result;
use astrarium_exec::{Cx, Error, Evaluate, Evaluations, Rows, Scratch};

/// ln L over rows of the unit cube.
///
/// With each value come the free parameters' values and the density's blobs. The prior must be proper.
#[derive(Clone, Copy)]
pub struct OverUnit<'a> {
    density: &'a dyn LogDensity,
    nan: NanPolicy,
}

/// What a worker keeps from piece to piece.
struct Desk {
    inner: Scratch,
    theta: Vec<f64>,
    full: Vec<f64>,
    got: Evaluations,
    blob: Vec<f64>,
}

impl<'a> OverUnit<'a> {
    /// This density, `nan` being what its NaN means.
    ///
    /// # Errors
    /// [`Improper`](crate::Error::Improper) if a prior cannot be drawn from; `purpose` says what wants to.
    pub fn new(density: &'a dyn LogDensity, nan: NanPolicy, purpose: &'static str) -> Result<Self> {
        density.space().require_proper(purpose)?;
        Ok(Self { density, nan })
    }

    /// The free parameters and the density's blobs, of what came along with a row.
    ///
    /// # Panics
    /// If `blob` did not come from here.
    pub fn split<'b>(&self, blob: &'b [f64]) -> (&'b [f64], &'b [f64]) {
        blob.split_at(self.density.space().dim())
    }
}

impl Evaluate for OverUnit<'_> {
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
            full: Vec::new(),
            got: Evaluations::default(),
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
        let (space, desk) = (self.density.space(), scratch.of::<Desk>());
        let (dim, blobs) = (space.dim(), self.density.blob_names().len());
        desk.theta.resize(rows.values.len(), 0.0);
        space.transform(rows.values, &mut desk.theta);
        clear(&mut desk.got);
        if !space.is_plain() {
            desk.full.clear();
            space.expand(&desk.theta, &mut desk.full);
        }
        let full = if space.is_plain() { &desk.theta } else { &desk.full };
        let inner = Rows { dim: space.full_dim(), values: full, entity: rows.entity };
        self.density.ln_likelihood(inner, &mut desk.got, &mut desk.inner, cx)?;
        let checked = Checked { space, nan: self.nan, blobs };
        checked.lengths(&desk.got, rows.len())?;
        if checked.is_simple(&desk.got) {
            out.values.extend_from_slice(&desk.got.values);
            out.blobs.extend_from_slice(&desk.theta);
            return Ok(());
        }
        let mut failed = 0;
        for (i, theta) in desk.theta.chunks_exact(dim).enumerate() {
            let value = checked.value(&desk.got, i, &mut failed, (i, theta))?;
            desk.blob.clear();
            desk.blob.extend_from_slice(theta);
            desk.blob.extend_from_slice(&desk.got.blobs[i * blobs..(i + 1) * blobs]);
            match value {
                Value::Is(value) => out.push_with(value, &desk.blob),
                Value::Failed(why) => out.fail(why, &desk.blob),
            }
        }
        Ok(())
    }
}
