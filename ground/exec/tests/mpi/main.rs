//! The promises that need real ranks, under a launcher: `run.sh` beside this file builds and starts it.
//!
//! Usage: `mpirun -n RANKS ranks MODE FOLDER` with MODE one of `first` (all checks, leaves a stopped fold in FOLDER),
//! `second` (goes on with it on another number of ranks), `wrong` (is told another number of ranks than there are) and
//! `large` (a message of more than 1 GiB).
#![allow(clippy::print_stdout, reason = "its output is its verdict")]
#![allow(clippy::unwrap_used, reason = "a check that unwraps an error fails, as it should")]

#[path = "../promises/toys/mod.rs"]
#[allow(dead_code, reason = "the toys of all promises; this program needs some of them")]
mod toys;

use astrarium_exec::{
    At, Chunks, Comm, Engine, Error, Folder, Identity, Kind, Logs, Mpi, Saving, Slots, drive, f64s, resume,
    testkit::toy::{Toy, ToyError},
};
use std::{fs, path::Path, process, sync::Arc, thread};
use toys::{
    NEVER, OFTEN,
    fill::{Distances, Peaks},
    lucy::lucy,
    serial,
};

/// A check and its name.
type Check = (&'static str, fn(&Engine, &Arc<Mpi>, &Path));

const FIRST: [Check; 7] = [
    ("a fold has the bits of one rank", fold),
    ("a stream is read by the first rank", stream),
    ("a fill in memory, in one file and in logs", fill),
    ("a failing rank fails all and keeps its type", failure),
    ("a stop on one rank stops all, saved", stop),
    ("steps are the same on all ranks and resumed", steps),
    ("a call from another thread is refused", thread_check),
];
const SECOND: [Check; 1] = [("a fold goes on with another number of ranks", go_on)];
const LARGE: [Check; 1] = [("a message longer than a chunk", large)];

fn main() {
    // a panic must end all ranks, not leave the others waiting in MPI
    let told = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        told(panic);
        process::exit(101);
    }));
    let arguments: Vec<String> = std::env::args().collect();
    let [_, mode, folder] = &arguments[..] else { panic!("usage: ranks first|second|wrong|large FOLDER") };
    let launched = std::env::var("OMPI_COMM_WORLD_SIZE").ok().and_then(|size| size.parse::<u32>().ok());
    if mode == "wrong" {
        return wrong(launched);
    }
    let comm = Arc::new(Mpi::world(launched).unwrap());
    let engine = Engine::with_threads(2).with_ranks(comm.clone());
    engine.check_ranks().unwrap();
    let checks = match mode.as_str() {
        "first" => &FIRST[..],
        "second" => &SECOND,
        _ => &LARGE,
    };
    for (name, check) in checks {
        check(&engine, &comm, folder.as_ref());
        // nobody begins the next check before all have passed this one
        engine.check_ranks().unwrap();
        say(&engine, &format!("test {name} ... ok"));
    }
    say(&engine, &format!("test result: ok. {} passed on {} ranks", checks.len(), engine.n_ranks()));
}

/// Rank 0 prints.
fn say(engine: &Engine, line: &str) {
    if engine.rank() == 0 {
        println!("{line}");
    }
}

fn fold(engine: &Engine, _: &Arc<Mpi>, _: &Path) {
    for n in (0..40).chain([150, 1000]) {
        assert_eq!(engine.fold(&Toy::of(n)).unwrap(), serial(n));
    }
}

fn stream(engine: &Engine, _: &Arc<Mpi>, _: &Path) {
    assert_eq!(engine.fold(&Toy::stream(100)).unwrap(), serial(100));
}

