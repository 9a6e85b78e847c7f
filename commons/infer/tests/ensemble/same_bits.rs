//! The same bits on any number of threads and ranks, in any batches, killed and resumed.

use crate::{kind, with};
use astrarium_exec::{
    Engine, Evaluated, Folder, Rows, Saving, evaluate,
    testkit::{same_bits_rows, same_bits_step},
};
use astrarium_infer::{
    Asked, Function, How, LogDensity, OverTheta, Run, RunSampler, Space, Target, prior,
    problems::Problem,
    samplers::ensemble::{
        Ensemble, Walkers,
        moves::{MoveKind, Weighted},
    },
};
use std::time::Duration;

fn mixture() -> Ensemble {
    let moves = MoveKind::ALL.iter().map(|(name, _)| Weighted { weight: 1.0, of: kind(name) }).collect();
    let mut settings = Ensemble { walkers: 12, ensembles: 3, moves, max_steps: 40, thin: 2, ..Ensemble::default() };
    settings.monitor.every = 5;
    settings
}

#[test]
fn on_threads_and_ranks_and_from_any_tell() {
    let problem = Problem::named("P20").unwrap();
    let over = OverTheta::new(problem.density());
    let machine = || mixture().machine(problem.density().space(), 4).unwrap();
    let asked = same_bits_step(&Asked::new(machine(), &over, 7), &Walkers::default(), 60);
    let evaluated = same_bits_step(&Evaluated { sampler: machine(), of: &over, entity: 7 }, &Walkers::default(), 60);
    assert_eq!(asked, evaluated, "both adapters");
    assert!(asked.state.step > 20 && asked.state.accepted.iter().sum::<u64>() > 100);
}

#[test]
fn whatever_the_batch() {
    let hint = |rows| {
        let space = Space::builder().free("a", prior::normal(0.0, 1.0)).free("b", prior::uniform(-2.0, 3.0)).build();
        Function::new(space.unwrap(), |x: &[f64]| -(x[0] - x[1]).powi(2)).with_batch_hint(rows)
    };
    let run = |rows| {
        let density = hint(rows);
        mixture().run(Target::plain(&density), How::new(&Engine::with_threads(2), 9)).unwrap()
    };
    let one = run(1);
    assert_eq!(one, run(5));
    assert_eq!(one, run(1000));
    let density = hint(3);
    let theta = &one.points.theta;
    let rows = Rows { dim: 2, values: theta, entity: &vec![0; theta.len() / 2] };
    let again = same_bits_rows(&OverTheta::new(&density), rows);
    assert_eq!(again, evaluate(&OverTheta::new(&hint(1)), rows, &Engine::serial()).unwrap());
}

fn killed_at(stops: &[u64], settings: &Ensemble, density: &dyn LogDensity) -> Run {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Folder(folder.path().into());
    let run = |until: u64| {
        let engine = Engine::with_threads(2);
        let mut look = |glance: &astrarium_infer::Glance| glance.step < until;
        let saving = Saving { store: &store, name: "ensemble", every: Duration::ZERO };
        let how = How { saving: Some(saving), watch: Some(&mut look), ..How::new(&engine, 21) };
        settings.run(Target::plain(density), how).expect("a run")
    };
    stops.iter().for_each(|stop| drop(run(*stop)));
    run(u64::MAX)
}

#[test]
fn killed_and_resumed() {
    let problem = Problem::named("P06_d2").unwrap();
    let settings = mixture();
    let whole = settings.run(problem.target(), How::new(&Engine::serial(), 21)).unwrap();
    assert_eq!(killed_at(&[1, 2, 9, 17, 33, 39], &settings, problem.density()), whole);
    assert_eq!(killed_at(&[u64::MAX], &settings, problem.density()), whole, "run again when it has ended");
}

#[test]
fn ensembles_know_nothing_of_each_other() {
    let problem = Problem::named("P01_d2").unwrap();
    let alone = Ensemble { ensembles: 1, ..mixture() };
    let all = mixture().run(problem.target(), How::new(&Engine::serial(), 2)).unwrap();
    let one = alone.run(problem.target(), How::new(&Engine::serial(), 2)).unwrap();
    let first: Vec<f64> = all.points.theta.chunks_exact(3 * 12 * 2).flat_map(|draw| &draw[..24]).copied().collect();
    assert_eq!(one.points.theta, first);
}

#[test]
fn mistakes_are_named() {
    let problem = Problem::named("P01_d10").unwrap();
    let message = |settings: Ensemble| {
        let engine = Engine::serial();
        let how = How::new(&engine, 0);
        settings.run(problem.target(), how).unwrap_err().to_string()
    };
    let few = message(Ensemble { walkers: 12, ..Ensemble::default() });
    assert_eq!(few, "walkers = 12; expected at least two for each free parameter (or allow_few)");
    assert!(message(Ensemble { moves: vec![], ..Ensemble::default() }).starts_with("moves = 0; expected at least one"));
    let same = message(with(kind("stretch"), [1, 20], vec![1.0; 200], 5));
    assert_eq!(same, "parameter `x1`: start = 1; expected walkers at different values");
    let short = message(with(kind("stretch"), [1, 20], vec![1.0; 20], 5));
    assert_eq!(short, "start.theta: 20 values, expected 200");
    let line: Vec<f64> = (0..200).map(|i| f64::from(i / 10) * f64::from(1 + i % 10)).collect();
    let line = message(with(kind("stretch"), [1, 20], line, 5));
    assert!(line.starts_with("the condition number of the start = "), "{line}");
    let far: Vec<f64> = (0..200).map(|i| 100.0 + f64::from(i * i % 173)).collect();
    let far = message(with(kind("stretch"), [1, 20], far, 5));
    assert!(far.contains("every walker of ensemble 0 starts where the posterior is nought"), "{far}");
    let angle = Space::builder().free("a", prior::uniform(0.0, 1.0)).periodic().build().unwrap();
    let kde = Ensemble { moves: vec![Weighted { weight: 1.0, of: kind("kde") }], ..Ensemble::default() };
    let refused = kde.check(&angle).unwrap_err().to_string();
    assert_eq!(refused, "move `kde`; expected one that knows periodic parameters, such as stretch");
    let flat = Ensemble::default().machine(&Space::flat(2), 1).unwrap_err().to_string();
    assert!(flat.contains("expected a proper one (uniform, normal, ...) for a start from its draws"), "{flat}");
}
