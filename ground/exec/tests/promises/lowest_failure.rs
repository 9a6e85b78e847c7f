//! The lowest-numbered failure is reported, with its type, over threads and ranks; panics are caught.

use astrarium_exec::{
    Engine, Error, Kind,
    testkit::{
        on_ranks,
        toy::{Toy, ToyError},
    },
};

#[test]
fn on_threads() {
    for threads in [1, 2, 3, 8] {
        let engine = Engine::with_threads(threads);
        for round in 0..50 {
            let slow = vec![23 * (round % 2)];
            let job = Toy { bad: vec![40, 41, 23, 55], panics: vec![42, 60], slow, ..Toy::of(200) };
            assert!(matches!(engine.fold(&job), Err(ToyError::Bad { block: 23 })));
            let job = Toy { bad: vec![50], panics: vec![31], ..Toy::of(200) };
            let failed = engine.fold(&job);
            assert!(
                matches!(failed, Err(ToyError::Exec(Error::Panic { block: 31, message })) if message == "deliberate")
            );
        }
    }
}

#[test]
fn over_ranks_the_owner_keeps_its_type() {
    let job = || Toy { bad: vec![150, 130, 199], ..Toy::of(200) };
    let told = on_ranks(3, 2, |engine| engine.fold(&job()).unwrap_err());
    assert!(matches!(told[1], ToyError::Bad { block: 130 }));
    for other in [&told[0], &told[2]] {
        assert!(matches!(other, ToyError::Exec(Error::Remote { rank: 1, block: Some(130), kind: Kind::Data, .. })));
        assert_eq!(other.to_string(), "rank 1, block 130: row 130 is bad");
    }
}

#[test]
fn a_failure_goes_before_a_stop() {
    let told = on_ranks(3, 1, |engine| {
        if engine.rank() == 0 {
            engine.stop().now();
        }
        engine.fold(&Toy { bad: vec![170], ..Toy::of(200) }).unwrap_err()
    });
    assert!(matches!(told[2], ToyError::Bad { block: 170 }));
    assert!(matches!(told[0], ToyError::Exec(Error::Remote { rank: 2, .. })));
}

#[test]
fn a_rank_that_cannot_begin_fails_all() {
    let told = on_ranks(4, 2, |engine| {
        let engine = if engine.rank() == 3 { engine.clone().with_memory(10) } else { engine.clone() };
        engine.fold(&Toy::of(200)).unwrap_err()
    });
    assert!(matches!(told[3], ToyError::Exec(Error::Memory { allowed: 10, .. })));
    assert!(told[..3].iter().all(|error| matches!(error, ToyError::Exec(Error::Remote { rank: 3, block: None, .. }))));
}
