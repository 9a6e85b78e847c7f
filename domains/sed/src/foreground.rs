//! Dust of the Milky Way in front of a galaxy.
use crate::parameters::component;
use crate::{Error, Result};
use astrarium_astro::dust::DustLaw;
use std::f64::consts::LN_10;

component! {
    /// Dust of the Milky Way: light arrives less by `10^(-0.4 R_V E(B-V) A(λ)/A(V))` at the observed wavelength `λ`, with a law of
    /// extinction and its own `R_V`.
    ///
    /// # Source
    /// `E(B-V)` of maps: Schlegel et al. 1998, `ApJ` 500, 525, times 0.86 by Schlafly & Finkbeiner 2011, `ApJ` 737, 103
    pub struct Foreground {
        /// `E(B-V)`, mag.
        ebv_mag = 0.0, "mag", 0.0 .. 1.0;
        + {
            /// The law, one with an `R_V`.
            law: DustLaw = DustLaw::named("fitzpatrick1999").expect("the law has a name");
        }
    }
}

impl Foreground {
    /// Looks for numbers that make no foreground.
    ///
    /// # Errors
    /// [`Error::OutOfRange`]; [`Error::Missing`] for a law without `R_V`; as the law's own check.
    pub fn check(&self) -> Result<()> {
        Error::check_not_negative("foreground.ebv_mag", self.ebv_mag)?;
        self.law.check()?;
        self.r_v().map(|_| ())
    }

    fn r_v(&self) -> Result<f64> {
        let why = "this law has none; take one of the Milky Way, as fitzpatrick1999 or gordon2023";
        self.law.r_v().ok_or(Error::Missing { what: "R_V of foreground.law", why })
    }

    /// `-d ln S/dE(B-V)` at observed wavelengths in vacuum, ångström.
    pub(crate) fn depths(&self, wave_aa: &[f64]) -> Vec<f64> {
        let scale = 0.4 * LN_10 * self.law.r_v().unwrap_or(0.0);
        wave_aa.iter().map(|wave| scale * self.law.ratio(1e-4 * wave)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_law_of_the_milky_way_is_asked_for() {
        let with = |law: &str, ebv_mag| Foreground { ebv_mag, law: DustLaw::named(law).expect("listed") };
        assert!(with("gordon2023", 0.1).check().is_ok());
        assert!(with("fitzpatrick1999", -0.1).check().is_err());
        let said = with("calzetti2000", 0.1).check().expect_err("no R_V").to_string();
        assert!(said.contains("R_V of foreground.law") && said.contains("gordon2023"), "{said}");
    }

    #[test]
    fn one_magnitude_of_colour_is_r_v_in_v() {
        let law = DustLaw::named("fitzpatrick1999").expect("listed");
        let depth = Foreground { ebv_mag: 1.0, law: law.clone() }.depths(&[5500.0])[0];
        assert!((depth / (0.4 * LN_10 * 3.1 * law.ratio(0.55)) - 1.0).abs() < 1e-15);
        assert!((law.ratio(0.55) - 1.0).abs() < 0.03);
    }
}
