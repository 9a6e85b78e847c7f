//! A density over its free parameters.

use super::{
    LogDensity, NanPolicy,
    policy::{Checked, Value, of_row},
};
use astrarium_exec::{Cx, Error, Evaluate, Evaluations, Rows, Scratch};

/// ln posterior (not normalised) over rows of free parameters.
///
/// With each value come ln L and the density's blobs. Rows outside the prior are −∞ and are not evaluated.
#[derive(Clone, Copy)]
pub struct OverTheta<'a> {
    /// What is evaluated.
    pub density: &'a dyn LogDensity,
    /// What NaN means.
    pub nan: NanPolicy,
}

/// What a worker keeps from piece to piece.
struct Desk {
    inner: Scratch,
    ln_prior: Vec<f64>,
    /// The rows inside the prior.
    inside: Vec<usize>,
    full: Vec<f64>,
    entity: Vec<u64>,
    got: Evaluations,
    blob: Vec<f64>,
}

impl<'a> OverTheta<'a> {
    /// With errors for NaN.
    pub fn new(density: &'a dyn LogDensity) -> Self {
        Self { density, nan: NanPolicy::Error }
    }

    /// ln L and the density's blobs, of what came along with a row.
    ///
    /// # Panics
    /// If `blob` did not come from here.
    pub fn split(blob: &[f64]) -> (f64, &[f64]) {
        (blob[0], &blob[1..])
    }

    fn checked(&self) -> Checked<'_> {
        Checked { space: self.density.space(), nan: self.nan, blobs: self.density.blob_names().len() }
    }

    /// Pushes the results of all rows, those inside from `desk.got`.
    fn push(&self, rows: Rows<'_>, desk: &mut Desk, out: &mut Evaluations) -> Result<(), Error> {
        let checked = self.checked();
        let (mut next, mut failed) = (0, 0);
        for (row, &ln_prior) in desk.ln_prior.iter().enumerate() {
            desk.blob.clear();
            if desk.inside.get(next) != Some(&row) {
                desk.blob.resize(1 + checked.blobs, f64::NAN);
                out.push_with(f64::NEG_INFINITY, &desk.blob);
                continue;
            }
            let value = checked.value(&desk.got, next, &mut failed, (row, rows.row(row)))?;
            let ln_likelihood = if let Value::Is(value) = value { value } else { f64::NEG_INFINITY };
            desk.blob.push(ln_likelihood);
            desk.blob.extend_from_slice(&desk.got.blobs[next * checked.blobs..(next + 1) * checked.blobs]);
            match value {
                Value::Is(_) => out.push_with(ln_prior + ln_likelihood, &desk.blob),
                Value::Failed(why) => out.fail(why, &desk.blob),
            }
            next += 1;
        }
        Ok(())
    }
}

impl Evaluate for OverTheta<'_> {
    fn dim(&self) -> usize {
        self.density.space().dim()
    }
    fn batch_hint(&self) -> usize {
        self.density.batch_hint()
    }
    fn scratch(&self) -> Scratch {
        Scratch::new(Desk {
            inner: self.density.scratch(),
            ln_prior: Vec::new(),
            inside: Vec::new(),
            full: Vec::new(),
            entity: Vec::new(),
            got: Evaluations::default(),
            blob: Vec::new(),
        })
    }

    fn evaluate(&self, rows: Rows<'_>, out: &mut Evaluations, scratch: &mut Scratch, cx: &Cx) -> Result<(), Error> {
        let (space, desk) = (self.density.space(), scratch.of::<Desk>());
        desk.ln_prior.clear();
        space.ln_priors(rows.values, &mut desk.ln_prior);
        desk.inside.clear();
        let n_inside = desk.ln_prior.iter().map(|ln| usize::from(*ln > f64::NEG_INFINITY)).sum::<usize>();
        let all_inside = n_inside == rows.len();
        if all_inside {
            desk.inside.extend(0..rows.len());
        } else {
            desk.inside.extend((0..rows.len()).filter(|&i| desk.ln_prior[i] > f64::NEG_INFINITY));
        }
        clear(&mut desk.got);
        if all_inside && space.is_plain() {
            self.density.ln_likelihood(rows, &mut desk.got, &mut desk.inner, cx)?;
        } else if !desk.inside.is_empty() {
            desk.full.clear();
            desk.entity.clear();
            for &i in &desk.inside {
                space.expand(rows.row(i), &mut desk.full);
                desk.entity.push(rows.entity[i]);
            }
            let inner = Rows { dim: space.full_dim(), values: &desk.full, entity: &desk.entity };
            let ran = self.density.ln_likelihood(inner, &mut desk.got, &mut desk.inner, cx);
            ran.map_err(|error| of_row(error, &desk.inside))?;
        }
        self.checked().lengths(&desk.got, desk.inside.len())?;
        if self.checked().is_simple(&desk.got) {
            push_simple(desk, out);
            return Ok(());
        }
        self.push(rows, desk, out)
    }
}

/// Pushes the results of all rows, which are numbers and nothing along.
fn push_simple(desk: &Desk, out: &mut Evaluations) {
    let got = &desk.got.values;
    if got.len() == desk.ln_prior.len() {
        out.values.extend(desk.ln_prior.iter().zip(got).map(|(ln_prior, ln_likelihood)| ln_prior + ln_likelihood));
        out.blobs.extend_from_slice(got);
        return;
    }
    let mut values = got.iter();
    for &ln_prior in &desk.ln_prior {
        let inside = if ln_prior > f64::NEG_INFINITY { values.next() } else { None };
        out.values.push(inside.map_or(f64::NEG_INFINITY, |ln_likelihood| ln_prior + ln_likelihood));
        out.blobs.push(inside.copied().unwrap_or(f64::NAN));
    }
}

/// Forgets the values, keeps the memory.
pub(super) fn clear(got: &mut Evaluations) {
    got.values.clear();
    got.blobs.clear();
    got.failed.clear();
}
