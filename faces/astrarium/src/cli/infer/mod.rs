//! The domain `infer`: samplers, and what is done with the runs that they leave.
mod check;
mod convert;
mod corner;
mod demo;
mod model;
mod problems;
mod run;
pub(crate) mod runs;
mod sbc;

pub(crate) use demo::Demo;
pub(crate) use run::{Run, citations, parameter_facts, points_table};
pub(crate) use sbc::Sbc;

use super::commands::{Domain, Entry};

/// What the command line says of it.
pub(crate) const DOMAIN: Domain = Domain {
    name: "infer",
    about: "Inference: samplers, and their runs checked, drawn and converted",
    verbs: &[
        Entry { command: check::command, main: check::main },
        Entry { command: corner::command, main: corner::main },
        Entry { command: convert::command, main: convert::main },
        Entry { command: problems::command, main: problems::main },
    ],
};
