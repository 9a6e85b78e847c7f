//! A galaxy: its components, their sum, and what is seen of it.

mod evaluate;
mod kernels;
mod light;
mod numbers;
mod observe;
mod plan;
mod project;
mod pull;
mod spec;
mod universe;

pub use light::{Component, Derived, Light};
pub use numbers::Handle;
pub(crate) use numbers::Reach;
pub(crate) use observe::Tables;
pub use observe::{Observer, Seen};
pub use plan::GalaxyPlan;
pub(crate) use project::Projected;
pub(crate) use pull::Pull;
pub use spec::GalaxySpec;
pub use universe::Universe;
