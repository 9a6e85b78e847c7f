//! `astrarium infer convert`: a run as files of other programs.
use super::runs;
use crate::cli::{Error, Session};
use astrarium_infer::{Run, export};
use astrarium_io::{
    atomic,
    table::{Format, save},
};
use clap::{Arg, ArgMatches, Command, builder::PossibleValue};
use serde_json::json;
use std::path::Path;

/// A format: its name, what it is, the ends of the names of what is written, and who writes it.
struct Kind {
    name: &'static str,
    help: &'static str,
    ends: &'static [&'static str],
    write: fn(&Run, &Path) -> Result<(), Error>,
}

const KINDS: [Kind; 9] = [
    Kind {
        name: "arviz",
        help: "netCDF-4 for arviz.from_netcdf",
        ends: &[""],
        write: |run, path| Ok(export::arviz(run, path)?),
    },
    Kind {
        name: "getdist",
        help: "text chains; OUT is their root",
        ends: &["_1.txt", ".paramnames"],
        write: |run, path| Ok(export::getdist(run, path)?),
    },
    Kind {
        name: "anesthetic",
        help: "deaths and births; OUT is their root",
        ends: &["_dead-birth.txt", ".paramnames"],
        write: |run, path| Ok(export::anesthetic(run, path)?),
    },
    Kind { name: "emcee", help: "emcee's HDF5 backend", ends: &[""], write: |run, path| Ok(export::emcee(run, path)?) },
    Kind { name: "fits", help: "table", ends: &[""], write: |run, path| table(run, path, Format::Fits) },
    Kind { name: "parquet", help: "table", ends: &[""], write: |run, path| table(run, path, Format::Parquet) },
    Kind { name: "csv", help: "table", ends: &[""], write: |run, path| table(run, path, Format::Csv) },
    Kind { name: "hdf5", help: "plain arrays", ends: &[""], write: arrays },
    Kind { name: "native", help: "folder of a run", ends: &[""], write: |run, path| Ok(export::save(run, path)?) },
];

/// The arguments.
pub(super) fn command() -> Command {
    let names = KINDS.map(|kind| PossibleValue::new(kind.name).help(kind.help));
    let to =
        Arg::new("to").long("to").value_name("FORMAT").required(true).value_parser(names).hide_possible_values(true);
    let line = |alike: &[Kind]| {
        let names: Vec<&str> = alike.iter().map(|kind| kind.name).collect();
        format!("  {:<19} {}", names.join(", "), alike[0].help)
    };
    let lines: Vec<String> = KINDS.chunk_by(|a, b| a.help == b.help).map(line).collect();
    Command::new("convert")
        .about("A run as files of other programs")
        .arg(runs::one())
        .arg(to.help("What to write, see below"))
        .arg(runs::burn_in())
        .args(runs::output(None))
        .after_help(format!(
            "Formats:\n{}\nExample: astrarium infer convert P11_run --to arviz -o P11.nc",
            lines.join("\n")
        ))
}

/// Writes it.
pub(super) fn main(matches: &ArgMatches, session: &mut Session<'_>) -> Result<(), Error> {
    let word = |name: &str| matches.get_one::<String>(name).map(String::as_str).unwrap_or_default();
    let kind = KINDS.iter().find(|kind| kind.name == word("to")).expect("the command line knows no other formats");
    let path = runs::target(matches, kind.ends, session)?;
    let run = runs::read(word("run"), matches, session)?;
    (kind.write)(&run, &path)?;
    session.console.say(&format!("{} points written to {}", run.points.len(), path.display()))?;
    session.console.say_json(&json!({ "format": kind.name, "out": path, "n_points": run.points.len() }))
}

fn table(run: &Run, path: &Path, format: Format) -> Result<(), Error> {
    let table = export::table(run)?;
    Ok(save(path, |out| table.write_to(out, format, path))?)
}

/// The file of numbers of a run's folder.
fn arrays(run: &Run, path: &Path) -> Result<(), Error> {
    let [_, (_, bytes)] = export::files(run)?;
    Ok(atomic::write_bytes(path, &bytes)?)
}
