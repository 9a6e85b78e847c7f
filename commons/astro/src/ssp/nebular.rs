//! Light of the gas that young stars ionise.
use super::bagpipes::{SOLAR_METALLICITY, bad, image, metallicity_of};
use crate::error::{check_finite, check_rising};
use crate::{Error, Result};
use astrarium_io::fits::Fits;
use std::path::Path;

/// Emission of ionised gas around simple stellar populations, by ionisation parameter, metallicity and age of the stars.
///
/// Luminosities are those of a solar mass formed *of the stars that the grid was computed with* (of `bc03miles`, for the
/// registry's `cloudy`); for other stars scale by the ratio of ionising photons. Lines above 2000 Å have wavelengths in air.
#[derive(Clone, Debug, PartialEq)]
pub struct NebularGrid {
    /// Decimal logarithms of the ionisation parameter, rising.
    pub log_u: Vec<f64>,
    /// Metallicities, mass fraction, rising.
    pub metallicity: Vec<f64>,
    /// Ages of the stars, years, rising.
    pub age_yr: Vec<f64>,
    /// Wavelengths, ångström: of the continuum's points rising, of lines as the file has them.
    pub wave_aa: Vec<f64>,
    /// Continuum: solar luminosities an ångström; lines: solar luminosities. `[log_u][metallicity][age][wavelength]`.
    pub luminosity: Vec<f64>,
}

impl NebularGrid {
    /// Reads a grid of Bagpipes: images `ZMET_0.200_LOGU_-4.0`, whose first row are wavelengths and first column ages.
    ///
    /// # Errors
    /// [`Error::Io`] for a file that is no FITS; [`Error::Format`] for names or shapes of another kind, and for grids that are
    /// not whole.
    pub fn read_bagpipes(path: &Path) -> Result<Self> {
        let file = Fits::open(path)?;
        let mut grid = Self { log_u: vec![], metallicity: vec![], age_yr: vec![], wave_aa: vec![], luminosity: vec![] };
        for hdu in file.hdus().iter().filter(|hdu| hdu.name().starts_with("ZMET_")) {
            let (pixels, shape) = image(&file, hdu.name())?;
            let log_u = hdu.name().split_once("_LOGU_").and_then(|(_, log_u)| log_u.parse::<f64>().ok());
            let (Some(solar), Some(log_u), &[n_rows, n_columns]) = (metallicity_of(hdu.name()), log_u, &shape[..])
            else {
                let found = format!("image {} of shape {shape:?}", hdu.name());
                return Err(bad(path, found, "images ZMET_..._LOGU_... of ages by wavelengths"));
            };
            if n_rows < 2 || n_columns < 2 {
                return Err(bad(path, format!("image {} of shape {shape:?}", hdu.name()), "ages and wavelengths"));
            }
            grid.add_node(path, (log_u, solar * SOLAR_METALLICITY))?;
            let ages: Vec<f64> = pixels.chunks_exact(n_columns).skip(1).map(|row| row[0]).collect();
            grid.add_axes(path, &ages, &pixels[1..n_columns])?;
            grid.luminosity.extend(pixels.chunks_exact(n_columns).skip(1).flat_map(|row| &row[1..]));
        }
        let n = grid.log_u.len() * grid.metallicity.len() * grid.age_yr.len() * grid.wave_aa.len();
        if n == 0 || n != grid.luminosity.len() {
            return Err(bad(path, format!("{} luminosities of {n}", grid.luminosity.len()), "a whole grid"));
        }
        check_rising("age of the nebular grid", &grid.age_yr)?;
        check_finite("luminosity of the nebular grid", &grid.luminosity)?;
        Ok(grid)
    }

    /// Nodes come with the metallicity fastest, each rising.
    fn add_node(&mut self, path: &Path, (log_u, metallicity): (f64, f64)) -> Result<()> {
        if self.log_u.last() != Some(&log_u) {
            self.log_u.push(log_u);
        }
        if self.log_u.len() == 1 {
            self.metallicity.push(metallicity);
        }
        let rises = self.log_u.is_sorted_by(|a, b| a < b) && self.metallicity.is_sorted_by(|a, b| a < b);
        if rises && self.metallicity.contains(&metallicity) {
            return Ok(());
        }
        Err(bad(
            path,
            format!("node log U {log_u}, Z {metallicity} out of order"),
            "metallicities rising within rising log U",
        ))
    }

    fn add_axes(&mut self, path: &Path, ages: &[f64], waves: &[f64]) -> Result<()> {
        if self.age_yr.is_empty() {
            (self.age_yr, self.wave_aa) = (ages.to_vec(), waves.to_vec());
        }
        // one image of each pair may round its axes otherwise
        let same =
            |a: &[f64], b: &[f64]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() <= 1e-6 * b.abs());
        if same(&self.age_yr, ages) && same(&self.wave_aa, waves) {
            return Ok(());
        }
        Err(bad(path, "images with unlike ages or wavelengths".to_owned(), "the same in each image"))
    }

    /// The luminosities of a node.
    ///
    /// # Panics
    /// If there is no such node.
    pub fn node(&self, i_log_u: usize, i_metallicity: usize, i_age: usize) -> &[f64] {
        let n = self.wave_aa.len();
        let node = (i_log_u * self.metallicity.len() + i_metallicity) * self.age_yr.len() + i_age;
        &self.luminosity[node * n..(node + 1) * n]
    }

    /// The index of the line next to a wavelength (in the grid's medium), if one is within a part in a thousand.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] if there is none.
    pub fn line(&self, wave_aa: f64) -> Result<usize> {
        let apart = |i: &usize| (self.wave_aa[*i] - wave_aa).abs();
        let nearest = (0..self.wave_aa.len()).min_by(|a, b| apart(a).total_cmp(&apart(b)));
        nearest.filter(|i| apart(i) < 1e-3 * wave_aa).ok_or(Error::OutOfRange {
            what: "wavelength of a line, ångström",
            value: wave_aa,
            expected: "a line of the nebular grid within 0.1 %",
        })
    }
}
