//! What was measured of a spectrum.
use super::blur::FWHM;
use crate::{Error, Result};
use astrarium_astro::units::{FluxUnit, Medium, SpectralUnit};
use astrarium_io::table::{Column, Table, Values};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// A measured spectrum, from a file or as lists.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SpectrumSpec {
    /// A table (FITS, ECSV, CSV, TSV, Parquet) with a row for each pixel instead of the lists: columns `wave` (or `wavelength`,
    /// `lambda`), `flux`, `error` (or `flux_err`, `err`, `sigma`), and perhaps `mask` (true or not 0: left out) and `resolution`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<PathBuf>,
    /// Wavelengths as observed, rising.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub wave: Vec<f64>,
    /// Flux densities. A pixel without a number is left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub flux: Vec<f64>,
    /// Their standard deviations; infinite ones leave the pixel out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub error: Vec<f64>,
    /// Pixels that are left out; empty: none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mask: Vec<bool>,
    /// Resolving power of each pixel; empty: `resolving_power` or `fwhm_aa` for all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub resolution: Vec<f64>,
    /// Wavelength over the full width at half maximum of the instrument's profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolving_power: Option<f64>,
    /// Or that width itself, ångström.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fwhm_aa: Option<f64>,
    /// Stretches of observed wavelength (ångström, in the spectrum's own medium) that are left out, as [[7590, 7700]].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub without_aa: Vec<[f64; 2]>,
    /// Unit of the wavelengths; empty: the file's own, else ångström.
    pub wave_unit: String,
    /// Unit of fluxes and errors; empty: the file's own, else mJy.
    pub unit: String,
    /// Where the wavelengths were measured: vacuum or air.
    pub medium: Medium,
}

/// A measured spectrum, checked: observed wavelengths in vacuum, fluxes in mJy.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spectrum {
    /// Wavelengths, ångström.
    pub wave_aa: Vec<f64>,
    /// Flux densities, mJy; nought where there is no number.
    pub flux_mjy: Vec<f64>,
    /// Their standard deviations, mJy; infinite for pixels that are left out.
    pub error_mjy: Vec<f64>,
    /// Full width at half maximum of the instrument's profile, ångström.
    pub fwhm_aa: Vec<f64>,
}

/// Names of the columns of a file.
const WAVE: [&str; 4] = ["wave", "wavelength", "lambda", "wave_aa"];
const FLUX: [&str; 3] = ["flux", "flux_mjy", "fnu"];
const ERROR: [&str; 5] = ["error", "flux_err", "err", "sigma", "flux_error"];
const MASK: [&str; 2] = ["mask", "masked"];
const RESOLUTION: [&str; 2] = ["resolution", "resolving_power"];

