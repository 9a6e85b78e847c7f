//! The command line as a whole.
use super::*;

#[test]
fn the_command_line_is_consistent() {
    program().debug_assert();
}

#[test]
fn every_task_has_a_verb_of_a_known_domain() {
    let program = program();
    for task in TASKS {
        let domain = program.find_subcommand(task.card().domain()).expect("a domain");
        assert!(domain.find_subcommand(task.card().verb()).is_some(), "{}", task.card().kind);
    }
}
