//! Models that are functions of a Python file: the seam to the package, without which the program has no Python.
use astrarium_infer::{
    Parameter, Result as Inferred, Target,
    verify::{Calibration, Settings, With},
};
use std::{fmt::Debug, path::PathBuf};

/// Functions of a Python file, as a specification names them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PythonModel {
    /// The file.
    pub file: PathBuf,
    /// The function that gives ln L.
    pub ln_likelihood: String,
    /// The function that gives ln L and its gradient.
    pub gradient: Option<String>,
    /// The function that draws data.
    pub simulate: Option<String>,
    /// Whether they take many points at once.
    pub vectorized: bool,
    /// Names of the numbers that come along with ln L.
    pub blobs: Vec<String>,
    /// The parameters; if there are none, the file's own dictionary `parameters`.
    pub parameters: Vec<Parameter>,
}

/// Who runs Python: the package gives it to the program by [`Host::with_python_models`](super::Host::with_python_models).
pub trait PythonModels: Debug + Send + Sync {
    /// Loads the file and finds the functions.
    ///
    /// # Errors
    /// What is missing, or what Python raised.
    fn load(&self, model: &PythonModel) -> Result<Box<dyn LoadedModel>, String>;
}

/// Functions that were found.
pub trait LoadedModel: Sync {
    /// What samplers run on.
    fn target(&self) -> Target<'_>;

    /// Simulation-based calibration, of a model with a simulator.
    ///
    /// # Errors
    /// Those of [`calibrate`](astrarium_infer::verify::calibrate).
    fn calibrate(&self, settings: &Settings, with: &With<'_>) -> Inferred<Calibration>;
}
