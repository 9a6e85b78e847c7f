//! Closer and closer: zooms, and optimisers from the best points.

use super::{Axis, Grid, GridResult, GridSettings, search};
use crate::{
    Result,
    optimise::{Bounds, Lbfgsb, LbfgsbSettings, Optimiser, Outcome},
};
use astrarium_exec::{Engine, Evaluate, Fit, fuse};

/// Rows of a batch that holds a gradient of each optimiser.
const BATCH: usize = 1024;

/// The search, then searches one cell around the best point with as many points, `times` times: the last grid and all
/// results. Each zoom makes the cells `(n − 1) / 2` times smaller on each axis; an odd `n` keeps the best point. At an end of
/// a zoom it moves on, within the first grid.
///
/// # Errors
/// Those of [`search`].
pub fn zoom(
    of: &dyn Evaluate,
    grid: &Grid,
    settings: &GridSettings,
    times: usize,
    engine: &Engine,
) -> Result<(Grid, Vec<GridResult>)> {
    let (whole, mut grid) = (grid, grid.clone());
    let mut results = vec![search(of, &grid, settings, engine)?];
    for _ in 0..times {
        let Some(best) = results[results.len() - 1].best.first() else { break };
        grid = grid.zoomed(best.index, whole);
        results.push(search(of, &grid, settings, engine)?);
    }
    Ok((grid, results))
}

/// L-BFGS-B from each of the best points, all at once, within the axes' ends; entries of tables are held.
///
/// # Errors
/// Those of [`Lbfgsb::new`]; the density's; a stop.
pub fn polish(
    of: &dyn Evaluate,
    grid: &Grid,
    found: &GridResult,
    settings: &LbfgsbSettings,
    engine: &Engine,
) -> Result<Vec<Outcome>> {
    let mut fits = Vec::new();
    for point in &found.points {
        let (lower, upper) = grid.axes().iter().map(Axis::ends).map(|[low, high]| (low, high)).unzip();
        let mut bounds = Bounds::new(lower, upper)?;
        for (i, axis) in grid.axes().iter().enumerate().filter(|(_, axis)| matches!(axis, Axis::Table(_))) {
            bounds = bounds.held(i, point[i].clamp(0.0, axis.len() as f64));
        }
        let sampler = Lbfgsb::new(settings.clone(), bounds)?;
        let state = sampler.start(point)?;
        fits.push(Fit { sampler, entity: 0, state });
    }
    fuse(&mut fits, of, BATCH, &engine.cx())?;
    Ok(fits.iter().map(|fit| fit.sampler.outcome(&fit.state)).collect())
}
