//! The likelihood of a spectrum, marginalised over the polynomial of its flux calibration.
use super::data::Spectrum;
use super::model::Spectroscopy;
use astrarium_num::linalg::{Cholesky, DMatrix, DVector};
use std::f64::consts::PI;

/// A model of a spectrum under its data.
#[derive(Clone, Debug, Default)]
pub(crate) struct Calibrated {
    /// The calibration of the largest posterior at each pixel, the fitted and the marginalised one together.
    pub(crate) factor: Vec<f64>,
    /// Derivatives of `ln L` by the model's fluxes, an mJy.
    pub(crate) slopes: Vec<f64>,
}

impl Spectroscopy {
    /// `ln L` of a spectrum under a model's pixels, mJy; -∞ for a model that is not finite.
    ///
    /// With `r = d - P m`, errors `N = diag s²`, `s² = (factor σ)² + (floor d)²`, and `M_ik = P_i m_i T_k(x_i)`, the coefficients `c` of variance
    /// `v` leave `-½ (rᵀN⁻¹r - bᵀA⁻¹b) - ½ ln det(2πN) - ½ ln det(v A)` with `A = 1/v + MᵀN⁻¹M`, `b = MᵀN⁻¹r`; their mean is `A⁻¹b`.
    pub(crate) fn ln_likelihood(&self, data: &Spectrum, model_mjy: &[f64]) -> f64 {
        self.solve(data, (model_mjy, &self.fitted(data))).map_or(f64::NEG_INFINITY, |solved| solved.ln_likelihood)
    }

    /// The same with the calibration and the slopes; none for a model that is not finite.
    pub(crate) fn calibrate(&self, data: &Spectrum, model_mjy: &[f64]) -> Option<Calibrated> {
        let factor = self.fitted(data);
        let Solved { mean, normal, .. } = self.solve(data, (model_mjy, &factor))?;
        let inverse = if mean.is_empty() { normal } else { Cholesky::new(normal)?.inverse() };
        let mut out = Calibrated { factor, slopes: vec![0.0; data.len()] };
        let mut terms = DVector::zeros(mean.len());
        for (i, model_mjy) in model_mjy.iter().enumerate() {
            chebyshev(data.place(i), terms.as_mut_slice());
            let (fitted, turned) = (out.factor[i], 1.0 + terms.dot(&mean));
            out.factor[i] *= turned;
            let variance = self.variance(data, i);
            if variance.is_finite() {
                let seen = fitted * model_mjy;
                let off = (data.flux_mjy[i] - seen * turned) / variance;
                let spread = if mean.is_empty() { 0.0 } else { terms.dot(&(&inverse * &terms)) };
                out.slopes[i] = fitted * (off * turned - seen * spread / variance);
            }
        }
        Some(out)
    }

    fn solve(&self, data: &Spectrum, of: (&[f64], &[f64])) -> Option<Solved> {
        let (sums, n_terms) = (self.sums(data, of), self.n_terms());
        let mut solved = Solved { ln_likelihood: sums.plain, mean: DVector::zeros(n_terms), normal: sums.normal };
        if n_terms > 0 {
            let factored = Cholesky::new(solved.normal.clone())?;
            solved.mean = factored.solve(&sums.right);
            let ln_det: f64 = (0..n_terms).map(|k| (factored.l_dirty()[(k, k)] * self.calibration_sd).ln()).sum();
            solved.ln_likelihood += 0.5 * sums.right.dot(&solved.mean) - ln_det;
        }
        solved.ln_likelihood.is_finite().then_some(solved)
    }

    /// Errors of a pixel squared; infinite for one that is left out.
    pub(crate) fn variance(&self, data: &Spectrum, i: usize) -> f64 {
        (self.error_factor * data.error_mjy[i]).powi(2) + (self.floor * data.flux_mjy[i]).powi(2)
    }

    /// The polynomial that is fitted, at each pixel.
    fn fitted(&self, data: &Spectrum) -> Vec<f64> {
        let mut terms = vec![0.0; self.calibration.len()];
        let mut at = |i: usize| {
            chebyshev(data.place(i), &mut terms);
            1.0 + terms.iter().zip(&self.calibration).map(|(t, a)| t * a).sum::<f64>()
        };
        (0..data.len()).map(&mut at).collect()
    }

    fn sums(&self, data: &Spectrum, (model_mjy, factor): (&[f64], &[f64])) -> Sums {
        let n_terms = self.n_terms();
        let mut sums = Sums {
            plain: 0.0,
            normal: DMatrix::from_diagonal_element(n_terms, n_terms, self.calibration_sd.powi(-2)),
            right: DVector::zeros(n_terms),
        };
        let mut terms = vec![0.0; n_terms];
        for i in (0..data.len()).filter(|i| data.error_mjy[*i].is_finite()) {
            let variance = self.variance(data, i);
            let seen = factor[i] * model_mjy[i];
            let off = data.flux_mjy[i] - seen;
            sums.plain -= 0.5 * (off * off / variance + (2.0 * PI * variance).ln());
            chebyshev(data.place(i), &mut terms);
            for (k, term) in terms.iter().enumerate() {
                sums.right[k] += seen * term * off / variance;
                for (l, other) in terms[..=k].iter().enumerate() {
                    sums.normal[(k, l)] += seen * seen * term * other / variance;
                }
            }
        }
        sums.normal.fill_upper_triangle_with_lower_triangle();
        sums
    }
}

struct Solved {
    ln_likelihood: f64,
    /// The mean of the coefficients.
    mean: DVector<f64>,
    /// `A`.
    normal: DMatrix<f64>,
}

