//! The verb of a task: inputs and flags into a specification, then a run.
use crate::cli::{
    Error, Session,
    run::{self, Request, RunFlags},
    spec::{Document, Node},
    task::{self, Task},
};
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};
use std::path::{Path, PathBuf};
use toml::Value;

/// The arguments of a task's verb.
pub(crate) fn command(task: &'static dyn Task) -> Command {
    let card = task.card();
    let (schema, defaults) = (task.schema(), task.defaults());
    let inputs = Arg::new("inputs").value_name(card.inputs).help("Files to read").action(ArgAction::Append).hide(true);
    let flags = card.flags.iter().map(|flag| flag.arg(Node::new(&schema), &defaults));
    let after = format!("{}\n\nExample: astrarium {} {}", run::SUMMARY, card.kind.replace('.', " "), card.example);
    // the screen is for what is particular to the verb
    let help = Arg::new("help").long("help").short('h').action(ArgAction::Help).hide(true);
    RunFlags::augment_args(Command::new(card.verb()))
        .about(card.about)
        .mut_args(|arg| arg.hide(true))
        .disable_help_flag(true)
        .arg(help)
        .arg(inputs.num_args(0..))
        .args(flags)
        .override_usage(format!("astrarium {} [FLAGS] {}", card.kind.replace('.', " "), card.inputs))
        .after_help(after)
}

/// Runs the task of this kind.
pub(crate) fn main(kind: &str, matches: &ArgMatches, session: &mut Session<'_>) -> Result<(), Error> {
    let task = task::of_kind(kind).expect("the command line knows no other verbs");
    let flags = RunFlags::from_arg_matches(matches).expect("the same definition has parsed them");
    let (specs, inputs): (Vec<&str>, Vec<&str>) =
        matches.get_many::<String>("inputs").into_iter().flatten().map(String::as_str).partition(|name| is_spec(name));
    let mut document = match spec_of(&flags, &specs)? {
        Some(path) => run::read_document(&session.host.folder().join(path))?,
        None => Document::default(),
    };
    let card = task.card();
    if !inputs.is_empty() {
        if card.input_key.is_empty() {
            let what = format!("{} reads no file, and {} is given", card.kind, inputs[0]);
            return Err(Error::input(what, "expected a specification, whose name ends in .toml"));
        }
        let said = inputs.join(" ");
        let mut list: Vec<_> = inputs.iter().map(|input| Value::String((*input).to_owned())).collect();
        let takes_one = Node::new(&task.schema()).at(card.input_key).is_some_and(|key| key.expected() == "text");
        let value = if takes_one && list.len() == 1 { list.remove(0) } else { Value::Array(list) };
        document.set_flag(card.input_key, card.inputs, &said, value)?;
    }
    for flag in card.flags {
        flag.apply(matches, &mut document)?;
    }
    own_kind(kind, &mut document)?;
    let request =
        Request { task, document, flags, name: default_name(kind, inputs.first().or(specs.first()).copied()) };
    run::execute(request, session)
}

/// An input that is the specification itself.
fn is_spec(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|end| end == "toml")
}

/// The file of the specification: `--spec`, or the input that ends in `.toml`.
fn spec_of(flags: &RunFlags, specs: &[&str]) -> Result<Option<PathBuf>, Error> {
    match (&flags.spec, specs) {
        (Some(path), []) => Ok(Some(path.clone())),
        (None, []) => Ok(None),
        (None, [spec]) => Ok(Some(spec.into())),
        (Some(path), [spec, ..]) => {
            Err(Error::input(format!("two specifications: {} and {spec}", path.display()), "name one"))
        }
        (None, [first, second, ..]) => {
            Err(Error::input(format!("two specifications: {first} and {second}"), "name one"))
        }
    }
}

/// A verb with a specification of another kind is a mistake.
fn own_kind(kind: &str, document: &mut Document) -> Result<(), Error> {
    match document.values().get("kind").and_then(Value::as_str) {
        None => Ok(document.set_flag("kind", "kind", kind, Value::String(kind.to_owned()))?),
        Some(found) if found == kind => Ok(()),
        Some(found) => {
            let what = format!("the specification is of the kind {found}, and the command is {kind}");
            Err(Error::input(what, "use `astrarium run SPEC`, or the command of that kind"))
        }
    }
}

/// The folder of the results if none is named: the first input's name and the verb.
pub(crate) fn default_name(kind: &str, input: Option<&str>) -> String {
    let verb = kind.rsplit('.').next().unwrap_or(kind);
    let file = input.and_then(|input| Path::new(input).file_name()?.to_str());
    let stem = file.map(|file| file.split_once('.').map_or(file, |(stem, _)| stem)).filter(|stem| !stem.is_empty());
    stem.map_or(verb.to_owned(), |stem| format!("{stem}_{verb}"))
}
