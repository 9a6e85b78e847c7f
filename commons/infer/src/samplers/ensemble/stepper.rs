//! One ensemble, stepped by hand.

use super::{Ensemble, Machine, Monitor, Walkers, machine::Proposals, moves::Weighted};
use crate::{Error, Result, RunSampler, Space};
use astrarium_exec::{AskTell, Evaluations};

/// One ensemble over any real numbers, whose holder evaluates, keeps what it wants of the chain, and may propose for
/// itself.
///
/// What a step does depends on the seed, on where the walkers stand, and on how many steps and tells there have been: whoever
/// keeps these goes on with the same bits.
///
/// # Example
/// ```
/// use astrarium_infer::samplers::ensemble::{Ensemble, Stepper};
/// let ln = |x: &f64| -0.5 * x * x;
/// let start: Vec<f64> = (0..8).map(f64::from).collect();
/// let mut stepper = Stepper::new(Ensemble::default().moves, [8, 1], 1)?;
/// stepper.stand(start.clone(), start.iter().map(ln).collect(), [0, 0])?;
/// while stepper.walkers().step < 100 {
///     let values: Vec<f64> = stepper.ask().iter().map(ln).collect();
///     stepper.tell(&values)?;
/// }
/// assert!(stepper.walkers().theta.iter().all(|x| x.abs() < 5.0));
/// # Ok::<(), astrarium_infer::Error>(())
/// ```
#[derive(Debug)]
pub struct Stepper {
    machine: Machine,
    dim: usize,
    state: Walkers,
    rows: Vec<f64>,
}

/// What became of the proposals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Whom each of them was for.
    pub walkers: Vec<usize>,
    /// Whether it was taken.
    pub taken: Vec<bool>,
    /// Whether a step has ended.
    pub is_whole: bool,
}

impl Stepper {
    /// So many walkers in so many dimensions.
    ///
    /// # Errors
    /// The setting of a move that does not go with them.
    pub fn new(moves: Vec<Weighted>, [walkers, dim]: [usize; 2], seed: u64) -> Result<Self> {
        let monitor = Monitor { stops: false, ..Monitor::default() };
        let (max_steps, thin) = (u64::MAX, u64::MAX);
        let settings = Ensemble { walkers, ensembles: 1, moves, max_steps, thin, monitor, ..Ensemble::default() };
        let settings = Ensemble { allow_few: true, ..settings };
        if walkers == 0 || dim == 0 {
            let (what, expected) = (if dim == 0 { "dimensions" } else { "walkers" }, "at least 1");
            return Err(Error::Setting { what, found: 0.0, expected });
        }
        let space = Space::flat(dim);
        settings.check(&space)?;
        let machine = Machine::new(&settings, &space, Vec::new(), seed);
        let state = machine.stand((vec![0.0; walkers * dim], vec![0.0; walkers]), 0, 0);
        Ok(Self { machine, dim, state, rows: Vec::new() })
    }

    /// Puts the walkers here, row by row, with their ln P, after so many steps and tells.
    ///
    /// # Errors
    /// [`Error::Length`] for another number of values.
    pub fn stand(&mut self, theta: Vec<f64>, ln: Vec<f64>, [step, told]: [u64; 2]) -> Result<()> {
        let walkers = self.state.ln.len();
        expect("coordinates of walkers", theta.len(), walkers * self.dim)?;
        expect("ln P of walkers", ln.len(), walkers)?;
        self.state = self.machine.stand((theta, ln), step, told);
        Ok(())
    }

    /// Where the walkers are, and how many steps there have been.
    pub fn walkers(&self) -> &Walkers {
        &self.state
    }

    /// How many tells there have been.
    pub fn told(&self) -> u64 {
        self.state.told()
    }

    /// Which of the moves is drawn for the step that is being done.
    pub fn choice(&self) -> usize {
        self.machine.choice(self.state.step)
    }

    /// The rows to evaluate next, one after the other; asking twice asks the same.
    pub fn ask(&mut self) -> &[f64] {
        self.rows.clear();
        self.machine.ask(&self.state, &mut self.rows);
        &self.rows
    }

    /// Takes ln P of the rows last asked for; a NaN is not taken.
    ///
    /// # Errors
    /// [`Error::Length`] for another number of values.
    pub fn tell(&mut self, ln: &[f64]) -> Result<Told> {
        if self.rows.is_empty() {
            self.ask();
        }
        expect("ln P of proposals", ln.len(), self.rows.len() / self.dim)?;
        let walkers = self.machine.moving(&self.state);
        let before: Vec<u64> = walkers.iter().map(|walker| self.state.accepted[*walker]).collect();
        let got = Evaluations { values: ln.to_vec(), ..Evaluations::default() };
        let is_whole = self.machine.tell(&mut self.state, &self.rows, &got)?.is_whole;
        self.rows.clear();
        Ok(self.told_of(walkers, &before, is_whole))
    }

    /// Does a whole step by the holder's own proposals, a row for each walker, with the ln factors that keep the balance.
    ///
    /// # Errors
    /// [`Error::Length`] for another number of values.
    pub fn tell_own(&mut self, rows: &[f64], ln_factors: &[f64], ln: &[f64]) -> Result<Told> {
        let walkers = self.state.ln.len();
        expect("coordinates of proposals", rows.len(), walkers * self.dim)?;
        expect("ln factors of proposals", ln_factors.len(), walkers)?;
        expect("ln P of proposals", ln.len(), walkers)?;
        let before = self.state.accepted.clone();
        self.machine.tell_own(&mut self.state, Proposals { rows, ln_factors, ln, along: &[] });
        self.rows.clear();
        Ok(self.told_of((0..walkers).collect(), &before, true))
    }

    fn told_of(&self, walkers: Vec<usize>, before: &[u64], is_whole: bool) -> Told {
        let taken = walkers.iter().zip(before).map(|(walker, before)| self.state.accepted[*walker] > *before).collect();
        Told { walkers, taken, is_whole }
    }
}

fn expect(what: &'static str, found: usize, expected: usize) -> Result<()> {
    if found == expected { Ok(()) } else { Err(Error::Length { what, found, expected }) }
}
