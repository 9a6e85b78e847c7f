//! What is asked of a fit, and its plan.
use crate::fit::{GalaxyDensity, Source, Task};
use crate::galaxy::{GalaxyPlan, GalaxySpec, Observer, Universe};
use crate::likelihood::Noise;
use crate::observed::PhotometrySpec;
use crate::parameters::Parametric;
use crate::{Error, Result};
use astrarium_astro::band::{BandLibrary, BandSpec};
use astrarium_astro::cosmology::TabulatedCosmology;
use astrarium_astro::ssp::{Extension, SspLibrary};
use astrarium_infer::{Parameter, Space, prior};
use astrarium_io::registry::Shelf;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::Arc;

/// A stellar library.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LibrarySpec {
    /// Its name in the registry.
    pub name: String,
    /// A file instead: HDF5, FITS of Bagpipes, or `GalaPy`'s format.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<PathBuf>,
    /// Light beyond its wavelengths.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extension: Option<Extension>,
}

impl Default for LibrarySpec {
    fn default() -> Self {
        Self { name: "bc03lr".to_owned(), file: None, extension: Some(Extension::default()) }
    }
}

impl LibrarySpec {
    /// Reads the library, and continues it by the rule.
    ///
    /// # Errors
    /// [`Error::Astro`] for an unknown name, a library that was not fetched (with the command that does it) or a broken file.
    pub fn read(&self, shelf: &Shelf) -> Result<SspLibrary> {
        let library = match &self.file {
            Some(file) => SspLibrary::read(file)?,
            None => SspLibrary::named(shelf, &self.name)?,
        };
        Ok(match &self.extension {
            Some(rule) => library.extended(rule)?,
            None => library,
        })
    }
}

/// Where bands are looked for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct BandsSpec {
    /// A folder of curves, before the registry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub folder: Option<PathBuf>,
    /// Bands of one's own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub own: Vec<BandSpec>,
    /// Whether all fluxes are those of photon counters quoted for constant `S_ν`, as `GalaPy` has them.
    pub plain: bool,
}

impl BandsSpec {
    /// The bands of these names.
    ///
    /// # Errors
    /// [`Error::Astro`] for a band that is not known or was not fetched.
    pub fn observer<'a>(&self, names: impl IntoIterator<Item = &'a str>, shelf: &Shelf) -> Result<Observer> {
        let mut library = BandLibrary::new().with_shelf(shelf.clone());
        if let Some(folder) = &self.folder {
            library = library.with_folder(folder.clone());
        }
        if self.plain {
            library = library.plain();
        }
        self.own.iter().try_for_each(|band| library.add(band))?;
        Ok(Observer::new(library.bands(names)?))
    }
}

/// A galaxy fitted to its photometry.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FitSpec {
    /// The galaxy, with the numbers that no parameter moves.
    pub galaxy: GalaxySpec,
    /// Its stars.
    pub library: LibrarySpec,
    /// A table of redshift, distance and age instead of a cosmology.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cosmology_table: Option<PathBuf>,
    /// The bands.
    pub bands: BandsSpec,
    /// What was measured.
    pub photometry: PhotometrySpec,
    /// What is uncertain besides.
    pub noise: Noise,
    /// What is fitted: numbers of the galaxy and of the noise by name, with their priors.
    pub parameters: Vec<Parameter>,
}

impl FitSpec {
    /// A parameter of this fit with the prior of a template: uniform, or uniform in the logarithm, over its number's range.
    ///
    /// # Errors
    /// [`Error::UnknownName`] with the nearest name.
    pub fn parameter(&self, name: &str) -> Result<Parameter> {
        let of_noise = self.noise.quantities().into_iter().map(|q| (format!("noise.{}", q.name), q));
        let all: Vec<_> =
            self.galaxy.quantities().into_iter().map(|q| (q.name.to_string(), q)).chain(of_noise).collect();
        let Some((_, quantity)) = all.iter().find(|(known, _)| known == name) else {
            return Err(Error::unknown("number of the fit", name, all.iter().map(|(known, _)| known.as_str())));
        };
        let [low, high] = quantity.range;
        let prior = if quantity.log { prior::log_uniform(low, high) } else { prior::uniform(low, high) };
        let mut parameter = Parameter::free(name, prior);
        parameter.unit = quantity.unit.to_owned();
        Ok(parameter)
    }

    /// Reads tables, bands and library, checks everything, and makes the likelihood.
    ///
    /// # Errors
    /// All that can be wrong with the galaxy, its data, its parameters and the files that they need.
    pub fn plan(&self, shelf: &Shelf) -> Result<GalaxyDensity> {
        let library = self.library.read(shelf)?;
        let observer = self.bands.observer(self.photometry.bands.iter().map(String::as_str), shelf)?;
        let photometry = self.photometry.plan(observer.bands())?;
        let universe = match &self.cosmology_table {
            Some(path) => Universe::Tabulated(TabulatedCosmology::read(path)?),
            None => Universe::of(&self.galaxy.cosmology)?,
        };
        let plan = GalaxyPlan::with_universe(&self.galaxy, library, universe)?;
        let space = Space::new(self.parameters.clone())?;
        let task = Task {
            plan: Arc::new(plan),
            observer: Arc::new(observer),
            galaxy: self.galaxy.clone(),
            noise: self.noise.clone(),
        };
        GalaxyDensity::new(task, space, vec![Source { photometry, numbers: vec![] }])
    }
}
