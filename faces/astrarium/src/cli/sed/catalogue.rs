//! `astrarium sed catalogue`: all sources of a catalogue, by one or several models.
use super::{PATHS, SAMPLER, fit::USUAL, words};
use crate::cli::{
    Error,
    infer::citations,
    task::{Card, Fact, Flag, Folding, Form, Product, Setup},
};
use astrarium_infer::samplers::SamplerKind;
use astrarium_io::report::{Axis, Errors, Figure, Panel, Points};
use astrarium_io::table::Table;
use astrarium_sed::catalogue::{CatalogueFitSpec, CatalogueFits, Found, OwnPrior, catalogue_table, failures};
use astrarium_sed::{Absent, BandsSpec, CatalogueSpec, FitSpec, GalaxySpec, LibrarySpec, Noise, ParameterSpec};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The task.
pub(crate) struct Catalogue;

/// Galaxies, and what of each is fitted.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Asked {
    /// Draws of each posterior of which derived quantities are computed.
    draws: usize,
    /// Sources of a block: fitted together by one worker.
    block: usize,
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
    /// What is fitted: numbers of the galaxy and of the noise by name, as in a fit of one source. Columns of the catalogue that are
    /// called as a number of the galaxy (`redshift`, `distance_mpc`) are each source's own, unless they stand here.
    parameters: Vec<ParameterSpec>,
    /// Numbers whose prior is each source's own: normal, with mean and standard deviation from columns of the catalogue, as
    /// `{ name = "redshift", mean = "z_phot", error = "z_phot_err" }`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    own_priors: Vec<OwnPrior>,
    /// Models by name, each with what differs from the keys below and above: [models.agn.galaxy.agn] with fraction = 0.1. Without
    /// any there is the one model.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    models: BTreeMap<String, serde_json::Value>,
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
}

impl Default for Asked {
    fn default() -> Self {
        let FitSpec { galaxy, library, bands, noise, .. } = FitSpec::default();
        let CatalogueFitSpec { sampler, draws, block, .. } = CatalogueFitSpec::default();
        let parameters = USUAL.map(ParameterSpec::usual).into();
        let (own_priors, models) = (vec![], BTreeMap::new());
        let (without, cosmology_table, tolerance_sigma) = (vec![], None, None);
        Self {
            draws,
            block,
            without,
            cosmology_table,
            parameters,
            own_priors,
            models,
            tolerance_sigma,
            sampler,
            galaxy,
            library,
            bands,
            noise,
        }
    }
}

impl Asked {
    fn fits(&self, seed: u64) -> CatalogueFitSpec {
        CatalogueFitSpec {
            fit: FitSpec {
                galaxy: self.galaxy.clone(),
                without: self.without.clone(),
                library: self.library.clone(),
                cosmology_table: self.cosmology_table.clone(),
                bands: self.bands.clone(),
                noise: self.noise.clone(),
                parameters: self.parameters.clone(),
                tolerance_sigma: self.tolerance_sigma,
                ..FitSpec::default()
            },
            models: self.models.clone(),
            own_priors: self.own_priors.clone(),
            sampler: self.sampler.clone(),
            draws: self.draws,
            block: self.block,
            seed,
        }
    }
}

const UNIT: Flag =
    Flag::new("unit", "input.unit", "UNIT", Form::Text).with_help("Unit of the fluxes [their own, else mJy]");
/// Failed fits that are told one by one.
const TOLD: usize = 5;

impl Folding for Catalogue {
    type Spec = Asked;
    type Input = CatalogueSpec;
    type Job = CatalogueFits;

    const CARD: Card = Card {
        kind: "sed.catalogue",
        about: "Fit galaxies to all sources of a catalogue, by one or several models",
        inputs: "[SPEC.toml] CATALOGUE",
        example: "fit.toml sources.ecsv --sampler nested",
        flags: &[UNIT, SAMPLER],
        input_key: "input.file",
        paths: PATHS,
    };

