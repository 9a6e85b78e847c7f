//! From values of an axis to pixels.

use super::Scale;

/// An axis laid over pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ruler {
    scale: Scale,
    /// First and last value, on a logarithmic axis their decadic logarithms.
    ends: [f64; 2],
    /// Pixels of the first and the last value.
    px: [f64; 2],
}

impl Ruler {
    /// Lays `limits` over `px`; limits must be finite, unequal and on a logarithmic axis positive.
    pub(super) fn new(scale: Scale, limits: [f64; 2], px: [f64; 2]) -> Self {
        Self { scale, ends: limits.map(|v| if scale == Scale::Log { v.log10() } else { v }), px }
    }

    /// Where a value stands, outside the frame too; `None` for what this axis cannot show.
    pub(super) fn at(&self, value: f64) -> Option<f64> {
        let value = if self.scale == Scale::Log { value.log10() } else { value };
        let [first, last] = self.ends;
        // the difference of the largest numbers overflows, the half of the smallest is zero
        let unit = if first.abs().max(last.abs()) > 1.0 { 0.5 } else { 1.0 };
        let part = (unit * value - unit * first) / (unit * last - unit * first);
        let at = self.px[0] + part * (self.px[1] - self.px[0]);
        // far outside is far outside: the limit keeps later sums finite
        value.is_finite().then(|| at.clamp(-1e12, 1e12))
    }

    /// As [`at`](Self::at), held inside the frame; a value a logarithmic axis cannot show is at its small end.
    pub(super) fn inside(&self, value: f64) -> Option<f64> {
        let (low, high) = (self.px[0].min(self.px[1]), self.px[0].max(self.px[1]));
        match self.at(value) {
            Some(at) => Some(at.clamp(low, high)),
            None if value.is_nan() => None,
            None if value > 0.0 => Some(self.px[usize::from(self.ends[1] > self.ends[0])]),
            None => Some(self.px[usize::from(self.ends[1] < self.ends[0])]),
        }
    }

    /// The value at a pixel.
    pub(super) fn value(&self, px: f64) -> f64 {
        let part = (px - self.px[0]) / (self.px[1] - self.px[0]);
        let value = self.ends[0] * (1.0 - part) + self.ends[1] * part;
        if self.scale == Scale::Log { 10f64.powf(value) } else { value }
    }

    /// Linear or logarithmic.
    pub(super) fn scale(&self) -> Scale {
        self.scale
    }

    /// Length in pixels.
    pub(super) fn length(&self) -> f64 {
        (self.px[1] - self.px[0]).abs()
    }

    /// Smaller and larger value shown, on a logarithmic axis their decadic logarithms.
    pub(super) fn span(&self) -> [f64; 2] {
        let [a, b] = self.ends;
        [a.min(b), a.max(b)]
    }
}

/// What is seen of the data along one axis, gathered value by value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extent {
    scale: Scale,
    ends: Option<[f64; 2]>,
    /// Whether the axis ends where the data end.
    tight: bool,
}

impl Extent {
    /// Nothing seen yet.
    pub(super) fn new(scale: Scale) -> Self {
        Self { scale, ends: None, tight: false }
    }

    /// Takes a value in, if the axis can show it.
    pub(super) fn see(&mut self, value: f64) {
        if value.is_finite() && (self.scale == Scale::Linear || value >= f64::MIN_POSITIVE) {
            let [low, high] = self.ends.unwrap_or([value; 2]);
            self.ends = Some([low.min(value), high.max(value)]);
        }
    }

    /// Takes in the edges of an image, which fills its frame.
    pub(super) fn see_edges(&mut self, edges: &[f64]) {
        edges.iter().for_each(|edge| self.see(*edge));
        self.tight = true;
    }

    /// Takes in the end of an error bar. On a logarithmic axis a bar may not pull the axis down by more than a decade
    /// below its point: it is drawn to the frame.
    pub(super) fn see_bar(&mut self, value: f64, length: [f64; 2]) {
        let low = value - length[0];
        self.see(if self.scale == Scale::Log { low.max(0.1 * value) } else { low });
        self.see(value + length[1]);
    }

    /// Whether nothing was seen.
    pub(super) fn is_empty(&self) -> bool {
        self.ends.is_none()
    }

    /// Limits with a margin around what was seen; a default where nothing was.
    pub(super) fn limits(&self) -> [f64; 2] {
        match (self.scale, self.ends) {
            (scale, Some(ends)) if self.tight && has_room(scale, ends) => ends,
            (Scale::Linear, None) => [0.0, 1.0],
            (Scale::Log, None) => [1.0, 10.0],
            (Scale::Linear, Some(ends)) => around(ends),
            (Scale::Log, Some(ends)) => {
                let [low, high] = ends.map(f64::log10);
                let margin = if high - low < 1e-6 { 0.5 } else { 0.04 * (high - low) };
                [(low - margin).max(-307.7), (high + margin).min(308.2547)].map(|v| 10f64.powf(v))
            }
        }
    }
}

