//! Cells that split where the mass is.

use crate::{
    Result,
    error::{positive, require},
    optimise::{Bounds, check_length},
};
use astrarium_exec::{Ask, AskTell, Error as ExecError, Evaluations};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Settings of [`Octree`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct OctreeSettings {
    /// Cells of each axis at first.
    pub cells: Vec<u32>,
    /// Cells whose best corner is so far below the best of all are left alone: 12.5 is 5 standard deviations.
    pub drop: f64,
    /// Ends when a level changes ln Z by less.
    pub tolerance: f64,
    /// Levels at most.
    pub max_depth: u32,
    /// Points at most.
    pub max_points: usize,
}

impl Default for OctreeSettings {
    fn default() -> Self {
        Self { cells: Vec::new(), drop: 12.5, tolerance: 1e-3, max_depth: 10, max_points: 1_000_000 }
    }
}

/// An adaptive grid: cells whose best corner is within `drop` of the best one, or that hold a share of the mass whose
/// error by the multilinear rule may count, are split into `2^d`, level by level.
///
/// A cell's mass is its volume times the mean of P at its corners, the integral of the multilinear interpolation; the error
/// is judged by how far the mean of P is from P of the mean ln P. The new corners of a level are one batch. For few
/// parameters: a cell has `2^d` corners.
#[derive(Clone, Debug)]
pub struct Octree {
    settings: OctreeSettings,
    bounds: Bounds,
}

/// A cell, in units of the finest level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Cell {
    at: Vec<u64>,
    depth: u32,
}

/// Where [`Octree`] stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OctreeState {
    cells: Vec<Cell>,
    corners: BTreeMap<Vec<u64>, f64>,
    /// ln Z after each level.
    ln_z: Vec<f64>,
    is_done: bool,
}

impl OctreeState {
    /// ln Z after each level.
    pub fn ln_z(&self) -> &[f64] {
        &self.ln_z
    }

    /// Points evaluated.
    pub fn points(&self) -> usize {
        self.corners.len()
    }

    /// Cells.
    pub fn cells(&self) -> usize {
        self.cells.len()
    }
}

impl Octree {
    /// Over finite bounds.
    ///
    /// # Errors
    /// [`Error::Setting`](crate::Error::Setting), [`Error::Length`](crate::Error::Length).
    pub fn new(settings: OctreeSettings, bounds: Bounds) -> Result<Self> {
        bounds.finite()?;
        check_length("cells of the axes", settings.cells.len(), bounds.dim())?;
        settings.cells.iter().try_for_each(|n| positive("cells", f64::from(*n)))?;
        positive("drop", settings.drop)?;
        let (dim, depth) = (bounds.dim() as f64, f64::from(settings.max_depth));
        require(bounds.dim() <= 12, "parameters", dim, "12 at most: a cell has 2^d corners")?;
        require(settings.max_depth <= 30, "max_depth", depth, "30 at most")?;
        Ok(Self { settings, bounds })
    }

    /// Before the first batch.
    pub fn start(&self) -> OctreeState {
        let size = 1_u64 << self.settings.max_depth;
        let mut cells = vec![Cell { at: Vec::new(), depth: 0 }];
        for &n in &self.settings.cells {
            let longer = |cell: &Cell, k: u32| {
                let mut at = cell.at.clone();
                at.push(u64::from(k) * size);
                Cell { at, depth: 0 }
            };
            cells = cells.iter().flat_map(|cell| (0..n).map(move |k| longer(cell, k))).collect();
        }
        OctreeState { cells, corners: BTreeMap::new(), ln_z: Vec::new(), is_done: false }
    }

