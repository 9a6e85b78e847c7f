//! Nested sampling against problems whose truth is known.

use astrarium_exec::{Engine, Folder, Saving, evaluate, testkit};
use astrarium_infer::{
    Function, How, OverUnit, Run, RunSampler, Space, Target,
    nested::{BoundKind, DynamicNested, KernelKind, Nested, Record, Weighed, ln_volumes},
    prior,
    problems::Problem,
};
use std::time::Duration;

const KERNELS: [KernelKind; 4] = [KernelKind::Unif, KernelKind::Rwalk, KernelKind::Slice, KernelKind::Rslice];

fn run(problem: &Problem, sampler: &dyn RunSampler, seed: u64) -> Run {
    sampler.run(problem.target(), How::new(&Engine::serial(), seed)).expect("a run")
}

/// (ln Z − truth) / error of each seed, none beyond 4.5 and their sum as that of independent ones.
fn known_answer(name: &str, sampler: &dyn RunSampler, seeds: std::ops::Range<u64>) {
    let problem = Problem::named(name).expect("a problem");
    let (mut sum, n) = (0.0, seeds.end - seeds.start);
    for seed in seeds {
        let run = run(&problem, sampler, seed);
        let evidence = run.evidence.as_ref().expect("an evidence");
        let away = evidence.ln_z - problem.truth.ln_z;
        let z = away / evidence.ln_z_err;
        assert!(z.abs() < 4.5, "{name}, seed {seed}: {away} ± {}", evidence.ln_z_err);
        sum += z;
    }
    assert!((sum / (n as f64).sqrt()).abs() < 4.0, "{name}: {sum}");
}

fn by(kernel: KernelKind) -> Nested {
    Nested { kernel, replicas: 300, ..Nested::default() }
}

#[test]
fn known_answers_of_every_kernel() {
    for name in ["P01_d2", "P04", "P06_d2"] {
        for kernel in KERNELS {
            known_answer(name, &by(kernel), 1..3);
        }
    }
}

#[test]
fn known_answers_of_auto() {
    for name in ["P01_d2", "P03_d2", "P04", "P06_d2", "P08", "P20"] {
        known_answer(name, &by(KernelKind::Auto), 11..15);
    }
}

#[test]
fn one_at_a_time_and_other_bounds() {
    for bound in [BoundKind::None, BoundKind::Single, BoundKind::Multi] {
        let settings = Nested { width: Some(1), live: 100, bound, ..by(KernelKind::Rslice) };
        known_answer("P01_d2", &settings, 1..3);
    }
    known_answer("P06_d2", &Nested { width: Some(1), live: 100, ..by(KernelKind::Unif) }, 1..3);
}

/// Uniform draws are hopeless for a sinusoid in noise: `auto` counts and leaves them.
#[test]
fn auto_leaves_dear_uniform_draws() {
    let problem = Problem::named("P10").unwrap();
    let run = run(&problem, &Nested { live: 200, ..by(KernelKind::Auto) }, 1);
    assert!(run.diagnostics["left_uniform"] == true && run.diagnostics["least_jump"].is_number());
    assert!(run.counts.calls < 400_000, "{}", run.counts.calls);
    let evidence = run.evidence.unwrap();
    assert!((evidence.ln_z - problem.truth.ln_z).abs() < 5.0 * evidence.ln_z_err);
}

