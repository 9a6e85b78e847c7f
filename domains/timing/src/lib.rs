//! X-ray spectral timing: events, good time intervals, light curves, averaged power and cross spectra.
//!
//! An [`EventList`] holds the photons of a source, a [`Gti`] when it was watched, a [`LightCurve`] counts in bins. An
//! [`EventSource`] is an event file as it lies on disk, for jobs over files larger than memory.
//! A [`PowerJob`] averages power spectra over segments, a [`CrossJob`] cross spectra of two bands, on any engine, with
//! the same bits in memory and from a file.
//!
//! ```
//! # fn main() -> astrarium_timing::Result<()> {
//! use astrarium_timing::{EventList, Filter, Gti};
//! let events = EventList::new(vec![0.1, 0.4, 2.5, 9.9])?
//!     .with_gti(Gti::new(vec![[0.0, 3.0], [9.0, 10.0]])?)
//!     .with_energy_kev(vec![1.0, 6.4, 2.0, 0.5])?;
//! let hard = events.filter(&Filter::energy(2.0, 10.0))?;
//! assert_eq!(hard.to_light_curve(1.0)?.counts[..3], [1.0, 0.0, 1.0]);
//! # Ok(())
//! # }
//! ```
//!
//! # Conventions
//! Times are seconds, as offsets from a reference kept in double-double, which counts from a Modified Julian Date with
//! whole days and fraction apart: nothing of a file's digits is lost. Energies are keV, light curves counts per bin,
//! frequencies Hz. Intervals of events, energies and channels are half-open, `low <= x < high`; good time intervals
//! are closed for single events. Bins are given by their centres. Transforms are `Σ x_j exp(-2πi jk/n)`; spectra keep
//! the frequencies above 0 and below the Nyquist frequency, in the normalisations of [`Norm`].
//!
//! Where a reference program is known to be wrong the right number is computed; [`Compat::Stingray`] reproduces it.
//!
//! # Not done
//! Barycentric correction, corrections for dead time and vignetting, conversion between time systems.

pub mod binning;
mod coherence;
mod cross;
mod error;
mod events;
mod fourier;
mod gti;
mod held;
pub mod lags;
mod lightcurve;
pub mod missions;
mod mjdref;
mod norm;
mod power;
mod read;
pub mod rebin;
mod report;
mod restore;
mod rmf;
pub mod rms;
mod segments;
pub mod significance;
mod sort;
mod spec;
mod warning;
mod window;
mod write;

pub use coherence::{CrossPoint, Measured};
pub use cross::{CrossJob, CrossSpec, CrossSpectrum, CrossSum, Estimates, PowerType};
pub use error::{Error, Result};
pub use events::{EventList, Evolution, Quantity};
pub use fourier::Grid;
pub use gti::{ConditionOptions, Gti, GtiStrategy, MaskOptions};
pub use held::Held;
pub use lags::CrossErrors;
pub use lightcurve::{Analysis, ErrDist, FillOptions, LightCurve};
pub use mjdref::MjdRef;
pub use norm::{Norm, SegmentCounts};
pub use power::{PowerJob, PowerRows, PowerSpec, PowerSpectrum, PowerSum, SegmentPowers, Significant};
pub use read::{CurveOptions, EventInput, EventSeries, EventSource, Facts, Selection};
pub use rmf::Rmf;
pub use segments::{Feed, FeedItem};
pub use sort::{SortOptions, SortOutcome, sort_events};
pub use spec::{Compat, Filter, InputSpec};
pub use warning::Warning;
pub use window::Window;
