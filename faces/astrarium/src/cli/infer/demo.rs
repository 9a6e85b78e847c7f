//! `astrarium infer demo`: one posterior by every kind of method, against the truth.
use crate::cli::{
    Error,
    task::{Card, Direct, Fact, Flag, Form, Picture, Product, Saving, Setup},
};
use astrarium_exec::{At, Engine, Saving as Saved};
use astrarium_infer::{
    How, Run as Record,
    diagnose::review,
    figures::{Corner, corner, course},
    optimise::{
        Bounds, Lbfgsb, LbfgsbSettings, MultiStart, MultiStartSettings, Optimiser, Slope, WithSlope, curvature,
        minimise,
    },
    problems::Problem,
    samplers::SamplerKind,
};
use astrarium_io::table::{Column, Table};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The task.
pub(crate) struct Demo;

/// Settings of the demonstration.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct DemoSpec {
    /// Samplers by name, with their own default settings, but that walkers start about the maximum.
    samplers: Vec<String>,
    /// Whether an optimiser from many starts finds the maximum, and the second derivatives there the errors.
    optimise: bool,
}

impl Default for DemoSpec {
    fn default() -> Self {
        let samplers = ["ensemble", "nested", "adaptive_mixture", "nuts"];
        Self { samplers: samplers.map(str::to_owned).to_vec(), optimise: true }
    }
}

/// What is fitted.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Fitted {
    /// The problem's name, one with gradients; `astrarium infer problems` lists all.
    problem: String,
}

impl Default for Fitted {
    fn default() -> Self {
        Self { problem: "P11".to_owned() }
    }
}

const SAMPLERS: Flag =
    Flag::new("samplers", "samplers", "A,B", Form::List).with_help("Samplers by name [all four kinds]");

/// Standard errors from the truth beyond which a result is doubted.
const FARTHEST: f64 = 5.0;
/// Width of the walkers' start about the maximum, in standard deviations, and their steps at most.
const START: f64 = 0.3;
const MOST_STEPS: u64 = 30_000;

impl Direct for Demo {
    type Spec = DemoSpec;
    type Input = Fitted;

    const CARD: Card = Card {
        kind: "infer.demo",
        about: "Fit a line with outliers by every kind of method, against the truth",
        inputs: "[PROBLEM]",
        example: "--seed 1",
        flags: &[SAMPLERS],
        input_key: "input.problem",
        paths: &[],
    };

    fn compute(
        (spec, input): (&DemoSpec, &Fitted),
        engine: &Engine,
        setup: &Setup,
        saving: &Saving<'_>,
    ) -> Result<Product, Error> {
        let problem = Problem::named(&input.problem)?;
        let best = if spec.optimise { Some(Row::optimised(&problem, engine)?) } else { None };
        let ready = |name: &String| Ok((file_of(name)?, sampler(name, best.as_ref())?));
        let samplers = spec.samplers.iter().map(ready).collect::<Result<Vec<_>, Error>>()?;
        let (mut runs, mut rows) = (Vec::new(), Vec::new());
        for ((name, _), sampler) in &samplers {
            let saved = Saved { store: saving.store, name, every: saving.every };
            let how = How { saving: Some(saved), ..How::new(engine, setup.seed) };
            let ran = sampler.run(problem.target(), how);
            if engine.stop().is_set() {
                return Err(Error::work(&engine.stop().reason()));
            }
            let run = ran?;
            rows.push(Row::of(name, &run));
            runs.push(run);
        }
        rows.extend(best);
        let doubts = doubts(&rows, &problem);
        Ok(Product {
            title: format!("{} by {} methods", problem.name, rows.len()),
            table: table(&rows, &problem)?,
            fits: None,
            files: vec![],
            figures: pictures(&runs, &samplers, &problem)?,
            facts: facts(&rows, &problem),
            warnings: doubts.clone(),
            citations: vec!["goodman2010", "skilling2006", "speagle2020", "hoffman2014"],
            untrusted: (!doubts.is_empty()).then(|| doubts.join("; ")),
        })
    }
}

/// The sampler of this name with its own defaults; walkers start about the maximum, where that is known.
fn sampler(name: &str, best: Option<&Row>) -> Result<SamplerKind, Error> {
    let mut settings = serde_json::json!({ "kind": name });
    if let Some(best) = best.filter(|best| name == "ensemble" && best.sd.iter().all(|sd| sd.is_finite())) {
        let width: Vec<f64> = best.sd.iter().map(|sd| START * sd).collect();
        settings["start"] = serde_json::json!({ "from": "ball", "centre": best.mean, "width": width });
        settings["max_steps"] = MOST_STEPS.into();
    }
    serde_json::from_value(settings).map_err(|error| Error::input(format!("sampler {name}: {error}"), "choose another"))
}

