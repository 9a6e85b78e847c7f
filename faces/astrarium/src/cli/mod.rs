//! The program `astrarium`, as a function.
//!
//! [`main`] is all that the binary and the console script of the Python package call. Exit codes: 0 done, 1 checks
//! failed, 2 your input, 3 your data, 4 the machine, 5 stopped early and resumable, 6 finished but not to be trusted.
mod citations;
mod commands;
mod console;
mod error;
mod host;
mod ifu;
mod infer;
mod python;
mod run;
mod sed;
mod spec;
mod task;
mod timing;

pub use host::Host;
pub use python::{LoadedModel, PythonModel, PythonModels};

use console::Console;
use error::Error;
use std::ffi::OsString;

/// What every command is given: the process around it and the streams.
pub(crate) struct Session<'a> {
    /// The process.
    pub(crate) host: &'a Host,
    /// The streams.
    pub(crate) console: Console,
}

/// Runs the program with these arguments (the first is its name); the exit code comes back.
///
/// Errors are shown on the error stream. Nothing ends the process but a second Ctrl-C.
pub fn main(args: impl IntoIterator<Item = OsString>, host: &Host) -> u8 {
    let console = Console::new(host);
    let matches = match commands::program().try_get_matches_from(args) {
        Ok(matches) => matches,
        Err(shown) => return u8::try_from(show(&shown)).unwrap_or(2),
    };
    let console = console.with_flags(matches.get_flag("quiet"), matches.get_flag("json"));
    match commands::dispatch(&matches, Session { host, console }) {
        Ok(()) => 0,
        Err(error) => {
            if error.exit_code() > 0 {
                console.error(&error);
            }
            error.exit_code()
        }
    }
}

/// Reads the text of a specification and fills in what it leaves out; no input is looked at.
///
/// # Errors
/// What is wrong with it, as the program would show it: the place, what was found and what is expected.
pub fn complete_spec(name: &str, text: &str) -> Result<String, String> {
    let complete = || {
        let document = spec::Document::from_text(name.as_ref(), text.to_owned())?;
        run::complete(task::of_document(&document)?, &document)
    };
    complete().map_err(|error: Error| error.render(false))
}

/// Help, version or a mistake in the arguments; a closed pipe is no mistake.
fn show(shown: &clap::Error) -> i32 {
    let _unread = shown.print();
    shown.exit_code()
}
