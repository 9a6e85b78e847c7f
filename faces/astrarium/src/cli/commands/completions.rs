//! `astrarium completions SHELL`.
use crate::cli::{Error, Session};
use clap::{Arg, ArgMatches, Command, builder::EnumValueParser};
use clap_complete::Shell;

/// The arguments.
pub(crate) fn command() -> Command {
    let shell = Arg::new("shell").value_name("SHELL").required(true).value_parser(EnumValueParser::<Shell>::new());
    Command::new("completions")
        .about("Print the completions of a shell")
        .arg(shell.help("The shell"))
        .after_help("Example: astrarium completions bash > ~/.local/share/bash-completion/completions/astrarium")
}

/// Prints them.
pub(crate) fn main(matches: &ArgMatches, session: &mut Session<'_>) -> Result<(), Error> {
    let shell = *matches.get_one::<Shell>("shell").expect("it is required");
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut super::program(), "astrarium", &mut text);
    session.console.print(&String::from_utf8_lossy(&text))
}
