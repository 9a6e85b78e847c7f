//! Gas around young stars: the ionising light that it takes, and the lines and continuum that it gives back.
use crate::grid::Grid;
use crate::parameters::component;
use crate::physics::Physics;
use crate::population::{Node, SpectraTable};
use crate::radio::LYMAN_AA;
use crate::{Error, Result};
use astrarium_astro::constants::LIGHT_SPEED_AA_S;
use astrarium_astro::ssp::{NebularGrid, SspLibrary};
use astrarium_astro::units::Medium;
use astrarium_num::interp::bracket;
use std::path::PathBuf;

component! {
    /// Ionised gas: of the stars' ionising light a part leaves the galaxy, a part is absorbed by dust, and the rest comes back as
    /// lines and continuum, before dust.
    ///
    /// Emission for each ionising photon is taken from a grid of photoionisation models, by metallicity and age of the stars,
    /// so that it follows any stellar library's own photons.
    ///
    /// # Source
    /// Ferland et al. 2017, `RMxAA` 53, 385 (Cloudy); grids of Carnall et al. 2018, MNRAS 480, 4379
    pub struct Nebular {
        /// Decimal logarithm of the ionisation parameter.
        log_u = -3.0, "", -4.0 .. -1.0;
        /// Part of the ionising light that leaves the galaxy.
        f_esc = 0.0, "", 0.0 .. 1.0;
        /// Part of the ionising light that dust absorbs.
        f_dust = 0.0, "", 0.0 .. 1.0;
        + {
            /// The grid's file of the continuum (the registry's `cloudy`).
            continuum: PathBuf = PathBuf::from("bc03_miles_nebular_cont_grids_extended_logU_nograins_cloudy25.fits");
            /// The grid's file of lines (the registry's `cloudy-lines`).
            lines: PathBuf = PathBuf::from("bc03_miles_nebular_line_grids_extended_logU_nograins_cloudy25.fits");
        }
    }
}

impl Nebular {
    /// Looks for parameters that make no gas.
    ///
    /// # Errors
    /// [`Error::OutOfRange`].
    pub fn check(&self) -> Result<()> {
        Error::check_part("nebular.f_esc", self.f_esc)?;
        Error::check_part("nebular.f_dust", self.f_dust)?;
        if self.f_esc + self.f_dust > 1.0 {
            let value = self.f_esc + self.f_dust;
            return Err(Error::OutOfRange { what: "nebular.f_esc + nebular.f_dust", value, expected: "at most 1" });
        }
        Ok(())
    }

    /// The part of the ionising light that gas takes.
    pub(crate) fn taken(&self) -> f64 {
        1.0 - self.f_esc - self.f_dust
    }
}

/// Half width of a line's triangle over its wavelength: some 100 km/s.
const HALF_WIDTH: f64 = 3.3e-4;
/// Beyond this wavelength the continuum is free-free radiation by its own formula, ångström.
pub(crate) const RED_END_AA: f64 = 1.1e8;
/// Photons of the stars that the grid was computed with.
const IONISING: &str = include_str!("../data/nebular/bc03miles_ionising.tsv");

/// Emission of gas on a grid of wavelengths for each ionising photon a second, and what stars of a library ionise.
#[derive(Clone, Debug)]
pub(crate) struct Gas {
    log_u: Vec<f64>,
    n_nodes: usize,
    /// Solar luminosities an ångström for each `SCALE` photons a second: `[log_u][metallicity][age]`.
    table: SpectraTable,
    /// Ionising photons a second and solar mass formed of each node of the library.
    photons: Vec<f64>,
    /// The gas nodes of each node of the library, with their weights.
    places: Vec<[(usize, f64); 4]>,
}

/// Photons a second for which spectra are held, so that they are numbers that single precision has.
const SCALE: f64 = 1e45;

/// Room for the light of gas.
#[derive(Clone, Debug, Default)]
pub(crate) struct GasRoom {
    light: [Vec<f64>; 2],
    sums: Vec<f64>,
}

/// Wavelengths in vacuum that draw each line, ångström.
pub(crate) fn line_waves_aa(lines: &NebularGrid) -> Vec<f64> {
    let at = lines.wave_aa.iter().map(|wave| Medium::Air.to_vacuum_aa(*wave));
    at.flat_map(|wave| [wave * (1.0 - HALF_WIDTH), wave, wave * (1.0 + HALF_WIDTH)]).collect()
}

