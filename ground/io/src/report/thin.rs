//! Fewer points for the same picture.
//!
//! A line of a million points has a thousand columns of pixels. Of the points that fall into one column in a row, the
//! first, the lowest, the highest and the last draw what all of them draw.

use super::canvas::Frame;

/// Columns a pixel: fine enough for a screen or print of twice the resolution.
const COLUMNS_PER_PX: f64 = 2.0;

type Point = [f64; 2];

/// The points of a line that can be told apart, in their order.
pub(super) fn line(points: &[Point]) -> Vec<Point> {
    let column = |point: &Point| (point[0] * COLUMNS_PER_PX).floor();
    let mut kept = Vec::new();
    for run in points.chunk_by(|a, b| column(a) == column(b)) {
        if run.len() <= 4 {
            kept.extend_from_slice(run);
            continue;
        }
        let by_height = |a: &usize, b: &usize| run[*a][1].total_cmp(&run[*b][1]);
        let low = (0..run.len()).min_by(by_height).unwrap_or(0);
        let high = (0..run.len()).max_by(by_height).unwrap_or(0);
        let mut order = [0, low.min(high), low.max(high), run.len() - 1].to_vec();
        order.dedup();
        kept.extend(order.into_iter().map(|i| run[i]));
    }
    kept
}

/// The pieces of a line inside a frame. Points far outside would be rounded by whatever draws them.
pub(super) fn cut(points: &[Point], frame: Frame) -> Vec<Vec<Point>> {
    let mut pieces: Vec<Vec<Point>> = Vec::new();
    let mut open: Option<Point> = None;
    for pair in points.windows(2) {
        let Some([from, to]) = segment([pair[0], pair[1]], frame) else {
            open = None;
            continue;
        };
        match pieces.last_mut() {
            Some(piece) if open == Some(from) => piece.push(to),
            _ => pieces.push(vec![from, to]),
        }
        open = Some(to);
    }
    pieces
}

/// The part of a straight line inside a frame (Liang and Barsky 1984, ACM Trans. Graph. 3, 1).
fn segment([a, b]: [Point; 2], frame: Frame) -> Option<[Point; 2]> {
    let [dx, dy] = [b[0] - a[0], b[1] - a[1]];
    let (mut enter, mut leave) = (0.0f64, 1.0f64);
    let sides =
        [(-dx, a[0] - frame.left), (dx, frame.right - a[0]), (-dy, a[1] - frame.top), (dy, frame.bottom - a[1])];
    for (direction, room) in sides {
        if direction == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if direction < 0.0 {
            enter = enter.max(room / direction);
        } else {
            leave = leave.min(room / direction);
        }
    }
    let on = |part: f64| [a[0] + part * dx, a[1] + part * dy];
    let first = if enter > 0.0 { on(enter) } else { a };
    let last = if leave < 1.0 { on(leave) } else { b };
    (enter <= leave).then_some([first, last])
}

/// Upright bars `(x, y, y)` of which those in one column that overlap become one.
pub(super) fn bars(mut bars: Vec<[f64; 3]>) -> Vec<[f64; 3]> {
    const FEW: usize = 2000;
    if bars.len() <= FEW {
        return bars;
    }
    let column = |bar: &[f64; 3]| (bar[0] * COLUMNS_PER_PX).floor();
    bars.iter_mut().for_each(|bar| bar[1..].sort_by(f64::total_cmp));
    bars.sort_by(|a, b| column(a).total_cmp(&column(b)).then(a[1].total_cmp(&b[1])));
    let mut kept: Vec<[f64; 3]> = Vec::new();
    for bar in bars {
        match kept.last_mut() {
            Some(last) if column(last) == column(&bar) && bar[1] <= last[2] => last[2] = last[2].max(bar[2]),
            _ => kept.push(bar),
        }
    }
    kept
}

/// Markers of which those that hide each other exactly are one.
pub(super) fn markers(mut points: Vec<Point>) -> Vec<Point> {
    const FEW: usize = 2000;
    if points.len() <= FEW {
        return points;
    }
    let cell = |point: &Point| point.map(|px| (px * COLUMNS_PER_PX).floor());
    let order = |a: &Point, b: &Point| {
        let ([ax, ay], [bx, by]) = (cell(a), cell(b));
        ax.total_cmp(&bx).then(ay.total_cmp(&by))
    };
    points.sort_by(order);
    points.dedup_by(|a, b| cell(a) == cell(b));
    points
}

#[cfg(test)]
mod tests {
    use super::{Frame, bars, cut, line, markers};

    const FRAME: Frame = Frame { left: 0.0, top: 0.0, right: 100.0, bottom: 50.0 };

    #[test]
    fn a_thinned_line_keeps_every_columns_extremes() {
        let points: Vec<[f64; 2]> =
            (0..200_000u32).map(|i| [f64::from(i) * 5e-4, f64::from(i.wrapping_mul(2_654_435_761) >> 22)]).collect();
        let thin = line(&points);
        assert!(thin.len() <= 4 * 200, "{}", thin.len());
        for column in 0..200 {
            let extremes = |points: &[[f64; 2]]| {
                let inside = points.iter().filter(|p| (p[0] * 2.0).floor() == f64::from(column)).map(|p| p[1]);
                inside.fold([f64::MAX, f64::MIN], |[low, high], y| [low.min(y), high.max(y)])
            };
            assert_eq!(extremes(&points), extremes(&thin), "column {column}");
        }
        assert_eq!(line(&points[..3]), points[..3]);
    }

    #[test]
    fn a_line_is_cut_at_the_frame_with_its_slope() {
        let pieces = cut(&[[10.0, 25.0], [20.0, -1e9], [30.0, -1e9], [40.0, 25.0]], FRAME);
        assert_eq!(pieces.len(), 2);
        assert_eq!(pieces[0][0], [10.0, 25.0]);
        assert!((pieces[0][1][0] - 10.0).abs() < 1e-6 && pieces[0][1][1].abs() < 1e-6, "{pieces:?}");
        assert_eq!(cut(&[[-5.0, 10.0], [105.0, 10.0]], FRAME), [vec![[0.0, 10.0], [100.0, 10.0]]]);
        assert!(cut(&[[-5.0, -10.0], [105.0, -10.0]], FRAME).is_empty());
        assert!(cut(&[], FRAME).is_empty());
    }

    #[test]
    fn bars_and_markers_on_top_of_each_other_are_drawn_once() {
        let many: Vec<[f64; 3]> =
            (0..10_000u32).map(|i| [f64::from(i % 10), f64::from(i % 7), f64::from(i % 7) + 2.0]).collect();
        let kept = bars(many);
        assert_eq!(kept.len(), 10);
        assert!(kept.iter().all(|bar| bar[1..] == [0.0, 8.0]));
        assert_eq!(markers((0..10_000u32).map(|i| [f64::from(i % 10), 3.0]).collect()).len(), 10);
    }
}
