//! The same bits serially, on threads, on ranks, from a stream, in parts, cancelled and resumed.

use crate::toys::{fill::Distances, fill::Peaks, lucy::lucy, serial};
use astrarium_exec::{
    Engine,
    testkit::{on_ranks, same_bits, same_bits_fill, same_bits_step, toy::Toy, toy::term},
};
use std::{ops::Range, time::Duration};

/// The tree by its definition: the left half is the largest power of two that leaves something to the right.
fn by_definition(blocks: Range<u64>, k: u64) -> f64 {
    let n = blocks.end - blocks.start;
    if n == 1 {
        return 0.0 + term(blocks.start, k);
    }
    let middle = blocks.start + n.next_power_of_two() / 2;
    by_definition(blocks.start..middle, k) + by_definition(middle..blocks.end, k)
}

#[test]
fn a_fold_is_the_tree_on_every_engine() {
    let engines: Vec<_> = [1, 2, 3, 5, 8].map(Engine::with_threads).into();
    for n in (0..=70).chain([1000]) {
        let one = serial(n);
        assert!(n == 0 || (0..5).all(|k| one.x[k as usize].to_bits() == by_definition(0..n, k).to_bits()));
        for engine in &engines {
            assert_eq!(one, engine.fold(&Toy::of(n)).unwrap());
            assert_eq!(one, engine.fold(&Toy::stream(n)).unwrap());
        }
        if n % 7 == 0 || n < 9 {
            for ranks in [2, 3, 5] {
                assert!(on_ranks(ranks, 2, |engine| engine.fold(&Toy::of(n)).unwrap()).iter().all(|sum| *sum == one));
            }
        }
    }
}

#[test]
fn the_bits_would_show_another_order() {
    let in_line = |k| (0..70).map(|i| term(i, k)).sum::<f64>();
    assert!((0..5).any(|k| serial(70).x[k as usize].to_bits() != in_line(k).to_bits()));
}

#[test]
fn the_kit_passes_what_is_right() {
    for n in [0, 1, 2, 3, 23, 64] {
        assert_eq!(same_bits(&Toy::of(n)), serial(n));
    }
    same_bits(&Toy { inner: true, ..Toy::of(20) });
    same_bits(&Toy::stream(17));
    same_bits_fill(&Distances::of(203));
    let rows = same_bits_fill(&Peaks { n: 40, each: Duration::ZERO });
    assert_eq!(rows.len(), 40);
    let (lucy, start) = lucy();
    assert_eq!(same_bits_step(&lucy, &start, 12).step, 12);
}

#[test]
fn a_stream_over_ranks_is_read_by_the_first() {
    let one = serial(50);
    assert!(on_ranks(3, 2, |engine| engine.fold(&Toy::stream(50)).unwrap()).iter().all(|sum| *sum == one));
}
