//! A normal population of 200 sources, by reweighting, by tables and in closed form.

use super::*;
use crate::{
    LogDensity, OverReal, OverTheta, Points, Space,
    grid::{Axis, Grid, GridSettings, search},
    nuts::check_gradient,
    prior,
};
use astrarium_exec::{Engine, Evaluate, Evaluations, Rows, evaluate, testkit::same_bits_rows};
use astrarium_num::random::{Purpose, Stream};

const N: usize = 200;
const PRIOR: [f64; 2] = [0.5, 2.5];

fn space() -> Space {
    Space::builder().free("mu", prior::uniform(0.6, 1.4)).free("tau", prior::uniform(0.45, 0.95)).build().unwrap()
}

/// Measurements of sources with mean 1 and standard deviation 0.7.
fn data() -> (Vec<f64>, Vec<f64>) {
    let sd = |i: usize| 0.3 + 0.3 * (i % 10) as f64 / 10.0;
    let stream = Stream::new(1, Purpose::Test, 0);
    let y = |i: usize| {
        let [a, b] = stream.normals(i as u64, 0);
        1.0 + 0.7 * a + sd(i) * b
    };
    (0..N).map(|i| (y(i), sd(i))).unzip()
}

fn ln_normal(x: f64, mean: f64, sd: f64) -> f64 {
    -0.5 * ((x - mean) / sd).powi(2) - sd.ln() - 0.5 * std::f64::consts::TAU.ln()
}

/// Samples of a source under the prior of its own fit.
fn sampled(i: usize, (y, sd): (f64, f64), samples: usize) -> Source {
    let precision = 1.0 / (sd * sd) + 1.0 / (PRIOR[1] * PRIOR[1]);
    let mean = (y / (sd * sd) + PRIOR[0] / (PRIOR[1] * PRIOR[1])) / precision;
    let mut theta = vec![0.0; samples];
    Stream::new(2, Purpose::Test, i as u64).fill_normal(0, 0, &mut theta);
    theta.iter_mut().for_each(|x| *x = mean + *x / precision.sqrt());
    let ln_prior = theta.iter().map(|x| ln_normal(*x, PRIOR[0], PRIOR[1])).collect();
    let points = Points { dim: 1, ln_likelihood: vec![0.0; samples], ln_prior, theta, ..Default::default() };
    Source::from_points(&points, ln_normal(y, PRIOR[0], sd.hypot(PRIOR[1]))).unwrap()
}

fn table((y, sd): (f64, f64)) -> Source {
    let theta: Vec<f64> = (0..241).map(|k| y + sd * (k as f64 - 120.0) / 15.0).collect();
    let ln_l: Vec<f64> = theta.iter().map(|x| ln_normal(y, *x, sd)).collect();
    let cell = vec![(sd / 15.0).ln(); theta.len()];
    Source::from_table(1, theta, &ln_l, &cell).unwrap()
}

fn at(of: &dyn LogDensity, etas: &[f64]) -> Evaluations {
    let over = OverTheta::new(of);
    evaluate(&over, Rows { dim: 2, values: etas, entity: &vec![0; etas.len() / 2] }, &Engine::with_threads(2)).unwrap()
}

#[test]
fn samples_tables_and_the_closed_form_agree() {
    let (y, sd) = data();
    let closed = NormalPopulation::new(space(), y.clone(), sd.clone()).unwrap();
    let both = || y.iter().copied().zip(sd.iter().copied());
    let tables = Reweighted::new(space(), Normal, both().map(table).collect(), None).unwrap();
    let sources = both().enumerate().map(|(i, one)| sampled(i, one, 2000)).collect();
    let samples = Reweighted::new(space(), Normal, sources, None).unwrap();
    let etas = [1.0, 0.7, 0.8, 0.6, 1.2, 0.9, 0.9, 0.5];
    let (exact, by_table, by_samples) = (at(&closed, &etas), at(&tables, &etas), at(&samples, &etas));
    for row in 0..4 {
        assert!((exact.values[row] - by_table.values[row]).abs() < 1e-6, "{row}: {exact:?} {by_table:?}");
        let variance = OverTheta::split(by_samples.blob(row)).1[0];
        assert!(variance > 0.0 && variance < 0.5, "{variance}");
        let miss = by_samples.values[row] - exact.values[row];
        assert!(miss.abs() < 4.5 * variance.sqrt(), "{row}: {miss} of {variance}");
    }
    // the posterior of the population
    let grid = Grid::new(vec![
        Axis::Linear { low: 0.6, high: 1.4, points: 15 },
        Axis::Linear { low: 0.45, high: 0.95, points: 15 },
    ])
    .unwrap();
    let run = |of: &dyn LogDensity| {
        search(&OverTheta::new(of), &grid, &GridSettings::default(), &Engine::with_threads(2)).unwrap()
    };
    let (exact, by_samples) = (run(&closed), run(&samples));
    for i in 0..2 {
        let moments = |masses: &[f64]| {
            let value = |k: usize| grid.axes()[i].value(k);
            let mean: f64 = masses.iter().enumerate().map(|(k, p)| value(k) * p).sum();
            let square: f64 = masses.iter().enumerate().map(|(k, p)| (value(k) - mean).powi(2) * p).sum();
            (mean, square.sqrt())
        };
        let (a, b) = (moments(&exact.marginals[i]), moments(&by_samples.marginals[i]));
        assert!((a.0 - b.0).abs() < 0.3 * a.1 && (a.1 / b.1 - 1.0).abs() < 0.2, "{i}: {a:?} {b:?}");
        assert!((a.0 - [1.0, 0.7][i]).abs() < 4.0 * a.1);
    }
}

