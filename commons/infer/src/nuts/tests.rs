//! The sampler against closed forms, with wrong gradients, and killed at every gradient.

use super::*;
use crate::{
    diagnose::{Draws, energy_fraction},
    optimise::ByRef,
};
use astrarium_exec::{
    AskTell, At, Cx, Engine, Error as ExecError, Evaluate, Evaluated, Evaluations, Go, Rows, Scratch, drive,
    testkit::same_bits_step,
};

/// A function that gives ln P and writes its gradient.
struct Hill<F>(usize, F);

impl<F: Fn(&[f64], &mut [f64]) -> f64 + Sync> Evaluate for Hill<F> {
    fn dim(&self) -> usize {
        self.0
    }
    fn evaluate(&self, rows: Rows<'_>, out: &mut Evaluations, _: &mut Scratch, _: &Cx) -> Result<(), ExecError> {
        let mut blob = vec![0.0; self.0 + 1];
        for row in 0..rows.len() {
            let value = (self.1)(rows.row(row), &mut blob[..self.0]);
            blob[self.0] = value;
            out.push_with(value, &blob);
        }
        Ok(())
    }
}

/// A normal density of standard deviations `sd(i)`; the gradient may be that of another one.
fn normal(dim: usize, sd: fn(usize) -> f64, shown: fn(usize) -> f64) -> impl Evaluate {
    Hill(dim, move |x: &[f64], slope: &mut [f64]| {
        let mut sum = 0.0;
        for i in 0..x.len() {
            sum -= 0.5 * (x[i] / sd(i)).powi(2);
            slope[i] = -x[i] / shown(i).powi(2);
        }
        sum
    })
}

fn run(settings: NutsSettings, of: &dyn Evaluate, seed: u64, x: f64) -> NutsState {
    let nuts = Nuts::new(settings.clone(), of.dim(), seed).unwrap();
    let start: Vec<f64> = (0..of.dim() * settings.chains).map(|i| x + 0.1 * (i as f64).sin()).collect();
    let mut at = At::start(nuts.start(&start).unwrap());
    let algorithm = Evaluated { sampler: ByRef(&nuts), of, entity: 0 };
    let mut end = |_: &At<NutsState>, info: &Option<Progress>| Ok(if info.is_none() { Go::Converged } else { Go::On });
    drive(&algorithm, &mut at, u64::MAX, &Engine::serial(), &mut [&mut end]).unwrap();
    at.state
}

/// A coordinate of all chains.
fn column(state: &NutsState, dim: usize, i: usize) -> Vec<Vec<f64>> {
    state.chains().iter().map(|chain| chain.draws().iter().skip(i).step_by(dim).copied().collect()).collect()
}

/// Mean, variance, and the effective number of values by Geyer's rule.
fn moments(chains: &[Vec<f64>]) -> (f64, f64, f64) {
    let n = chains[0].len();
    let all = (n * chains.len()) as f64;
    let mean = chains.iter().flatten().sum::<f64>() / all;
    let at = |lag: usize| {
        let products = chains.iter().flat_map(|c| (0..n - lag).map(|t| (c[t] - mean) * (c[t + lag] - mean)));
        products.sum::<f64>() / all
    };
    let variance = at(0);
    let (mut tau, mut last) = (-1.0, f64::INFINITY);
    for lag in (0..n - 1).step_by(2) {
        let pair = ((at(lag) + at(lag + 1)) / variance).min(last);
        if pair < 0.0 {
            break;
        }
        tau += 2.0 * pair;
        last = pair;
    }
    (mean, variance, all / tau.max(1.0 / all.log10()))
}

/// Means of the coordinates and of their squares, in units of `sd`, and their standard errors.
fn scaled(state: &NutsState, dim: usize, i: usize, sd: f64) -> [(f64, f64); 2] {
    [1, 2].map(|power| {
        let chains: Vec<Vec<f64>> =
            column(state, dim, i).iter().map(|chain| chain.iter().map(|x| (x / sd).powi(power)).collect()).collect();
        let (mean, variance, size) = moments(&chains);
        (mean, (variance / size).sqrt())
    })
}

