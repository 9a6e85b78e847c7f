//! Frames, ticks and labels.

use super::canvas::{Canvas, Pen, Text, rect, short};
use super::marks::Plane;
use super::ticks::{Ticks, superscript};
use super::{Axis, font, ink};
use kuva::render::render::TextAnchor;
use std::fmt::Write;

/// Size of the numbers at the ticks.
pub(super) const TICK_SIZE: u32 = 12;
/// Size of the axis labels.
pub(super) const LABEL_SIZE: u32 = 13;
const MAJOR: f64 = 7.0;
const MINOR: f64 = 3.5;

/// Draws the frame of a panel with ticks inwards on all four sides.
pub(super) fn frame(canvas: &mut Canvas, plane: &Plane, x: &Ticks, y: &Ticks) {
    let frame = plane.frame;
    let mut d = String::new();
    let upright = x.major.iter().map(|(at, _)| (*at, MAJOR)).chain(x.minor.iter().map(|at| (*at, MINOR)));
    for (at, length) in upright {
        let (at, top, bottom) = (short(at), short(frame.top), short(frame.bottom));
        let _ = write!(d, "M{at} {top}v{length}M{at} {bottom}v-{length}");
    }
    let lying = y.major.iter().map(|(at, _)| (*at, MAJOR)).chain(y.minor.iter().map(|at| (*at, MINOR)));
    for (at, length) in lying {
        let (at, left, right) = (short(at), short(frame.left), short(frame.right));
        let _ = write!(d, "M{left} {at}h{length}M{right} {at}h-{length}");
    }
    canvas.stroke(d, &Pen::solid(ink::BLACK, 0.9));
    canvas.stroke(rect(frame), &Pen::solid(ink::BLACK, 1.2));
}

/// Writes the numbers below the lowest panel, and its axis label.
pub(super) fn below(canvas: &mut Canvas, plane: &Plane, ticks: &Ticks, axis: &Axis) {
    let frame = plane.frame;
    for (x, text) in &ticks.major {
        let at = [*x, frame.bottom + 18.0];
        canvas.text(&Text { at, anchor: TextAnchor::Middle, size: TICK_SIZE, color: ink::BLACK, text });
    }
    let (text, size) = label(axis, ticks, frame.width());
    let at = [0.5 * (frame.left + frame.right), frame.bottom + 40.0];
    canvas.text(&Text { at, anchor: TextAnchor::Middle, size, color: ink::BLACK, text: &text });
}

/// Writes the numbers left of a panel, and its axis label with its middle at `label_x`.
pub(super) fn beside(canvas: &mut Canvas, plane: &Plane, ticks: &Ticks, (axis, label_x): (&Axis, f64)) {
    let frame = plane.frame;
    for (y, text) in &ticks.major {
        let at = [frame.left - 7.0, y + 0.36 * f64::from(TICK_SIZE)];
        canvas.text(&Text { at, anchor: TextAnchor::End, size: TICK_SIZE, color: ink::BLACK, text });
    }
    let (text, size) = label(axis, ticks, frame.height() + 12.0);
    let at = [label_x, 0.5 * (frame.top + frame.bottom)];
    canvas.upright(&Text { at, anchor: TextAnchor::Middle, size, color: ink::BLACK, text: &text });
}

/// Width of the widest number.
pub(super) fn widest(ticks: &Ticks) -> f64 {
    ticks.major.iter().map(|(_, label)| font::width(label, f64::from(TICK_SIZE))).fold(0.0, f64::max)
}

/// What an axis says, in the largest size that fits: `Label − offset (10ⁿ unit)`.
fn label(axis: &Axis, ticks: &Ticks, room: f64) -> (String, u32) {
    let offset = match ticks.offset.strip_prefix('−') {
        Some(positive) => format!(" + {positive}"),
        None if ticks.offset.is_empty() => String::new(),
        None => format!(" − {}", ticks.offset),
    };
    let power = if ticks.power == 0 { String::new() } else { format!("10{}", superscript(ticks.power)) };
    let unit = [power.as_str(), axis.unit.as_str()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    let unit = match unit.join(" ") {
        none if none.is_empty() => none,
        nested if nested.contains('(') => format!("[{nested}]"),
        plain => format!("({plain})"),
    };
    let tail = format!("{offset} {unit}");
    let tail = tail.trim_end();
    let text = |label: &str| format!("{label}{tail}").trim_start().to_owned();
    let whole = text(&axis.label);
    let fits = |size: &u32| font::width(&whole, f64::from(*size)) <= room;
    match (10..=LABEL_SIZE).rev().find(fits) {
        Some(size) => (whole, size),
        // the quantity may be cut off, but not what its numbers mean
        None => (font::fit(&text(&font::fit(&axis.label, 10.0, room - font::width(tail, 10.0))), 10.0, room), 10),
    }
}

#[cfg(test)]
mod tests {
    use super::{Axis, Ticks, label};

    #[test]
    fn a_label_says_what_its_numbers_mean() {
        let ticks = |offset: &str, power| Ticks { offset: offset.to_owned(), power, ..Ticks::default() };
        let of = |axis: &Axis, ticks: &Ticks| label(axis, ticks, 500.0).0;
        let time = Axis::linear("Time").unit("s");
        assert_eq!(of(&time, &ticks("", 0)), "Time (s)");
        assert_eq!(of(&time, &ticks("193456000", 0)), "Time − 193456000 (s)");
        assert_eq!(of(&time, &ticks("−20000", -3)), "Time + 20000 (10⁻³ s)");
        assert_eq!(of(&Axis::linear("Counts"), &ticks("", 5)), "Counts (10⁵)");
        assert_eq!(of(&Axis::linear("Power").unit("(rms/mean)² Hz⁻¹"), &ticks("", 0)), "Power [(rms/mean)² Hz⁻¹]");
        assert_eq!(of(&Axis::linear(""), &ticks("", 0)), "");
        let (cut, size) = label(&Axis::linear("quantity ".repeat(50)).unit("s"), &ticks("12345", 5), 300.0);
        assert!(size == 10 && cut.ends_with("… − 12345 (10⁵ s)"), "{cut}");
    }
}
