//! What a cube is asked to be.
use crate::orient::Orientation;
use crate::spaxel::{Assignment, Pointing};
use crate::{Error, Result, Telescope};
use astrarium_astro::cosmology::CosmologyChoice;
use astrarium_astro::dust::DustLaw;
use astrarium_astro::ssp::{Interpolation, Outside};
use serde::{Deserialize, Serialize};

/// How a cube is computed; all ways agree within the tolerance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Path {
    /// The cheapest, by counted operations.
    #[default]
    Auto,
    /// One spectrum a particle.
    Direct,
    /// Velocities on a grid, all nodes of the library.
    Bins,
    /// Velocities on a grid, few spectra in the stead of all nodes.
    Factored,
}

/// How spectra go from one node of the library to the next, along age and along metallicity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Curve {
    /// On straight lines: their slopes jump at the nodes.
    #[default]
    Linear,
    /// On cubics whose slopes meet at the nodes and which, between two nodes of a line, stay between their values (Fritsch & Butland
    /// 1984, of each wavelength). Between the lines of nodes slopes are interpolated in the same way.
    Monotone,
}

/// What a cube is asked to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CubeSpec {
    /// The telescope: field, spaxels, channels, blurs.
    pub telescope: Telescope,
    /// Redshift at which the galaxy is seen.
    pub redshift: f64,
    /// The universe between.
    #[serde(default)]
    pub cosmology: CosmologyChoice,
    /// How the galaxy is turned.
    #[serde(default)]
    pub orientation: Orientation,
    /// Where the telescope points.
    #[serde(default)]
    pub pointing: Pointing,
    /// How particles are shared out among spaxels.
    #[serde(default)]
    pub assignment: Assignment,
    /// How spectra between the library's nodes are made; by default of logarithms, the last node beyond the grid.
    #[serde(default = "clamped")]
    pub interpolation: Interpolation,
    /// How they go from node to node.
    #[serde(default)]
    pub curve: Curve,
    /// Resolution of the library's spectra (full width at half maximum, ångström at rest), which is taken off the telescope's;
    /// by default that of the libraries known by name, else none.
    #[serde(default)]
    pub library_fwhm_aa: Option<f64>,
    /// Law of the dust in front of stars; how much there is, is told with the stars.
    #[serde(default)]
    pub dust: DustLaw,
    /// Whether motion changes brightness: `a^-5` in the flux density, `a` the stretch by a star's velocity.
    #[serde(default)]
    pub boost: bool,
    /// Error allowed: root of the mean square over a spaxel's channels, relative to the spaxel's mean.
    #[serde(default = "tolerance")]
    pub tolerance: f64,
    /// How it is computed.
    #[serde(default)]
    pub path: Path,
    /// Rows of spaxels of a block.
    #[serde(default = "rows_per_block")]
    pub rows_per_block: usize,
}

fn clamped() -> Interpolation {
    Interpolation { outside: Outside::Clamp, ..Interpolation::default() }
}

fn tolerance() -> f64 {
    1e-3
}

fn rows_per_block() -> usize {
    2
}

impl CubeSpec {
    /// A telescope's look at a redshift, all else as by default.
    pub fn new(telescope: Telescope, redshift: f64) -> Self {
        Self {
            telescope,
            redshift,
            cosmology: CosmologyChoice::default(),
            orientation: Orientation::default(),
            pointing: Pointing::default(),
            assignment: Assignment::default(),
            interpolation: clamped(),
            curve: Curve::default(),
            library_fwhm_aa: None,
            dust: DustLaw::default(),
            boost: false,
            tolerance: tolerance(),
            path: Path::default(),
            rows_per_block: rows_per_block(),
        }
    }

    /// Looks for what cannot be.
    ///
    /// # Errors
    /// [`Error::OutOfRange`], [`Error::BadValue`]; as [`Telescope::check`].
    pub fn check(&self) -> Result<()> {
        self.telescope.check()?;
        self.dust.check()?;
        Error::check_positive("redshift", self.redshift)?;
        if !(1e-9..=0.1).contains(&self.tolerance) {
            let expected = "a number from 1e-9 to 0.1";
            return Err(Error::OutOfRange { what: "tolerance", value: self.tolerance, expected });
        }
        if self.rows_per_block == 0 {
            return Err(Error::OutOfRange { what: "rows_per_block", value: 0.0, expected: "1 or more" });
        }
        if self.curve == Curve::Monotone && self.interpolation.outside == Outside::Extend {
            let why = "monotone curves do not go on beyond the nodes: `clamp` or `refuse` is needed";
            return Err(Error::Missing { what: "interpolation.outside", why });
        }
        let fwhm = self.library_fwhm_aa.unwrap_or(0.0);
        Error::check_none_negative("library_fwhm_aa", &[fwhm])?;
        let Pointing { east_arcsec, north_arcsec, position_angle_deg } = self.pointing;
        let [angles, pointing] = [self.orientation.angles_deg, [east_arcsec, north_arcsec, position_angle_deg]];
        Error::check_each("orientation.angles_deg", &angles, "finite numbers", f64::is_finite)?;
        Error::check_each("pointing", &pointing, "finite numbers", f64::is_finite)
    }
}
