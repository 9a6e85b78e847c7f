//! What dust radiates: grids of grain models.
use crate::constants::{ELECTRON_MASS_KG, PROTON_MASS_KG, SOLAR_LUMINOSITY_ERG_S, SOLAR_MASS_KG};
use crate::{Error, Result};
use astrarium_io::fits::Fits;
use astrarium_io::registry::Shelf;
use astrarium_num::interp::bracket;
use std::path::Path;

/// Starlight intensities of the grid's columns, in units of that near the Sun. (The list in the configuration of the package
/// that carries the grid has 10 in it, which the file has not: power over intensity is constant without it.)
const INTENSITIES: [f64; 22] =
    [0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 0.8, 1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 7.0, 8.0, 12.0, 15.0, 20.0, 25.0];
/// Mass in aromatic molecules (per cent of the dust) of the Milky Way's models, and dust over hydrogen.
///
/// # Source
/// Draine & Li 2007, table 3
const MILKY_WAY: [(&str, f64, f64); 7] = [
    ("QPAH_0.47", 0.47, 0.0100),
    ("QPAH_1.12", 1.12, 0.0100),
    ("QPAH_1.77", 1.77, 0.0101),
    ("QPAH_2.50", 2.50, 0.0102),
    ("QPAH_3.19", 3.19, 0.0102),
    ("QPAH_3.90", 3.90, 0.0103),
    ("QPAH_4.58", 4.58, 0.0104),
];

/// Emission of the Milky Way's dust models in starlight of one intensity, and of a power law of intensities.
///
/// `L = M_dust [(1 - γ) j(q, U_min) + γ j(q, U_min ... 10⁶)]`, on straight lines in `q` and `U_min` for each mass of dust. Models
/// of the Magellanic Clouds, several times fainter, are not mixed in.
///
/// # Source
/// Draine & Li 2007, `ApJ` 657, 810, doi:10.1086/511055
#[derive(Clone, Debug, PartialEq)]
pub struct DraineLi2007 {
    /// Wavelengths, ångström.
    pub wave_aa: Vec<f64>,
    /// Solar luminosities an ångström and solar mass of dust: `[q][U][wavelength]`.
    single: Vec<f64>,
    power_law: Vec<f64>,
}

/// Nodes of the grid with their weights.
pub type Nodes = [(usize, f64); 4];

impl DraineLi2007 {
    /// Reads the two files of the grid.
    ///
    /// # Errors
    /// [`Error::Io`] for files that are no FITS or lack a model; [`Error::Format`] for another shape.
    pub fn read(single: &Path, power_law: &Path) -> Result<Self> {
        let (wave_aa, single) = file(single)?;
        let (again_aa, power_law_values) = file(power_law)?;
        if again_aa != wave_aa {
            let found = "other wavelengths than its companion's".to_owned();
            return Err(Error::Format { path: power_law.to_owned(), line: None, found, expected: "the same" });
        }
        Ok(Self { wave_aa, single, power_law: power_law_values })
    }

    /// The registry's `dl07` and `dl07-powerlaw`, fetched before.
    ///
    /// # Errors
    /// [`Error::Io`] if they were not fetched, with the command that does it; as [`read`](Self::read).
    pub fn named(shelf: &Shelf) -> Result<Self> {
        Self::read(&shelf.path("dl07")?, &shelf.path("dl07-powerlaw")?)
    }

    /// Ends of the part of aromatic molecules, per cent, and of the least intensity.
    pub fn ranges() -> [[f64; 2]; 2] {
        [[MILKY_WAY[0].1, MILKY_WAY[6].1], [INTENSITIES[0], INTENSITIES[21]]]
    }

    /// The nodes around a part of aromatic molecules (per cent) and a least intensity; places outside are the nearest inside.
    pub fn nodes(q_pah_percent: f64, u_min: f64) -> Nodes {
        let q = MILKY_WAY.map(|row| row.1);
        let place = |nodes: &[f64], value: f64| {
            let value = value.clamp(nodes[0], nodes[nodes.len() - 1]);
            let i = bracket(nodes, value);
            (i, (value - nodes[i]) / (nodes[i + 1] - nodes[i]))
        };
        let ((i, of_q), (j, of_u)) = (place(&q, q_pah_percent), place(&INTENSITIES, u_min));
        let node = |i: usize, j: usize| i * INTENSITIES.len() + j;
        [
            (node(i, j), (1.0 - of_q) * (1.0 - of_u)),
            (node(i, j + 1), (1.0 - of_q) * of_u),
            (node(i + 1, j), of_q * (1.0 - of_u)),
            (node(i + 1, j + 1), of_q * of_u),
        ]
    }

    /// Spectra of a node: in one intensity, and in the power law from it on.
    ///
    /// # Panics
    /// If there is no such node.
    pub fn node(&self, node: usize) -> [&[f64]; 2] {
        let n = self.wave_aa.len();
        [&self.single[node * n..(node + 1) * n], &self.power_law[node * n..(node + 1) * n]]
    }

    /// Number of nodes.
    pub fn n_nodes(&self) -> usize {
        MILKY_WAY.len() * INTENSITIES.len()
    }

    /// The spectrum of a solar mass of dust, solar luminosities an ångström; `gamma` is the part in the power law.
    ///
    /// # Panics
    /// If `out` has not as many elements as there are wavelengths.
    pub fn fill(&self, (q_pah_percent, u_min, gamma): (f64, f64, f64), out: &mut [f64]) {
        assert_eq!(out.len(), self.wave_aa.len(), "one value for each wavelength");
        out.fill(0.0);
        for (node, weight) in Self::nodes(q_pah_percent, u_min) {
            let [single, power_law] = self.node(node);
            for ((out, single), power_law) in out.iter_mut().zip(single).zip(power_law) {
                *out += weight * ((1.0 - gamma) * single + gamma * power_law);
            }
        }
    }
}

