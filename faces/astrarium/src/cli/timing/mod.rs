//! The domain `timing`: its verbs, one file each.
mod cross;
mod info;
mod input;
mod lightcurve;
mod power;
mod sort;

pub(crate) use cross::Cross;
pub(crate) use lightcurve::LightCurve;
pub(crate) use power::Power;

use super::{
    commands::{Domain, Entry},
    task::{Flag, Form},
};

/// What the command line says of it.
pub(crate) const DOMAIN: Domain = Domain {
    name: "timing",
    about: "X-ray spectral timing: event files into light curves and spectra",
    verbs: &[Entry { command: info::command, main: info::main }, Entry { command: sort::command, main: sort::main }],
};

/// Keys that hold names of files.
const PATHS: &[&str] = &["input.files", "input.gti", "input.rmf"];

const SEGMENT: Flag =
    Flag::new("segment-s", "segment_s", "S", Form::Value).with_help("Length of a segment, s; none: all good time");
const BIN: Flag = Flag::new("bin-s", "bin_s", "S", Form::Value).with_help("Width of a time bin, s");
const NORM: Flag = Flag::new("norm", "norm", "NORM", Form::Text).with_help("leahy, frac, abs or none");
const ENERGY: Flag = Flag::new("energy", "input.energy_kev", "E0-E1", Form::Range).with_help("Energies kept, keV");
const PI: Flag = Flag::new("pi", "input.pi", "C0-C1", Form::Range).with_help("PI channels kept; the upper end is not");
const DETECTOR: Flag = Flag::new("detector", "input.detectors", "N,N", Form::List).with_help("Detectors kept");
const GTI: Flag = Flag::new("gti", "input.gti", "FILE", Form::Text).with_help("File of the good time intervals");
const RMF: Flag = Flag::new("rmf", "input.rmf", "FILE", Form::Text).with_help("Response that turns PI into energy");
const REBIN: Flag = Flag::new("rebin", "rebin", "F", Form::Value).with_help("Make frequency bins F times wider");
const REBIN_LOG: Flag =
    Flag::new("rebin-log", "rebin_log", "F", Form::Value).with_help("Make each bin wider than the last by F, as 0.03");
const COMPAT: Flag = Flag::new("compat", "compat", "NAME", Form::Text).with_help("none, or stingray with its defects");
