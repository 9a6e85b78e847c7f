//! `astrarium sed fit`: one source, one sampler.
use super::{PATHS, SAMPLER, words};
use crate::cli::{
    Error,
    infer::{citations, parameter_facts, points_table},
    task::{Card, Direct, Fact, Flag, Form, Picture, Product, Saving, Setup},
};
use astrarium_exec::{Engine, Input, Saving as Saved};
use astrarium_infer::{
    How, Run, export,
    figures::{Corner, by_decades, corner, course},
    samplers::SamplerKind,
};
use astrarium_sed::result::{Drawn, Posterior, sed_figure, spectrum_figure};
use astrarium_sed::{
    Absent, BandsSpec, CatalogueSpec, FitSpec, GalaxyDensity, GalaxySpec, LibrarySpec, Noise, ParameterSpec,
    PhotometrySpec, Spectroscopy, SpectrumSpec,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// The task.
pub(crate) struct Fit;

/// A galaxy and what of it is fitted.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Asked {
    /// Draws of the posterior of which spectra and derived quantities are computed.
    draws: usize,
    /// Components that a galaxy has unless they are named here: dust, igm.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    without: Vec<Absent>,
    /// A table of redshift, distance and age instead of a cosmology.
    #[serde(skip_serializing_if = "Option::is_none")]
    cosmology_table: Option<PathBuf>,
    /// How far fluxes of bands may be off in the likelihood, in units of their errors, as 0.05: few wavelengths stand for all then,
    /// which takes half the time, where a comparison at draws of the prior says that they are good enough. Without it, and where
    /// they are not, the likelihood is exact.
    #[serde(skip_serializing_if = "Option::is_none")]
    tolerance_sigma: Option<f64>,
    /// What is fitted: numbers of the galaxy and of the noise by name. Each has a prior (as prior = { kind = "uniform", low =
    /// 0.0, high = 1.0 }), a joint prior with its neighbours, a fixed value, or is tied to another; without any of them the
    /// prior of its usual range.
    parameters: Vec<ParameterSpec>,
    /// The sampler with its settings.
    sampler: SamplerKind,
    /// The galaxy, with the numbers that no parameter moves.
    galaxy: GalaxySpec,
    /// Its stars.
    library: LibrarySpec,
    /// Where bands are looked for.
    bands: BandsSpec,
    /// What is uncertain besides the errors of the fluxes.
    noise: Noise,
    /// How the measured spectrum is seen: motions, calibration, errors.
    spectroscopy: Spectroscopy,
}

/// Numbers of the default galaxy that a fit of a few bands can tell.
pub(super) const USUAL: [&str; 9] = [
    "age_yr",
    "sfh.psi_max_msun_yr",
    "sfh.tau_star_yr",
    "dust.f_mc",
    "dust.n_mc",
    "dust.r_mc_pc",
    "dust.tau_esc_yr",
    "dust.r_dust_pc",
    "dust.f_pah",
];

impl Default for Asked {
    fn default() -> Self {
        let FitSpec { galaxy, library, bands, noise, spectroscopy, .. } = FitSpec::default();
        let sampler = SamplerKind::named("nested").expect("nested sampling has a name");
        let parameters = USUAL.map(ParameterSpec::usual).into();
        let (without, cosmology_table, tolerance_sigma) = (vec![], None, None);
        Self {
            draws: 500,
            without,
            cosmology_table,
            parameters,
            tolerance_sigma,
            sampler,
            galaxy,
            library,
            bands,
            noise,
            spectroscopy,
        }
    }
}

impl Asked {
    /// The fit of these fluxes.
    fn fit(&self, photometry: PhotometrySpec) -> FitSpec {
        FitSpec {
            galaxy: self.galaxy.clone(),
            without: self.without.clone(),
            library: self.library.clone(),
            cosmology_table: self.cosmology_table.clone(),
            bands: self.bands.clone(),
            photometry,
            spectrum: SpectrumSpec::default(),
            noise: self.noise.clone(),
            spectroscopy: self.spectroscopy.clone(),
            parameters: self.parameters.clone(),
            tolerance_sigma: self.tolerance_sigma,
        }
    }
}

