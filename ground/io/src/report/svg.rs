//! A figure as SVG.

use super::axes::{self, LABEL_SIZE};
use super::canvas::{Canvas, Frame, Text};
use super::ink::{self, Inks};
use super::marks::{self, ColorBar, Drawn, Plane};
use super::scale::Ruler;
use super::ticks::{Ticks, ticks};
use super::{Figure, Image, Layer, Panel, font, legend, range};
use crate::{Error, Result};
use kuva::render::render::TextAnchor;

const TITLE_SIZE: u32 = 15;
const TITLE_ROW: f64 = 21.0;
/// Room below the lowest panel for numbers and label.
const BELOW: f64 = 52.0;
/// Between two panels; holds the note of what is not shown.
const BETWEEN: f64 = 16.0;
const BETWEEN_X_TICKS: f64 = 85.0;
const BETWEEN_Y_TICKS: f64 = 44.0;

/// Draws a figure as a stand-alone SVG.
///
/// Lines of more points than the picture has columns are thinned to the extremes of each column, which looks the same. Text
/// names the font `DejaVu Sans` and stands where that font puts it; a viewer without it takes its own.
///
/// # Errors
/// [`Error::BadFigure`] if there is no panel, a size is out of range or limits do not suit their axis.
pub fn svg(figure: &Figure) -> Result<String> {
    svg_with_id(figure, "figure")
}

/// As [`svg`]; every identifier in it begins with `id`, so that several figures can stand in one page.
///
/// # Errors
/// As [`svg`].
pub fn svg_with_id(figure: &Figure, id: &str) -> Result<String> {
    check(figure)?;
    let layout = Layout::of(figure)?;
    let id: String = id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    let mut canvas = Canvas::new(&id, figure.width_px, layout.height);
    for (i, line) in layout.title.iter().enumerate() {
        let at = [0.5 * (layout.planes[0].frame.left + layout.planes[0].frame.right), 23.0 + TITLE_ROW * i as f64];
        canvas.text(&Text { at, anchor: TextAnchor::Middle, size: TITLE_SIZE, color: ink::BLACK, text: line });
    }
    for ((panel, plane), y) in figure.panels.iter().zip(&layout.planes).zip(&layout.y) {
        draw_panel(&mut canvas, panel, plane);
        axes::frame(&mut canvas, plane, &layout.x, y);
        axes::beside(&mut canvas, plane, y, (&panel.y, layout.label_x));
    }
    if let Some(lowest) = layout.planes.last() {
        axes::below(&mut canvas, lowest, &layout.x, &figure.x);
    }
    Ok(canvas.svg(&figure.title, &figure.caption))
}

fn check(figure: &Figure) -> Result<()> {
    let bad = |what, found: String, expected| Error::BadFigure {
        what,
        of: format!("figure `{}`", figure.title),
        found,
        expected,
    };
    if figure.panels.is_empty() {
        return Err(bad("panels", "none".to_owned(), "at least one panel"));
    }
    for (what, px) in [("width_px", figure.width_px), ("height_px", figure.height_px)] {
        if !(100.0..=8000.0).contains(&px) {
            return Err(bad(what, px.to_string(), "100 to 8000 pixels"));
        }
    }
    match figure.panels.iter().find(|panel| !(0.1..=10.0).contains(&panel.height)) {
        Some(panel) => Err(bad("height of a panel", panel.height.to_string(), "0.1 to 10")),
        None => Ok(()),
    }
}

/// Where everything stands.
struct Layout {
    planes: Vec<Plane>,
    x: Ticks,
    y: Vec<Ticks>,
    title: Vec<String>,
    label_x: f64,
    height: f64,
}

impl Layout {
    fn of(figure: &Figure) -> Result<Self> {
        let title = font::wrap(&figure.title, f64::from(TITLE_SIZE), 0.9 * figure.width_px, 3);
        let x_limits = range::of_x(figure)?;
        let mut top = 16.0 + TITLE_ROW * title.len() as f64;
        let mut heights = Vec::new();
        let mut rulers = Vec::new();
        for panel in &figure.panels {
            let height = (panel.height * figure.height_px).max(40.0);
            rulers.push(Ruler::new(panel.y.scale, range::of_y(panel)?, [top + height, top]));
            heights.push([top, top + height]);
            top += height + BETWEEN;
        }
        let y: Vec<Ticks> = rulers.iter().map(|ruler| ticks(ruler, BETWEEN_Y_TICKS)).collect();
        let widest = y.iter().map(axes::widest).fold(0.0, f64::max);
        let labelled = figure.panels.iter().any(|panel| !panel.y.label.is_empty() || !panel.y.unit.is_empty());
        let label_x = 8.0 + f64::from(LABEL_SIZE);
        let left = widest + 16.0 + if labelled { label_x } else { 8.0 };
        let right = figure.width_px - right_margin(figure, [left, x_limits[0], x_limits[1]]);
        let x = Ruler::new(figure.x.scale, x_limits, [left, right]);
        let plane = |(ruler, [top, bottom]): (&Ruler, &[f64; 2])| Plane {
            frame: Frame { left, top: *top, right, bottom: *bottom },
            x,
            y: *ruler,
        };
        let planes = rulers.iter().zip(&heights).map(plane).collect();
        Ok(Self { planes, x: ticks(&x, BETWEEN_X_TICKS), y, title, label_x, height: top - BETWEEN + BELOW })
    }
}

/// Room right of the frames: for a colour bar, or for the half of a number that stands at the very end.
fn right_margin(figure: &Figure, [left, first, last]: [f64; 3]) -> f64 {
    if figure.panels.iter().any(|panel| image_of(panel).is_some()) {
        return ColorBar::ROOM;
    }
    let narrow = Ruler::new(figure.x.scale, [first, last], [left, figure.width_px - 16.0]);
    let ends = ticks(&narrow, BETWEEN_X_TICKS).major;
    let beyond =
        ends.iter().map(|(at, label)| at + 0.5 * font::width(label, f64::from(axes::TICK_SIZE))).fold(0.0, f64::max);
    16.0 + (beyond + 4.0 - figure.width_px).max(0.0)
}

fn image_of(panel: &Panel) -> Option<&Image> {
    panel.layers.iter().find_map(|layer| if let Layer::Image(image) = layer { Some(image) } else { None })
}

fn draw_panel(canvas: &mut Canvas, panel: &Panel, plane: &Plane) {
    let mut drawn: Vec<Drawn> = Vec::new();
    canvas.clipped(plane.frame, |canvas| {
        let mut inks = Inks::default();
        drawn = panel.layers.iter().map(|layer| marks::draw(canvas, plane, layer, &mut inks)).collect();
    });
    if let Some(image) = image_of(panel) {
        marks::color_bar(canvas, plane.frame, image);
    }
    legend::draw(canvas, plane, panel, &drawn);
    let frame = plane.frame;
    if range::is_empty(panel) {
        let at = [0.5 * (frame.left + frame.right), 0.5 * (frame.top + frame.bottom)];
        canvas.text(&Text { at, anchor: TextAnchor::Middle, size: 14, color: ink::GREY, text: "no data to show" });
    }
    let left_out: usize = drawn.iter().map(|drawn| drawn.left_out).sum();
    if left_out > 0 {
        let text = format!("{left_out} value{} ≤ 0 not shown", if left_out == 1 { "" } else { "s" });
        let at = [frame.right, frame.top - 4.0];
        canvas.text(&Text { at, anchor: TextAnchor::End, size: 10, color: ink::GREY, text: &text });
    }
}
