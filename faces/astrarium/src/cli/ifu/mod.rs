//! The domain `ifu`: its verbs, one file each.
mod cube;
mod generate;
mod maps;
mod telescopes;

pub(crate) use cube::Cube;
pub(crate) use generate::Generate;
pub(crate) use maps::Maps;

use super::commands::{Domain, Entry};

/// What the command line says of it.
pub(crate) const DOMAIN: Domain = Domain {
    name: "ifu",
    about: "Simulated galaxies as integral-field spectrographs see them",
    verbs: &[Entry { command: telescopes::command, main: telescopes::main }],
};
