//! Particles as the cube needs them, in the order of their spaxels.
use super::axis::Axis;
use super::velocity::{SLOW, rapidity, slow_rapidity};
use crate::orient::Matrix;
use crate::spaxel::{Field, Footprint, OnSky};
use crate::{Error, Result, Stars};
use astrarium_astro::constants::LIGHT_SPEED_KM_S;
use astrarium_astro::ssp::{Interpolation, Outside, SspLibrary};
use std::ops::Range;

/// Beyond this a velocity is a slip of a unit.
const FASTEST_KM_S: f64 = 2e5;

/// A star as the cube needs it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Placed {
    /// Place in spaxels, from the corner of the border.
    pub(super) at: [f64; 2],
    /// `c atanh(v/c)`, km/s.
    pub(super) rapidity: f64,
    /// Mass at birth, solar.
    pub(super) mass: f64,
    /// Parts of the way to the next metallicity and to the next age.
    pub(super) parts: [f64; 2],
    /// Attenuation in V, mag.
    pub(super) a_v: f64,
    /// Node before: metallicity times the number of ages, plus age; and whether each lies beyond the nodes.
    node_and_beyond: u32,
    /// Which star.
    pub(super) index: u32,
}

/// Bits that say that the metallicity, and the age, lies beyond the nodes.
const BEYOND: [u32; 2] = [1 << 31, 1 << 30];

impl Placed {
    /// Node before: metallicity times the number of ages, plus age.
    #[inline(always)]
    pub(super) fn node(&self) -> usize {
        (self.node_and_beyond & !(BEYOND[0] | BEYOND[1])) as usize
    }

    fn is_beyond(&self, axis: usize) -> bool {
        self.node_and_beyond & BEYOND[axis] != 0
    }
}

/// Stars in the field and its border, by rows of spaxels.
#[derive(Clone, Debug, Default)]
pub(super) struct Sorted {
    pub(super) stars: Vec<Placed>,
    /// Where each row of first spaxels begins: rows `-(size - 1) … n_all - 1`, and the end.
    pub(super) rows: Vec<usize>,
    /// Mass at birth beyond the library's metallicities and ages, and of all stars, solar.
    pub(super) clamped_msun: [f64; 2],
    pub(super) total_msun: f64,
    /// Least and largest rapidity, km/s: of all, and of those of each first spaxel, `[row][column]` from `-(size - 1)` on.
    pub(super) rapidities: (f64, f64),
    pub(super) rapidities_of: Vec<(f64, f64)>,
    /// The largest attenuation, mag.
    pub(super) most_a_v: f64,
    /// Which nodes of the library are the ones before a star.
    pub(super) has_node: Vec<bool>,
}

/// How stars are taken to the sky and to the library.
pub(super) struct Placer<'a> {
    pub(super) turn: Matrix,
    pub(super) field: Field,
    pub(super) footprint: Footprint,
    pub(super) on_sky: OnSky,
    library: &'a SspLibrary,
    interpolation: Interpolation,
    /// Of metallicities and of ages in years.
    pub(super) axes: [Axis; 2],
}

/// Years of a gigayear.
const YEARS: f64 = 1e9;
/// The rapidities of no star.
const NONE: (f64, f64) = (f64::INFINITY, f64::NEG_INFINITY);
/// Outside the field and its border.
const OUTSIDE: u32 = u32::MAX;
/// Stars whose numbers are made together.
const CHUNK: usize = 256;

/// Numbers of a chunk of stars.
struct Chunk {
    x: [f64; CHUNK],
    y: [f64; CHUNK],
    velocity: [f64; CHUNK],
    rapidity: [f64; CHUNK],
    /// Measures of metallicity and age.
    measures: [[f64; CHUNK]; 2],
}

impl Chunk {
    const EMPTY: Self = Self {
        x: [0.0; CHUNK],
        y: [0.0; CHUNK],
        velocity: [0.0; CHUNK],
        rapidity: [0.0; CHUNK],
        measures: [[0.0; CHUNK]; 2],
    };
}

