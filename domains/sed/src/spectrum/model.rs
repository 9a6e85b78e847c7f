//! How a galaxy's light becomes an observed spectrum.
use crate::parameters::{Parametric, Quantity};
use crate::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Most terms of a polynomial of flux calibration.
const MOST_TERMS: usize = 40;

/// What stands between a galaxy's light and its spectrum: `m_i = P(x_i) ∫ S(λ) G(λ; λ_i, σ_i) dλ`, `x` from -1 to 1 over the spectrum.
///
/// The calibration `P(x) = (1 + Σ a_k T_k(x)) (1 + Σ c_k T_k(x))` has Chebyshev polynomials `T_k`: the `a_k` are numbers that a fit may
/// move, the `c_k` are normal with mean 0 and standard deviation `calibration_sd`, and the likelihood is marginalised over them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Spectroscopy {
    /// Standard deviation of the velocities of stars and gas along the line of sight, km/s.
    pub sigma_km_s: f64,
    /// Factor on the errors of the spectrum.
    pub error_factor: f64,
    /// Least error of a pixel over its flux.
    pub floor: f64,
    /// Coefficients `a_k` of the calibration; empty: none.
    pub calibration: Vec<f64>,
    /// Degree of the polynomial of calibration that is marginalised; without it there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calibration_degree: Option<usize>,
    /// Standard deviation of each of its coefficients.
    pub calibration_sd: f64,
    /// Full width at half maximum of the stellar library's own lines at rest, ångström: it is taken off in quadrature.
    pub library_fwhm_aa: f64,
}

impl Default for Spectroscopy {
    fn default() -> Self {
        Self {
            sigma_km_s: 0.0,
            error_factor: 1.0,
            floor: 0.0,
            calibration: vec![],
            calibration_degree: None,
            calibration_sd: 0.1,
            library_fwhm_aa: 0.0,
        }
    }
}

impl Spectroscopy {
    /// Looks for numbers that make no spectrum.
    ///
    /// # Errors
    /// [`Error::OutOfRange`], [`Error::BadValue`] and [`Error::Length`].
    pub fn check(&self) -> Result<()> {
        Error::check_not_negative("spectroscopy.sigma_km_s", self.sigma_km_s)?;
        Error::check_positive("spectroscopy.error_factor", self.error_factor)?;
        Error::check_not_negative("spectroscopy.floor", self.floor)?;
        Error::check_positive("spectroscopy.calibration_sd", self.calibration_sd)?;
        Error::check_not_negative("spectroscopy.library_fwhm_aa", self.library_fwhm_aa)?;
        if let Some(index) = self.calibration.iter().position(|value| !value.is_finite()) {
            let value = self.calibration[index];
            return Err(Error::BadValue { what: "spectroscopy.calibration", index, value, expected: "a number" });
        }
        let found = self.calibration.len().max(self.calibration_degree.map_or(0, |degree| degree + 1));
        if found > MOST_TERMS {
            return Err(Error::Length { what: "terms of spectroscopy.calibration", found, expected: MOST_TERMS });
        }
        Ok(())
    }

    /// Terms of the polynomial that is marginalised.
    pub(super) fn n_terms(&self) -> usize {
        self.calibration_degree.map_or(0, |degree| degree + 1)
    }
}

impl Parametric for Spectroscopy {
    fn quantities(&self) -> Vec<Quantity> {
        let own = |name: &'static str, unit, range, log| Quantity { name: name.into(), unit, range, log };
        let mut all = vec![
            own("sigma_km_s", "km/s", [10.0, 1000.0], true),
            own("error_factor", "", [0.5, 10.0], true),
            own("floor", "", [1e-4, 0.5], true),
        ];
        let term =
            |k: usize| Quantity { name: format!("calibration.{k}").into(), unit: "", range: [-0.5, 0.5], log: false };
        all.extend((0..self.calibration.len()).map(term));
        all
    }

    fn get(&self, place: usize) -> f64 {
        match place {
            0 => self.sigma_km_s,
            1 => self.error_factor,
            2 => self.floor,
            k => self.calibration[k - 3],
        }
    }

    fn set(&mut self, place: usize, value: f64) {
        match place {
            0 => self.sigma_km_s = value,
            1 => self.error_factor = value,
            2 => self.floor = value,
            k => self.calibration[k - 3] = value,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_and_moved() {
        let mut of = Spectroscopy { calibration: vec![0.0; 2], ..Spectroscopy::default() };
        let quantities = of.quantities();
        assert_eq!(quantities.last().expect("some").name, "calibration.1");
        for place in 0..quantities.len() {
            of.set(place, 0.375);
            assert_eq!(of.get(place), 0.375);
        }
        assert!(of.check().is_ok());
        assert!(Spectroscopy { sigma_km_s: -1.0, ..of.clone() }.check().is_err());
        assert!(Spectroscopy { calibration: vec![f64::NAN], ..of.clone() }.check().is_err());
        assert!(Spectroscopy { calibration_degree: Some(40), ..of }.check().is_err());
    }
}
