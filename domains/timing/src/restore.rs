//! Results read back from the tables that they were written as.
use crate::write::COUNTS;
use crate::{Compat, CrossSpectrum, Error, PowerSpectrum, PowerType, Result, SegmentCounts};
use astrarium_io::table::{MetaValue, Table};
use astrarium_num::fft::Complex64;
use std::path::Path;

impl PowerSpectrum {
    /// Reads what [`PowerSpectrum::write`] or the program wrote, in any format that keeps metadata (FITS, ECSV, Parquet):
    /// the same spectrum, without its warnings.
    ///
    /// # Errors
    /// [`Error::Io`] for what is no such table; as [`PowerSpectrum::from_table`].
    pub fn read(path: impl AsRef<Path>) -> Result<Self> {
        Self::from_table(&Table::read(path)?)
    }

    /// The spectrum that [`PowerSpectrum::to_table`] gave.
    ///
    /// # Errors
    /// [`Error::Io`] for a missing column, [`Error::Metadata`] for what the metadata lack.
    pub fn from_table(table: &Table) -> Result<Self> {
        let said = Said(table);
        said.is("power spectrum")?;
        Ok(Self {
            freq_hz: table.f64s("freq")?.to_vec(),
            width_hz: table.f64s("width")?.to_vec(),
            power: table.f64s("power")?.to_vec(),
            power_err: table.f64s("power_err")?.to_vec(),
            unnorm_power: table.f64s("unnorm_power")?.to_vec(),
            m: said.m()?,
            n_segments: said.whole("nseg")?,
            n_empty: said.whole("nempty")?,
            norm: said.text("norm")?.parse()?,
            counts: said.counts(0)?,
            compat: said.compat()?,
            warnings: Vec::new(),
        })
    }
}

impl CrossSpectrum {
    /// Reads what [`CrossSpectrum::write`] or the program wrote, in any format that keeps metadata (FITS, ECSV, Parquet):
    /// the same spectrum, without its warnings.
    ///
    /// # Errors
    /// [`Error::Io`] for what is no such table; as [`CrossSpectrum::from_table`].
    pub fn read(path: impl AsRef<Path>) -> Result<Self> {
        Self::from_table(&Table::read(path)?)
    }

    /// The spectrum that [`CrossSpectrum::to_table`] gave.
    ///
    /// # Errors
    /// [`Error::Io`] for a missing column, [`Error::Metadata`] for what the metadata lack.
    pub fn from_table(table: &Table) -> Result<Self> {
        let said = Said(table);
        said.is("cross spectrum")?;
        let complex = |name| -> Result<Vec<Complex64>> {
            Ok(table.complexes(name)?.iter().map(|[re, im]| Complex64::new(*re, *im)).collect())
        };
        let types = [PowerType::All, PowerType::Real, PowerType::Absolute].map(|kind| (kind.name(), kind));
        Ok(Self {
            freq_hz: table.f64s("freq")?.to_vec(),
            width_hz: table.f64s("width")?.to_vec(),
            power: complex("power")?,
            power_err: complex("power_err")?,
            unnorm_power: complex("unnorm_power")?,
            pds1: table.f64s("pds1")?.to_vec(),
            pds2: table.f64s("pds2")?.to_vec(),
            unnorm_pds1: table.f64s("unnorm_pds1")?.to_vec(),
            unnorm_pds2: table.f64s("unnorm_pds2")?.to_vec(),
            m: said.m()?,
            n_segments: said.whole("nseg")?,
            n_empty: said.whole("nempty")?,
            norm: said.text("norm")?.parse()?,
            power_type: said.one_of("ptype", &types, "all, real or absolute")?,
            channels_overlap: said.flag("overlap")?,
            full_spectrum: said.flag("full")?,
            counts1: said.counts(1)?,
            counts2: said.counts(2)?,
            compat: said.compat()?,
            warnings: Vec::new(),
        })
    }
}

/// What a table says of a result. The case of letters does not matter: FITS makes them all large.
struct Said<'a>(&'a Table);

impl Said<'_> {
    fn get(&self, name: &str) -> Option<&MetaValue> {
        self.0.meta.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
    fn unlike(&self, name: &'static str, expected: &'static str) -> Error {
        let found = self.get(name).map_or_else(|| "nothing".to_owned(), ToString::to_string);
        Error::Metadata { name, found, expected }
    }
    fn text(&self, name: &'static str) -> Result<&str> {
        match self.get(name) {
            Some(MetaValue::Text(text)) => Ok(text),
            _ => Err(self.unlike(name, "a text")),
        }
    }
    fn flag(&self, name: &'static str) -> Result<bool> {
        match self.get(name) {
            Some(MetaValue::Bool(value)) => Ok(*value),
            _ => Err(self.unlike(name, "true or false")),
        }
    }
    fn whole(&self, name: &'static str) -> Result<u64> {
        match self.get(name) {
            Some(MetaValue::I64(value)) if *value >= 0 => Ok(*value as u64),
            _ => Err(self.unlike(name, "a whole number")),
        }
    }
    fn number(&self, name: &'static str) -> Result<f64> {
        match self.get(name) {
            Some(MetaValue::F64(value)) => Ok(*value),
            Some(MetaValue::I64(value)) => Ok(*value as f64),
            _ => Err(self.unlike(name, "a number")),
        }
    }
    fn one_of<T: Copy>(&self, name: &'static str, known: &[(&str, T)], expected: &'static str) -> Result<T> {
        let said = self.text(name)?;
        known.iter().find(|(word, _)| *word == said).map(|(_, meant)| *meant).ok_or_else(|| self.unlike(name, expected))
    }
    /// Refuses the table of another result.
    fn is(&self, what: &'static str) -> Result<()> {
        if self.text("what")? == what { Ok(()) } else { Err(self.unlike("what", what)) }
    }
    fn compat(&self) -> Result<Compat> {
        let known = [Compat::None, Compat::Stingray].map(|compat| (compat.name(), compat));
        self.one_of("compat", &known, "none or stingray")
    }
    fn m(&self) -> Result<Vec<u64>> {
        let whole =
            |m: &i64| u64::try_from(*m).map_err(|_| self.unlike("m", "numbers of averaged powers, none below 0"));
        self.0.i64s("m")?.iter().map(whole).collect()
    }
    fn counts(&self, band: usize) -> Result<SegmentCounts> {
        let names = &COUNTS[band];
        let optional = |name| self.get(name).map(|_| self.number(name)).transpose();
        Ok(SegmentCounts {
            n_bins: self.whole(names.n_bins)?,
            bin_s: self.number(names.bin_s)?,
            photons: self.number(names.photons)?,
            variance: optional(names.variance)?,
            background_per_s: optional(names.background)?.unwrap_or(0.0),
        })
    }
}
