//! The end of a run whose blocks were computed elsewhere.
use super::{
    Request, RunFlags,
    folder::{Claim, RunFolder},
    journal::Journal,
    levels::Levels,
    machine::Machine,
    outputs::More,
    parts::{self, PartsFile},
    ready::{self, Ready},
    whole,
};
use crate::cli::{
    Error, Session,
    spec::{Document, Header},
    task,
};
use std::path::PathBuf;

/// Parts to be finished.
pub(crate) struct Joining {
    /// The files, in any order.
    pub(crate) parts: Vec<PartsFile>,
    /// The folder of the results.
    pub(crate) out: PathBuf,
    /// Whether an earlier run there is replaced.
    pub(crate) overwrite: bool,
    /// Whether the parts may be of unlike instruction sets.
    pub(crate) allow_mixed: bool,
}

/// Finishes a run from its parts; each must be there once and belong to the same specification and inputs.
pub(crate) fn join(joining: Joining, session: &mut Session<'_>) -> Result<(), Error> {
    parts::complete(&joining.parts)?;
    let levels = Levels::of(&joining.parts, joining.allow_mixed)?;
    let claim = if joining.overwrite { Claim::Overwrite } else { Claim::New };
    let folder = RunFolder::new(joining.out, claim);
    folder.check()?;
    let first = &joining.parts[0];
    let document = Document::from_text(&first.path, first.head.spec.clone())?;
    let header = levels.header(ready::header(&document)?);
    let task = task::of_kind(&header.kind).ok_or_else(|| {
        Error::input(
            format!("{} is of the kind {}", first.path.display(), header.kind),
            "use the version that wrote it",
        )
    })?;
    // sums are joined by additions, the same on every processor: the levels of the parts have been looked at
    let flags = RunFlags { allow_mixed: true, ..RunFlags::default() };
    let machine = Machine::start(&flags, &Header::new(&header.kind), session)?;
    let mut request = Request { task, document, flags, name: String::new() };
    let ready = Ready::new(&mut request, &header, (machine.engine(), session))?;
    let journal = Journal::start(task.card().kind, &ready, &machine).with_simd(levels.words());
    let names: Vec<_> = joining.parts.iter().map(|part| part.path.display().to_string()).collect();
    let bodies: Vec<_> = names.iter().zip(&joining.parts).map(|(name, part)| (&name[..], &part.body[..])).collect();
    let mut product = ready.planned.work.join(&bodies)?;
    product.warnings.extend(levels.warning());
    let provenance = journal.end(&product);
    whole::finish(product, &folder, &provenance, (session, &ready.text, &More::default()))
}
