//! Formats by the ends of file names.

use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::in_memory::Table;
use super::{csv, ecsv, fits, parquet};
use crate::atomic::Pending;
use crate::bytes::{Bytes, ReadOptions};
use crate::{Error, Result};

/// How a table is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `.fits`, `.fit`, `.fts`, `.evt`, `.lc`: a binary table.
    Fits,
    /// `.ecsv`: text with a header of units and meta, as astropy writes it.
    Ecsv,
    /// `.csv`: text, separated by commas.
    Csv,
    /// `.tsv`: text, separated by tabs.
    Tsv,
    /// `.parquet`: needs the feature `parquet`.
    Parquet,
}

impl Format {
    /// The format that the end of a file's name stands for; `.gz` behind it is passed over.
    ///
    /// # Errors
    /// [`Error::Extension`], which lists those that are known.
    pub fn from_path(path: &Path) -> Result<Self> {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_lowercase();
        let end = name.strip_suffix(".gz").unwrap_or(&name).rsplit('.').next().unwrap_or_default();
        Ok(match end {
            "fits" | "fit" | "fts" | "evt" | "lc" => Self::Fits,
            "ecsv" => Self::Ecsv,
            "csv" => Self::Csv,
            "tsv" => Self::Tsv,
            "parquet" => Self::Parquet,
            _ => return Err(Error::Extension { path: path.to_path_buf() }),
        })
    }
}

/// Writes a file whole or not at all, packed if its name ends in `.gz`.
///
/// # Errors
/// Those of `write`; [`Error::Writing`] and its kin, the old file then being as it was.
pub fn save<E: From<Error>>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> std::result::Result<(), E>,
) -> std::result::Result<(), E> {
    let mut pending = Pending::create(path)?;
    if path.extension().is_some_and(|end| end.eq_ignore_ascii_case("gz")) {
        let mut packed = GzEncoder::new(&mut pending, Compression::default());
        write(&mut packed)?;
        packed.finish().map_err(|source| Error::Writing { path: path.to_path_buf(), source })?;
    } else {
        write(&mut pending)?;
    }
    Ok(pending.commit()?)
}

impl Table {
    /// Reads a table, its format told by the end of the name. Of a FITS file the first table is read; gzip is
    /// recognised by its content.
    ///
    /// # Errors
    /// [`Error::Extension`] for a name of no known end; else what the format's reader finds.
    pub fn read(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        Self::from_loaded(path, Bytes::open(path, &ReadOptions::default())?, Format::from_path(path)?)
    }

    /// Reads a table that is in memory; `name` stands for it in messages.
    ///
    /// # Errors
    /// What the format's reader finds.
    pub fn from_bytes(name: impl AsRef<Path>, bytes: Vec<u8>, format: Format) -> Result<Self> {
        let name = name.as_ref();
        Self::from_loaded(name, Bytes::from_vec(name, bytes, &ReadOptions::default())?, format)
    }

    fn from_loaded(path: &Path, bytes: Bytes, format: Format) -> Result<Self> {
        match format {
            Format::Fits => fits::read(path, bytes),
            Format::Ecsv => ecsv::read(path, &bytes),
            Format::Csv => csv::read(path, &bytes, b','),
            Format::Tsv => csv::read(path, &bytes, b'\t'),
            Format::Parquet => parquet::read(path, &bytes),
        }
    }

    /// Writes the table, its format told by the end of the name (packed if that is `.gz`): whole or not at all.
    ///
    /// # Errors
    /// [`Error::Extension`] for a name of no known end; [`Error::Columns`] if the columns do not fit together; what the
    /// format cannot hold; [`Error::Writing`] and its kin, the old file then being as it was.
    pub fn write(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let format = Format::from_path(path)?;
        save(path, |out| self.write_to(out, format, path))
    }

    /// Writes the table to anything that takes bytes; `name` stands for it in messages.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub fn write_to(&self, out: &mut dyn Write, format: Format, name: impl AsRef<Path>) -> Result<()> {
        self.check()?;
        let name = name.as_ref();
        match format {
            Format::Fits => fits::write(self, out, name),
            Format::Ecsv => ecsv::write(self, out, name),
            Format::Csv => csv::write(self, out, name, b','),
            Format::Tsv => csv::write(self, out, name, b'\t'),
            Format::Parquet => parquet::write(self, out, name),
        }
    }
}
