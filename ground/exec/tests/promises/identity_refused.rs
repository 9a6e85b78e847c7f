//! Parts and checkpoints of another run are refused by the field that differs, over ranks too.

use crate::toys::{NEVER, OFTEN};
use astrarium_exec::{
    Engine, Error, Fault, Identity, Input, Kind, seam,
    testkit::{
        Memory, on_ranks,
        toy::{Toy, ToyError},
    },
};

fn toy(identity: Identity) -> Toy {
    Toy { identity, ..Toy::of(60) }
}

/// One run for each field, different there and nowhere else.
fn others() -> Vec<(&'static str, Identity)> {
    let own = Identity::default;
    vec![
        ("kind", Identity { kind: "other".into(), ..own() }),
        ("results_version", Identity { results_version: 2, ..own() }),
        ("spec", Identity { spec: 1, ..own() }),
        ("inputs", Identity { inputs: vec![Input::of_bytes("events", b"1")], ..own() }),
        ("seed", Identity { seed: 7, ..own() }),
        ("block_size", Identity { block_size: 4, ..own() }),
        ("simd", Identity { simd: "avx2".into(), ..own() }),
    ]
}

#[test]
fn every_field_is_named() {
    let store = Memory::default();
    let engine = Engine::serial();
    engine.fold_saved(&toy(Identity::default()), &store, "a", OFTEN).unwrap();
    let part = seam::run_blocks(&engine, &toy(Identity::default()), 0..60).unwrap();
    for (name, identity) in others() {
        let refused = engine.fold_saved(&toy(identity.clone()), &store, "a", NEVER).unwrap_err();
        let ToyError::Exec(Error::OtherIdentity { field, name: file, .. }) = &refused else { panic!("{refused}") };
        assert_eq!((*field, file.as_str(), refused.kind()), (name, "a-0", Kind::Input));
        let refused = seam::finish(&toy(identity), &part).unwrap_err();
        assert!(matches!(refused, ToyError::Exec(Error::OtherIdentity { field, .. }) if field == name));
    }
}

#[test]
fn on_ranks_the_first_reads_and_all_learn() {
    let store = Memory::default();
    Engine::serial().fold_saved(&toy(Identity::default()), &store, "a", OFTEN).unwrap();
    let refused =
        on_ranks(2, 1, |engine| engine.fold_saved(&toy(others()[0].1.clone()), &store, "a", NEVER).unwrap_err());
    assert!(matches!(&refused[0], ToyError::Exec(Error::OtherIdentity { field: "kind", .. })));
    assert!(matches!(&refused[1], ToyError::Exec(Error::Remote { rank: 0, kind: Kind::Input, .. })));
}

#[test]
fn a_rank_with_another_job_is_found_out() {
    let store = Memory::default();
    let refused = on_ranks(3, 1, |engine| {
        let seed = u64::from(engine.rank() == 2);
        engine.fold_saved(&toy(Identity { seed, ..Identity::default() }), &store, "a", NEVER).unwrap_err()
    });
    let own = &refused[2];
    assert!(matches!(own, ToyError::Exec(Error::OtherIdentity { field: "seed", .. })));
    assert!(own.to_string().starts_with("the job of rank 2 belongs to another run: its seed is 1, here it is 0"));
    assert!(matches!(&refused[0], ToyError::Exec(Error::Remote { rank: 2, .. })));
}

#[test]
fn unlike_nodes_work_together_only_if_allowed() {
    use astrarium_exec::Simd;
    let labels = |allowed: bool| {
        on_ranks(3, 1, move |engine| {
            let level = if engine.rank() == 1 { Simd::Baseline } else { Simd::detect() };
            let engine = engine.clone().with_simd(level).unwrap();
            let engine = if allowed { engine.allow_mixed() } else { engine };
            engine.check_ranks().map_err(|error| error.to_string())
        })
    };
    assert!(labels(true).iter().all(Result::is_ok));
    if Simd::detect() != Simd::Baseline {
        let refused = labels(false);
        assert!(refused.iter().all(|told| told.as_ref().unwrap_err().contains("rank 1 has instruction set baseline")));
    }
}