    fn plan(spec: &Asked, input: &CatalogueSpec, setup: &Setup) -> Result<(CatalogueFits, Vec<String>), Error> {
        if input.file.as_os_str().is_empty() {
            return Err(Error::input(
                "no catalogue is named",
                "give its file, as `astrarium sed catalogue sources.ecsv`",
            ));
        }
        let fits = spec.fits(setup.seed).plan(input, setup.shelf()?)?;
        let notes = fits.notes();
        Ok((fits, notes))
    }

    fn product((spec, input): (&Asked, &CatalogueSpec), fits: &CatalogueFits, found: Found) -> Result<Product, Error> {
        let table = catalogue_table(fits, &found)?;
        let failed = failures(fits, &found);
        let n_rows = table.n_rows();
        let flagged = found.rows.iter().filter(|row| row.row.found.as_ref().is_ok_and(|found| !found.flags.is_empty()));
        let flagged = flagged.count();
        let mut works = words::works(&spec.fits(0).fit);
        works.extend(citations(spec.sampler.name()));
        let name = input.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Product {
            title: format!("{} sources of {name} by {} models", fits.sources().len(), fits.models().count()),
            figures: vec![("masses", masses(&table)?.into())],
            fits: None,
            files: vec![],
            facts: facts(fits, n_rows, (failed.len(), flagged)),
            warnings: warnings(&failed, flagged),
            citations: works,
            untrusted: (2 * (failed.len() + flagged) > n_rows)
                .then(|| format!("{} of {n_rows} fits failed, {flagged} are not to be trusted", failed.len())),
            table,
        })
    }
}

fn facts(fits: &CatalogueFits, n_rows: usize, (failed, flagged): (usize, usize)) -> Vec<Fact> {
    let models: Vec<&str> = fits.models().collect();
    vec![
        Fact::new("n_sources", format!("{} sources", fits.sources().len()), fits.sources().len()),
        Fact::new("models", format!("models: {}", models.join(", ")), models),
        Fact::new("n_fits", format!("{n_rows} fits"), n_rows),
        Fact::new("n_failed", format!("{failed} failed"), failed),
        Fact::new("n_flagged", format!("{flagged} not to be trusted"), flagged),
    ]
}

fn warnings(failed: &[(usize, &str, &str, String)], flagged: usize) -> Vec<String> {
    let mut warnings: Vec<String> =
        failed.iter().take(TOLD).map(|(_, id, model, why)| format!("{id} by {model} failed: {why}")).collect();
    if failed.len() > TOLD {
        warnings.push(format!("{} more failed: see the column `failed`", failed.len() - TOLD));
    }
    if flagged > 0 {
        warnings.push(format!("{flagged} fits are not to be trusted: see the column `flags`"));
    }
    warnings
}

/// Star formation over mass.
fn masses(table: &Table) -> Result<Figure, Error> {
    let sides = |name: &str| -> Result<(Vec<f64>, Errors), Error> {
        let [middle, low, high] =
            ["", "_lo", "_hi"].map(|end| table.f64s(&format!("{name}{end}")).map(<[f64]>::to_vec));
        let (middle, low, high) = (middle?, low?, high?);
        let lengths = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a - b).collect();
        let errors = Errors::Sides { low: lengths(&middle, &low), high: lengths(&high, &middle) };
        Ok((middle, errors))
    };
    let ((x, x_err), (y, y_err)) = (sides("living_msun")?, sides("sfr_100myr_msun_yr")?);
    let mut points = Points::new(x, y);
    (points.x_err, points.y_err) = (Some(x_err), Some(y_err));
    let panel = Panel::new(Axis::log("Star formation over 100 Myr").unit("M☉ yr⁻¹")).with(points);
    let figure = Figure::new("Star formation and mass", Axis::log("Living mass").unit("M☉")).panel(panel);
    Ok(figure.caption("Medians of all fits with their quantiles 0.16 and 0.84."))
}