/// Mean and variance are those of standard deviations `sd` within 4.5 standard errors.
fn assert_normal(state: &NutsState, dim: usize, sd: fn(usize) -> f64) {
    for i in 0..dim {
        let [(mean, error), (square, square_error)] = scaled(state, dim, i, sd(i));
        assert!(mean.abs() < 4.5 * error, "mean of {i}: {mean} +- {error}");
        assert!((square - 1.0).abs() < 4.5 * square_error, "variance of {i}: {square} +- {square_error}");
        assert!(error < 0.1 && square_error < 0.15, "{i}: {error} {square_error}");
    }
}

fn uneven(i: usize) -> f64 {
    [0.01, 3.0, 1.0, 200.0, 0.5][i % 5]
}
fn even(_: usize) -> f64 {
    1.0
}

#[test]
fn scales_are_learnt() {
    for rounding in [Rounding::Diagonal, Rounding::LowRank] {
        let settings = NutsSettings { rounding, chains: 2, ..Default::default() };
        let state = run(settings, &normal(10, uneven, uneven), 3, 0.3);
        assert_normal(&state, 10, uneven);
        for chain in state.chains() {
            let stats = chain.stats();
            assert!(stats.len() == 1000 && stats.iter().all(|draw| !draw.diverging && draw.n_steps <= 31));
            let energies: Vec<f64> = stats.iter().map(|draw| draw.energy).collect();
            let fraction = energy_fraction(&Draws::new(&[energies]))[0];
            assert!((0.6..1.8).contains(&fraction), "{fraction}");
            // what came along with a draw is ln P there
            assert!(stats.iter().zip(chain.along()).all(|(draw, along)| draw.ln_p == *along));
            let acceptance = stats.iter().map(|draw| draw.acceptance_symmetric).sum::<f64>() / 1000.0;
            assert!((acceptance - 0.8).abs() < 0.12, "{rounding:?} {acceptance}");
        }
    }
}

#[test]
fn trajectories_of_fixed_length() {
    let settings = NutsSettings { length: Length::Leapfrogs(6), chains: 2, ..Default::default() };
    let state = run(settings, &normal(10, uneven, uneven), 5, 0.3);
    assert_normal(&state, 10, uneven);
    assert!(state.chains()[0].stats().iter().all(|draw| (1..=11).contains(&draw.n_steps)));
}

/// Weights come from values: a wrong gradient costs draws, not truth. Had the weights been those of the gradient's
/// density, the variance would be another.
#[test]
fn values_decide_not_gradients() {
    fn wide(_: usize) -> f64 {
        1.3
    }
    for length in [Length::UntilItTurns, Length::Leapfrogs(4)] {
        let settings = NutsSettings { length, chains: 2, draws: 2000, ..Default::default() };
        let state = run(settings, &normal(3, even, wide), 7, 0.3);
        assert_normal(&state, 3, even);
        for i in 0..3 {
            let [_, (square, error)] = scaled(&state, 3, i, wide(i));
            assert!((square - 1.0).abs() > 4.5 * error, "{square} +- {error}");
        }
    }
}

#[test]
fn killed_at_every_gradient() {
    for (length, rounding) in [
        (Length::UntilItTurns, Rounding::LowRank),
        (Length::UntilItTurns, Rounding::Diagonal),
        (Length::Leapfrogs(3), Rounding::LowRank),
    ] {
        let settings = NutsSettings { length, rounding, chains: 3, tune: 60, draws: 20, ..Default::default() };
        let nuts = Nuts::new(settings, 4, 9).unwrap();
        let of = normal(4, uneven, uneven);
        let start = nuts.start(&[0.3; 12]).unwrap();
        let at = same_bits_step(&Evaluated { sampler: ByRef(&nuts), of: &of, entity: 0 }, &start, 600);
        assert!(at.state.chains().iter().any(|chain| !chain.draws().is_empty()));
    }
}

#[test]
fn a_chain_has_the_same_bits_alone() {
    let settings = |chains| NutsSettings { chains, tune: 50, draws: 30, ..Default::default() };
    let of = normal(4, uneven, uneven);
    let together = run(settings(3), &of, 2, 0.5);
    let alone = run(settings(1), &of, 2, 0.5);
    assert_eq!(together.chains()[0], alone.chains()[0]);
    assert_ne!(together.chains()[0].draws(), together.chains()[1].draws());
}

