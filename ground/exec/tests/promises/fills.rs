//! Fills into memory and into a file, over ranks and stopped at every look.

use crate::toys::{NEVER, OFTEN, fill::Distances};
use astrarium_exec::{
    Chunks, Cut, Engine, Error, Folder, Identity, Kind, Saving, Sink, Slots, f64s,
    testkit::{Memory, on_ranks, same_bits_fill},
};
use std::fs;
use tempfile::tempdir;

const N: usize = 1003;

fn in_memory() -> Vec<f64> {
    let job = Distances::of(N);
    let mut out = vec![0.0; N];
    Engine::serial().fill(&job, &Slots::new(&mut out, 16), NEVER).unwrap();
    out
}

fn beside(store: &Memory) -> Saving<'_> {
    Saving { store, name: "done", every: OFTEN }
}

#[test]
fn slots_of_unlike_lengths() {
    let one = in_memory();
    let lengths: Vec<usize> = (0..N.div_ceil(16)).map(|block| 16.min(N - 16 * block)).collect();
    let mut out = vec![0.0; N + 1];
    Engine::with_threads(2).fill(&Distances::of(N), &Slots::of_lengths(&mut out, &lengths), NEVER).unwrap();
    assert_eq!((&out[..N], out[N]), (one.as_slice(), 0.0));
    // a block that does not fit its slot is refused
    let wrong = vec![17; lengths.len()];
    let mut out = vec![0.0; 17 * wrong.len()];
    assert!(Engine::serial().fill(&Distances::of(N), &Slots::of_lengths(&mut out, &wrong), NEVER).is_err());
}

#[test]
fn in_memory_on_all_ranks() {
    let one = in_memory();
    assert!((one[990] - 3303.83).abs() < 0.1, "z = 1: {}", one[990]);
    let other = on_ranks(3, 2, |engine| {
        let mut out = vec![0.0; N];
        engine.fill(&Distances::of(N), &Slots::new(&mut out, 16), NEVER).unwrap();
        out
    });
    assert!(other.iter().all(|out| *out == one));
    let parts = same_bits_fill(&Distances::of(N));
    assert_eq!(parts.into_values().flatten().collect::<Vec<_>>(), one);
}

#[test]
fn in_a_file_stopped_at_every_look() {
    let (one, id, job) = (in_memory(), Identity::default(), Distances::of(N));
    for look in 0..70 {
        let (folder, store) = (tempdir().unwrap(), Memory::default());
        let data = folder.path().join("data");
        for stop in [Some(look), None] {
            let engine = Engine::with_threads(2);
            engine.stop().at_look(stop);
            let sink = Chunks::open::<f64>(&engine, &data, job.cut, &id, beside(&store)).unwrap();
            assert!(engine.fill(&job, &sink, OFTEN).is_ok() || stop.is_some());
        }
        assert_eq!(f64s::from_le(&fs::read(&data).unwrap()), one);
    }
}

#[test]
fn in_one_file_by_several_ranks() {
    let (one, id, job) = (in_memory(), Identity::default(), Distances::of(N));
    for look in (0..60).step_by(7) {
        let (folder, store) = (tempdir().unwrap(), Memory::default());
        let data = folder.path().join("data");
        for (size, stop) in [(3, Some(look)), (2, Some(look / 2)), (3, None)] {
            let filled = on_ranks(size, 1, |engine| {
                engine.stop().at_look(stop);
                let sink = Chunks::open::<f64>(engine, &data, job.cut, &id, beside(&store)).unwrap();
                engine.fill(&job, &sink, OFTEN).is_ok()
            });
            assert!(filled.iter().all(|ok| *ok == filled[0]), "ranks agree");
        }
        assert_eq!(f64s::from_le(&fs::read(&data).unwrap()), one);
    }
}

#[test]
fn a_rank_that_cannot_open_its_file_keeps_nobody_waiting() {
    let (folder, store, id) = (tempdir().unwrap(), Memory::default(), Identity::default());
    let told = on_ranks(3, 1, |engine| {
        let name = if engine.rank() == 0 { "no/such/folder" } else { "data" };
        let opened = Chunks::open::<f64>(engine, &folder.path().join(name), Distances::of(N).cut, &id, beside(&store));
        engine.together(opened).map(drop).unwrap_err()
    });
    assert!(matches!(&told[0], Error::File { action: "creating", .. }));
    assert!(matches!(&told[2], Error::Remote { rank: 0, kind: Kind::Machine, .. }));
    let all = on_ranks(3, 1, |engine| engine.together(Ok::<_, Error>(engine.rank())).unwrap());
    assert_eq!(all, [0, 1, 2]);
}

#[test]
fn what_is_done_is_not_done_again() {
    let (id, job) = (Identity::default(), Distances::of(N));
    let (folder, store) = (tempdir().unwrap(), Memory::default());
    let data = folder.path().join("data");
    let engine = Engine::serial();
    let open = || Chunks::open::<f64>(&engine, &data, job.cut, &id, beside(&store)).unwrap();
    engine.fill(&job, &open(), NEVER).unwrap();
    assert_eq!(Sink::<Vec<f64>>::missing(&open(), 63), []);
}

#[test]
fn bitmaps_without_their_data_claim_nothing() {
    let (one, id, job) = (in_memory(), Identity::default(), Distances::of(N));
    let (folder, store) = (tempdir().unwrap(), Memory::default());
    let data = folder.path().join("data");
    for (size, stop) in [(3, None), (2, Some(9)), (3, Some(5)), (1, None)] {
        if size == 2 {
            fs::remove_file(&data).unwrap();
        }
        on_ranks(size, 1, |engine| {
            engine.stop().at_look(stop);
            let sink = Chunks::open::<f64>(engine, &data, job.cut, &id, beside(&store)).unwrap();
            assert!(engine.fill(&job, &sink, OFTEN).is_ok() || stop.is_some());
        });
    }
    assert_eq!(f64s::from_le(&fs::read(&data).unwrap()), one);
}

#[test]
fn what_does_not_fit_is_an_error() {
    let job = Distances::of(40);
    let mut out = vec![0.0; 39];
    let error = Engine::serial().fill(&job, &Slots::new(&mut out, 16), NEVER).unwrap_err();
    assert_eq!(error.to_string(), "block 2: 8 values where 7 are expected");
    let (folder, id) = (tempdir().unwrap(), Identity::default());
    let store = Memory::default();
    let cut = Cut { items: 40, size: 8 };
    let sink = Chunks::open::<f64>(&Engine::serial(), &folder.path().join("data"), cut, &id, beside(&store)).unwrap();
    let error = Engine::serial().fill(&job, &sink, NEVER).unwrap_err();
    assert!(matches!(error, Error::WrongLength { block: 0, found: 16, expected: 8, .. }));
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let (store, id) = (Folder("/nowhere".into()), Identity::default());
    let saving = Saving { store: &store, name: "done", every: NEVER };
    let cut = Cut { items: 4, size: 2 };
    let Err(error) = Chunks::open::<f64>(&Engine::serial(), "/nowhere/data".as_ref(), cut, &id, saving) else {
        panic!("no such folder")
    };
    assert!(error.to_string().starts_with("creating /nowhere/data: "), "{error}");
}
