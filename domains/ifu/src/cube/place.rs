//! Particles as the cube needs them, in the order of their spaxels.
use super::velocity::rapidity;
use crate::orient::{Matrix, rotated};
use crate::spaxel::{Field, Footprint};
use crate::{Error, Result, Stars};
use astrarium_astro::ssp::{Interpolation, Outside, Scale, SspLibrary};

/// Beyond this a velocity is a slip of a unit.
const FASTEST_KM_S: f64 = 2e5;

/// A star as the cube needs it.
#[derive(Clone, Copy, Debug, PartialEq)]
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

/// The nodes of an axis of the library, and their measures.
#[derive(Clone, Debug)]
struct Axis {
    nodes: Vec<f64>,
    measures: Vec<f64>,
    scale: Scale,
    /// Values below count as this in logarithms.
    least: f64,
}

impl Axis {
    fn new(nodes: &[f64], scale: Scale, least: f64) -> Self {
        let mut axis = Self { nodes: nodes.to_vec(), measures: Vec::new(), scale, least };
        axis.measures = nodes.iter().map(|node| axis.measure(*node)).collect();
        axis
    }

    fn measure(&self, value: f64) -> f64 {
        if self.scale == Scale::Log { value.max(self.least).ln() } else { value }
    }

    fn is_beyond(&self, value: f64) -> bool {
        value < self.nodes[0] || value > self.nodes[self.nodes.len() - 1]
    }

    /// The node before and the part of the way to the next, the last ones beyond the ends.
    fn place(&self, value: f64) -> (usize, f64) {
        let last = self.nodes.len() - 1;
        if last == 0 || value <= self.nodes[0] {
            return (0, 0.0);
        }
        if value >= self.nodes[last] {
            return (last - 1, 1.0);
        }
        let lower = self.nodes.partition_point(|node| *node <= value) - 1;
        let from = self.measures[lower];
        (lower, ((self.measure(value) - from) / (self.measures[lower + 1] - from)).max(0.0))
    }

    /// The derivative of the part with respect to the value.
    fn slope(&self, lower: usize, part: f64) -> f64 {
        if self.nodes.len() < 2 {
            return 0.0;
        }
        let width = self.measures[lower + 1] - self.measures[lower];
        match self.scale {
            Scale::Linear => 1.0 / width,
            Scale::Log => 1.0 / (width * (self.measures[lower] + part * width).exp()),
        }
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
}

/// How stars are taken to the sky and to the library.
pub(super) struct Placer<'a> {
    pub(super) turn: Matrix,
    pub(super) field: Field,
    pub(super) footprint: Footprint,
    library: &'a SspLibrary,
    interpolation: Interpolation,
    /// Of metallicities and of ages in years.
    axes: [Axis; 2],
}

