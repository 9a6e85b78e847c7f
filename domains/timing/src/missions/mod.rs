//! What differs between missions, as data: names of extensions, columns and keywords, and PI to energy.
//!
//! One file a mission stands in `data/missions/`, one a table of energies in `data/calibrations/`; a new mission is
//! one file and its line in `files.rs`. For a mission that is not there the defaults apply.

mod calibration;
mod files;
mod mission;
mod pca;

pub use calibration::Calibration;
pub use mission::{Keys, Mission};
pub(crate) use pca::ChannelMap;
