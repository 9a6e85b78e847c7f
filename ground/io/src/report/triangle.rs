//! All pairs of several quantities: a triangle of panels.

use super::axes;
use super::canvas::{Canvas, Frame, Pen, Text, polyline};
use super::ink::{self, Inks};
use super::marks::{self, Plane};
use super::scale::Ruler;
use super::ticks::{Ticks, ticks};
use super::{Axis, Ink, Layer, font, range};
use crate::{Error, Result};
use kuva::render::render::TextAnchor;
use serde::{Deserialize, Serialize};

const TITLE_SIZE: u32 = 15;
const HEAD_SIZE: u32 = 12;
const BETWEEN: f64 = 10.0;
const RIGHT: f64 = 18.0;
const BELOW: f64 = 56.0;
const BETWEEN_TICKS: f64 = 48.0;
const LEGEND_SIZE: u32 = 13;
const LEGEND_ROW: f64 = 20.0;
const LEGEND_SAMPLE: f64 = 26.0;

/// Panels of all pairs of several quantities, a "corner plot": each quantity alone on the diagonal, each pair below it.
///
/// Panels of a column share their x axis, those of a row their y axis; the diagonal's upright axis has no numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Triangle {
    /// Line above the figure; empty for none.
    #[serde(default)]
    pub title: String,
    /// What is seen; shown below the figure in a page.
    #[serde(default)]
    pub caption: String,
    /// The quantities.
    pub quantities: Vec<Quantity>,
    /// Layers of each pair, row by row: (1, 0), (2, 0), (2, 1), (3, 0) …; the first of a pair is y.
    pub pairs: Vec<Vec<Layer>>,
    /// Side of a panel, CSS pixels.
    pub side_px: f64,
    /// What lies over one another in every panel, with its colour: written in the empty corner of two quantities and more.
    #[serde(default)]
    pub legend: Vec<(String, Ink)>,
}

/// One quantity of a [`Triangle`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quantity {
    /// Its axis; limits must be given.
    pub axis: Axis,
    /// What is written above its panel, such as its value and errors; empty for none.
    #[serde(default)]
    pub head: String,
    /// Layers of its own panel.
    pub layers: Vec<Layer>,
}

impl Triangle {
    /// A triangle without pairs yet; panels are smaller the more there are.
    #[must_use]
    pub fn new(title: impl Into<String>, quantities: Vec<Quantity>) -> Self {
        let side_px = (840.0 / quantities.len().max(1) as f64).clamp(72.0, 220.0);
        Self { title: title.into(), caption: String::new(), quantities, pairs: Vec::new(), side_px, legend: Vec::new() }
    }

    /// With this caption.
    #[must_use]
    pub fn caption(mut self, caption: impl Into<String>) -> Self {
        self.caption = caption.into();
        self
    }

    /// Draws it as a stand-alone SVG; every identifier in it begins with `id`.
    ///
    /// # Errors
    /// [`Error::BadFigure`] if there is no quantity, pairs are missing, or an axis has no usable limits.
    pub fn svg(&self, id: &str) -> Result<String> {
        self.check()?;
        let n = self.quantities.len();
        let place = Grid::of(self)?;
        let mut canvas = Canvas::new(id, place.width(n), place.height(n));
        if !self.title.is_empty() {
            let at = [0.5 * place.width(n), 24.0];
            canvas.text(&Text {
                at,
                anchor: TextAnchor::Middle,
                size: TITLE_SIZE,
                color: ink::BLACK,
                text: &self.title,
            });
        }
        for row in 0..n {
            for column in 0..=row {
                self.panel(&mut canvas, &place, (row, column))?;
            }
        }
        self.draw_legend(&mut canvas, &place);
        Ok(canvas.svg(&self.title, &self.caption))
    }

    /// Writes the names, from the top of the right column's empty side down.
    fn draw_legend(&self, canvas: &mut Canvas, place: &Grid) {
        let n = self.quantities.len();
        if n < 2 {
            return;
        }
        let room = place.frame(0, 1);
        let right = place.frame(0, n - 1).right;
        for (i, (name, ink)) in self.legend.iter().enumerate() {
            let y = room.top + LEGEND_ROW * (i as f64 + 0.5);
            let size = f64::from(LEGEND_SIZE);
            let text = font::fit(name, size, right - room.left - LEGEND_SAMPLE - 2.0 * BETWEEN);
            let left = right - font::width(&text, size);
            let pen = Pen::solid(Inks::default().next(*ink), 3.0);
            let end = left - BETWEEN;
            canvas.stroke(polyline(&[[end - LEGEND_SAMPLE, y], [end, y]]), &pen);
            let at = [left, y + 0.36 * size];
            canvas.text(&Text { at, anchor: TextAnchor::Start, size: LEGEND_SIZE, color: ink::BLACK, text: &text });
        }
    }

