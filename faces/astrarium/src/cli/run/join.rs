//! The end of a run whose blocks were computed elsewhere.
use super::{
    Request, RunFlags,
    folder::{Claim, RunFolder},
    journal::Journal,
    machine::Machine,
    outputs::More,
    parts::{self, PartsFile},
    ready::{self, Ready},
    whole,
};
use crate::cli::{Error, Session, spec::Document, task};
use std::path::PathBuf;

/// Parts to be finished.
pub(crate) struct Joining {
    /// The files, in any order.
    pub(crate) parts: Vec<PartsFile>,
    /// The folder of the results.
    pub(crate) out: PathBuf,
    /// Whether an earlier run there is replaced.
    pub(crate) overwrite: bool,
}

/// Finishes a run from its parts; each must be there once and belong to the same specification and inputs.
pub(crate) fn join(joining: Joining, session: &mut Session<'_>) -> Result<(), Error> {
    parts::complete(&joining.parts)?;
    let claim = if joining.overwrite { Claim::Overwrite } else { Claim::New };
    let folder = RunFolder::new(joining.out, claim);
    folder.check()?;
    let first = &joining.parts[0];
    let document = Document::from_text(&first.path, first.head.spec.clone())?;
    let header = ready::header(&document)?;
    let task = task::of_kind(&header.kind).ok_or_else(|| {
        Error::input(
            format!("{} is of the kind {}", first.path.display(), header.kind),
            "use the version that wrote it",
        )
    })?;
    let flags = RunFlags::default();
    let machine = Machine::start(&flags, &header, session)?;
    let mut request = Request { task, document, flags, name: String::new() };
    let ready = Ready::new(&mut request, &header, session.host.folder())?;
    let journal = Journal::start(task.card().kind, &ready, &machine);
    let bodies: Vec<_> = joining.parts.into_iter().map(|part| part.body).collect();
    let product = ready.planned.work.join(&bodies)?;
    let provenance = journal.end(&product);
    whole::finish(product, &folder, &provenance, (session, &ready.text, &More::default()))
}