/// A sampler's name, and that of the picture of its course.
fn file_of(name: &str) -> Result<(&'static str, &'static str), Error> {
    let known = [
        ("ensemble", "course_ensemble"),
        ("nested", "course_nested"),
        ("dynamic_nested", "course_dynamic_nested"),
        ("adaptive_mixture", "course_adaptive_mixture"),
        ("nuts", "course_nuts"),
    ];
    let found = known.into_iter().find(|(sampler, _)| *sampler == name);
    found.ok_or_else(|| {
        let names = known.map(|(name, _)| name).join(", ");
        Error::input(format!("the demonstration knows no sampler {name}"), format!("there are {names}"))
    })
}

/// What one method found.
struct Row {
    method: &'static str,
    mean: Vec<f64>,
    sd: Vec<f64>,
    /// Errors of the means, of methods that find means.
    error: Option<Vec<f64>>,
    ln_z: Option<[f64; 2]>,
    calls: u64,
    effective_size: Option<f64>,
    reasons: Vec<String>,
}

impl Row {
    fn of(method: &'static str, run: &Record) -> Self {
        let review = review(run);
        let sizes = review.parameters.iter().map(|row| row.effective_size[0].min(row.effective_size[1]));
        Self {
            method,
            mean: review.parameters.iter().map(|row| row.mean).collect(),
            sd: review.parameters.iter().map(|row| row.sd).collect(),
            error: Some(review.parameters.iter().map(|row| row.mcse).collect()),
            ln_z: run.evidence.as_ref().map(|evidence| [evidence.ln_z, evidence.ln_z_err]),
            calls: run.counts.calls,
            effective_size: Some(sizes.fold(f64::INFINITY, f64::min)),
            reasons: review.verdict.reasons,
        }
    }

    /// The highest maximum from many starts; its errors by the second derivatives.
    fn optimised(problem: &Problem, engine: &Engine) -> Result<Self, Error> {
        let density = problem.target().require_gradient("the optimiser of the demonstration")?;
        let bounds = Bounds::of(density)?;
        let middle: Vec<f64> =
            bounds.lower().iter().zip(bounds.upper()).map(|(low, high)| 0.5 * (low + high)).collect();
        let many = MultiStart::new(MultiStartSettings::default(), Lbfgsb::new(LbfgsbSettings::default(), bounds)?)?;
        let mut at = At::start(many.start(&middle)?);
        let of = WithSlope(density);
        let found = minimise(&many, &mut at, &of, engine, &mut [])?;
        let curved = curvature(&of, &found.x, Slope::Given, engine)?;
        let variance = |k: usize| curved.covariance.as_ref().map_or(f64::NAN, |covariance| covariance[(k, k)]);
        Ok(Self {
            method: "optimiser",
            sd: (0..found.x.len()).map(|k| variance(k).sqrt()).collect(),
            mean: found.x,
            error: None,
            ln_z: Some([curved.laplace(-found.f), f64::NAN]),
            calls: found.n_eval + curved.n_eval,
            effective_size: None,
            reasons: Vec::new(),
        })
    }
}

/// What is wrong: a sampler's own verdict, a mean or an evidence too far from the truth, a maximum outside the posterior.
fn doubts(rows: &[Row], problem: &Problem) -> Vec<String> {
    let (truth, names) = (&problem.truth, names(problem));
    let mut doubts = Vec::new();
    for row in rows {
        doubts.extend(row.reasons.iter().map(|reason| format!("{}: {reason}", row.method)));
        for (k, name) in names.iter().enumerate() {
            // a maximum is no mean: it only has to lie within the posterior
            let error = row.error.as_ref().map_or(0.5 * truth.sd[k], |error| error[k]);
            let z = (row.mean[k] - truth.mean[k]) / error.hypot(truth.mean_err.get(k).copied().unwrap_or(0.0));
            if z.abs() >= FARTHEST {
                doubts.push(format!("{}: {name} lies {z:.1} errors from the truth", row.method));
            }
        }
        if let Some([ln_z, error]) = row.ln_z.filter(|[_, error]| error.is_finite()) {
            let z = (ln_z - truth.ln_z) / error.hypot(truth.ln_z_err);
            if z.abs() >= FARTHEST {
                doubts.push(format!("{}: ln Z lies {z:.1} errors from the truth", row.method));
            }
        }
    }
    doubts
}

fn names(problem: &Problem) -> Vec<String> {
    problem.density().space().free().map(|parameter| parameter.name.clone()).collect()
}

