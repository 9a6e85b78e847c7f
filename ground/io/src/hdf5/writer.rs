//! Writing.

use std::path::PathBuf;

use super::Attribute;
use super::tree::{Elements, Node};
use crate::{Error, Result};

/// A file put together in memory and then written in one go.
#[derive(Debug, Clone, Default)]
pub struct Writer {
    root: Node,
    deflate: Option<u32>,
}

impl Writer {
    /// A file with nothing in it, whose datasets will not be compressed.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Compresses datasets of 1024 elements or more by shuffle and deflate of this level (1 to 9).
    #[must_use]
    pub fn with_deflate(self, level: u32) -> Self {
        Self { deflate: Some(level.clamp(1, 9)), ..self }
    }

    /// Adds a dataset of floats; the groups above it are made.
    ///
    /// # Errors
    /// [`Error::Hdf5Shape`] if the shape does not hold the values; [`Error::Hdf5Path`] if a dataset is in the way.
    pub fn f64s(&mut self, at: &str, values: &[f64], shape: &[usize]) -> Result<()> {
        self.dataset(at, Elements::F64(values.to_vec()), shape)
    }

    /// Adds a dataset whose elements are arrays of `width` floats each; `shape` counts the arrays.
    ///
    /// # Errors
    /// As [`f64s`](Self::f64s).
    pub fn f64_arrays(&mut self, at: &str, values: &[f64], shape: &[usize], width: u32) -> Result<()> {
        self.dataset(at, Elements::Arrays(values.to_vec(), width), shape)
    }

    /// Leaves the leading axis of the dataset at `at` open: who edits the file may lengthen it. It is stored in chunks.
    ///
    /// # Errors
    /// [`Error::Hdf5Path`] if a dataset is in the way.
    pub fn grows(&mut self, at: &str) -> Result<()> {
        self.node(at)?.grows = true;
        Ok(())
    }

    /// Adds a dataset of 64-bit integers.
    ///
    /// # Errors
    /// As [`f64s`](Self::f64s).
    pub fn i64s(&mut self, at: &str, values: &[i64], shape: &[usize]) -> Result<()> {
        self.dataset(at, Elements::I64(values.to_vec()), shape)
    }

    /// Adds a dataset of bytes.
    ///
    /// # Errors
    /// As [`f64s`](Self::f64s).
    pub fn u8s(&mut self, at: &str, values: &[u8], shape: &[usize]) -> Result<()> {
        self.dataset(at, Elements::U8(values.to_vec()), shape)
    }

    /// Adds a dataset of complex numbers.
    ///
    /// # Errors
    /// As [`f64s`](Self::f64s).
    pub fn complexes(&mut self, at: &str, values: &[[f64; 2]], shape: &[usize]) -> Result<()> {
        self.dataset(at, Elements::Complex(values.to_vec()), shape)
    }

    /// Adds a list of strings.
    ///
    /// # Errors
    /// As [`f64s`](Self::f64s).
    pub fn texts(&mut self, at: &str, values: &[String]) -> Result<()> {
        self.dataset(at, Elements::Text(values.to_vec()), &[values.len()])
    }

    /// Sets an attribute of a dataset, or of a group, which is made if it is not there (`"/"` is the root).
    ///
    /// # Errors
    /// [`Error::Hdf5Path`] if a dataset is in the way.
    pub fn attribute(&mut self, at: &str, name: &str, value: Attribute) -> Result<()> {
        self.node(at)?.attributes.insert(name.to_owned(), value);
        Ok(())
    }

    /// The file's bytes.
    ///
    /// # Errors
    /// [`Error::Hdf5`] for what the format cannot hold, such as an attribute beyond 64 kB.
    pub fn bytes(&self) -> Result<Vec<u8>> {
        self.root.stage_root(self.deflate).finish().map_err(|source| Error::Hdf5 {
            path: PathBuf::from("(in memory)"),
            object: "/".to_owned(),
            source: Box::new(source),
        })
    }

    fn dataset(&mut self, at: &str, elements: Elements, shape: &[usize]) -> Result<()> {
        if shape.iter().try_fold(1_usize, |n, &axis| n.checked_mul(axis)) != Some(elements.len()) {
            let (values, shape) = (elements.len(), shape.to_vec());
            return Err(Error::Hdf5Shape { object: at.to_owned(), values, shape });
        }
        let node = self.node(at)?;
        if !node.children.is_empty() {
            return Err(Error::Hdf5Path { object: at.to_owned() });
        }
        node.elements = Some((elements, shape.iter().map(|&axis| axis as u64).collect()));
        Ok(())
    }

    fn node(&mut self, at: &str) -> Result<&mut Node> {
        self.root.at(at).ok_or_else(|| Error::Hdf5Path { object: at.to_owned() })
    }
}