/// What was measured: a source of a catalogue, or the fluxes themselves.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Measured {
    /// Which source of the catalogue, by its name; not needed where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    /// A catalogue.
    #[serde(skip_serializing_if = "Option::is_none")]
    catalogue: Option<CatalogueSpec>,
    /// Or fluxes of bands.
    #[serde(skip_serializing_if = "Option::is_none")]
    photometry: Option<PhotometrySpec>,
    /// A spectrum, beside them or alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    spectrum: Option<SpectrumSpec>,
}

impl Measured {
    /// The fit with the source's own numbers, and the source's name.
    fn fit(&self, asked: &Asked) -> Result<(FitSpec, String), Error> {
        let (mut fit, name) = self.of_bands(asked)?;
        if let Some(spectrum) = &self.spectrum {
            // what the file holds is part of what makes the fit the same
            fit.spectrum = spectrum.told()?;
        }
        Ok((fit, name))
    }

    fn of_bands(&self, asked: &Asked) -> Result<(FitSpec, String), Error> {
        let name = || self.source.clone().unwrap_or_else(|| "the source".to_owned());
        match (&self.catalogue, &self.photometry) {
            (None, Some(photometry)) => Ok((asked.fit(photometry.clone()), name())),
            (None, None) if self.spectrum.is_some() => Ok((asked.fit(PhotometrySpec::default()), name())),
            (Some(catalogue), None) => self.of_catalogue(catalogue, asked),
            _ => {
                let what = "one of `input.catalogue`, `input.photometry` and `input.spectrum` must be given";
                Err(Error::input(
                    what,
                    "name a catalogue, as `astrarium sed fit table.ecsv --source NAME`, or give the fluxes",
                ))
            }
        }
    }

    fn of_catalogue(&self, catalogue: &CatalogueSpec, asked: &Asked) -> Result<(FitSpec, String), Error> {
        let sources = catalogue.read()?;
        let found = match &self.source {
            Some(name) => sources.iter().find(|source| source.id == *name),
            None => sources.first().filter(|_| sources.len() == 1),
        };
        let source = found.ok_or_else(|| {
            let names: Vec<&str> = sources.iter().map(|source| source.id.as_str()).take(20).collect();
            let asked = self
                .source
                .as_ref()
                .map_or("no source is named".to_owned(), |name| format!("no source is called {name}"));
            Error::input(
                format!("{asked}, and {} holds {}", catalogue.file.display(), sources.len()),
                format!("name one by --source: {}", names.join(", ")),
            )
        })?;
        let mut fit = asked.fit(PhotometrySpec::default());
        fit.take(source);
        Ok((fit, source.id.clone()))
    }
}

const SOURCE: Flag = Flag::new("source", "input.source", "NAME", Form::Text).with_help("The source of the catalogue");
const UNIT: Flag = Flag::new("unit", "input.catalogue.unit", "UNIT", Form::Text)
    .with_help("Unit of the catalogue's fluxes [its own, else mJy]");
const SPECTRUM: Flag =
    Flag::new("spectrum", "input.spectrum.file", "FILE", Form::Text).with_help("A spectrum to fit as well");

impl Direct for Fit {
    type Spec = Asked;
    type Input = Measured;

    const CARD: Card = Card {
        kind: "sed.fit",
        about: "Fit a galaxy to photometry and spectrum of one source",
        inputs: "[SPEC.toml] [CATALOGUE]",
        example: "fit.toml dustpedia.dat --source NGC4254 --unit Jy",
        flags: &[SOURCE, UNIT, SPECTRUM, SAMPLER],
        input_key: "input.catalogue.file",
        paths: PATHS,
    };

    fn compute(
        (asked, input): (&Asked, &Measured),
        engine: &Engine,
        setup: &Setup,
        saving: &Saving<'_>,
    ) -> Result<Product, Error> {
        let (spec, name) = input.fit(asked)?;
        let density = spec.plan(setup.shelf()?)?;
        density.projections().iter().for_each(|told| setup.console.note(&told.to_string()));
        let saved = Saved { store: saving.store, name: "run", every: saving.every };
        let inputs = identity(&spec);
        let how = How { saving: Some(saved), inputs: &inputs, ..How::new(engine, setup.seed) };
        let ran = asked.sampler.run(density.target(asked.sampler.needs_gradient())?, how);
        // what there is so far stands in the checkpoint
        if engine.stop().is_set() {
            return Err(Error::work(&engine.stop().reason()));
        }
        let run = ran?;
        let posterior = Posterior::of(&density, 0, &run, asked.draws)?;
        product(&Fitted { spec: &spec, name: &name, density: &density, run: &run, posterior: &posterior })
    }
}

