//! Equations of state of dark energy.

use crate::Result;

/// How the density of dark energy changes with redshift.
pub trait EquationOfState: std::fmt::Debug + Send + Sync {
    /// Pressure over energy density, `w(z)`.
    fn w(&self, z: f64) -> f64;

    /// Density over that of today: `I(z) = exp(3 ∫ (1 + w) dz/(1 + z))`.
    fn density(&self, z: f64) -> f64;

    /// Redshifts at which `w` has a corner, rising.
    fn corners(&self) -> &[f64] {
        &[]
    }

    /// Looks for parameters with which nothing can be computed.
    ///
    /// # Errors
    /// [`Error::Cosmology`](crate::Error::Cosmology), or what is wrong with the arrays of a table.
    fn check(&self) -> Result<()>;
}

astrarium_io::family! {
    /// The equations of state known by name.
    pub enum DarkEnergy: EquationOfState {
        "lambda"    => lambda::Lambda,         "cosmological constant, w = -1";
        "w"         => constant_w::ConstantW,  "constant w";
        "w0wa"      => w0wa::W0wa,             "w0 + wa z/(1 + z)";
        "wpwa"      => wpwa::Wpwa,             "the same, told at a pivot redshift";
        "w0wz"      => w0wz::W0wz,             "w0 + wz z";
        "tabulated" => tabulated::Tabulated,   "straight lines between given w(z)";
    }
}

impl Default for DarkEnergy {
    fn default() -> Self {
        Self::Lambda(Lambda {})
    }
}

/// All parameters are finite.
fn check_finite(parameters: &[(&'static str, f64)]) -> Result<()> {
    match parameters.iter().find(|(_, value)| !value.is_finite()) {
        Some(&(what, value)) => Err(crate::Error::Cosmology { what, value, expected: "a finite number" }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use astrarium_num::quadrature::Adaptive;

    const ROUNDING: f64 = 1e-11;

    #[test]
    fn densities_are_the_integrals_of_w() {
        let table = Tabulated { z: vec![0.0, 0.4, 1.5, 6.0], w: vec![-0.9, -1.1, -0.7, -1.0] };
        let members = [
            DarkEnergy::Lambda(Lambda {}),
            DarkEnergy::ConstantW(ConstantW { w: -0.8 }),
            DarkEnergy::W0wa(W0wa { w0: -0.9, wa: 0.3 }),
            DarkEnergy::Wpwa(Wpwa { wp: -0.9, wa: 0.2, zp: 0.5 }),
            DarkEnergy::W0wz(W0wz { w0: -0.9, wz: 0.1 }),
            DarkEnergy::Tabulated(table),
        ];
        assert_eq!(members.len(), DarkEnergy::ALL.len(), "every member stands in this test");
        for law in members {
            for z in [0.0, 0.3, 1.0, 4.0, 9.0] {
                let rule = Adaptive { relative: 1e-13, absolute: 1e-15, ..Adaptive::default() };
                let exponent =
                    rule.integrate(0.0, z, |z| 3.0 * (1.0 + law.w(z)) / (1.0 + z)).expect("finite ends").value;
                let density = law.density(z);
                assert!((density / exponent.exp() - 1.0).abs() < ROUNDING, "{} at {z}: {density}", law.name());
            }
        }
    }

    #[test]
    fn bad_parameters_are_refused() {
        assert!(ConstantW { w: f64::NAN }.check().is_err());
        assert!(Wpwa { wp: -1.0, wa: 0.0, zp: -1.0 }.check().is_err());
        assert!(Tabulated { z: vec![0.0, 1.0], w: vec![-1.0] }.check().is_err());
        assert!(Tabulated { z: vec![1.0, 0.0], w: vec![-1.0, -1.0] }.check().is_err());
    }
}
