//! Segments of light curves.
use super::{Band, feed::FeedSegment};
use crate::{Compat, ErrDist, Error, Grid, LightCurve, Result};
use std::{collections::VecDeque, ops::Range};

/// Errors of a light curve where they are Gaussian; Poisson noise follows from the counts.
pub(super) fn gaussian(curve: &LightCurve) -> Option<&[f64]> {
    (curve.err_dist == ErrDist::Gauss).then_some(&curve.counts_err)
}

pub(super) fn fill(curve: &LightCurve, bins: Range<usize>, band: &mut Band, compat: Compat) -> Result<()> {
    band.take(&curve.counts[bins.clone()], gaussian(curve).map(|err| &err[bins.clone()]), compat);
    // one value that is no finite number shows in the sum
    if band.photons.is_finite() && band.variance.is_none_or(f64::is_finite) {
        return Ok(());
    }
    let broken = |bin: &usize| !(curve.counts[*bin].is_finite() && curve.counts_err[*bin].is_finite());
    let bin = bins.clone().find(broken).unwrap_or(bins.start);
    Err(Error::CountsNotFinite { bin, time_s: curve.time_s[bin] })
}

/// All segments of a light curve that came through a feed.
pub(super) fn cut(curve: &LightCurve, grid: Grid, queue: &mut VecDeque<FeedSegment>) -> Result<()> {
    check_bins(curve, grid)?;
    for bins in curve.gti.bin_segments(grid.segment_s(), &curve.time_s, curve.bin_s)? {
        queue.push_back(FeedSegment::new(&curve.counts[bins.clone()], gaussian(curve).map(|err| &err[bins])));
    }
    Ok(())
}

/// The bins of a light curve are those of the spectrum.
fn check_bins(curve: &LightCurve, grid: Grid) -> Result<()> {
    let tolerance_s = 0.01 * grid.bin_s / grid.n_bins as f64;
    if (curve.bin_s - grid.bin_s).abs() <= tolerance_s {
        return Ok(());
    }
    Err(Error::StepDiffers { what: "bins", found: curve.bin_s, expected: grid.bin_s, tolerance_s })
}
