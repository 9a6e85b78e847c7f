//! Nested runs in pieces: stopped, gone on with, added to; chains begun ahead of need.

use astrarium_exec::Engine;
use astrarium_infer::{
    Function, How, RunSampler, Space,
    nested::{End, KernelKind, Limits, Nested, Table, Underway, Weighed, ln_volumes},
    prior,
    problems::Problem,
};

fn settings(kernel: KernelKind) -> Nested {
    Nested { kernel, live: 100, queue: Some(10), replicas: 100, bootstraps: 20, ..Nested::default() }
}

fn how(engine: &Engine) -> How<'_> {
    How::new(engine, 0)
}

/// Points die one by one, whatever the number of chains begun together, and ln Z is the true one.
#[test]
fn chains_ahead_of_need_change_no_answer() {
    for kernel in [KernelKind::Unif, KernelKind::Rwalk, KernelKind::Slice, KernelKind::Rslice] {
        for name in ["P01_d2", "P06_d2"] {
            let problem = Problem::named(name).unwrap();
            let mut sum = 0.0;
            for seed in 1..7 {
                let target = problem.target();
                let run = settings(kernel).run(target, How::new(&Engine::serial(), seed)).unwrap();
                let evidence = run.evidence.unwrap();
                sum += (evidence.ln_z - problem.truth.ln_z) / evidence.ln_z_err;
            }
            assert!((sum / 6_f64.sqrt()).abs() < 4.0, "{name}, {kernel:?}: {sum}");
        }
    }
}

#[test]
fn live_counts_with_a_queue_are_those_of_one_at_a_time() {
    let problem = Problem::named("P01_d2").unwrap();
    let mut run = Underway::new(settings(KernelKind::Rslice), problem.density().space(), 3).unwrap();
    let engine = Engine::serial();
    assert_eq!(run.advance(problem.density(), how(&engine), &Limits::default()).unwrap(), Some(End::Remainder));
    let origins = run.points();
    let n = origins.record.len();
    let expected: Vec<u32> = (0..n).map(|i| ((n - i) as u32).min(100)).collect();
    assert_eq!(origins.record.live, expected);
    assert_eq!(origins.dead, n - 100);
    // one lineage for each live point, each of which ends with one of those alive
    let last: std::collections::BTreeSet<u32> = origins.strand[n - 100..].iter().copied().collect();
    assert_eq!(last.len(), 100);
    assert_eq!(origins.strand.iter().max(), Some(&99));
    assert!(run.result(problem.density().space(), &[]).unwrap().verdict.ok);
}

/// Stopped after every few steps, by limits that are raised, and kept in between: the same bits as in one go.
#[test]
fn pieces_are_the_whole() {
    let problem = Problem::named("P06_d2").unwrap();
    let (density, engine) = (problem.density(), Engine::with_threads(2));
    for kernel in [KernelKind::Auto, KernelKind::Rwalk] {
        let start = || Underway::new(settings(kernel), density.space(), 5).unwrap();
        let mut whole = start();
        whole.advance(density, how(&engine), &Limits::default()).unwrap();
        let mut pieces = start();
        for dlogz in [3.0, 0.3, 0.01] {
            for most in [40, 300, 301, 302, 100_000] {
                let limits = Limits { dlogz, max_iterations: Some(most), ..Limits::default() };
                let mut left = 7;
                let mut few = |_: &astrarium_infer::Glance| {
                    left -= 1;
                    left > 0
                };
                let looked = How { watch: Some(&mut few), ..how(&engine) };
                let _ = pieces.advance(density, looked, &limits).unwrap();
                let end = pieces.advance(density, how(&engine), &limits).unwrap();
                assert!(end == Some(End::Limit) || end == Some(End::Remainder));
            }
        }
        // as text: a jump ratio may be NaN
        assert!(format!("{pieces:?}") == format!("{whole:?}"), "{kernel:?}");
    }
}

#[test]
fn an_error_leaves_the_run_as_it_was() {
    let space = Space::builder().free("a", prior::uniform(-1.0, 1.0)).free("b", prior::uniform(-1.0, 1.0)).build();
    let space = space.unwrap();
    let good = Function::new(space.clone(), |x: &[f64]| -20.0 * (x[0] * x[0] + x[1] * x[1]));
    let bad = Function::new(space.clone(), |_: &[f64]| f64::NAN);
    let engine = Engine::serial();
    let some = Limits { max_iterations: Some(150), ..Limits::default() };
    let mut run = Underway::new(settings(KernelKind::Auto), &space, 2).unwrap();
    run.advance(&good, how(&engine), &some).unwrap();
    let before = run.points().record;
    let error = run.advance(&bad, how(&engine), &Limits::default()).unwrap_err().to_string();
    assert!(error.contains("NaN"), "{error}");
    assert!(run.points().record == before);
    run.advance(&good, how(&engine), &Limits::default()).unwrap();
    let mut whole = Underway::new(settings(KernelKind::Auto), &space, 2).unwrap();
    whole.advance(&good, how(&engine), &Limits::default()).unwrap();
    assert!(run.points() == whole.points());
}

