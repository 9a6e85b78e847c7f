//! Whether a sampler finds the posteriors of a user's model: simulation-based calibration and coverage.
//!
//! Parameters are drawn from the prior, data from the model at these parameters, and each data set is fitted. If the data
//! come from the likelihood that is fitted, and the sampler is right, then the true parameters are one more draw of each
//! posterior: their rank among `draws` independent draws is uniform, and central intervals of 68 per cent hold them 68
//! times of 100. So are the ranks of ln L at the truth, which see what those of parameters miss, and of the distance from
//! a random point (TARP), which sees all parameters together.
//!
//! [`calibrate`] does it for any [`Simulator`] by the [catalogue](crate::catalogue) of fits: they share batches, threads and
//! ranks, an interrupted calibration goes on, and the result has the same bits whatever happened.
//!
//! # Source
//! Talts et al. 2018, arXiv:1804.06788; Modrak et al. 2023, Bayesian Analysis 20, 461 (ln L); Sailynoja, Burkner & Vehtari
//! 2022, Stat. Comput. 32, 32 (bands); Lemos et al. 2023, ICML 40, 19256 (TARP)

mod figures;
mod fits;
mod job;
mod judge;
pub mod models;
mod sets;
mod uniform;

pub use figures::{differences, histograms};
pub use fits::Row;
pub use job::{Settings, With, calibrate};
pub use judge::{Calibration, Coverage, LEVELS, Quantity};
pub use models::Model;
pub use sets::Simulator;
pub use uniform::{BINS, holm};
