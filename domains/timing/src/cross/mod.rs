//! Averaged cross spectra: what is asked, the job that sums segments, the result.
mod finish;
mod job;
mod lag;
mod methods;
mod spec;
mod spectrum;

pub use job::{CrossJob, CrossSum};
pub use lag::Estimates;
pub use spec::{CrossSpec, PowerType};
pub use spectrum::CrossSpectrum;
