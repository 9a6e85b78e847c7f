//! Active nuclei: tori around discs, from templates, and their X-rays.

mod fritz2006;
mod template;

pub use fritz2006::{FritzNode, Nucleus};
pub use template::Template;
