//! Images, plain and tile-compressed.

use std::ops::Range;
use std::sync::Arc;

use super::file::{Hdu, Kind};
use super::header::Header;
use super::write::Pixel;
use crate::bytes::Bytes;
use crate::{Error, Result};

/// How many times larger than its compressed bytes an image may claim to be: deflate reaches 1032, and tiles that are
/// left out cost nothing.
const MOST_EXPANSION: usize = 1100;

/// An array of pixels. Cheap to clone; keeps its file open.
#[derive(Debug, Clone)]
pub struct Image {
    header: Arc<Header>,
    pixel: Pixel,
    shape: Vec<usize>,
    pixels: Pixels,
}

#[derive(Debug, Clone)]
enum Pixels {
    /// As they lie in the file, from this byte.
    Stored(Arc<Bytes>, usize),
    /// Physical values of an image that was compressed.
    Inflated(Arc<Vec<f64>>),
}

impl Image {
    pub(crate) fn from_hdu(hdu: &Hdu) -> Result<Self> {
        let header = hdu.shared_header().clone();
        let prefix = match hdu.kind() {
            Kind::Image => "",
            Kind::CompressedImage => "Z",
            other => {
                let found = format!("{other:?}");
                return Err(Error::HduKind { at: header.here(), found, expected: "an image" });
            }
        };
        let (pixel, shape) = described(&header, prefix)?;
        let pixels = if prefix.is_empty() {
            Pixels::Stored(hdu.shared_bytes().clone(), hdu.data_start())
        } else {
            Pixels::Inflated(Arc::new(inflate(hdu, &shape)?))
        };
        Ok(Self { header, pixel, shape, pixels })
    }

    /// Lengths of the axes, slowest first; empty if the HDU holds no data.
    #[must_use]
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// Number of pixels.
    #[must_use]
    pub fn n_pixels(&self) -> usize {
        n_pixels(&self.shape).unwrap_or(0)
    }

    /// How the pixels are stored (for a compressed image: were, before).
    #[must_use]
    pub fn pixel(&self) -> Pixel {
        self.pixel
    }

    /// `BUNIT`.
    #[must_use]
    pub fn unit(&self) -> Option<&str> {
        self.header.text("BUNIT")
    }

    /// The header of the image's HDU.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Physical values of a run of pixels, the fastest axis first: `BSCALE` and `BZERO` applied, `BLANK` is NaN. `out`
    /// is cleared first.
    ///
    /// # Errors
    /// [`Error::Rows`] if the run is not inside the image; [`Error::BadKey`] for a scale that is no number.
    pub fn read_f64(&self, run: Range<usize>, out: &mut Vec<f64>) -> Result<()> {
        out.clear();
        if run.start > run.end || run.end > self.n_pixels() {
            let (start, stop, n_rows) = (run.start as u64, run.end as u64, self.n_pixels() as u64);
            return Err(Error::Rows { at: self.header.here(), start, stop, n_rows });
        }
        match &self.pixels {
            Pixels::Inflated(values) => out.extend_from_slice(&values[run]),
            Pixels::Stored(bytes, start) => {
                let byte = |i: usize| start + i * self.pixel.bytes();
                self.decode(&bytes[byte(run.start)..byte(run.end)], out);
                self.scale(out)?;
            }
        }
        Ok(())
    }

    #[allow(clippy::cast_precision_loss, reason = "the caller asked for floats")]
    fn decode(&self, bytes: &[u8], out: &mut Vec<f64>) {
        let words = bytes.chunks_exact(self.pixel.bytes());
        match self.pixel {
            Pixel::U8 => out.extend(bytes.iter().map(|&byte| f64::from(byte))),
            Pixel::I16 => out.extend(words.map(|w| f64::from(i16::from_be_bytes([w[0], w[1]])))),
            Pixel::I32 => out.extend(words.map(|w| f64::from(i32::from_be_bytes([w[0], w[1], w[2], w[3]])))),
            Pixel::F32 => out.extend(words.map(|w| f64::from(f32::from_be_bytes([w[0], w[1], w[2], w[3]])))),
            Pixel::I64 => out.extend(words.map(|w| i64::from_be_bytes(eight(w)) as f64)),
            Pixel::F64 => out.extend(words.map(|w| f64::from_be_bytes(eight(w)))),
        }
    }

