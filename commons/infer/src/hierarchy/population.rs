//! How parameters are distributed over a population.

/// A density `p(θ | η)` of a source's parameters, given the population's.
pub trait Population: Sync {
    /// ln p, −∞ where it is nought.
    fn ln_density(&self, theta: &[f64], eta: &[f64]) -> f64;
}

/// A normal population in one parameter: `η = (mean, standard deviation)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Normal;

impl Population for Normal {
    fn ln_density(&self, theta: &[f64], eta: &[f64]) -> f64 {
        if eta[1] <= 0.0 {
            return f64::NEG_INFINITY;
        }
        let z = (theta[0] - eta[0]) / eta[1];
        -0.5 * z * z - libm::log(eta[1]) - 0.5 * libm::log(std::f64::consts::TAU)
    }
}

impl<F: Fn(&[f64], &[f64]) -> f64 + Sync> Population for F {
    fn ln_density(&self, theta: &[f64], eta: &[f64]) -> f64 {
        self(theta, eta)
    }
}