/// The cell of each star: that of the first spaxel of its footprint, [`OUTSIDE`] if it reaches none; `size` and `n` are spaxels of a
/// footprint and along the field.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma", "aarch64+neon"))]
fn find_cells(on_sky: &OnSky, footprint: Footprint, n: usize, positions: &[[f64; 3]], cells: &mut [u32]) {
    let (size, n_cells) = (footprint.size() as i32, (n + footprint.size() - 1) as i32);
    let [before, reach] = footprint.offsets();
    for (cell, position) in cells.iter_mut().zip(positions) {
        let at = on_sky.spaxels(*position);
        let [x, y] = at.map(|at| (at - before).floor() as i32 - reach as i32 + size - 1);
        let is_inside = x >= 0 && y >= 0 && x < n_cells && y < n_cells;
        *cell = if is_inside { (y * n_cells + x) as u32 } else { OUTSIDE };
    }
}

/// Places, velocities and measures of some stars.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma", "aarch64+neon"))]
fn measure(placer: &Placer, stars: &Stars, range: Range<usize>, chunk: &mut Chunk) {
    let n = range.len();
    let along = placer.turn.map(|row| row[2]);
    for (k, position) in stars.position_kpc[range.clone()].iter().enumerate() {
        [chunk.x[k], chunk.y[k]] = placer.on_sky.spaxels(*position);
    }
    for (k, v) in stars.velocity_km_s[range.clone()].iter().enumerate() {
        chunk.velocity[k] = v[0] * along[0] + v[1] * along[1] + v[2] * along[2];
    }
    for k in 0..n {
        chunk.rapidity[k] = slow_rapidity(chunk.velocity[k]);
    }
    placer.axes[0].measure(&stars.metallicity[range.clone()], 1.0, &mut chunk.measures[0][..n]);
    placer.axes[1].measure(&stars.age_gyr[range], YEARS, &mut chunk.measures[1][..n]);
}