    fn check(&self) -> Result<()> {
        let n = self.quantities.len();
        let bad = |what, found: String, expected| {
            Err(Error::BadFigure { what, of: format!("figure `{}`", self.title), found, expected })
        };
        if n == 0 {
            return bad("quantities", "none".to_owned(), "at least one quantity");
        }
        if self.pairs.len() != n * (n - 1) / 2 {
            return bad("pairs", self.pairs.len().to_string(), "one panel for each pair of quantities");
        }
        if !(40.0..=800.0).contains(&self.side_px) {
            return bad("side_px", self.side_px.to_string(), "40 to 800 pixels");
        }
        match self.quantities.iter().find(|quantity| quantity.axis.limits.is_none()) {
            Some(quantity) => bad("limits", format!("none for `{}`", quantity.axis.label), "limits of every axis"),
            None => Ok(()),
        }
    }

    fn panel(&self, canvas: &mut Canvas, place: &Grid, (row, column): (usize, usize)) -> Result<()> {
        let n = self.quantities.len();
        let frame = place.frame(row, column);
        let (across, up) = (&self.quantities[column], &self.quantities[row]);
        let x = Ruler::new(across.axis.scale, range::given_limits(&across.axis)?, [frame.left, frame.right]);
        let is_alone = row == column;
        let layers = if is_alone { &across.layers } else { &self.pairs[row * (row - 1) / 2 + column] };
        let y_limits = if is_alone { [0.0, range::of_layers(layers)[1]] } else { range::given_limits(&up.axis)? };
        let y_scale = if is_alone { super::Scale::Linear } else { up.axis.scale };
        let plane = Plane { frame, x, y: Ruler::new(y_scale, y_limits, [frame.bottom, frame.top]) };
        canvas.clipped(frame, |canvas| {
            let mut inks = Inks::default();
            layers.iter().for_each(|layer| drop(marks::draw(canvas, &plane, layer, &mut inks)));
        });
        let x_ticks = ticks(&x, BETWEEN_TICKS);
        let y_ticks = if is_alone { Ticks::default() } else { ticks(&plane.y, BETWEEN_TICKS) };
        axes::frame(canvas, &plane, &x_ticks, &y_ticks);
        if row + 1 == n {
            axes::below(canvas, &plane, &x_ticks, &across.axis);
        }
        if column == 0 && !is_alone {
            axes::beside(canvas, &plane, &y_ticks, (&up.axis, place.label_x));
        }
        if is_alone {
            head(canvas, frame, &across.head);
        }
        Ok(())
    }
}

/// Writes what stands above a panel of the diagonal.
fn head(canvas: &mut Canvas, frame: Frame, text: &str) {
    let at = [0.5 * (frame.left + frame.right), frame.top - 7.0];
    let fits = |size: &u32| font::width(text, f64::from(*size)) <= frame.width() + BETWEEN;
    let size = (8..=HEAD_SIZE).rev().find(fits).unwrap_or(8);
    canvas.text(&Text { at, anchor: TextAnchor::Middle, size, color: ink::BLACK, text });
}

/// Where the panels stand.
struct Grid {
    left: f64,
    top: f64,
    side: f64,
    between: f64,
    label_x: f64,
}

impl Grid {
    fn of(triangle: &Triangle) -> Result<Self> {
        let mut widest: f64 = 0.0;
        for quantity in triangle.quantities.iter().skip(1) {
            let ends = [triangle.side_px, 0.0];
            let ruler = Ruler::new(quantity.axis.scale, range::given_limits(&quantity.axis)?, ends);
            widest = widest.max(axes::widest(&ticks(&ruler, BETWEEN_TICKS)));
        }
        let label_x = 8.0 + f64::from(axes::LABEL_SIZE);
        let title = if triangle.title.is_empty() { 0.0 } else { 22.0 };
        let has_heads = triangle.quantities.iter().any(|quantity| !quantity.head.is_empty());
        let between = BETWEEN + if has_heads { f64::from(HEAD_SIZE) } else { 0.0 };
        Ok(Self {
            left: widest + 16.0 + label_x,
            top: 14.0 + between + title,
            side: triangle.side_px,
            between,
            label_x,
        })
    }

    fn frame(&self, row: usize, column: usize) -> Frame {
        let left = self.left + column as f64 * (self.side + BETWEEN);
        let top = self.top + row as f64 * (self.side + self.between);
        Frame { left, top, right: left + self.side, bottom: top + self.side }
    }

    fn width(&self, n: usize) -> f64 {
        self.left + n as f64 * (self.side + BETWEEN) - BETWEEN + RIGHT
    }

    fn height(&self, n: usize) -> f64 {
        self.top + n as f64 * (self.side + self.between) - self.between + BELOW
    }
}
