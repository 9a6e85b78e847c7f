//! Reading.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use hdf5_pure::{CompoundMember, Dataset, Datatype, DatatypeByteOrder, File};

use super::Attribute;
use crate::{Error, Result};

/// An open HDF5 file, of which only what is asked for is read.
#[derive(Debug)]
pub struct Reader {
    path: PathBuf,
    file: File,
}

/// How many times larger than the file a compressed dataset may be: deflate reaches 1032.
const MOST_EXPANSION: u64 = 1100;

type Found<T> = std::result::Result<T, hdf5_pure::Error>;

impl Reader {
    /// Opens a file.
    ///
    /// # Errors
    /// [`Error::Hdf5`] if it cannot be read or is no HDF5 file.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let file = File::open_streaming(path).map_err(|source| error(path, "/", source))?;
        Ok(Self { path: path.to_path_buf(), file })
    }

    /// Reads a file that is in memory; `name` stands for it in messages.
    ///
    /// # Errors
    /// [`Error::Hdf5`] if it is no HDF5 file.
    pub fn from_bytes(name: impl AsRef<Path>, bytes: Vec<u8>) -> Result<Self> {
        let name = name.as_ref();
        let file = File::from_bytes(bytes).map_err(|source| error(name, "/", source))?;
        Ok(Self { path: name.to_path_buf(), file })
    }

    /// The file as it was named.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether there is a dataset at `at`.
    #[must_use]
    pub fn has(&self, at: &str) -> bool {
        self.file.dataset(at).is_ok()
    }

    /// Names of the groups in group `at` (`"/"` is the root), sorted.
    ///
    /// # Errors
    /// [`Error::Hdf5`] if there is no such group.
    pub fn groups(&self, at: &str) -> Result<Vec<String>> {
        self.names(at, hdf5_pure::Group::groups)
    }

    /// Names of the datasets in group `at`, sorted.
    ///
    /// # Errors
    /// [`Error::Hdf5`] if there is no such group.
    pub fn datasets(&self, at: &str) -> Result<Vec<String>> {
        self.names(at, hdf5_pure::Group::datasets)
    }

    /// The shape of a dataset.
    ///
    /// # Errors
    /// [`Error::Hdf5`] if there is no such dataset.
    pub fn shape(&self, at: &str) -> Result<Vec<usize>> {
        self.named(at, || shape(&self.file.dataset(at)?))
    }

    /// A numeric dataset as floats, and its shape.
    ///
    /// # Errors
    /// [`Error::Hdf5`] if there is no such dataset or it holds no numbers.
    pub fn f64s(&self, at: &str) -> Result<(Vec<f64>, Vec<usize>)> {
        self.read(at, Dataset::read_f64)
    }

    /// A numeric dataset as 64-bit integers, and its shape.
    ///
    /// # Errors
    /// As [`f64s`](Self::f64s).
    pub fn i64s(&self, at: &str) -> Result<(Vec<i64>, Vec<usize>)> {
        self.read(at, Dataset::read_i64)
    }

    /// A dataset of bytes (or of `h5py`'s bools), and its shape.
    ///
    /// # Errors
    /// As [`f64s`](Self::f64s); [`Error::Hdf5Type`] if its elements are not bytes.
    pub fn u8s(&self, at: &str) -> Result<(Vec<u8>, Vec<usize>)> {
        let (bytes, shape, datatype) = self.raw(at)?;
        match datatype {
            Datatype::FixedPoint { size: 1, .. } | Datatype::Enumeration { size: 1, .. } => Ok((bytes, shape)),
            other => Err(self.wrong(at, &other, "bytes or bools")),
        }
    }

    /// A dataset of strings, and its shape.
    ///
    /// # Errors
    /// As [`f64s`](Self::f64s).
    pub fn texts(&self, at: &str) -> Result<(Vec<String>, Vec<usize>)> {
        self.read(at, Dataset::read_string)
    }

    /// A dataset of complex numbers (a compound of two floats) as pairs, and its shape.
    ///
    /// # Errors
    /// As [`f64s`](Self::f64s); [`Error::Hdf5Type`] if its elements are no pairs of floats.
    pub fn complexes(&self, at: &str) -> Result<(Vec<[f64; 2]>, Vec<usize>)> {
        let (bytes, shape, datatype) = self.raw(at)?;
        let pair = match &datatype {
            Datatype::Compound { size, members } if members.len() == 2 => {
                let read = |member| member_f64s(&bytes, *size as usize, member);
                read(&members[0]).zip(read(&members[1]))
            }
            _ => None,
        };
        let (re, im) = pair.ok_or_else(|| self.wrong(at, &datatype, "a compound of two floats"))?;
        Ok((re.into_iter().zip(im).map(|(re, im)| [re, im]).collect(), shape))
    }

    /// One field of a dataset of records, as floats, and the dataset's shape.
    ///
    /// # Errors
    /// As [`f64s`](Self::f64s); [`Error::Hdf5Type`] if there is no such field of numbers.
    pub fn field_f64s(&self, at: &str, field: &str) -> Result<(Vec<f64>, Vec<usize>)> {
        let (bytes, shape, datatype) = self.raw(at)?;
        let values = match &datatype {
            Datatype::Compound { size, members } => members
                .iter()
                .find(|member| member.name == field)
                .and_then(|member| member_f64s(&bytes, *size as usize, member)),
            _ => None,
        };
        Ok((values.ok_or_else(|| self.wrong(at, &datatype, "a compound with this field of numbers"))?, shape))
    }

    /// Rows (windows of the leading axis) of a numeric dataset as floats.
    ///
    /// # Errors
    /// [`Error::Hdf5`] as [`f64s`](Self::f64s).
    pub fn f64_rows(&self, at: &str, rows: Range<u64>) -> Result<Vec<f64>> {
        let count = rows.end.saturating_sub(rows.start);
        let dataset = self.dataset(at)?;
        self.named(at, || dataset.read_f64_rows(rows.start, count))
    }

    /// All attributes of a group or dataset that are numbers or text, sorted by name.
    ///
    /// # Errors
    /// [`Error::Hdf5`] if there is neither.
    pub fn attributes(&self, at: &str) -> Result<BTreeMap<String, Attribute>> {
        let stored = self.named(at, || match self.file.dataset(at) {
            Ok(dataset) => dataset.attrs(),
            Err(_) => self.group(at)?.attrs(),
        })?;
        Ok(stored.into_iter().filter_map(|(name, value)| Some((name, Attribute::from_stored(&value)?))).collect())
    }

    fn group(&self, at: &str) -> Found<hdf5_pure::Group> {
        if at.trim_matches('/').is_empty() { Ok(self.file.root()) } else { self.file.group(at) }
    }

    fn names(&self, at: &str, list: fn(&hdf5_pure::Group) -> Found<Vec<String>>) -> Result<Vec<String>> {
        let mut names = self.named(at, || list(&self.group(at)?))?;
        names.sort();
        Ok(names)
    }

    /// The dataset, if the file is large enough to hold what it claims: a damaged shape must not cost hours or memory.
    fn dataset(&self, at: &str) -> Result<Dataset> {
        let (dataset, elements, width) = self.named(at, || {
            let dataset = self.file.dataset(at)?;
            let elements = dataset.shape()?.iter().fold(1_u64, |n, &axis| n.saturating_mul(axis));
            let width = dataset.element_size()?;
            Ok((dataset, elements, width))
        })?;
        let expansion = if dataset.is_chunked() { MOST_EXPANSION } else { 1 };
        let most = self.file.file_size().saturating_mul(expansion);
        if elements.saturating_mul(width.max(1)) > most {
            let (path, object) = (self.path.clone(), at.to_owned());
            return Err(Error::Hdf5Size { path, object, elements, width, most });
        }
        Ok(dataset)
    }

    fn read<T>(&self, at: &str, values: fn(&Dataset) -> Found<Vec<T>>) -> Result<(Vec<T>, Vec<usize>)> {
        let dataset = self.dataset(at)?;
        self.named(at, || Ok((values(&dataset)?, shape(&dataset)?)))
    }

    fn raw(&self, at: &str) -> Result<(Vec<u8>, Vec<usize>, Datatype)> {
        let dataset = self.dataset(at)?;
        self.named(at, || Ok((dataset.read_raw()?, shape(&dataset)?, dataset.datatype()?)))
    }

    fn named<T>(&self, at: &str, what: impl FnOnce() -> Found<T>) -> Result<T> {
        what().map_err(|source| error(&self.path, at, source))
    }

    fn wrong(&self, at: &str, found: &Datatype, expected: &'static str) -> Error {
        Error::Hdf5Type { path: self.path.clone(), object: at.to_owned(), found: found.to_string(), expected }
    }
}