impl<'a> Placer<'a> {
    pub(super) fn new(
        turn: Matrix,
        (field, footprint): (Field, Footprint),
        (library, interpolation): (&'a SspLibrary, Interpolation),
    ) -> Self {
        // as the library itself measures them
        let axes = [
            Axis::new(library.metallicity(), interpolation.metallicity, 1e-6),
            Axis::new(library.age_yr(), interpolation.age, 1.0),
        ];
        Self { turn, field, footprint, on_sky: field.on_sky(&turn), library, interpolation, axes }
    }

    /// One star of a chunk that is measured.
    #[inline(always)]
    fn place(&self, stars: &Stars, (chunk, k): (&Chunk, usize), i: usize) -> Result<Placed> {
        let v = chunk.velocity[k];
        if v.is_nan() || v.abs() > FASTEST_KM_S {
            let (what, expected) =
                ("stars: velocity along the line of sight", "a velocity well below that of light, km/s");
            return Err(Error::BadValue { what, index: i, value: v, expected });
        }
        let values = [stars.metallicity[i], YEARS * stars.age_gyr[i]];
        let [(z, z_part), (age, age_part)] = if self.interpolation.outside == Outside::Clamp {
            [0, 1].map(|axis| self.axes[axis].place(chunk.measures[axis][k]))
        } else {
            let z = self.library.place_metallicity(values[0], self.interpolation)?;
            let age = self.library.place_age(values[1], self.interpolation)?;
            [(z.lower, z.part), (age.lower, age.part)]
        };
        let flag = |axis: usize| if self.axes[axis].is_beyond(values[axis]) { BEYOND[axis] } else { 0 };
        Ok(Placed {
            at: [chunk.x[k], chunk.y[k]],
            rapidity: if v.abs() > SLOW * LIGHT_SPEED_KM_S { rapidity(v) } else { chunk.rapidity[k] },
            mass: stars.initial_mass_msun[i],
            parts: [z_part, age_part],
            a_v: 0.0,
            node_and_beyond: (z * self.library.age_yr().len() + age) as u32 | flag(0) | flag(1),
            index: i as u32,
        })
    }

    /// All that reach the field or its border, by rows, and by columns within a row.
    ///
    /// # Errors
    /// [`Error::BadValue`] of a velocity that is none; as [`SspLibrary::place_age`].
    pub(super) fn sort(&self, stars: &Stars, a_v: Option<&[f64]>) -> Result<Sorted> {
        let (cells, mut counts) = self.count(stars);
        let n_cells = self.field.n_all() + self.footprint.size() - 1;
        let n_nodes = self.library.age_yr().len() * self.library.metallicity().len();
        let rows: Vec<usize> = (0..=n_cells).map(|row| counts[row * n_cells]).collect();
        let mut sorted = Sorted {
            stars: vec![Placed::default(); rows[n_cells]],
            rows,
            rapidities: NONE,
            rapidities_of: vec![NONE; n_cells * n_cells],
            has_node: vec![false; n_nodes],
            ..Sorted::default()
        };
        let mut chunk = Chunk::EMPTY;
        for first in (0..stars.len()).step_by(CHUNK) {
            let range = first..(first + CHUNK).min(stars.len());
            measure(self, stars, range.clone(), &mut chunk);
            for (k, i) in range.enumerate() {
                sorted.weigh(&self.axes, stars, i);
                if cells[i] == OUTSIDE {
                    continue;
                }
                let mut star = self.place(stars, (&chunk, k), i)?;
                star.a_v = a_v.map_or(0.0, |a_v| a_v[i]);
                sorted.put(star, cells[i] as usize, &mut counts);
            }
        }
        let over = |all: (f64, f64), of: &(f64, f64)| (all.0.min(of.0), all.1.max(of.1));
        let all = sorted.rapidities_of.iter().fold(NONE, over);
        sorted.rapidities = if sorted.stars.is_empty() { (0.0, 0.0) } else { all };
        Ok(sorted)
    }

    /// The cell of each star, and where each cell's stars begin.
    fn count(&self, stars: &Stars) -> (Vec<u32>, Vec<usize>) {
        let n_cells = self.field.n_all() + self.footprint.size() - 1;
        let mut cells = vec![0; stars.len()];
        find_cells(&self.on_sky, self.footprint, self.field.n_all(), &stars.position_kpc, &mut cells);
        let mut counts = vec![0usize; n_cells * n_cells + 1];
        cells.iter().filter(|cell| **cell != OUTSIDE).for_each(|cell| counts[*cell as usize + 1] += 1);
        for i in 1..counts.len() {
            counts[i] += counts[i - 1];
        }
        (cells, counts)
    }

    /// Derivatives of a star's parts with respect to the measures of metallicity and age; nought beyond the nodes.
    pub(super) fn part_slopes(&self, star: &Placed) -> [f64; 2] {
        let n_age = self.library.age_yr().len();
        let lower = [star.node() / n_age, star.node() % n_age];
        [0, 1].map(|axis| if star.is_beyond(axis) { 0.0 } else { self.axes[axis].part_slope(lower[axis]) })
    }

    /// Derivatives of the measures of a metallicity and of an age in Gyr.
    pub(super) fn measure_slopes(&self, metallicity: f64, age_gyr: f64) -> [f64; 2] {
        [self.axes[0].measure_slope(metallicity), YEARS * self.axes[1].measure_slope(YEARS * age_gyr)]
    }
}

impl Sorted {
    /// Counts a star's mass, and whether it lies beyond the library.
    #[inline(always)]
    fn weigh(&mut self, axes: &[Axis; 2], stars: &Stars, i: usize) {
        let mass = stars.initial_mass_msun[i];
        self.total_msun += mass;
        for (axis, value) in [stars.metallicity[i], YEARS * stars.age_gyr[i]].into_iter().enumerate() {
            self.clamped_msun[axis] += if axes[axis].is_beyond(value) { mass } else { 0.0 };
        }
    }

    /// Puts a star into its cell's next place, and notes what holds for the cell and for all.
    #[inline(always)]
    fn put(&mut self, star: Placed, cell: usize, places: &mut [usize]) {
        let (low, high) = self.rapidities_of[cell];
        self.rapidities_of[cell] = (low.min(star.rapidity), high.max(star.rapidity));
        self.most_a_v = self.most_a_v.max(star.a_v);
        self.has_node[star.node()] = true;
        self.stars[places[cell]] = star;
        places[cell] += 1;
    }
}

/// The four nodes of a star and their weights; of an axis of one node, the same node twice.
#[inline(always)]
pub(super) fn nodes(star: &Placed, n_age: usize, n_nodes: usize) -> [(usize, f64); 4] {
    let [z, t] = star.parts;
    let ahead = corners(star.node(), n_age, n_nodes);
    [(ahead[0], (1.0 - z) * (1.0 - t)), (ahead[1], (1.0 - z) * t), (ahead[2], z * (1.0 - t)), (ahead[3], z * t)]
}

/// The four nodes around a place: next age, next metallicity, both.
#[inline(always)]
pub(super) fn corners(first: usize, n_age: usize, n_nodes: usize) -> [usize; 4] {
    let next_age = usize::from(n_age > 1);
    let next_z = if n_nodes > n_age { n_age } else { 0 };
    [first, first + next_age, first + next_z, first + next_z + next_age]
}
