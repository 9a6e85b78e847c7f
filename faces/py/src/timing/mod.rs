//! `astrarium.timing` for Python: one file per class.
mod cross;
mod dates;
mod events;
mod gti;
mod jobs;
mod lightcurve;
mod power;
mod show;
mod source;
mod spectra;
mod state;

pub(crate) use cross::CrossSpectrum;
pub(crate) use events::EventList;
pub(crate) use gti::Gti;
pub(crate) use jobs::{CrossJob, PowerJob};
pub(crate) use lightcurve::LightCurve;
pub(crate) use power::PowerSpectrum;
pub(crate) use show::remake;
