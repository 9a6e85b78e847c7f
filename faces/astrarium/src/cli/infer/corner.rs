//! `astrarium infer corner`: the corner plot of one run or of several over one another.
use super::runs;
use crate::cli::{Error, Session};
use astrarium_infer::{
    Run,
    figures::{Corner, corner},
};
use astrarium_io::{atomic, report::png};
use clap::{Arg, ArgMatches, Command};
use serde_json::json;
use std::path::Path;

/// Dots of a picture for each CSS pixel.
const SHARPNESS: f64 = 2.0;

/// The arguments.
pub(super) fn command() -> Command {
    let text = |name, value, help| Arg::new(name).long(name).value_name(value).help(help);
    Command::new("corner")
        .about("Corner plot of runs: histograms of parameters, regions of pairs")
        .arg(runs::one().num_args(1..))
        .arg(text("parameters", "A,B", "Parameters shown, in this order").value_delimiter(','))
        .arg(text("truth", "A=X,B=Y", "True values to mark").value_delimiter(',').allow_hyphen_values(true))
        .arg(text("title", "TEXT", "Line above the figure"))
        .arg(runs::burn_in())
        .args(runs::output(Some("corner.png")))
        .after_help("OUT ends in .png or .svg; weights are honoured.\nExample: astrarium infer corner P11_run P11_again -o corner.png")
}

/// Draws it.
pub(super) fn main(matches: &ArgMatches, session: &mut Session<'_>) -> Result<(), Error> {
    let path = runs::target(matches, &[""], session)?;
    let is_png = match path.extension().and_then(|end| end.to_str()) {
        Some("png") => true,
        Some("svg") => false,
        _ => return Err(Error::input(format!("{} is no picture", path.display()), "end its name in .png or .svg")),
    };
    let names: Vec<&String> = matches.get_many::<String>("run").into_iter().flatten().collect();
    let read = names.iter().map(|name| runs::read(name, matches, session)).collect::<Result<Vec<_>, _>>()?;
    let shown: Option<Vec<&str>> =
        matches.get_many::<String>("parameters").map(|list| list.map(|name| name.trim()).collect());
    let how = Corner {
        parameters: shown,
        truth: truth(matches, &read[0])?,
        title: matches.get_one::<String>("title").cloned().unwrap_or_default(),
        names: if read.len() > 1 { names.iter().map(|name| short(name)).collect() } else { Vec::new() },
        ..Corner::default()
    };
    let drawn = corner(&read.iter().collect::<Vec<_>>(), &how)?.svg("corner")?;
    let bytes = if is_png { png(&drawn, SHARPNESS)? } else { drawn.into_bytes() };
    atomic::write_bytes(&path, &bytes)?;
    session.console.say(&format!("written to {}", path.display()))?;
    session.console.say_json(&json!({ "file": path, "runs": names }))
}

/// The last part of a run's path.
fn short(name: &str) -> String {
    Path::new(name).file_name().map_or_else(|| name.to_owned(), |name| name.to_string_lossy().into_owned())
}

/// The values of `--truth` as one for each free parameter of the first run.
fn truth(matches: &ArgMatches, run: &Run) -> Result<Option<Vec<f64>>, Error> {
    let Some(said) = matches.get_many::<String>("truth") else { return Ok(None) };
    let known: Vec<&str> = run.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
    let mut truth = vec![f64::NAN; known.len()];
    for word in said {
        let expected = || {
            Error::input(
                format!("--truth {word}"),
                format!("expected NAME=VALUE, the names being {}", known.join(", ")),
            )
        };
        let (name, value) = word.split_once('=').ok_or_else(expected)?;
        let k = known.iter().position(|known| *known == name.trim()).ok_or_else(expected)?;
        truth[k] = value.trim().parse().map_err(|_| expected())?;
    }
    Ok(Some(truth))
}
