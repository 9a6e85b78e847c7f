//! `astrarium man DIR`: manual pages from the same words as `--help`.
use crate::cli::{Error, Session};
use clap::{Arg, ArgMatches, Command};
use std::fs;

/// The arguments.
pub(crate) fn command() -> Command {
    Command::new("man")
        .about("Write the manual pages")
        .arg(Arg::new("folder").value_name("DIR").required(true).help("Where the pages go"))
        .after_help("Example: astrarium man ~/.local/share/man/man1")
}

/// Writes one page a command.
pub(crate) fn main(matches: &ArgMatches, session: &mut Session<'_>) -> Result<(), Error> {
    let folder = session.host.folder().join(matches.get_one::<String>("folder").expect("it is required"));
    fs::create_dir_all(&folder).map_err(Error::file("creating the folder", &folder))?;
    clap_mangen::generate_to(super::program(), &folder).map_err(Error::file("writing to", &folder))?;
    session.console.say(&format!("manual pages in {}", folder.display()))?;
    session.console.say_json(&serde_json::json!({ "folder": folder }))
}
