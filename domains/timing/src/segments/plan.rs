//! Where the segments of the inputs are, found before anything is computed.
use super::cut::Cuts;
use super::{Input, Segments};
use crate::binning::compatible_bin_s;
use crate::fourier::{Grid, Transform};
use crate::{Compat, Error, Gti, LightCurve, Result, Warning};
use astrarium_exec::{Cut, Identity, Simd};
use std::ops::Range;

/// Relative difference of a segment's length from the asked one that is not worth a word.
const SAME: f64 = 1e-9;
/// Parts of a bin by which bins of two light curves may be apart.
const ALIGNED: f64 = 0.01;

/// What a plan needs of a spec.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PlanSpec {
    pub(crate) segment_s: Option<f64>,
    pub(crate) bin_s: f64,
    pub(crate) segments_per_block: u32,
    pub(crate) compat: Compat,
}

/// Segments, and what was decided for the user.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    pub(crate) segments: Segments<'a>,
    pub(crate) warnings: Vec<Warning>,
}

impl<'a> Plan<'a> {
    pub(crate) fn new(mut inputs: Vec<Input<'a>>, spec: PlanSpec) -> Result<Self> {
        for i in 1..inputs.len() {
            let (first, other) = (inputs[0].kind(), inputs[i].kind());
            if first != other {
                return Err(Error::Differ { what: "inputs", first: first.to_string(), other: other.to_string() });
            }
            let shift_s = inputs[i].seconds_after(&inputs[0]);
            inputs[i].set_shift(shift_s);
        }
        let mut warnings = Vec::new();
        let (grid, cuts) = match &inputs[0] {
            Input::Events { .. } | Input::Files { .. } => events(&inputs, spec, &mut warnings)?,
            Input::Curve { .. } => curves(&inputs, spec)?,
            Input::Feed(_) => {
                let segment_s = spec.segment_s.ok_or(Error::Empty { what: "segment_s for light curves to come" })?;
                (Grid::new(segment_s, spec.bin_s)?, Cuts::Fed)
            }
        };
        if let Some(asked_s) = spec.segment_s.filter(|asked_s| (grid.segment_s() / asked_s - 1.0).abs() > SAME) {
            warnings.push(Warning::SegmentRounded { asked_s, used_s: grid.segment_s(), bin_s: grid.bin_s });
        }
        let items = match &cuts {
            Cuts::Times(cuts) => cuts.len(),
            Cuts::Bins(cuts) => cuts[0].len(),
            Cuts::Fed => 0,
        };
        let cut = Cut { items, size: spec.segments_per_block as usize };
        let (transform, compat) = (Transform::new(grid, Simd::detect()), spec.compat);
        Ok(Self { segments: Segments { inputs, cuts, cut, grid, transform, compat }, warnings })
    }

    /// What makes two runs the same run; `spec` is the hash of what was asked.
    pub(crate) fn identity(&self, kind: &str, results_version: u32, spec: u64) -> Result<Identity> {
        let mut inputs = Vec::new();
        for input in &self.segments.inputs {
            inputs.extend(input.fingerprints()?);
        }
        let (block_size, simd) = (self.segments.cut.size as u64, Simd::detect().name().to_string());
        Ok(Identity { kind: kind.to_string(), results_version, spec, inputs, seed: 0, block_size, simd })
    }
}

