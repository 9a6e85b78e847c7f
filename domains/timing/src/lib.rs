//! X-ray spectral timing: events, good time intervals, light curves.
//!
//! An [`EventList`] holds the photons of a source, a [`Gti`] when it was watched, a [`LightCurve`] counts in bins. An
//! [`EventSource`] is an event file as it lies on disk, for jobs over files larger than memory.
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
//! are closed for single events. Bins are given by their centres.
//!
//! Where a reference program is known to be wrong the right number is computed; [`Compat::Stingray`] reproduces it.
//!
//! # Not done
//! Barycentric correction, corrections for dead time and vignetting, conversion between time systems.

pub mod binning;
mod error;
mod events;
mod gti;
mod lightcurve;
pub mod missions;
mod mjdref;
mod read;
mod rmf;
mod sort;
mod spec;
mod warning;

pub use error::{Error, Result};
pub use events::{EventList, Evolution, Quantity};
pub use gti::{ConditionOptions, Gti, GtiStrategy, MaskOptions};
pub use lightcurve::{ErrDist, LightCurve};
pub use mjdref::MjdRef;
pub use read::{CurveOptions, EventSource, Facts, Selection};
pub use rmf::Rmf;
pub use sort::{SortOptions, SortOutcome, sort_events};
pub use spec::{Compat, Filter, InputSpec};
pub use warning::Warning;
