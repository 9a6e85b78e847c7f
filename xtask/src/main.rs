//! House keeping: `cargo xtask check` before every commit; `cargo xtask help` lists the rest.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool talks to its user")]

mod check;
mod examples;
mod floors;
mod generated;
mod hygiene;
mod missions;
mod new;
mod sizes;
mod source;

use std::{env, process::ExitCode};

const HELP: &str = "\
cargo xtask check             everything below, then fmt, clippy and rustdoc
cargo xtask floors            every crate imports only lower floors
cargo xtask sizes             lengths of functions and files, share of documentation
cargo xtask hygiene           no paths of one machine, no unfinished marks, manifests in step
cargo xtask gen [--check]     write (or compare) what is generated: the reference of the program
cargo xtask examples          run every example and compare with its expected numbers
cargo xtask missions WHEEL    mission tables of the timing domain, from a wheel of stingray 2.3.2
cargo xtask new domain NAME   the seven files that every domain has
";

/// What a check found: one line each; none means that all is well.
pub(crate) type Findings = Vec<String>;

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let findings = match words.as_slice() {
        ["check"] => check::all(),
        ["floors"] => floors::check(),
        ["sizes"] => sizes::check(),
        ["hygiene"] => hygiene::check(),
        ["gen"] => generated::write(),
        ["gen", "--check"] => generated::check(),
        ["missions", words @ ..] => missions::run(words),
        ["examples"] => examples::run(),
        ["new", "domain", name] => new::domain(name),
        ["help"] | [] => {
            println!("{HELP}");
            return ExitCode::SUCCESS;
        }
        other => vec![format!("`{}` is not a task of this house; `cargo xtask help` lists them", other.join(" "))],
    };
    findings.iter().for_each(|line| eprintln!("{line}"));
    if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
