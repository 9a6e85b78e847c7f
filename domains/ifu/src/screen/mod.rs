//! Dust between stars and the telescope: columns of gas, front to back.
//!
//! A gas element is a ball whose density falls as `1 - r²/h²`. A star is dimmed by the part of each ball that lies before it on
//! its line of sight; of the ball it is the centre of, by half. So attenuation changes smoothly with every place.

mod column;
mod dust;

pub use column::Screen;
pub use dust::{Birth, Conversion, DustGas, DustSpec, Slope, a_v_of};
