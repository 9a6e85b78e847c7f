//! A sum whose bits betray any other order of merging, with troubles to order.

use crate::{Blocks, Cx, Durable, Error, Fault, Identity, Job, Kind, Sums, fold::held, sums};
use serde::{Deserialize, Serialize};
use std::{fmt, sync::Mutex, thread, time::Duration};

/// Terms of the sum.
const TERMS: usize = 5;

/// Addition commutes, so a sum cannot tell left from right; this can.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order(pub u64);

impl Sums for Order {
    fn zero(&mut self) {
        self.0 = 0;
    }
    fn add(&mut self, later: &Self) {
        self.0 = self.0.wrapping_mul(31).wrapping_add(later.0);
    }
    fn held(&self) -> usize {
        size_of::<Self>()
    }
}

sums! {
    /// The toy's part.
    pub struct Sum {
        /// Sums of numbers of unlike sizes: rounding shows every other order.
        #[serde(with = "crate::f64s")]
        x: Vec<f64>,
        /// How many blocks.
        n: u64,
        /// Which blocks, in which order.
        order: Order,
    }
}

/// A toy's error.
#[derive(Debug)]
pub enum ToyError {
    /// A block that was to fail.
    Bad {
        /// Its number.
        block: u64,
    },
    /// The engine's.
    Exec(Error),
}

impl From<Error> for ToyError {
    fn from(error: Error) -> Self {
        Self::Exec(error)
    }
}

impl fmt::Display for ToyError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Bad { block } => write!(f, "row {block} is bad"),
            Self::Exec(error) => error.fmt(f),
        }
    }
}

impl Fault for ToyError {
    fn kind(&self) -> Kind {
        match self {
            Self::Bad { .. } => Kind::Data,
            Self::Exec(error) => error.kind(),
        }
    }
}

/// A sum over `n` blocks.
#[derive(Debug, Default)]
pub struct Toy {
    /// Blocks.
    pub n: u64,
    /// Blocks that fail.
    pub bad: Vec<u64>,
    /// Blocks that panic.
    pub panics: Vec<u64>,
    /// Blocks that take 30 ms.
    pub slow: Vec<u64>,
    /// The source of a stream: the next index that it yields.
    pub stream: Option<Mutex<u64>>,
    /// Blocks are folds themselves.
    pub inner: bool,
    /// Whose parts these are.
    pub identity: Identity,
}

impl Toy {
    /// Without troubles.
    pub fn of(n: u64) -> Self {
        Self { n, ..Self::default() }
    }

    /// As a stream.
    pub fn stream(n: u64) -> Self {
        Self { stream: Some(Mutex::new(0)), ..Self::of(n) }
    }
}

/// Term `k` of block `i`: of unlike sizes, so that a sum in another order rounds otherwise.
pub fn term(i: u64, k: u64) -> f64 {
    let size = [1e-8, 1e7, 1e-1, 1e3, 1e-6, 1.0, 1e5][(i % 7) as usize];
    (((i * 7 + k) * 37 % 101) as f64 - 50.3) * size
}

impl Job for Toy {
    type Part = Sum;
    type Scratch = u64;
    type Error = ToyError;

    fn blocks(&self) -> Blocks {
        if self.stream.is_some() { Blocks::Stream } else { Blocks::Known(self.n) }
    }

    fn part(&self) -> Sum {
        Sum { x: vec![0.0; TERMS], n: 0, order: Order(0) }
    }

    fn scratch(&self) -> u64 {
        u64::MAX
    }

    fn read(&self, index: u64, scratch: &mut u64) -> Result<bool, ToyError> {
        if let Some(source) = &self.stream {
            let mut next = held(source);
            assert!(index == 0 || *next == index, "a source is read in order");
            *next = index + 1;
        }
        *scratch = index;
        Ok(index < self.n)
    }

    fn block(&self, index: u64, sum: &mut Sum, scratch: &mut u64, cx: &Cx) -> Result<(), ToyError> {
        assert_eq!(*sum, self.part(), "a part comes empty");
        assert!(self.stream.is_none() || *scratch == index, "a block gets what was read for it");
        if self.slow.contains(&index) {
            thread::sleep(Duration::from_millis(30));
        }
        assert!(!self.panics.contains(&index), "deliberate");
        if self.bad.contains(&index) {
            return Err(ToyError::Bad { block: index });
        }
        if self.inner {
            *sum = cx.engine().fold(&Self::of(index % 9))?;
        }
        cx.check()?;
        (0..).zip(&mut sum.x).for_each(|(k, x)| *x += term(index, k));
        sum.n += 1;
        sum.order = Order(index + 1);
        Ok(())
    }
}

impl Durable for Toy {
    fn identity(&self) -> &Identity {
        &self.identity
    }
}
