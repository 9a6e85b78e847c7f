//! The kit finds what is wrong: a check that cannot fail is none.

use astrarium_exec::{
    Blocks, Cx, Durable, Engine, Error, Evaluate, Evaluations, Identity, Iteration, Job, Merge, Part, Rows, Scratch,
    sums,
    testkit::{same_bits, same_bits_fill, same_bits_rows, same_bits_step},
};
use serde::{Deserialize, Serialize};

sums! {
    /// One number.
    pub struct One { x: f64 }
}

/// A block that counts on the machine.
struct Nosy(u64);
impl Job for Nosy {
    type Part = One;
    type Scratch = ();
    type Error = Error;
    fn blocks(&self) -> Blocks {
        Blocks::Known(self.0)
    }
    fn part(&self) -> One {
        One { x: 0.0 }
    }
    fn scratch(&self) {}
    fn block(&self, _: u64, one: &mut One, (): &mut (), cx: &Cx) -> Result<(), Error> {
        one.x += cx.engine().threads() as f64;
        Ok(())
    }
}
impl Durable for Nosy {
    fn identity(&self) -> &Identity {
        static IDENTITY: std::sync::LazyLock<Identity> = std::sync::LazyLock::new(Identity::default);
        &IDENTITY
    }
}

#[test]
#[should_panic(expected = "on 2 threads: 8 bytes instead of 8, the first difference at byte")]
fn numbers_that_depend_on_the_machine() {
    same_bits(&Nosy(1));
}

#[test]
#[should_panic(expected = "on 5 threads")]
fn rows_that_depend_on_the_machine() {
    // on 2 threads each of 2 blocks has one thread, as serially
    same_bits_fill(&Nosy(2));
}

/// A scratch that one block leaves behind for the next.
#[derive(Clone, Default, Serialize, Deserialize)]
struct Stale(Vec<u64>);
impl Part for Stale {
    fn clear(&mut self) {
        self.0.clear();
    }
    fn bytes(&self) -> usize {
        8 * self.0.capacity()
    }
}
impl Merge for Stale {
    fn merge(&mut self, later: &mut Self) {
        self.0.append(&mut later.0);
    }
}
struct Remembering(Identity);
impl Job for Remembering {
    type Part = Stale;
    type Scratch = u64;
    type Error = Error;
    fn blocks(&self) -> Blocks {
        Blocks::Known(12)
    }
    fn part(&self) -> Stale {
        Stale::default()
    }
    fn scratch(&self) -> u64 {
        0
    }
    fn block(&self, index: u64, part: &mut Stale, scratch: &mut u64, _: &Cx) -> Result<(), Error> {
        *scratch += index;
        part.0.push(*scratch);
        Ok(())
    }
}
impl Durable for Remembering {
    fn identity(&self) -> &Identity {
        &self.0
    }
}

#[test]
#[should_panic(expected = "the first difference")]
fn blocks_that_remember_their_neighbours() {
    same_bits(&Remembering(Identity::default()));
}

/// A step that changes its state before it is sure.
struct Hasty;
impl Iteration for Hasty {
    type State = u64;
    type Info = ();
    type Error = Error;
    fn step(&self, state: &mut u64, cx: &Cx) -> Result<(), Error> {
        *state += 1;
        cx.check()
    }
}

#[test]
#[should_panic(expected = "step 0 cancelled at look 0")]
fn a_step_that_is_half_done() {
    same_bits_step(&Hasty, &0, 2);
}

/// Values that depend on how many rows come together.
struct Crowded;
impl Evaluate for Crowded {
    fn dim(&self) -> usize {
        1
    }
    fn batch_hint(&self) -> usize {
        100
    }
    fn evaluate(&self, rows: Rows<'_>, out: &mut Evaluations, _: &mut Scratch, _: &Cx) -> Result<(), Error> {
        (0..rows.len()).for_each(|_| out.push(rows.len() as f64));
        Ok(())
    }
}

#[test]
#[should_panic(expected = "row 0 in a batch of 1")]
fn rows_that_know_their_neighbours() {
    same_bits_rows(&Crowded, Rows { dim: 1, values: &[0.5; 70], entity: &[0; 70] });
}

#[test]
fn an_honest_nosy_job_passes_where_nothing_is_to_spare() {
    assert_eq!(Engine::serial().fold(&Nosy(3)).unwrap().x, 3.0);
}
