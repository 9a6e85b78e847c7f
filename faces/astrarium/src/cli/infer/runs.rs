//! Runs named on the command line, and files that are written from them.
use crate::cli::{Error, Session};
use astrarium_infer::{Run, import};
use clap::{Arg, ArgAction, ArgMatches};
use std::path::{Path, PathBuf};

/// What a run on the command line may be.
pub(super) const WHAT: &str = "Folder of a run, emcee's .h5, or root of text chains";

/// The argument that names one run.
pub(crate) fn one() -> Arg {
    Arg::new("run").value_name("RUN").required(true).help(WHAT)
}

/// The flags of a command that writes.
pub(super) fn output(default: Option<&'static str>) -> [Arg; 2] {
    let output = Arg::new("output").long("output").short('o').value_name("OUT").help("What to write");
    let output = match default {
        Some(name) => output.default_value(name),
        None => output.required(true),
    };
    let overwrite = Arg::new("overwrite").long("overwrite").action(ArgAction::SetTrue).help("Replace what is there");
    [output, overwrite]
}

/// The flag that leaves out the beginning of chains.
pub(super) fn burn_in() -> Arg {
    let number = clap::value_parser!(u64);
    Arg::new("burn-in").long("burn-in").value_name("N").value_parser(number).help("Draws of each chain left out first")
}

/// Reads a run; the draws of its burn-in are left out.
pub(crate) fn read(name: &str, matches: &ArgMatches, session: &Session<'_>) -> Result<Run, Error> {
    let mut run = import::read(&session.host.folder().join(name))?;
    let Ok(Some(&left_out)) = matches.try_get_one::<u64>("burn-in") else { return Ok(run) };
    let points = &run.points;
    let Some(mut chains) = points.chains else {
        let what = format!("the points of {name} lie in no chains, and so have no burn-in");
        return Err(Error::input(what, "leave --burn-in out"));
    };
    let left_out = usize::try_from(left_out).unwrap_or(usize::MAX);
    if left_out >= chains.draws {
        let what = format!("--burn-in {left_out} leaves nothing of {name}, whose chains have {} draws", chains.draws);
        return Err(Error::input(what, "leave out fewer"));
    }
    let kept: Vec<usize> = (left_out * chains.chains..points.len()).collect();
    chains.draws -= left_out;
    run.points = points.take(&kept);
    run.points.chains = Some(chains);
    Ok(run)
}

/// Where to write; what stands at `ends` behind it must not be in the way unless it may be replaced.
pub(super) fn target(matches: &ArgMatches, ends: &[&str], session: &Session<'_>) -> Result<PathBuf, Error> {
    let name = matches.get_one::<String>("output").map(String::as_str).unwrap_or_default();
    let path = session.host.folder().join(name);
    let taken = ends.iter().map(|end| with_end(&path, end)).find(|path| path.exists());
    match taken.filter(|_| !matches.get_flag("overwrite")) {
        Some(taken) => {
            Err(Error::input(format!("{} exists", taken.display()), "choose another name, or give --overwrite"))
        }
        None => Ok(path),
    }
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(end);
    path.with_file_name(name)
}
