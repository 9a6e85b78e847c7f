//! Densities that are functions of a row.

use super::{Gradient, LogDensity, WithGradient};
use crate::Space;
use astrarium_exec::{Cx, Error, Evaluations, Rows, Scratch};

/// Rows between two looks at the stop flag.
const LOOK_EVERY: usize = 64;

/// A function of a full row that gives ln L.
///
/// # Example
/// ```
/// use astrarium_infer::{Function, LogDensity, Space};
/// let density = Function::new(Space::flat(2), |x: &[f64]| -0.5 * (x[0] * x[0] + x[1] * x[1]));
/// assert_eq!(density.space().dim(), 2);
/// ```
pub struct Function<F> {
    space: Space,
    of: F,
    batch_hint: usize,
}

impl<F: Fn(&[f64]) -> f64 + Sync> Function<F> {
    /// This function over this space.
    pub fn new(space: Space, of: F) -> Self {
        Self { space, of, batch_hint: 1 }
    }

    /// With another number of rows to a call: more where a call costs less than handing it out.
    #[must_use]
    pub fn with_batch_hint(self, rows: usize) -> Self {
        Self { batch_hint: rows.max(1), ..self }
    }
}

impl<F: Fn(&[f64]) -> f64 + Sync> LogDensity for Function<F> {
    fn space(&self) -> &Space {
        &self.space
    }
    fn batch_hint(&self) -> usize {
        self.batch_hint
    }
    fn ln_likelihood(&self, rows: Rows<'_>, out: &mut Evaluations, _: &mut Scratch, cx: &Cx) -> Result<(), Error> {
        for (i, row) in rows.values.chunks_exact(rows.dim).enumerate() {
            if i.is_multiple_of(LOOK_EVERY) {
                cx.check()?;
            }
            out.push((self.of)(row));
        }
        Ok(())
    }
}

/// A function of a full row that gives ln L and writes its derivatives.
///
/// # Example
/// ```
/// use astrarium_infer::{Smooth, Space};
/// let density = Smooth::new(Space::flat(1), |x: &[f64], slope: &mut [f64]| {
///     slope[0] = -x[0];
///     -0.5 * x[0] * x[0]
/// });
/// ```
pub struct Smooth<F> {
    space: Space,
    of: F,
    batch_hint: usize,
}

impl<F: Fn(&[f64], &mut [f64]) -> f64 + Sync> Smooth<F> {
    /// This function over this space.
    pub fn new(space: Space, of: F) -> Self {
        Self { space, of, batch_hint: 1 }
    }

    /// With another number of rows to a call: more where a call costs less than handing it out.
    #[must_use]
    pub fn with_batch_hint(self, rows: usize) -> Self {
        Self { batch_hint: rows.max(1), ..self }
    }
}

impl<F: Fn(&[f64], &mut [f64]) -> f64 + Sync> LogDensity for Smooth<F> {
    fn space(&self) -> &Space {
        &self.space
    }
    fn batch_hint(&self) -> usize {
        self.batch_hint
    }
    fn scratch(&self) -> Scratch {
        Scratch::new(vec![0.0; self.space.full_dim()])
    }
    fn ln_likelihood(
        &self,
        rows: Rows<'_>,
        out: &mut Evaluations,
        scratch: &mut Scratch,
        cx: &Cx,
    ) -> Result<(), Error> {
        let slope = scratch.of::<Vec<f64>>();
        for (i, row) in rows.values.chunks_exact(rows.dim).enumerate() {
            if i.is_multiple_of(LOOK_EVERY) {
                cx.check()?;
            }
            out.push((self.of)(row, slope));
        }
        Ok(())
    }
}

impl<F: Fn(&[f64], &mut [f64]) -> f64 + Sync> Gradient for Smooth<F> {
    fn ln_likelihood_grad(
        &self,
        rows: Rows<'_>,
        out: &mut WithGradient<'_>,
        _: &mut Scratch,
        cx: &Cx,
    ) -> Result<(), Error> {
        for (i, row) in rows.values.chunks_exact(rows.dim).enumerate() {
            if i.is_multiple_of(LOOK_EVERY) {
                cx.check()?;
            }
            let first = out.gradient.len();
            out.gradient.resize(first + rows.dim, 0.0);
            out.values.push((self.of)(row, &mut out.gradient[first..]));
        }
        Ok(())
    }
}
