//! The regions of two parameters that hold given parts of the posterior.

use crate::Points;
use astrarium_num::contour::contours;
use astrarium_num::sum::pairwise;

/// Points of the grid along each axis.
const GRID: usize = 96;

/// A smooth density of weighted points in a rectangle, on a grid.
///
/// The points' weights are binned and smoothed with a normal kernel of Scott's width, `σ n^(-1/6)` with `n` Kish's
/// effective number of points; near the rectangle's border, beyond which the prior is zero or nothing is shown, the
/// kernel is renormalised to what of it lies inside.
#[derive(Clone, Debug)]
pub struct Region {
    x: Vec<f64>,
    y: Vec<f64>,
    density: Vec<f64>,
}

impl Region {
    /// The density of the parameters `a` (along x) and `b` between these limits.
    pub fn new(points: &Points, (a, x_limits): (usize, [f64; 2]), (b, y_limits): (usize, [f64; 2])) -> Self {
        let weights = points.weights();
        let axis = |[low, high]: [f64; 2]| -> Vec<f64> {
            (0..GRID).map(|i| low + (i as f64 + 0.5) / GRID as f64 * (high - low)).collect()
        };
        let cell = |value: f64, [low, high]: [f64; 2]| {
            let at = (value - low) / (high - low) * GRID as f64;
            (0.0..GRID as f64).contains(&at).then_some(at as usize)
        };
        let mut density = vec![0.0; GRID * GRID];
        for (i, weight) in weights.iter().enumerate() {
            let row = points.row(i);
            if let (Some(x), Some(y)) = (cell(row[a], x_limits), cell(row[b], y_limits)) {
                density[y * GRID + x] += weight;
            }
        }
        let shrink = points.effective_size().max(1.0).powf(-1.0 / 6.0);
        let sd = points.standard_deviation();
        let width = |k: usize, [low, high]: [f64; 2]| sd[k] * shrink / (high - low) * GRID as f64;
        smooth(&mut density, 1, GRID, width(a, x_limits));
        smooth(&mut density, GRID, 1, width(b, y_limits));
        Self { x: axis(x_limits), y: axis(y_limits), density }
    }

    /// Closed lines around the smallest region that holds each of these parts of what is shown, in the order given.
    ///
    /// # Errors
    /// Never for a region made by [`Region::new`].
    pub fn lines(&self, masses: &[f64]) -> crate::Result<Vec<Vec<Vec<[f64; 2]>>>> {
        let mut sorted = self.density.clone();
        sorted.sort_by(|a, b| b.total_cmp(a));
        let total = pairwise(&sorted);
        let level = |mass: f64| {
            let mut inside = 0.0;
            let last = sorted.iter().position(|cell| {
                inside += cell;
                inside >= mass * total
            });
            last.map_or(0.0, |last| sorted[last])
        };
        let lines = |mass: &f64| contours(&self.x, &self.y, &self.density, level(*mass));
        Ok(masses.iter().map(lines).collect::<Result<_, _>>()?)
    }
}

/// Smooths along one axis of the grid: neighbours are `step` apart, lines `line` apart; `width` in cells.
fn smooth(density: &mut [f64], step: usize, line: usize, width: f64) {
    let width = width.clamp(0.5, GRID as f64 / 4.0);
    let reach = (4.0 * width).ceil() as usize;
    let kernel: Vec<f64> = (0..=reach).map(|d| libm::exp(-0.5 * (d as f64 / width).powi(2))).collect();
    let mut smoothed = vec![0.0; GRID];
    for k in 0..GRID {
        for (i, value) in smoothed.iter_mut().enumerate() {
            let (mut sum, mut norm) = (0.0, 0.0);
            for j in i.saturating_sub(reach)..GRID.min(i + reach + 1) {
                let weight = kernel[i.abs_diff(j)];
                sum += weight * density[k * line + j * step];
                norm += weight;
            }
            *value = sum / norm;
        }
        for (i, value) in smoothed.iter().enumerate() {
            density[k * line + i * step] = *value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use astrarium_num::random::{Purpose, Stream};

    #[test]
    fn a_normal_has_its_ellipses() {
        let n = 20_000;
        let stream = Stream::new(3, Purpose::Simulation, 0);
        let mut normals = vec![0.0; 2 * n];
        stream.fill_normal(0, 0, &mut normals);
        let theta = normals.chunks(2).flat_map(|z| [z[0], 2.0 * z[1]]).collect();
        let points = Points { dim: 2, theta, ln_likelihood: vec![0.0; n], ln_prior: vec![0.0; n], ..Points::default() };
        let region = Region::new(&points, (0, [-4.0, 4.0]), (1, [-8.0, 8.0]));
        let masses = [0.39346934, 0.86466472];
        for (lines, radius) in region.lines(&masses).unwrap().into_iter().zip([1.0, 2.0]) {
            let main = lines.iter().max_by_key(|line| line.len()).unwrap();
            let mean = main.iter().map(|p| p[0].hypot(0.5 * p[1])).sum::<f64>() / main.len() as f64;
            // the kernel widens by 1.8 per cent
            assert!((mean / radius - 1.0).abs() < 0.06, "{mean} at {radius}");
        }
    }
}
