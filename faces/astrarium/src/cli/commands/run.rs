//! `astrarium run SPEC`: what a file says.
use crate::cli::{
    Error, Session,
    run::{self, Request, RunFlags},
    spec::Document,
    task,
};
use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};

/// The arguments.
pub(crate) fn command() -> Command {
    let file =
        Arg::new("file").value_name("SPEC").required(true).help("A specification; `astrarium spec KIND` writes one");
    RunFlags::augment_args(Command::new("run"))
        .about("Run a specification file; the one in a run folder repeats the run")
        .mut_arg("spec", |arg| arg.hide(true))
        .arg(file.index(1))
        .override_usage("astrarium run [FLAGS] SPEC")
        .after_help("Example: astrarium run qpo/spec.toml --set segment_s=32 --out qpo32")
}

/// The name of the first input, or of the only one.
fn first_input<'a>(document: &'a Document, key: &str) -> Option<&'a str> {
    document.text(key).or_else(|| document.text(&format!("{key}.0")))
}

/// Runs it.
pub(crate) fn main(matches: &ArgMatches, session: &mut Session<'_>) -> Result<(), Error> {
    let flags = RunFlags::from_arg_matches(matches).expect("the same definition has parsed them");
    let path = matches.get_one::<String>("file").expect("it is required");
    let document = run::read_document(&session.host.folder().join(path))?;
    let task = task::of_document(&document)?;
    let kind = task.card().kind;
    let name = super::verb::default_name(kind, first_input(&document, task.card().input_key));
    run::execute(Request { task, document, flags, name }, session)
}
