//! Cosmic neutrinos, with and without mass.
use crate::constants::BOLTZMANN_EV_K;
use crate::{Error, Result};
use astrarium_num::quadrature::GaussLegendre;
use serde::{Deserialize, Serialize};
use std::f64::consts::PI;

/// How the energy density of massive neutrinos is computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NeutrinoIntegral {
    /// Komatsu's fit, good to 1e-3 and used by astropy: `(1 + (0.3173 y)^1.83)^(1/1.83)`, `y = m / (k T_ν (1+z))`.
    #[default]
    Komatsu,
    /// The Fermi-Dirac integral itself: `120/(7 π⁴) ∫ x² √(x² + y²) / (e^x + 1) dx`.
    Fermi,
}

/// Energy density of one massless species over that of photons, `(7/8) (4/11)^(4/3)`.
const MASSLESS: f64 = 0.227_107_317_66;
/// Temperature of neutrinos over that of photons, `(4/11)^(1/3)`.
const TEMPERATURE_RATIO: f64 = 0.713_765_855_503_608_2;

/// The species of neutrinos of a universe.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Neutrinos {
    /// `N_eff` over the number of species.
    share: f64,
    n_massless: f64,
    /// Mass over `k T_ν` today, of the massive ones.
    y: Vec<f64>,
    /// `(x², weight)` of the Fermi-Dirac integral; empty for the fit.
    fermi: Vec<(f64, f64)>,
}

impl Neutrinos {
    /// `⌊N_eff⌋` species that share `N_eff` equally; those without a given mass are massless.
    pub(super) fn new(n_eff: f64, m_nu_ev: &[f64], t_cmb_k: f64, integral: NeutrinoIntegral) -> Result<Self> {
        let n_species = n_eff.floor();
        if let Some(index) = m_nu_ev.iter().position(|mass| !(mass.is_finite() && *mass >= 0.0)) {
            let (what, value) = ("m_nu_ev".to_owned(), m_nu_ev[index]);
            return Err(Error::BadValue { what, index, value, expected: "a mass of 0 eV or more" });
        }
        if n_species == 0.0 || t_cmb_k == 0.0 {
            return Ok(Self { share: 0.0, n_massless: 0.0, y: Vec::new(), fermi: Vec::new() });
        }
        if m_nu_ev.len() as f64 > n_species {
            let (what, value) = ("number of masses in m_nu_ev", m_nu_ev.len() as f64);
            return Err(Error::Cosmology { what, value, expected: "at most as many as whole species in n_eff" });
        }
        let massive = m_nu_ev.iter().filter(|mass| **mass > 0.0);
        let y: Vec<f64> = massive.map(|mass| mass / (BOLTZMANN_EV_K * TEMPERATURE_RATIO * t_cmb_k)).collect();
        let fermi = if integral == NeutrinoIntegral::Fermi && !y.is_empty() { fermi_rule() } else { Vec::new() };
        Ok(Self { share: n_eff / n_species, n_massless: n_species - y.len() as f64, y, fermi })
    }

    /// `ρ_ν/ρ_γ` at `1 + z`.
    pub(super) fn relative_density(&self, one_plus_z: f64) -> f64 {
        let massive: f64 = self.y.iter().map(|y| self.one(y / one_plus_z)).sum();
        MASSLESS * self.share * (self.n_massless + massive)
    }

    /// Energy density of one species over that of a massless one.
    fn one(&self, y: f64) -> f64 {
        const EXPONENT: f64 = 1.83;
        if self.fermi.is_empty() {
            return (1.0 + (0.3173 * y).powf(EXPONENT)).powf(0.546_448_087_43);
        }
        self.fermi.iter().map(|(x_squared, weight)| weight * (x_squared + y * y).sqrt()).sum()
    }
}

/// Places and weights of `120/(7 π⁴) ∫ x² f(x) / (e^x + 1) dx`, to 1e-13.
fn fermi_rule() -> Vec<(f64, f64)> {
    const PANELS: [f64; 6] = [0.0, 1.0, 4.0, 10.0, 22.0, 50.0];
    let rule = GaussLegendre::new(20);
    let norm = 120.0 / (7.0 * PI.powi(4));
    let panel = |ends: &[f64]| {
        let (middle, half) = (0.5 * (ends[0] + ends[1]), 0.5 * (ends[1] - ends[0]));
        let point = |(node, weight): (&f64, &f64)| {
            let x = middle + half * node;
            (x * x, norm * half * weight * x * x / (x.exp() + 1.0))
        };
        rule.nodes().iter().zip(rule.weights()).map(point).collect::<Vec<_>>()
    };
    PANELS.windows(2).flat_map(panel).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_of_the_fermi_integral() {
        let one = Neutrinos { share: 1.0, n_massless: 0.0, y: vec![], fermi: fermi_rule() };
        assert!((one.one(0.0) - 1.0).abs() < 1e-12, "{}", one.one(0.0));
        // non-relativistic: 180 ζ(3) / (7 π⁴) y
        let heavy = 180.0 * 1.202_056_903_159_594_2 / (7.0 * PI.powi(4));
        assert!((one.one(1e8) / (heavy * 1e8) - 1.0).abs() < 1e-12);
        let fit = Neutrinos { fermi: vec![], ..one.clone() };
        for y in [0.01, 0.5, 3.0, 30.0, 1e3] {
            assert!((fit.one(y) / one.one(y) - 1.0).abs() < 3e-3, "the fit at {y}");
        }
    }

    #[test]
    fn no_photons_no_neutrinos() {
        let off = Neutrinos::new(3.046, &[0.06], 0.0, NeutrinoIntegral::Komatsu).expect("switched off");
        assert_eq!(off.relative_density(1.0), 0.0);
        assert!(Neutrinos::new(3.046, &[0.0; 4], 2.7, NeutrinoIntegral::Komatsu).is_err());
        assert!(Neutrinos::new(3.046, &[-0.1], 2.7, NeutrinoIntegral::Komatsu).is_err());
    }
}
