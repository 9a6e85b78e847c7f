//! Curves, steps and rules.

use super::{Drawn, Plane, Sample, dash};
use crate::report::canvas::{Canvas, Pen, polyline};
use crate::report::{Curve, Rule, Steps, Way, thin};
use kuva::render::color::Color;

const WIDTH: f64 = 1.4;

/// Draws a line through points, broken where one cannot be shown.
pub(super) fn curve(canvas: &mut Canvas, plane: &Plane, curve: &Curve, color: Color) -> Drawn {
    let pen = Pen { color, width: WIDTH, dash: dash(curve.line) };
    let mut drawn = Drawn::new(Sample::Line(pen.clone()), &curve.label);
    let pairs = || curve.x.iter().zip(&curve.y);
    drawn.left_out = pairs().filter(|(x, y)| plane.refuses(**x, **y)).count();
    let places: Vec<Option<[f64; 2]>> = pairs().map(|(x, y)| plane.at(*x, *y)).collect();
    stroke(canvas, plane, &places, &pen, &mut drawn);
    drawn
}

/// Draws a histogram as steps.
pub(super) fn steps(canvas: &mut Canvas, plane: &Plane, steps: &Steps, color: Color) -> Drawn {
    let pen = Pen::solid(color.clone(), WIDTH);
    let mut drawn = Drawn::new(Sample::Line(pen.clone()), &steps.label);
    let bins = || steps.edges.windows(2).zip(&steps.y);
    drawn.left_out = bins().filter(|(edges, y)| plane.refuses(edges[1], **y)).count();
    let mut places = Vec::with_capacity(2 * steps.y.len());
    for (edges, y) in bins() {
        // a bin that begins at zero reaches to the end of a logarithmic axis
        let corner = |edge: f64| Some([plane.x.inside(edge)?, plane.y.at(*y)?]);
        let seen = edges[0].max(edges[1]) >= plane.x.value(plane.frame.left).min(plane.x.value(plane.frame.right));
        places.extend(if seen { [corner(edges[0]), corner(edges[1])] } else { [None; 2] });
    }
    if steps.filled {
        tint(canvas, plane, &places, color);
    }
    stroke(canvas, plane, &places, &pen, &mut drawn);
    drawn
}

/// Draws a straight line across the panel.
pub(super) fn rule(canvas: &mut Canvas, plane: &Plane, rule: &Rule, color: Color) -> Drawn {
    let pen = Pen { color, width: 1.0, dash: dash(rule.line) };
    let drawn = Drawn::new(Sample::Line(pen.clone()), &rule.label);
    let frame = plane.frame;
    let ends = match rule.way {
        Way::X => plane.x.at(rule.at).map(|x| [[x, frame.top], [x, frame.bottom]]),
        Way::Y => plane.y.at(rule.at).map(|y| [[frame.left, y], [frame.right, y]]),
    };
    for piece in thin::cut(ends.as_ref().map_or(&[], |ends| &ends[..]), frame.grown(1.0)) {
        canvas.stroke(polyline(&piece), &pen);
    }
    drawn
}

fn stroke(canvas: &mut Canvas, plane: &Plane, places: &[Option<[f64; 2]>], pen: &Pen, drawn: &mut Drawn) {
    let mut d = String::new();
    for run in runs(places) {
        let kept = if run.len() == 1 { dot(run[0]) } else { thin::line(&run) };
        for piece in thin::cut(&kept, plane.frame.grown(4.0)) {
            d.push_str(&polyline(&piece));
            drawn.busy.extend(piece);
        }
    }
    canvas.stroke(d, pen);
}

fn tint(canvas: &mut Canvas, plane: &Plane, places: &[Option<[f64; 2]>], color: Color) {
    let floor = plane.floor();
    let mut d = String::new();
    for run in runs(places) {
        let mut outline = thin::line(&run);
        outline.iter_mut().for_each(|p| p[1] = p[1].clamp(plane.frame.top - 4.0, plane.frame.bottom + 4.0));
        if let (Some(first), Some(last)) = (outline.first().copied(), outline.last().copied()) {
            outline.extend([[last[0], floor], [first[0], floor]]);
            d.push_str(&polyline(&outline));
            d.push('Z');
        }
    }
    canvas.fill(d, color, 0.22);
}

/// Points in a row without one that cannot be shown.
pub(super) fn runs(places: &[Option<[f64; 2]>]) -> impl Iterator<Item = Vec<[f64; 2]>> {
    places.split(Option::is_none).filter(|run| !run.is_empty()).map(|run| run.iter().flatten().copied().collect())
}

/// A lone point of a line is a short dash, for it to be seen at all.
fn dot([x, y]: [f64; 2]) -> Vec<[f64; 2]> {
    vec![[x - 2.0, y], [x + 2.0, y]]
}
