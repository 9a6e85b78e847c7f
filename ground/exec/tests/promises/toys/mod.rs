//! Toys: the sum is the kit's own.

pub(crate) mod fill;
pub(crate) mod lucy;
pub(crate) mod sampler;

use astrarium_exec::{Engine, testkit::toy::Sum, testkit::toy::Toy};
use std::time::Duration;

pub(crate) const OFTEN: Duration = Duration::ZERO;
pub(crate) const NEVER: Duration = Duration::MAX;

/// A word by its address (splitmix64), so that who draws it does not matter.
pub(crate) fn word(seed: u64, step: u64) -> u64 {
    let mut z = (seed << 40 ^ step).wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// In the open interval.
pub(crate) fn uniform(seed: u64, step: u64) -> f64 {
    ((word(seed, step) >> 12) as f64 + 0.5) * (-52f64).exp2()
}

pub(crate) fn shuffle<T>(items: &mut [T], seed: u64) {
    (1..items.len()).for_each(|i| items.swap(i, (word(seed, i as u64) % (i as u64 + 1)) as usize));
}

/// The sum of `n` blocks, by one thread.
pub(crate) fn serial(n: u64) -> Sum {
    Engine::serial().fold(&Toy::of(n)).unwrap()
}
