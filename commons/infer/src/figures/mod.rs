//! What a run looks like, as figures that the faces draw.

mod corner;
mod course;
mod decades;
mod label;
mod region;

pub use corner::{Corner, corner};
pub use course::course;
pub use decades::by_decades;
pub use label::{axis_label, plain_latex, with_errors};
pub use region::Region;
