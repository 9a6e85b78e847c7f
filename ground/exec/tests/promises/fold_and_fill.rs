//! A fold and a fill in one pass: an averaged spectrum and every segment's row.

use crate::toys::{NEVER, OFTEN};
use astrarium_exec::{
    Blocks, Both, Cx, Durable, Engine, Error, Identity, Job, Kept, Logs, Saving,
    testkit::{
        Memory, on_ranks,
        toy::{Order, Sum, term},
    },
};
use std::collections::BTreeMap;
use tempfile::tempdir;

struct Twofold {
    n: u64,
    identity: Identity,
}

impl Job for Twofold {
    type Part = Both<Sum, Vec<u8>>;
    type Scratch = ();
    type Error = Error;
    fn blocks(&self) -> Blocks {
        Blocks::Known(self.n)
    }
    fn part(&self) -> Self::Part {
        Both { sum: Sum { x: vec![0.0; 2], n: 0, order: Order(0) }, rows: Vec::new() }
    }
    fn scratch(&self) {}
    fn block(&self, index: u64, part: &mut Self::Part, (): &mut (), cx: &Cx) -> Result<(), Error> {
        assert_eq!(*part, self.part(), "a part comes empty");
        cx.check()?;
        part.sum.x.iter_mut().zip(0..).for_each(|(x, k)| *x = term(index, k));
        (part.sum.n, part.sum.order) = (1, Order(index + 1));
        part.rows.extend(std::iter::repeat_n(index as u8, (index % 5) as usize));
        Ok(())
    }
}

impl Durable for Twofold {
    fn identity(&self) -> &Identity {
        &self.identity
    }
}

fn job() -> Twofold {
    Twofold { n: 70, identity: Identity::default() }
}

fn serial() -> (Sum, BTreeMap<u64, Vec<u8>>) {
    let rows = Kept::default();
    (Engine::serial().fold_and_fill(&job(), &rows).unwrap(), rows.into_parts())
}

#[test]
fn both_are_what_each_would_be() {
    let (sum, rows) = serial();
    assert_eq!(sum, Engine::serial().fold(&job()).unwrap().sum);
    assert!(rows.iter().all(|(block, row)| *row == vec![*block as u8; (block % 5) as usize]) && rows.len() == 70);
    for threads in [2, 5] {
        let sink = Kept::default();
        assert_eq!(Engine::with_threads(threads).fold_and_fill(&job(), &sink).unwrap(), sum);
        assert_eq!(sink.into_parts(), rows);
    }
    let told = on_ranks(3, 2, |engine| {
        let sink = Kept::default();
        (engine.fold_and_fill(&job(), &sink).unwrap(), sink.into_parts())
    });
    assert!(told.iter().all(|rank| *rank == (sum.clone(), rows.clone())));
}

#[test]
fn stopped_at_every_look_both_go_on() {
    let (sum, rows) = serial();
    for look in (0..140).step_by(3) {
        let (folder, store) = (tempdir().unwrap(), Memory::default());
        let saving = Saving { store: &store, name: "both", every: OFTEN };
        for (size, stop) in [(2, Some(look)), (1, Some(look / 2)), (2, None)] {
            let told = on_ranks(size, 1 + look as usize % 3, |engine| {
                engine.stop().at_look(stop);
                let logs = Logs::open(engine, folder.path(), &Identity::default()).unwrap();
                (engine.fold_and_fill_saved(&job(), &logs, saving), logs)
            });
            for (done, logs) in &told {
                if let Ok(done) = done {
                    let mut out = Vec::new();
                    logs.compact(70, &mut out).unwrap();
                    assert_eq!(*done, sum);
                    assert_eq!(out[8 * 71..], rows.values().flatten().copied().collect::<Vec<_>>());
                }
                assert!(done.is_ok() || stop.is_some());
            }
        }
    }
}

#[test]
fn lost_rows_are_computed_again_without_counting_twice() {
    let (sum, rows) = serial();
    let store = Memory::default();
    let saving = Saving { store: &store, name: "both", every: NEVER };
    let engine = Engine::serial();
    engine.stop().at_look(Some(30));
    assert!(engine.fold_and_fill_saved(&job(), &Kept::default(), saving).is_err());
    engine.stop().clear();
    let sink = Kept::default();
    assert_eq!(engine.fold_and_fill_saved(&job(), &sink, saving).unwrap(), sum);
    assert_eq!(sink.into_parts(), rows);
}
