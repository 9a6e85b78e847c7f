//! A run, from a specification to a folder of results.
//!
//! [`execute`] reads what was asked, sets the machine up and goes one of three ways: the whole job ([`whole`]), one
//! share of it ([`share`]), or a look at what it would cost ([`preview`]). [`mod@join`] finishes what shares have begun.
mod attended;
mod flags;
mod folder;
mod join;
mod journal;
mod levels;
mod machine;
mod outputs;
mod parts;
mod preview;
mod profile;
mod progress;
mod ranks;
mod ready;
mod share;
mod signals;
mod sketch;
mod store;
mod whole;

pub(crate) use attended::Attended;
pub(crate) use flags::{RunFlags, SUMMARY, size};
pub(crate) use join::{Joining, join};
pub(crate) use journal::Provenance;
pub(crate) use parts::PartsFile;
pub(crate) use ready::{complete, complete_text, read_document};

use super::{Error, Session, spec::Document, task::Task};
use machine::Machine;
use ready::Ready;
use std::path::PathBuf;
use toml::Value;

/// What is to be run.
pub(crate) struct Request {
    /// The task.
    pub(crate) task: &'static dyn Task,
    /// Its specification as given.
    pub(crate) document: Document,
    /// How.
    pub(crate) flags: RunFlags,
    /// The folder of the results if the flags name none.
    pub(crate) name: String,
}

/// Runs a request as its flags say: whole, one part of it, or only on paper.
pub(crate) fn execute(mut request: Request, session: &mut Session<'_>) -> Result<(), Error> {
    for assignment in &request.flags.set {
        request.document.set_text(assignment)?;
    }
    if let Some(seed) = request.flags.seed {
        let value = Value::Integer(i64::try_from(seed).unwrap_or(i64::MAX));
        request.document.set_flag("seed", "--seed", &seed.to_string(), value)?;
    }
    if let Some(level) = &request.flags.simd {
        request.document.set_flag("simd", "--simd", level, Value::String(level.clone()))?;
    }
    let header = ready::header(&request.document)?;
    let machine = Machine::start(&request.flags, &header, session)?;
    session.console.speaks = machine.is_first();
    let ready = machine.together(Ready::new(&mut request, &header, (machine.engine(), session)))?;
    if request.flags.dry_run {
        return preview::print(&request, &ready, &machine, session);
    }
    match request.flags.part {
        Some(share) => share::run(share, (&request, &ready), &machine, session),
        None => whole::run(&request, &ready, &machine, session),
    }
}

impl Request {
    /// The folder of the results.
    fn out(&self, session: &Session<'_>) -> PathBuf {
        let name = self.flags.out.clone().unwrap_or_else(|| PathBuf::from(&self.name));
        session.host.folder().join(name).components().collect()
    }
}
