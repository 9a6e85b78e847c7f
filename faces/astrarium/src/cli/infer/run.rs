//! `astrarium infer run`: one sampler on one problem.
use crate::cli::{
    Error,
    task::{Card, Direct, Fact, Flag, Form, Picture, Product, Saving, Setup},
};
use astrarium_exec::{Engine, Saving as Saved};
use astrarium_infer::{
    Evidence, How, NanPolicy, Run as Record,
    figures::{Corner, axis_label, corner, course, with_errors},
    problems::Problem,
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

/// What is sampled.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Model {
    /// The problem's name; `astrarium infer problems` lists them.
    problem: String,
}

const SAMPLER: Flag = Flag::new("sampler", "sampler.kind", "NAME", Form::Text).with_help("How: nested, ensemble, ...");

impl Direct for Run {
    type Spec = RunSpec;
    type Input = Model;

    const CARD: Card = Card {
        kind: "infer.run",
        about: "Sample a problem whose truth is known",
        inputs: "PROBLEM",
        example: "P11 --sampler nested --seed 1",
        flags: &[SAMPLER],
        input_key: "input.problem",
        paths: &[],
    };

    fn compute(
        (spec, input): (&RunSpec, &Model),
        engine: &Engine,
        setup: &Setup,
        saving: &Saving<'_>,
    ) -> Result<Product, Error> {
        let infer = |error: astrarium_infer::Error| Error::work(&error);
        let problem = Problem::named(&input.problem).map_err(infer)?;
        let saved = Saved { store: saving.store, name: "run", every: saving.every };
        let how = How { nan: spec.nan, saving: Some(saved), ..How::new(engine, setup.seed) };
        let run = spec.sampler.run(problem.target(), how).map_err(infer)?;
        // what there is so far stands in the checkpoint
        if engine.stop().is_set() {
            return Err(Error::work(&engine.stop().reason()));
        }
        let truth = Some(problem.truth.mean.clone()).filter(|mean| mean.len() == run.parameters.len());
        let title = format!("{} by {}", problem.name, run.sampler);
        let triangle = corner(&[&run], &Corner { title: title.clone(), truth, ..Corner::default() }).map_err(infer)?;
        let triangle = triangle.caption(
            "Posterior of all parameters and pairs: regions of 39 and 86 per cent; above each histogram the median and \
             the distances to the quantiles 0.16 and 0.84. Dashed: the true means.",
        );
        let course = course(&run, "How the run went").map_err(infer)?;
        let pictures = vec![("corner", Picture::from(triangle)), ("course", Picture::from(course))];
        Ok(Product {
            title,
            table: table(&run)?,
            fits: None,
            figures: pictures,
            facts: facts(&run, &problem),
            warnings: run.verdict.reasons.clone(),
            citations: citations(&run.sampler),
            untrusted: (!run.verdict.ok).then(|| run.verdict.reasons.join("; ")),
        })
    }
}

/// A row for each point: parameters, derived quantities, ln L, ln prior, weight, and what nested sampling adds.
fn table(run: &Record) -> Result<Table, Error> {
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

fn facts(run: &Record, problem: &Problem) -> Vec<Fact> {
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
        let words = format!("ln Z = {ln_z:.4} +- {ln_z_err:.4} (truth {:.4})", problem.truth.ln_z);
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

fn citations(sampler: &str) -> Vec<&'static str> {
    match sampler {
        "ensemble" => vec!["goodman2010"],
        "nuts" => vec!["hoffman2014"],
        name if name.contains("nested") => vec!["skilling2006", "speagle2020"],
        _ => vec![],
    }
}
