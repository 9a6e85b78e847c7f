//! A driven run resumes with its step and its traces.

use crate::toys::{NEVER, lucy::lucy};
use astrarium_exec::{
    At, Checkpoint, Engine, Error, Folder, Go, Identity, Outcome, Saving, Trace, Why, drive, resume,
    testkit::{Memory, on_ranks},
};
use std::{fs, path::Path, time::Duration};
use tempfile::tempdir;

const STEPS: u64 = 30;

/// One run from the last checkpoint, with a trace; how it ended and where.
fn run(engine: &Engine, folder: &Path, store: &Memory) -> Result<(Outcome, At<Vec<f64>>), Error> {
    let ((lucy, start), id) = (lucy(), Identity::default());
    let (mut at, lengths) = resume(engine, store, "rl", &id)?.unwrap_or((At::start(start), vec![0]));
    let trace = Trace::open(engine, &folder.join("trace"), lengths[0])?;
    let mut write = |at: &At<Vec<f64>>, ln: &f64| {
        trace.append(format!("{} {ln}\n", at.step).as_bytes())?;
        Ok(Go::On)
    };
    let traces = [&trace];
    let mut checkpoint = Checkpoint::new(Saving { store, name: "rl", every: NEVER }, &id, &traces).every_steps(7);
    let outcome = drive(&lucy, &mut at, STEPS, engine, &mut [&mut write, &mut checkpoint])?;
    if outcome.why == Why::Interrupted {
        trace.append(b"written after the checkpoint, then killed")?;
    }
    Ok((outcome, at))
}

fn whole() -> At<Vec<f64>> {
    let (lucy, start) = lucy();
    let mut at = At::start(start);
    let outcome = drive(&lucy, &mut at, STEPS, &Engine::with_threads(2), &mut []).unwrap();
    assert_eq!(outcome, Outcome { why: Why::MaxSteps, step: STEPS });
    at
}

fn has_every_step(folder: &Path) -> bool {
    let text = fs::read_to_string(folder.join("trace")).unwrap();
    text.lines().count() == STEPS as usize
        && text.lines().zip(1..).all(|(line, step)| line.starts_with(&format!("{step} ")))
}

#[test]
fn stopped_three_times_anywhere() {
    let (whole, engine) = (whole(), Engine::with_threads(2));
    for looks in [0, 5, 40, 111, 200, 300] {
        let (folder, store) = (tempdir().unwrap(), Memory::default());
        for round in 0..4 {
            engine.stop().at_look((round < 3).then_some(looks));
            let (outcome, at) = run(&engine, folder.path(), &store).unwrap();
            if outcome.why == Why::MaxSteps {
                assert_eq!(at, whole);
                break;
            }
            assert_eq!(outcome, Outcome { why: Why::Interrupted, step: at.step });
        }
        assert!(has_every_step(folder.path()), "stopped at look {looks}");
    }
}

#[test]
fn on_ranks_one_writes_and_all_go_on() {
    let whole = whole();
    for looks in [5, 40, 111] {
        let (folder, store) = (tempdir().unwrap(), Memory::default());
        for (size, stop) in [(3, Some(looks)), (2, Some(looks)), (1, Some(looks)), (3, None)] {
            let told = on_ranks(size, 2, |engine| {
                engine.stop().at_look(stop);
                run(engine, folder.path(), &store).unwrap()
            });
            assert!(told.iter().all(|rank| *rank == told[0]), "ranks agree");
            assert!(told[0].0.why == Why::Interrupted || told[0].1 == whole);
        }
        assert!(has_every_step(folder.path()), "stopped at look {looks}");
    }
}

#[test]
fn a_watchers_word_ends_the_run() {
    let ((lucy, start), engine) = (lucy(), Engine::serial());
    let mut at = At::start(start);
    let mut seen = 0;
    let mut fourth = |at: &At<Vec<f64>>, _: &f64| Ok(if at.step == 4 { Go::Limit } else { Go::On });
    let mut count = |_: &At<Vec<f64>>, _: &f64| {
        seen += 1;
        Ok(Go::On)
    };
    let outcome = drive(&lucy, &mut at, STEPS, &engine, &mut [&mut fourth, &mut count]).unwrap();
    assert_eq!((outcome, seen), (Outcome { why: Why::Limit, step: 4 }, 4));
    let mut good = |_: &At<Vec<f64>>, ln: &f64| Ok(if ln.is_finite() { Go::Converged } else { Go::On });
    let outcome = drive(&lucy, &mut at, STEPS, &engine, &mut [&mut good]).unwrap();
    assert_eq!(outcome, Outcome { why: Why::Converged, step: 5 });
    let limited = Engine::serial().with_time_limit(Duration::ZERO);
    assert_eq!(drive(&lucy, &mut at, STEPS, &limited, &mut []).unwrap().why, Why::Limit);
}

#[test]
fn a_checkpoint_that_cannot_be_written_stops_the_run_with_its_reason() {
    let ((lucy, start), id, nowhere) = (lucy(), Identity::default(), Folder("/nowhere".into()));
    let mut at = At::start(start);
    let mut ended = 0;
    let saving = Saving { store: &nowhere, name: "rl", every: NEVER };
    let mut checkpoint = Checkpoint::new(saving, &id, &[]).every_steps(2);
    struct Count<'a>(&'a mut u32);
    impl astrarium_exec::Watch<crate::toys::lucy::RichardsonLucy> for Count<'_> {
        fn after(&mut self, _: &At<Vec<f64>>, _: &f64) -> Result<Go, Error> {
            Ok(Go::On)
        }
        fn end(&mut self, _: &At<Vec<f64>>) -> Result<(), Error> {
            *self.0 += 1;
            Ok(())
        }
    }
    let mut last = Count(&mut ended);
    let failed = drive(&lucy, &mut at, STEPS, &Engine::serial(), &mut [&mut checkpoint, &mut last]).unwrap_err();
    assert!(matches!(&failed, Error::File { action: "writing", .. }), "{failed}");
    assert_eq!((at.step, ended), (2, 1), "every watcher's end runs");
}

#[test]
fn a_trace_shorter_than_its_checkpoint_is_refused() {
    let folder = tempdir().unwrap();
    let error = Trace::open(&Engine::serial(), &folder.path().join("trace"), 5).unwrap_err();
    assert!(error.to_string().contains("shorter than its checkpoint"), "{error}");
}
