//! Error bars are the scatter that they claim to be.
use crate::simulate::normals;
use astrarium_exec::Engine;
use astrarium_timing::{
    CrossJob, CrossSpec, CrossSpectrum, ErrDist, Feed, FeedItem, LightCurve, Norm, PowerJob, PowerSpec,
};

const N_BINS: usize = 64;
const N_SEGMENTS: usize = 40;
const N_RUNS: u64 = 120;
/// Noise of both bands; it is told to the job as the error of the values.
const NOISE: [f64; 2] = [0.1, 0.2];
/// Half the variance of band 1 is common with band 2.
const COHERENCE: f64 = 0.5;

/// A cross spectrum of two noisy bands, the first with a signal of its own beside the common one; every frequency is an
/// independent sample.
fn run(seed: u64) -> CrossSpectrum {
    let n = N_BINS * N_SEGMENTS;
    let [signal, own, one, two] = [0, 1, 2, 3].map(|entity| normals(seed, entity, n));
    let first = (0..n).map(|i| 100.0 + COHERENCE.sqrt() * (signal[i] + own[i]) + NOISE[0] * one[i]).collect();
    let second = (0..n).map(|i| 100.0 + signal[i] + NOISE[1] * two[i]).collect();
    let items = |values: Vec<f64>, sigma: f64| {
        let segments: Vec<Vec<f64>> = values.chunks_exact(N_BINS).map(<[f64]>::to_vec).collect();
        let item = move |values| Ok(FeedItem::Values { values, err: vec![sigma; N_BINS] });
        Feed::once(segments.into_iter().map(item))
    };
    let spec = CrossSpec { norm: Norm::None, ..CrossSpec::new(N_BINS as f64, 1.0) };
    let (a, b) = (items(first, NOISE[0]), items(second, NOISE[1]));
    CrossJob::from_feeds(a, b, &spec).unwrap().run(&Engine::serial()).unwrap()
}

/// Standard deviation of samples about their mean.
fn scatter(samples: &[f64]) -> f64 {
    let n = samples.len() as f64;
    let mean = samples.iter().sum::<f64>() / n;
    (samples.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt()
}

/// Scatter over all runs and frequencies, and the mean of the errors that were claimed.
fn compare(of: impl Fn(&CrossSpectrum) -> (Vec<f64>, Vec<f64>)) -> f64 {
    let (mut values, mut errors) = (Vec::new(), Vec::new());
    for seed in 0..N_RUNS {
        let (value, err) = of(&run(seed));
        // undetected powers have no coherence
        let known = value.into_iter().zip(err).filter(|(value, err)| value.is_finite() && err.is_finite());
        known.for_each(|(value, err)| (values.push(value), errors.push(err)).1);
    }
    errors.iter().sum::<f64>() / errors.len() as f64 / scatter(&values)
}

#[test]
fn of_real_and_imaginary_part_and_phase() {
    let re = compare(|s| (s.power.iter().map(|z| z.re).collect(), s.power_err.iter().map(|z| z.re).collect()));
    let im = compare(|s| (s.power.iter().map(|z| z.im).collect(), s.power_err.iter().map(|z| z.im).collect()));
    let phase = compare(|s| (s.phase_lag().value, s.phase_lag().err));
    for (what, ratio) in [("real part", re), ("imaginary part", im), ("phase", phase)] {
        assert!((ratio - 1.0).abs() < 0.06, "{what}: claimed over found {ratio}");
    }
}

#[test]
fn of_intrinsic_coherence() {
    let ratio = compare(|s| {
        let coherence = s.intrinsic_coherence(false);
        (coherence.value, coherence.err)
    });
    assert!((ratio - 1.0).abs() < 0.1, "claimed over found {ratio}");
    let values: Vec<f64> = (0..N_RUNS).flat_map(|seed| run(seed).intrinsic_coherence(true).value).collect();
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    assert!((mean - COHERENCE).abs() < 0.01, "{mean}");
}

#[test]
fn gaussian_noise_of_unlike_errors_has_leahy_power_two() {
    let n = 128 * 50;
    let err: Vec<f64> = (0..n).map(|i| 1.0 + 2.0 * f64::from(u8::from(i % 3 == 0))).collect();
    let values = normals(5, 0, n).iter().zip(&err).map(|(x, err)| 50.0 + x * err).collect();
    let times = (0..n).map(|i| i as f64 + 0.5).collect();
    let curve = LightCurve::new(times, values, Some(1.0)).unwrap().with_errors(err, ErrDist::Gauss).unwrap();
    let spec = PowerSpec { norm: Norm::Leahy, ..PowerSpec::new(128.0, 1.0) };
    let found = PowerJob::from_curve(curve, &spec).unwrap().run(&Engine::serial()).unwrap();
    let mean = found.power.iter().sum::<f64>() / found.power.len() as f64;
    assert!((mean - 2.0).abs() < 4.0 * 2.0 / (50.0 * 63.0_f64).sqrt(), "{mean}");
}
