//! L-BFGS-B: quasi-Newton steps with limited memory within a box.

mod direction;
mod method;
mod pairs;
mod search;

pub use method::{Lbfgsb, LbfgsbSettings, LbfgsbState};
