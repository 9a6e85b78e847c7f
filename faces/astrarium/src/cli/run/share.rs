//! One share of a job, into a parts file.
use super::{
    Request,
    attended::why_stopped,
    machine::Machine,
    parts::{Head, PartsFile, Share},
    profile, progress,
    ready::Ready,
};
use crate::cli::{Error, Session};
use serde_json::json;
use std::path::Path;

/// Runs the blocks of one share and writes them to `OUT/part-I-of-N.part`.
pub(super) fn run(
    share: Share,
    (request, ready): (&Request, &Ready),
    machine: &Machine,
    session: &Session<'_>,
) -> Result<(), Error> {
    if ready.planned.work.identity().is_none() {
        let what = format!("{} is computed at once and has no parts", request.task.card().kind);
        return Err(Error::input(what, "leave --part out"));
    }
    let Some(n) = ready.planned.work.blocks() else {
        return Err(Error::input("a stream of unknown length has no parts", "name a file instead of a pipe"));
    };
    let (blocks, out) = (share.blocks(n), request.out(session));
    let path = out.join(share.file_name());
    let done = json!({ "part": share.part, "of": share.of, "file": path, "blocks": [blocks.start, blocks.end] });
    if path.exists() && request.flags.resume {
        session.console.say(&format!("{} is finished already", path.display()))?;
        return session.console.say_json(&done);
    }
    free(&path, request.flags.overwrite)?;
    let body = {
        let _bar = progress::show(machine.engine(), session.console);
        let ran = ready.planned.work.part(machine.engine(), blocks.clone());
        ran.map_err(|error| why_stopped(error, || "the same command computes this part again".to_owned()))?
    };
    let (spec, sums, version) = (ready.text.clone(), ready.sums.clone(), env!("CARGO_PKG_VERSION").to_owned());
    let head = Head { share, spec, sums, version };
    astrarium_io::atomic::write_bytes(&path, &PartsFile::encode(&head, &body)).map_err(Error::from)?;
    if let Some(profile) = machine.report(&request.flags, session)? {
        session.console.say(&profile::table(&profile))?;
    }
    session.console.say(&format!("part {share}: blocks {}..{} in {}", blocks.start, blocks.end, path.display()))?;
    session.console.say_json(&done)
}

/// Makes sure, before anything is computed, that the file may be written.
fn free(path: &Path, overwrite: bool) -> Result<(), Error> {
    if path.exists() && !overwrite {
        return Err(Error::Exists { path: path.to_owned() });
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(Error::file("creating the folder", folder))
}
