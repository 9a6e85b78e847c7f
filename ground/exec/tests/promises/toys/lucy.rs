//! A toy deconvolution: every step is a fold.

use astrarium_exec::{Blocks, Cut, Cx, Error, Iteration, Job, sums};

sums! {
    /// Counts projected back, and the log-likelihood.
    pub struct Back {
        sky: Vec<f64>,
        ln_like: f64,
    }
}

/// One pass over data rows: expected counts, then their ratio projected back.
struct Project<'a> {
    sky: &'a [f64],
    counts: &'a [f64],
}

fn response(row: usize, pixel: usize) -> f64 {
    (-0.5 * ((row as f64 - 2.0 * pixel as f64) / 3.0).powi(2)).exp()
}

impl Project<'_> {
    fn cut(&self) -> Cut {
        Cut { items: self.counts.len(), size: 16 }
    }
}

impl Job for Project<'_> {
    type Part = Back;
    type Scratch = ();
    type Error = Error;
    fn blocks(&self) -> Blocks {
        self.cut().blocks()
    }
    fn part(&self) -> Back {
        Back { sky: vec![0.0; self.sky.len()], ln_like: 0.0 }
    }
    fn scratch(&self) {}
    fn block(&self, index: u64, back: &mut Back, (): &mut (), cx: &Cx) -> Result<(), Error> {
        for row in self.cut().range(index) {
            let expected = 1e-9 + self.sky.iter().enumerate().map(|(j, s)| s * response(row, j)).sum::<f64>();
            let ratio = self.counts[row] / expected;
            back.sky.iter_mut().enumerate().for_each(|(j, b)| *b += response(row, j) * ratio);
            back.ln_like += self.counts[row] * expected.ln() - expected;
        }
        cx.check()
    }
}

pub(crate) struct RichardsonLucy {
    counts: Vec<f64>,
}

/// A point source on a flat background, and the flat sky to start from.
pub(crate) fn lucy() -> (RichardsonLucy, Vec<f64>) {
    let counts = (0..100).map(|row| 50.0 * response(row, 20) + 1.0).collect();
    (RichardsonLucy { counts }, vec![1.0; 50])
}

impl Iteration for RichardsonLucy {
    type State = Vec<f64>;
    type Info = f64;
    type Error = Error;
    fn step(&self, sky: &mut Vec<f64>, cx: &Cx) -> Result<f64, Error> {
        let mut back = cx.engine().fold(&Project { sky, counts: &self.counts })?;
        let seen = |j| (0..self.counts.len()).map(|row| response(row, j)).sum::<f64>();
        back.sky.iter_mut().zip(&*sky).enumerate().for_each(|(j, (b, s))| *b *= s / seen(j));
        *sky = back.sky;
        Ok(back.ln_like)
    }
}
