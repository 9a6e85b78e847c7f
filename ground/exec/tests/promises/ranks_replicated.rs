//! Replicated ranks: rank 0 decides, all leave at the same point, unlike states are found out.

use crate::toys::{NEVER, fill::Distances, lucy::lucy, serial};
use astrarium_exec::{
    At, Callbacks, Comm, Cx, Engine, Error, Fault, Go, Iteration, Kind, Outcome, Slots, Threads, Why, drive,
    testkit::{
        on_ranks,
        toy::{Toy, ToyError},
    },
};
use std::{io, sync::Mutex};

/// Counts; rank `odd` goes astray, fails, or panics its watcher at a step.
struct Count {
    odd: u32,
    astray_at: u64,
    fails_at: u64,
    /// The same between a fill and a fold of the step.
    fails_later_at: u64,
}

impl Iteration for Count {
    type State = (u64, u64);
    type Info = ();
    type Error = Error;
    fn step(&self, state: &mut (u64, u64), cx: &Cx) -> Result<(), Error> {
        let odd = cx.engine().rank() == self.odd;
        if odd && state.0 == self.fails_at {
            return Err(Error::Evaluation { row: 3, message: "broken here".into() });
        }
        let mut out = vec![0.0; 40];
        cx.engine().fill(&Distances::of(40), &Slots::new(&mut out, 16), NEVER)?;
        if odd && state.0 == self.fails_later_at {
            return Err(Error::Evaluation { row: 3, message: "broken here".into() });
        }
        let inner = cx.engine().fold(&Toy::of(7)).map_err(|error| match error {
            ToyError::Exec(error) => error,
            bad => panic!("{bad}"),
        })?;
        *state = (state.0 + 1, state.1 + inner.n + u64::from(odd && state.0 == self.astray_at));
        Ok(())
    }
}

fn count(odd: u32) -> Count {
    Count { odd, astray_at: u64::MAX, fails_at: u64::MAX, fails_later_at: u64::MAX }
}

#[test]
fn the_first_rank_decides_and_a_stop_anywhere_counts() {
    for at in [0, 4] {
        let told = on_ranks(3, 1, |engine| {
            let mut first = |now: &At<(u64, u64)>, (): &()| {
                let word = if engine.rank() == 0 { Go::Converged } else { Go::On };
                Ok(if now.step == at + 1 { word } else { Go::On })
            };
            drive(&count(9), &mut At::start((0, 0)), 50, engine, &mut [&mut first]).unwrap()
        });
        assert!(told.iter().all(|outcome| *outcome == Outcome { why: Why::Converged, step: at + 1 }));
    }
    let told = on_ranks(3, 1, |engine| {
        let mut third = |now: &At<(u64, u64)>, (): &()| {
            if engine.rank() == 2 && now.step == 3 {
                engine.stop().now();
            }
            Ok(Go::On)
        };
        drive(&count(9), &mut At::start((0, 0)), 50, engine, &mut [&mut third]).unwrap()
    });
    assert!(told.iter().all(|outcome| outcome.why == Why::Interrupted && outcome.step == 3));
}

#[test]
fn a_rank_that_fails_alone_fails_all_wherever_they_wait() {
    for (size, later) in [2, 3, 4, 5, 7, 8].into_iter().flat_map(|size| [(size, false), (size, true)]) {
        for odd in 0..size {
            let algorithm = match later {
                false => Count { fails_at: 2, ..count(odd) },
                true => Count { fails_later_at: 2, ..count(odd) },
            };
            let told = on_ranks(size, 1, |engine| {
                let told = drive(&algorithm, &mut At::start((0, 0)), 50, engine, &mut []);
                assert_eq!(engine.fold(&Toy::of(30)).unwrap(), serial(30), "the ranks are in step afterwards");
                told
            });
            for (rank, told) in told.into_iter().enumerate() {
                let error = told.unwrap_err();
                assert!(error.to_string().contains("row 3: broken here"), "rank {rank} of {size}: {error}");
                assert_eq!(matches!(error, Error::Evaluation { row: 3, .. }), rank == odd as usize);
            }
        }
    }
}

#[test]
fn a_watcher_that_fails_on_one_rank_fails_all() {
    let told = on_ranks(3, 1, |engine| {
        let mut second = |now: &At<(u64, u64)>, (): &()| {
            let bad = engine.rank() == 1 && now.step == 5;
            if bad { Err(Error::Evaluation { row: 1, message: "watcher".into() }) } else { Ok(Go::On) }
        };
        drive(&count(9), &mut At::start((0, 0)), 50, engine, &mut [&mut second]).unwrap_err()
    });
    assert!(matches!(told[1], Error::Evaluation { .. }));
    assert!(matches!(told[0], Error::Remote { rank: 1, kind: Kind::Input, .. }));
}

#[test]
fn states_that_differ_are_found_out_within_a_hundred_steps() {
    let algorithm = Count { astray_at: 42, ..count(2) };
    let told = on_ranks(3, 1, |engine| {
        let mut at = At::start((0, 0));
        (drive(&algorithm, &mut at, 1000, engine, &mut []).unwrap_err(), at.step)
    });
    for (error, step) in told {
        assert_eq!((step, error.kind()), (100, Kind::Machine));
        assert!(error.to_string().contains("rank 2 has the state"), "{error}");
    }
}

#[test]
fn calls_on_bytes_are_a_communicator() {
    let one = Engine::serial().fold(&Toy::of(100)).unwrap();
    let world: Vec<_> = Threads::world(3).into_iter().map(Mutex::new).map(std::sync::Arc::new).collect();
    let told: Vec<_> = std::thread::scope(|scope| {
        let start = |comm: &std::sync::Arc<Mutex<Threads>>| {
            let rank = comm.lock().unwrap().rank();
            let (sender, receiver) = (comm.clone(), comm.clone());
            let send = move |to, bytes: &[u8]| sender.lock().unwrap().send(to, bytes).map_err(io::Error::other);
            let recv = move |from| receiver.lock().unwrap().recv(from).map_err(io::Error::other);
            let calls = Callbacks::new(rank, 3, send, recv);
            scope.spawn(move || Engine::with_threads(2).with_ranks(calls).fold(&Toy::of(100)).unwrap())
        };
        let ranks: Vec<_> = world.iter().map(start).collect();
        ranks.into_iter().map(|rank| rank.join().unwrap()).collect()
    });
    assert!(told.iter().all(|sum| *sum == one));
}

#[test]
fn a_transport_that_fails_is_an_error() {
    let broken = || io::Error::other("the cable is out");
    let calls = Callbacks::new(1, 3, move |_, _| Err(broken()), move |_| Err(broken()));
    let error = Engine::serial().with_ranks(calls).fold(&Toy::of(10)).unwrap_err();
    assert_eq!(error.to_string(), "ranks: sending: the cable is out");
}

#[test]
fn a_deconvolution_is_the_same_on_all_ranks() {
    let (lucy, start) = lucy();
    let told = on_ranks(3, 2, |engine| {
        let mut at = At::start(start.clone());
        drive(&lucy, &mut at, 110, engine, &mut []).unwrap();
        at
    });
    let mut alone = At::start(start.clone());
    drive(&lucy, &mut alone, 110, &Engine::serial(), &mut []).unwrap();
    assert!(told.iter().all(|at| *at == alone));
}
