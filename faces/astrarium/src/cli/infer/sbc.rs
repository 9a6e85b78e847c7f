//! `astrarium infer sbc`: whether a sampler finds the posteriors of a model.
use super::model::{Declared, InFile};
use crate::cli::{
    Error,
    task::{Card, Direct, Fact, Flag, Form, Product, Saving, Setup},
};
use astrarium_exec::{Engine, Saving as Saved};
use astrarium_infer::verify::{Calibration, LEVELS, Model, Settings, With, calibrate, differences, histograms};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The task.
pub(crate) struct Sbc;

/// What is calibrated.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Simulated {
    /// A model known by name: normal, line or periodogram.
    model: Option<String>,
    /// Or a function of a Python file, `ln_likelihood(theta, data)`, as `fit.py:ln_likelihood`.
    python: Option<String>,
    /// The function of that file that draws data, `simulate(theta, rng)`.
    simulate: Option<String>,
    /// Whether the likelihood takes many points at once.
    vectorized: bool,
    /// The parameters of the Python model; without any, its file's own dictionary `parameters`.
    parameters: Vec<Declared>,
}

const SAMPLER: Flag = Flag::new("sampler", "sampler.kind", "NAME", Form::Text).with_help("nested or ensemble");
const N_SIM: Flag = Flag::new("n-sim", "n_sim", "N", Form::Value).with_help("Data sets drawn and fitted");

impl Direct for Sbc {
    type Spec = Settings;
    type Input = Simulated;

    const CARD: Card = Card {
        kind: "infer.sbc",
        about: "Simulation-based calibration: does a sampler find a model's posteriors?",
        inputs: "MODEL",
        example: "normal --n-sim 100 --seed 1",
        flags: &[SAMPLER, N_SIM],
        input_key: "input.model",
        paths: &["input.python"],
    };

    fn compute(
        (spec, input): (&Settings, &Simulated),
        engine: &Engine,
        setup: &Setup,
        saving: &Saving<'_>,
    ) -> Result<Product, Error> {
        let saved = Some(Saved { store: saving.store, name: "fits", every: saving.every });
        let with = |inputs| With { engine, seed: setup.seed, saving: saved, inputs };
        let (name, found) = match (&input.model, &input.python) {
            (Some(name), None) => {
                let model = Model::named(name)?;
                (name.clone(), calibrate(&model, spec, &with(&[]))?)
            }
            (None, Some(python)) => {
                let loaded = input.in_file(python)?.load(setup)?;
                let found = loaded.model.calibrate(spec, &with(&loaded.inputs))?;
                (loaded.name, found)
            }
            _ => {
                let what = "one of `input.model` and `input.python` must be given";
                return Err(Error::input(what, "name a model (normal, line, periodogram), or the function of a file"));
            }
        };
        product(&name, &found)
    }
}

impl Simulated {
    fn in_file<'a>(&'a self, python: &'a str) -> Result<InFile<'a>, Error> {
        if self.simulate.is_none() {
            let what = "`input.simulate` is missing: data cannot be drawn from the model";
            return Err(Error::input(what, "name the function simulate(theta, rng) of the same file"));
        }
        Ok(InFile {
            python,
            gradient: None,
            simulate: self.simulate.as_ref(),
            vectorized: self.vectorized,
            blobs: &[],
            parameters: &self.parameters,
        })
    }
}

fn product(name: &str, found: &Calibration) -> Result<Product, Error> {
    let ranks = histograms(found).caption(
        "Ranks of the true values among draws of their posteriors, uniform if model and sampler are right. Grey: 99 per cent \
         of each bin.",
    );
    let differences =
        differences(found).caption("Grey: where uniform ranks of all quantities stay 999 times in a thousand.");
    Ok(Product {
        title: format!("Calibration of {name} by {}", found.sampler),
        table: found.table()?,
        fits: None,
        files: vec![],
        figures: vec![("ranks", ranks.into()), ("differences", differences.into())],
        facts: facts(found),
        warnings: found.verdict.reasons.clone(),
        citations: vec!["talts2018", "modrak2023", "sailynoja2022", "lemos2023"],
        untrusted: (!found.verdict.ok).then(|| found.verdict.reasons.join("; ")),
    })
}

fn facts(found: &Calibration) -> Vec<Fact> {
    let mut facts = vec![
        Fact::new("n_sim", format!("{} fits ranked, {} failed", found.n, found.failed.len()), found.n),
        Fact::new("calls", format!("{} evaluations", found.calls), found.calls),
        Fact::hidden("ok", found.verdict.ok),
    ];
    let levels: String = LEVELS.iter().map(|level| format!(" {:>6}", format!("{:.0} %", 100.0 * level))).collect();
    let head = format!("{:<12} {:>9} {:>9} {:>9}{levels}", "quantity", "p chi2", "p Holm", "p band");
    facts.push(Fact::new("quantities", head, serde_json::to_value(&found.quantities).unwrap_or_default()));
    for (k, quantity) in found.quantities.iter().enumerate() {
        let held = found.coverage.get(k).map_or(String::new(), |coverage| {
            coverage.held.iter().map(|held| format!(" {:>6.1}", 100.0 * held)).collect()
        });
        let [chi2, holm, ecdf] = [quantity.p_chi2, quantity.p_holm, quantity.p_ecdf];
        let words = format!("{:<12} {chi2:>9.2e} {holm:>9.2e} {ecdf:>9.2e}{held}", quantity.name);
        facts.push(Fact::new("quantity", words, serde_json::Value::Null));
    }
    facts
}
