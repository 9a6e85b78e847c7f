//! What is known of each source, and which sources could be found.

use crate::{
    Points, Result,
    error::{finite, require},
    optimise::check_length,
};
use astrarium_num::special::exp_each;

/// What a fit under a prior `π` says of one source: weighted samples of its posterior, and its evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Parameters, sample by sample.
    pub(super) theta: Vec<f64>,
    pub(super) dim: usize,
    /// Weights that sum to 1.
    pub(super) weight: Vec<f64>,
    /// `ln w − ln π(θ)`.
    pub(super) ln_ratio: Vec<f64>,
    pub(super) ln_z: f64,
    /// Whether the samples are points of a quadrature, which has no noise.
    pub(super) is_table: bool,
}

/// What one source says of one η.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Word {
    /// ln of its likelihood.
    pub ln_l: f64,
    /// The variance of that by the samples' noise.
    pub variance: f64,
    /// Kish's effective number of samples.
    pub samples: f64,
}

/// Simulated sources that would have been found, of all that were simulated.
#[derive(Clone, Debug, PartialEq)]
pub struct Selection {
    /// Parameters of those found, one after the other.
    pub theta: Vec<f64>,
    /// ln of the density that they were simulated from.
    pub ln_p_draw: Vec<f64>,
    /// How many were simulated.
    pub drawn: u64,
}

impl Source {
    /// From points of a fit, with the ln of the prior's density that stands with them; `ln_z` is a constant that matters
    /// only where sources are compared.
    ///
    /// # Errors
    /// [`Error::TooFew`](crate::Error::TooFew) for fewer than two points, [`Error::Setting`](crate::Error::Setting) for a
    /// prior that is nought at a point, or numbers that are not finite.
    pub fn from_points(points: &Points, ln_z: f64) -> Result<Self> {
        if points.len() < 2 {
            return Err(crate::Error::TooFew { purpose: "reweight", found: points.len(), needed: 2 });
        }
        Self::new(points.dim, points.theta.clone(), points.weights(), &points.ln_prior, ln_z)
    }

    /// From the likelihood at the points of a quadrature: `ln L`, and ln of each point's cell. It has no noise.
    ///
    /// # Errors
    /// As [`from_points`](Self::from_points).
    pub fn from_table(dim: usize, theta: Vec<f64>, ln_likelihood: &[f64], ln_cell: &[f64]) -> Result<Self> {
        check_length("cells", ln_cell.len(), ln_likelihood.len())?;
        let ln_mass: Vec<f64> = ln_likelihood.iter().zip(ln_cell).map(|(l, c)| l + c).collect();
        let most = ln_mass.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        finite("the largest ln L", most)?;
        let mut weight: Vec<f64> = ln_mass.iter().map(|m| libm::exp(m - most)).collect();
        let sum: f64 = weight.iter().sum();
        weight.iter_mut().for_each(|w| *w /= sum);
        let flat = vec![0.0; weight.len()];
        Ok(Self { is_table: true, ..Self::new(dim, theta, weight, &flat, most + libm::log(sum))? })
    }

    fn new(dim: usize, theta: Vec<f64>, weight: Vec<f64>, ln_prior: &[f64], ln_z: f64) -> Result<Self> {
        check_length("parameters of the samples", theta.len(), dim * weight.len())?;
        check_length("priors of the samples", ln_prior.len(), weight.len())?;
        finite("ln Z", ln_z)?;
        theta.iter().try_for_each(|x| finite("parameter of a sample", *x))?;
        for (ln_prior, weight) in ln_prior.iter().zip(&weight) {
            require(weight.is_finite(), "weight of a sample", *weight, "a finite number")?;
            require(*weight == 0.0 || ln_prior.is_finite(), "ln prior of a sample", *ln_prior, "a finite number")?;
        }
        let ln_ratio = weight.iter().zip(ln_prior).map(|(w, p)| libm::log(*w) - p).collect();
        Ok(Self { theta, dim, weight, ln_ratio, ln_z, is_table: false })
    }

    /// Samples.
    pub fn len(&self) -> usize {
        self.weight.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.weight.is_empty()
    }

    /// `w p(θ | η) / π(θ)` of each sample as a share of the largest one, and ln of that.
    pub(super) fn terms(&self, ln_p: &[f64]) -> (Vec<f64>, f64) {
        let mut terms: Vec<f64> = self.ln_ratio.iter().zip(ln_p).map(|(ratio, ln_p)| ratio + ln_p).collect();
        let most = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if most > f64::NEG_INFINITY {
            terms.iter_mut().for_each(|ln| *ln -= most);
            exp_each(&mut terms);
        }
        (terms, most)
    }

    /// What it says of an η that gives its samples these densities.
    pub(super) fn word(&self, ln_p: &[f64]) -> Word {
        let (terms, most) = self.terms(ln_p);
        if most == f64::NEG_INFINITY {
            return Word { ln_l: f64::NEG_INFINITY, variance: f64::INFINITY, samples: 0.0 };
        }
        let (sum, squares) = terms.iter().fold((0.0, 0.0), |(sum, squares), t| (sum + t, squares + t * t));
        // Σ w² (r/r̄ − 1)² with t = w r: each sample's share of the sum against its weight
        let away = |(t, w): (&f64, &f64)| (t / sum - w).powi(2);
        let variance = if self.is_table { 0.0 } else { terms.iter().zip(&self.weight).map(away).sum() };
        let samples = if self.is_table { f64::INFINITY } else { sum * sum / squares };
        Word { ln_l: self.ln_z + most + libm::log(sum), variance, samples }
    }
}