/// Wavelengths and the seven models of a file, each row of which is a wavelength and an emission for each intensity.
fn file(path: &Path) -> Result<(Vec<f64>, Vec<f64>)> {
    let file = Fits::open(path)?;
    let columns = INTENSITIES.len() + 1;
    let (mut wave_aa, mut values) = (Vec::new(), Vec::new());
    // erg/s a hydrogen atom into solar luminosities a solar mass of hydrogen
    let per_mass = SOLAR_MASS_KG / (PROTON_MASS_KG + ELECTRON_MASS_KG) / SOLAR_LUMINOSITY_ERG_S;
    for (name, _, dust_over_hydrogen) in MILKY_WAY {
        let image = file.need_hdu(name)?.image()?;
        let mut pixels = Vec::new();
        image.read_f64(0..image.n_pixels(), &mut pixels)?;
        let waves: Vec<f64> = pixels.iter().step_by(columns).copied().collect();
        let rises = waves.windows(2).all(|pair| pair[0] < pair[1]);
        let same = wave_aa.is_empty() || wave_aa == waves;
        if image.shape().get(1) != Some(&columns) || waves.len() < 2 || !(rises && same) {
            let found = format!("{name} of shape {:?}", image.shape());
            let expected = "rising wavelengths, the same for each model, by 22 intensities";
            return Err(Error::Format { path: path.to_owned(), line: None, found, expected });
        }
        crate::error::check_finite(name, &pixels)?;
        for column in 1..columns {
            let emission = pixels.iter().skip(column).step_by(columns);
            values.extend(emission.map(|value| value * per_mass / dust_over_hydrogen));
        }
        wave_aa = waves;
    }
    Ok((wave_aa, values))
}

#[cfg(test)]
mod tests {
    use super::*;
    use astrarium_io::fits::{Cards, Pixel, Writer};

    /// A grid whose emission is `U (1 + q)` times a straight line of the wavelength.
    fn write(folder: &Path, name: &str, factor: f64) -> std::path::PathBuf {
        let mut writer = Writer::new(Vec::new(), name);
        writer.primary(&Cards::new()).expect("in memory");
        for (hdu, q, dust_over_hydrogen) in MILKY_WAY {
            let row = |wave: f64| {
                let of = move |u: &f64| factor * u * (1.0 + q) * wave * dust_over_hydrogen;
                std::iter::once(wave).chain(INTENSITIES.iter().map(of)).collect::<Vec<f64>>()
            };
            let pixels: Vec<f64> = [1e4, 1e5, 1e6].into_iter().flat_map(row).collect();
            let mut cards = Cards::new();
            cards.text("EXTNAME", hdu, "");
            let mut image = writer.image(Pixel::F64, &[3, 23], &cards).expect("in memory");
            image.pixels(&pixels).expect("as announced");
            image.finish().expect("whole");
        }
        let path = folder.join(name);
        std::fs::write(&path, writer.finish().expect("whole")).expect("written");
        path
    }

    #[test]
    fn straight_grids_are_interpolated_exactly() {
        let folder = tempfile::tempdir().expect("a folder");
        let (single, power_law) = (write(folder.path(), "a.fits", 1e-24), write(folder.path(), "b.fits", 1e-23));
        let grid = DraineLi2007::read(&single, &power_law).expect("a grid");
        let mut out = [0.0; 3];
        for (q, u, gamma) in [(0.47, 0.1, 0.0), (2.0, 3.3, 0.2), (4.58, 25.0, 1.0), (3.5, 10.0, 0.01)] {
            grid.fill((q, u, gamma), &mut out);
            let per_mass = SOLAR_MASS_KG / (PROTON_MASS_KG + ELECTRON_MASS_KG) / SOLAR_LUMINOSITY_ERG_S;
            let expected = 1e-24 * u * (1.0 + q) * 1e5 * (1.0 - gamma + 10.0 * gamma) * per_mass;
            assert!((out[1] / expected - 1.0).abs() < 1e-12, "{q}, {u}, {gamma}: {:e}, {expected:e}", out[1]);
        }
        assert_eq!(DraineLi2007::nodes(9.0, 100.0), DraineLi2007::nodes(4.58, 25.0));
        assert!(DraineLi2007::read(&single, Path::new("/nowhere")).is_err());
    }

    #[test]
    fn the_registrys_grid_has_the_power_of_its_source() {
        let Some(folder) = std::env::var_os("ASTRARIUM_DATA") else { return };
        let Ok(grid) = DraineLi2007::named(&Shelf::new(folder)) else { return };
        let mut out = vec![0.0; grid.wave_aa.len()];
        let power = |out: &[f64]| -> f64 {
            let cells = grid.wave_aa.windows(2).zip(out.windows(2));
            cells.map(|(wave, value)| 0.5 * (wave[1] - wave[0]) * (value[0] + value[1])).sum()
        };
        for u in [0.1, 1.0, 25.0] {
            grid.fill((2.5, u, 0.0), &mut out);
            // some 135 solar luminosities a solar mass of dust in the light near the Sun, as its authors quote
            let light_over_mass = power(&out) / u;
            assert!((120.0..150.0).contains(&light_over_mass), "{u}: {light_over_mass}");
        }
    }
}
