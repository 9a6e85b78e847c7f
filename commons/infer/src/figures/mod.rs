//! What a run looks like, as figures that the faces draw.

mod corner;
mod course;
mod label;
mod region;

pub use corner::{Corner, corner};
pub use course::course;
pub use label::{axis_label, plain_latex, with_errors};
pub use region::Region;
