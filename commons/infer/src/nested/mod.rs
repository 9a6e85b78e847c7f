//! Nested sampling: the evidence, and the posterior along with it.
//!
//! Live points, drawn from the prior, climb: the worst ones die, better ones are born above their contour, and the prior
//! volume inside shrinks by a known factor in the mean. Everything is derived from one [`Record`]: points with the ln L
//! above which each was born.
//!
//! | file | what |
//! |---|---|
//! | `settings` | [`Nested`]: what may be asked |
//! | `core`, `state` | the loop, as a sampler that asks and tells |
//! | `propose`, `birth`, `death` | what is asked for, the points that come of it, those that make room |
//! | `aim` | when another bound or another kernel is due |
//! | `chains`, `kernel`, `tune` | random walks and slices in lock-step; their scale and number of steps |
//! | `queue` | points found ahead of need |
//! | `ellipsoid`, `split`, `bound` | where to look for better points |
//! | `record`, `weigh`, `trapezoid` | live counts, prior volumes, weights, ln Z |
//! | `strands`, `ranks` | bootstrap of lineages; whether new points enter evenly |
//! | `dynamic`, `batch` | [`DynamicNested`]: batches of live points where they count |
//! | `underway` | [`Underway`]: a run in pieces, to be looked at and added to in between |
//! | [`battery`] | the rules by which a sampler of evidences is accepted |
//! | `run`, `report`, `story` | from the beginning to the result and its verdict |
//!
//! Several points are replaced at once ([`width`](Nested#structfield.width)), each by a chain of its own: one batch a
//! round. The width is a setting, so that the result knows nothing of the machine.
//!
//! # Source
//! Skilling 2006, Bayesian Anal. 1, 833; Speagle 2020, MNRAS 493, 3132 (the loop); Ashton et al. 2022, Nat. Rev. Methods
//! Primers 2, 39 (review)

mod aim;
mod batch;
pub mod battery;
mod birth;
mod bound;
mod chains;
mod core;
mod death;
mod draws;
mod dynamic;
mod ellipsoid;
mod kernel;
mod propose;
mod queue;
mod ranks;
mod record;
mod report;
mod run;
mod settings;
mod split;
mod state;
mod story;
mod strands;
mod table;
mod trapezoid;
mod tune;
mod underway;
mod weigh;

pub use batch::importance_range;
pub use bound::BoundKind;
pub use core::Progress;
pub(crate) use draws::Draws;
pub use dynamic::{Batch, DynamicNested, DynamicState};
pub(crate) use ellipsoid::moments;
pub use ellipsoid::{Ellipsoid, ln_ball};
pub use ranks::{RankTest, Ranks};
pub use record::{Record, live_counts};
pub use report::report;
pub use run::Machine;
pub use settings::{KernelKind, Nested};
pub use state::{End, State};
pub use strands::{Strands, bootstrapped, unravel};
pub use table::Table;
pub use trapezoid::Trapezoids;
pub use tune::Stretch;
pub use underway::{Limits, Origins, Underway};
pub use weigh::{Weighed, ln_mean_volumes, ln_volumes, simulated};