    #[allow(clippy::float_cmp, clippy::cast_precision_loss, reason = "BLANK is one whole number among whole numbers")]
    fn scale(&self, out: &mut [f64]) -> Result<()> {
        let (scale, zero) = (self.header.f64("BSCALE")?.unwrap_or(1.0), self.header.f64("BZERO")?.unwrap_or(0.0));
        let is_float = matches!(self.pixel, Pixel::F32 | Pixel::F64);
        let blank = if is_float { None } else { self.header.i64("BLANK")?.map(|blank| blank as f64) };
        if scale == 1.0 && zero == 0.0 && blank.is_none() {
            return Ok(());
        }
        for value in out {
            *value = if Some(*value) == blank { f64::NAN } else { *value * scale + zero };
        }
        Ok(())
    }
}

fn eight(word: &[u8]) -> [u8; 8] {
    *word.first_chunk().expect("words of eight bytes")
}

/// Pixel type and shape, by `BITPIX` and `NAXISn` or by `ZBITPIX` and `ZNAXISn`.
fn described(header: &Header, prefix: &str) -> Result<(Pixel, Vec<usize>)> {
    const BITPIX: &str = "8, 16, 32, 64, -32 or -64";
    let key = format!("{prefix}BITPIX");
    let missing = || Error::MissingKey { at: header.here(), key: key.clone(), expected: BITPIX };
    let card = header.get(&key).ok_or_else(missing)?;
    let pixel = header.i64(&key)?.and_then(Pixel::from_bitpix).ok_or_else(|| header.bad(card, BITPIX))?;
    let n_axes = header.size(&format!("{prefix}NAXIS"), 999)?;
    let axis = |n| header.size(&format!("{prefix}NAXIS{n}"), i64::MAX as u64);
    let axes = (1..=n_axes).rev().map(axis).collect::<Result<Vec<u64>>>()?;
    Ok((pixel, axes.into_iter().map(|axis| usize::try_from(axis).unwrap_or(usize::MAX)).collect()))
}

/// Pixels of a shape; none if it has no axes, nothing if there cannot be so many.
fn n_pixels(shape: &[usize]) -> Option<usize> {
    if shape.is_empty() { Some(0) } else { shape.iter().try_fold(1_usize, |n, &axis| n.checked_mul(axis)) }
}

fn inflate(hdu: &Hdu, shape: &[usize]) -> Result<Vec<f64>> {
    let header = hdu.header();
    let most = hdu.raw_data().len().saturating_mul(MOST_EXPANSION);
    let bad = |key: &str, expected| {
        let found = header.get(key).map_or_else(String::new, |card| card.raw.clone());
        Error::BadKey { at: header.here(), key: key.to_owned(), found, expected }
    };
    if n_pixels(shape).is_none_or(|n| n > most) {
        return Err(bad("ZNAXIS1", "an image that its compressed bytes can hold"));
    }
    for axis in (1..=shape.len()).map(|n| format!("ZTILE{n}")) {
        if header.i64(&axis)?.is_some_and(|tile| tile < 1 || tile > i64::from(i32::MAX)) {
            return Err(bad(&axis, "tiles of at least one pixel"));
        }
    }
    // the columns must be sound before the decoder follows their pointers
    hdu.table()?;
    let tiles = |source| Error::Tiles { at: header.here(), source: Box::new(source) };
    let cards = fitsio_pure::header::parse_header_blocks(hdu.raw_header()).map_err(tiles)?;
    let described = fitsio_pure::hdu::Hdu::from_cards(cards, 0, 0).map_err(tiles)?;
    fitsio_pure::image::read_image_physical(hdu.raw_data(), &described).map_err(tiles)
}
