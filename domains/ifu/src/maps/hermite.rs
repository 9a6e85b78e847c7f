//! Velocity distributions by Gauss-Hermite series.
use astrarium_num::linalg::{Cholesky, DMatrix, DVector};

/// `L(v) = A exp(-w²/2) (1 + h3 H3(w) + h4 H4(w))`, `w = (v - V)/σ`, `H3 = (2√2 w³ - 3√2 w)/√6`, `H4 = (4w⁴ - 12w² + 3)/√24`.
///
/// # Source
/// van der Marel & Franx 1993, `ApJ` 407, 525; Gerhard 1993, MNRAS 265, 213
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GaussHermite {
    /// Height of the Gaussian.
    pub amplitude: f64,
    /// `V`, km/s.
    pub velocity_km_s: f64,
    /// `σ`, km/s.
    pub dispersion_km_s: f64,
    /// Skewness.
    pub h3: f64,
    /// Kurtosis.
    pub h4: f64,
    /// Root of the mean square of what is left, relative to the amplitude.
    pub residual: f64,
    /// Whether the steps came to rest.
    pub converged: bool,
}

const N: usize = 5;

impl GaussHermite {
    /// The value at a velocity, and its derivatives with respect to amplitude, `V`, `σ`, `h3`, `h4`.
    fn at(&self, velocity_km_s: f64) -> (f64, [f64; N]) {
        let w = (velocity_km_s - self.velocity_km_s) / self.dispersion_km_s;
        let root2 = 2f64.sqrt();
        let (root6, root24) = (6f64.sqrt(), 24f64.sqrt());
        let (third, fourth) =
            ((2.0 * w * w - 3.0) * root2 * w / root6, (4.0 * w.powi(4) - 12.0 * w * w + 3.0) / root24);
        let (third_slope, fourth_slope) = ((6.0 * w * w - 3.0) * root2 / root6, (16.0 * w.powi(3) - 24.0 * w) / root24);
        let gauss = (-0.5 * w * w).exp();
        let series = 1.0 + self.h3 * third + self.h4 * fourth;
        let value = self.amplitude * gauss * series;
        let by_w = self.amplitude * gauss * (self.h3 * third_slope + self.h4 * fourth_slope - w * series);
        let height = self.amplitude * gauss;
        (
            value,
            [
                gauss * series,
                -by_w / self.dispersion_km_s,
                -by_w * w / self.dispersion_km_s,
                height * third,
                height * fourth,
            ],
        )
    }

    fn moved(&self, by: &DVector<f64>) -> Self {
        Self {
            amplitude: self.amplitude + by[0],
            velocity_km_s: self.velocity_km_s + by[1],
            dispersion_km_s: self.dispersion_km_s + by[2],
            h3: self.h3 + by[3],
            h4: self.h4 + by[4],
            ..*self
        }
    }

    fn squares(&self, velocity_km_s: &[f64], losvd: &[f64]) -> f64 {
        velocity_km_s.iter().zip(losvd).map(|(v, value)| (self.at(*v).0 - value).powi(2)).sum()
    }
}

/// Fits a velocity distribution by damped Gauss-Newton steps from its moments; `None` of one without light or with fewer than six
/// velocities.
///
/// # Panics
/// If there is not one value for each velocity.
pub fn fit_losvd(velocity_km_s: &[f64], losvd: &[f64]) -> Option<GaussHermite> {
    const STEPS: usize = 200;
    const CLOSE: f64 = 1e-9;
    assert_eq!(velocity_km_s.len(), losvd.len(), "a value for each velocity");
    let total: f64 = losvd.iter().sum();
    if velocity_km_s.len() <= N || total <= 0.0 || total.is_nan() {
        return None;
    }
    let mean = |f: &dyn Fn(f64) -> f64| velocity_km_s.iter().zip(losvd).map(|(v, l)| f(*v) * l).sum::<f64>() / total;
    let centre = mean(&|v| v);
    let width_of_bin = (velocity_km_s[1] - velocity_km_s[0]).abs();
    let width = mean(&|v| (v - centre) * (v - centre)).sqrt().max(0.5 * width_of_bin);
    let amplitude = total * width_of_bin / (width * (2.0 * std::f64::consts::PI).sqrt());
    let mut fit = GaussHermite {
        amplitude,
        velocity_km_s: centre,
        dispersion_km_s: width,
        h3: 0.0,
        h4: 0.0,
        residual: 0.0,
        converged: false,
    };
    let (mut damping, mut squares) = (1e-3, fit.squares(velocity_km_s, losvd));
    for _ in 0..STEPS {
        let Some(step) = step(&fit, velocity_km_s, losvd, damping) else { break };
        let next = fit.moved(&step);
        let after = next.squares(velocity_km_s, losvd);
        let is_sound = next.dispersion_km_s > 0.1 * width_of_bin && after.is_finite();
        if is_sound && after <= squares {
            let small = squares - after <= CLOSE * squares || squares == 0.0;
            (fit, squares, damping) = (next, after, (0.2 * damping).max(1e-12));
            if small {
                fit.converged = true;
                break;
            }
        } else {
            damping *= 8.0;
            if damping > 1e12 {
                fit.converged = true;
                break;
            }
        }
    }
    fit.residual = (squares / losvd.len() as f64).sqrt() / fit.amplitude.abs();
    Some(fit)
}

/// `(JᵀJ + λ diag JᵀJ) δ = Jᵀ (data - model)`.
fn step(fit: &GaussHermite, velocity_km_s: &[f64], losvd: &[f64], damping: f64) -> Option<DVector<f64>> {
    let (mut normal, mut right) = (DMatrix::zeros(N, N), DVector::zeros(N));
    for (v, value) in velocity_km_s.iter().zip(losvd) {
        let (model, slopes) = fit.at(*v);
        for i in 0..N {
            right[i] += slopes[i] * (value - model);
            (0..N).for_each(|j| normal[(i, j)] += slopes[i] * slopes[j]);
        }
    }
    for i in 0..N {
        normal[(i, i)] *= 1.0 + damping;
    }
    Some(Cholesky::new(normal)?.solve(&right))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_is_recovered() {
        let velocity: Vec<f64> = (-40..=40).map(|i| 20.0 * f64::from(i)).collect();
        let truth = GaussHermite {
            amplitude: 3.0,
            velocity_km_s: 33.0,
            dispersion_km_s: 140.0,
            h3: -0.08,
            h4: 0.05,
            residual: 0.0,
            converged: true,
        };
        let losvd: Vec<f64> = velocity.iter().map(|v| truth.at(*v).0).collect();
        let fit = fit_losvd(&velocity, &losvd).expect("light");
        assert!(fit.converged && fit.residual < 1e-6);
        for (found, expected) in [
            (fit.velocity_km_s, 33.0),
            (fit.dispersion_km_s, 140.0),
            (fit.h3, -0.08),
            (fit.h4, 0.05),
            (fit.amplitude, 3.0),
        ] {
            assert!((found - expected).abs() < 1e-4 * expected.abs(), "{fit:?}");
        }
        assert_eq!(fit_losvd(&velocity, &[0.0; 81]), None);
        // one bin alone has a finite answer
        let mut alone = vec![0.0; 81];
        alone[40] = 1.0;
        let fit = fit_losvd(&velocity, &alone).expect("light");
        assert!(fit.velocity_km_s.abs() < 20.0 && fit.dispersion_km_s.is_finite() && fit.h4.is_finite());
    }
}