impl Gas {
    /// Puts a grid's continuum and lines on wavelengths, for the stars of a library.
    pub(crate) fn new(
        (continuum, lines): &(NebularGrid, NebularGrid),
        grid: &Grid,
        library: &SspLibrary,
    ) -> Result<Self> {
        let (n_z, n_age) = (lines.metallicity.len(), lines.age_yr.len());
        if (continuum.metallicity.len(), continuum.age_yr.len(), &continuum.log_u) != (n_z, n_age, &lines.log_u) {
            let (found, expected) = (continuum.log_u.len() * continuum.metallicity.len(), lines.log_u.len() * n_z);
            return Err(Error::Length { what: "nodes of the nebular continuum", found, expected });
        }
        let reference = ionising(lines)?;
        let n_wave = grid.len();
        let mut values = vec![0.0; lines.log_u.len() * n_z * n_age * n_wave];
        let waves: Vec<f64> = continuum.wave_aa.iter().map(|wave| Medium::Air.to_vacuum_aa(*wave)).collect();
        for (node, out) in values.chunks_exact_mut(n_wave).enumerate() {
            let (u, z, age) = (node / (n_z * n_age), node / n_age % n_z, node % n_age);
            let photons = reference[z * n_age + age];
            out.copy_from_slice(&grid.resample(&waves, continuum.node(u, z, age)));
            lines.wave_aa.iter().zip(lines.node(u, z, age)).for_each(|(wave, power)| draw(*wave, *power, grid, out));
            out.iter_mut().for_each(|value| *value *= SCALE / photons);
        }
        let places = places(lines, library);
        let photons = library.luminosity().chunks_exact(library.wave_aa().len()).map(|l| photons(library.wave_aa(), l));
        Ok(Self {
            log_u: lines.log_u.clone(),
            n_nodes: n_z * n_age,
            table: SpectraTable::on(grid, &values),
            photons: photons.collect(),
            places,
        })
    }

    /// The same on other wavelengths.
    pub(crate) fn projected(&self, grid: &Grid, onto: &dyn Fn(&[f64]) -> Vec<f64>) -> Self {
        Self {
            log_u: self.log_u.clone(),
            n_nodes: self.n_nodes,
            table: self.table.projected(grid, onto),
            photons: self.photons.clone(),
            places: self.places.clone(),
        }
    }

    /// Adds the emission around the stars of a mixture, each photon of which counts as `taken`.
    pub(crate) fn add(
        &self,
        (nodes, gas): (&[Node], &Nebular),
        (free, inside): (&mut [f64], &mut [f64]),
        room: &mut GasRoom,
    ) {
        let mut rates = vec![[0.0; 2]; self.n_nodes];
        for node in nodes {
            let photons = gas.taken() * self.photons[node.index];
            for (place, weight) in self.places[node.index] {
                rates[place][0] += weight * photons * node.free;
                rates[place][1] += weight * photons * node.inside;
            }
        }
        let log_u = gas.log_u.clamp(self.log_u[0], self.log_u[self.log_u.len() - 1]);
        let lower = bracket(&self.log_u, log_u);
        let part = (log_u - self.log_u[lower]) / (self.log_u[lower + 1] - self.log_u[lower]);
        let mut shining = Vec::with_capacity(2 * rates.len());
        for (u, of_u) in [(lower, 1.0 - part), (lower + 1, part)].into_iter().filter(|(_, of_u)| *of_u != 0.0) {
            let rates = rates.iter().enumerate().filter(|(_, rate)| **rate != [0.0; 2]);
            shining.extend(rates.map(|(place, [free, inside])| Node {
                index: u * self.n_nodes + place,
                free: of_u / SCALE * free,
                inside: of_u / SCALE * inside,
            }));
        }
        let [of_free, of_inside] = &mut room.light;
        of_free.resize(free.len(), 0.0);
        of_inside.resize(inside.len(), 0.0);
        self.table.light(&shining, (of_free, of_inside), &mut room.sums);
        free.iter_mut().zip(of_free).for_each(|(sum, more)| *sum += *more);
        inside.iter_mut().zip(of_inside).for_each(|(sum, more)| *sum += *more);
    }
}

/// Adds a line as a triangle of its power.
fn draw(air_aa: f64, power_lsun: f64, grid: &Grid, out: &mut [f64]) {
    let wave = Medium::Air.to_vacuum_aa(air_aa);
    let half = HALF_WIDTH * wave;
    let first = grid.wave_aa.partition_point(|at| *at < wave - half);
    for (at, out) in grid.wave_aa[first..].iter().zip(&mut out[first..]).take_while(|(at, _)| **at < wave + half) {
        *out += power_lsun / half * (1.0 - (at - wave).abs() / half).max(0.0);
    }
}