fn fill(engine: &Engine, _: &Arc<Mpi>, folder: &Path) {
    let (job, id) = (Distances::of(1003), Identity::default());
    let (mut one, mut all) = (vec![0.0; 1003], vec![0.0; 1003]);
    Engine::serial().fill(&job, &Slots::new(&mut one, 16), NEVER).unwrap();
    engine.fill(&job, &Slots::new(&mut all, 16), NEVER).unwrap();
    assert_eq!(one, all);
    let (store, data) = (Folder(folder.to_owned()), folder.join("data"));
    let saving = Saving { store: &store, name: "done", every: OFTEN };
    let sink = Chunks::open::<f64>(engine, &data, job.cut, &id, saving).unwrap();
    engine.fill(&job, &sink, OFTEN).unwrap();
    assert_eq!(f64s::from_le(&fs::read(&data).unwrap()), one);
    let rows = |engine: &Engine, folder: &Path| {
        let logs = Logs::open(engine, folder, &id).unwrap();
        engine.fill(&Peaks { n: 90, each: OFTEN }, &logs, NEVER).unwrap();
        let mut rows = Vec::new();
        logs.compact(90, &mut rows).unwrap();
        rows
    };
    let alone = tempfile::tempdir().unwrap();
    assert_eq!(rows(engine, folder), rows(&Engine::serial(), alone.path()));
}

fn failure(engine: &Engine, _: &Arc<Mpi>, _: &Path) {
    let last = u64::from(engine.n_ranks()) - 1;
    let bad = last * 200 / u64::from(engine.n_ranks()) + 5;
    let error = engine.fold(&Toy { bad: vec![bad, 199], ..Toy::of(200) }).unwrap_err();
    if u64::from(engine.rank()) == last {
        assert!(matches!(error, ToyError::Bad { block } if block == bad));
    } else {
        let ToyError::Exec(Error::Remote { rank, block, kind: Kind::Data, .. }) = error else { panic!("{error}") };
        assert_eq!((u64::from(rank), block), (last, Some(bad)));
    }
    assert_eq!(engine.fold(&Toy::of(10)).unwrap(), serial(10), "the ranks are in step afterwards");
}

fn stop(engine: &Engine, _: &Arc<Mpi>, folder: &Path) {
    engine.stop().at_look((engine.rank() == engine.n_ranks() - 1).then_some(20));
    let store = Folder(folder.to_owned());
    assert!(engine.fold_saved(&Toy::of(300), &store, "r", OFTEN).is_err());
    engine.stop().clear();
}

fn go_on(engine: &Engine, _: &Arc<Mpi>, folder: &Path) {
    assert_eq!(engine.fold_saved(&Toy::of(300), &Folder(folder.to_owned()), "r", OFTEN).unwrap(), serial(300));
    assert!(engine.observer().progress().blocks() < 100, "what earlier ranks have done is known");
}

fn steps(engine: &Engine, _: &Arc<Mpi>, folder: &Path) {
    let ((lucy, start), id, store) = (lucy(), Identity::default(), Folder(folder.to_owned()));
    let mut alone = At::start(start.clone());
    drive(&lucy, &mut alone, 120, &Engine::serial(), &mut []).unwrap();
    let mut at = At::start(start);
    for limit in [50, 120] {
        if let Some((saved, _)) = resume(engine, &store, "rl", &id).unwrap() {
            at = saved;
        }
        let saving = Saving { store: &store, name: "rl", every: NEVER };
        let mut checkpoint = astrarium_exec::Checkpoint::new(saving, &id, &[]).every_steps(20);
        drive(&lucy, &mut at, limit, engine, &mut [&mut checkpoint]).unwrap();
    }
    assert_eq!(at, alone);
}

fn thread_check(engine: &Engine, comm: &Arc<Mpi>, _: &Path) {
    let sent = thread::scope(|scope| scope.spawn(|| comm.send(0, b"hello")).join().unwrap());
    assert!(matches!(sent, Err(Error::Transport { .. })), "rank {}", engine.rank());
}

fn large(engine: &Engine, comm: &Arc<Mpi>, _: &Path) {
    const LENGTH: usize = (1 << 30) + (1 << 20) + 7;
    let byte = |k: usize| (k % 251) as u8;
    match engine.rank() {
        0 => comm.send(1, &(0..LENGTH).map(byte).collect::<Vec<_>>()).unwrap(),
        1 => assert!(comm.recv(0).unwrap().iter().enumerate().all(|(k, b)| *b == byte(k))),
        _ => (),
    }
}

/// The launcher's word and MPI's differ, as when a program is started by another MPI's launcher.
fn wrong(launched: Option<u32>) {
    let told = launched.map(|size| size + 1);
    assert!(matches!(Mpi::world(told), Err(Error::World { .. })));
    println!("test another number of ranks than the launcher's is refused ... ok: 1 passed");
}