/// Evaluations at dynesty 3.1's settings, where it needs (mean of 2 or 3 seeds): 19130, 22400, 19270, 24620 and 52520 with
/// uniform draws; 269000 with 30 walks in 10 dimensions, 312500 with 13 slices and 250 live points. At most 1.05 times those.
#[test]
fn no_more_calls_than_the_peer() {
    let unif = [("P01_d2", 19130.0), ("P06_d2", 22400.0), ("P03_d2", 19270.0), ("P03_d5", 24620.0), ("P04", 52520.0)];
    for (name, peer) in unif {
        no_more_calls(name, &Nested { dlogz: 0.509, ..by(KernelKind::Unif) }, peer);
    }
    let fixed = Nested { adapt_steps: false, dlogz: 0.509, ..Nested::default() };
    let walks = Nested { kernel: KernelKind::Rwalk, steps: Some(30), ..fixed.clone() };
    no_more_calls("P01_d10", &walks, 269_000.0);
    let slices = Nested { kernel: KernelKind::Rslice, steps: Some(13), live: 250, dlogz: 0.259, ..fixed };
    no_more_calls("P01_d10", &slices, 312_500.0);
}

fn no_more_calls(name: &str, settings: &Nested, peer: f64) {
    let problem = Problem::named(name).expect("a problem");
    let calls = (0..2).map(|seed| run(&problem, settings, seed).counts.calls as f64).sum::<f64>() / 2.0;
    assert!(calls < 1.05 * peer, "{name}: {calls} evaluations, {peer} there");
}

/// A line with outliers is hard for uniform draws at first only: slices all the way would cost five times as many.
#[test]
fn auto_returns_to_uniform_draws() {
    let problem = Problem::named("P11").unwrap();
    let run = run(&problem, &Nested { live: 200, ..by(KernelKind::Auto) }, 1);
    assert!(run.diagnostics["kernel"] == "unif" && run.counts.calls < 160_000, "{}", run.counts.calls);
}

/// Ties that die with births as if they were distinct raise ln Z by 0.167: the test of plateaus must see that.
#[test]
fn ties_as_ordinary_deaths_would_be_seen() {
    let problem = Problem::named("P08").unwrap();
    let right = run(&problem, &by(KernelKind::Rslice), 3);
    // as if every death were replaced at once: n stays the same until the last n points
    let mut record = Record::of(&right).unwrap();
    let n = record.len();
    record.live = (0..n).map(|i| 500.min(n - i) as u32).collect();
    let wrong = Weighed::new(&record, &ln_volumes(&record), 1.0).ln_z;
    let error = right.evidence.as_ref().unwrap().ln_z_err;
    assert!((wrong - problem.truth.ln_z) / error > 4.0, "{wrong} {error}");
    assert!((right.evidence.unwrap().ln_z - problem.truth.ln_z).abs() < 4.0 * error);
}

#[test]
fn moments_of_the_posterior() {
    let problem = Problem::named("P04").unwrap();
    let run = run(&problem, &by(KernelKind::Unif), 21);
    let (mean, sd) = (run.points.mean(), run.points.standard_deviation());
    let error = problem.truth.sd[0] / run.points.effective_size().sqrt();
    for k in 0..2 {
        // the modes' masses fluctuate as live points do
        assert!((mean[k] - problem.truth.mean[k]).abs() < 4.5 * 1.5 * error, "{mean:?} ± {error}");
        assert!((sd[k] / problem.truth.sd[k] - 1.0).abs() < 0.1, "{sd:?}");
    }
    assert!(run.verdict.ok, "{:?}", run.verdict);
}

fn small(kernel: KernelKind) -> Nested {
    Nested { live: 40, width: Some(4), dlogz: 0.5, first_update_calls: 1.0, replicas: 20, bootstraps: 5, ..by(kernel) }
}

/// Threads, replicated ranks, states written and read at every step.
#[test]
fn the_same_bits_everywhere() {
    let problem = Problem::named("P06_d2").unwrap();
    for kernel in KERNELS {
        let settings = small(kernel);
        let one = run(&problem, &settings, 5);
        for threads in [2, 3, 8] {
            let engine = Engine::with_threads(threads);
            assert_eq!(
                settings.run(problem.target(), How::new(&engine, 5)).unwrap(),
                one,
                "{kernel:?}, {threads} threads"
            );
        }
        let ranks = testkit::on_ranks(3, 2, |engine| settings.run(problem.target(), How::new(engine, 5)).unwrap());
        assert!(ranks.iter().all(|run| *run == one), "{kernel:?} on ranks");
    }
}

