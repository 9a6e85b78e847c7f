use super::*;
use crate::special::{chi2_sf, norm_cdf};

const SEED: u64 = 20_261_121;
/// Tests of distributions reject below this probability; the streams are fixed, so they pass always or never.
const SMALLEST_PROBABILITY: f64 = 1e-3;

/// The published vectors of Random123 (file `kat_vectors`, `philox4x32 10`).
#[test]
fn random123_vectors() {
    let ones = u32::MAX;
    let pi = ([0xa409_3822, 0x299f_31d0], [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344]);
    let cases = [
        (([0; 2], [0; 4]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
        (([ones; 2], [ones; 4]), [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
        (pi, [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]),
    ];
    for ((key, counter), expected) in cases {
        assert_eq!(philox4x32_10(key, counter), expected);
    }
}

#[test]
fn blocks_hold_the_addressed_words() {
    let stream = Stream::new(SEED, Purpose::Test, 3);
    for n in [0, 1, 2, 31, 32, 33, 127, 128, 129, 500] {
        let mut words = vec![0; n];
        stream.fill_words(9, u64::MAX - 20, &mut words);
        for (i, word) in words.into_iter().enumerate() {
            let draw = (u64::MAX - 20).wrapping_add(i as u64 / 2);
            assert_eq!(word, stream.words(9, draw)[i % 2]);
        }
    }
}

#[test]
fn addresses_do_not_share_numbers() {
    let first = |seed, purpose, entity, step, draw| Stream::new(seed, purpose, entity).words(step, draw)[0];
    let words = [
        first(1, Purpose::Test, 1, 1, 1),
        first(2, Purpose::Test, 1, 1, 1),
        first(1, Purpose::Noise, 1, 1, 1),
        first(1, Purpose::Test, 2, 1, 1),
        first(1, Purpose::Test, 1, 2, 1),
        first(1, Purpose::Test, 1, 1, 2),
    ];
    assert_eq!(words.iter().collect::<std::collections::BTreeSet<_>>().len(), words.len());
}

/// The numbers of every seeded result that was ever published depend on these.
#[test]
fn streams_never_change() {
    let stream = Stream::new(1, Purpose::Simulation, 2);
    assert_eq!(stream.words(3, 4), PINNED_WORDS);
}
const PINNED_WORDS: [u64; 2] = [8_786_495_240_760_385_357, 15_413_048_497_964_843_467];

#[test]
fn uniform_numbers_stay_inside() {
    assert_eq!((open01(0), open01(u64::MAX)), (2f64.powi(-53), 1.0 - 2f64.powi(-53)));
}

/// Pearson's chi-square of counts against expectations.
fn probability(counts: &[u64], expected: impl Fn(usize) -> f64) -> f64 {
    let chi2: f64 = counts.iter().enumerate().map(|(i, &n)| (n as f64 - expected(i)).powi(2) / expected(i)).sum();
    chi2_sf(chi2, counts.len() as f64 - 1.0)
}

/// Counts of `cdf(number)` in 100 equal classes.
fn classes(numbers: &[f64], cdf: impl Fn(f64) -> f64) -> Vec<u64> {
    let mut counts = vec![0; 100];
    numbers.iter().for_each(|&x| counts[((cdf(x) * 100.0) as usize).min(99)] += 1);
    counts
}

#[test]
fn fills_have_their_distributions() {
    let n = 200_000;
    let (mut numbers, stream) = (vec![0.0; n], Stream::new(SEED, Purpose::Test, 0));
    let even = |_| n as f64 / 100.0;
    stream.fill_uniform(0, 0, &mut numbers);
    assert!(probability(&classes(&numbers, |u| u), even) > SMALLEST_PROBABILITY);
    stream.fill_normal(1, 0, &mut numbers);
    assert!(probability(&classes(&numbers, norm_cdf), even) > SMALLEST_PROBABILITY);
    assert_eq!(numbers[..2], stream.normals(1, 0));
    stream.fill_exponential(2, 0, &mut numbers);
    assert!(probability(&classes(&numbers, |x| -(-x).exp_m1()), even) > SMALLEST_PROBABILITY);
    assert_eq!(numbers[2..4], stream.exponentials(2, 1));
}

#[test]
fn poisson_numbers_have_their_distribution() {
    let (n, stream) = (100_000, Stream::new(SEED, Purpose::Test, 1));
    for (step, mean) in [0.1, 3.0, 9.99, 10.0, 30.0, 1000.0].into_iter().enumerate() {
        let mut numbers = vec![0; n];
        stream.fill_poisson(step as u64, 0, &vec![mean; n], &mut numbers).unwrap();
        // classes of at least 20 expected numbers, the ends taken together
        let density = |k: f64| (k * f64::ln(mean) - mean - crate::special::ln_gamma(k + 1.0)).exp() * n as f64;
        let low = (0..).find(|&k| density(f64::from(k)) > 20.0).unwrap();
        let high = (low..).find(|&k| density(f64::from(k)) < 20.0).unwrap();
        let mut counts = vec![0; (high - low + 2) as usize];
        let last = counts.len() as i64 - 1;
        for k in numbers {
            counts[(k as i64 - i64::from(low) + 1).clamp(0, last) as usize] += 1;
        }
        let inside = |i: usize| density(f64::from(low) + i as f64 - 1.0);
        let below: f64 = (0..low).map(|k| density(f64::from(k))).sum();
        let above = n as f64 - below - (1..counts.len() - 1).map(inside).sum::<f64>();
        let expected = |i| {
            if i == 0 {
                below.max(1e-9)
            } else if i == counts.len() - 1 {
                above
            } else {
                inside(i)
            }
        };
        assert!(probability(&counts, expected) > SMALLEST_PROBABILITY, "mean {mean}");
    }
}

#[test]
fn poisson_numbers_of_large_means_have_the_right_spread() {
    let (n, mean, stream) = (20_000, 1e8, Stream::new(SEED, Purpose::Test, 2));
    let mut numbers = vec![0; n];
    stream.fill_poisson(0, 0, &vec![mean; n], &mut numbers).unwrap();
    let scaled: Vec<f64> = numbers.iter().map(|&k| (k as f64 + 0.5 - mean) / mean.sqrt()).collect();
    assert!(probability(&classes(&scaled, norm_cdf), |_| n as f64 / 100.0) > SMALLEST_PROBABILITY);
}

#[test]
fn unfit_means_are_refused() {
    let stream = Stream::new(0, Purpose::Test, 0);
    for mean in [-1.0, f64::NAN, f64::INFINITY] {
        assert!(stream.poisson(0, 0, mean).is_err());
    }
    assert_eq!(stream.poisson(0, 0, 0.0), Ok(0));
    assert!(stream.fill_poisson(0, 0, &[1.0], &mut []).is_err());
}

#[test]
fn whole_numbers_are_even() {
    let stream = Stream::new(SEED, Purpose::Test, 4);
    let mut counts = [0; 7];
    (0..70_000).for_each(|i| counts[stream.below(0, i, 7) as usize] += 1);
    assert!(probability(&counts, |_| 10_000.0) > SMALLEST_PROBABILITY);
    assert_eq!(stream.below(0, 0, 0), 0);
}
