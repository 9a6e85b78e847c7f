//! `astrarium sed model`: the light of one galaxy, component by component.
use super::{PATHS, words};
use crate::cli::{
    Error,
    task::{Card, Direct, Fact, Flag, Form, Product, Saving, Setup},
};
use astrarium_exec::Engine;
use astrarium_io::table::{Column, Table};
use astrarium_sed::result::{Drawn, quantities, sed_figure, spectrum_table};
use astrarium_sed::{Absent, BandsSpec, FitSpec, GalaxySpec, LibrarySpec, Task};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// The task.
pub(crate) struct Model;

/// A galaxy, and what is needed to see it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ModelSpec {
    /// Components that a galaxy has unless they are named here: dust, igm.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    without: Vec<Absent>,
    /// A table of redshift, distance and age instead of a cosmology.
    #[serde(skip_serializing_if = "Option::is_none")]
    cosmology_table: Option<PathBuf>,
    /// The galaxy.
    galaxy: GalaxySpec,
    /// Its stars.
    library: LibrarySpec,
    /// Where bands are looked for.
    bands: BandsSpec,
}

/// Through what it is seen.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Seen {
    /// Names of bands.
    through: Vec<String>,
}

const THROUGH: Flag = Flag::new("through", "input.through", "A,B", Form::List).with_help("Bands by name");
const REDSHIFT: Flag = Flag::new("redshift", "galaxy.redshift", "Z", Form::Value);
const AGE: Flag = Flag::new("age-yr", "galaxy.age_yr", "YR", Form::Value);

impl Direct for Model {
    type Spec = ModelSpec;
    type Input = Seen;

    const CARD: Card = Card {
        kind: "sed.model",
        about: "Spectrum and band fluxes of a galaxy, component by component",
        inputs: "[SPEC.toml]",
        example: "--redshift 0.5 --age-yr 3e9 --through sdss_g0,sdss_r0",
        flags: &[THROUGH, REDSHIFT, AGE],
        input_key: "",
        paths: PATHS,
    };

    fn compute(
        (asked, input): (&ModelSpec, &Seen),
        _: &Engine,
        setup: &Setup,
        _: &Saving<'_>,
    ) -> Result<Product, Error> {
        let spec = FitSpec {
            galaxy: asked.galaxy.clone(),
            without: asked.without.clone(),
            library: asked.library.clone(),
            cosmology_table: asked.cosmology_table.clone(),
            bands: asked.bands.clone(),
            ..FitSpec::default()
        };
        let task = spec.task(input.through.iter().map(String::as_str), setup.shelf()?)?;
        let (light, seen) = task.look(&task.galaxy)?;
        let components = seen.components_mjy(&task.plan, &task.galaxy, &light);
        let title = format!("A galaxy at redshift {}", task.galaxy.redshift);
        let drawn = Drawn {
            title: &title,
            wave_aa: seen.wave_aa(),
            spectrum_mjy: &seen.spectrum_mjy,
            components_mjy: &components,
            spread: None,
            bands: task.observer.bands(),
            band_mjy: &seen.band_mjy,
            data: None,
            pixels: None,
        };
        let figure = sed_figure(&drawn).caption("The galaxy as it is seen, and the parts of its light: computed.");
        let bands = band_table(&task, &seen.band_mjy)?;
        Ok(Product {
            table: spectrum_table(seen.wave_aa(), &seen.spectrum_mjy, &components)?,
            fits: None,
            files: if input.through.is_empty() {
                vec![]
            } else {
                vec![("photometry.ecsv", words::ecsv(&bands, "photometry.ecsv")?)]
            },
            figures: vec![("sed", figure.into())],
            facts: facts(&task, &seen.band_mjy, &quantities(&task.plan, &light)),
            warnings: vec![],
            citations: words::works(&spec),
            untrusted: None,
            title,
        })
    }
}

fn band_table(task: &Task, band_mjy: &[f64]) -> Result<Table, Error> {
    let bands = task.observer.bands();
    let mut table = Table::new();
    table.push(Column::text("band", bands.iter().map(|band| band.name().to_owned()).collect()))?;
    let pivots = bands.iter().map(astrarium_astro::band::Band::pivot_aa).collect();
    table.push(Column::f64("pivot", pivots).with_unit("Angstrom"))?;
    table.push(Column::f64("flux", band_mjy.to_vec()).with_unit("mJy"))?;
    Ok(table)
}

fn facts(task: &Task, band_mjy: &[f64], told: &[f64]) -> Vec<Fact> {
    let mut facts =
        vec![Fact::new("n_wave", format!("{} wavelengths", task.plan.wave_aa().len()), task.plan.wave_aa().len())];
    for (band, flux) in task.observer.bands().iter().zip(band_mjy) {
        let value = serde_json::json!({ "name": band.name(), "flux_mjy": flux });
        facts.push(Fact::new("band", format!("{} {flux:.5e} mJy", band.name()), value));
    }
    facts.extend(words::numbers(told));
    facts
}