/// Ionising photons a second of a spectrum in solar luminosities an ångström.
fn photons(wave_aa: &[f64], luminosity: &[f64]) -> f64 {
    let physics = Physics::of(crate::Compat::None);
    let n = wave_aa.partition_point(|wave| *wave <= LYMAN_AA);
    let at = |i: usize| luminosity[i] * wave_aa[i];
    let sum: f64 = (1..n).map(|i| 0.5 * (wave_aa[i] - wave_aa[i - 1]) * (at(i - 1) + at(i))).sum();
    sum * physics.solar_erg_s / (physics.planck_erg_s * LIGHT_SPEED_AA_S)
}

/// Photons of the stars of the grid, `[metallicity][age]`.
fn ionising(lines: &NebularGrid) -> Result<Vec<f64>> {
    let rows = IONISING.lines().filter(|line| !line.starts_with('#')).skip(1);
    let row = |line: &str| {
        line.split('\t')
            .skip(1)
            .filter_map(|cell| cell.parse().ok())
            .map(|log: f64| 10f64.powf(log))
            .collect::<Vec<f64>>()
    };
    let values: Vec<f64> = rows.flat_map(row).collect();
    let expected = lines.metallicity.len() * lines.age_yr.len();
    if values.len() == expected {
        return Ok(values);
    }
    Err(Error::Length {
        what: "nodes of the nebular grid (7 metallicities, 15 ages)",
        found: expected,
        expected: values.len(),
    })
}

/// The gas nodes around each node of a library, on straight lines in the logarithms of metallicity and age; beyond the grid its
/// ends, for it is the emission of each photon.
fn places(lines: &NebularGrid, library: &SspLibrary) -> Vec<[(usize, f64); 4]> {
    let place = |nodes: &[f64], value: f64| {
        let value = value.clamp(nodes[0], nodes[nodes.len() - 1]);
        let i = bracket(nodes, value);
        (i, (value / nodes[i]).ln() / (nodes[i + 1] / nodes[i]).ln())
    };
    let n_age = lines.age_yr.len();
    let of = |z: f64, age: f64| {
        let ((i, of_z), (j, of_age)) = (place(&lines.metallicity, z), place(&lines.age_yr, age));
        [
            (i * n_age + j, (1.0 - of_z) * (1.0 - of_age)),
            (i * n_age + j + 1, (1.0 - of_z) * of_age),
            ((i + 1) * n_age + j, of_z * (1.0 - of_age)),
            ((i + 1) * n_age + j + 1, of_z * of_age),
        ]
    };
    library
        .metallicity()
        .iter()
        .flat_map(|z| library.age_yr().iter().map(|age| of(*z, *age)).collect::<Vec<_>>())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_their_power_on_any_grid_that_has_their_points() {
        let lines = NebularGrid {
            log_u: vec![-3.0],
            metallicity: vec![0.02],
            age_yr: vec![1e6],
            wave_aa: vec![1215.67, 6562.8, 6583.4],
            luminosity: vec![1.0, 2.0, 0.7],
        };
        let mut waves = line_waves_aa(&lines);
        waves.extend([1e3, 6560.0, 6565.0, 6570.0, 1e4]);
        waves.sort_by(f64::total_cmp);
        let grid = Grid::new(waves);
        let mut out = vec![0.0; grid.len()];
        lines.wave_aa.iter().zip(&lines.luminosity).for_each(|(wave, power)| draw(*wave, *power, &grid, &mut out));
        // the corners are where rounding puts them
        assert!((grid.integral(&out) - 3.7).abs() < 1e-8, "{}", grid.integral(&out));
    }

    #[test]
    fn the_table_of_photons_is_whole() {
        let numbers = IONISING.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').count());
        assert_eq!(numbers.collect::<Vec<usize>>(), [16; 8]);
    }

    #[test]
    fn more_than_all_light_is_refused() {
        assert!(Nebular { f_esc: 0.6, f_dust: 0.6, ..Nebular::default() }.check().is_err());
        assert!((Nebular { f_esc: 0.2, f_dust: 0.3, ..Nebular::default() }.taken() - 0.5).abs() < 1e-15);
    }
}