/// Simulation-based calibration of a conjugate fit: the truth's rank among the draws is uniform.
#[test]
fn ranks_of_the_truth_are_uniform() {
    use astrarium_num::random::{Purpose, Stream};
    let (fits, kept, bins) = (200, 19, 10);
    let mut counts = vec![[0_u32; 2]; bins];
    for fit in 0..fits {
        let stream = Stream::new(fit, Purpose::Test, 0);
        let [[a, b], [e, f]] = [stream.normals(0, 0), stream.normals(1, 0)];
        let data = [a + 0.5 * e, a + b + 0.5 * f];
        let of = Hill(2, move |x: &[f64], slope: &mut [f64]| {
            let misses = [(data[0] - x[0]) / 0.25, (data[1] - x[0] - x[1]) / 0.25];
            slope[0] = misses[0] + misses[1] - x[0];
            slope[1] = misses[1] - x[1];
            -0.5 * (0.25 * (misses[0] * misses[0] + misses[1] * misses[1]) + x[0] * x[0] + x[1] * x[1])
        });
        let settings = NutsSettings { chains: 1, tune: 120, draws: 5 * kept, ..Default::default() };
        let state = run(settings, &of, fit, 0.0);
        let draws = state.chains()[0].draws();
        for (i, truth) in [a, b].into_iter().enumerate() {
            let rank = draws.iter().skip(i).step_by(2).skip(4).step_by(5).filter(|x| **x < truth).count();
            counts[rank * bins / (kept as usize + 1)][i] += 1;
        }
    }
    for i in 0..2 {
        let expected = fits as f64 / bins as f64;
        let chi2: f64 = counts.iter().map(|count| (f64::from(count[i]) - expected).powi(2) / expected).sum();
        // 27.9 is exceeded once in a thousand times with 9 degrees of freedom
        assert!(chi2 < 27.9, "{chi2}: {counts:?}");
    }
}

#[test]
fn wrong_gradients_are_found() {
    let right = normal(5, uneven, uneven);
    let points: Vec<f64> = (0..15).map(|k| (k as f64).cos()).collect();
    assert_eq!(check_gradient(&right, &points, &Engine::serial()).unwrap(), []);
    let wrong = Hill(3, |x: &[f64], slope: &mut [f64]| {
        slope.copy_from_slice(&[-x[0], -1.001 * x[1], -x[2]]);
        -0.5 * (x[0] * x[0] + x[1] * x[1] + x[2] * x[2])
    });
    let found = check_gradient(&wrong, &points, &Engine::serial()).unwrap();
    assert!(found.len() >= 4 && found.iter().all(|miss| miss.coordinate == 1), "{found:?}");
}

#[test]
fn bad_input_is_named() {
    let wrong = |settings: NutsSettings| Nuts::new(settings, 2, 0).unwrap_err().to_string();
    assert!(wrong(NutsSettings { chains: 0, ..Default::default() }).contains("chains"));
    assert!(wrong(NutsSettings { target_acceptance: 1.0, ..Default::default() }).contains("target_acceptance"));
    assert!(wrong(NutsSettings { max_depth: 0, ..Default::default() }).contains("max_depth"));
    assert!(wrong(NutsSettings { length: Length::Leapfrogs(0), ..Default::default() }).contains("leapfrogs"));
    let nuts = Nuts::new(NutsSettings { chains: 1, ..Default::default() }, 2, 0).unwrap();
    assert!(nuts.start(&[0.0; 3]).is_err());
    let mut state = nuts.start(&[0.0; 2]).unwrap();
    let before = state.clone();
    let told = |values: Vec<f64>, blobs: Vec<f64>| Evaluations { values, blobs, failed: Vec::new() };
    let error = nuts.tell(&mut state, &[0.0; 2], &told(vec![f64::NEG_INFINITY], vec![0.0; 2])).unwrap_err();
    assert!(error.to_string().contains("at the start of a chain") && state == before);
    let error = nuts.tell(&mut state, &[0.0; 2], &told(vec![0.0], vec![0.0])).unwrap_err();
    assert!(error.to_string().contains("gradient") && state == before);
}

/// A cliff: trajectories that fall over it diverge, and the sampler goes on.
#[test]
fn divergences_are_counted() {
    let of = Hill(1, |x: &[f64], slope: &mut [f64]| {
        slope[0] = -x[0];
        if x[0].abs() < 1.0 { -0.5 * x[0] * x[0] } else { f64::NEG_INFINITY }
    });
    let state = run(NutsSettings { chains: 1, ..Default::default() }, &of, 1, 0.0);
    let chain = &state.chains()[0];
    assert!(chain.stats().iter().any(|draw| draw.diverging) && chain.draws().iter().all(|x| x.abs() < 1.0));
}
