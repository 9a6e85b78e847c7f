//! The closed form of a normal population.

use crate::{Gradient, LogDensity, Result, Space, WithGradient, error::positive, optimise::check_length};
use astrarium_exec::{Cx, Error as ExecError, Evaluations, Rows, Scratch};

/// Normal measurements `y_i ± s_i` of a normal population: `ln L(μ, τ) = Σ ln N(y_i | μ, s_i² + τ²)`, with its gradient.
pub struct NormalPopulation {
    space: Space,
    y: Vec<f64>,
    sd: Vec<f64>,
}

impl NormalPopulation {
    /// Over a space of two parameters, μ and τ.
    ///
    /// # Errors
    /// [`Error::Length`](crate::Error::Length), [`Error::Setting`](crate::Error::Setting) for an error that is not above nought.
    pub fn new(space: Space, y: Vec<f64>, sd: Vec<f64>) -> Result<Self> {
        check_length("parameters of the population", space.full_dim(), 2)?;
        check_length("errors", sd.len(), y.len())?;
        sd.iter().try_for_each(|sd| positive("error", *sd))?;
        Ok(Self { space, y, sd })
    }

    fn at(&self, eta: &[f64]) -> (f64, [f64; 2]) {
        let (mut ln_l, mut slope) = (0.0, [0.0; 2]);
        for (y, sd) in self.y.iter().zip(&self.sd) {
            let variance = sd * sd + eta[1] * eta[1];
            let miss = y - eta[0];
            ln_l -= 0.5 * (miss * miss / variance + libm::log(std::f64::consts::TAU * variance));
            slope[0] += miss / variance;
            slope[1] += eta[1] * (miss * miss / variance - 1.0) / variance;
        }
        (ln_l, slope)
    }
}

impl LogDensity for NormalPopulation {
    fn space(&self) -> &Space {
        &self.space
    }
    fn ln_likelihood(
        &self,
        rows: Rows<'_>,
        out: &mut Evaluations,
        _: &mut Scratch,
        _: &Cx,
    ) -> std::result::Result<(), ExecError> {
        (0..rows.len()).for_each(|row| out.push(self.at(rows.row(row)).0));
        Ok(())
    }
}

impl Gradient for NormalPopulation {
    fn ln_likelihood_grad(
        &self,
        rows: Rows<'_>,
        out: &mut WithGradient<'_>,
        _: &mut Scratch,
        _: &Cx,
    ) -> std::result::Result<(), ExecError> {
        for row in 0..rows.len() {
            let (ln_l, slope) = self.at(rows.row(row));
            out.values.push(ln_l);
            out.gradient.extend(slope);
        }
        Ok(())
    }
}
