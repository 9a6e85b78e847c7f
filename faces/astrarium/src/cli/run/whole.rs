//! The whole job, with checkpoints, into a run folder.
use super::{
    Request, RunFlags,
    attended::why_stopped,
    folder::{Claim, RunFolder},
    journal::{Journal, Provenance},
    machine::Machine,
    outputs::{self, More},
    progress,
    ready::Ready,
    store::Saved,
};
use crate::cli::{
    Error, Session,
    task::{Product, Saving, Work},
};
use serde_json::json;

/// Runs all of it; the folder appears when everything in it is written.
pub(super) fn run(request: &Request, ready: &Ready, machine: &Machine, session: &Session<'_>) -> Result<(), Error> {
    let folder = RunFolder::new(request.out(session), claim(&request.flags));
    if folder.is_finished() {
        session.console.say(&format!("{} is finished already", folder.path().display()))?;
        return session.console.say_json(&json!({ "folder": folder.path(), "finished_before": true }));
    }
    machine.lead(|| folder.open(&ready.text))?;
    let journal = Journal::start(request.task.card().kind, ready, machine);
    let product = match compute(&request.flags, ready.planned.work.as_ref(), machine, (session, &folder)) {
        Ok(product) => product,
        Err(error) => return Err(given_up(error, machine, &folder)),
    };
    let profile = machine.report(&request.flags, session)?;
    let provenance = journal.end(&product);
    let wrote = machine.lead(|| {
        finish(product, &folder, &provenance, (session, &ready.text, &More { profile, plot: request.flags.plot }))
    });
    wrote.map(drop)
}

fn claim(flags: &RunFlags) -> Claim {
    match (flags.resume, flags.overwrite) {
        (true, _) => Claim::Resume,
        (_, true) => Claim::Overwrite,
        _ => Claim::New,
    }
}

fn compute(
    flags: &RunFlags,
    work: &dyn Work,
    machine: &Machine,
    (session, folder): (&Session<'_>, &RunFolder),
) -> Result<Product, Error> {
    let _bar = progress::show(machine.engine(), session.console);
    let store = Saved::new(folder.checkpoint());
    work.run(machine.engine(), &Saving { store: &store, every: flags.checkpoint })
}

/// What is left of a run that did not end: its checkpoint if it can be gone on with, else nothing.
fn given_up(error: Error, machine: &Machine, folder: &RunFolder) -> Error {
    let error = why_stopped(error, || {
        format!("the same command with --resume goes on; what is done lies in {}", folder.partial().display())
    });
    let resumable = matches!(error.exit_code(), 4 | 5) && folder.has_checkpoint();
    if machine.is_first() && !resumable {
        folder.discard();
    }
    error
}

/// Writes everything, names the folder, and says where it is.
pub(super) fn finish(
    product: Product,
    folder: &RunFolder,
    provenance: &Provenance,
    (session, text, more): (&Session<'_>, &str, &More),
) -> Result<(), Error> {
    folder.finish(|staged| outputs::write(&product, staged, (text, provenance)))?;
    outputs::announce(&product, folder.path(), session.console, more)?;
    match product.untrusted {
        Some(why) => Err(Error::Untrusted { why }),
        None => Ok(()),
    }
}
