//! Results as figures.
mod cross;
mod lightcurve;
mod power;

use crate::{Compat, Norm, SegmentCounts};
use astrarium_io::report::{Axis, Ink, Layer, Points, Steps};

/// More points than these are drawn as steps without error bars.
const MOST_POINTS: usize = 250;

/// What is drawn over a spectrum's frequencies.
struct Bins<'a> {
    freq_hz: &'a [f64],
    width_hz: &'a [f64],
    /// the first edge, Hz
    first_hz: f64,
}

impl Bins<'_> {
    /// Points with error bars where there are few, steps where there are many.
    fn layer(&self, values: Vec<f64>, err: Option<Vec<f64>>, ink: Ink, label: &str) -> Layer {
        if values.iter().filter(|value| value.is_finite()).count() > MOST_POINTS {
            return Steps::new(self.edges_hz(), values).ink(ink).label(label).into();
        }
        let half = self.width_hz.iter().map(|width| width / 2.0).collect();
        let points = Points::new(self.freq_hz.to_vec(), values).x_err(half).ink(ink).label(label);
        match err {
            Some(err) => points.y_err(err).into(),
            None => points.into(),
        }
    }

    /// Bins follow one another without gaps.
    fn edges_hz(&self) -> Vec<f64> {
        let mut edge = self.first_hz;
        let next = self.width_hz.iter().map(|width| {
            edge += width;
            edge
        });
        std::iter::once(self.first_hz).chain(next.collect::<Vec<_>>()).collect()
    }
}

/// The axis of powers.
fn power_axis(norm: Norm) -> Axis {
    match norm {
        Norm::Leahy => Axis::log("Leahy power"),
        Norm::Frac => Axis::log("Power").unit("(rms/mean)² Hz⁻¹"),
        Norm::Abs => Axis::log("Power").unit("(counts/s)² Hz⁻¹"),
        Norm::None => Axis::log("Unnormalised power"),
    }
}

fn frequency_axis() -> Axis {
    Axis::log("Frequency").unit("Hz")
}

/// What was averaged, in a sentence.
fn sentence(n_segments: u64, counts: &SegmentCounts, compat: Compat) -> String {
    let (segment_s, bin_s, rate) = (counts.segment_s(), counts.bin_s, counts.rate_per_s());
    let mode = if compat == Compat::Stingray { " Computed in the mode that reproduces stingray." } else { "" };
    let segments = if n_segments == 1 { "segment" } else { "segments" };
    format!("Average of {n_segments} {segments} of {segment_s} s in bins of {bin_s} s, {rate:.4} counts/s.{mode}")
}
