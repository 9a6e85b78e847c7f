//! Ragged rows survive torn logs, another number of workers, and other ranks.

use crate::toys::{NEVER, OFTEN, fill::Peaks};
use astrarium_exec::{
    Engine, Error, Identity, Logs,
    testkit::{on_ranks, same_bits_fill},
};
use std::{fs, path::Path};
use tempfile::tempdir;

const N: u64 = 300;

fn open(folder: &Path, workers: usize) -> Logs {
    Logs::open(&Engine::with_threads(workers), folder, &Identity::default()).unwrap()
}

fn compacted(logs: &Logs) -> Vec<u8> {
    let mut out = Vec::new();
    logs.compact(N, &mut out).unwrap();
    out
}

fn job() -> Peaks {
    Peaks { n: N, each: OFTEN }
}

/// By one worker, never torn.
fn whole() -> Vec<u8> {
    let folder = tempdir().unwrap();
    let logs = open(folder.path(), 1);
    Engine::serial().fill(&job(), &logs, NEVER).unwrap();
    compacted(&logs)
}

#[test]
fn compacted_rows_stand_in_order() {
    let (whole, rows) = (whole(), same_bits_fill(&job()));
    let offset = |k: u64| u64::from_le_bytes(whole[8 * k as usize..][..8].try_into().unwrap()) as usize;
    let bytes = &whole[8 * (N as usize + 1)..];
    assert!(rows.iter().all(|(&block, row)| bytes[offset(block)..offset(block + 1)] == row[..]));
    assert_eq!(offset(N), bytes.len());
}

#[test]
fn torn_logs() {
    let whole = whole();
    for look in (1..600).step_by(37) {
        let folder = tempdir().unwrap();
        let engine = Engine::with_threads(3);
        engine.stop().at_look(Some(look));
        let _ = engine.fill(&job(), &open(folder.path(), 3), NEVER);
        for log in 0..3 {
            let path = folder.path().join(format!("rows-0-{log}"));
            let file = fs::OpenOptions::new().write(true).open(path).unwrap();
            let length = file.metadata().unwrap().len();
            file.set_len(length.saturating_sub(u64::from(look) % 50)).unwrap();
        }
        let logs = open(folder.path(), 2);
        Engine::with_threads(2).fill(&job(), &logs, NEVER).unwrap();
        assert_eq!(compacted(&logs), whole);
        assert_eq!(compacted(&open(folder.path(), 1)), whole, "read back");
    }
}

#[test]
fn over_ranks() {
    let whole = whole();
    let folder = tempdir().unwrap();
    for (size, stop) in [(3, Some(20)), (2, Some(30)), (3, None)] {
        let compacts = on_ranks(size, 2, |engine| {
            engine.stop().at_look(stop);
            let logs = Logs::open(engine, folder.path(), &Identity::default()).unwrap();
            let done = engine.fill(&job(), &logs, NEVER).is_ok();
            done.then(|| compacted(&logs))
        });
        assert!(compacts.iter().flatten().all(|rows| *rows == whole));
        assert!(stop.is_some() || compacts.iter().all(Option::is_some));
    }
}

#[test]
fn logs_of_another_run_and_missing_rows_are_refused() {
    let folder = tempdir().unwrap();
    let logs = open(folder.path(), 1);
    assert!(matches!(logs.compact(2, Vec::new()), Err(Error::Missing { blocks }) if blocks.len() == 1));
    let other = Identity { seed: 1, ..Identity::default() };
    let refused = Logs::open(&Engine::serial(), folder.path(), &other).err().unwrap();
    assert!(matches!(&refused, Error::OtherIdentity { field: "seed", .. }), "{refused}");
    fs::write(folder.path().join("rows-0-0"), [7; 100]).unwrap();
    assert!(Logs::open(&Engine::serial(), folder.path(), &other).is_ok(), "a torn first record is an empty log");
}
