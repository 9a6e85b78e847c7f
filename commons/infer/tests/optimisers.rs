//! Optimisers on problems whose truth is known.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that fails says where; the long one prints its table"
)]

use astrarium_exec::{At, Engine, Evaluate, Evaluations, Rows, evaluate};
use astrarium_infer::{
    OverTheta,
    optimise::{
        Bounds, Evolution, EvolutionSettings, Lbfgsb, LbfgsbSettings, MultiStart, MultiStartSettings, NelderMead,
        NelderMeadSettings, Optimiser, Outcome, Slope, WithSlope, curvature, minimise,
    },
    problems::Problem,
};

fn run<O: Optimiser>(optimiser: &O, of: &dyn Evaluate, x: &[f64], engine: &Engine) -> (Outcome, O::State) {
    let mut at = At::start(optimiser.start(x).unwrap());
    let found = minimise(optimiser, &mut at, of, engine, &mut []).unwrap();
    (found, at.state)
}

fn value(of: &dyn Evaluate, x: &[f64]) -> Evaluations {
    evaluate(of, Rows { dim: x.len(), values: x, entity: &[0] }, &Engine::serial()).unwrap()
}

/// P06: the valley, free and cut off by a bound, with gradients and with differences.
#[test]
fn rosenbrock() {
    let problem = Problem::named("P06_d2").unwrap();
    let ln_prior = -2.0 * 10_f64.ln();
    let slope = WithSlope(problem.gradient().unwrap());
    let plain = OverTheta::new(problem.density());
    for (kind, of) in [(Slope::Given, &slope as &dyn Evaluate), (Slope::Central, &plain)] {
        let settings = LbfgsbSettings { slope: kind, ..Default::default() };
        let free = Lbfgsb::new(settings.clone(), Bounds::of(problem.density()).unwrap()).unwrap();
        let (found, state) = run(&free, of, &[-1.2, 1.0], &Engine::serial());
        assert!(state.n_gradients() <= 60 && found.status.is_converged(), "{kind:?} {}", state.n_gradients());
        assert!((found.f + ln_prior).abs() < 1e-8, "{kind:?} {found:?}");
        let bounds = Bounds::new(vec![-5.0; 2], vec![0.8, 5.0]).unwrap();
        let cut = Lbfgsb::new(settings, bounds).unwrap();
        let (found, state) = run(&cut, of, &[-1.2, 1.0], &Engine::serial());
        assert!(state.n_gradients() <= 60 && (found.f + ln_prior - 0.04).abs() < 1e-8, "{kind:?} {found:?}");
        assert!(found.x[0] == 0.8 && (found.x[1] - 0.64).abs() < 1e-5, "{kind:?} {found:?}");
    }
}

/// P02: the posterior is normal, so its maximum is the mean, the inverse Hessian its covariance, and Laplace's evidence
/// the evidence.
#[test]
fn a_normal_posterior() {
    let problem = Problem::named("P02").unwrap();
    let of = WithSlope(problem.gradient().unwrap());
    let bounds = Bounds::of(problem.density()).unwrap();
    let settings = LbfgsbSettings { gradient_tolerance: 1e-7, change_tolerance: 0.0, ..Default::default() };
    let optimiser = Lbfgsb::new(settings, bounds).unwrap();
    let (found, _) = run(&optimiser, &of, &[0.0; 30], &Engine::with_threads(2));
    let largest = found.gradient.unwrap().iter().fold(0.0_f64, |most, g| most.max(g.abs()));
    assert!(largest < 1e-6, "{:?} {largest}", found.status);
    for (x, mean) in found.x.iter().zip(&problem.truth.mean) {
        assert!((x - mean).abs() < 1e-6, "{x} {mean}");
    }
    let here = curvature(&of, &found.x, Slope::Given, &Engine::serial()).unwrap();
    let covariance = here.covariance.as_ref().unwrap();
    for i in 0..30 {
        for j in 0..30 {
            let truth = problem.truth.covariance[30 * i + j];
            assert!((covariance[(i, j)] - truth).abs() < 1e-6, "{i} {j}: {} {truth}", covariance[(i, j)]);
        }
    }
    let laplace = here.laplace(-found.f);
    assert!((laplace - problem.truth.ln_z).abs() < 1e-5, "{laplace} {}", problem.truth.ln_z);
}

/// P12 has several maxima: the best of 20 Sobol starts, differential evolution and a long search agree.
#[test]
fn the_periodogram() {
    let problem = Problem::named("P12").unwrap();
    let of = WithSlope(problem.gradient().unwrap());
    let bounds = Bounds::of(problem.density()).unwrap();
    let centre: Vec<f64> = bounds.lower().iter().zip(bounds.upper()).map(|(a, b)| 0.5 * (a + b)).collect();
    let local = Lbfgsb::new(LbfgsbSettings::default(), bounds.clone()).unwrap();
    let long = MultiStart::new(MultiStartSettings { points: 512, starts: 128, seed: 11 }, local.clone()).unwrap();
    let (best, _) = run(&long, &of, &centre, &Engine::with_threads(2));
    for seed in 0..3 {
        let few = MultiStart::new(MultiStartSettings { points: 20, starts: 20, seed }, local.clone()).unwrap();
        let (found, state) = run(&few, &of, &centre, &Engine::serial());
        let hits = few.outcomes(&state).iter().filter(|one| one.f < best.f + 1e-4).count();
        assert!(hits >= 1, "seed {seed}: {} instead of {}", found.f, best.f);
        let settings = EvolutionSettings { seed, relative_tolerance: 1e-5, ..Default::default() };
        let evolution = Evolution::new(settings, bounds.clone(), Some(LbfgsbSettings::default())).unwrap();
        let (found, _) = run(&evolution, &of, &centre, &Engine::serial());
        assert!(found.f < best.f + 1e-4, "seed {seed}: {} instead of {}", found.f, best.f);
    }
    // the maximum of the likelihood is above the likelihood at the posterior's mean
    let at_mean = value(&of, &problem.truth.mean).values[0];
    assert!(-best.f > at_mean, "{} {at_mean}", -best.f);
}

/// P11: without gradients and with them, the same maximum.
#[test]
fn the_line_with_outliers() {
    let problem = Problem::named("P11").unwrap();
    let bounds = Bounds::of(problem.density()).unwrap();
    let of = WithSlope(problem.gradient().unwrap());
    let start = [1.0, 0.0, 3.0, 5.0, 0.3];
    let by_gradients = Lbfgsb::new(LbfgsbSettings::default(), bounds.clone()).unwrap();
    let (best, _) = run(&by_gradients, &of, &start, &Engine::serial());
    let settings = NelderMeadSettings {
        step_tolerance: 1e-6,
        change_tolerance: 1e-9,
        max_evaluations: 20_000,
        ..Default::default()
    };
    let simplex = NelderMead::new(settings, bounds).unwrap();
    let (found, _) = run(&simplex, &OverTheta::new(problem.density()), &start, &Engine::serial());
    assert!((found.f - best.f).abs() < 1e-5, "{found:?} {best:?}");
    for (k, sd) in problem.truth.sd.iter().enumerate().take(3) {
        assert!((best.x[k] - problem.truth.mean[k]).abs() < 2.0 * sd, "{k}: {best:?}");
    }
}
