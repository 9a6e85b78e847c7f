//! What an observation is asked to be.
use crate::cube::{CubeSpec, Curve, LineSpec, Path as Way};
use crate::noise::Noise;
use crate::orient::Orientation;
use crate::screen::DustSpec;
use crate::spaxel::{Assignment, Pointing};
use crate::telescope::Psf;
use crate::{Error, Galaxy, Result, Telescope};
use astrarium_astro::cosmology::CosmologyChoice;
use astrarium_astro::dust::DustLaw;
use astrarium_astro::ssp::{NebularGrid, SspLibrary};
use astrarium_io::registry::Shelf;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// A telescope by name, by its file, or as a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum TelescopeChoice {
    /// A preset's name, or the path of a file that ends with `.toml`.
    Named(String),
    /// All of it.
    Own(Box<Telescope>),
}

impl Default for TelescopeChoice {
    fn default() -> Self {
        Self::Named("MUSE".to_owned())
    }
}

impl TelescopeChoice {
    /// The telescope.
    ///
    /// # Errors
    /// As [`Telescope::named`] and [`Telescope::read`].
    pub fn telescope(&self) -> Result<Telescope> {
        match self {
            Self::Named(name) if name.to_lowercase().ends_with(".toml") => Telescope::read(name),
            Self::Named(name) => Telescope::named(name),
            Self::Own(telescope) => Ok((**telescope).clone()),
        }
    }
}

/// A library of stellar populations by name (`bc03lr`, `bc03miles`) or by its file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct LibraryChoice(pub String);

impl Default for LibraryChoice {
    fn default() -> Self {
        Self("bc03miles".to_owned())
    }
}

impl LibraryChoice {
    /// Reads the library.
    ///
    /// # Errors
    /// As [`SspLibrary::named`]; as [`SspLibrary::read`] of anything with an ending or a folder in its name.
    pub fn read(&self, shelf: &Shelf) -> Result<SspLibrary> {
        let is_file = self.0.contains(['.', '/', '\\']);
        Ok(if is_file { SspLibrary::read(Path::new(&self.0))? } else { SspLibrary::named(shelf, &self.0)? })
    }
}

/// A grid of emission lines by name (`cloudy-lines`) or by its file, in the format of Bagpipes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct LineGridChoice(pub String);

impl Default for LineGridChoice {
    fn default() -> Self {
        Self("cloudy-lines".to_owned())
    }
}

impl LineGridChoice {
    /// Reads the grid.
    ///
    /// # Errors
    /// As [`NebularGrid::read_bagpipes`]; [`Error::Io`] of a data set that was not fetched.
    pub fn read(&self, shelf: &Shelf) -> Result<NebularGrid> {
        let is_file = self.0.contains(['.', '/', '\\']);
        let path = if is_file { Path::new(&self.0).to_owned() } else { shelf.path(&self.0)? };
        Ok(NebularGrid::read_bagpipes(&path)?)
    }
}

/// The tables that an observation needs.
#[derive(Clone, Debug)]
pub struct Libraries {
    /// Spectra of stars.
    pub stars: SspLibrary,
    /// Lines of gas; none where none are asked for.
    pub lines: Option<NebularGrid>,
}

impl Libraries {
    /// The grid of lines.
    pub(super) fn grid(&self) -> Result<&NebularGrid> {
        let why = "emission lines are asked for (`ObserveSpec::libraries` reads it)";
        self.lines.as_ref().ok_or(Error::Missing { what: "grid of emission lines", why })
    }
}

impl From<SspLibrary> for Libraries {
    /// Stars alone.
    fn from(stars: SspLibrary) -> Self {
        Self { stars, lines: None }
    }
}

