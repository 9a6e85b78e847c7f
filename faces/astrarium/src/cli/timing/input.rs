//! Event files as the jobs want them.
use crate::cli::{Error, task::Setup};
use astrarium_io::ReadOptions;
use astrarium_timing::{EventList, EventSource, InputSpec, Warning};

/// The events of a task.
pub(super) enum Events {
    /// One sorted file, read block by block where it lies.
    File(Box<EventSource>),
    /// Several files joined, or one that had to be sorted, in memory.
    Memory(Box<EventList>),
}

impl Events {
    /// Opens what the input names.
    pub(super) fn open(input: &InputSpec, setup: &Setup) -> Result<Self, Error> {
        input.check()?;
        match input.files.as_slice() {
            [_] => Ok(Self::File(Box::new(source(input, 0, setup)?))),
            _ => Ok(Self::Memory(Box::new(EventList::read_all(input)?))),
        }
    }
    /// What was decided for the user, as text.
    pub(super) fn warnings(&self) -> Vec<String> {
        words(match self {
            Self::File(source) => source.warnings(),
            Self::Memory(list) => &list.warnings,
        })
    }
}

/// One of the files, opened.
pub(super) fn source(input: &InputSpec, i: usize, setup: &Setup) -> Result<EventSource, Error> {
    let options =
        ReadOptions { memory_limit: setup.engine.memory_bytes().unwrap_or(1 << 30), ..ReadOptions::default() };
    let opened = input.files.get(i).map(|file| EventSource::open_with(file, input, &options));
    let none = || Error::input("no event file", "name one, or set input.files");
    Ok(opened.ok_or_else(none)??)
}

/// The first file's name, for titles.
pub(super) fn name(input: &InputSpec) -> String {
    let first = input.files.first().and_then(|file| file.file_name()).unwrap_or_default().to_string_lossy();
    match input.files.len() {
        0 | 1 => first.into_owned(),
        n => format!("{first} and {} more", n - 1),
    }
}

/// Warnings as text.
pub(super) fn words(warnings: &[Warning]) -> Vec<String> {
    warnings.iter().map(ToString::to_string).collect()
}