fn shape(dataset: &Dataset) -> Found<Vec<usize>> {
    Ok(dataset.shape()?.into_iter().map(|axis| usize::try_from(axis).unwrap_or(usize::MAX)).collect())
}

/// A numeric field of every record, `size` bytes apart.
fn member_f64s(records: &[u8], size: usize, member: &CompoundMember) -> Option<Vec<f64>> {
    let start = usize::try_from(member.byte_offset).ok()?;
    let (width, is_big, is_float, is_signed) = match &member.datatype {
        Datatype::FloatingPoint { size, byte_order, .. } => (*size as usize, is_big(byte_order), true, true),
        Datatype::FixedPoint { size, byte_order, layout } => (*size as usize, is_big(byte_order), false, layout.signed),
        _ => return None,
    };
    let end = start.checked_add(width).filter(|&end| end <= size && size > 0 && width <= 8)?;
    let decode = |record: &[u8]| {
        let mut word = [0; 8];
        word[..width].copy_from_slice(&record[start..end]);
        if is_big {
            word[..width].reverse();
        }
        number(word, width, is_float, is_signed)
    };
    records.chunks_exact(size).map(decode).collect()
}

/// A little-endian number of `width` bytes.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_wrap, reason = "the caller asked for a float")]
fn number(word: [u8; 8], width: usize, is_float: bool, is_signed: bool) -> Option<f64> {
    let bits = u64::from_le_bytes(word);
    match (is_float, width) {
        (true, 8) => Some(f64::from_bits(bits)),
        (true, 4) => Some(f64::from(f32::from_bits(u32::try_from(bits).ok()?))),
        (false, 1..=8) if is_signed => {
            let shift = 64 - 8 * width;
            Some(((bits << shift) as i64 >> shift) as f64)
        }
        (false, 1..=8) => Some(bits as f64),
        _ => None,
    }
}

fn is_big(order: &DatatypeByteOrder) -> bool {
    matches!(order, DatatypeByteOrder::BigEndian)
}

fn error(path: &Path, object: &str, source: hdf5_pure::Error) -> Error {
    Error::Hdf5 { path: path.to_path_buf(), object: object.to_owned(), source: Box::new(source) }
}
