//! At most workers + 2 log2 n parts are alive, even if a block hangs.

use crate::toys::serial;
use astrarium_exec::{Engine, testkit::toy::Toy};

/// 2 log2 of the next power of two after 1024 blocks.
const TREES: usize = 22;

#[test]
fn slow_blocks_do_not_pile_up_parts() {
    for (slow, threads) in [(vec![], 8), (vec![0], 4), (vec![0, 1, 341, 682], 5), (vec![511, 512], 3)] {
        let engine = Engine::with_threads(threads);
        let job = Toy { slow: slow.clone(), ..Toy::of(1024) };
        assert_eq!(engine.fold(&job).unwrap(), serial(1024));
        let peak = engine.observer().peak_parts();
        assert!((1..=threads + TREES).contains(&peak), "{threads} threads, slow {slow:?}: {peak} parts alive");
    }
}
