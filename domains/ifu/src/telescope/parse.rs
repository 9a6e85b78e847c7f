//! Telescopes from their files.
use super::files::TELESCOPES;
use super::{Detector, Telescope};
use crate::{Error, Result};
use std::path::Path;

/// Channels or spaxels a side that no instrument has; a slip of a unit would ask for more.
const MOST: f64 = 1e6;

impl Telescope {
    /// A preset by its name, in any case and with `-`, `_` or a blank between its words.
    ///
    /// # Errors
    /// [`Error::UnknownName`] with the near ones.
    pub fn named(name: &str) -> Result<Self> {
        let asked = plain(name);
        let (file, text) = TELESCOPES
            .iter()
            .find(|(known, _)| plain(known) == asked)
            .ok_or_else(|| Error::unknown("telescope", name, Self::names()))?;
        Self::parse(file, text)
    }

    /// Names of all presets.
    pub fn names() -> impl Iterator<Item = &'static str> {
        TELESCOPES.iter().map(|(name, _)| *name)
    }

    /// A telescope from a file of the user's own.
    ///
    /// # Errors
    /// [`Error::Reading`]; as [`parse`](Self::parse).
    pub fn read(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let text =
            std::fs::read_to_string(path).map_err(|source| Error::Reading { path: path.to_path_buf(), source })?;
        Self::parse(&path.display().to_string(), &text)
    }

    /// A telescope from TOML; `file` stands for it in messages.
    ///
    /// # Errors
    /// [`Error::TelescopeFile`] with line and key if one is missing, unknown or of another kind; as [`check`](Self::check).
    pub fn parse(file: &str, text: &str) -> Result<Self> {
        let wrong = |message: String| Error::TelescopeFile { file: file.to_owned(), message };
        let telescope: Self = toml::from_str(text).map_err(|error| wrong(error.to_string().trim_end().to_owned()))?;
        telescope.check().map_err(|error| wrong(error.to_string()))?;
        Ok(telescope)
    }

    /// Checks that the numbers can belong to an instrument.
    ///
    /// # Errors
    /// [`Error::OutOfRange`], [`Error::BadValue`], [`Error::Length`] naming the key.
    pub fn check(&self) -> Result<()> {
        Error::check_positive("fov_arcsec", self.fov_arcsec)?;
        Error::check_positive("spaxel_arcsec", self.spaxel_arcsec)?;
        Error::check_positive("wave_step_aa", self.wave_step_aa)?;
        Error::check_each("wave_range_aa", &self.wave_range_aa, "a number above zero", |wave| {
            wave > 0.0 && wave.is_finite()
        })?;
        let [first, end] = self.wave_range_aa;
        if end <= first {
            return Err(Error::OutOfRange {
                what: "wave_range_aa[1]",
                value: end,
                expected: "more than wave_range_aa[0]",
            });
        }
        let spaxels = self.fov_arcsec / self.spaxel_arcsec;
        if !(1.0 - super::ROUNDING..=MOST).contains(&spaxels) {
            let expected = "1 to a million spaxels";
            return Err(Error::OutOfRange { what: "fov_arcsec / spaxel_arcsec", value: spaxels, expected });
        }
        let channels = (end - first) / self.wave_step_aa;
        if channels > MOST {
            let expected = "at most a million channels";
            return Err(Error::OutOfRange { what: "wave_range_aa over wave_step_aa", value: channels, expected });
        }
        self.wave_reference_aa.map_or(Ok(()), |wave_aa| Error::check_positive("wave_reference_aa", wave_aa))?;
        self.lsf.as_ref().map_or(Ok(()), super::Lsf::check)?;
        self.psf.as_ref().map_or(Ok(()), super::Psf::check)?;
        self.detector.as_ref().map_or(Ok(()), Detector::check)
    }
}

impl Detector {
    fn check(&self) -> Result<()> {
        Error::check_positive("detector.collecting_area_m2", self.collecting_area_m2)?;
        Error::check_positive("detector.exposure_s", self.exposure_s)?;
        Error::check_positive("detector.throughput", self.throughput)?;
        if self.throughput > 1.0 {
            let expected = "a part of the photons, at most 1";
            return Err(Error::OutOfRange { what: "detector.throughput", value: self.throughput, expected });
        }
        Error::check_none_negative("detector.read_noise_e", &[self.read_noise_e])?;
        Error::check_none_negative("detector.dark_e_s", &[self.dark_e_s])?;
        Error::check_each("detector.sky_mag_arcsec2", &[self.sky_mag_arcsec2], "a finite number", f64::is_finite)
    }
}

fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace(['-', ' '], "_")
}
