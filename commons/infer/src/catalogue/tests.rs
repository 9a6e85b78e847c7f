//! A thousand fits, killed half-way; sources that fail.

use super::*;
use crate::{
    Error, Result,
    nuts::{Nuts, NutsSettings, NutsState},
    optimise::{Bounds, Lbfgsb, LbfgsbSettings, LbfgsbState, Optimiser},
};
use astrarium_exec::{
    Cx, Engine, Error as ExecError, Evaluate, Evaluations, Fault, Job, Kept, Kind, Rows, Scratch,
    testkit::same_bits_fill,
};
use std::{
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::Duration,
};

/// Source `k` lies at `(k mod 17, k mod 5)` with a width of its own; source 13 has no finite density, 29 is broken.
struct Sources {
    calls: AtomicU64,
    broken: bool,
}

fn centre(k: u64) -> [f64; 2] {
    [(k % 17) as f64, (k % 5) as f64]
}
fn width(k: u64) -> f64 {
    0.5 + 0.1 * (k % 7) as f64
}

impl Evaluate for Sources {
    fn dim(&self) -> usize {
        2
    }
    fn evaluate(
        &self,
        rows: Rows<'_>,
        out: &mut Evaluations,
        _: &mut Scratch,
        _: &Cx,
    ) -> std::result::Result<(), ExecError> {
        for row in 0..rows.len() {
            self.calls.fetch_add(1, Relaxed);
            let k = rows.entity[row];
            if self.broken && k == 29 {
                return Err(ExecError::Evaluation { row, message: "source 29 is broken".to_owned() });
            }
            let miss: Vec<f64> = rows.row(row).iter().zip(centre(k)).map(|(x, c)| (x - c) / width(k)).collect();
            let slope: Vec<f64> = miss.iter().map(|z| -(z + z * z * z) / width(k)).collect();
            let value = -miss.iter().map(|z| 0.5 * z * z + 0.25 * z.powi(4)).sum::<f64>();
            out.push_with(if self.broken && k == 13 { f64::NAN } else { value }, &slope);
        }
        Ok(())
    }
}

fn sources(broken: bool) -> Sources {
    Sources { calls: AtomicU64::new(0), broken }
}

fn ids(n: usize) -> Vec<String> {
    (0..n).map(|k| format!("galaxy-{k}")).collect()
}

/// The maximum of each source.
struct Maxima;

impl FitOf for Maxima {
    type Sampler = Lbfgsb;
    type Row = Vec<f64>;

    fn spec(&self) -> u64 {
        0
    }
    fn begin(&self, source: u64, _: u64) -> Result<(Lbfgsb, LbfgsbState)> {
        let optimiser = Lbfgsb::new(LbfgsbSettings::default(), Bounds::none(2)?)?;
        let start = if source == 41 { [f64::NAN, 0.0] } else { [1.0, 1.0] };
        let state = optimiser.start(&start)?;
        Ok((optimiser, state))
    }
    fn end(&self, _: u64, optimiser: &Lbfgsb, state: &LbfgsbState) -> Result<Vec<f64>> {
        let found = optimiser.outcome(state);
        if found.status.is_converged() {
            Ok(found.x)
        } else {
            Err(Error::TooFew { purpose: "fit", found: 0, needed: 1 })
        }
    }
}

/// A few draws of each source.
struct Draws;

impl FitOf for Draws {
    type Sampler = Nuts;
    type Row = Vec<f64>;

    fn spec(&self) -> u64 {
        0
    }
    fn begin(&self, _: u64, seed: u64) -> Result<(Nuts, NutsState)> {
        let nuts = Nuts::new(NutsSettings { chains: 1, tune: 20, draws: 5, ..Default::default() }, 2, seed)?;
        let state = nuts.start(&[3.0, 2.0])?;
        Ok((nuts, state))
    }
    fn end(&self, _: u64, _: &Nuts, state: &NutsState) -> Result<Vec<f64>> {
        Ok(state.chains()[0].draws().to_vec())
    }
}

