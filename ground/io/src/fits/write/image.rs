//! The pixels of an image being written.

use std::io::Write;

use super::file::Writer;
use crate::{Error, Result};

/// Pixels encoded at a time.
const PIXELS: usize = 1 << 14;

/// How pixels are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pixel {
    /// Unsigned byte.
    U8,
    /// 16-bit integer.
    I16,
    /// 32-bit integer.
    I32,
    /// 64-bit integer.
    I64,
    /// 32-bit float.
    F32,
    /// 64-bit float.
    F64,
}

impl Pixel {
    /// `BITPIX`.
    #[must_use]
    pub fn bitpix(self) -> i64 {
        match self {
            Self::U8 => 8,
            Self::I16 => 16,
            Self::I32 => 32,
            Self::I64 => 64,
            Self::F32 => -32,
            Self::F64 => -64,
        }
    }

    pub(crate) fn from_bitpix(bitpix: i64) -> Option<Self> {
        [Self::U8, Self::I16, Self::I32, Self::I64, Self::F32, Self::F64].into_iter().find(|p| p.bitpix() == bitpix)
    }

    /// Bytes of a pixel.
    #[must_use]
    pub fn bytes(self) -> usize {
        match self {
            Self::U8 => 1,
            Self::I16 => 2,
            Self::I32 | Self::F32 => 4,
            Self::I64 | Self::F64 => 8,
        }
    }

    /// Appends a pixel, rounded and held inside the range of the type (NaN becomes 0 in an integer).
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "such casts saturate, as documented")]
    fn push(self, value: f64, out: &mut Vec<u8>) {
        let whole = value.round_ties_even();
        match self {
            Self::U8 => out.push(whole as u8),
            Self::I16 => out.extend((whole as i16).to_be_bytes()),
            Self::I32 => out.extend((whole as i32).to_be_bytes()),
            Self::I64 => out.extend((whole as i64).to_be_bytes()),
            Self::F32 => out.extend((value as f32).to_be_bytes()),
            Self::F64 => out.extend(value.to_be_bytes()),
        }
    }
}

/// Takes the pixels of an image in pieces, fastest axis first, then [`finish`](Self::finish).
#[derive(Debug)]
pub struct ImageWriter<'a, W: Write> {
    file: &'a mut Writer<W>,
    pixel: Pixel,
    n_pixels: usize,
    written: usize,
}

impl<'a, W: Write> ImageWriter<'a, W> {
    pub(super) fn new(file: &'a mut Writer<W>, pixel: Pixel, n_pixels: usize) -> Self {
        Self { file, pixel, n_pixels, written: 0 }
    }

    /// Appends pixels; those of an integer type are rounded and held inside its range.
    ///
    /// # Errors
    /// [`Error::RowCount`] for more pixels than the shape has; [`Error::Writing`].
    pub fn pixels(&mut self, values: &[f64]) -> Result<()> {
        self.written += values.len();
        if self.written > self.n_pixels {
            return Err(self.miscounted());
        }
        let mut bytes = Vec::with_capacity(PIXELS.min(values.len()) * self.pixel.bytes());
        for piece in values.chunks(PIXELS) {
            bytes.clear();
            piece.iter().for_each(|&value| self.pixel.push(value, &mut bytes));
            self.file.put(&bytes)?;
        }
        Ok(())
    }

    /// Ends the image with its padding.
    ///
    /// # Errors
    /// [`Error::RowCount`] if pixels are missing; [`Error::Writing`].
    pub fn finish(self) -> Result<()> {
        if self.written != self.n_pixels {
            return Err(self.miscounted());
        }
        self.file.pad((self.n_pixels * self.pixel.bytes()) as u64, 0)
    }

    fn miscounted(&self) -> Error {
        let (announced, given) = (self.n_pixels as u64, self.written as u64);
        Error::RowCount { at: self.file.place(""), announced, given }
    }
}
