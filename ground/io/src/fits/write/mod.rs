//! Writing FITS: headers by [`Cards`], tables row block by row block, images, and copies of what was read.

mod cards;
mod checksum;
mod encode;
mod file;
mod image;
mod rows;

pub use cards::Cards;
pub use encode::Cells;
pub use file::Writer;
pub use image::{ImageWriter, Pixel};
pub use rows::RowWriter;