/// A run that is stopped again and again, and goes on from its files, ends with the same bits.
#[test]
fn killed_and_resumed() {
    let problem = Problem::named("P04").unwrap();
    let samplers: [Box<dyn RunSampler>; 3] = [
        Box::new(small(KernelKind::Auto)),
        Box::new(small(KernelKind::Rwalk)),
        Box::new(DynamicNested {
            base: small(KernelKind::Rslice),
            target_size: Some(200.0),
            ..DynamicNested::default()
        }),
    ];
    for (number, sampler) in samplers.iter().enumerate() {
        let whole = run(&problem, sampler.as_ref(), 9);
        let folder = std::env::temp_dir().join(format!("astrarium-nested-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let store = Folder(folder.clone());
        let mut again = None;
        for _ in 0..200 {
            let engine = Engine::with_threads(2);
            let mut left = 37;
            let mut watch = |_: &astrarium_infer::Glance| {
                left -= 1;
                left > 0
            };
            let how = How {
                saving: Some(Saving { store: &store, name: "run", every: Duration::MAX }),
                watch: Some(&mut watch),
                ..How::new(&engine, 9)
            };
            let run = sampler.run(problem.target(), how).unwrap();
            if run.verdict.reasons.iter().any(|why| why.contains("stopped early")) {
                continue;
            }
            again = Some(run);
            break;
        }
        assert!(again.is_some_and(|again| again == whole), "sampler {number}");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}

/// Any rising function of L has the same contours: the same points die in the same order.
#[test]
fn only_the_order_of_likelihoods_counts() {
    let space =
        || Space::builder().free("a", prior::uniform(-5.0, 5.0)).free("b", prior::uniform(-5.0, 5.0)).build().unwrap();
    let ln_l = |x: &[f64]| -100.0 * (x[1] - x[0] * x[0]).powi(2) - (1.0 - x[0]).powi(2);
    let plain = Function::new(space(), ln_l);
    let bent = Function::new(space(), move |x: &[f64]| -(1.0 - ln_l(x)).ln());
    for kernel in KERNELS {
        let settings = Nested { max_iterations: Some(900), dlogz: 1e-9, live: 100, ..by(kernel) };
        let both = [&plain as &dyn astrarium_infer::LogDensity, &bent]
            .map(|density| settings.run(Target::plain(density), How::new(&Engine::serial(), 4)).unwrap());
        assert_eq!(both[0].counts.calls, both[1].counts.calls);
        assert_eq!(both[0].points.u, both[1].points.u, "{kernel:?}");
    }
}

/// A density on a circle and one with a mirror, against the same ones in the middle of their intervals.
#[test]
fn periodic_and_reflective_parameters() {
    let width: f64 = 0.05;
    let norm = width * std::f64::consts::TAU.sqrt();
    for kernel in KERNELS {
        let space = Space::builder()
            .free("phase", prior::uniform(0.0, 1.0))
            .periodic()
            .free("mirror", prior::uniform(0.0, 1.0))
            .reflective()
            .build()
            .unwrap();
        let density = Function::new(space, move |x: &[f64]| {
            let away = (x[0] - 0.01).abs();
            let away = away.min(1.0 - away);
            -0.5 * (away * away + x[1] * x[1]) / (width * width)
        });
        let truth = (norm * 0.5 * norm).ln();
        for seed in 0..2 {
            let run = by(kernel).run(Target::plain(&density), How::new(&Engine::serial(), seed)).unwrap();
            let evidence = run.evidence.as_ref().unwrap();
            assert!((evidence.ln_z - truth).abs() < 4.0 * evidence.ln_z_err, "{kernel:?} {} {truth}", evidence.ln_z);
            let weights = run.points.weights();
            let across: f64 = (0..weights.len()).filter(|&i| run.points.row(i)[0] > 0.5).map(|i| weights[i]).sum();
            // Φ(−0.2)
            assert!((across - 0.4207).abs() < 0.06, "{kernel:?}: {across} beyond the seam");
        }
    }
}

#[test]
fn merged_runs_are_one_run_of_more_points() {
    let problem = Problem::named("P01_d2").unwrap();
    let runs: Vec<Run> =
        (0..4).map(|seed| run(&problem, &Nested { live: 100, ..by(KernelKind::Auto) }, seed)).collect();
    let records: Vec<Record> = runs.iter().map(|run| Record::of(run).unwrap()).collect();
    let merged = Record::merged(&records.iter().collect::<Vec<_>>());
    assert_eq!(merged.live[0], 400);
    let weighed = Weighed::new(&merged, &ln_volumes(&merged), 1.0);
    let error = (weighed.information / 400.0).sqrt();
    assert!((weighed.ln_z - problem.truth.ln_z).abs() < 4.0 * error, "{}", weighed.ln_z);
}

#[test]
fn dynamic_runs_reach_their_target() {
    for (name, share) in [("P01_d2", 1.0), ("P06_d2", 0.8), ("P04", 0.0)] {
        let sampler = DynamicNested {
            base: Nested { live: 150, ..by(KernelKind::Auto) },
            posterior_share: share,
            target_size: Some(3000.0),
            target_error: Some(0.2),
            ..DynamicNested::default()
        };
        known_answer(name, &sampler, 1..4);
        let run = run(&Problem::named(name).unwrap(), &sampler, 1);
        assert!(run.points.effective_size() >= 3000.0);
        assert!(run.diagnostics["batches"].as_array().unwrap().len() > 2);
    }
}

#[test]
fn densities_without_start_and_settings_without_sense_are_refused() {
    let space = || Space::builder().free("a", prior::uniform(0.0, 1.0)).build().unwrap();
    let nowhere = Function::new(space(), |_: &[f64]| f64::NEG_INFINITY);
    let how = || How::new(Box::leak(Box::new(Engine::serial())), 1);
    let error = Nested { live: 10, ..Nested::default() }.run(Target::plain(&nowhere), how()).unwrap_err();
    assert!(error.to_string().contains("finite ln L"), "{error}");
    for wrong in [
        Nested { live: 2, ..Nested::default() },
        Nested { width: Some(0), ..Nested::default() },
        Nested { width: Some(400), ..Nested::default() },
        Nested { dlogz: 0.0, ..Nested::default() },
        Nested { steps: Some(0), ..Nested::default() },
        Nested { enlarge: Some(0.5), ..Nested::default() },
    ] {
        assert!(wrong.run(Target::plain(&nowhere), how()).is_err());
    }
    let flat = Function::new(Space::flat(2), |_: &[f64]| 0.0);
    assert!(Nested::default().run(Target::plain(&flat), how()).unwrap_err().to_string().contains("nested sampling"));
    // a constant is a plateau: Z is it
    let constant = Function::new(space(), |_: &[f64]| 3.0);
    let run = Nested { live: 50, ..Nested::default() }.run(Target::plain(&constant), how()).unwrap();
    assert!((run.evidence.unwrap().ln_z - 3.0).abs() < 0.05);
}

#[test]
fn derived_quantities_stay_with_their_points() {
    let problem = Problem::named("P01_d2").unwrap();
    let run = run(&problem, &small(KernelKind::Rslice), 2);
    let over = OverUnit::new(problem.density(), astrarium_infer::NanPolicy::Error, "tests").unwrap();
    let u = run.points.u.as_ref().unwrap();
    let entity = vec![0; run.points.len()];
    let rows = astrarium_exec::Rows { dim: 2, values: u, entity: &entity };
    let got = evaluate(&over, rows, &Engine::serial()).unwrap();
    assert_eq!(got.values, run.points.ln_likelihood);
}
