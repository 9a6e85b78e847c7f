//! `astrarium merge OUT PART..`: the run that several parts make together.
use crate::cli::{
    Error, Session,
    run::{self, Joining, PartsFile},
};
use clap::{Arg, ArgAction, ArgMatches, Command};
use std::path::Path;

/// The arguments.
pub(crate) fn command() -> Command {
    let switch = |name: &'static str| Arg::new(name).long(name).action(ArgAction::SetTrue);
    Command::new("merge")
        .about("Finish a run from the parts that --part wrote, in any order")
        .arg(Arg::new("out").value_name("OUT").required(true).help("Folder of the results"))
        .arg(
            Arg::new("parts")
                .value_name("PART")
                .required(true)
                .num_args(1..)
                .help("Parts files, all of them, each once"),
        )
        .arg(switch("overwrite").help("Replace an earlier run in that folder"))
        .arg(switch("allow-mixed").help("Join parts of unlike processors: no longer bit by bit"))
        .after_help("Example: astrarium merge qpo shares/part-*.part")
}

/// Merges them.
pub(crate) fn main(matches: &ArgMatches, session: &mut Session<'_>) -> Result<(), Error> {
    let here = session.host.folder();
    let read = |name: &String| PartsFile::read(&here.join(Path::new(name)));
    let parts = matches.get_many::<String>("parts").into_iter().flatten().map(read).collect::<Result<Vec<_>, _>>()?;
    let out = here.join(matches.get_one::<String>("out").expect("it is required"));
    let (overwrite, allow_mixed) = (matches.get_flag("overwrite"), matches.get_flag("allow-mixed"));
    run::join(Joining { parts, out, overwrite, allow_mixed }, session)
}
