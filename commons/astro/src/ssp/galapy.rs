//! GalaPy's binary files.
use super::library::{SspLibrary, SspParts};
use crate::units::Medium;
use crate::{Error, Result};
use std::path::Path;

const EXPECTED: &str = "a library of GalaPy: wavelengths, ages, metallicities and luminosities, each after its number";

impl SspLibrary {
    /// Reads a library in GalaPy's format: little-endian, four arrays of floats (wavelength, age, metallicity, luminosity), each
    /// after its length as 64-bit integer; luminosities in the order `[metallicity][wavelength][age]`.
    ///
    /// The file tells neither its name nor the medium nor what lives: the name is the file's, wavelengths are taken as in
    /// vacuum.
    ///
    /// # Errors
    /// [`Error::Reading`]; [`Error::Format`] for a file that is cut off or too long; as [`new`](Self::new).
    pub fn read_galapy(path: &Path) -> Result<Self> {
        let bytes = std::fs::read(path).map_err(|source| Error::Reading { path: path.to_owned(), source })?;
        let name = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
        let format = |found: String| Error::Format { path: path.to_owned(), line: None, found, expected: EXPECTED };
        let arrays = arrays(&bytes).map_err(&format)?;
        let [wave_aa, age_yr, metallicity, stored] = arrays;
        let (n_wave, n_age, n_z) = (wave_aa.len(), age_yr.len(), metallicity.len());
        if [n_age, n_z].iter().try_fold(n_wave, |n, axis| n.checked_mul(*axis)) != Some(stored.len()) {
            return Err(format(format!("{} luminosities for {n_wave} x {n_age} x {n_z}", stored.len())));
        }
        let luminosity = if n_wave * n_age == 0 { Vec::new() } else { transposed(&stored, n_wave, n_age) };
        Self::new(SspParts { name, wave_aa, age_yr, metallicity, luminosity, living: None, medium: Medium::Vacuum })
    }

    /// The library in GalaPy's format.
    pub fn to_galapy_bytes(&self) -> Vec<u8> {
        let (n_wave, n_age) = (self.wave_aa().len(), self.age_yr().len());
        let stored = transposed(self.luminosity(), n_age, n_wave);
        let arrays = [self.wave_aa(), self.age_yr(), self.metallicity(), &stored];
        let one = |array: &[f64]| {
            let values = array.iter().flat_map(|value| value.to_le_bytes());
            (array.len() as u64).to_le_bytes().into_iter().chain(values).collect::<Vec<u8>>()
        };
        arrays.into_iter().flat_map(one).collect()
    }
}

/// Blocks of `rows` by `columns`, each transposed.
fn transposed(values: &[f64], rows: usize, columns: usize) -> Vec<f64> {
    let block = |block: &[f64]| {
        let element = |i: usize| block[(i % rows) * columns + i / rows];
        (0..block.len()).map(element).collect::<Vec<f64>>()
    };
    values.chunks_exact(rows * columns).flat_map(block).collect()
}

/// The four arrays, or what was found instead.
fn arrays(bytes: &[u8]) -> std::result::Result<[Vec<f64>; 4], String> {
    let mut rest = bytes;
    let mut arrays = [const { Vec::new() }; 4];
    for (array, what) in arrays.iter_mut().zip(["wavelengths", "ages", "metallicities", "luminosities"]) {
        let Some((length, after)) = rest.split_first_chunk::<8>() else {
            return Err(format!("an end before the number of {what}"));
        };
        let n = u64::from_le_bytes(*length);
        // as many as the file can hold: a length of another kind of file takes no memory
        if n > (after.len() / 8) as u64 {
            return Err(format!("{n} {what} announced, {} bytes left", after.len()));
        }
        let (values, after) = after.split_at(8 * n as usize);
        *array = values.as_chunks::<8>().0.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect();
        rest = after;
    }
    if rest.is_empty() { Ok(arrays) } else { Err(format!("{} bytes after the last luminosity", rest.len())) }
}