impl SpectrumSpec {
    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.file.is_none() && self.wave.is_empty()
    }

    /// The same with the file's columns in the lists, and their units.
    ///
    /// # Errors
    /// [`Error::Io`] for a file that cannot be read, [`Error::Format`] for one without the columns.
    pub fn told(&self) -> Result<Self> {
        let Some(path) = &self.file else { return Ok(self.clone()) };
        let table = Table::read(path)?;
        let bad = |found: String, expected| Error::Format { path: path.clone(), line: None, found, expected };
        let find = |names: &[&str]| {
            let is_named = |column: &&Column| names.iter().any(|name| column.name.eq_ignore_ascii_case(name));
            table.columns.iter().find(is_named)
        };
        let known =
            || format!("columns {}", table.columns.iter().map(|c| c.name.as_str()).collect::<Vec<_>>().join(", "));
        let needed = |names: &[&str], expected| find(names).ok_or_else(|| bad(known(), expected));
        let numbers =
            |column: &Column| numbers(column).ok_or_else(|| bad(format!("column {}", column.name), "numbers"));
        let wave = needed(&WAVE, "a column wave, wavelength or lambda")?;
        let flux = needed(&FLUX, "a column flux")?;
        let error = needed(&ERROR, "a column error, flux_err, err or sigma")?;
        let own = |told: &String, column: &Column| {
            let own = || column.unit.clone().unwrap_or_default();
            if told.is_empty() { own() } else { told.clone() }
        };
        let mask = find(&MASK).map(&numbers).transpose()?.unwrap_or_default();
        Ok(Self {
            file: None,
            wave: numbers(wave)?,
            flux: numbers(flux)?,
            error: numbers(error)?,
            mask: mask.into_iter().map(|value| value != 0.0).collect(),
            resolution: find(&RESOLUTION).map(&numbers).transpose()?.unwrap_or_default(),
            wave_unit: own(&self.wave_unit, wave),
            unit: own(&self.unit, flux),
            ..self.clone()
        })
    }

    /// The spectrum in mJy at wavelengths in vacuum.
    ///
    /// # Errors
    /// As [`told`](Self::told); [`Error::Length`] for lists of unlike lengths and if all pixels are left out, [`Error::BadValue`] for
    /// wavelengths that do not rise, errors and resolutions that are none, [`Error::OutOfRange`] for two widths of the profile;
    /// [`Error::Astro`] for units of something else.
    pub fn plan(&self) -> Result<Spectrum> {
        let told = self.told()?;
        let n = told.wave.len();
        for (what, found, is_needed) in [
            ("flux of the spectrum", told.flux.len(), true),
            ("error of the spectrum", told.error.len(), true),
            ("mask of the spectrum", told.mask.len(), false),
            ("resolution of the spectrum", told.resolution.len(), false),
        ] {
            if found != n && (is_needed || found != 0) {
                return Err(Error::Length { what, found, expected: n });
            }
        }
        let wave_unit: SpectralUnit = plain(&told.wave_unit, "Angstrom").parse()?;
        let unit: FluxUnit = plain(&told.unit, "mJy").parse()?;
        let mut spectrum = Spectrum::default();
        for i in 0..n {
            let own_aa = wave_unit.to_wave_aa(told.wave[i]);
            let wave_aa = told.medium.to_vacuum_aa(own_aa);
            let is_above = spectrum.wave_aa.last().is_none_or(|before| wave_aa > *before);
            if !(is_above && wave_aa > 0.0 && wave_aa.is_finite()) {
                let (what, value) = ("wave of the spectrum", told.wave[i]);
                return Err(Error::BadValue { what, index: i, value, expected: "wavelengths that rise" });
            }
            let (flux_mjy, error_mjy) = told.pixel(i, own_aa, unit)?;
            spectrum.wave_aa.push(wave_aa);
            spectrum.flux_mjy.push(flux_mjy);
            spectrum.error_mjy.push(error_mjy);
            spectrum.fwhm_aa.push(told.fwhm(i, wave_aa)?);
        }
        if spectrum.n_used() == 0 {
            return Err(Error::Length { what: "pixels of the spectrum that are not left out", found: 0, expected: 1 });
        }
        Ok(spectrum)
    }

    /// Flux and error of a pixel, mJy.
    fn pixel(&self, index: usize, own_aa: f64, unit: FluxUnit) -> Result<(f64, f64)> {
        let (flux, error) = (self.flux[index], self.error[index]);
        let is_out = self.mask.get(index).copied().unwrap_or(false)
            || self.without_aa.iter().any(|[low, high]| (*low..=*high).contains(&own_aa))
            || !flux.is_finite()
            || error == f64::INFINITY;
        let flux_mjy = if flux.is_finite() { unit.to_mjy(flux, own_aa) } else { 0.0 };
        if is_out {
            return Ok((flux_mjy, f64::INFINITY));
        }
        let error_mjy = unit.error_to_mjy(flux, error, own_aa);
        if error > 0.0 && error_mjy > 0.0 && error_mjy.is_finite() && flux_mjy.is_finite() {
            return Ok((flux_mjy, error_mjy));
        }
        let expected = "a standard deviation above zero; mask the pixel, or make its error infinite";
        Err(Error::BadValue { what: "error of the spectrum", index, value: error, expected })
    }

    /// Full width at half maximum of the instrument's profile at a pixel.
    fn fwhm(&self, index: usize, wave_aa: f64) -> Result<f64> {
        let power = self.resolution.get(index).copied().or(self.resolving_power);
        match (power, self.fwhm_aa) {
            (Some(_), Some(value)) => {
                let (what, expected) = ("fwhm_aa of the spectrum", "either this or a resolving power");
                Err(Error::OutOfRange { what, value, expected })
            }
            (Some(value), None) if !(value > 0.0 && value.is_finite()) => {
                let what = "resolution of the spectrum";
                Err(Error::BadValue { what, index, value, expected: "a resolving power above zero" })
            }
            (Some(power), None) => Ok(wave_aa / power),
            (None, Some(value)) => {
                Error::check_not_negative("fwhm_aa of the spectrum", value)?;
                Ok(value)
            }
            (None, None) => Ok(0.0),
        }
    }
}

impl Spectrum {
    /// Number of pixels.
    pub fn len(&self) -> usize {
        self.wave_aa.len()
    }

    /// Whether there is no pixel.
    pub fn is_empty(&self) -> bool {
        self.wave_aa.is_empty()
    }

    /// Pixels that are not left out.
    pub fn n_used(&self) -> usize {
        self.error_mjy.iter().filter(|error| error.is_finite()).count()
    }

    /// Standard deviation of the instrument's profile at a pixel, ångström.
    pub fn sigma_aa(&self, pixel: usize) -> f64 {
        self.fwhm_aa[pixel] / FWHM
    }

    /// A pixel's place from -1 to 1 between the first and the last.
    pub(super) fn place(&self, pixel: usize) -> f64 {
        let (first, last) = (self.wave_aa[0], self.wave_aa[self.len() - 1]);
        if last > first { 2.0 * (self.wave_aa[pixel] - first) / (last - first) - 1.0 } else { 0.0 }
    }
}

fn plain<'a>(unit: &'a str, usual: &'a str) -> &'a str {
    if unit.is_empty() { usual } else { unit }
}