/// What an observation is asked to be; by default MUSE, face-on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ObserveSpec {
    /// The telescope.
    pub telescope: TelescopeChoice,
    /// Width of the field, arcsec; the telescope's if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fov_arcsec: Option<f64>,
    /// The blur of images, in the place of the telescope's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub psf: Option<Psf>,
    /// Redshift at which the galaxy is seen; that of the snapshot if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redshift: Option<f64>,
    /// The universe between.
    pub cosmology: CosmologyChoice,
    /// The library of stellar populations: bc03lr, bc03miles, or a file.
    pub library: LibraryChoice,
    /// How spectra go from one of its nodes to the next, along age and metallicity.
    pub curve: Curve,
    /// Resolution of the library's spectra (full width at half maximum, ångström at rest); that of libraries known by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub library_fwhm_aa: Option<f64>,
    /// How the galaxy is turned.
    pub orientation: Orientation,
    /// Where the telescope points.
    pub pointing: Pointing,
    /// Right ascension and declination of the galaxy's centre, degrees.
    pub position_deg: [f64; 2],
    /// Dust in the galaxy's gas, that dims the stars behind it; none if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dust: Option<DustSpec>,
    /// Law of this dust.
    pub dust_law: DustLaw,
    /// Emission lines of the gas that forms stars; none if left out. Libraries whose spectra hold lines already must not have them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lines: Option<LineSpec>,
    /// The grid of these lines: cloudy-lines, or a file of Bagpipes' format.
    pub line_grid: LineGridChoice,
    /// Noise; none if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub noise: Option<Noise>,
    /// Whether the file tells the mass by age and metallicity in each spaxel: the truth for fits of spectra.
    pub distribution: bool,
    /// Ratio of signal to noise to which spaxels are joined (Voronoi bins) in maps: that of a channel if there is noise, else the root
    /// of the number of stars. Every spaxel for itself if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bin_ratio: Option<f64>,
    /// How particles are shared out among spaxels.
    pub assignment: Assignment,
    /// Whether motion changes brightness.
    pub boost: bool,
    /// Error allowed: root of the mean square over a spaxel's channels, relative to the spaxel's mean.
    pub tolerance: f64,
    /// How it is computed.
    pub path: Way,
}

impl Default for ObserveSpec {
    fn default() -> Self {
        Self {
            telescope: TelescopeChoice::default(),
            fov_arcsec: None,
            psf: None,
            redshift: None,
            cosmology: CosmologyChoice::default(),
            library: LibraryChoice::default(),
            curve: Curve::default(),
            library_fwhm_aa: None,
            orientation: Orientation::default(),
            pointing: Pointing::default(),
            position_deg: [0.0; 2],
            dust: None,
            dust_law: DustLaw::default(),
            lines: None,
            line_grid: LineGridChoice::default(),
            noise: None,
            distribution: false,
            bin_ratio: None,
            assignment: Assignment::default(),
            boost: false,
            tolerance: 1e-3,
            path: Way::default(),
        }
    }
}

impl ObserveSpec {
    /// Reads the tables that it needs.
    ///
    /// # Errors
    /// As [`LibraryChoice::read`] and [`LineGridChoice::read`].
    pub fn libraries(&self, shelf: &Shelf) -> Result<Libraries> {
        let lines = self.lines.is_some().then(|| self.line_grid.read(shelf)).transpose()?;
        Ok(Libraries { stars: self.library.read(shelf)?, lines })
    }

    /// The telescope, with the field and the blur asked for.
    ///
    /// # Errors
    /// As [`TelescopeChoice::telescope`] and [`Telescope::check`].
    pub fn telescope(&self) -> Result<Telescope> {
        let mut telescope = self.telescope.telescope()?;
        telescope.fov_arcsec = self.fov_arcsec.unwrap_or(telescope.fov_arcsec);
        telescope.psf = self.psf.clone().or(telescope.psf);
        telescope.check()?;
        Ok(telescope)
    }

    /// The redshift of the observation.
    pub(super) fn redshift_of(&self, galaxy: &Galaxy) -> Result<f64> {
        let why = "the snapshot is of today (redshift 0), where a galaxy has no distance";
        let redshift = self.redshift.or(Some(galaxy.redshift).filter(|&redshift| redshift > 0.0));
        redshift.ok_or(Error::Missing { what: "redshift", why })
    }

    /// The same, as the cube is asked.
    pub(super) fn cube(&self, telescope: &Telescope, redshift: f64) -> CubeSpec {
        CubeSpec {
            cosmology: self.cosmology.clone(),
            orientation: self.orientation.clone(),
            pointing: self.pointing,
            assignment: self.assignment,
            curve: self.curve,
            library_fwhm_aa: self.library_fwhm_aa,
            dust: self.dust_law.clone(),
            boost: self.boost,
            tolerance: self.tolerance,
            path: self.path,
            ..CubeSpec::new(telescope.clone(), redshift)
        }
    }
}
