//! Particles as the cube needs them, in the order of their spaxels.
use super::velocity::{rapidity, rapidity_slope};
use crate::orient::{Matrix, rotated};
use crate::spaxel::{Field, Footprint};
use crate::{Error, Result, Stars};
use astrarium_astro::ssp::{Interpolation, Scale, SspLibrary};

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
    /// Node before: metallicity times the number of ages, plus age.
    pub(super) node: u32,
    /// Which star.
    pub(super) index: u32,
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
    pub(super) library: &'a SspLibrary,
    pub(super) interpolation: Interpolation,
}

impl Placer<'_> {
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
        let z = self.library.place_metallicity(stars.metallicity[i], self.interpolation)?;
        let age = self.library.place_age(1e9 * stars.age_gyr[i], self.interpolation)?;
        Ok(Placed {
            at: self.field.spaxels(x, y),
            rapidity: rapidity(v),
            mass: stars.initial_mass_msun[i],
            parts: [z.part, age.part],
            a_v: a_v.map_or(0.0, |a_v| a_v[i]),
            node: (z.lower * self.library.age_yr().len() + age.lower) as u32,
            index: i as u32,
        })
    }

    /// All that reach the field or its border, by rows, and by columns within a row.
    ///
    /// # Errors
    /// [`Error::BadValue`] of a velocity that is none; as [`SspLibrary::place_age`].
    pub(super) fn sort(&self, stars: &Stars, a_v: Option<&[f64]>) -> Result<Sorted> {
        let (n, size) = (self.field.n_all() as i64, self.footprint.size() as i64);
        let first = |at: [f64; 2]| at.map(|x| self.footprint.first(x));
        let mut sorted = Sorted::default();
        let n_cells = (n + size - 1) as usize;
        let mut counts = vec![0usize; n_cells * n_cells + 1];
        let cell = |at: [f64; 2]| {
            let [x, y] = first(at);
            let inside = |k: i64| k > -size && k < n;
            (inside(x) && inside(y)).then(|| (y + size - 1) as usize * n_cells + (x + size - 1) as usize)
        };
        let mut placed = Vec::with_capacity(stars.len());
        for i in 0..stars.len() {
            let star = self.place(stars, a_v, i)?;
            sorted.total_msun += star.mass;
            self.count_clamped(stars, i, &mut sorted.clamped_msun);
            if let Some(cell) = cell(star.at) {
                counts[cell + 1] += 1;
                placed.push((star, cell as u32));
            }
        }
        for i in 1..counts.len() {
            counts[i] += counts[i - 1];
        }
        sorted.rows = (0..=n_cells).map(|row| counts[row * n_cells]).collect();
        if let Some((any, _)) = placed.first() {
            sorted.stars = vec![*any; placed.len()];
        }
        for (star, cell) in placed {
            let place = &mut counts[cell as usize];
            sorted.stars[*place] = star;
            *place += 1;
        }
        Ok(sorted)
    }

    fn count_clamped(&self, stars: &Stars, i: usize, clamped: &mut [f64; 2]) {
        let beyond = |nodes: &[f64], value: f64| value < nodes[0] || value > nodes[nodes.len() - 1];
        let mass = stars.initial_mass_msun[i];
        clamped[0] += if beyond(self.library.metallicity(), stars.metallicity[i]) { mass } else { 0.0 };
        clamped[1] += if beyond(self.library.age_yr(), 1e9 * stars.age_gyr[i]) { mass } else { 0.0 };
    }

    /// `∂part/∂Z` and `∂part/∂t` (per Gyr) of a star; nought beyond the nodes.
    pub(super) fn part_slopes(&self, stars: &Stars, star: &Placed) -> [f64; 2] {
        let n_age = self.library.age_yr().len();
        let (z, age_yr) = (stars.metallicity[star.index as usize], 1e9 * stars.age_gyr[star.index as usize]);
        let [lower_z, lower_age] = [star.node as usize / n_age, star.node as usize % n_age];
        let places = [
            (self.library.metallicity(), lower_z, z, self.interpolation.metallicity, 1e-6, 1.0),
            (self.library.age_yr(), lower_age, age_yr, self.interpolation.age, 1.0, 1e9),
        ];
        places.map(|(nodes, lower, value, scale, least, unit)| {
            if nodes.len() < 2 || value < nodes[0] || value > nodes[nodes.len() - 1] {
                return 0.0;
            }
            let (from, to) = (nodes[lower], nodes[lower + 1]);
            match scale {
                Scale::Linear => unit / (to - from),
                Scale::Log if value < least => 0.0,
                Scale::Log => unit / (value * (to.max(least) / from.max(least)).ln()),
            }
        })
    }

    /// `∂rapidity/∂v` of a star.
    pub(super) fn rapidity_slope(&self, stars: &Stars, star: &Placed) -> f64 {
        rapidity_slope(rotated(stars.velocity_km_s[star.index as usize], &self.turn)[2])
    }
}

/// The four nodes of a star and their weights; of an axis of one node, the same node twice.
#[inline(always)]
pub(super) fn nodes(star: &Placed, n_age: usize, n_nodes: usize) -> [(usize, f64); 4] {
    let [z, t] = star.parts;
    let first = star.node as usize;
    let next_age = usize::from(n_age > 1);
    let next_z = if n_nodes > n_age { n_age } else { 0 };
    [
        (first, (1.0 - z) * (1.0 - t)),
        (first + next_age, (1.0 - z) * t),
        (first + next_z, z * (1.0 - t)),
        (first + next_z + next_age, z * t),
    ]
}
