//! Samplers and optimisers that ask and tell.

use super::{Evaluate, Evaluations, Iteration, Rows, evaluate};
use crate::{Cx, Error};
use serde::{Serialize, de::DeserializeOwned};

/// What a sampler wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// The rows that it has pushed, evaluated.
    Rows,
    /// Nothing more.
    Done,
}

/// A sampler or optimiser that never evaluates.
///
/// Thereby a step is whole or has not been without any care of the author's, one batch holds points of several fits, one
/// thread can hold another language's function, and a checkpoint may be taken between any two tells.
pub trait AskTell {
    /// All there is between two tells, hence all a checkpoint holds.
    type State: Clone + Serialize + DeserializeOwned;
    /// What a watcher may want to know of a tell.
    type Info;

    /// Pushes the rows to evaluate next: a function of the state, so asking twice asks the same.
    fn ask(&self, state: &Self::State, rows: &mut Vec<f64>) -> Ask;

    /// Takes the values of the rows last asked for.
    ///
    /// # Errors
    /// On an error the state is as before.
    fn tell(&self, state: &mut Self::State, rows: &[f64], got: &Evaluations) -> Result<Self::Info, Error>;
}

/// Ask, evaluate, tell, as one step; a sampler that is done gives `None`.
pub struct Evaluated<'a, S> {
    /// Who asks.
    pub sampler: S,
    /// Who answers.
    pub of: &'a dyn Evaluate,
    /// Which fit of a catalogue this is; 0 where there is one.
    pub entity: u64,
}

impl<S: AskTell> Iteration for Evaluated<'_, S> {
    type State = S::State;
    type Info = Option<S::Info>;
    type Error = Error;

    fn step(&self, state: &mut S::State, cx: &Cx) -> Result<Option<S::Info>, Error> {
        let mut values = Vec::new();
        if self.sampler.ask(state, &mut values) == Ask::Done {
            return Ok(None);
        }
        let dim = self.of.dim();
        let entity = vec![self.entity; n_rows(values.len(), dim)?];
        let got = evaluate(self.of, Rows { dim, values: &values, entity: &entity }, cx.engine())?;
        self.sampler.tell(state, &values, &got).map(Some)
    }
}

/// The number of rows, if it is whole.
pub(super) fn n_rows(values: usize, dim: usize) -> Result<usize, Error> {
    if dim == 0 || !values.is_multiple_of(dim) {
        let (found, expected) = (values as u64, dim as u64);
        return Err(Error::WrongLength { block: 0, what: "numbers asked for, in rows", found, expected });
    }
    Ok(values / dim)
}
