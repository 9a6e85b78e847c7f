//! Grid searches: a density at every point of a product of axes, with refinement.
//!
//! A grid is never written down: point `index` is a mixed-radix number, the last axis fastest. [`GridJob`] is a fold that
//! keeps the best points, marginals, profiles and the evidence; [`SurfaceJob`] fills the full surface in the same pass.
//! Both run on threads, ranks and in parts with the same bits. [`zoom`], [`Octree`] and [`polish`] refine;
//! [`TemplateJob`] fits many sources with one library of models.

mod axis;
mod job;
mod octree;
mod refine;
mod region;
mod sum;
mod templates;
#[cfg(test)]
mod tests;

pub use axis::{Axis, Grid};
pub use job::{GridJob, GridResult, GridSettings, SurfaceJob, search, surface};
pub use octree::{Octree, OctreeSettings, OctreeState};
pub use refine::{polish, zoom};
pub use region::{central_interval, density_level};
pub use sum::{Best, GridSum};
pub use templates::{Library, TemplateFit, TemplateJob, TemplateSettings};
