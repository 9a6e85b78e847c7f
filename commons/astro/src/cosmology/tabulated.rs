//! Distances and ages from a table, as GalaPy has them.
use crate::constants::galapy::{LIGHT_SPEED_AA_S, MEGAPARSEC_CM, SOLAR_LUMINOSITY_ERG_S};
use crate::error::{check_length, check_rising};
use crate::{Error, Result};
use astrarium_num::interp::bracket;
use std::f64::consts::PI;
use std::path::Path;

/// A cosmology as a table of luminosity distance and age against redshift, with straight lines between (and beyond) its rows.
///
/// For reproducing GalaPy's numbers and for cosmologies that came as tables. The distance of a redshift next to 0 is poor in
/// such a table, and the flux factor at 0 is meaningless.
#[derive(Clone, Debug, PartialEq)]
pub struct TabulatedCosmology {
    z: Vec<f64>,
    luminosity_distance_mpc: Vec<f64>,
    age_yr: Vec<f64>,
    flux_factor: Vec<f64>,
}

impl TabulatedCosmology {
    /// From three columns.
    ///
    /// # Errors
    /// [`Error::Length`] for unlike lengths or fewer than two rows, [`Error::NotRising`] unless redshifts rise.
    pub fn new(z: Vec<f64>, luminosity_distance_mpc: Vec<f64>, age_yr: Vec<f64>) -> Result<Self> {
        if z.len() < 2 {
            return Err(Error::Length {
                what: "rows of the cosmology's table".to_owned(),
                found: z.len(),
                expected: 2,
            });
        }
        check_rising("redshift of the cosmology's table", &z)?;
        check_length("distances of the cosmology's table", luminosity_distance_mpc.len(), z.len())?;
        check_length("ages of the cosmology's table", age_yr.len(), z.len())?;
        let factor = |(z, distance): (&f64, &f64)| {
            1e26 * (1.0 + z) * SOLAR_LUMINOSITY_ERG_S
                / (4.0 * PI * LIGHT_SPEED_AA_S * (distance * distance) * (MEGAPARSEC_CM * MEGAPARSEC_CM))
        };
        let flux_factor = z.iter().zip(&luminosity_distance_mpc).map(factor).collect();
        Ok(Self { z, luminosity_distance_mpc, age_yr, flux_factor })
    }

    /// Reads GalaPy's text files: redshift, luminosity distance in Mpc, age in years, split by blanks.
    ///
    /// # Errors
    /// [`Error::Reading`]; [`Error::Format`] with the line; as [`new`](Self::new).
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|source| Error::Reading { path: path.to_owned(), source })?;
        let mut columns = [const { Vec::new() }; 3];
        for (i, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
        {
            let cells: Vec<f64> = line.split_whitespace().map_while(|cell| cell.parse().ok()).collect();
            let &[z, distance_mpc, age_yr] = &cells[..] else {
                let found = format!("`{}`", line.chars().take(60).collect::<String>());
                let expected = "redshift, luminosity distance in Mpc, age in years";
                return Err(Error::Format { path: path.to_owned(), line: Some(i + 1), found, expected });
            };
            columns.iter_mut().zip([z, distance_mpc, age_yr]).for_each(|(column, value)| column.push(value));
        }
        let [z, luminosity_distance_mpc, age_yr] = columns;
        Self::new(z, luminosity_distance_mpc, age_yr)
    }

    /// Luminosity distance, Mpc.
    pub fn luminosity_distance_mpc(&self, z: f64) -> f64 {
        self.line(&self.luminosity_distance_mpc, z)
    }

    /// Age of the universe, years.
    pub fn age_yr(&self, z: f64) -> f64 {
        self.line(&self.age_yr, z)
    }

    /// `S_ν` in mJy over `L_λ λ²` in solar luminosities and ångström: `10²⁶ (1+z) L☉/(4π c D_L²)`, itself on straight lines.
    pub fn flux_factor(&self, z: f64) -> f64 {
        self.line(&self.flux_factor, z)
    }

    fn line(&self, values: &[f64], z: f64) -> f64 {
        let i = bracket(&self.z, z);
        let part = (z - self.z[i]) / (self.z[i + 1] - self.z[i]);
        values[i] + part * (values[i + 1] - values[i])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_must_be_whole() {
        let table = |z: &[f64], d: &[f64], t: &[f64]| TabulatedCosmology::new(z.to_vec(), d.to_vec(), t.to_vec());
        let error = table(&[1.0], &[1.0], &[1.0]).expect_err("one row").to_string();
        assert!(error.contains("1 values, expected 2"), "{error}");
        assert!(table(&[1.0, 1.0], &[1.0, 2.0], &[2.0, 1.0]).is_err());
        assert!(table(&[1.0, 2.0], &[1.0], &[2.0, 1.0]).is_err());
        let sound = table(&[1.0, 2.0], &[10.0, 30.0], &[2.0, 1.0]).expect("two rows");
        assert_eq!((sound.luminosity_distance_mpc(1.5), sound.age_yr(3.0)), (20.0, 0.0));
    }
}