/// Outside the field and its border.
const OUTSIDE: u32 = u32::MAX;

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
        Self { turn, field, footprint, library, interpolation, axes }
    }

    /// One star.
    fn place(&self, stars: &Stars, a_v: Option<&[f64]>, i: usize) -> Result<Placed> {
        let [x, y, _] = rotated(stars.position_kpc[i], &self.turn);
        let v = rotated(stars.velocity_km_s[i], &self.turn)[2];
        if v.is_nan() || v.abs() > FASTEST_KM_S {
            let expected = "a velocity well below that of light, km/s";
            return Err(Error::BadValue {
                what: "stars: velocity along the line of sight",
                index: i,
                value: v,
                expected,
            });
        }
        let values = [stars.metallicity[i], 1e9 * stars.age_gyr[i]];
        let [(z, z_part), (age, age_part)] = if self.interpolation.outside == Outside::Clamp {
            [self.axes[0].place(values[0]), self.axes[1].place(values[1])]
        } else {
            let z = self.library.place_metallicity(values[0], self.interpolation)?;
            let age = self.library.place_age(values[1], self.interpolation)?;
            [(z.lower, z.part), (age.lower, age.part)]
        };
        let flags: u32 = (0..2).filter(|k| self.axes[*k].is_beyond(values[*k])).map(|k| BEYOND[k]).sum();
        Ok(Placed {
            at: self.field.spaxels(x, y),
            rapidity: rapidity(v),
            mass: stars.initial_mass_msun[i],
            parts: [z_part, age_part],
            a_v: a_v.map_or(0.0, |a_v| a_v[i]),
            node_and_beyond: (z * self.library.age_yr().len() + age) as u32 | flags,
            index: i as u32,
        })
    }

    /// All that reach the field or its border, by rows, and by columns within a row.
    ///
    /// # Errors
    /// [`Error::BadValue`] of a velocity that is none; as [`SspLibrary::place_age`].
    pub(super) fn sort(&self, stars: &Stars, a_v: Option<&[f64]>) -> Result<Sorted> {
        let (n, size) = (self.field.n_all() as i64, self.footprint.size() as i64);
        let n_cells = (n + size - 1) as usize;
        let mut sorted = Sorted::default();
        let mut counts = vec![0usize; n_cells * n_cells + 1];
        let cell = |position: [f64; 3]| {
            let [x, y, _] = rotated(position, &self.turn);
            let [x, y] = self.field.spaxels(x, y).map(|at| self.footprint.first(at));
            let inside = |k: i64| k > -size && k < n;
            if inside(x) && inside(y) {
                (y + size - 1) as u32 * n_cells as u32 + (x + size - 1) as u32
            } else {
                OUTSIDE
            }
        };
        let mut cells = Vec::with_capacity(stars.len());
        for (i, position) in stars.position_kpc.iter().enumerate() {
            let cell = cell(*position);
            if cell != OUTSIDE {
                counts[cell as usize + 1] += 1;
            }
            cells.push(cell);
            sorted.count(&self.axes, stars, i);
        }
        for i in 1..counts.len() {
            counts[i] += counts[i - 1];
        }
        sorted.rows = (0..=n_cells).map(|row| counts[row * n_cells]).collect();
        for (i, cell) in cells.into_iter().enumerate().filter(|(_, cell)| *cell != OUTSIDE) {
            let star = self.place(stars, a_v, i)?;
            if sorted.stars.is_empty() {
                sorted.stars = vec![star; sorted.rows[n_cells]];
            }
            let place = &mut counts[cell as usize];
            sorted.stars[*place] = star;
            *place += 1;
        }
        Ok(sorted)
    }

    /// `∂part/∂Z` and `∂part/∂t` (per Gyr) of a star; nought beyond the nodes.
    pub(super) fn part_slopes(&self, star: &Placed) -> [f64; 2] {
        let n_age = self.library.age_yr().len();
        let lower = [star.node() / n_age, star.node() % n_age];
        let slope = |axis: usize, unit: f64| {
            if star.is_beyond(axis) { 0.0 } else { unit * self.axes[axis].slope(lower[axis], star.parts[axis]) }
        };
        [slope(0, 1.0), slope(1, 1e9)]
    }
}

impl Sorted {
    /// Counts a star's mass, and whether it lies beyond the library.
    fn count(&mut self, axes: &[Axis; 2], stars: &Stars, i: usize) {
        let mass = stars.initial_mass_msun[i];
        self.total_msun += mass;
        for (axis, value) in [stars.metallicity[i], 1e9 * stars.age_gyr[i]].into_iter().enumerate() {
            self.clamped_msun[axis] += if axes[axis].is_beyond(value) { mass } else { 0.0 };
        }
    }
}

/// The four nodes of a star and their weights; of an axis of one node, the same node twice.
#[inline(always)]
pub(super) fn nodes(star: &Placed, n_age: usize, n_nodes: usize) -> [(usize, f64); 4] {
    let [z, t] = star.parts;
    let first = star.node();
    let next_age = usize::from(n_age > 1);
    let next_z = if n_nodes > n_age { n_age } else { 0 };
    [
        (first, (1.0 - z) * (1.0 - t)),
        (first + next_age, (1.0 - z) * t),
        (first + next_z, z * (1.0 - t)),
        (first + next_z + next_age, z * t),
    ]
}