    /// The best corner: its coordinates and ln P.
    pub fn best(&self, state: &OctreeState) -> Option<(Vec<f64>, f64)> {
        let best = state.corners.iter().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0)));
        best.map(|(at, ln_p)| (self.place(at), *ln_p))
    }

    /// The cells as (lower corner, upper corner, mass), masses as shares of all.
    pub fn leaves(&self, state: &OctreeState) -> Vec<(Vec<f64>, Vec<f64>, f64)> {
        let ln_z = state.ln_z.last().copied().unwrap_or(f64::NAN);
        let one = |cell: &Cell| {
            let end: Vec<u64> = cell.at.iter().map(|at| at + self.size(cell)).collect();
            (self.place(&cell.at), self.place(&end), libm::exp(self.ln_mass(state, cell).0 - ln_z))
        };
        state.cells.iter().map(one).collect()
    }

    fn size(&self, cell: &Cell) -> u64 {
        1 << (self.settings.max_depth - cell.depth)
    }

    fn place(&self, at: &[u64]) -> Vec<f64> {
        let whole = (1_u64 << self.settings.max_depth) as f64;
        let share = |i: usize| at[i] as f64 / (whole * f64::from(self.settings.cells[i]));
        let u: Vec<f64> = (0..at.len()).map(share).collect();
        self.bounds.at(&u)
    }

    fn corners(&self, cell: &Cell) -> impl Iterator<Item = Vec<u64>> {
        let (at, size) = (cell.at.clone(), self.size(cell));
        (0..1_u64 << at.len())
            .map(move |bits| at.iter().enumerate().map(|(i, at)| at + (bits >> i & 1) * size).collect())
    }

    /// ln of a cell's mass, ln of its possible error, and the best of its corners.
    fn ln_mass(&self, state: &OctreeState, cell: &Cell) -> (f64, f64, f64) {
        let values: Vec<f64> = self.corners(cell).filter_map(|at| state.corners.get(&at).copied()).collect();
        let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if most == f64::NEG_INFINITY {
            return (most, most, most);
        }
        let n = values.len() as f64;
        let mean = values.iter().map(|value| libm::exp(value - most)).sum::<f64>() / n;
        let middle = libm::exp(values.iter().map(|value| value - most).sum::<f64>() / n);
        let edge = |i: usize| {
            let width = self.bounds.upper()[i] - self.bounds.lower()[i];
            libm::log(width / f64::from(self.settings.cells[i]))
        };
        let halvings = f64::from(cell.depth) * cell.at.len() as f64 * std::f64::consts::LN_2;
        let ln_volume = (0..cell.at.len()).map(edge).sum::<f64>() - halvings;
        (most + libm::log(mean) + ln_volume, most + libm::log(mean - middle) + ln_volume, most)
    }

    /// Splits what is worth it, or ends.
    fn settle(&self, state: &mut OctreeState) {
        let masses: Vec<(f64, f64, f64)> = state.cells.iter().map(|cell| self.ln_mass(state, cell)).collect();
        let largest = masses.iter().map(|mass| mass.0).fold(f64::NEG_INFINITY, f64::max);
        if largest == f64::NEG_INFINITY {
            (state.ln_z, state.is_done) = ([state.ln_z.as_slice(), &[largest]].concat(), true);
            return;
        }
        let ln_z = largest + libm::log(masses.iter().map(|mass| libm::exp(mass.0 - largest)).sum::<f64>());
        let is_close = state.ln_z.last().is_some_and(|last| (ln_z - last).abs() < self.settings.tolerance);
        state.ln_z.push(ln_z);
        let depth = state.ln_z.len() as u32;
        if is_close || depth > self.settings.max_depth || state.corners.len() >= self.settings.max_points {
            state.is_done = true;
            return;
        }
        let best = masses.iter().map(|mass| mass.2).fold(f64::NEG_INFINITY, f64::max);
        let share = self.settings.tolerance / state.cells.len() as f64;
        let mut cells = Vec::new();
        let mut any = false;
        for (cell, (_, ln_error, corner)) in state.cells.iter().zip(&masses) {
            let counts = *corner > best - self.settings.drop || libm::exp(ln_error - ln_z) > share;
            if counts && cell.depth < self.settings.max_depth {
                any = true;
                let half = self.size(cell) / 2;
                let child = |bits: u64| Cell {
                    at: cell.at.iter().enumerate().map(|(i, at)| at + (bits >> i & 1) * half).collect(),
                    depth: cell.depth + 1,
                };
                cells.extend((0..1_u64 << cell.at.len()).map(child));
            } else {
                cells.push(cell.clone());
            }
        }
        state.cells = cells;
        state.is_done = !any;
    }

    /// Corners that are not known yet, in order.
    fn missing(&self, state: &OctreeState) -> Vec<Vec<u64>> {
        let all = state.cells.iter().flat_map(|cell| self.corners(cell));
        let mut missing: Vec<Vec<u64>> = all.filter(|at| !state.corners.contains_key(at)).collect();
        missing.sort();
        missing.dedup();
        missing
    }
}

impl AskTell for Octree {
    type State = OctreeState;
    /// ln Z.
    type Info = f64;

    fn ask(&self, state: &OctreeState, rows: &mut Vec<f64>) -> Ask {
        if state.is_done {
            return Ask::Done;
        }
        self.missing(state).iter().for_each(|at| rows.extend(self.place(at)));
        Ask::Rows
    }

    fn tell(&self, state: &mut OctreeState, _: &[f64], got: &Evaluations) -> std::result::Result<f64, ExecError> {
        let missing = self.missing(state);
        let (found, expected) = (got.values.len() as u64, missing.len() as u64);
        if found != expected {
            return Err(ExecError::WrongLength { block: 0, what: "evaluations", found, expected });
        }
        let clean = |value: &f64| if value.is_nan() { f64::NEG_INFINITY } else { *value };
        state.corners.extend(missing.into_iter().zip(got.values.iter().map(clean)));
        self.settle(state);
        Ok(state.ln_z.last().copied().unwrap_or(f64::NAN))
    }
}
