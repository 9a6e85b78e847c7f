//! Posteriors whose moments are known.

use crate::kind;
use astrarium_exec::Engine;
use astrarium_infer::{
    How, RunSampler,
    diagnose::{Draws, Size, standard_error},
    problems::Problem,
    samplers::ensemble::{Ensemble, Start, moves::Weighted},
};

/// Standard errors that a moment may be off.
const SIGMAS: f64 = 4.5;

fn agrees(name: &str, settings: &Ensemble) {
    let problem = Problem::named(name).expect("a problem");
    let run = settings.run(problem.target(), How::new(&Engine::serial(), 17)).expect("a run");
    assert!(run.verdict.ok, "{name}: {:?}", run.verdict.reasons);
    assert!(run.counts.steps < settings.max_steps, "{name} stops by itself: {} steps", run.counts.steps);
    let (mean, sd, truth) = (run.points.mean(), run.points.standard_deviation(), &problem.truth);
    let tau = run.diagnostics["autocorrelation_time_about_all"].as_array().expect("a list");
    for k in 0..mean.len() {
        // walkers of one ensemble are not independent, so the error is that of their mean, draw by draw
        let error = truth.sd[k] * (tau[k].as_f64().expect("a number") / run.points.len() as f64).sqrt();
        let known = truth.mean_err.get(k).copied().unwrap_or(0.0);
        let away = (mean[k] - truth.mean[k]).abs();
        assert!(away < SIGMAS * error.hypot(known) * 1.5, "{name}: mean {} for {} ± {error}", mean[k], truth.mean[k]);
        let spread = standard_error(&Draws::of(&run.points, k), Size::Sd) / truth.sd[k];
        assert!(
            (sd[k] / truth.sd[k] - 1.0).abs() < SIGMAS * spread.max(0.01),
            "{name}: sd {} for {}",
            sd[k],
            truth.sd[k]
        );
    }
}

#[test]
fn normal() {
    agrees("P01_d2", &Ensemble::default());
}

#[test]
fn curved_valley() {
    let moves = [(0.9, "differential"), (0.1, "snooker")].map(|(weight, name)| Weighted { weight, of: kind(name) });
    let settings = Ensemble { walkers: 16, moves: moves.into(), max_steps: 100_000, thin: 20, ..Ensemble::default() };
    agrees("P06_d2", &settings);
}

#[test]
fn line_with_outliers() {
    let start = Start::Ball { centre: vec![1.17, -0.6, 4.3, 6.5, 0.2], width: vec![0.03, 0.2, 0.5, 2.0, 0.05] };
    let mut settings = Ensemble { start, thin: 2, ..Ensemble::default() };
    settings.monitor.change = 0.03;
    agrees("P11", &settings);
}

#[test]
fn walkers_that_stay_apart_are_seen() {
    // from the prior some walkers find the line, others call every point an outlier, and all move well where they are
    let problem = Problem::named("P11").unwrap();
    let settings = Ensemble { max_steps: 3000, thin: 2, ..Ensemble::default() };
    let run = settings.run(problem.target(), How::new(&Engine::serial(), 17)).unwrap();
    let time = |name: &str| run.diagnostics[name][0].as_f64().unwrap();
    assert!(time("autocorrelation_time_about_all") > 3.0 * time("autocorrelation_time"));
    assert!(!run.verdict.ok);
}

#[test]
fn stretch_is_accepted_as_often_as_it_should() {
    for (name, expected) in [("P01_d2", 0.72), ("P01_d10", 0.42)] {
        let problem = Problem::named(name).unwrap();
        let mut settings = Ensemble { max_steps: 600, ..Ensemble::default() };
        settings.monitor.stops = false;
        let run = settings.run(problem.target(), How::new(&Engine::serial(), 1)).unwrap();
        let found = run.diagnostics["acceptance"].as_f64().unwrap();
        assert!((found - expected).abs() < 0.02, "{name}: {found}");
    }
}

#[test]
fn too_short_a_run_is_not_trusted() {
    let problem = Problem::named("P06_d2").unwrap();
    let settings = Ensemble { max_steps: 150, ..Ensemble::default() };
    let run = settings.run(problem.target(), How::new(&Engine::serial(), 1)).unwrap();
    assert!(!run.verdict.ok && run.verdict.reasons[0].contains("autocorrelation times, expected more than 50"));
}
