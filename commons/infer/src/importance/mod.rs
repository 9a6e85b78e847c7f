//! Importance sampling from a mixture that adapts itself to the posterior.
//!
//! No prior volumes are guessed: the errors are those of plain Monte Carlo, and 10⁵ batched evaluations give ln Z to a few
//! thousandths where the mixture fits. It can miss a mode that no draw has seen: it refines a nested run
//! ([`AdaptiveMixture::refine`]), or checks one.
//!
//! | file | what |
//! |---|---|
//! | `settings` | [`AdaptiveMixture`]: what may be asked |
//! | `mixture` | [`Mixture`]: Student components and a share of the prior; its fit to weighted points |
//! | `past` | the draws of all stages as draws of one mixture, for the fits |
//! | `stages` | tempering, drawing, fitting, as a sampler that asks and tells |
//! | `run` | from the beginning to the result |
//!
//! # Source
//! Cappé et al. 2008, Stat. Comput. 18, 447 (population Monte Carlo); Wraith et al. 2009, PRD 80, 023507

mod mixture;
mod past;
mod run;
mod settings;
mod stages;

pub use mixture::{Mixture, Shape};
pub use settings::AdaptiveMixture;
pub use stages::{Stage, Stages};
