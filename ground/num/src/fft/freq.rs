//! Frequencies of a transform, and lengths that it likes.

/// The frequencies `k / (n step)`, `k = 0 … n/2`, of `n` real samples `step` apart.
///
/// In cycles per unit of `step`: Hz for seconds. Each is rounded twice (the product `n step`, the quotient).
pub fn frequencies(n: usize, step: f64) -> Vec<f64> {
    let span = n as f64 * step;
    let n_freq = if n == 0 { 0 } else { n / 2 + 1 };
    (0..n_freq).map(|k| k as f64 / span).collect()
}

/// Whether `n` has no prime factor above 7, so that its transform is fast.
pub fn is_good_size(n: usize) -> bool {
    let mut rest = n;
    for prime in [2, 3, 5, 7] {
        while rest > 1 && rest.is_multiple_of(prime) {
            rest /= prime;
        }
    }
    rest == 1
}

/// The smallest `m >= n` without a prime factor above 7.
///
/// 1 for 0. At most a few per cent above `n` beyond 100. Beyond half the largest `usize`, where no such number
/// may be left, `n` itself.
pub fn good_size(n: usize) -> usize {
    if n > usize::MAX / 2 {
        return n;
    }
    let mut best = n.max(1).next_power_of_two();
    for a in powers(7, best) {
        for b in powers(5, best / a) {
            for c in powers(3, best / (a * b)) {
                let odd = a * b * c;
                best = best.min(odd.saturating_mul(n.div_ceil(odd).next_power_of_two()));
            }
        }
    }
    best
}

/// `1, p, p² …` up to `limit`.
fn powers(p: usize, limit: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(1usize), move |x| x.checked_mul(p)).take_while(move |&x| x <= limit)
}
