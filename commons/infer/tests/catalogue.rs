//! Posteriors of many sources: the same as each alone, killed and resumed, on threads and ranks.

use astrarium_exec::{Cx, Engine, Error as ExecError, Evaluations, Fault, Kind, Rows, Scratch, Threads, testkit};
use astrarium_infer::{
    Error, How, LogDensity, NanPolicy, Space, Target,
    catalogue::{CatalogueSettings, Fits, SourceRow, Summary, posteriors, source_seed, summarise},
    prior,
    samplers::SamplerKind,
};
use std::{
    path::Path,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    thread,
};

/// Source `k`: a normal posterior about `(k mod 7, k mod 3)`; source `broken` has none.
struct Sources {
    space: Space,
    broken: u64,
    calls: AtomicU64,
}

fn centre(k: u64) -> [f64; 2] {
    [(k % 7) as f64, (k % 3) as f64]
}

fn sources(broken: u64) -> Sources {
    let space = Space::builder().free("a", prior::uniform(-20.0, 20.0)).free("b", prior::normal(0.0, 10.0));
    Sources { space: space.build().expect("two priors"), broken, calls: AtomicU64::new(0) }
}

impl LogDensity for Sources {
    fn space(&self) -> &Space {
        &self.space
    }
    fn ln_likelihood(&self, rows: Rows<'_>, out: &mut Evaluations, _: &mut Scratch, _: &Cx) -> Result<(), ExecError> {
        for row in 0..rows.len() {
            self.calls.fetch_add(1, Relaxed);
            let k = rows.entity[row];
            if k == self.broken {
                return Err(ExecError::Evaluation { row, message: format!("source {k} is broken") });
            }
            let miss = rows.row(row).iter().zip(centre(k)).map(|(x, c)| (x - c) * (x - c)).sum::<f64>();
            out.push(-0.5 * miss / 0.25);
        }
        Ok(())
    }
}

fn ids(n: usize) -> Vec<String> {
    (0..n).map(|k| format!("galaxy-{k}")).collect()
}

fn sampler(text: &str) -> SamplerKind {
    serde_json::from_str(text).expect("settings of the tests")
}

const ENSEMBLE: &str = r#"{"kind": "ensemble", "walkers": 16, "ensembles": 2, "max_steps": 300}"#;
const NESTED: &str = r#"{"kind": "nested", "live": 60, "dlogz": 0.5, "bootstraps": 10, "replicas": 20}"#;
const MIXTURE: &str = r#"{"kind": "adaptive_mixture", "first_draws": 1000, "stage_draws": 600, "final_draws": 1000,
    "components": 2, "fit_points": 300}"#;

type Table = Vec<SourceRow<Summary>>;

fn fit(
    sampler: &SamplerKind,
    of: &Sources,
    ids: &[String],
    (engine, folder): (&Engine, Option<&Path>),
) -> Result<Table, Error> {
    let settings = CatalogueSettings { block: 8, batch: 64, seed: 3, ..Default::default() };
    let fits =
        Fits { sampler, density: of, ids, settings: &settings, nan: NanPolicy::Error, inputs: &[], beside: None };
    posteriors(fits, engine, folder)
}

/// The same bytes, so that NaN is what it is.
fn assert_same(found: &[SourceRow<Summary>], expected: &[SourceRow<Summary>], what: &str) {
    let bytes = |row: &SourceRow<Summary>| postcard::to_allocvec(row).expect("rows are plain data");
    assert_eq!(found.len(), expected.len(), "{what}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(bytes(found) == bytes(expected), "{what}: {found:?} {expected:?}");
    }
}

