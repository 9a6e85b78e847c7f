//! Points and their error bars.

use super::{Drawn, Plane, Sample};
use crate::report::canvas::{Canvas, Pen, short};
use crate::report::{Errors, Marker, Points, thin};
use kuva::render::color::Color;
use std::fmt::Write;

/// Draws the error bars, then the markers.
pub(super) fn points(canvas: &mut Canvas, plane: &Plane, points: &Points, color: Color) -> Drawn {
    let mut drawn = Drawn::new(Sample::Marker(points.marker, color.clone()), &points.label);
    let bar = Pen::solid(color.clone(), 1.0);
    canvas.stroke(upright_bars(plane, points), &bar);
    canvas.stroke(lying_bars(plane, points), &bar);
    let pairs = || points.x.iter().zip(&points.y);
    drawn.left_out = pairs().filter(|(x, y)| plane.refuses(**x, **y)).count();
    let near = plane.frame.grown(8.0);
    let seen = |[x, y]: &[f64; 2]| (near.left..=near.right).contains(x) && (near.top..=near.bottom).contains(y);
    let places: Vec<[f64; 2]> = pairs().filter_map(|(x, y)| plane.at(*x, *y)).filter(seen).collect();
    let radius = radius(places.len());
    let places = thin::markers(places);
    let mut d = String::new();
    for place in &places {
        marker(&mut d, points.marker, *place, radius);
    }
    canvas.fill(d, color, 1.0);
    drawn.busy.extend(places);
    drawn
}

/// Fewer points may be larger.
fn radius(n: usize) -> f64 {
    match n {
        0..=60 => 3.2,
        61..=200 => 2.6,
        201..=2000 => 2.0,
        _ => 1.3,
    }
}

fn upright_bars(plane: &Plane, points: &Points) -> String {
    let Some(errors) = &points.y_err else { return String::new() };
    let ends = |i: usize| bar(errors, i, points.y[i]).map(|v| plane.y.inside(v));
    let bars = shown(points).filter_map(|i| {
        let [low, high] = ends(i);
        Some([plane.x.at(points.x[i])?, low?, high?])
    });
    let inside =
        |bar: &[f64; 3]| (plane.frame.left - 2.0..=plane.frame.right + 2.0).contains(&bar[0]) && bar[1] != bar[2];
    thin::bars(bars.filter(inside).collect()).iter().fold(String::new(), |mut d, [x, a, b]| {
        let _ = write!(d, "M{} {}V{}", short(*x), short(*a), short(*b));
        d
    })
}

fn lying_bars(plane: &Plane, points: &Points) -> String {
    let Some(errors) = &points.x_err else { return String::new() };
    let ends = |i: usize| bar(errors, i, points.x[i]).map(|v| plane.x.inside(v));
    let bars = shown(points).filter_map(|i| {
        let [low, high] = ends(i);
        Some([plane.y.at(points.y[i])?, low?, high?])
    });
    let inside =
        |bar: &[f64; 3]| (plane.frame.top - 2.0..=plane.frame.bottom + 2.0).contains(&bar[0]) && bar[1] != bar[2];
    thin::bars(bars.filter(inside).collect()).iter().fold(String::new(), |mut d, [y, a, b]| {
        let _ = write!(d, "M{} {}H{}", short(*a), short(*y), short(*b));
        d
    })
}

fn shown(points: &Points) -> impl Iterator<Item = usize> {
    (0..points.x.len().min(points.y.len())).filter(|i| points.x[*i].is_finite() && points.y[*i].is_finite())
}

fn bar(errors: &Errors, i: usize, value: f64) -> [f64; 2] {
    let [below, above] = errors.at(i);
    [value - below, value + above]
}

/// Adds one marker to a path.
pub(in crate::report) fn marker(d: &mut String, marker: Marker, [x, y]: [f64; 2], radius: f64) {
    let r = short(radius);
    let (side, [left, top]) = (1.8 * radius, [x - 0.9 * radius, y - 0.9 * radius]);
    // writing into a string cannot fail
    let _ = match marker {
        Marker::Disc => {
            let width = short(2.0 * radius);
            write!(d, "M{} {}a{r} {r} 0 1 0 {width} 0a{r} {r} 0 1 0 -{width} 0Z", short(x - radius), short(y))
        }
        Marker::Square => write!(d, "M{} {}h{}v{2}h-{2}Z", short(left), short(top), short(side)),
        Marker::Diamond => {
            let r = 1.3 * radius;
            write!(
                d,
                "M{} {}L{} {}L{} {}L{} {}Z",
                short(x),
                short(y - r),
                short(x + r),
                short(y),
                short(x),
                short(y + r),
                short(x - r),
                short(y)
            )
        }
        Marker::Triangle => {
            let (wide, high) = (1.15 * radius, 1.3 * radius);
            write!(d, "M{} {}l{} {}h-{}Z", short(x), short(y - high), short(wide), short(1.6 * high), short(2.0 * wide))
        }
        Marker::None => Ok(()),
    };
}
