//! The counter-based generator.

/// Blocks computed side by side, so that the compiler can use vector instructions.
const LANES: usize = 8;
/// Counters in a block: small enough for the cache, large enough to hide the choice of the instruction set.
pub(super) const BLOCK: usize = 32;
/// Multipliers and key increments of philox4x32.
const MULTIPLIER: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];
const INCREMENT: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];
const ROUNDS: usize = 10;

/// Philox4x32-10: four random words for a key and a counter.
///
/// # Source
/// Salmon et al. 2011, SC '11, doi:10.1145/2063384.2063405
pub fn philox4x32_10(key: [u32; 2], counter: [u32; 4]) -> [u32; 4] {
    let [[a], [b], [c], [d]] = philox_lanes(key, counter.map(|word| [word]));
    [a, b, c, d]
}

/// The same for `N` counters: word `i` of counter `lane` is `words[i][lane]`.
#[inline(always)]
fn philox_lanes<const N: usize>(mut key: [u32; 2], mut words: [[u32; N]; 4]) -> [[u32; N]; 4] {
    for _ in 0..ROUNDS {
        let [a, b, c, d] = words;
        for lane in 0..N {
            let first = u64::from(MULTIPLIER[0]) * u64::from(a[lane]);
            let second = u64::from(MULTIPLIER[1]) * u64::from(c[lane]);
            words[0][lane] = (second >> 32) as u32 ^ b[lane] ^ key[0];
            words[1][lane] = second as u32;
            words[2][lane] = (first >> 32) as u32 ^ d[lane] ^ key[1];
            words[3][lane] = first as u32;
        }
        key = [key[0].wrapping_add(INCREMENT[0]), key[1].wrapping_add(INCREMENT[1])];
    }
    words
}

/// A 64-bit number as two words, the low one first.
const fn halves(x: u64) -> [u32; 2] {
    [x as u32, (x >> 32) as u32]
}

const fn joined(low: u32, high: u32) -> u64 {
    (high as u64) << 32 | low as u64
}

/// Key, counter and result as 64-bit numbers, low words first.
pub(super) fn philox64(key: u64, counter: [u64; 2]) -> [u64; 2] {
    let [[a, b], [c, d]] = counter.map(halves);
    let [a, b, c, d] = philox4x32_10(halves(key), [a, b, c, d]);
    [joined(a, b), joined(c, d)]
}

/// Writes [`philox64`] of the counters `(step, first), (step, first + 1) …` (the second word wraps).
///
/// Whole numbers only, so that the instruction set changes the speed (2.4 ns a number with SSE2, a third of that
/// with AVX2) and nothing else.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
pub(super) fn fill_block(key: u64, step: u64, first: u64, block: &mut [[u64; 2]; BLOCK]) {
    let [a, b] = halves(step).map(|word| [word; LANES]);
    for (i, chunk) in block.chunks_exact_mut(LANES).enumerate() {
        let draws: [u64; LANES] = std::array::from_fn(|lane| first.wrapping_add((i * LANES + lane) as u64));
        let words = [a, b, draws.map(|x| x as u32), draws.map(|x| (x >> 32) as u32)];
        let [a, b, c, d] = philox_lanes(halves(key), words);
        for (lane, pair) in chunk.iter_mut().enumerate() {
            *pair = [joined(a[lane], b[lane]), joined(c[lane], d[lane])];
        }
    }
}
