//! `astrarium timing sort`: an event file in time order.
use crate::cli::{Error, Session, run::Attended, run::size};
use astrarium_timing::{SortOptions, sort_events};
use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::json;

/// The arguments.
pub(super) fn command() -> Command {
    let memory = Arg::new("mem").long("mem").value_name("SIZE").value_parser(size).default_value("256M");
    Command::new("sort")
        .about("Write an event file in time order, however large it is")
        .arg(Arg::new("input").value_name("FILE").required(true).help("Event file"))
        .arg(Arg::new("output").value_name("OUT").required(true).help("The sorted file; everything else is copied"))
        .arg(memory.help("Memory for rows; what does not fit is merged from files"))
        .arg(Arg::new("overwrite").long("overwrite").action(ArgAction::SetTrue).help("Replace a file of that name"))
        .after_help("Example: astrarium timing sort events.fits sorted.fits")
}

/// Sorts it.
pub(super) fn main(matches: &ArgMatches, session: &mut Session<'_>) -> Result<(), Error> {
    let path = |name| session.host.folder().join(matches.get_one::<String>(name).expect("it is required"));
    let (input, output) = (path("input"), path("output"));
    if output.exists() && !matches.get_flag("overwrite") {
        let what = format!("the file {} exists", output.display());
        return Err(Error::input(what, "choose another name, or give --overwrite"));
    }
    let options =
        SortOptions { memory_bytes: *matches.get_one("mem").expect("it has a default"), ..SortOptions::default() };
    let attended = Attended::new();
    let sorted = sort_events(&input, &output, &options, &attended.cx());
    let outcome = sorted.map_err(|error| attended.why_stopped(error.into(), || "nothing was written".to_owned()))?;
    let how = match outcome.first_unsorted_row {
        None => "was in order".to_owned(),
        Some(row) => format!("was out of order from row {row}; sorted in {} pieces", outcome.n_runs),
    };
    session.console.say(&format!(
        "{}: {} rows, {how}; written to {}",
        input.display(),
        outcome.n_rows,
        output.display()
    ))?;
    session.console.say_json(&json!({
        "file": output,
        "n_rows": outcome.n_rows,
        "n_runs": outcome.n_runs,
        "first_unsorted_row": outcome.first_unsorted_row,
    }))
}
