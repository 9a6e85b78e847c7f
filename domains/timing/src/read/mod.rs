//! Event files and light curves of X-ray missions, as they lie on disk.
//!
//! [`EventSource`] is one open event file: what its headers say, its good time intervals, and a fast way to the times
//! of a range of rows; [`EventSeries`] is several, one after the other. [`EventList::read`](crate::EventList::read) takes whole files into memory.

mod columns;
mod facts;
mod files;
mod gti;
mod hot;
mod input;
mod lightcurve;
mod select;
mod series;
mod source;
pub(crate) mod units;

pub use facts::Facts;
pub use input::EventInput;
pub use lightcurve::CurveOptions;
pub use select::Selection;
pub use series::EventSeries;
pub use source::EventSource;
