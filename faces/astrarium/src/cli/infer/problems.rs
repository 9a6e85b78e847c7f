//! `astrarium infer problems`: the problems, the samplers and the priors that are known by name.
use crate::cli::{Error, Session};
use astrarium_infer::{
    prior::PriorKind,
    problems::{NAMES, Problem},
    samplers::SamplerKind,
};
use clap::{ArgMatches, Command};
use serde_json::{Value, json};

/// The arguments.
pub(super) fn command() -> Command {
    Command::new("problems")
        .about("Problems with known truth, and the samplers and priors known by name")
        .after_help("Example: astrarium infer problems")
}

/// Prints them.
pub(super) fn main(_: &ArgMatches, session: &mut Session<'_>) -> Result<(), Error> {
    let problems = NAMES.iter().map(|name| Problem::named(name)).collect::<Result<Vec<_>, _>>();
    let problems = problems.map_err(|error| Error::work(&error))?;
    let mut lines = vec!["problems".to_owned()];
    for problem in &problems {
        let (dim, ln_z) = (problem.density().space().dim(), problem.truth.ln_z);
        lines.push(format!("  {:<8} {dim:>2} parameters, ln Z = {ln_z:.6}", problem.name));
    }
    for (family, members) in [("samplers", SamplerKind::ALL), ("priors", PriorKind::ALL)] {
        lines.push(family.to_owned());
        lines.extend(members.iter().map(|(name, line)| format!("  {name:<16} {line}")));
    }
    session.console.say(&lines.join("\n"))?;
    let listed = |members: &[(&str, &str)]| -> Value {
        members.iter().map(|(name, line)| ((*name).to_owned(), Value::from(*line))).collect()
    };
    let problem = |problem: &Problem| json!({ "name": problem.name, "dim": problem.density().space().dim(), "ln_z": problem.truth.ln_z });
    session.console.say_json(&json!({
        "problems": problems.iter().map(problem).collect::<Vec<_>>(),
        "samplers": listed(SamplerKind::ALL),
        "priors": listed(PriorKind::ALL),
    }))
}
