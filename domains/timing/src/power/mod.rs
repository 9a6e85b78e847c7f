//! Averaged power spectra: what is asked, the job that sums segments, the result.
mod finish;
mod job;
mod methods;
mod rows;
mod spec;
mod spectrum;

pub use job::{PowerJob, PowerSum};
pub use methods::Significant;
pub use rows::{PowerRows, SegmentPowers};
pub use spec::PowerSpec;
pub(crate) use spec::check_band;
pub use spectrum::PowerSpectrum;
