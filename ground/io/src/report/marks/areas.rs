//! Tinted areas: bands between curves, spans across the panel.

use super::lines::runs;
use super::{Drawn, Plane, Sample};
use crate::report::canvas::{Canvas, Frame, polyline, rect};
use crate::report::{Area, Band, Spans, Way, thin};
use kuva::render::color::Color;

const BAND: f64 = 0.25;
const SPAN: f64 = 0.14;

/// Tints the area between two curves, broken where one of them is not a number.
pub(super) fn band(canvas: &mut Canvas, plane: &Plane, band: &Band, color: Color) -> Drawn {
    let mut drawn = Drawn::new(Sample::Tint(color.clone(), BAND), &band.label);
    let near = plane.frame.grown(4.0);
    let border = |values: &[f64]| -> Vec<Option<[f64; 2]>> {
        let pairs = band.x.iter().zip(values).enumerate();
        // both borders break at the same points
        let open = |i: usize| [&band.low, &band.high].iter().any(|list| list.get(i).is_none_or(|v| v.is_nan()));
        pairs
            .map(|(i, (x, y))| {
                let place = [plane.x.at(*x)?.clamp(near.left, near.right), plane.y.inside(*y)?];
                (!open(i)).then_some(place)
            })
            .collect()
    };
    let (low, high) = (border(&band.low), border(&band.high));
    let mut d = String::new();
    for (below, above) in runs(&low).zip(runs(&high)) {
        let (below, mut outline) = (thin::line(&below), thin::line(&above));
        drawn.busy.extend(outline.iter().chain(&below).copied());
        outline.extend(below.into_iter().rev());
        d.push_str(&polyline(&outline));
        d.push('Z');
    }
    canvas.fill(d, color, BAND);
    drawn
}

/// Tints what closed lines enclose.
pub(super) fn area(canvas: &mut Canvas, plane: &Plane, area: &Area, color: Color) -> Drawn {
    let mut drawn = Drawn::new(Sample::Tint(color.clone(), BAND), &area.label);
    let near = plane.frame.grown(4.0);
    let hold = |[x, y]: [f64; 2]| [x.clamp(near.left, near.right), y.clamp(near.top, near.bottom)];
    let places: Vec<Option<[f64; 2]>> = area.x.iter().zip(&area.y).map(|(x, y)| plane.at(*x, *y).map(hold)).collect();
    let mut d = String::new();
    for outline in runs(&places) {
        drawn.busy.extend(&outline);
        d.push_str(&polyline(&outline));
        d.push('Z');
    }
    canvas.fill(d, color, BAND);
    drawn
}

/// Tints intervals over the whole width or height; those that touch on the screen are drawn as one.
pub(super) fn spans(canvas: &mut Canvas, plane: &Plane, spans: &Spans, color: Color) -> Drawn {
    let drawn = Drawn::new(Sample::Tint(color.clone(), SPAN), &spans.label);
    let ruler = if spans.way == Way::X { plane.x } else { plane.y };
    let mut places: Vec<[f64; 2]> = Vec::new();
    for interval in &spans.intervals {
        if let [Some(a), Some(b)] = interval.map(|v| ruler.inside(v)) {
            places.push([a.min(b), a.max(b)]);
        }
    }
    places.sort_by(|a, b| a[0].total_cmp(&b[0]));
    let mut joined: Vec<[f64; 2]> = Vec::new();
    for [from, to] in places {
        match joined.last_mut() {
            Some(last) if from <= last[1] + 0.05 => last[1] = last[1].max(to),
            _ => joined.push([from, to]),
        }
    }
    let frame = plane.frame;
    let shape = |[from, to]: [f64; 2]| match spans.way {
        Way::X => rect(Frame { left: from, right: to, ..frame }),
        Way::Y => rect(Frame { top: from, bottom: to, ..frame }),
    };
    let d = joined.into_iter().filter(|[from, to]| to > from).map(shape).collect();
    canvas.fill(d, color, SPAN);
    drawn
}
