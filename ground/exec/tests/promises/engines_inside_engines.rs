//! Engines inside engines: the threads to spare or none, never a deadlock, the same bits.

use astrarium_exec::{
    Blocks, Cx, Engine, Error, Job,
    testkit::{
        on_ranks,
        toy::{Sum, Toy},
    },
};

#[test]
fn blocks_that_are_folds() {
    let job = |n| Toy { inner: true, ..Toy::of(n) };
    for n in [1, 2, 3, 40] {
        let one = Engine::serial().fold(&job(n)).unwrap();
        for threads in [2, 4, 8] {
            assert_eq!(one, Engine::with_threads(threads).fold(&job(n)).unwrap());
        }
        assert!(on_ranks(3, 2, |engine| engine.fold(&job(n)).unwrap()).iter().all(|sum| *sum == one));
    }
}

/// A job that uses, inside its blocks, the very engine it runs on.
struct Selfish<'a>(&'a Engine);
impl Job for Selfish<'_> {
    type Part = Sum;
    type Scratch = ();
    type Error = Error;
    fn blocks(&self) -> Blocks {
        Blocks::Known(12)
    }
    fn part(&self) -> Sum {
        Toy::of(0).part()
    }
    fn scratch(&self) {}
    fn block(&self, index: u64, sum: &mut Sum, (): &mut (), cx: &Cx) -> Result<(), Error> {
        assert_eq!(cx.engine().n_ranks(), 1, "ranks belong to the outermost job");
        *sum = self.0.fold(&Toy::of(20 + index)).expect("the toy has no troubles");
        Ok(())
    }
}

#[test]
fn an_engine_inside_itself_is_serial_and_does_not_hang() {
    let one = Engine::serial().fold(&Selfish(&Engine::serial())).unwrap();
    for threads in [2, 3, 5] {
        let engine = Engine::with_threads(threads);
        for _ in 0..20 {
            assert_eq!(engine.fold(&Selfish(&engine)).unwrap(), one);
        }
    }
}

#[test]
fn spare_threads_go_to_few_blocks() {
    struct Spare;
    impl Job for Spare {
        type Part = Vec<u8>;
        type Scratch = ();
        type Error = Error;
        fn blocks(&self) -> Blocks {
            Blocks::Known(2)
        }
        fn part(&self) -> Vec<u8> {
            Vec::new()
        }
        fn scratch(&self) {}
        fn block(&self, _: u64, row: &mut Vec<u8>, (): &mut (), cx: &Cx) -> Result<(), Error> {
            row.push(cx.engine().threads() as u8);
            Ok(())
        }
    }
    let mut inner = [0; 2];
    let sink = astrarium_exec::Slots::new(&mut inner, 1);
    Engine::with_threads(8).fill(&Spare, &sink, crate::toys::NEVER).unwrap();
    assert_eq!(inner, [4, 4]);
}
