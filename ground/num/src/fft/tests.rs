use std::f64::consts::TAU;

use super::*;
use crate::random::{Purpose, Stream};

/// Relative error of a transform of `n` samples: a few roundings for each halving, and as many for the
/// direct sum it is compared with.
fn tolerance(n: usize) -> f64 {
    4e-16 * (n.max(2) as f64).log2() * (n.max(1) as f64).sqrt()
}

fn samples(n: usize) -> Vec<f64> {
    let mut x = vec![0.0; n];
    Stream::new(1, Purpose::Test, n as u64).fill_uniform(0, 0, &mut x);
    x
}

/// The defining sum, with the angle reduced exactly.
fn direct(x: &[f64]) -> Vec<Complex64> {
    let n = x.len();
    let root = |m: usize| Complex64::from_polar(1.0, -TAU * m as f64 / n as f64);
    (0..n / 2 + 1).map(|k| x.iter().enumerate().map(|(j, &x)| x * root(j * k % n)).sum()).collect()
}

fn distance(a: &[Complex64], b: &[Complex64]) -> f64 {
    let size: f64 = b.iter().map(|z| z.norm_sqr()).sum();
    (a.iter().zip(b).map(|(a, b)| (a - b).norm_sqr()).sum::<f64>() / size).sqrt()
}

const LENGTHS: [usize; 18] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 30, 64, 97, 200, 243, 1024];

#[test]
fn every_level_agrees_with_the_defining_sum() {
    for level in Level::ALL.into_iter().filter(|level| level.is_available()) {
        for n in LENGTHS {
            let (plan, x) = (RealFft::with_level(n, level), samples(n));
            let mut spectrum = vec![Complex64::default(); plan.n_freq()];
            plan.forward(&x, &mut spectrum, &mut plan.scratch());
            assert!(distance(&spectrum, &direct(&x)) < tolerance(n), "{level:?} {n}");
        }
    }
}

#[test]
fn there_and_back_multiplies_by_n() {
    for n in LENGTHS {
        let (plan, x) = (RealFft::new(n), samples(n));
        let (mut spectrum, mut back) = (vec![Complex64::default(); plan.n_freq()], vec![0.0; n]);
        plan.forward(&x, &mut spectrum, &mut plan.scratch());
        plan.inverse(&spectrum, &mut back, &mut plan.scratch());
        for (a, b) in x.iter().zip(&back) {
            assert!((b / n as f64 - a).abs() < tolerance(n), "{n}");
        }
    }
}

#[test]
fn realfft_agrees() {
    let mut planner = realfft::RealFftPlanner::<f64>::new();
    for n in [10, 1000, 1001, 4096, 30_000] {
        let (plan, mut x) = (RealFft::new(n), samples(n));
        let mut ours = vec![Complex64::default(); plan.n_freq()];
        plan.forward(&x, &mut ours, &mut plan.scratch());
        let theirs = planner.plan_fft_forward(n);
        let mut out = theirs.make_output_vec();
        theirs.process(&mut x, &mut out).unwrap();
        assert!(distance(&ours, &out) < tolerance(n), "{n}");
    }
}

#[test]
fn power_is_conserved() {
    let n = 6000;
    let (plan, x) = (RealFft::new(n), samples(n));
    let mut spectrum = vec![Complex64::default(); plan.n_freq()];
    plan.forward(&x, &mut spectrum, &mut plan.scratch());
    let mut power = vec![0.0; plan.n_freq()];
    add_power(&spectrum, &mut power);
    let both_sides = 2.0 * power.iter().sum::<f64>() - power[0] - power[n / 2];
    let expected = n as f64 * x.iter().map(|x| x * x).sum::<f64>();
    assert!((both_sides / expected - 1.0).abs() < 1e-14);
    assert_eq!((spectrum[0].im, spectrum[n / 2].im), (0.0, 0.0));
}

#[test]
fn a_batch_is_its_rows_to_the_bit() {
    for n in [60, 61] {
        let (plan, x) = (RealFft::new(n), samples(3 * n));
        let mut scratch = plan.scratch();
        let mut all = vec![Complex64::default(); 3 * plan.n_freq()];
        plan.forward_batch(&x, &mut all, &mut scratch);
        for (row, spectrum) in x.chunks(n).zip(all.chunks(plan.n_freq())) {
            let mut one = vec![Complex64::default(); plan.n_freq()];
            plan.forward(row, &mut one, &mut plan.scratch());
            assert_eq!(one, spectrum);
        }
        let mut back = vec![0.0; 3 * n];
        plan.inverse_batch(&all, &mut back, &mut scratch);
        assert!(back.iter().zip(&x).all(|(b, x)| (b / n as f64 - x).abs() < tolerance(n)));
    }
}

#[test]
fn complex_and_real_transforms_agree() {
    let (n, level) = (360, Level::Portable);
    let x = samples(n);
    let mut z: Vec<_> = x.iter().map(|&x| Complex64::new(x, 0.0)).collect();
    let (complex, real) = (ComplexFft::with_level(n, level), RealFft::with_level(n, level));
    complex.forward(&mut z, &mut complex.scratch());
    let mut spectrum = vec![Complex64::default(); real.n_freq()];
    real.forward(&x, &mut spectrum, &mut real.scratch());
    assert!(distance(&spectrum, &z[..n / 2 + 1]) < tolerance(n));
    complex.inverse(&mut z, &mut complex.scratch());
    assert!(z.iter().zip(&x).all(|(z, x)| (z.re / n as f64 - x).abs() < tolerance(n)));
}

#[test]
fn cross_products_follow_the_convention() {
    let (f, g) = ([Complex64::new(1.0, 2.0)], [Complex64::new(3.0, -4.0)]);
    let mut sum = [Complex64::new(0.5, 0.25)];
    add_cross(&f, &g, &mut sum);
    assert_eq!(sum[0], Complex64::new(0.5, 0.25) + f[0].conj() * g[0]);
}

#[test]
fn no_samples_are_no_error() {
    let plan = RealFft::new(0);
    plan.forward(&[], &mut [], &mut plan.scratch());
    plan.inverse(&[], &mut [], &mut plan.scratch());
    plan.forward_batch(&[], &mut [], &mut plan.scratch());
    assert!(plan.is_empty() && frequencies(0, 1.0).is_empty());
    let complex = ComplexFft::new(0);
    complex.forward(&mut [], &mut complex.scratch());
}

#[test]
fn good_sizes_are_the_next_smooth_numbers() {
    for n in 1..3000 {
        let next = (n..).find(|&m| is_good_size(m)).unwrap();
        assert_eq!(good_size(n), next);
    }
    assert_eq!((good_size(0), good_size(1_000_003)), (1, 1_000_188));
    assert!(!is_good_size(0) && good_size(usize::MAX) == usize::MAX);
}

#[test]
fn frequencies_are_those_of_the_transform() {
    assert_eq!(frequencies(5, 0.5), [0.0, 0.4, 0.8]);
    assert_eq!(frequencies(4, 0.5), [0.0, 0.5, 1.0]);
}

#[test]
fn levels_have_names() {
    for level in Level::ALL {
        assert_eq!(level.name().parse(), Ok(level));
    }
    assert!("mmx".parse::<Level>().unwrap_err().to_string().contains("portable"));
    assert!(Level::best().is_available());
}
