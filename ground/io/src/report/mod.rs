//! Results to look at: figures as plain data, drawn as SVG and PNG, and pages of HTML that need nothing else.
//!
//! A domain says *what* is to be seen (a [`Figure`]: axes with units, layers of curves, points, bands …) and never how;
//! the faces draw it.

mod area;
mod axes;
mod beside;
mod canvas;
mod figure;
mod font;
mod html;
mod ink;
mod layer;
mod legend;
mod marks;
mod numbers;
mod page;
mod png;
mod points;
mod range;
mod scale;
mod svg;
mod thin;
mod ticks;
mod triangle;

pub use area::Area;
pub use beside::Beside;
pub use figure::{Axis, Corner, Figure, Panel, Scale};
pub use html::html;
pub use layer::{Band, Curve, Image, Ink, Layer, Line, Note, Place, Rule, Spans, Steps, Way};
pub use page::{Block, Citation, DataTable, Page, Section};
pub use png::png;
pub use points::{Errors, Marker, Points};
pub use svg::{svg, svg_with_id};
pub use triangle::{Quantity, Triangle};
