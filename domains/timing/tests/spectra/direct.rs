//! Against the definition of the transform, and Parseval's theorem.
use crate::simulate;
use astrarium_exec::Engine;
use astrarium_timing::{CrossJob, CrossSpec, Norm, PowerJob, PowerSpec};
use std::f64::consts::TAU;

/// The transform of counts by its definition.
fn transform(counts: &[f64], k: usize) -> (f64, f64) {
    let n = counts.len();
    let term = |(j, count): (usize, &f64)| {
        let (sin, cos) = (TAU * (j * k % n) as f64 / n as f64).sin_cos();
        (count * cos, -count * sin)
    };
    counts.iter().enumerate().map(term).fold((0.0, 0.0), |(re, im), (x, y)| (re + x, im + y))
}

fn segments(times: &[f64], segment_s: f64, bin_s: f64, n: usize) -> Vec<Vec<f64>> {
    let n_bins = (segment_s / bin_s).round() as usize;
    let mut all = vec![vec![0.0; n_bins]; n];
    for time in times {
        let segment = (time / segment_s) as usize;
        all[segment][((time - segment as f64 * segment_s) / bin_s) as usize] += 1.0;
    }
    all
}

#[test]
fn powers_are_those_of_the_definition() {
    for (n_bins, bin_s) in [(64, 0.125), (50, 0.25), (27, 0.5)] {
        let segment_s = f64::from(n_bins) * bin_s;
        let events = simulate::constant(7, 4000, 6.0 * segment_s);
        let spec = PowerSpec { norm: Norm::None, ..PowerSpec::new(segment_s, bin_s) };
        let found = PowerJob::from_events(&events, &spec).unwrap().run(&Engine::serial()).unwrap();
        let segments = segments(&events.time_s, segment_s, bin_s, 6);
        for (i, power) in found.power.iter().enumerate() {
            let square = |counts: &Vec<f64>| {
                let (re, im) = transform(counts, i + 1);
                re * re + im * im
            };
            let expected = segments.iter().map(square).sum::<f64>() / 6.0;
            assert!((power - expected).abs() <= 1e-10 * found.counts.photons, "{n_bins} bins, k {}", i + 1);
        }
    }
}

#[test]
fn cross_powers_are_those_of_the_definition() {
    let (first, second) = (simulate::constant(1, 3000, 32.0), simulate::constant(2, 5000, 32.0));
    let spec = CrossSpec { norm: Norm::None, full_spectrum: true, ..CrossSpec::new(8.0, 0.25) };
    let found = CrossJob::from_two_events(&first, &second, &spec).unwrap().run(&Engine::serial()).unwrap();
    let (one, two) = (segments(&first.time_s, 8.0, 0.25, 4), segments(&second.time_s, 8.0, 0.25, 4));
    for (k, power) in found.power.iter().enumerate() {
        let mut expected = (0.0, 0.0);
        for (one, two) in one.iter().zip(&two) {
            let ((a, b), (c, d)) = (transform(one, k), transform(two, k));
            expected = (expected.0 + (a * c + b * d) / 4.0, expected.1 + (a * d - b * c) / 4.0);
        }
        assert!((power.re - expected.0).abs() + (power.im - expected.1).abs() < 1e-7, "k {k}: {power} {expected:?}");
    }
}

#[test]
fn all_powers_hold_the_variance() {
    let events = simulate::constant(3, 2000, 16.0);
    let spec = CrossSpec { norm: Norm::None, full_spectrum: true, ..CrossSpec::new(16.0, 0.125) };
    let found = CrossJob::from_two_events(&events, &events, &spec).unwrap().run(&Engine::serial()).unwrap();
    let counts = &segments(&events.time_s, 16.0, 0.125, 1)[0];
    let squares: f64 = counts.iter().map(|count| count * count).sum();
    let sum: f64 = found.unnorm_pds1.iter().sum();
    assert!((sum / counts.len() as f64 / squares - 1.0).abs() < 1e-12, "Parseval");
}

#[test]
fn normalisations_agree_with_one_another() {
    let events = simulate::constant(4, 6000, 60.0);
    let of = |norm, common_mean| {
        let spec = PowerSpec { norm, common_mean, ..PowerSpec::new(5.0, 0.0625) };
        PowerJob::from_events(&events, &spec).unwrap().run(&Engine::serial()).unwrap()
    };
    let leahy = of(Norm::Leahy, true);
    for norm in Norm::ALL {
        let direct = of(norm, true);
        let turned = leahy.to_norm(norm).unwrap();
        for i in 0..direct.power.len() {
            assert!((turned.power[i] / direct.power[i] - 1.0).abs() < 1e-12, "{norm}");
            assert!((turned.power_err[i] / direct.power_err[i] - 1.0).abs() < 1e-12, "{norm}");
        }
        assert!((turned.noise() / direct.noise() - 1.0).abs() < 1e-12);
    }
    // of segments with unlike counts the own mean is another average
    assert_ne!(of(Norm::Frac, false).power, of(Norm::Frac, true).power);
    assert_eq!(of(Norm::None, false).power, of(Norm::None, true).power);
}
