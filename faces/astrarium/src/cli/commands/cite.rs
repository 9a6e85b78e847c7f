//! `astrarium cite RUN`: BibTeX of what a run really used.
use crate::cli::{Error, Session, citations, run::Provenance};
use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::json;

/// The arguments.
pub(crate) fn command() -> Command {
    let run = Arg::new("run").value_name("RUN").required_unless_present("all").help("The folder of a run");
    Command::new("cite")
        .about("Print BibTeX of the works that a run rests on")
        .arg(run)
        .arg(Arg::new("all").long("all").action(ArgAction::SetTrue).help("All works that any run can rest on"))
        .after_help("Example: astrarium cite qpo > qpo.bib")
}

/// Prints the entries.
pub(crate) fn main(matches: &ArgMatches, session: &mut Session<'_>) -> Result<(), Error> {
    let keys: Vec<String> = match matches.get_one::<String>("run") {
        Some(run) => Provenance::read(&session.host.folder().join(run))?.citations,
        None => citations::all().map(|(key, _)| key.to_owned()).collect(),
    };
    let entries: Vec<_> = keys.iter().filter_map(|key| citations::entry(key)).collect();
    session.console.say(&entries.join("\n\n"))?;
    session.console.say_json(&json!({ "keys": keys, "bibtex": entries.join("\n\n") }))
}
