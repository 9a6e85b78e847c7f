//! Tori of Fritz and others.
use super::template::Template;
use crate::parameters::component;
use crate::physics::Physics;
use crate::xray::{PowerLaw, bolometric_correction};
use crate::{Compat, Error, Result};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Nodes of the templates' parameters.
const CT: [f64; 3] = [20.0, 40.0, 60.0];
const AL: [f64; 4] = [0.0, 2.0, 4.0, 6.0];
const BE: [f64; 5] = [-1.0, -0.75, -0.5, -0.25, 0.0];
const TA: [f64; 8] = [0.1, 0.3, 0.6, 1.0, 2.0, 3.0, 6.0, 10.0];
const RM: [f64; 5] = [10.0, 30.0, 60.0, 100.0, 150.0];
const IA: [f64; 10] = [0.001, 10.1, 20.1, 30.1, 40.1, 50.1, 60.1, 70.1, 80.1, 89.99];

/// Which of the 24000 templates: each number goes to the nearest node (the first of two that are equally near).
///
/// # Source
/// Fritz, Franceschini & Hatziminaoglou 2006, MNRAS 366, 767
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FritzNode {
    /// Half the opening angle of the torus, degrees: 20, 40, 60.
    pub opening_deg: f64,
    /// Fall of its density with height: 0, 2, 4, 6.
    pub alpha: f64,
    /// Slope of its density with radius: -1 to 0 in quarters.
    pub beta: f64,
    /// Optical depth at 9.7 µm: 0.1, 0.3, 0.6, 1, 2, 3, 6, 10.
    pub depth_9p7: f64,
    /// Outer over inner radius: 10, 30, 60, 100, 150.
    pub radii: f64,
    /// Angle of sight from the axis, degrees: 0.001, 10.1, 20.1, ..., 80.1, 89.99.
    pub sight_deg: f64,
}

impl Default for FritzNode {
    fn default() -> Self {
        Self { opening_deg: 40.0, alpha: 0.0, beta: -0.5, depth_9p7: 6.0, radii: 60.0, sight_deg: 0.001 }
    }
}

fn nearest(nodes: &[f64], value: f64) -> f64 {
    nodes
        .iter()
        .copied()
        .fold(nodes[0], |best, node| if (node - value).abs() < (best - value).abs() { node } else { best })
}

impl FritzNode {
    /// The name of its file.
    pub fn file_name(&self) -> String {
        format!(
            "ct{:.0}al{:.1}be{:.2}ta{:.1}rm{:.0}ia{:.3}",
            nearest(&CT, self.opening_deg),
            nearest(&AL, self.alpha),
            // there is no minus before nought
            nearest(&BE, self.beta) + 0.0,
            nearest(&TA, self.depth_9p7),
            nearest(&RM, self.radii),
            nearest(&IA, self.sight_deg)
        )
    }

    /// Reads the template from a folder.
    ///
    /// # Errors
    /// [`Error::NoTemplate`] if its file is not there; [`Error::Reading`] and [`Error::Format`].
    pub fn read(&self, folder: &Path) -> Result<Template> {
        let name = self.file_name();
        let path = folder.join(&name);
        if !path.is_file() {
            return Err(Error::NoTemplate { name, folder: folder.to_owned() });
        }
        Template::read(&path)
    }
}

component! {
    /// An active nucleus: a torus around a disc, `L = f/(1 - f) L_dust (template + X-rays)`, `L_dust` being what dust absorbs.
    ///
    /// Its luminosity from 2 to 10 keV is the bolometric one over Duras's correction, with photon index 1.8 and a cut-off at
    /// 300 keV.
    pub struct Nucleus {
        /// `f`, the nucleus's part of the luminosity of dust and nucleus.
        fraction = 1e-3, "", 1e-3 .. 0.999 log;
        + {
            /// Which template.
            template: FritzNode = FritzNode::default();
            /// Folder of the templates.
            folder: PathBuf = PathBuf::from("AGN_templates");
            /// Whether it shines in X-rays.
            xrays: bool = true;
        }
    }
}

/// Photon index and cut-off, keV.
pub(crate) const XRAYS: (f64, f64) = (1.8, 300.0);

impl Nucleus {
    /// Looks for parameters that make no nucleus.
    ///
    /// # Errors
    /// [`Error::OutOfRange`].
    pub fn check(&self) -> Result<()> {
        if (0.0..1.0).contains(&self.fraction) {
            return Ok(());
        }
        Err(Error::OutOfRange { what: "agn.fraction", value: self.fraction, expected: "a number from 0 to below 1" })
    }

    /// Bolometric luminosity without X-rays, and that from 2 to 10 keV, for light absorbed by dust, solar ones.
    pub fn luminosities_lsun(&self, absorbed_lsun: f64, compat: Compat) -> [f64; 2] {
        let bolometric = self.fraction / (1.0 - self.fraction) * absorbed_lsun;
        if !self.xrays || bolometric <= 0.0 {
            return [bolometric.max(0.0), 0.0];
        }
        let xrays = match compat {
            Compat::None => bolometric / bolometric_correction(bolometric),
            Compat::Galapy => bolometric * bolometric_correction(absorbed_lsun),
        };
        [bolometric, xrays]
    }

    /// The X-ray spectrum.
    pub fn power_law(physics: &Physics) -> PowerLaw {
        PowerLaw::new(XRAYS.0, XRAYS.1, physics)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_go_to_the_nearest_node() {
        assert_eq!(FritzNode::default().file_name(), "ct40al0.0be-0.50ta6.0rm60ia0.001");
        let odd = FritzNode { opening_deg: 30.0, alpha: 5.0, beta: -0.1, depth_9p7: 1e3, radii: 20.0, sight_deg: 90.0 };
        assert_eq!(odd.file_name(), "ct20al4.0be0.00ta10.0rm10ia89.990");
    }

    #[test]
    fn an_absent_template_is_named() {
        let error = FritzNode::default().read(Path::new("/nowhere")).expect_err("no folder").to_string();
        assert!(error.starts_with("no template ct40al0.0be-0.50ta6.0rm60ia0.001 in /nowhere"), "{error}");
    }

    #[test]
    fn a_fraction_of_one_is_refused() {
        assert!(Nucleus { fraction: 1.0, ..Nucleus::default() }.check().is_err());
        let half = Nucleus { fraction: 0.5, ..Nucleus::default() };
        let [bolometric, xrays] = half.luminosities_lsun(1e11, Compat::None);
        assert_eq!(bolometric, 1e11);
        assert!((0.02..0.1).contains(&(xrays / bolometric)), "{xrays:e}");
    }
}
