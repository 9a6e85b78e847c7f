//! What the layers of a panel look like.

mod areas;
mod image;
mod lines;
mod points;

use super::canvas::{Canvas, Frame, Pen};
use super::ink::{self, Inks};
use super::scale::Ruler;
use super::{Layer, Line, Marker, Scale};
use kuva::render::color::Color;

pub(super) use image::{ColorBar, color_bar};
pub(super) use points::marker;

/// A frame with an axis along each side.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plane {
    pub(super) frame: Frame,
    pub(super) x: Ruler,
    pub(super) y: Ruler,
}

impl Plane {
    /// Where a point stands, if both axes can show it.
    fn at(&self, x: f64, y: f64) -> Option<[f64; 2]> {
        Some([self.x.at(x)?, self.y.at(y)?])
    }

    /// Where zero stands; the nearest end of the y axis if it is not shown.
    fn floor(&self) -> f64 {
        self.y.inside(0.0).unwrap_or(self.frame.bottom)
    }

    /// Whether a finite point cannot be shown because an axis is logarithmic.
    fn refuses(&self, x: f64, y: f64) -> bool {
        let beyond = |ruler: &Ruler, value: f64| ruler.scale() == Scale::Log && value <= 0.0;
        x.is_finite() && y.is_finite() && (beyond(&self.x, x) || beyond(&self.y, y))
    }
}

/// What stands beside an entry of the legend.
#[derive(Debug, Clone)]
pub(super) enum Sample {
    Line(Pen),
    Tint(Color, f64),
    Marker(Marker, Color),
}

/// What a layer left behind when it was drawn.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    /// Its entry in the legend.
    pub(super) key: Option<(Sample, String)>,
    /// Places that a legend should not cover.
    pub(super) busy: Vec<[f64; 2]>,
    /// Number of values that a logarithmic axis cannot show.
    pub(super) left_out: usize,
}

impl Drawn {
    fn new(sample: Sample, label: &str) -> Self {
        let key = (!label.is_empty()).then(|| (sample, label.to_owned()));
        Self { key, ..Self::default() }
    }
}

/// Draws a layer; notes are placed later, with the legend.
pub(super) fn draw(canvas: &mut Canvas, plane: &Plane, layer: &Layer, inks: &mut Inks) -> Drawn {
    match layer {
        Layer::Curve(curve) => lines::curve(canvas, plane, curve, inks.next(curve.ink)),
        Layer::Steps(steps) => lines::steps(canvas, plane, steps, inks.next(steps.ink)),
        Layer::Points(points) => points::points(canvas, plane, points, inks.next(points.ink)),
        Layer::Band(band) => areas::band(canvas, plane, band, inks.next(band.ink)),
        Layer::Area(area) => areas::area(canvas, plane, area, inks.next(area.ink)),
        Layer::Spans(spans) => areas::spans(canvas, plane, spans, ink::quiet(spans.ink)),
        Layer::Rule(rule) => lines::rule(canvas, plane, rule, ink::quiet(rule.ink)),
        Layer::Image(image) => image::image(canvas, plane, image),
        Layer::Note(_) => Drawn::default(),
    }
}

/// The dashes of a line.
fn dash(line: Line) -> &'static str {
    match line {
        Line::Solid => "",
        Line::Dashed => "6,4",
        Line::Dotted => "1.5,3",
    }
}
