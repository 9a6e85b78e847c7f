//! What a run tells about itself.

use crate::toys::{NEVER, lucy::lucy};
use astrarium_exec::{At, Blocks, Cx, Engine, Error, Job, Kept, drive, observe::Observer, testkit::toy::Toy};
use std::collections::BTreeSet;

/// Reports stages, bytes and units.
struct Reporting;
impl Job for Reporting {
    type Part = Vec<u8>;
    type Scratch = ();
    type Error = Error;
    fn blocks(&self) -> Blocks {
        Blocks::Known(10)
    }
    fn part(&self) -> Vec<u8> {
        Vec::new()
    }
    fn scratch(&self) {}
    fn block(&self, index: u64, row: &mut Vec<u8>, (): &mut (), cx: &Cx) -> Result<(), Error> {
        let _span = cx.span("decode");
        row.push(index as u8);
        cx.read_bytes(1000);
        cx.advance(3);
        Ok(())
    }
}

#[test]
fn stages_bytes_and_units() {
    let observer = Observer::new(true, true);
    observer.progress().set_unit("events", Some(30));
    let engine = Engine::with_threads(3).with_observer(observer.clone());
    engine.fill(&Reporting, &Kept::default(), NEVER).unwrap();
    let profile = observer.profile().unwrap();
    let calls = |name: &str| profile.stages.iter().find(|stage| stage.name == name).map(|stage| stage.calls);
    assert_eq!((calls("decode"), calls("block"), calls("put")), (Some(10), Some(10), Some(10)));
    assert_eq!((profile.blocks, profile.bytes_read, profile.items, profile.unit.as_str()), (10, 10_000, 30, "events"));
    assert!(profile.cpu_s.unwrap() > 0.0 && profile.wall_s > 0.0 && profile.bytes_per_s() > 0.0);
    let now = observer.progress().snapshot();
    assert_eq!((now.done, now.total, now.fraction), (30, Some(30), Some(1.0)));
    let mut json = Vec::new();
    observer.write_trace(0, &mut json).unwrap();
    let trace: serde_json::Value = serde_json::from_slice(&json).unwrap();
    let events = trace["traceEvents"].as_array().unwrap();
    let blocks =
        events.iter().filter(|event| event["name"] == "decode").map(|event| event["args"]["block"].as_u64().unwrap());
    assert_eq!(blocks.collect::<BTreeSet<_>>(), (0..10).collect());
}

#[test]
fn only_the_outermost_job_is_counted() {
    let engine = Engine::with_threads(2);
    engine.fold(&Toy { inner: true, ..Toy::of(12) }).unwrap();
    assert_eq!(engine.observer().progress().blocks(), 12);
    let (lucy, start) = lucy();
    drive(&lucy, &mut At::start(start), 5, &engine, &mut []).unwrap();
    let now = engine.observer().progress().snapshot();
    assert_eq!((now.done, now.total, now.fraction), (5, Some(5), Some(1.0)));
}

#[test]
fn a_stream_has_no_fraction() {
    let engine = Engine::serial();
    engine.fold(&Toy::stream(9)).unwrap();
    let now = engine.observer().progress().snapshot();
    assert_eq!((now.done, now.total, now.fraction, now.left_s), (9, None, None, None));
}