#[test]
fn a_source_has_the_bits_that_it_has_alone() {
    let (of, ids) = (sources(u64::MAX), ids(12));
    for text in [ENSEMBLE, NESTED, MIXTURE] {
        let sampler = sampler(text);
        let table = fit(&sampler, &of, &ids, (&Engine::with_threads(2), None)).unwrap();
        for k in [0, 5, 11] {
            let engine = Engine::serial();
            let how = How { entity: k, ..How::new(&engine, source_seed(3, &ids[k as usize])) };
            let run = sampler.run(Target::plain(&of), how).unwrap();
            let ln_z = run.evidence.as_ref().map(|evidence| [evidence.ln_z, evidence.ln_z_err]);
            let found = Ok(summarise(&run.points, ln_z, run.verdict.reasons.clone()));
            assert_same(&table[k as usize..][..1], &[SourceRow { source: k, found }], text);
        }
        for row in &table {
            let summary = row.found.as_ref().unwrap();
            for (moments, centre) in summary.moments.iter().zip(centre(row.source)) {
                assert!((moments[0] - centre).abs() < 0.25 && (moments[1] / 0.5 - 1.0).abs() < 0.35, "{text}: {row:?}");
            }
        }
    }
}

#[test]
fn the_same_bits_on_threads_and_ranks_and_after_a_kill() {
    let ids = ids(40);
    for text in [ENSEMBLE, MIXTURE] {
        let sampler = sampler(text);
        let whole = sources(17);
        let expected = fit(&sampler, &whole, &ids, (&Engine::serial(), None)).unwrap();
        assert!(expected[17].found.as_ref().is_err_and(|why| why.contains("source 17 is broken")), "{expected:?}");
        assert_eq!(expected.iter().filter(|row| row.found.is_ok()).count(), 39);

        let folder = tempfile::tempdir().unwrap();
        let (of, engine) = (sources(17), Engine::with_threads(2));
        let half = whole.calls.load(Relaxed) / 2;
        let stopped = thread::scope(|scope| {
            scope.spawn(|| {
                while of.calls.load(Relaxed) < half {
                    thread::yield_now();
                }
                engine.stop().now();
            });
            fit(&sampler, &of, &ids, (&engine, Some(folder.path()))).unwrap_err()
        });
        assert_eq!(stopped.kind(), Kind::Stopped);
        assert!(of.calls.load(Relaxed) < whole.calls.load(Relaxed));

        // on ranks, from what one process left
        let tables: Vec<Table> = thread::scope(|scope| {
            let (of, ids, sampler, folder) = (&of, &ids, &sampler, folder.path());
            let on = move |comm| {
                let engine = Engine::serial().with_ranks(comm);
                fit(sampler, of, ids, (&engine, Some(folder))).unwrap()
            };
            let ranks: Vec<_> = Threads::world(2).into_iter().map(|comm| scope.spawn(move || on(comm))).collect();
            ranks.into_iter().map(|rank| rank.join().unwrap()).collect()
        });
        assert_same(&tables[0], &expected, text);
        assert!(tables[1].is_empty());
        let in_memory: Vec<Table> =
            testkit::on_ranks(2, 1, |engine| fit(&sampler, &whole, &ids, (engine, None)).unwrap());
        assert_same(&in_memory[0], &expected, text);
        assert!(in_memory[1].is_empty());

        let calls = of.calls.load(Relaxed);
        let again = fit(&sampler, &of, &ids, (&Engine::with_threads(3), Some(folder.path()))).unwrap();
        assert_same(&again, &expected, text);
        assert_eq!(of.calls.load(Relaxed), calls, "what is done is not done again");

        let other = fit(&sampler, &of, &ids[1..], (&Engine::serial(), Some(folder.path())));
        assert!(matches!(other, Err(Error::Engine(ExecError::OtherIdentity { .. }))), "{other:?}");
    }
}

#[test]
fn mistakes_are_named() {
    let (of, sampler) = (sources(u64::MAX), sampler(ENSEMBLE));
    let twice = vec!["a".to_owned(), "a".to_owned()];
    let error = fit(&sampler, &of, &twice, (&Engine::serial(), None)).unwrap_err();
    assert_eq!(error.to_string(), "two sources are called `a`; expected different ids");
    assert!(fit(&sampler, &of, &[], (&Engine::serial(), None)).unwrap().is_empty());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "no folder").unwrap();
    let error = fit(&sampler, &of, &ids(2), (&Engine::serial(), Some(&file))).unwrap_err();
    assert!(error.to_string().contains("file"), "{error}");
}
