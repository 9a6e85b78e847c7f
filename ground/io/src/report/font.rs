//! The one font of all figures: `DejaVu Sans`, reduced; its licence stands beside it in `data/fonts`.

use skrifa::{FontRef, MetadataProvider, instance::LocationRef, instance::Size};

/// The font file.
pub(super) const BYTES: &[u8] = include_bytes!("../../data/fonts/DejaVuSans-subset.ttf");
/// The families that an SVG names: ours, then what is nearest in width where ours is not installed.
pub(super) const FAMILY: &str = "DejaVu Sans, Verdana, Bitstream Vera Sans, sans-serif";

/// Width of `text` in pixels at a font size; what the font lacks counts as wide as a capital.
pub(super) fn width(text: &str, size_px: f64) -> f64 {
    let Ok(font) = FontRef::new(BYTES) else { return 0.65 * size_px * text.chars().count() as f64 };
    let (map, metrics) = (font.charmap(), font.glyph_metrics(Size::new(size_px as f32), LocationRef::default()));
    text.chars()
        .map(|c| map.map(c).and_then(|glyph| metrics.advance_width(glyph)).map_or(0.68 * size_px, f64::from))
        .sum()
}

/// `text` cut off by `…` where it is wider than `width_px`.
pub(super) fn fit(text: &str, size_px: f64, width_px: f64) -> String {
    if width(text, size_px) <= width_px {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        kept.push(c);
        if width(&kept, size_px) + width("…", size_px) > width_px {
            kept.pop();
            break;
        }
    }
    kept.trim_end().to_owned() + "…"
}

/// `text` broken at spaces into at most `most` lines, the last cut off if need be.
pub(super) fn wrap(text: &str, size_px: f64, width_px: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let full = lines.len() == most;
        match lines.last_mut() {
            Some(line) if full || width(line, size_px) + width(word, size_px) + 0.3 * size_px <= width_px => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.iter().map(|line| fit(line, size_px, width_px)).collect()
}

#[cfg(test)]
mod tests {
    use super::{BYTES, fit, width, wrap};
    use skrifa::{FontRef, MetadataProvider};

    #[test]
    fn the_font_has_what_labels_need() {
        let map = FontRef::new(BYTES).expect("a font").charmap();
        for c in "aZ09−·×⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺₀₉αωΩσχ²ΔνγµÅ☉≤≥±→∝∞√⟨⟩…°′″éß".chars()
        {
            assert!(map.map(c).is_some(), "{c}");
        }
    }

    #[test]
    fn widths_grow_with_text_and_size() {
        assert!(width("mm", 10.0) > width("m", 10.0) && width("m", 10.0) > width("i", 10.0));
        assert!((width("abc", 20.0) - 2.0 * width("abc", 10.0)).abs() < 1e-3);
    }

    #[test]
    fn long_text_is_broken_or_cut() {
        assert_eq!(fit("short", 10.0, 100.0), "short");
        assert!(fit("a very long label indeed", 10.0, 60.0).ends_with('…'));
        let lines = wrap("averaged power spectrum of a very long name", 10.0, 90.0, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| width(line, 10.0) <= 90.0), "{lines:?}");
    }
}