/// A row for each method and parameter.
fn table(rows: &[Row], problem: &Problem) -> Result<Table, Error> {
    let (names, truth) = (names(problem), &problem.truth);
    let each = |of: &dyn Fn(&Row, usize) -> f64| -> Vec<f64> {
        rows.iter().flat_map(|row| (0..names.len()).map(move |k| (row, k))).map(|(row, k)| of(row, k)).collect()
    };
    let mut table = Table::new();
    let methods = rows.iter().flat_map(|row| names.iter().map(|_| row.method.to_owned())).collect();
    table.push(Column::text("method", methods).with_description("sampler, or the optimiser"))?;
    table.push(Column::text("parameter", rows.iter().flat_map(|_| names.clone()).collect()))?;
    table.push(
        Column::f64("mean", each(&|row, k| row.mean[k])).with_description("mean; of the optimiser the maximum"),
    )?;
    table.push(Column::f64("sd", each(&|row, k| row.sd[k])))?;
    table.push(Column::f64("true_mean", each(&|_, k| truth.mean[k])))?;
    table.push(Column::f64("true_sd", each(&|_, k| truth.sd[k])))?;
    let nan = |value: Option<f64>| value.unwrap_or(f64::NAN);
    table.push(Column::f64("mean_err", each(&|row, k| nan(row.error.as_ref().map(|error| error[k])))))?;
    table.push(Column::f64("ln_z", each(&|row, _| nan(row.ln_z.map(|[ln_z, _]| ln_z)))))?;
    table.push(Column::f64("ln_z_err", each(&|row, _| nan(row.ln_z.map(|[_, error]| error)))))?;
    table.push(Column::f64("calls", each(&|row, _| row.calls as f64)))?;
    table.meta.set("TRUELNZ", truth.ln_z);
    Ok(table)
}

/// The lines of the table that people read: parameters down, methods across, errors in the last digits.
fn facts(rows: &[Row], problem: &Problem) -> Vec<Fact> {
    let (truth, names) = (&problem.truth, names(problem));
    let line = |head: &str, of_truth: String, of: &dyn Fn(&Row) -> String| {
        let cells: String = rows.iter().map(|row| format!(" {:>11}", of(row))).collect();
        format!("{head:<9}{of_truth:>11}{cells}")
    };
    let json = |row: &Row| serde_json::json!({ "method": row.method, "mean": row.mean, "sd": row.sd, "ln_z": row.ln_z.map(|z| z[0]), "calls": row.calls });
    let short = |row: &Row| row.method.replace("adaptive_", "").replace("dynamic_", "dyn. ");
    let mut facts =
        vec![Fact::new("methods", line("", "truth".to_owned(), &short), rows.iter().map(json).collect::<Vec<_>>())];
    let mut say = |words: String| facts.push(Fact::new("table", words, serde_json::Value::Null));
    for (k, name) in names.iter().enumerate() {
        say(line(name, brief(truth.mean[k], truth.sd[k]), &|row| brief(row.mean[k], row.sd[k])));
    }
    let ln_z = |row: &Row| row.ln_z.map_or("-".to_owned(), |[ln_z, error]| brief(ln_z, error));
    say(line("ln Z", brief(truth.ln_z, f64::NAN), &ln_z));
    say(line("ESS", String::new(), &|row| row.effective_size.map_or("-".to_owned(), |size| format!("{size:.0}"))));
    say(line("calls", String::new(), &|row| row.calls.to_string()));
    facts
}

/// `1.174(33)`: the error in units of the last digits, two of them; without one, two decimals.
fn brief(value: f64, error: f64) -> String {
    if !(error > 0.0 && error.is_finite() && value.is_finite()) {
        return format!("{value:.2}");
    }
    let digits = (1 - error.log10().floor() as i32).clamp(0, 9) as usize;
    let shown = (error * 10_f64.powi(digits as i32)).round();
    format!("{value:.digits$}({shown:.0})")
}

type Sampled = ((&'static str, &'static str), SamplerKind);

/// The corner plot of all samplers over one another, and how each run went.
fn pictures(runs: &[Record], samplers: &[Sampled], problem: &Problem) -> Result<Vec<(&'static str, Picture)>, Error> {
    if runs.is_empty() {
        return Ok(Vec::new());
    }
    let names = samplers.iter().map(|((name, _), _)| (*name).to_owned()).collect();
    let truth = Some(problem.truth.mean.clone());
    let title = format!("{} by {} samplers", problem.name, runs.len());
    let all = corner(&runs.iter().collect::<Vec<_>>(), &Corner { title, truth, names, ..Corner::default() })?;
    let all = all.caption("The posterior by each sampler: regions of 39 and 86 per cent. Dashed: the true means.");
    let mut pictures = vec![("corner", Picture::from(all))];
    for (run, ((name, file), _)) in runs.iter().zip(samplers) {
        pictures.push((*file, course(run, &format!("How the run of {name} went"))?.into()));
    }
    Ok(pictures)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_stand_in_the_last_digits() {
        assert_eq!(brief(1.17428, 0.03279), "1.174(33)");
        assert_eq!(brief(-554.4, 12.3), "-554(12)");
        assert_eq!(brief(6.4907, 4.14987), "6.5(41)");
        assert_eq!(brief(-59.62486, f64::NAN), "-59.62");
    }
}
