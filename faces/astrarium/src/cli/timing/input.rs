//! Event files as the jobs want them.
use crate::cli::{Error, task::Setup};
use astrarium_io::ReadOptions;
use astrarium_timing::{EventInput, EventSource, InputSpec, Warning};

/// What the input names, opened, and what was decided on the way.
pub(super) fn open(input: &InputSpec, setup: &Setup) -> Result<(EventInput, Vec<String>), Error> {
    let opened = EventInput::open(input, &options(setup))?;
    let warnings = words(opened.warnings());
    Ok((opened, warnings))
}

/// One of the files, opened.
pub(super) fn source(input: &InputSpec, i: usize, setup: &Setup) -> Result<EventSource, Error> {
    let opened = input.files.get(i).map(|file| EventSource::open_with(file, input, &options(setup)));
    let none = || Error::input("no event file", "name one, or set input.files");
    Ok(opened.ok_or_else(none)??)
}

fn options(setup: &Setup) -> ReadOptions {
    ReadOptions { memory_limit: setup.engine.memory_bytes().unwrap_or(1 << 30), ..ReadOptions::default() }
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
