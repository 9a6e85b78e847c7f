//! Two toy fills: numbers of fixed places, and ragged rows.

use super::word;
use astrarium_exec::{Blocks, Cut, Cx, Error, Job};
use std::{thread, time::Duration};

/// Comoving distances of a catalogue, Mpc.
pub(crate) struct Distances {
    pub(crate) z: Vec<f64>,
    pub(crate) cut: Cut,
}

impl Distances {
    pub(crate) fn of(n: usize) -> Self {
        Self { z: (0..n).map(|i| 0.01 + i as f64 * 1e-3).collect(), cut: Cut { items: n, size: 16 } }
    }
}

/// Flat universe, H0 = 70 km/s/Mpc, Ωm = 0.3, midpoint rule.
fn comoving_mpc(z: f64) -> f64 {
    let step = z / 100.0;
    let e = |z: f64| (0.3 * (1.0 + z).powi(3) + 0.7).sqrt();
    (0..100).map(|k| step / e((f64::from(k) + 0.5) * step)).sum::<f64>() * 299_792.458 / 70.0
}

impl Job for Distances {
    type Part = Vec<f64>;
    type Scratch = ();
    type Error = Error;
    fn blocks(&self) -> Blocks {
        self.cut.blocks()
    }
    fn part(&self) -> Vec<f64> {
        Vec::new()
    }
    fn scratch(&self) {}
    fn block(&self, index: u64, out: &mut Vec<f64>, (): &mut (), _: &Cx) -> Result<(), Error> {
        assert!(out.is_empty(), "a part comes empty");
        out.extend(self.z[self.cut.range(index)].iter().map(|z| comoving_mpc(*z)));
        Ok(())
    }
}

/// Rows of unlike lengths.
pub(crate) struct Peaks {
    pub(crate) n: u64,
    pub(crate) each: Duration,
}

impl Job for Peaks {
    type Part = Vec<u8>;
    type Scratch = ();
    type Error = Error;
    fn blocks(&self) -> Blocks {
        Blocks::Known(self.n)
    }
    fn part(&self) -> Vec<u8> {
        Vec::new()
    }
    fn scratch(&self) {}
    fn block(&self, index: u64, row: &mut Vec<u8>, (): &mut (), cx: &Cx) -> Result<(), Error> {
        thread::sleep(self.each);
        row.extend((0..word(1, index) % 40).map(|k| word(2, index * 64 + k) as u8));
        cx.check()
    }
}
