//! Legends and notes: text inside a panel, where it hides least.

use super::canvas::{Canvas, Frame, Pen, Text, polyline, rect};
use super::marks::{Drawn, Plane, Sample, marker};
use super::{Corner, Layer, Note, Panel, Place, font, ink};
use kuva::render::color::Color;
use kuva::render::render::TextAnchor;

const SIZE: u32 = 12;
const ROW: f64 = 17.0;
const PADDING: f64 = 7.0;
/// From the frame to a box of text: clear of the ticks.
const MARGIN: f64 = 12.0;
const SAMPLE: f64 = 24.0;
const CORNERS: [Corner; 4] = [Corner::TopRight, Corner::TopLeft, Corner::BottomRight, Corner::BottomLeft];

/// Boxes of text in the corners of a panel, the later ones nearer to its middle.
struct Corners {
    frame: Frame,
    taken: [f64; 4],
}

impl Corners {
    /// Takes room for a box in a corner.
    fn place(&mut self, corner: Corner, [width, height]: [f64; 2]) -> Frame {
        let at = self.peek(corner, [width, height]);
        self.taken[corner as usize] += height + 4.0;
        at
    }

    fn peek(&self, corner: Corner, [width, height]: [f64; 2]) -> Frame {
        let inner = self.frame.grown(-MARGIN);
        let taken = self.taken[corner as usize];
        let left = match corner {
            Corner::TopLeft | Corner::BottomLeft => inner.left,
            Corner::TopRight | Corner::BottomRight => inner.right - width,
        };
        let top = match corner {
            Corner::TopLeft | Corner::TopRight => inner.top + taken,
            Corner::BottomLeft | Corner::BottomRight => inner.bottom - taken - height,
        };
        Frame { left, top, right: left + width, bottom: top + height }
    }

    /// The corner in which a box of this size covers the fewest of the busy places.
    fn emptiest(&self, size: [f64; 2], busy: &[[f64; 2]]) -> Corner {
        let covered = |corner: &Corner| {
            let at = self.peek(*corner, size);
            let hit = |[x, y]: &&[f64; 2]| (at.left..=at.right).contains(x) && (at.top..=at.bottom).contains(y);
            busy.iter().filter(hit).count() + usize::from(self.taken[*corner as usize] > 0.0)
        };
        CORNERS.into_iter().min_by_key(covered).unwrap_or(Corner::TopRight)
    }
}

/// Draws the notes of a panel and the legend of its labelled layers.
pub(super) fn draw(canvas: &mut Canvas, plane: &Plane, panel: &Panel, drawn: &[Drawn]) {
    let mut corners = Corners { frame: plane.frame, taken: [0.0; 4] };
    for layer in &panel.layers {
        if let Layer::Note(note) = layer {
            draw_note(canvas, plane, &mut corners, note);
        }
    }
    let keys: Vec<&(Sample, String)> = drawn.iter().filter_map(|drawn| drawn.key.as_ref()).collect();
    if keys.is_empty() {
        return;
    }
    let room = 0.6 * plane.frame.width() - SAMPLE - 3.0 * PADDING;
    let labels: Vec<String> = keys.iter().map(|(_, label)| font::fit(label, f64::from(SIZE), room)).collect();
    let size = [SAMPLE + 3.0 * PADDING + widest(&labels), height(labels.len())];
    let busy: Vec<[f64; 2]> = drawn.iter().flat_map(|drawn| &drawn.busy).copied().collect();
    let corner = panel.legend.unwrap_or_else(|| corners.emptiest(size, &busy));
    let at = corners.place(corner, size);
    canvas.fill(rect(at), Color::Rgb(255, 255, 255), 0.85);
    for (i, ((sample, _), label)) in keys.iter().zip(&labels).enumerate() {
        let y = at.top + 0.5 * PADDING + ROW * (i as f64 + 0.5);
        draw_sample(canvas, sample, [at.left + PADDING, y]);
        let at = [at.left + 2.0 * PADDING + SAMPLE, y + 0.36 * f64::from(SIZE)];
        canvas.text(&Text { at, anchor: TextAnchor::Start, size: SIZE, color: ink::BLACK, text: label });
    }
}

fn height(rows: usize) -> f64 {
    ROW * rows as f64 + PADDING
}

fn widest(lines: &[String]) -> f64 {
    lines.iter().map(|line| font::width(line, f64::from(SIZE))).fold(0.0, f64::max)
}

fn draw_sample(canvas: &mut Canvas, sample: &Sample, [left, y]: [f64; 2]) {
    let right = left + SAMPLE;
    match sample {
        Sample::Line(pen) => canvas.stroke(polyline(&[[left, y], [right, y]]), pen),
        Sample::Tint(color, opacity) => {
            canvas.fill(rect(Frame { left, right, top: y - 5.0, bottom: y + 5.0 }), color.clone(), *opacity);
        }
        Sample::Marker(shape, color) => {
            let mut d = String::new();
            let middle = left + 0.5 * SAMPLE;
            marker(&mut d, *shape, [middle, y], 3.2);
            canvas.stroke(polyline(&[[middle, y - 7.0], [middle, y + 7.0]]), &Pen::solid(color.clone(), 1.0));
            canvas.fill(d, color.clone(), 1.0);
        }
    }
}

fn draw_note(canvas: &mut Canvas, plane: &Plane, corners: &mut Corners, note: &Note) {
    let room = 0.8 * plane.frame.width();
    let lines: Vec<String> = note.lines.iter().map(|line| font::fit(line, f64::from(SIZE), room)).collect();
    let size = [widest(&lines) + 2.0 * PADDING, height(lines.len())];
    let at = match note.place {
        Place::Corner(corner) => corners.place(corner, size),
        Place::Data { x, y } => match (plane.x.at(x), plane.y.at(y)) {
            (Some(x), Some(y)) => beside([x, y], size, plane.frame),
            _ => return,
        },
    };
    canvas.fill(rect(at), Color::Rgb(255, 255, 255), 0.7);
    for (i, text) in lines.iter().enumerate() {
        let at = [at.left + PADDING, at.top + 0.5 * PADDING + ROW * (i as f64 + 0.5) + 0.36 * f64::from(SIZE)];
        canvas.text(&Text { at, anchor: TextAnchor::Start, size: SIZE, color: ink::BLACK, text });
    }
}

/// A box right of and above a point, pushed back into the frame.
fn beside([x, y]: [f64; 2], [width, height]: [f64; 2], frame: Frame) -> Frame {
    let left = (x + 4.0).min(frame.right - width - 4.0).max(frame.left + 4.0);
    let top = (y - height - 4.0).min(frame.bottom - height - 4.0).max(frame.top + 4.0);
    Frame { left, top, right: left + width, bottom: top + height }
}
