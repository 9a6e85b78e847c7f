//! Data sets drawn from a model, and the density of all of them.

use crate::{LogDensity, Result, Space};
use astrarium_exec::{Cx, Error, Evaluations, Rows, Scratch};
use astrarium_num::random::{Purpose, Stream};

/// A model that draws data for parameters and gives the likelihood of such data.
pub trait Simulator: Sync {
    /// A data set.
    type Data: Send + Sync;

    /// The parameters and their priors, which must be proper.
    fn space(&self) -> &Space;

    /// A number that tells this model from others: calibrations of another one are not gone on with.
    fn hash(&self) -> u64;

    /// Rows worth a call.
    fn batch_hint(&self) -> usize {
        64
    }

    /// Draws data at a full row of parameters; `stream` is this data set's own, and all that is random comes from it.
    ///
    /// # Errors
    /// Of a broken model: it ends the calibration.
    fn simulate(&self, theta: &[f64], stream: Stream) -> std::result::Result<Self::Data, Error>;

    /// Pushes ln L of `data` at each full row of parameters.
    ///
    /// # Errors
    /// Of a broken model: it ends the fit of these data.
    fn ln_likelihood(&self, rows: &[f64], data: &Self::Data, out: &mut Vec<f64>) -> std::result::Result<(), Error>;
}

/// All data sets of a calibration: rows are marked (`entity`) with the number of theirs.
pub(super) struct Sets<'a, S: Simulator> {
    pub(super) simulator: &'a S,
    /// The parameters behind each, row by row, free ones only.
    pub(super) truths: Vec<f64>,
    data: Vec<S::Data>,
}

impl<'a, S: Simulator> Sets<'a, S> {
    /// Draws `n` truths from the prior, and data at each.
    pub(super) fn draw(simulator: &'a S, n: usize, seed: u64) -> Result<Self> {
        let space = simulator.space();
        space.require_proper("simulation-based calibration")?;
        let (mut truths, mut data) = (Vec::new(), Vec::new());
        for set in 0..n as u64 {
            let truth = from_prior(space, seed, set, 0);
            let mut full = Vec::new();
            space.expand(&truth, &mut full);
            data.push(simulator.simulate(&full, Stream::new(seed, Purpose::Simulation, set))?);
            truths.extend(truth);
        }
        Ok(Self { simulator, truths, data })
    }

    /// The truth of a data set.
    pub(super) fn truth(&self, set: usize) -> &[f64] {
        let dim = self.simulator.space().dim();
        &self.truths[set * dim..][..dim]
    }

    /// ln L of each data set at its truth.
    pub(super) fn ln_at_truths(&self) -> std::result::Result<Vec<f64>, Error> {
        let (mut ln, mut full) = (Vec::new(), Vec::new());
        for (set, data) in self.data.iter().enumerate() {
            full.clear();
            self.simulator.space().expand(self.truth(set), &mut full);
            self.simulator.ln_likelihood(&full, data, &mut ln)?;
            expect(ln.len(), set + 1)?;
        }
        Ok(ln)
    }
}

/// The draw `step` of a data set from the prior.
pub(super) fn from_prior(space: &Space, seed: u64, set: u64, step: u64) -> Vec<f64> {
    let (mut u, mut theta) = (vec![0.0; space.dim()], vec![0.0; space.dim()]);
    Stream::new(seed, Purpose::Prior, set).fill_uniform(step, 0, &mut u);
    space.transform(&u, &mut theta);
    theta
}

fn expect(found: usize, expected: usize) -> std::result::Result<(), Error> {
    if found == expected {
        return Ok(());
    }
    Err(Error::WrongLength { block: 0, what: "values of ln L", found: found as u64, expected: expected as u64 })
}

impl<S: Simulator> LogDensity for Sets<'_, S> {
    fn space(&self) -> &Space {
        self.simulator.space()
    }
    fn batch_hint(&self) -> usize {
        self.simulator.batch_hint()
    }

    fn ln_likelihood(
        &self,
        rows: Rows<'_>,
        out: &mut Evaluations,
        _: &mut Scratch,
        cx: &Cx,
    ) -> std::result::Result<(), Error> {
        let mut first = 0;
        for same in rows.entity.chunk_by(|a, b| a == b) {
            cx.check()?;
            let values = &rows.values[first * rows.dim..(first + same.len()) * rows.dim];
            let before = out.values.len();
            self.simulator.ln_likelihood(values, &self.data[same[0] as usize], &mut out.values)?;
            expect(out.values.len() - before, same.len())?;
            first += same.len();
        }
        Ok(())
    }
}
