//! Memory budget, time limit, dry run.

use crate::toys::{NEVER, serial};
use astrarium_exec::{
    Engine, Error, Fault, Kind,
    testkit::{
        Memory,
        toy::{Toy, ToyError},
    },
};
use std::time::Duration;

#[test]
fn a_budget_is_judged_before_anything_runs() {
    let job = Toy::of(1000);
    let estimate = Engine::with_threads(4).estimate(&job);
    assert_eq!((estimate.blocks, estimate.workers, estimate.parts), (Some(1000), 4, 4 + 20));
    assert_eq!(estimate.bytes, estimate.part_bytes * estimate.parts);
    let engine = |bytes| Engine::with_threads(4).with_memory(bytes);
    assert_eq!(engine(estimate.bytes).fold(&job).unwrap(), serial(1000));
    let tight = engine(estimate.bytes - 1);
    let refused = tight.fold(&job).unwrap_err();
    let ToyError::Exec(Error::Memory { parts: 24, least, .. }) = refused else { panic!("{refused}") };
    assert!(refused.to_string().contains(&format!("with one, {least} bytes would do")), "{refused}");
    assert_eq!(Engine::serial().with_memory(least).fold(&job).unwrap(), serial(1000));
    assert!(Engine::serial().with_memory(least - 1).fold(&job).is_err());
    assert_eq!((refused.kind(), tight.observer().progress().blocks()), (Kind::Machine, 0));
}

#[test]
fn a_time_limit_stops_resumable() {
    let store = Memory::default();
    let job = Toy { slow: (0..20).collect(), ..Toy::of(20) };
    let engine = Engine::serial().with_time_limit(Duration::from_millis(100));
    let refused = engine.fold_saved(&job, &store, "a", NEVER).unwrap_err();
    assert!(matches!(&refused, ToyError::Exec(Error::TimeUp { .. })), "{refused}");
    assert_eq!(refused.kind(), Kind::Stopped);
    let done = engine.observer().progress().blocks();
    let again = Engine::serial();
    assert_eq!(again.fold_saved(&job, &store, "a", NEVER).unwrap(), serial(20));
    assert!(done > 0 && done + again.observer().progress().blocks() == 20);
}
