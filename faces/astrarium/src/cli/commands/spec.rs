//! `astrarium spec KIND`: a complete commented specification to start from.
use crate::cli::{
    Error, Session,
    run::complete_text,
    spec::{Header, nearest},
    task::{self, TASKS},
};
use clap::{Arg, ArgMatches, Command};
use serde_json::json;

/// The arguments.
pub(crate) fn command() -> Command {
    let kind = Arg::new("kind").value_name("KIND").help("What is to be computed, as timing.power; none lists them");
    Command::new("spec")
        .about("Write a specification with every key, its meaning and its default")
        .arg(kind)
        .after_help("Example: astrarium spec timing.power > power.toml")
}

/// Prints it.
pub(crate) fn main(matches: &ArgMatches, session: &mut Session<'_>) -> Result<(), Error> {
    let cards: Vec<_> = TASKS.into_iter().map(task::Task::card).collect();
    let Some(kind) = matches.get_one::<String>("kind") else {
        let lines: Vec<_> = cards.iter().map(|card| format!("{:<20} {}", card.kind, card.about)).collect();
        let list: Vec<_> = cards.iter().map(|card| json!({ "kind": card.kind, "about": card.about })).collect();
        session.console.say(&lines.join("\n"))?;
        return session.console.say_json(&json!({ "kinds": list }));
    };
    let Some(task) = task::of_kind(kind) else {
        let kinds: Vec<_> = cards.iter().map(|card| card.kind).collect();
        let near = nearest(kind, &kinds).map_or(String::new(), |near| format!("; did you mean {near}?"));
        return Err(Error::input(
            format!("the kind {kind} is not known{near}"),
            format!("known kinds: {}", kinds.join(", ")),
        ));
    };
    let text = complete_text(task, &Header::new(task.card().kind), &task.defaults());
    session.console.say(&text)?;
    session.console.say_json(&json!({ "kind": kind, "schema": task.schema(), "defaults": task.defaults() }))
}
