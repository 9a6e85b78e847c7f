//! How parameters are distributed over a population.

use astrarium_exec::Error;

/// A density `p(θ | η)` of a source's parameters, given the population's.
pub trait Population: Sync {
    /// Appends ln p of rows of `dim` parameters, −∞ where it is nought.
    ///
    /// # Errors
    /// Those of whoever computes it.
    fn ln_densities(&self, theta: &[f64], dim: usize, eta: &[f64], out: &mut Vec<f64>) -> Result<(), Error>;
}

/// A normal population in one parameter, the first: `η = (mean, standard deviation)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Normal;

impl Population for Normal {
    fn ln_densities(&self, theta: &[f64], dim: usize, eta: &[f64], out: &mut Vec<f64>) -> Result<(), Error> {
        let (mean, sd) = (eta[0], eta[1]);
        let level = -libm::log(sd) - 0.5 * libm::log(std::f64::consts::TAU);
        let ln_p = |x: f64| if sd > 0.0 { level - 0.5 * ((x - mean) / sd).powi(2) } else { f64::NEG_INFINITY };
        out.extend(theta.iter().step_by(dim).map(|x| ln_p(*x)));
        Ok(())
    }
}

impl<F: Fn(&[f64], &[f64]) -> f64 + Sync> Population for F {
    fn ln_densities(&self, theta: &[f64], dim: usize, eta: &[f64], out: &mut Vec<f64>) -> Result<(), Error> {
        out.extend(theta.chunks_exact(dim).map(|theta| self(theta, eta)));
        Ok(())
    }
}

impl Population for Box<dyn Population + '_> {
    fn ln_densities(&self, theta: &[f64], dim: usize, eta: &[f64], out: &mut Vec<f64>) -> Result<(), Error> {
        (**self).ln_densities(theta, dim, eta, out)
    }
}
