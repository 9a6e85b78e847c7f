//! A fold stopped anywhere, failed, or killed goes on where it was, on any number of threads and ranks.

use crate::toys::{NEVER, OFTEN, serial};
use astrarium_exec::{
    Engine, Error, Folder, Store,
    testkit::{
        Memory, on_ranks,
        toy::{Toy, ToyError},
    },
};
use std::{
    fs, io,
    sync::atomic::{AtomicU32, Ordering::Relaxed},
};
use tempfile::tempdir;

#[test]
fn stopped_at_every_look() {
    for threads in [1, 3] {
        let engine = Engine::with_threads(threads);
        for look in 0..130 {
            let store = Memory::default();
            engine.stop().at_look(Some(look));
            let first = engine.fold_saved(&Toy::of(60), &store, "a", OFTEN);
            engine.stop().clear();
            assert!(first.is_ok() == (look >= 120) || threads > 1, "{look}");
            let again = Engine::with_threads(1 + look as usize % 4);
            assert_eq!(again.fold_saved(&Toy::of(60), &store, "a", NEVER).unwrap(), serial(60));
            let done = engine.observer().progress().blocks() + again.observer().progress().blocks();
            assert!(done == 60 || first.is_ok(), "nothing is computed twice, stopped at look {look}");
        }
    }
}

#[test]
fn a_torn_file_has_an_older_generation() {
    let folder = tempdir().unwrap();
    let store = Folder(folder.path().to_owned());
    let engine = Engine::serial();
    assert_eq!(engine.fold_saved(&Toy::of(60), &store, "a", OFTEN).unwrap(), serial(60));
    let path = folder.path().join("a-0");
    let mut bytes = fs::read(&path).unwrap();
    let last = bytes.len() - 3;
    bytes[last] ^= 1;
    fs::write(&path, &bytes).unwrap();
    assert_eq!(engine.fold_saved(&Toy::of(60), &store, "a", NEVER).unwrap(), serial(60));
    assert!(engine.observer().progress().blocks() < 60, "the older generation serves");
}

#[test]
fn a_fold_that_ends_before_its_first_pause_leaves_no_file() {
    let folder = tempdir().unwrap();
    let store = Folder(folder.path().to_owned());
    assert_eq!(Engine::with_threads(2).fold_saved(&Toy::of(60), &store, "a", NEVER).unwrap(), serial(60));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// A disk that is full after some files.
struct Full(AtomicU32, Memory);
impl Store for Full {
    fn save(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let left = self.0.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1));
        left.map_err(|_| io::Error::from(io::ErrorKind::StorageFull)).and_then(|_| self.1.save(name, bytes))
    }
    fn load(&self, name: &str, generation: u32) -> io::Result<Option<Vec<u8>>> {
        self.1.load(name, generation)
    }
}

#[test]
fn a_full_disk_ends_the_run_and_what_was_saved_serves() {
    let store = Full(AtomicU32::new(30), Memory::default());
    let error = Engine::serial().fold_saved(&Toy::of(60), &store, "a", OFTEN).unwrap_err();
    assert!(matches!(&error, ToyError::Exec(Error::File { action: "writing", name, .. }) if name == "a-0"), "{error}");
    let engine = Engine::serial();
    assert_eq!(engine.fold_saved(&Toy::of(60), &store.1, "a", NEVER).unwrap(), serial(60));
    assert_eq!(engine.observer().progress().blocks(), 30);
    let told = on_ranks(3, 1, |engine| {
        let store = Full(AtomicU32::new(if engine.rank() == 1 { 3 } else { 1000 }), Memory::default());
        engine.fold_saved(&Toy::of(60), &store, "a", OFTEN).unwrap_err()
    });
    assert!(matches!(told[1], ToyError::Exec(Error::File { .. })));
    assert!(matches!(told[2], ToyError::Exec(Error::Remote { rank: 1, .. })));
}

#[test]
fn a_failed_fold_is_saved() {
    let store = Memory::default();
    let engine = Engine::with_threads(2);
    assert!(engine.fold_saved(&Toy { bad: vec![50], ..Toy::of(60) }, &store, "a", NEVER).is_err());
    let done = engine.observer().progress().blocks();
    assert_eq!(engine.fold_saved(&Toy::of(60), &store, "a", NEVER).unwrap(), serial(60));
    assert!(done >= 50 && done + engine.observer().progress().blocks() == 60);
}

#[test]
fn on_other_numbers_of_ranks() {
    let one = serial(200);
    for look in (1..200).step_by(9) {
        let store = Memory::default();
        for (size, stop) in [(3, Some(look)), (2, Some(look / 2)), (5, Some(look / 3)), (1, Some(7)), (2, None)] {
            let done = on_ranks(size, 2, |engine| {
                engine.stop().at_look(stop);
                engine.fold_saved(&Toy::of(200), &store, "r", OFTEN)
            });
            assert!(done.iter().all(|sum| sum.as_ref().map_or(stop.is_some(), |sum| *sum == one)));
            assert!(done.iter().all(|sum| sum.is_ok() == done[0].is_ok()), "ranks agree");
        }
    }
}

#[test]
fn a_rank_that_left_no_file_hides_no_other() {
    let folder = tempdir().unwrap();
    let store = Folder(folder.path().to_owned());
    let first = on_ranks(3, 1, |engine| {
        engine.stop().at_look((engine.rank() == 0).then_some(4));
        engine.fold_saved(&Toy::of(90), &store, "r", NEVER).is_err()
    });
    assert_eq!(first, [true; 3]);
    fs::remove_file(folder.path().join("r-1")).unwrap();
    let engine = Engine::serial();
    assert_eq!(engine.fold_saved(&Toy::of(90), &store, "r", NEVER).unwrap(), serial(90));
    assert!((30..90).contains(&engine.observer().progress().blocks()), "rank 2's blocks are known");
}
