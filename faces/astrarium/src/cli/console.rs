//! The two streams. Output that nobody reads ends the program quietly.
use super::{Error, Host};
use serde_json::Value;
use std::io::{self, Write};

/// Where the program speaks, and how much.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Console {
    /// Nothing but results and errors.
    quiet: bool,
    /// One JSON object instead of text.
    json: bool,
    /// Whether this copy speaks at all: of several ranks only the first does.
    pub(crate) speaks: bool,
    terminal: bool,
    colour: bool,
}

impl Console {
    /// The console of a process.
    pub(crate) fn new(host: &Host) -> Self {
        let terminal = host.stderr_is_terminal();
        let colour = terminal && host.variable("NO_COLOR").is_none();
        Self { quiet: false, json: false, speaks: true, terminal, colour }
    }
    /// With the flags that every command has.
    pub(crate) fn with_flags(self, quiet: bool, json: bool) -> Self {
        Self { quiet, json, ..self }
    }
    /// Whether a progress bar makes sense.
    pub(crate) fn has_bar(self) -> bool {
        self.terminal && self.speaks && !self.quiet
    }
    /// A result, for people; silent where JSON is asked for.
    pub(crate) fn say(self, text: &str) -> Result<(), Error> {
        if self.json || !self.speaks { Ok(()) } else { self.print(text) }
    }
    /// The JSON object, where it is asked for.
    pub(crate) fn say_json(self, value: &Value) -> Result<(), Error> {
        if self.json && self.speaks { self.print(&value.to_string()) } else { Ok(()) }
    }
    /// Output as it is.
    pub(crate) fn print(self, text: &str) -> Result<(), Error> {
        let mut out = io::stdout().lock();
        let newline = if text.ends_with('\n') { "" } else { "\n" };
        let wrote = out.write_all(text.as_bytes()).and_then(|()| out.write_all(newline.as_bytes()));
        wrote.and_then(|()| out.flush()).map_err(|error| match error.kind() {
            io::ErrorKind::BrokenPipe => Error::ClosedPipe,
            _ => Error::File { action: "printing to", path: "the output".into(), source: error },
        })
    }
    /// What is to be known while the work goes on; silent where only results are asked for.
    pub(crate) fn note(self, text: &str) {
        if self.speaks && !self.quiet {
            let _unread = writeln!(io::stderr().lock(), "note: {text}");
        }
    }
    /// An error. A closed error stream is nothing that could be reported anywhere.
    pub(crate) fn error(self, error: &Error) {
        if self.speaks {
            let _unread = writeln!(io::stderr().lock(), "{}", error.render(self.colour).trim_end());
        }
    }
}
