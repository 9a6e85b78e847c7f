//! `astrarium infer check`: whether finished runs can be trusted.
use super::runs;
use crate::cli::{Error, Session};
use astrarium_infer::{
    Run,
    diagnose::{Review, Reviewed, review},
};
use clap::{ArgMatches, Command};
use serde_json::{Value, json};

/// The arguments.
pub(super) fn command() -> Command {
    Command::new("check")
        .about("Whether finished runs can be trusted: R-hat, effective sizes, ranks")
        .arg(runs::one().num_args(1..))
        .arg(runs::burn_in())
        .after_help("Ends with code 6 if a run cannot be trusted.\nExample: astrarium infer check P11_run")
}

/// Prints diagnostics and verdict of each run; the first that is not to be trusted is the error.
pub(super) fn main(matches: &ArgMatches, session: &mut Session<'_>) -> Result<(), Error> {
    let (mut all, mut doubted) = (Vec::new(), None);
    for name in matches.get_many::<String>("run").into_iter().flatten() {
        let run = runs::read(name, matches, session)?;
        let review = review(&run);
        session.console.say(&text(name, &run, &review))?;
        if !review.verdict.ok && doubted.is_none() {
            doubted = Some(Error::Doubted { what: name.clone(), why: review.verdict.reasons.join("; ") });
        }
        all.push(object(name, &run, &review));
    }
    session.console.say_json(&json!({ "runs": all }))?;
    doubted.map_or(Ok(()), Err)
}

fn text(name: &str, run: &Run, review: &Review) -> String {
    let points = &run.points;
    let shape = match points.chains {
        Some(chains) => {
            format!("{} chains of {} draws, {} independent", chains.chains, chains.draws, chains.independent)
        }
        None => format!("{} points, {:.0} effective", points.len(), points.effective_size()),
    };
    let width = review.parameters.iter().map(|row| row.name.chars().count()).fold(9, usize::max);
    let mut lines = vec![format!("{name}: {}, {shape}", run.sampler)];
    let head = ["mean", "sd", "error", "R-hat", "ESS bulk", "ESS tail"];
    let [mean, sd, error, hat, bulk, tail] = head;
    lines.push(format!("  {:<width$} {mean:>12} {sd:>11} {error:>10} {hat:>7} {bulk:>9} {tail:>9}", "parameter"));
    lines.extend(review.parameters.iter().map(|row| line(row, width)));
    if let Some(evidence) = &run.evidence {
        lines.push(format!("  ln Z = {:.4} +- {:.4}", evidence.ln_z, evidence.ln_z_err));
    }
    lines.extend(review.numbers.iter().map(|(name, value)| format!("  {} {value:.4}", name.replace('_', " "))));
    lines.push(format!("  {}", if review.verdict.ok { "can be trusted" } else { "NOT to be trusted" }));
    lines.extend(review.verdict.reasons.iter().map(|reason| format!("    {reason}")));
    lines.join("\n")
}

fn line(row: &Reviewed, width: usize) -> String {
    let hat = row.r_hat.map_or("-".to_owned(), |hat| format!("{hat:.4}"));
    let [bulk, tail] = row.effective_size;
    format!(
        "  {:<width$} {:>12.6} {:>11.6} {:>10.2e} {hat:>7} {bulk:>9.0} {tail:>9.0}",
        row.name, row.mean, row.sd, row.mcse
    )
}

fn object(name: &str, run: &Run, review: &Review) -> Value {
    let row = |row: &Reviewed| {
        json!({
            "name": row.name, "mean": row.mean, "sd": row.sd, "mcse": row.mcse, "r_hat": row.r_hat,
            "ess_bulk": row.effective_size[0], "ess_tail": row.effective_size[1],
        })
    };
    let numbers: serde_json::Map<String, Value> =
        review.numbers.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    json!({
        "run": name,
        "sampler": run.sampler,
        "n_points": run.points.len(),
        "parameters": review.parameters.iter().map(row).collect::<Vec<_>>(),
        "ln_z": run.evidence.as_ref().map(|evidence| [evidence.ln_z, evidence.ln_z_err]),
        "numbers": numbers,
        "ok": review.verdict.ok,
        "reasons": review.verdict.reasons,
    })
}
