//! A template of an active nucleus.
use crate::grid::{Grid, trapezoid_weights};
use crate::{Error, Result};
use std::path::Path;

/// Ends to which a template is continued with nought, ångström, and the points that are added on each side.
const ENDS_AA: [f64; 2] = [1.0, 1e10];
const ADDED: usize = 16;

/// A spectrum of unit luminosity, an ångström.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    wave_aa: Vec<f64>,
    values: Vec<f64>,
}

impl Template {
    /// Reads rows of wavelength in µm and total luminosity a µm; further columns are not looked at.
    ///
    /// Numbers such as `1.04-116`, whose letter is missing, are understood.
    ///
    /// # Errors
    /// [`Error::Reading`]; [`Error::Format`] with the line.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|source| Error::Reading { path: path.to_owned(), source })?;
        let (mut wave_aa, mut values): (Vec<f64>, Vec<f64>) = (vec![], vec![]);
        for (i, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
        {
            let mut cells = line.split_whitespace().map(number);
            let (Some(Some(wave)), Some(Some(value))) = (cells.next(), cells.next()) else {
                return Err(bad(path, i, line));
            };
            if wave_aa.last().is_some_and(|last| *last >= 1e4 * wave) || !(wave > 0.0 && value >= 0.0) {
                return Err(bad(path, i, line));
            }
            wave_aa.push(1e4 * wave);
            values.push(1e-4 * value);
        }
        if wave_aa.len() < 2 || values.iter().all(|value| *value == 0.0) {
            return Err(bad(path, 0, "a template without light"));
        }
        Ok(Self::padded(wave_aa, values))
    }

    /// Continued with nought on both sides, and of unit luminosity.
    fn padded(wave_aa: Vec<f64>, values: Vec<f64>) -> Self {
        let (first, last) = (wave_aa[0], wave_aa[wave_aa.len() - 1]);
        let step = |from: f64, to: f64, i: usize| {
            10f64.powf(from.log10() + (to.log10() - from.log10()) * i as f64 / ADDED as f64)
        };
        let before = (0..ADDED).map(|i| step(ENDS_AA[0], first, i)).filter(|wave| *wave < first);
        let after = (1..=ADDED).map(|i| step(last, ENDS_AA[1], i)).filter(|wave| *wave > last);
        let (before, after): (Vec<f64>, Vec<f64>) = (before.collect(), after.collect());
        let mut values = [vec![0.0; before.len()], values, vec![0.0; after.len()]].concat();
        let wave_aa = [before, wave_aa, after].concat();
        let power: f64 = trapezoid_weights(&wave_aa).iter().zip(&values).map(|(width, value)| width * value).sum();
        values.iter_mut().for_each(|value| *value /= power);
        Self { wave_aa, values }
    }

    /// At a wavelength in ångström, an ångström; straight lines between the points.
    pub fn at(&self, wave_aa: f64) -> f64 {
        Grid::new(vec![wave_aa]).resample(&self.wave_aa, &self.values)[0]
    }

    /// On a grid, an ångström.
    pub(crate) fn on(&self, grid: &Grid) -> Vec<f64> {
        grid.resample(&self.wave_aa, &self.values)
    }
}

/// A number, also of Fortran's form without the letter of its exponent.
fn number(cell: &str) -> Option<f64> {
    cell.parse().ok().or_else(|| {
        let sign = cell.char_indices().skip(1).find(|(_, letter)| matches!(letter, '+' | '-'))?.0;
        format!("{}e{}", &cell[..sign], &cell[sign..]).parse().ok()
    })
}

fn bad(path: &Path, line: usize, found: &str) -> Error {
    let found = format!("`{}`", found.chars().take(60).collect::<String>());
    let expected = "rising wavelengths in µm, each with a luminosity a µm";
    Error::Format { path: path.to_owned(), line: Some(line + 1), found, expected }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_without_their_letter_are_understood() {
        assert_eq!(number("1.04-116"), Some(1.04e-116));
        assert_eq!(number("-1.5+10"), Some(-1.5e10));
        assert_eq!((number("2.8185E+44"), number("x"), number("1-2-3")), (Some(2.8185e44), None, None));
    }

    #[test]
    fn files_are_checked() {
        let folder = tempfile::tempdir().expect("a folder");
        let read = |text: &str| {
            let path = folder.path().join("template");
            std::fs::write(&path, text).expect("written");
            Template::read(&path)
        };
        let template = read("0.1 1 0\n1 2.0+00 0\n10 1 0\n").expect("sound");
        let grid = Grid::new(template.wave_aa.clone());
        assert!((grid.integral(&template.on(&grid)) - 1.0).abs() < 1e-14);
        for text in ["0.1 1\n", "1 1\n0.1 1\n", "1 -1\n2 1\n", "1 x\n", "1 0\n2 0\n"] {
            assert!(matches!(read(text), Err(Error::Format { .. })), "{text}");
        }
    }
}
