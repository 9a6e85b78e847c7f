//! `astrarium sed compare`: models of one source by their evidence.
use crate::cli::{Error, Session, infer::runs};
use clap::{ArgMatches, Command};
use serde_json::json;

/// `|ln B|` up to which the evidence of one model over another is called so.
///
/// # Source
/// Trotta 2008, Contemp. Phys. 49, 71, table 1, in the wording of GalaPy
const WORDS: [(f64, &str); 3] = [(1.0, "inconclusive"), (2.5, "moderate"), (5.0, "strong")];

/// The arguments.
pub(crate) fn command() -> Command {
    Command::new("compare")
        .about("Compare models of one source by the evidence of their runs")
        .arg(runs::one().num_args(2..))
        .after_help("Probabilities hold where all models are equally likely beforehand.\nExample: astrarium sed compare plain_fit agn_fit")
}

/// A model's run.
struct Model {
    name: String,
    ln_z: f64,
    error: f64,
}

/// Compares them.
pub(crate) fn main(matches: &ArgMatches, session: &mut Session<'_>) -> Result<(), Error> {
    let names = matches.get_many::<String>("run").into_iter().flatten();
    let mut models = names.map(|name| read(name, matches, session)).collect::<Result<Vec<_>, _>>()?;
    models.sort_by(|a, b| b.ln_z.total_cmp(&a.ln_z));
    let best = &models[0];
    let sum: f64 = models.iter().map(|model| (model.ln_z - best.ln_z).exp()).sum();
    let width = models.iter().map(|model| model.name.chars().count()).max().unwrap_or(0);
    let mut lines = vec![format!(
        "{:<width$} {:>12} {:>8} {:>9} {:>11}  evidence against it",
        "run", "ln Z", "+-", "ln B", "probability"
    )];
    let mut told = Vec::new();
    for model in &models {
        let (ln_b, error) = (model.ln_z - best.ln_z, model.error.hypot(best.error));
        let chance = ln_b.exp() / sum;
        let words = if ln_b == 0.0 { "-" } else { word(ln_b) };
        lines.push(format!(
            "{:<width$} {:>12.3} {:>8.3} {ln_b:>9.3} {chance:>11.4}  {words}",
            model.name, model.ln_z, model.error
        ));
        told.push(json!({
            "run": model.name, "ln_z": model.ln_z, "ln_z_err": model.error, "ln_bayes_factor": ln_b,
            "ln_bayes_factor_err": error, "probability": chance, "words": words,
        }));
    }
    session.console.say(&lines.join("\n"))?;
    session.console.say_json(&json!({ "models": told }))
}

fn read(name: &str, matches: &ArgMatches, session: &Session<'_>) -> Result<Model, Error> {
    let run = runs::read(name, matches, session)?;
    match run.evidence {
        Some(evidence) => Ok(Model { name: name.to_owned(), ln_z: evidence.ln_z, error: evidence.ln_z_err }),
        None => {
            let what = format!("{name} has no evidence: {} does not find one", run.sampler);
            Err(Error::input(what, "run it again with --sampler nested"))
        }
    }
}

fn word(ln_b: f64) -> &'static str {
    WORDS.iter().find(|(most, _)| ln_b.abs() < *most).map_or("decisive", |(_, word)| word)
}
