//! The commands: one file each, and one line in [`COMMANDS`].
mod cite;
mod completions;
mod data;
mod man;
mod merge;
mod run;
mod spec;
#[cfg(test)]
mod tests;
mod verb;

use super::{Error, Session, ifu, infer, sed, task::TASKS, timing};
use clap::{Arg, ArgAction, ArgMatches, Command};

/// A command of the program or of a domain.
pub(crate) struct Entry {
    /// Its arguments and help.
    pub(crate) command: fn() -> Command,
    /// What it does.
    pub(crate) main: fn(&ArgMatches, &mut Session<'_>) -> Result<(), Error>,
}

/// The commands that belong to no domain.
const COMMANDS: [Entry; 7] = [
    Entry { command: run::command, main: run::main },
    Entry { command: merge::command, main: merge::main },
    Entry { command: spec::command, main: spec::main },
    Entry { command: data::command, main: data::main },
    Entry { command: cite::command, main: cite::main },
    Entry { command: completions::command, main: completions::main },
    Entry { command: man::command, main: man::main },
];

/// A domain: its name, its one line, and its verbs that are no tasks.
pub(crate) struct Domain {
    /// The name on the command line.
    pub(crate) name: &'static str,
    /// One line.
    pub(crate) about: &'static str,
    /// Verbs that leave no run folder.
    pub(crate) verbs: &'static [Entry],
}

const DOMAINS: [Domain; 4] = [ifu::DOMAIN, infer::DOMAIN, sed::DOMAIN, timing::DOMAIN];

const HELP: &str = "{about}\n\n{usage-heading} {usage}\n\n{all-args}{after-help}";
const EXAMPLE: &str = "\
Every command takes --quiet (results and errors only) and --json (one object).
Example: astrarium timing power events.fits --segment-s 16 --bin-s 0.01
Exit codes: 0 done, 2 input, 3 data, 4 machine, 5 resumable, 6 not to be trusted";

/// The whole command line.
pub(crate) fn program() -> Command {
    let speech = [
        Arg::new("quiet").long("quiet").help("Print results and errors only"),
        Arg::new("json").long("json").help("Print one JSON object instead of text"),
    ];
    let speech = speech.map(|arg| arg.action(ArgAction::SetTrue).global(true).hide(true));
    let version = concat!(env!("CARGO_PKG_VERSION"), "\n", env!("CARGO_PKG_DESCRIPTION"));
    Command::new("astrarium")
        .about("Telescope data and simulations into answers")
        .version(env!("CARGO_PKG_VERSION"))
        .long_version(version)
        .help_template(HELP)
        .after_help(EXAMPLE)
        .term_width(80)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .args(speech)
        .subcommands(DOMAINS.iter().map(domain))
        .subcommands(COMMANDS.iter().map(|entry| (entry.command)().help_template(HELP)))
}

fn domain(domain: &Domain) -> Command {
    let tasks = TASKS.into_iter().filter(|task| task.card().domain() == domain.name).map(verb::command);
    Command::new(domain.name)
        .about(domain.about)
        .help_template(HELP)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .subcommands(tasks.map(|command| command.help_template(HELP)))
        .subcommands(domain.verbs.iter().map(|entry| (entry.command)().help_template(HELP)))
}

/// Does what the arguments say.
pub(crate) fn dispatch(matches: &ArgMatches, mut session: Session<'_>) -> Result<(), Error> {
    let Some((name, below)) = matches.subcommand() else { return Ok(()) };
    if let Some(domain) = DOMAINS.iter().find(|domain| domain.name == name) {
        let Some((verb, below)) = below.subcommand() else { return Ok(()) };
        return match find(domain.verbs, verb) {
            Some(entry) => (entry.main)(below, &mut session),
            None => verb::main(&format!("{name}.{verb}"), below, &mut session),
        };
    }
    find(&COMMANDS, name).map_or(Ok(()), |entry| (entry.main)(below, &mut session))
}

fn find<'a>(entries: &'a [Entry], name: &str) -> Option<&'a Entry> {
    entries.iter().find(|entry| (entry.command)().get_name() == name)
}