/// Below this a range has no room for margins and ticks: floats there lose their digits.
const TINY: f64 = 1e-292;

/// Whether the ends of a range differ by more than the rounding of their numbers.
fn has_room(scale: Scale, [low, high]: [f64; 2]) -> bool {
    match scale {
        Scale::Linear => high.max(-low) >= TINY && 0.5 * high - 0.5 * low > 1e-12 * high.max(-low),
        Scale::Log => high.log10() - low.log10() > 1e-9,
    }
}

/// A linear range with a margin, wide enough for its numbers to differ.
fn around([low, high]: [f64; 2]) -> [f64; 2] {
    let size = low.abs().max(high.abs());
    let span = 0.5 * high - 0.5 * low;
    let margin = if size < TINY {
        1.0
    } else if span <= 1e-12 * size {
        (0.5 * size).min(if span > 0.0 { 1e-11 * size } else { f64::INFINITY })
    } else {
        0.08 * span
    };
    [(low - margin).max(-f64::MAX), (high + margin).min(f64::MAX)]
}

#[cfg(test)]
mod tests {
    use super::{Extent, Ruler};
    use crate::report::Scale;

    #[test]
    fn both_scales_hit_their_ends_and_come_back() {
        for (scale, limits) in [(Scale::Linear, [-2.0, 6.0]), (Scale::Log, [1e-3, 1e5]), (Scale::Linear, [5.0, 1.0])] {
            let ruler = Ruler::new(scale, limits, [400.0, 20.0]);
            assert_eq!(limits.map(|v| ruler.at(v)), [Some(400.0), Some(20.0)]);
            assert!((ruler.value(ruler.at(4.0).expect("shown")) - 4.0).abs() < 1e-12);
        }
    }

    #[test]
    fn what_an_axis_cannot_show_has_no_place_but_a_side() {
        let ruler = Ruler::new(Scale::Log, [1.0, 100.0], [400.0, 0.0]);
        assert_eq!([-1.0, 0.0, f64::NAN, f64::INFINITY].map(|v| ruler.at(v)), [None; 4]);
        assert_eq!(
            (ruler.inside(-1.0), ruler.inside(f64::INFINITY), ruler.inside(f64::NAN)),
            (Some(400.0), Some(0.0), None)
        );
    }

    #[test]
    fn numbers_without_all_their_digits_get_usable_limits_too() {
        for (scale, expected) in [(Scale::Linear, [-1.0, 1.0]), (Scale::Log, [1.0, 10.0])] {
            for tiny in [5e-324, 1e-310] {
                let mut extent = Extent::new(scale);
                extent.see(tiny);
                assert_eq!(extent.limits(), expected);
            }
        }
    }

    #[test]
    fn an_image_as_thin_as_rounding_still_gets_a_range() {
        for scale in [Scale::Linear, Scale::Log] {
            for value in [2.5554747990338697e-293, 1.0, -3.0, 1e300] {
                let mut extent = Extent::new(scale);
                extent.see_edges(&[value, f64::next_up(value)]);
                let [low, high] = extent.limits();
                let ruler = Ruler::new(scale, [low, high], [0.0, 100.0]);
                assert!(low < high && ruler.at(low) == Some(0.0) && ruler.at(high) == Some(100.0), "{value} {scale:?}");
            }
        }
    }

    #[test]
    fn limits_are_usable_whatever_was_seen() {
        let hard: [&[f64]; 9] = [
            &[],
            &[0.0],
            &[-3.0],
            &[f64::NAN, f64::INFINITY],
            &[f64::MAX, -f64::MAX],
            &[f64::MIN_POSITIVE, f64::MAX],
            &[1e9, 1e9 + 1e-6],
            &[1e-300, 1e-299],
            &[-1.0, 0.0],
        ];
        for values in hard {
            for scale in [Scale::Linear, Scale::Log] {
                let mut extent = Extent::new(scale);
                values.iter().for_each(|v| extent.see(*v));
                let [low, high] = extent.limits();
                assert!(low < high && low.is_finite() && high.is_finite(), "{values:?} {scale:?}: {low} {high}");
                assert!(scale == Scale::Linear || low > 0.0);
                let ruler = Ruler::new(scale, [low, high], [0.0, 100.0]);
                let shown = values.iter().filter_map(|v| ruler.at(*v));
                assert!(shown.into_iter().all(|at| (-0.02..=100.02).contains(&at)), "{values:?} {scale:?}");
            }
        }
    }
}
