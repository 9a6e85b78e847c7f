//! `astrarium infer run`: one sampler on one problem.
use super::model::{Declared, InFile, Loaded};
use crate::cli::{
    Error,
    task::{Card, Direct, Fact, Flag, Form, Picture, Product, Saving, Setup},
};
use astrarium_exec::{Engine, Input, Saving as Saved};
use astrarium_infer::{
    Evidence, How, NanPolicy, Run as Record, Target, export,
    figures::{Corner, axis_label, corner, course, with_errors},
    problems::{Problem, Truth},
    samplers::SamplerKind,
};
use astrarium_io::table::{Column, MetaValue, Table, Values};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The task.
pub(crate) struct Run;

/// A run of a sampler.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RunSpec {
    /// What a value that is no number means: the end of the run (error), or a rejected point (reject).
    nan: NanPolicy,
    /// The sampler with its settings.
    sampler: SamplerKind,
}

impl Default for RunSpec {
    fn default() -> Self {
        let sampler = SamplerKind::named("nested").or_else(|| SamplerKind::named("ensemble"));
        Self { nan: NanPolicy::Error, sampler: sampler.expect("the ensemble has a name") }
    }
}

/// What is sampled: a problem known by name, or functions of a Python file.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Model {
    /// The problem's name; `astrarium infer problems` lists them.
    problem: Option<String>,
    /// Or a function of a Python file, `ln_likelihood(theta)`, as `fit.py:ln_likelihood`; only where Python runs the program.
    python: Option<String>,
    /// The function of that file that gives ln L and its gradient, for samplers that need it.
    gradient: Option<String>,
    /// Whether the functions take many points at once.
    vectorized: bool,
    /// Names of the numbers that the function gives along with ln L.
    blobs: Vec<String>,
    /// The parameters of the Python model; without any, its file's own dictionary `parameters`.
    parameters: Vec<Declared>,
}

/// A model ready to be sampled.
enum Opened {
    Problem(Box<Problem>),
    Python(Loaded),
}

impl Opened {
    fn of(input: &Model, setup: &Setup) -> Result<Self, Error> {
        match (&input.problem, &input.python) {
            (Some(name), None) => Ok(Self::Problem(Box::new(Problem::named(name)?))),
            (None, Some(python)) => {
                let file = InFile {
                    python,
                    gradient: input.gradient.as_ref(),
                    simulate: None,
                    vectorized: input.vectorized,
                    blobs: &input.blobs,
                    parameters: &input.parameters,
                };
                Ok(Self::Python(file.load(setup)?))
            }
            _ => {
                let what = "one of `input.problem` and `input.python` must be given";
                Err(Error::input(
                    what,
                    "name a problem, as `astrarium infer run P11`, or the function of a Python file",
                ))
            }
        }
    }
    fn target(&self) -> Target<'_> {
        match self {
            Self::Problem(problem) => problem.target(),
            Self::Python(loaded) => loaded.model.target(),
        }
    }
    fn name(&self) -> &str {
        match self {
            Self::Problem(problem) => problem.name,
            Self::Python(loaded) => &loaded.name,
        }
    }
    fn inputs(&self) -> &[Input] {
        match self {
            Self::Problem(_) => &[],
            Self::Python(loaded) => &loaded.inputs,
        }
    }
    fn truth(&self) -> Option<&Truth> {
        match self {
            Self::Problem(problem) => Some(&problem.truth),
            Self::Python(_) => None,
        }
    }
}

const SAMPLER: Flag = Flag::new("sampler", "sampler.kind", "NAME", Form::Text).with_help("How: nested, ensemble, ...");

impl Direct for Run {
    type Spec = RunSpec;
    type Input = Model;

    const CARD: Card = Card {
        kind: "infer.run",
        about: "Sample a problem whose truth is known, or a likelihood of a Python file",
        inputs: "PROBLEM",
        example: "P11 --sampler nested --seed 1",
        flags: &[SAMPLER],
        input_key: "input.problem",
        paths: &["input.python"],
    };

    fn compute(
        (spec, input): (&RunSpec, &Model),
        engine: &Engine,
        setup: &Setup,
        saving: &Saving<'_>,
    ) -> Result<Product, Error> {
        let model = Opened::of(input, setup)?;
        let saved = Saved { store: saving.store, name: "run", every: saving.every };
        let how = How { nan: spec.nan, saving: Some(saved), inputs: model.inputs(), ..How::new(engine, setup.seed) };
        let ran = spec.sampler.run(model.target(), how);
        // what there is so far stands in the checkpoint
        if engine.stop().is_set() {
            return Err(Error::work(&engine.stop().reason()));
        }
        let run = ran?;
        let means = model.truth().map(|truth| truth.mean.clone());
        let truth = means.filter(|means| means.len() == run.parameters.len());
        let title = format!("{} by {}", model.name(), run.sampler);
        let triangle = corner(&[&run], &Corner { title: title.clone(), truth, ..Corner::default() })?;
        let triangle = triangle.caption(
            "Posterior of all parameters and pairs: regions of 39 and 86 per cent; above each histogram the median and \
             the distances to the quantiles 0.16 and 0.84. Dashed: the true means.",
        );
        let course = course(&run, "How the run went")?;
        let pictures = vec![("corner", Picture::from(triangle)), ("course", Picture::from(course))];
        Ok(Product {
            title,
            table: points_table(&run)?,
            fits: None,
            files: export::files(&run)?.into(),
            figures: pictures,
            facts: facts(&run, &model),
            warnings: run.verdict.reasons.clone(),
            citations: citations(&run.sampler),
            untrusted: (!run.verdict.ok).then(|| run.verdict.reasons.join("; ")),
        })
    }
}

