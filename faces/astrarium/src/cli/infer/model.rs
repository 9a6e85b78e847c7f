//! What is fitted: a problem known by name, or functions of a Python file.
use crate::cli::{Error, PythonModel, task::Setup};
use astrarium_exec::Input;
use astrarium_infer::{Kind, Parameter, Wrap, prior::PriorKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// A parameter of a Python model: exactly one of `prior`, `fixed` and `tied`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Declared {
    /// Its name.
    name: String,
    /// How it is written in figures, in LaTeX.
    #[serde(skip_serializing_if = "String::is_empty")]
    latex: String,
    /// Its unit.
    #[serde(skip_serializing_if = "String::is_empty")]
    unit: String,
    /// What is beyond its ends: none, periodic or reflective.
    wrap: Wrap,
    /// Its prior.
    #[serde(skip_serializing_if = "Option::is_none")]
    prior: Option<PriorKind>,
    /// The value that it always has.
    #[serde(skip_serializing_if = "Option::is_none")]
    fixed: Option<f64>,
    /// The parameter whose value it always has.
    #[serde(skip_serializing_if = "Option::is_none")]
    tied: Option<String>,
}

impl Declared {
    fn parameter(&self) -> Result<Parameter, Error> {
        let kind = match (&self.prior, self.fixed, &self.tied) {
            (Some(prior), None, None) => Kind::Free(prior.clone()),
            (None, Some(value), None) => Kind::Fixed(value),
            (None, None, Some(to)) => Kind::Tied { to: to.clone() },
            _ => {
                let what = format!("the parameter `{}` has none or several of prior, fixed and tied", self.name);
                return Err(Error::input(
                    what,
                    "give it one, as prior = { kind = \"uniform\", low = 0.0, high = 1.0 }",
                ));
            }
        };
        let mut parameter = Parameter::new(self.name.clone(), kind);
        (parameter.latex, parameter.unit, parameter.wrap) = (self.latex.clone(), self.unit.clone(), self.wrap);
        Ok(parameter)
    }
}

/// Functions of a Python file, as keys of a specification.
pub(super) struct InFile<'a> {
    pub(super) python: &'a str,
    pub(super) gradient: Option<&'a String>,
    pub(super) simulate: Option<&'a String>,
    pub(super) vectorized: bool,
    pub(super) blobs: &'a [String],
    pub(super) parameters: &'a [Declared],
}

/// A Python model that was loaded, with what identifies its file.
pub(super) struct Loaded {
    pub(super) model: Box<dyn crate::cli::LoadedModel>,
    /// File and function.
    pub(super) name: String,
    pub(super) inputs: Vec<Input>,
}

impl InFile<'_> {
    /// Loads the functions by the package that runs this program.
    pub(super) fn load(&self, setup: &Setup) -> Result<Loaded, Error> {
        let Some(models) = &setup.models else {
            return Err(Error::input(
                format!("the model {} is Python's, and this program was started without Python", self.python),
                "install the package with `pip install astrarium` and start the program that comes with it, or \
                 `python -m astrarium`",
            ));
        };
        let (file, function) = self.split()?;
        let input = identity(&file)?;
        let asked = PythonModel {
            file,
            ln_likelihood: function.to_owned(),
            gradient: self.gradient.cloned(),
            simulate: self.simulate.cloned(),
            vectorized: self.vectorized,
            blobs: self.blobs.to_vec(),
            parameters: self.parameters.iter().map(Declared::parameter).collect::<Result<_, _>>()?,
        };
        let model = models.load(&asked).map_err(|why| {
            Error::input(
                format!("{} does not load: {why}", asked.file.display()),
                "expected FILE.py:FUNCTION of a file that Python imports",
            )
        })?;
        let stem = asked.file.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
        Ok(Loaded { model, name: format!("{stem}:{function}"), inputs: vec![input] })
    }

    fn split(&self) -> Result<(PathBuf, &str), Error> {
        let split = self.python.rsplit_once(':').filter(|(file, function)| !file.is_empty() && !function.is_empty());
        let (file, function) = split.ok_or_else(|| {
            Error::input(
                format!("`python` is {}", self.python),
                "expected FILE.py:FUNCTION, as \"fit.py:ln_likelihood\"",
            )
        })?;
        Ok((file.into(), function))
    }
}

/// What identifies a file of code: its bytes, and not when they were written.
fn identity(file: &Path) -> Result<Input, Error> {
    if !file.is_file() {
        return Err(Error::input(
            format!("there is no file {}", file.display()),
            "a path in a specification starts from its folder",
        ));
    }
    Ok(Input { modified_ns: 0, ..Input::of(file)? })
}
