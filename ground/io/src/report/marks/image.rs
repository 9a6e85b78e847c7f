//! Tables of values as colours, and the bar that explains them.

use super::{Drawn, Plane};
use crate::report::canvas::{Canvas, Frame, Pen, Text, rect};
use crate::report::scale::{Extent, Ruler};
use crate::report::ticks::{self, ticks};
use crate::report::{Image, Scale, font, ink};
use kuva::render::render::TextAnchor;
use resvg::tiny_skia::{ColorU8, Pixmap};

/// Dots of the picture for each pixel of the frame.
const DENSITY: f64 = 2.0;

/// Draws the table as one picture. Where several cells fall into a dot their mean is shown, so that cells of unlike
/// widths and logarithmic axes are right too.
pub(super) fn image(canvas: &mut Canvas, plane: &Plane, image: &Image) -> Drawn {
    let frame = plane.frame;
    let size = [frame.width(), frame.height()].map(|px| (px * DENSITY).round().max(1.0) as u32);
    let columns = cells(&plane.x, &image.x_edges, (frame.left, size[0]));
    let rows = cells(&plane.y, &image.y_edges, (frame.top, size[1]));
    let colors = Ruler::new(image.scale, limits(image), [0.0, 1.0]);
    let Some(mut map) = Pixmap::new(size[0], size[1]) else { return Drawn::default() };
    let wide = image.x_edges.len().saturating_sub(1);
    for (dot, pixel) in map.pixels_mut().iter_mut().enumerate() {
        let (column, row) = (dot % size[0] as usize, dot / size[0] as usize);
        let mean = mean(image, wide, columns[column], rows[row]);
        if let Some(part) = mean.and_then(|value| colors.inside(value)) {
            let [r, g, b] = ink::shade(part);
            *pixel = ColorU8::from_rgba(r, g, b, 255).premultiply();
        }
    }
    if let Ok(png) = map.encode_png() {
        canvas.image(frame, &png);
    }
    Drawn::default()
}

/// The cells `first..last` that each dot along an axis covers.
fn cells(ruler: &Ruler, edges: &[f64], (from, n): (f64, u32)) -> Vec<[usize; 2]> {
    let cell = |value: f64| edges.partition_point(|edge| *edge <= value);
    let n_cells = edges.len().saturating_sub(1);
    (0..n)
        .map(|i| {
            let px = |part: f64| from + (f64::from(i) + part) / DENSITY;
            let [a, b] = [ruler.value(px(0.0)), ruler.value(px(1.0))];
            let middle = ruler.value(px(0.5));
            let (first, last) = (cell(a.min(b)), cell(a.max(b)));
            if last > first + 1 {
                return [first.saturating_sub(1), last.min(n_cells)];
            }
            let inside = cell(middle);
            if (1..=n_cells).contains(&inside) { [inside - 1, inside] } else { [0, 0] }
        })
        .collect()
}

fn mean(image: &Image, wide: usize, columns: [usize; 2], rows: [usize; 2]) -> Option<f64> {
    let (mut sum, mut n) = (0.0, 0u32);
    for row in rows[0]..rows[1] {
        for column in columns[0]..columns[1] {
            let value = image.values.get(row * wide + column).copied().unwrap_or(f64::NAN);
            if value.is_finite() {
                sum += value;
                n += 1;
            }
        }
    }
    (n > 0).then(|| sum / f64::from(n))
}

/// The values of the first and last colour.
fn limits(image: &Image) -> [f64; 2] {
    let usable = |[a, b]: &[f64; 2]| {
        a.is_finite() && b.is_finite() && a != b && (image.scale == Scale::Linear || a.min(*b) > 0.0)
    };
    image.limits.filter(usable).unwrap_or_else(|| {
        let mut extent = Extent::new(image.scale);
        image.values.iter().for_each(|v| extent.see(*v));
        extent.limits()
    })
}

/// The room a colour bar takes at the right of its frame.
#[derive(Debug, Clone, Copy)]
pub(in crate::report) struct ColorBar;

impl ColorBar {
    const GAP: f64 = 10.0;
    const WIDE: f64 = 14.0;
    /// Pixels from the frame to the end of its label.
    pub(in crate::report) const ROOM: f64 = 96.0;
}

/// Draws the colour bar of an image right of its frame.
pub(in crate::report) fn color_bar(canvas: &mut Canvas, frame: Frame, image: &Image) {
    let left = frame.right + ColorBar::GAP;
    let bar = Frame { left, right: left + ColorBar::WIDE, ..frame };
    let mut map = Pixmap::new(1, 256);
    for (i, pixel) in map.iter_mut().flat_map(|map| map.pixels_mut().iter_mut().enumerate()) {
        let [r, g, b] = ink::shade(1.0 - i as f64 / 255.0);
        *pixel = ColorU8::from_rgba(r, g, b, 255).premultiply();
    }
    if let Some(Ok(png)) = map.map(|map| map.encode_png()) {
        canvas.image(bar, &png);
    }
    canvas.stroke(rect(bar), &Pen::solid(ink::BLACK, 1.0));
    let ruler = Ruler::new(image.scale, limits(image), [bar.bottom, bar.top]);
    let found = ticks(&ruler, 44.0);
    let mut widest: f64 = 0.0;
    for (y, label) in &found.major {
        let tick = format!("M{} {y}H{}", bar.right - 4.0, bar.right);
        canvas.stroke(tick, &Pen::solid(ink::BLACK, 1.0));
        let at = [bar.right + 5.0, y + 4.0];
        canvas.text(&Text { at, anchor: TextAnchor::Start, size: 11, color: ink::BLACK, text: label });
        widest = widest.max(font::width(label, 11.0));
    }
    let power = if found.power == 0 { String::new() } else { format!(" (10{})", ticks::superscript(found.power)) };
    let text = font::fit(&format!("{}{power}", image.label), 12.0, frame.height());
    let at = [bar.right + widest + 21.0, 0.5 * (frame.top + frame.bottom)];
    canvas.upright(&Text { at, anchor: TextAnchor::Middle, size: 12, color: ink::BLACK, text: &text });
}