/// A row for each point: parameters, derived quantities, ln L, ln prior, weight, and what nested sampling adds.
pub(crate) fn points_table(run: &Record) -> Result<Table, Error> {
    let points = &run.points;
    let mut table = Table::new();
    for (k, parameter) in run.parameters.iter().enumerate() {
        let column = Column::new(&parameter.name, Values::F64(points.column(k)));
        table.push(if parameter.unit.is_empty() { column } else { column.with_unit(&parameter.unit) })?;
    }
    let width = run.blob_names.len();
    for (k, name) in run.blob_names.iter().enumerate() {
        table.push(Column::new(name, Values::F64(points.blobs.iter().skip(k).step_by(width).copied().collect())))?;
    }
    table.push(Column::new("ln_likelihood", Values::F64(points.ln_likelihood.clone())))?;
    table.push(Column::new("ln_prior", Values::F64(points.ln_prior.clone())))?;
    table.push(Column::new("weight", Values::F64(points.weights())))?;
    if let Some(birth) = &points.ln_likelihood_birth {
        table.push(Column::new("ln_likelihood_birth", Values::F64(birth.clone())))?;
    }
    let mut say = |name: &str, value: MetaValue| {
        table.meta.set(name, value);
    };
    say("SAMPLER", MetaValue::Text(run.sampler.clone()));
    say("SEED", MetaValue::I64(run.seed as i64));
    say("NCALL", MetaValue::I64(run.counts.calls as i64));
    if let Some(Evidence { ln_z, ln_z_err, .. }) = &run.evidence {
        say("LNZ", MetaValue::F64(*ln_z));
        say("LNZERR", MetaValue::F64(*ln_z_err));
    }
    if let Some(chains) = points.chains {
        say("NCHAIN", MetaValue::I64(chains.chains as i64));
    }
    Ok(table)
}

fn facts(run: &Record, model: &Opened) -> Vec<Fact> {
    let mut facts = parameter_facts(run, model.truth().map(|truth| truth.ln_z));
    for (i, input) in model.inputs().iter().enumerate() {
        let words = format!("{}, {} bytes, xxh3 {:016x}", input.name, input.size, input.sample);
        facts.insert(3 + i, Fact::hidden("model_file", words));
    }
    facts
}

/// Points, cost, evidence, and the median and errors of each parameter; beside the evidence its truth, if that is known.
pub(crate) fn parameter_facts(run: &Record, true_ln_z: Option<f64>) -> Vec<Fact> {
    let points = &run.points;
    let mut facts = vec![
        Fact::new("n_points", format!("{} points", points.len()), points.len()),
        Fact::new("calls", format!("{} evaluations", run.counts.calls), run.counts.calls),
        Fact::new(
            "effective_size",
            format!("{:.0} effective points", points.effective_size()),
            points.effective_size(),
        ),
    ];
    if let Some(Evidence { ln_z, ln_z_err, .. }) = run.evidence {
        let truth = true_ln_z.map_or(String::new(), |truth| format!(" (truth {truth:.4})"));
        let words = format!("ln Z = {ln_z:.4} +- {ln_z_err:.4}{truth}");
        facts.push(Fact::new("ln_z", words, ln_z));
        facts.push(Fact::hidden("ln_z_err", ln_z_err));
    }
    for (k, parameter) in run.parameters.iter().enumerate() {
        let found = points.quantiles(k, &[0.16, 0.5, 0.84]);
        let words =
            format!("{} = {} {}", axis_label(parameter), with_errors(found[0], found[1], found[2]), parameter.unit);
        facts.push(Fact::new(
            "parameter",
            words.trim_end(),
            serde_json::json!({ "name": parameter.name, "q16_q50_q84": found }),
        ));
    }
    facts
}

/// Works that a sampler rests on.
pub(crate) fn citations(sampler: &str) -> Vec<&'static str> {
    match sampler {
        "ensemble" => vec!["goodman2010"],
        "nuts" => vec!["hoffman2014"],
        name if name.contains("nested") => vec!["skilling2006", "speagle2020"],
        _ => vec![],
    }
}