/// Segments of time in what is good in all inputs.
fn events(inputs: &[Input<'_>], spec: PlanSpec, warnings: &mut Vec<Warning>) -> Result<(Grid, Cuts)> {
    let gti = common_gti(inputs)?;
    let frame_s = inputs.iter().map(Input::frame_s).fold(0.0, f64::max);
    let (bin_s, changed) = compatible_bin_s(spec.bin_s, frame_s, spec.compat)?;
    warnings.extend(changed);
    let Some(segment_s) = spec.segment_s else {
        let [start_s, stop_s] = single_interval(&gti)?;
        let grid = Grid::new(stop_s - start_s, bin_s)?;
        return Ok((grid, Cuts::Times(vec![[start_s, start_s + grid.segment_s()]])));
    };
    let grid = Grid::new(segment_s, bin_s)?;
    Ok((grid, Cuts::Times(gti.segments(grid.segment_s())?)))
}

/// Bins of each light curve.
fn curves(inputs: &[Input<'_>], spec: PlanSpec) -> Result<(Grid, Cuts)> {
    let gti = common_gti(inputs)?;
    let curves: Vec<(&LightCurve, f64)> = inputs
        .iter()
        .filter_map(|input| match input {
            Input::Curve { curve } => Some((&**curve, input.seconds_after(&inputs[0]))),
            _ => None,
        })
        .collect();
    let bin_s = curves[0].0.bin_s;
    let own_gti = |shift_s: f64| gti.shifted(-shift_s);
    let (grid, ranges): (_, Vec<Vec<Range<usize>>>) = match spec.segment_s {
        Some(segment_s) => {
            let grid = Grid::new(segment_s, bin_s)?;
            let cut = |(curve, shift_s): &(&LightCurve, f64)| {
                own_gti(*shift_s).bin_segments(grid.segment_s(), &curve.time_s, bin_s)
            };
            (grid, curves.iter().map(cut).collect::<Result<_>>()?)
        }
        None => {
            single_interval(&gti)?;
            let cut = |(curve, shift_s): &(&LightCurve, f64)| own_gti(*shift_s).border_bins(&curve.time_s, bin_s);
            let ranges: Vec<Vec<Range<usize>>> = curves.iter().map(cut).collect::<Result<_>>()?;
            (Grid::new(ranges[0][0].len() as f64 * bin_s, bin_s)?, ranges)
        }
    };
    check_aligned(&curves, &ranges)?;
    Ok((grid, Cuts::Bins(ranges)))
}

/// Bins of all light curves stand for the same times.
fn check_aligned(curves: &[(&LightCurve, f64)], ranges: &[Vec<Range<usize>>]) -> Result<()> {
    let (first, _) = curves[0];
    let tolerance_s = ALIGNED * first.bin_s;
    for ((curve, shift_s), cuts) in curves.iter().zip(ranges).skip(1) {
        if (curve.bin_s - first.bin_s).abs() > tolerance_s / cuts.first().map_or(1.0, |bins| bins.len() as f64) {
            let (found, expected) = (curve.bin_s, first.bin_s);
            return Err(Error::StepDiffers { what: "bins of the second light curve", found, expected, tolerance_s });
        }
        let apart = |(a, b): (&Range<usize>, &Range<usize>)| {
            a.len() != b.len() || (first.time_s[a.start] - curve.time_s[b.start] - shift_s).abs() > tolerance_s
        };
        if cuts.len() != ranges[0].len() || ranges[0].iter().zip(cuts).any(apart) {
            let place = |curve: &LightCurve| format!("{:?} s", curve.time_s.first());
            let (first, other) = (place(first), place(curve));
            return Err(Error::Differ { what: "first bins of the light curves", first, other });
        }
    }
    Ok(())
}

/// What is good in all inputs, in the times of the first.
fn common_gti(inputs: &[Input<'_>]) -> Result<Gti> {
    let mut common: Option<Gti> = None;
    for input in inputs {
        let Some(gti) = input.gti() else { continue };
        let gti = gti.shifted(input.seconds_after(&inputs[0]));
        common = Some(common.map_or_else(|| gti.clone(), |common| common.intersection(&gti)));
    }
    common.filter(|gti| !gti.is_empty()).ok_or(Error::GtiEmpty)
}

fn single_interval(gti: &Gti) -> Result<[f64; 2]> {
    match gti.intervals() {
        [one] => Ok(*one),
        several => Err(Error::GapsInSpan { n_intervals: several.len() }),
    }
}
