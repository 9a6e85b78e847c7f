//! The domain `sed`: galaxies from X-rays to radio, and their fits.
mod catalogue;
mod compare;
mod fit;
mod model;
mod words;

pub(crate) use catalogue::Catalogue;
pub(crate) use fit::Fit;
pub(crate) use model::Model;

use super::commands::{Domain, Entry};
use super::task::{Flag, Form};

/// What the command line says of it.
pub(crate) const DOMAIN: Domain = Domain {
    name: "sed",
    about: "Galaxies from X-rays to radio: models, fits, catalogues",
    verbs: &[Entry { command: compare::command, main: compare::main }],
};

const SAMPLER: Flag = Flag::new("sampler", "sampler.kind", "NAME", Form::Text).with_help("How: nested, ensemble, ...");
/// Keys of all tasks that hold names of files.
const PATHS: &[&str] = &[
    "library.file",
    "cosmology_table",
    "bands.folder",
    "galaxy.pah.template",
    "galaxy.agn.folder",
    "galaxy.nebular.continuum",
    "galaxy.nebular.lines",
    "galaxy.dust_emission.single",
    "galaxy.dust_emission.power_law",
    "input.catalogue.file",
    "input.spectrum.file",
    "input.file",
];
