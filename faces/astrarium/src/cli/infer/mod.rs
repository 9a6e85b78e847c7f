//! The domain `infer`: samplers on problems whose truth is known.
mod problems;
mod run;

pub(crate) use run::Run;

use super::commands::{Domain, Entry};

/// What the command line says of it.
pub(crate) const DOMAIN: Domain = Domain {
    name: "infer",
    about: "Samplers, tried on problems whose truth is known",
    verbs: &[Entry { command: problems::command, main: problems::main }],
};
