//! Colours: lines that also those tell apart who see few colours, and a colour scale whose lightness grows evenly.

use super::Ink;
use kuva::plot::ColorMap;
use kuva::render::{color::Color, palette::Palette};

pub(super) const BLACK: Color = Color::Rgb(0x1a, 0x1a, 0x1a);
pub(super) const GREY: Color = Color::Rgb(0x76, 0x76, 0x76);

/// The order in which the colours of Okabe and Ito are used: dark and unlike ones first, and not yellow, which is faint
/// on white.
const ORDER: [usize; 7] = [4, 5, 2, 6, 0, 1, 7];

/// The colours of a panel's layers in order, those without a wish taking the next free one.
#[derive(Debug, Default)]
pub(super) struct Inks {
    used: usize,
}

impl Inks {
    /// The colour of the next layer.
    pub(super) fn next(&mut self, ink: Ink) -> Color {
        if ink == Ink::Auto {
            self.used += 1;
        }
        match ink {
            Ink::Auto => series(self.used - 1),
            Ink::Number(n) => series(usize::from(n)),
            Ink::Black => BLACK,
            Ink::Grey => GREY,
        }
    }
}

/// The colour of something in the background, grey unless wished otherwise.
pub(super) fn quiet(ink: Ink) -> Color {
    match ink {
        Ink::Auto => GREY,
        other => Inks::default().next(other),
    }
}

fn series(n: usize) -> Color {
    let palette = Palette::okabe_ito();
    palette.colors().get(ORDER[n % ORDER.len()]).map_or(BLACK, |hex| Color::from(hex.as_str()))
}

/// The colour of a part 0..=1 of a colour scale (viridis).
pub(super) fn shade(part: f64) -> [u8; 3] {
    let (r, g, b) = ColorMap::Viridis.map_rgb(part.clamp(0.0, 1.0)).unwrap_or((0, 0, 0));
    [r, g, b]
}
