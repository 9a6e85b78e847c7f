//! Killed for real, by somebody else and by the hook, and gone on with.

use crate::toys::{NEVER, OFTEN, fill::Peaks, serial};
use astrarium_exec::{Engine, Folder, Identity, Logs, testkit::toy::Toy};
use std::{
    os::unix::process::ExitStatusExt,
    path::{Path, PathBuf},
    process::{Child, Command},
    thread,
    time::Duration,
};
use tempfile::tempdir;

const SIGKILL: i32 = 9;
/// Tells a copy of this test where to work, and at which block to die.
const FOLDER: &str = "ASTRARIUM_TEST_FOLDER";
const BLOCK: &str = "ASTRARIUM_TEST_BLOCK";

/// This test binary again, running one test only.
fn again(test: &str, folder: &Path, block: u64) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test]).env(FOLDER, folder).env(BLOCK, block.to_string()).spawn().unwrap()
}

fn peaks(folder: &Path) -> Vec<u8> {
    let engine = Engine::with_threads(2);
    let logs = Logs::open(&engine, folder, &Identity::default()).unwrap();
    let job = Peaks { n: 400, each: Duration::from_millis(1) };
    engine.fill(&job, &logs, Duration::from_millis(5)).unwrap();
    let mut rows = Vec::new();
    logs.compact(400, &mut rows).unwrap();
    rows
}

#[test]
fn a_fill_killed_by_another_process() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        peaks(&PathBuf::from(folder));
        return;
    }
    let (folder, whole) = (tempdir().unwrap(), tempdir().unwrap());
    for round in 0..4 {
        let mut child = again("killed::a_fill_killed_by_another_process", folder.path(), 0);
        thread::sleep(Duration::from_millis(20 + 13 * round));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert_eq!(peaks(folder.path()), peaks(whole.path()));
}

#[test]
fn a_fold_killed_at_a_block_by_the_hook() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        let block = std::env::var(BLOCK).unwrap().parse().unwrap();
        let engine = Engine::with_threads(2).kill_at(block);
        let _ = engine.fold_saved(&Toy::of(150), &Folder(folder.into()), "a", OFTEN);
        return;
    }
    let folder = tempdir().unwrap();
    let store = Folder(folder.path().to_owned());
    for block in [3, 40, 41, 99, 149] {
        let status = again("killed::a_fold_killed_at_a_block_by_the_hook", folder.path(), block).wait().unwrap();
        assert_eq!(status.signal(), Some(SIGKILL), "at block {block}");
    }
    let engine = Engine::serial();
    assert_eq!(engine.fold_saved(&Toy::of(150), &store, "a", NEVER).unwrap(), serial(150));
    assert!(engine.observer().progress().blocks() < 10, "what was done before the last kill is known");
}