/// What the likelihood is made of.
struct Sums {
    /// `ln L` without coefficients.
    plain: f64,
    /// `A` and `b`.
    normal: DMatrix<f64>,
    right: DVector<f64>,
}

/// Chebyshev polynomials of the first kind.
fn chebyshev(x: f64, out: &mut [f64]) {
    for k in 0..out.len() {
        out[k] = match k {
            0 => 1.0,
            1 => x,
            _ => 2.0 * x * out[k - 1] - out[k - 2],
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const N: usize = 60;

    /// A model, and data that the calibration `1.05 + 0.08 x - 0.03 T₂` and a ripple make of it.
    fn made() -> (Spectrum, Vec<f64>) {
        let wave_aa: Vec<f64> = (0..N).map(|i| 5000.0 + 3.0 * i as f64).collect();
        let model: Vec<f64> = (0..N).map(|i| 2.0 + (0.3 * i as f64).sin()).collect();
        let mut data = Spectrum { wave_aa, flux_mjy: vec![0.0; N], error_mjy: vec![0.02; N], fwhm_aa: vec![0.0; N] };
        for (i, model) in model.iter().enumerate() {
            let x = data.place(i);
            data.flux_mjy[i] = model * (1.05 + 0.08 * x - 0.03 * (2.0 * x * x - 1.0)) + 0.001 * (7.0 * i as f64).sin();
        }
        (data, model)
    }

    #[test]
    fn a_polynomial_of_calibration_is_found() {
        let (data, model) = made();
        let of = Spectroscopy { calibration_degree: Some(3), calibration_sd: 10.0, ..Spectroscopy::default() };
        let found = of.calibrate(&data, &model).expect("finite");
        for (i, factor) in found.factor.iter().enumerate() {
            let x = data.place(i);
            let expected = 1.05 + 0.08 * x - 0.03 * (2.0 * x * x - 1.0);
            assert!((factor / expected - 1.0).abs() < 2e-3, "{factor} {expected}");
        }
        // the same told as numbers of a fit
        let fitted = Spectroscopy { calibration: vec![0.05, 0.08, -0.03], ..Spectroscopy::default() };
        let value = of.ln_likelihood(&data, &model);
        assert!(fitted.ln_likelihood(&data, &model) > value);
        let plain = Spectroscopy::default().ln_likelihood(&data, &model);
        assert!(plain < value - 100.0);
    }

    #[test]
    fn the_marginal_likelihood_is_that_of_the_whole_covariance() {
        let (data, model) = made();
        let of = Spectroscopy {
            calibration_degree: Some(2),
            calibration: vec![0.02],
            error_factor: 1.3,
            floor: 0.01,
            ..Spectroscopy::default()
        };
        let mut covariance = DMatrix::<f64>::zeros(N, N);
        let mut off = DVector::<f64>::zeros(N);
        let mut terms = [vec![0.0; 3], vec![0.0; 3]];
        for i in 0..N {
            off[i] = data.flux_mjy[i] - 1.02 * model[i];
            covariance[(i, i)] += (1.3 * data.error_mjy[i]).powi(2) + (0.01 * data.flux_mjy[i]).powi(2);
            for j in 0..N {
                chebyshev(data.place(i), &mut terms[0]);
                chebyshev(data.place(j), &mut terms[1]);
                let along: f64 = terms[0].iter().zip(&terms[1]).map(|(a, b)| a * b).sum();
                covariance[(i, j)] += 0.01 * 1.02f64.powi(2) * model[i] * model[j] * along;
            }
        }
        let factor = Cholesky::new(covariance).expect("a covariance");
        let ln_det: f64 = (0..N).map(|k| 2.0 * factor.l_dirty()[(k, k)].ln()).sum();
        let expected = -0.5 * (off.dot(&factor.solve(&off)) + ln_det + N as f64 * (2.0 * PI).ln());
        let found = of.ln_likelihood(&data, &model);
        assert!((found - expected).abs() < 1e-8 * expected.abs(), "{found} {expected}");
    }

    #[test]
    fn slopes_are_those_of_differences() {
        let (mut data, model) = made();
        data.error_mjy[7] = f64::INFINITY;
        for calibration_degree in [None, Some(2)] {
            let of = Spectroscopy { calibration_degree, calibration: vec![0.1, 0.2], ..Spectroscopy::default() };
            let slopes = of.calibrate(&data, &model).expect("finite").slopes;
            for i in [0, 7, 31, N - 1] {
                let at = |by: f64| {
                    let mut moved = model.clone();
                    moved[i] += by;
                    of.ln_likelihood(&data, &moved)
                };
                let expected = (at(1e-5) - at(-1e-5)) / 2e-5;
                assert!((slopes[i] - expected).abs() < 1e-5 * (1.0 + expected.abs()), "{i}: {} {expected}", slopes[i]);
            }
        }
    }

    #[test]
    fn pixels_that_are_left_out_say_nothing() {
        let (mut data, mut model) = made();
        let of = Spectroscopy { calibration_degree: Some(1), floor: 0.1, ..Spectroscopy::default() };
        data.error_mjy[3] = f64::INFINITY;
        let before = of.ln_likelihood(&data, &model);
        (data.flux_mjy[3], model[3]) = (1e9, 7.0);
        assert_eq!(of.ln_likelihood(&data, &model), before);
        data.error_mjy.fill(f64::INFINITY);
        assert!(of.ln_likelihood(&data, &model).abs() < 1e-12);
        (data.error_mjy[3], model[3]) = (1.0, f64::NAN);
        assert_eq!(of.ln_likelihood(&data, &model), f64::NEG_INFINITY);
    }
}
