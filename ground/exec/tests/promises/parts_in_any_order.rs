//! Any two disjoint forests merge, in any order, and never twice.

use crate::toys::{serial, shuffle, word};
use astrarium_exec::{Engine, Error, Forest, testkit::toy::Toy};
use std::collections::BTreeSet;

#[test]
fn random_parts_in_random_orders() {
    let engine = Engine::with_threads(2);
    for n in (1..=70).chain([1000]) {
        for seed in 0..8 {
            let mut cuts: BTreeSet<u64> = (0..word(seed, n) % 9).map(|k| word(seed + 99, n * 16 + k) % n).collect();
            cuts.extend([0, n]);
            let cuts: Vec<u64> = cuts.into_iter().collect();
            let mut parts: Vec<_> = cuts.windows(2).map(|c| engine.part(&Toy::of(n), c[0]..c[1]).unwrap()).collect();
            shuffle(&mut parts, seed);
            let mut all = Forest::default();
            for part in parts {
                all.absorb(part).unwrap();
            }
            assert_eq!(all.finish(n).unwrap().unwrap(), serial(n));
        }
    }
}

#[test]
fn twice_or_not_at_all_is_said() {
    let part = |blocks| Engine::serial().part(&Toy::of(100), blocks).unwrap();
    let mut half = part(0..50);
    for twice in [0..1, 49..51, 32..40, 0..100, 10..90] {
        let before = half.clone();
        assert!(matches!(half.absorb(part(twice)), Err(Error::Overlap { .. })));
        assert_eq!(half, before, "an overlap changes nothing");
    }
    half.absorb(part(60..70)).unwrap();
    assert_eq!(half.missing(100), [50..60, 70..100]);
    assert!(matches!(half.finish(100), Err(Error::Missing { blocks }) if blocks == [50..60, 70..100]));
    let past = Engine::serial().part(&Toy::of(100), 90..101).unwrap_err().to_string();
    assert_eq!(past, "blocks 90..101 asked for, the job has 100");
}