#[test]
fn failed_sources_are_rows_and_stop_no_other() {
    let (of, ids) = (sources(true), ids(50));
    let settings = CatalogueSettings { block: 16, batch: 7, ..Default::default() };
    let job = CatalogueJob::new(&Maxima, &of, &ids, settings, &[]).unwrap();
    let rows: Vec<_> = same_bits_fill(&job).into_values().flatten().collect();
    assert_eq!(rows.len(), 50);
    for row in &rows {
        match (row.source, &row.found) {
            (13, Err(why)) => assert!(why.contains("fit"), "{why}"),
            (29, Err(why)) => assert!(why.contains("source 29 is broken"), "{why}"),
            (41, Err(why)) => assert!(why.contains("starting point"), "{why}"),
            (k, found) => {
                let found = found.as_ref().unwrap();
                assert!(found.iter().zip(centre(k)).all(|(x, c)| (x - c).abs() < 1e-4), "{k}: {found:?}");
            }
        }
    }
    let few = CatalogueSettings { max_asks: 2, ..Default::default() };
    let job = CatalogueJob::new(&Maxima, &of, &ids[..2], few, &[]).unwrap();
    assert!(same_bits_fill(&job)[&0][0].found.as_ref().is_err_and(|why| why.contains("max_asks")));
}

/// A thousand small fits, killed half-way and gone on with on another number of threads: the same bits, and no source that
/// was done is fitted again.
#[test]
fn a_thousand_fits_killed_half_way() {
    let (ids, settings) = (ids(1000), CatalogueSettings { block: 20, ..Default::default() });
    let whole = sources(false);
    let job = CatalogueJob::new(&Draws, &whole, &ids, settings.clone(), &[]).unwrap();
    let expected = Kept::default();
    Engine::serial().fill(&job, &expected, Duration::MAX).unwrap();

    let of = sources(false);
    let job = CatalogueJob::new(&Draws, &of, &ids, settings, &[]).unwrap();
    let (sink, engine) = (Kept::default(), Engine::with_threads(2));
    let half = whole.calls.load(Relaxed) / 2;
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while of.calls.load(Relaxed) < half {
                std::thread::yield_now();
            }
            engine.stop().now();
        });
        let stopped = engine.fill(&job, &sink, Duration::MAX).unwrap_err();
        assert_eq!(stopped.kind(), Kind::Stopped);
    });
    let done = of.calls.load(Relaxed);
    assert!(done < whole.calls.load(Relaxed));
    Engine::with_threads(3).fill(&job, &sink, Duration::MAX).unwrap();
    assert!(of.calls.load(Relaxed) < whole.calls.load(Relaxed) + whole.calls.load(Relaxed) / 4, "work was done twice");
    assert_eq!(sink.into_parts(), expected.into_parts());
}

#[test]
fn a_source_is_fitted_alike_wherever_it_stands() {
    let of = sources(false);
    let all = ids(30);
    let settings = CatalogueSettings { block: 8, seed: 5, ..Default::default() };
    let rows = |ids: &[String], of: &Sources| {
        let job = CatalogueJob::new(&Draws, of, ids, settings.clone(), &[]).unwrap();
        let sink = Kept::default();
        Engine::serial().fill(&job, &sink, Duration::MAX).unwrap();
        sink.into_parts().into_values().flatten().collect::<Vec<_>>()
    };
    // the same data at place 0 under another place's id
    let first = rows(&all, &of);
    let fewer = rows(&all[..3], &of);
    assert_eq!(first[..3], fewer[..]);
    assert_ne!(source_seed(5, "galaxy-0"), source_seed(5, "galaxy-1"));
    assert_ne!(source_seed(5, "galaxy-0"), source_seed(6, "galaxy-0"));
    let twice = [all[0].clone(), all[0].clone()];
    let refused = CatalogueJob::new(&Draws, &of, &twice, settings.clone(), &[]);
    assert!(matches!(refused.err(), Some(Error::SameId { .. })));
    let job = CatalogueJob::new(&Draws, &of, &[], settings.clone(), &[]).unwrap();
    assert_eq!(job.blocks().known(), Some(0));
}

#[test]
fn summaries() {
    let points = crate::Points {
        dim: 1,
        theta: (0..1001).map(f64::from).collect(),
        ln_likelihood: (0..1001).map(|k| -f64::from((k - 300_i32).pow(2))).collect(),
        ln_prior: vec![0.0; 1001],
        ..Default::default()
    };
    let row = summarise(&points, Some([-3.0, 0.1]), vec![]);
    assert!((row.quantiles[0][2] - 500.0).abs() < 1.0 && (row.quantiles[0][1] - 158.7).abs() < 1.0);
    assert!((row.moments[0][0] - 500.0).abs() < 1e-9 && row.best == [300.0] && row.ln_likelihood == 0.0);
    assert!((row.effective_size - 1001.0).abs() < 1e-6);
}
