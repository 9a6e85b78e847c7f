//! Arrays of numpy's npz files.
use std::error::Error;
use std::fs::File;
use std::io::Read;
use std::path::Path;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// A zip of npy files.
pub(crate) struct Npz {
    archive: zip::ZipArchive<File>,
}

impl Npz {
    pub(crate) fn open(path: &Path) -> Result<Self> {
        Ok(Self { archive: zip::ZipArchive::new(File::open(path)?)? })
    }

    /// An array of little-endian floats in C order, and its shape.
    pub(crate) fn array(&mut self, name: &str) -> Result<(Vec<f64>, Vec<usize>)> {
        let mut bytes = Vec::new();
        self.archive.by_name(&format!("{name}.npy"))?.read_to_end(&mut bytes)?;
        npy(&bytes)
    }

    /// Whether there is such an array.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(&format!("{name}.npy")).is_some()
    }

    /// The numbers of an array.
    pub(crate) fn f64s(&mut self, name: &str) -> Vec<f64> {
        self.array(name).unwrap_or_else(|error| panic!("{name}: {error}")).0
    }
}

/// The numbers of one npy file and its shape.
pub(crate) fn npy(bytes: &[u8]) -> Result<(Vec<f64>, Vec<usize>)> {
    let start = if bytes[6] == 1 { 10 } else { 12 };
    let length = usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
    let header = std::str::from_utf8(&bytes[start..start + length])?;
    let shape = header.split('(').nth(1).and_then(|rest| rest.split(')').next()).ok_or("no shape")?;
    let shape = shape.split(',').map(str::trim).filter(|cell| !cell.is_empty()).map(str::parse);
    let shape: Vec<usize> = shape.collect::<std::result::Result<_, _>>()?;
    let data = &bytes[start + length..];
    let values = match header {
        header if header.contains("'<f8'") => {
            data.as_chunks::<8>().0.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect()
        }
        header if header.contains("'<f4'") => {
            data.as_chunks::<4>().0.iter().map(|bytes| f64::from(f32::from_le_bytes(*bytes))).collect()
        }
        header if header.contains("'<i8'") => {
            data.as_chunks::<8>().0.iter().map(|bytes| i64::from_le_bytes(*bytes) as f64).collect()
        }
        header if header.contains("'<i4'") => {
            data.as_chunks::<4>().0.iter().map(|bytes| f64::from(i32::from_le_bytes(*bytes))).collect()
        }
        header if header.contains("'|b1'") => data.iter().map(|byte| f64::from(*byte)).collect(),
        _ => return Err(format!("type of {header}").into()),
    };
    Ok((values, shape))
}
