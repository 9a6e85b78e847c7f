//! Bands of aromatic molecules.
use crate::grid::Grid;
use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Spectrum of aromatic molecules, of unit power.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Pah {
    /// A file of two columns, wavelength in ångström and power an ångström; without it Drude profiles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<PathBuf>,
}

/// Bands: wavelength in µm, full width at half maximum over wavelength, power relative to that of 7.7 µm.
///
/// # Source
/// Wavelengths and widths: Smith et al. 2007, `ApJ` 656, 770, table 3; powers: the mean of their galaxies, table 7, and for 3.3 µm
/// Lai et al. 2020, `ApJ` 905, 55
const BANDS: [[f64; 3]; 18] = [
    [3.29, 0.012, 0.055],
    [5.27, 0.034, 0.025],
    [5.70, 0.035, 0.035],
    [6.22, 0.030, 0.27],
    [6.69, 0.070, 0.07],
    [7.42, 0.126, 0.25],
    [7.60, 0.044, 0.36],
    [7.85, 0.053, 0.39],
    [8.33, 0.050, 0.07],
    [8.61, 0.039, 0.17],
    [10.68, 0.020, 0.005],
    [11.23, 0.012, 0.06],
    [11.33, 0.032, 0.21],
    [11.99, 0.045, 0.08],
    [12.62, 0.042, 0.14],
    [13.48, 0.040, 0.03],
    [16.45, 0.014, 0.02],
    [17.04, 0.065, 0.10],
];
/// Wavelengths between which the profiles are taken, µm: their wings go on for ever.
const RANGE_UM: [f64; 2] = [2.5, 40.0];
/// Points added to a grid for each band, in units of its width.
const PROFILE: [f64; 11] = [-4.0, -2.0, -1.0, -0.6, -0.3, 0.0, 0.3, 0.6, 1.0, 2.0, 4.0];

impl Pah {
    /// Wavelengths at which the spectrum must be known for it to be drawn well, ångström.
    pub(crate) fn wave_aa(&self) -> Vec<f64> {
        if self.template.is_some() {
            return Vec::new();
        }
        BANDS.iter().flat_map(|[wave, width, _]| PROFILE.map(|at| 1e4 * wave * (1.0 + at * width))).collect()
    }

    /// The spectrum at wavelengths in ångström, which rise, an ångström.
    ///
    /// # Errors
    /// [`Error::Reading`] and [`Error::Format`] for a file.
    pub fn at(&self, wave_aa: &[f64]) -> Result<Vec<f64>> {
        self.spectrum(&Grid::new(wave_aa.to_vec()))
    }

    /// The spectrum on a grid, an ångström.
    ///
    /// # Errors
    /// [`Error::Reading`] and [`Error::Format`] for a file.
    pub(crate) fn spectrum(&self, grid: &Grid) -> Result<Vec<f64>> {
        if let Some(path) = &self.template {
            let (wave_aa, values) = read(path)?;
            return Ok(grid.resample(&wave_aa, &values));
        }
        let mut spectrum: Vec<f64> = grid.wave_aa.iter().map(|wave| drude(1e-4 * wave)).collect();
        let power = grid.integral(&spectrum);
        if power > 0.0 {
            spectrum.iter_mut().for_each(|value| *value /= power);
        }
        Ok(spectrum)
    }
}

/// `Σ P_r γ² /((λ/λ_r - λ_r/λ)² + γ²)` per frequency, so divided by `λ²` and with `P_r/(γ λ_r)`.
fn drude(wave_um: f64) -> f64 {
    if !(RANGE_UM[0]..=RANGE_UM[1]).contains(&wave_um) {
        return 0.0;
    }
    let one = |[at, width, power]: &[f64; 3]| {
        let apart = wave_um / at - at / wave_um;
        power * at * width / (apart * apart + width * width)
    };
    BANDS.iter().map(one).sum::<f64>() / (wave_um * wave_um)
}

/// Two columns.
fn read(path: &Path) -> Result<(Vec<f64>, Vec<f64>)> {
    let text = std::fs::read_to_string(path).map_err(|source| Error::Reading { path: path.to_owned(), source })?;
    let (mut wave_aa, mut values): (Vec<f64>, Vec<f64>) = (vec![], vec![]);
    for (i, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#') && !line.trim().is_empty()) {
        let cells: Vec<f64> = line.split_whitespace().map_while(|cell| cell.parse().ok()).collect();
        let rises = wave_aa.last().is_none_or(|last| cells.first().is_some_and(|wave| wave >= last));
        let &[wave, value] = &cells[..] else { return Err(bad(path, i, line)) };
        if !(rises && wave.is_finite() && value.is_finite()) {
            return Err(bad(path, i, line));
        }
        wave_aa.push(wave);
        values.push(value);
    }
    if wave_aa.len() < 2 {
        return Err(bad(path, 0, "fewer than two rows"));
    }
    Ok((wave_aa, values))
}

fn bad(path: &Path, line: usize, found: &str) -> Error {
    let found = format!("`{}`", found.chars().take(60).collect::<String>());
    let expected = "a rising wavelength in ångström and a power an ångström";
    Error::Format { path: path.to_owned(), line: Some(line + 1), found, expected }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_profiles_have_unit_power_and_peak_near_8_um() {
        let grid = Grid::new((0..2000).map(|i| 10f64.powf(3.0 + 4.0 * f64::from(i) / 1999.0)).collect());
        let spectrum = Pah::default().spectrum(&grid).expect("no file");
        assert!((grid.integral(&spectrum) - 1.0).abs() < 1e-12);
        let peak = (0..2000).max_by(|a, b| spectrum[*a].total_cmp(&spectrum[*b])).map(|i| grid.wave_aa[i]);
        assert!((6.1e4..7.9e4).contains(&peak.expect("there are points")), "{peak:?}");
    }

    #[test]
    fn files_are_checked() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |text: &str| {
            let path = folder.path().join("pah.txt");
            std::fs::write(&path, text).expect("written");
            read(&path)
        };
        assert_eq!(write("# a\n1 2\n3 4\n").expect("sound"), (vec![1.0, 3.0], vec![2.0, 4.0]));
        for text in ["1 2\n", "1 2\n0.5 3\n", "1 2\n2 x\n", "1 NaN\n2 3\n"] {
            assert!(matches!(write(text), Err(Error::Format { .. })), "{text}");
        }
        assert!(matches!(read(Path::new("/nowhere")), Err(Error::Reading { .. })));
    }
}
