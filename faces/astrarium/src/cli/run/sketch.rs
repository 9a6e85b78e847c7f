//! `--plot`: a figure in characters, for terminals far from any screen.
use astrarium_io::report::{Axis, Figure, Layer, Panel, Scale};

const COLUMNS: usize = 68;
const ROWS: usize = 18;
/// Dots of one character: two beside, four above each other.
const DOTS: [usize; 2] = [2, 4];

/// The first panel in braille dots, with the ranges of its axes.
pub(super) fn draw(figure: &Figure) -> String {
    let Some(panel) = figure.panels.first() else { return String::new() };
    let points = points(panel);
    let places = |of: fn(&[f64; 2]) -> f64, axis: &Axis| Range::of(points.iter().map(of), axis);
    let (Some(x), Some(y)) = (places(|p| p[0], &figure.x), places(|p| p[1], &panel.y)) else {
        return format!("{}: nothing to draw", figure.title);
    };
    let mut canvas = vec![[0_u8; COLUMNS]; ROWS];
    for [px, py] in points {
        let (Some(u), Some(v)) = (x.dot(px, COLUMNS * DOTS[0]), y.dot(py, ROWS * DOTS[1])) else { continue };
        let v = ROWS * DOTS[1] - 1 - v;
        canvas[v / DOTS[1]][u / DOTS[0]] |= bit(u % DOTS[0], v % DOTS[1]);
    }
    let mut lines = vec![format!("{}: {} to {}", name(&panel.y), short(y.ends[0]), short(y.ends[1]))];
    lines.extend(canvas.iter().map(|row| format!("|{}", row.iter().map(|dots| braille(*dots)).collect::<String>())));
    lines.push(format!("+{}", "-".repeat(COLUMNS)));
    lines.push(format!(" {}: {} to {}", name(&figure.x), short(x.ends[0]), short(x.ends[1])));
    lines.join("\n")
}

/// What is drawn, as points.
fn points(panel: &Panel) -> Vec<[f64; 2]> {
    let zip = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| [*x, *y]).collect::<Vec<_>>();
    let of = |layer: &Layer| match layer {
        Layer::Curve(curve) => zip(&curve.x, &curve.y),
        Layer::Points(points) => zip(&points.x, &points.y),
        Layer::Steps(steps) => {
            let middles = steps.edges.windows(2).map(|edges| 0.5 * (edges[0] + edges[1])).collect::<Vec<_>>();
            zip(&middles, &steps.y)
        }
        _ => Vec::new(),
    };
    panel.layers.iter().flat_map(of).filter(|point| point.iter().all(|value| value.is_finite())).collect()
}

/// What an axis shows.
struct Range {
    ends: [f64; 2],
    scale: Scale,
}

impl Range {
    fn of(values: impl Iterator<Item = f64>, axis: &Axis) -> Option<Self> {
        let shown = values.filter(|value| axis.scale == Scale::Linear || *value > 0.0);
        let [low, high] = shown.fold([f64::INFINITY, f64::NEG_INFINITY], |[a, b], v| [a.min(v), b.max(v)]);
        (low <= high).then_some(Self { ends: [low, high], scale: axis.scale })
    }
    fn dot(&self, value: f64, n: usize) -> Option<usize> {
        let place = |value: f64| if self.scale == Scale::Log { value.ln() } else { value };
        let [low, high] = self.ends.map(place);
        let share = if high > low { (place(value) - low) / (high - low) } else { 0.5 };
        (0.0..=1.0).contains(&share).then(|| ((share * n as f64) as usize).min(n - 1))
    }
}

/// The bit of a dot in a braille character.
fn bit(column: usize, row: usize) -> u8 {
    const BITS: [[u8; 4]; 2] = [[0, 1, 2, 6], [3, 4, 5, 7]];
    1 << BITS[column][row]
}

fn braille(dots: u8) -> char {
    char::from_u32(0x2800 + u32::from(dots)).unwrap_or(' ')
}

fn name(axis: &Axis) -> String {
    if axis.unit.is_empty() { axis.label.clone() } else { format!("{} [{}]", axis.label, axis.unit) }
}

fn short(value: f64) -> String {
    if value != 0.0 && !(1e-3..1e5).contains(&value.abs()) { format!("{value:.3e}") } else { format!("{value:.4}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use astrarium_io::report::Curve;

    #[test]
    fn a_rising_line_goes_from_corner_to_corner() {
        let x: Vec<f64> = (1..=1000).map(f64::from).collect();
        let panel = Panel::new(Axis::log("Power")).with(Curve::new(x.clone(), x.clone()));
        let text = draw(&Figure::new("line", Axis::log("Frequency").unit("Hz")).panel(panel));
        let rows: Vec<Vec<char>> = text.lines().map(|line| line.chars().collect()).collect();
        assert_eq!(rows[0].iter().collect::<String>(), "Power: 1.0000 to 1000.0000");
        assert_eq!((rows[ROWS][1], rows[1][COLUMNS]), (braille(bit(0, 3)), braille(rows[1][COLUMNS] as u8)));
        assert_ne!(rows[1][COLUMNS], '\u{2800}');
        assert_eq!(rows[1][1], '\u{2800}');
    }

    #[test]
    fn nothing_finite_is_said_so() {
        let panel = Panel::new(Axis::linear("y")).with(Curve::new(vec![f64::NAN], vec![1.0]));
        assert!(draw(&Figure::new("empty", Axis::linear("x")).panel(panel)).contains("nothing to draw"));
    }
}