/// What makes a fit the same fit: its whole specification.
fn identity(spec: &FitSpec) -> [Input; 1] {
    [Input { name: "fit".to_owned(), size: 0, modified_ns: 0, sample: spec.hash(), headers: 0, sha256: None }]
}

/// A fit that has ended.
struct Fitted<'a> {
    spec: &'a FitSpec,
    name: &'a str,
    density: &'a GalaxyDensity,
    run: &'a Run,
    posterior: &'a Posterior,
}

fn product(fitted: &Fitted<'_>) -> Result<Product, Error> {
    let Fitted { spec, name, density, run, posterior } = *fitted;
    let title = format!("{name} by {}", run.sampler);
    let (data, bands) = (&density.sources()[0].photometry, density.observer().bands());
    let mut files: Vec<(&'static str, Vec<u8>)> = export::files(run)?.into();
    for (file, table) in [
        ("quantities.ecsv", posterior.quantity_table()?),
        ("photometry.ecsv", posterior.band_table(data, bands)?),
        ("spectrum.ecsv", posterior.spectrum_table()?),
    ] {
        files.push((file, words::ecsv(&table, file)?));
    }
    if let Some(spectrum) = &density.sources()[0].spectrum
        && let Some(table) = posterior.pixel_table(spectrum)?
    {
        files.push(("pixels.ecsv", words::ecsv(&table, "pixels.ecsv")?));
    }
    let mut works = words::works(spec);
    works.extend(citations(&run.sampler));
    let mut warnings = run.verdict.reasons.clone();
    if posterior.n_failed > 0 {
        warnings.push(format!("{} draws of the posterior make no galaxy and are left out", posterior.n_failed));
    }
    Ok(Product {
        table: points_table(run)?,
        fits: None,
        files,
        figures: pictures(fitted, &title)?,
        facts: facts(fitted),
        warnings,
        citations: works,
        untrusted: (!run.verdict.ok).then(|| run.verdict.reasons.join("; ")),
        title,
    })
}

fn pictures(fitted: &Fitted<'_>, title: &str) -> Result<Vec<(&'static str, Picture)>, Error> {
    let Fitted { density, run, posterior, .. } = *fitted;
    let drawn = Drawn::of(posterior, density, 0, title);
    let sed = sed_figure(&drawn).caption(
        "The most likely galaxy with its components, what the posterior leaves open, and the measured fluxes; below, what is \
         left of them in units of their errors.",
    );
    let told = by_decades(run);
    let triangle = corner(&[&told], &Corner { title: title.to_owned(), ..Corner::default() })?.caption(
        "Posterior of all parameters and pairs: regions of 39 and 86 per cent; above each histogram the median and the \
         distances to the quantiles 0.16 and 0.84.",
    );
    let course = course(run, "How the run went")?;
    let mut pictures = vec![("sed", sed.into()), ("corner", triangle.into()), ("course", course.into())];
    let spectrum = density.sources()[0].spectrum.as_deref();
    if let Some(figure) = spectrum.and_then(|spectrum| spectrum_figure(posterior, spectrum, title)) {
        let figure = figure.caption(
            "The measured spectrum, the most likely galaxy with its calibration, what the posterior leaves open, and what is left in \
             units of the errors.",
        );
        pictures.insert(1, ("spectrum", figure.into()));
    }
    Ok(pictures)
}

fn facts(fitted: &Fitted<'_>) -> Vec<Fact> {
    let Fitted { density, run, posterior, .. } = *fitted;
    let mut facts = parameter_facts(run, None);
    let data = &density.sources()[0].photometry;
    let detected = data.is_limit.iter().filter(|is_limit| !**is_limit).count();
    let words = format!("chi2 of the most likely galaxy = {:.2} in {detected} bands", posterior.best.chi2);
    facts.insert(2, Fact::new("chi2", words, posterior.best.chi2));
    facts.push(Fact::hidden("n_bands", data.len()));
    if let (Some(spectrum), Some(pixels)) = (&density.sources()[0].spectrum, &posterior.best.pixels) {
        let words = format!("chi2 of its spectrum = {:.2} in {} pixels", pixels.chi2, spectrum.n_used());
        facts.insert(3, Fact::new("chi2_spectrum", words, pixels.chi2));
    }
    facts.extend(density.projections().iter().map(words::projection));
    facts.extend(words::quantities(posterior));
    facts
}
