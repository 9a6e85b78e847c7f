//! A Python model with a simulator.
use super::function::{BATCH, Style, values};
use crate::desk::Desk;
use astrarium::{
    exec::Error,
    infer::{Space, verify::Simulator},
    num::random::Stream,
};
use numpy::PyArray1;
use pyo3::prelude::*;
use std::sync::Arc;

/// `simulate(theta, rng)` and `ln_likelihood(theta, data)`.
pub(crate) struct Simulated {
    pub(crate) space: Space,
    pub(crate) style: Style,
    pub(crate) desk: Desk,
    pub(crate) simulate: Arc<Py<PyAny>>,
    pub(crate) ln_likelihood: Arc<Py<PyAny>>,
}

impl Simulator for Simulated {
    /// The likelihood of these data: a function of theta alone.
    type Data = Arc<Py<PyAny>>;

    fn space(&self) -> &Space {
        &self.space
    }
    /// What a function computes cannot be told from outside: its file is one of the inputs.
    fn hash(&self) -> u64 {
        0
    }
    fn batch_hint(&self) -> usize {
        BATCH
    }

    fn simulate(&self, theta: &[f64], stream: Stream) -> Result<Arc<Py<PyAny>>, Error> {
        let (theta, seed) = (theta.to_vec(), stream.words(0, 0).to_vec());
        let (simulate, ln_likelihood) = (self.simulate.clone(), self.ln_likelihood.clone());
        let asked = self.desk.ask(move |py| {
            let rng = py.import("numpy")?.getattr("random")?.call_method1("default_rng", (seed,))?;
            let data = simulate.bind(py).call1((PyArray1::from_vec(py, theta), rng))?;
            let bound = py.import("astrarium.infer._sbc")?.call_method1("bound", (ln_likelihood.bind(py), data))?;
            Ok(Arc::new(bound.unbind()))
        });
        asked.ok_or_else(|| Error::Evaluation { row: 0, message: "the simulator raised an exception".to_owned() })
    }

    fn ln_likelihood(&self, rows: &[f64], data: &Arc<Py<PyAny>>, out: &mut Vec<f64>) -> Result<(), Error> {
        out.extend(values(&self.desk, data, self.style, (rows, self.space.full_dim()))?);
        Ok(())
    }
}