/// A column as numbers, NaN where there is none.
fn numbers(column: &Column) -> Option<Vec<f64>> {
    let values: Vec<f64> = match &column.values {
        Values::F64(values) => values.clone(),
        Values::I64(values) => values.iter().map(|value| *value as f64).collect(),
        Values::Bool(values) => values.iter().map(|value| f64::from(u8::from(*value))).collect(),
        _ => return None,
    };
    Some(values.into_iter().enumerate().map(|(i, value)| if column.is_masked(i) { f64::NAN } else { value }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use astrarium_astro::units::mjy_from_erg_s_cm2_aa;

    fn spec() -> SpectrumSpec {
        SpectrumSpec {
            wave: vec![5000.0, 5001.0, 5002.0],
            flux: vec![1.0, 2.0, 3.0],
            error: vec![0.1, 0.2, 0.3],
            ..SpectrumSpec::default()
        }
    }

    #[test]
    fn units_and_media_are_turned_into_one() {
        let spec = SpectrumSpec {
            wave: vec![0.5, 0.6],
            flux: vec![1e-16, 2e-16],
            error: vec![1e-17; 2],
            wave_unit: "um".to_owned(),
            unit: "erg/s/cm2/A".to_owned(),
            medium: Medium::Air,
            resolving_power: Some(2000.0),
            ..SpectrumSpec::default()
        };
        let found = spec.plan().expect("sound");
        assert!((found.wave_aa[0] / 5001.394 - 1.0).abs() < 1e-6, "{}", found.wave_aa[0]);
        assert!((found.flux_mjy[1] / mjy_from_erg_s_cm2_aa(2e-16, 6000.0) - 1.0).abs() < 1e-14);
        assert!((found.error_mjy[0] / found.flux_mjy[0] - 0.1).abs() < 1e-14);
        assert!((found.fwhm_aa[0] * 2000.0 / found.wave_aa[0] - 1.0).abs() < 1e-15);
        assert!((found.sigma_aa(0) * 2.3548 / found.fwhm_aa[0] - 1.0).abs() < 1e-4);
    }

    #[test]
    fn pixels_are_left_out_in_four_ways() {
        let mut left = spec();
        (left.flux[0], left.error[1], left.mask) = (f64::NAN, f64::INFINITY, vec![false, false, true]);
        assert!(left.plan().expect_err("nothing is left").to_string().contains("not left out"));
        left.mask.clear();
        assert_eq!(left.plan().expect("one pixel").n_used(), 1);
        left.without_aa = vec![[5001.5, 5002.5]];
        assert!(left.plan().is_err());
    }

    #[test]
    fn files_are_read_with_their_units() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut table = Table::new();
        for column in [
            Column::f64("Wavelength", vec![500.0, 600.0]).with_unit("nm"),
            Column::f64("flux", vec![1.0, 2.0]).with_unit("uJy"),
            Column::f64("flux_err", vec![0.1, 0.1]).with_unit("uJy"),
            Column::bool("mask", vec![true, false]),
            Column::f64("resolution", vec![1000.0, 2000.0]),
        ] {
            table.push(column).expect("columns of one length");
        }
        let file = Some(folder.path().join("s.ecsv"));
        table.write(file.as_ref().expect("a name")).expect("room");
        let spec = SpectrumSpec { file, ..SpectrumSpec::default() };
        let found = spec.plan().expect("sound");
        assert_eq!((&found.wave_aa[..], found.fwhm_aa[1]), (&[5000.0, 6000.0][..], 3.0));
        assert_eq!((found.error_mjy[0], found.error_mjy[1], found.flux_mjy[1]), (f64::INFINITY, 1e-4, 2e-3));
        assert_eq!(spec.told().expect("sound").plan().expect("sound"), found);
        assert!(SpectrumSpec { file: Some("none.ecsv".into()), ..SpectrumSpec::default() }.plan().is_err());
    }

    #[test]
    fn bad_spectra_are_named() {
        let refuse = |change: &dyn Fn(&mut SpectrumSpec)| {
            let mut spec = spec();
            change(&mut spec);
            spec.plan().expect_err("bad").to_string()
        };
        assert!(refuse(&|s| s.error[1] = 0.0).contains("error of the spectrum[1] is 0"));
        assert!(refuse(&|s| s.error[1] = f64::NAN).contains("error of the spectrum[1] is NaN"));
        assert!(refuse(&|s| s.wave[2] = 5001.0).contains("wave of the spectrum[2] is 5001"));
        assert!(refuse(&|s| s.flux.truncate(1)).contains("flux of the spectrum: 1 values, expected 3"));
        assert!(refuse(&|s| s.mask = vec![true]).contains("mask of the spectrum: 1 values"));
        assert!(refuse(&|s| s.unit = "Lsun".to_owned()).contains("luminosity"));
        assert!(refuse(&|s| s.resolving_power = Some(-1.0)).contains("resolving power above zero"));
        assert!(refuse(&|s| (s.resolving_power, s.fwhm_aa) = (Some(1e3), Some(2.0))).contains("either this"));
        assert!(refuse(&|s| *s = SpectrumSpec::default()).contains("pixels"));
    }
}
