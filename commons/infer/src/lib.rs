//! Inference that every domain shares.
//!
//! No sampler knows a domain; no domain knows a sampler: they meet at a [`LogDensity`] over a [`Space`].
//!
//! ```
//! use astrarium_infer::{Function, LogDensity, Space, prior};
//! let space = Space::builder().free("slope", prior::normal(0.0, 1.0)).free("offset", prior::uniform(-5.0, 5.0)).build()?;
//! let line = |theta: &[f64]| -0.5 * (0..9).map(|x| (theta[0] * f64::from(x) + theta[1] - 1.0).powi(2)).sum::<f64>();
//! let density = Function::new(space, line);
//! assert_eq!(density.space().dim(), 2);
//! # Ok::<(), astrarium_infer::Error>(())
//! ```
//!
//! Conventions: `ln` is natural; a row of points is contiguous; probabilities are densities by the physical parameters
//! (`theta`) unless another coordinate is named ([`space`]). −∞ is a value, NaN is not ([`NanPolicy`]). Every result has
//! the same bits for any number of threads and ranks, any batch length, and any kill and resume.
//!
//! | module | what |
//! |---|---|
//! | [`space`], [`prior`], [`joint`] | parameters, priors, the ways between coordinates |
//! | [`density`] | the seam: densities and the evaluators that samplers see |
//! | [`sampler`], [`samplers`] | what every sampler is to those who run it; the samplers |
//! | [`run`], [`posterior`] | the record that every sampler returns, and what it says |
//! | [`catalogue`] | thousands of independent fits at once |
//! | [`figures`] | what a run looks like |
//! | [`grid`] | grid searches with refinement, template fits |
//! | [`hierarchy`] | populations from fits of their sources |
//! | [`nuts`] | the no-U-turn sampler and its kin |
//! | [`optimise`] | optimisers, second derivatives, profiles |
//! | [`diagnose`] | how well it went |
//! | [`nested`] | nested sampling, static and dynamic: the evidence and the posterior |
//! | [`importance`] | importance sampling from a mixture that adapts itself |
//! | [`export`], [`import`] | files that other programs read, and reading them |
//! | [`problems`] | densities whose truth is known |
//! | [`verify`] | whether a sampler finds the posteriors of a user's model |

mod asked;
pub mod catalogue;
pub mod density;
pub mod diagnose;
mod error;
pub mod export;
pub mod figures;
pub mod grid;
pub mod hierarchy;
pub mod import;
pub mod importance;
pub mod joint;
pub mod nested;
pub mod nuts;
pub mod optimise;
pub mod posterior;
pub mod prior;
pub mod problems;
pub mod run;
pub mod sampler;
pub mod samplers;
pub mod space;
pub mod verify;

pub use asked::Asked;
pub use density::{Function, Gradient, LogDensity, NanPolicy, OverReal, OverTheta, OverUnit, Smooth, WithGradient};
pub use error::{Error, Result};
pub use run::{Chains, Counts, Evidence, Points, Run, Verdict};
pub use sampler::{Glance, How, RunSampler, Target};
pub use space::{Kind, Parameter, Space, Wrap};