#[test]
fn noise_is_refused_with_a_reason() {
    let (y, sd) = data();
    let narrow =
        Space::builder().free("mu", prior::uniform(-9.0, 9.0)).free("tau", prior::uniform(1e-4, 9.0)).build().unwrap();
    let sources: Vec<Source> = (0..40).map(|i| sampled(i, (y[i], sd[i]), 300)).collect();
    let all = Reweighted::new(narrow, Normal, sources, None).unwrap();
    let got = at(&all, &[1.0, 0.8, 1.0, 1e-3, 8.0, 0.5]);
    assert!(got.values[0].is_finite() && got.values[1] == f64::NEG_INFINITY && got.values[2] == f64::NEG_INFINITY);
    assert!(got.failed.len() == 2 && got.failed[0].1.contains("too few effective samples"), "{:?}", got.failed);
    let poor = all.poorest(&[1.0, 1e-3], 3).unwrap();
    assert!(poor.len() == 3 && poor[0].1.samples <= poor[1].1.samples && poor[0].1.samples < 10.0);
    let strict = all.with_guards(Guards { variance: 1e-6, ..Default::default() });
    assert!(at(&strict, &[1.0, 0.8]).failed[0].1.contains("noisy"));
}

/// Only sources above 1 are found: `α = Φ((μ − 1)/τ)`, and without it the mean is too high.
#[test]
fn selection_is_taken_out() {
    let (y, sd) = data();
    let sources: Vec<Source> = (0..50).map(|i| sampled(i, (y[i], sd[i]), 500)).collect();
    let drawn = 40_000;
    let mut theta = vec![0.0; drawn];
    Stream::new(3, Purpose::Test, 0).fill_normal(0, 0, &mut theta);
    theta.iter_mut().for_each(|x| *x = 1.0 + 1.5 * *x);
    theta.retain(|x| *x > 1.0);
    let ln_p_draw = theta.iter().map(|x| ln_normal(*x, 1.0, 1.5)).collect();
    let selection = Selection { theta, ln_p_draw, drawn: drawn as u64 };
    let plain = Reweighted::new(space(), Normal, sources.clone(), None).unwrap();
    let all = Reweighted::new(space(), Normal, sources, Some(selection)).unwrap();
    let eta = [1.2, 0.8];
    let ln_alpha = (at(&plain, &eta).values[0] - at(&all, &eta).values[0]) / 50.0;
    let truth = astrarium_num::special::norm_cdf(0.2 / 0.8);
    assert!((ln_alpha.exp() / truth - 1.0).abs() < 0.02, "{} {truth}", ln_alpha.exp());
    let few = Selection { theta: vec![1.5; 20], ln_p_draw: vec![-1.0; 20], drawn: 40 };
    let sources: Vec<Source> = (0..50).map(|i| sampled(i, (y[i], sd[i]), 500)).collect();
    let all = Reweighted::new(space(), Normal, sources, Some(few)).unwrap();
    assert!(at(&all, &eta).failed[0].1.contains("simulations"));
}

/// A source's samples under the population: `N` between its measurement and the population's mean.
#[test]
fn posteriors_shrink_towards_the_population() {
    let one = (2.0, 0.5);
    let all = Reweighted::new(space(), Normal, vec![sampled(0, one, 20_000)], None).unwrap();
    let weights = all.shrunken(0..1, &[1.0, 0.7]).unwrap().remove(0);
    assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    let source = sampled(0, one, 20_000);
    let mean: f64 = weights.iter().enumerate().map(|(k, w)| w * source.theta[k]).sum();
    let truth = (2.0 / 0.25 + 1.0 / 0.49) / (1.0 / 0.25 + 1.0 / 0.49);
    assert!((mean - truth).abs() < 0.02, "{mean} {truth}");
}

#[test]
fn rows_and_gradients() {
    let (y, sd) = data();
    let sources: Vec<Source> = (0..150).map(|i| sampled(i, (y[i], sd[i]), 40)).collect();
    let all = Reweighted::new(space(), Normal, sources, None).unwrap();
    let over = OverTheta::new(&all);
    let values: Vec<f64> = (0..20).flat_map(|k| [0.7 + 0.03 * f64::from(k), 0.9 - 0.02 * f64::from(k)]).collect();
    same_bits_rows(&over, Rows { dim: over.dim(), values: &values, entity: &[0; 20] });
    let closed = NormalPopulation::new(space(), y, sd).unwrap();
    let real = OverReal::new(&closed, crate::NanPolicy::Error).unwrap();
    assert_eq!(check_gradient(&real, &[0.1, -0.4, 1.0, 0.8], &Engine::serial()).unwrap(), []);
}

#[test]
fn bad_sources_are_named() {
    let points = |n: usize, prior: f64| Points {
        dim: 1,
        theta: vec![0.0; n],
        ln_likelihood: vec![0.0; n],
        ln_prior: vec![prior; n],
        ..Default::default()
    };
    assert!(Source::from_points(&points(1, 0.0), 0.0).is_err());
    assert!(Source::from_points(&points(3, f64::NEG_INFINITY), 0.0).unwrap_err().to_string().contains("ln prior"));
    assert!(Source::from_points(&points(3, 0.0), f64::NAN).is_err());
    assert!(Source::from_table(1, vec![0.0; 2], &[f64::NEG_INFINITY; 2], &[0.0; 2]).is_err());
    assert!(Reweighted::new(space(), Normal, vec![], None).is_err());
    assert!(NormalPopulation::new(space(), vec![0.0], vec![0.0]).is_err());
}