#[test]
fn batches_sharpen_the_evidence_without_moving_it() {
    let problem = Problem::named("P01_d2").unwrap();
    let (density, engine) = (problem.density(), Engine::serial());
    let (mut sum, seeds) = (0.0, 1..7);
    for seed in seeds.clone() {
        let mut run = Underway::new(settings(KernelKind::Rslice), density.space(), seed).unwrap();
        run.advance(density, how(&engine), &Limits::default()).unwrap();
        for _ in 0..3 {
            let (from, to) = run.range(0.8, 0.8, 1).unwrap();
            run.begin_batch(80, from, to).unwrap();
            run.advance(density, how(&engine), &Limits::default()).unwrap();
        }
        let origins = run.points();
        assert_eq!((origins.bounds.len(), origins.live.clone()), (4, vec![100, 80, 80, 80]));
        assert!(origins.bounds[1].0.is_finite() && origins.batch.iter().max() == Some(&3));
        // a lineage does not leave its batch
        let mut of = std::collections::BTreeMap::new();
        assert!(origins.strand.iter().zip(&origins.batch).all(|(s, b)| of.entry(s).or_insert(b) == &b));
        let result = run.result(density.space(), &[]).unwrap();
        assert_eq!(result.counts, run.counts());
        let evidence = result.evidence.unwrap();
        sum += (evidence.ln_z - problem.truth.ln_z) / evidence.ln_z_err;
        let again = Weighed::new(&origins.record, &ln_volumes(&origins.record), 1.0).ln_z;
        assert!((again - evidence.ln_z).abs() < 0.1);
    }
    assert!((sum / (seeds.count() as f64).sqrt()).abs() < 4.0, "{sum}");
}

#[test]
fn live_points_of_somebody_else() {
    let space = Space::builder().free("a", prior::uniform(0.0, 1.0)).free("b", prior::uniform(0.0, 1.0)).build();
    let space = space.unwrap();
    let ln_l = |x: &[f64]| -0.5 * ((x[0] - 0.5).powi(2) + (x[1] - 0.5).powi(2)) / 0.01;
    let density = Function::new(space.clone(), ln_l);
    let u: Vec<f64> = (0..400).map(|k| (0.5 + 0.618_033_988_749_895 * f64::from(k)).fract()).collect();
    let live = |u: &[f64]| {
        let ln_l: Vec<f64> = u.chunks_exact(2).map(ln_l).collect();
        let n = ln_l.len();
        Table { u: u.to_vec(), blobs: vec![], ln_l, birth: vec![f64::NEG_INFINITY; n], calls: vec![0; n] }
    };
    let start = |table| Underway::with_live(Nested::default(), &space, 1, (table, 400));
    let mut run = start(live(&u)).unwrap();
    assert_eq!(run.settings().live, 200);
    run.advance(&density, how(&Engine::serial()), &Limits::default()).unwrap();
    let evidence = run.result(&space, &[]).unwrap().evidence.unwrap();
    // half of the prior had no finite ln L, so they say
    let truth = (2.0 * std::f64::consts::PI * 0.01).ln() - 2_f64.ln();
    assert!((evidence.ln_z - truth).abs() < 5.0 * evidence.ln_z_err, "{} {truth}", evidence.ln_z);
    assert!(start(live(&u[..399])).unwrap_err().to_string().contains("coordinates of live points"));
    let mut outside = u.clone();
    outside[3] = 1.0;
    assert!(start(live(&outside)).unwrap_err().to_string().contains("inside the unit cube"));
    let mut infinite = live(&u);
    infinite.ln_l[5] = f64::NEG_INFINITY;
    assert!(start(infinite).unwrap_err().to_string().contains("finite"));
}

#[test]
fn what_cannot_be_is_refused() {
    let problem = Problem::named("P01_d2").unwrap();
    let (density, engine) = (problem.density(), Engine::serial());
    let mut run = Underway::new(settings(KernelKind::Auto), density.space(), 1).unwrap();
    assert!(run.begin_batch(50, 0.0, 1.0).unwrap_err().to_string().contains("begin a batch"));
    assert!(run.range(0.8, 0.8, 1).is_err());
    let none = Limits { dlogz: 0.0, ..Limits::default() };
    assert!(run.advance(density, how(&engine), &none).unwrap_err().to_string().contains("dlogz"));
    run.advance(density, how(&engine), &Limits { max_calls: Some(500), ..Limits::default() }).unwrap();
    assert!(run.begin_batch(2, f64::NEG_INFINITY, 1.0).unwrap_err().to_string().contains("live"));
    assert!(run.begin_batch(50, 1.0, 1.0).unwrap_err().to_string().contains("upper contour"));
    assert!(Underway::new(Nested { queue: Some(0), ..Nested::default() }, density.space(), 1).is_err());
    assert!(Underway::new(Nested::default(), &Space::flat(2), 1).is_err());
}
