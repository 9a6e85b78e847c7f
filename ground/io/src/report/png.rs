//! SVG as PNG, with the embedded font alone: the same dots on every machine.

use super::font;
use crate::{Error, Result};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};
use std::sync::Arc;

/// Dots of a PNG at most: a picture of 8000 × 8000.
const MOST: f64 = 64e6;

/// Draws an SVG of [`svg`](super::svg()) as a PNG file, `scale` dots for each CSS pixel (2 suits screens, 3 print).
///
/// Text is set in the embedded font; fonts of the system are not used.
///
/// # Errors
/// [`Error::BadPicture`] if the text is no SVG, or the picture would have no or too many dots.
pub fn png(svg: &str, scale: f64) -> Result<Vec<u8>> {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(font::BYTES.to_vec());
    fonts.set_sans_serif_family("DejaVu Sans");
    let options = Options { fontdb: Arc::new(fonts), font_family: "DejaVu Sans".to_owned(), ..Options::default() };
    let tree = Tree::from_str(svg, &options).map_err(|e| Error::BadPicture { found: e.to_string() })?;
    let size = [tree.size().width(), tree.size().height()].map(|px| (f64::from(px) * scale).ceil());
    let sizes = || Error::BadPicture { found: format!("{} × {} dots at scale {scale}", size[0], size[1]) };
    if !(size[0] >= 1.0 && size[1] >= 1.0 && size[0] * size[1] <= MOST) {
        return Err(sizes());
    }
    let mut map = Pixmap::new(size[0] as u32, size[1] as u32).ok_or_else(sizes)?;
    resvg::render(&tree, Transform::from_scale(scale as f32, scale as f32), &mut map.as_mut());
    map.encode_png().map_err(|e| Error::BadPicture { found: e.to_string() })
}
