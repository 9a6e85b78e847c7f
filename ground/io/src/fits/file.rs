//! A file and its HDUs.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::card::CARD;
use super::header::Header;
use super::image::Image;
use super::layout::Table;
use crate::bytes::{Bytes, ReadOptions};
use crate::{Error, Place, Result};

/// Bytes of a FITS block.
pub(crate) const BLOCK: usize = 2880;

/// An open FITS file.
#[derive(Debug, Clone)]
pub struct Fits {
    path: PathBuf,
    hdus: Vec<Hdu>,
}

/// What an HDU holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An array, possibly empty.
    Image,
    /// An array stored in compressed tiles (`ZIMAGE = T`).
    CompressedImage,
    /// A binary table.
    Table,
    /// A table of text.
    Ascii,
    /// Another extension, or random groups: header and bytes only.
    Other,
}

/// One header and its data.
#[derive(Debug, Clone)]
pub struct Hdu {
    index: usize,
    kind: Kind,
    header: Arc<Header>,
    bytes: Arc<Bytes>,
    header_start: usize,
    data_start: usize,
    data_len: usize,
}

impl Fits {
    /// Opens a file; gzip is recognised by its content.
    ///
    /// # Errors
    /// [`Error::Reading`] and [`Error::Gzip`] from below; [`Error::NotFits`] for a foreign file; [`Error::Truncated`],
    /// [`Error::MissingKey`] and [`Error::BadKey`] for headers that do not describe the file.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        Self::open_with(path, &ReadOptions::default())
    }

    /// Opens a file with other limits.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_with(path: impl AsRef<Path>, options: &ReadOptions) -> Result<Self> {
        let path = path.as_ref();
        Self::scan(path, Bytes::open(path, options)?)
    }

    /// Reads a file that is in memory; `name` stands for it in messages.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn from_bytes(name: impl AsRef<Path>, bytes: Vec<u8>) -> Result<Self> {
        let name = name.as_ref();
        Self::scan(name, Bytes::from_vec(name, bytes, &ReadOptions::default())?)
    }

    pub(crate) fn from_loaded(path: &Path, bytes: Bytes) -> Result<Self> {
        Self::scan(path, bytes)
    }

    fn scan(path: &Path, bytes: Bytes) -> Result<Self> {
        if !bytes.starts_with(b"SIMPLE  =") {
            return Err(Error::NotFits { path: path.to_path_buf(), found: opening(&bytes) });
        }
        let bytes = Arc::new(bytes);
        let mut hdus: Vec<Hdu> = Vec::new();
        let mut start = 0;
        while is_hdu(&bytes[start..], hdus.len()) {
            let hdu = Hdu::scan(&bytes, start, hdus.len(), path)?;
            start = hdu.end();
            hdus.push(hdu);
        }
        Ok(Self { path: path.to_path_buf(), hdus })
    }

    /// The file as it was named.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// All HDUs, the primary one first. There is at least one.
    #[must_use]
    pub fn hdus(&self) -> &[Hdu] {
        &self.hdus
    }

    /// The first HDU of this name (any case).
    #[must_use]
    pub fn hdu(&self, name: &str) -> Option<&Hdu> {
        self.hdus.iter().find(|hdu| hdu.name().eq_ignore_ascii_case(name.trim()))
    }

    /// The first HDU of this name, or the error that lists the names there are.
    ///
    /// # Errors
    /// [`Error::NoHdu`].
    pub fn need_hdu(&self, name: &str) -> Result<&Hdu> {
        self.hdu(name).ok_or_else(|| {
            let known: Vec<String> = self.hdus.iter().map(|hdu| format!("{} `{}`", hdu.index, hdu.name())).collect();
            Error::NoHdu { path: self.path.clone(), name: name.to_owned(), known: known.join(", ") }
        })
    }
}

impl Hdu {
    fn scan(bytes: &Arc<Bytes>, start: usize, index: usize, path: &Path) -> Result<Self> {
        let mut at = Place { path: path.to_path_buf(), hdu: index, name: String::new() };
        let Some(n_cards) = bytes[start..].chunks_exact(CARD).position(is_end) else {
            let (expected, found) = ((start + BLOCK) as u128, bytes.len() as u64);
            return Err(Error::Truncated { at: at.into(), what: "the header up to END", key: "END", expected, found });
        };
        let header = Header::parse(&bytes[start..start + n_cards * CARD], at.clone());
        at.clone_from(header.place());
        let data_start = start + ((n_cards + 1) * CARD).next_multiple_of(BLOCK);
        let needed = data_start as u128 + data_len(&header)?;
        let found = bytes.len() as u64;
        if needed > u128::from(found) && needed > data_start as u128 {
            return Err(Error::Truncated { at: at.into(), what: "the data", key: "a NAXISn", expected: needed, found });
        }
        let kind = kind(&header, index);
        let data_len = usize::try_from(needed).map_or(0, |end| end - data_start);
        let data_start = data_start.min(bytes.len());
        Ok(Self {
            index,
            kind,
            header: Arc::new(header),
            bytes: bytes.clone(),
            header_start: start,
            data_start,
            data_len,
        })
    }

    /// First byte after this HDU with its padding, which the last one may lack.
    fn end(&self) -> usize {
        (self.data_start + self.data_len.next_multiple_of(BLOCK)).min(self.bytes.len())
    }

    /// Number of the HDU, the primary one is 0.
    #[must_use]
    pub fn index(&self) -> usize {
        self.index
    }

    /// `EXTNAME`, or nothing.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.header.place().name
    }

    /// What it holds.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Its keywords.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The table in it.
    ///
    /// # Errors
    /// [`Error::HduKind`] if it holds none; [`Error::MissingKey`], [`Error::BadKey`] if its columns are not described.
    pub fn table(&self) -> Result<Table> {
        Table::from_hdu(self)
    }

    /// The image in it; a compressed one is inflated, whole.
    ///
    /// # Errors
    /// [`Error::HduKind`] if it holds none; [`Error::MissingKey`] and [`Error::BadKey`] for a header that describes none;
    /// [`Error::Tiles`] for tiles that cannot be inflated.
    pub fn image(&self) -> Result<Image> {
        Image::from_hdu(self)
    }

    /// The bytes of the header as they lie in the file, padded to whole blocks.
    #[must_use]
    pub fn raw_header(&self) -> &[u8] {
        &self.bytes[self.header_start..self.data_start]
    }

    /// The bytes of the data (table rows and heap, or pixels), without padding.
    #[must_use]
    pub fn raw_data(&self) -> &[u8] {
        &self.bytes[self.data_start..self.data_start + self.data_len]
    }

    pub(crate) fn shared_header(&self) -> &Arc<Header> {
        &self.header
    }

    pub(crate) fn shared_bytes(&self) -> &Arc<Bytes> {
        &self.bytes
    }

    pub(crate) fn data_start(&self) -> usize {
        self.data_start
    }
}

/// Whether another HDU starts here. After the last one special records or padding may follow, which are not read; a
/// file that breaks off inside the word XTENSION is cut off.
fn is_hdu(rest: &[u8], so_far: usize) -> bool {
    let head = &rest[..rest.len().min(8)];
    so_far == 0 || (!head.is_empty() && b"XTENSION".starts_with(head))
}

fn is_end(card: &[u8]) -> bool {
    card.starts_with(b"END") && card[3..].iter().all(|&b| b == b' ' || b == 0)
}

fn kind(header: &Header, index: usize) -> Kind {
    if index == 0 {
        return if is_groups(header) { Kind::Other } else { Kind::Image };
    }
    let compressed = matches!(header.bool("ZIMAGE"), Ok(Some(true)));
    match header.text("XTENSION") {
        Some("BINTABLE" | "A3DTABLE") if compressed => Kind::CompressedImage,
        Some("BINTABLE" | "A3DTABLE") => Kind::Table,
        Some("TABLE") => Kind::Ascii,
        Some("IMAGE" | "IUEIMAGE") => Kind::Image,
        _ => Kind::Other,
    }
}

fn is_groups(header: &Header) -> bool {
    matches!(header.bool("GROUPS"), Ok(Some(true))) && matches!(header.i64("NAXIS1"), Ok(Some(0)))
}

/// Bytes of the data: `|BITPIX|/8 GCOUNT (PCOUNT + NAXIS1 NAXIS2 ...)`, without the first axis for random groups.
fn data_len(header: &Header) -> Result<u128> {
    let Some(bitpix) = header.i64("BITPIX")? else {
        return Err(Error::MissingKey {
            at: header.here(),
            key: "BITPIX".into(),
            expected: "8, 16, 32, 64, -32 or -64",
        });
    };
    if !matches!(bitpix, 8 | 16 | 32 | 64 | -32 | -64) {
        let card = header.get("BITPIX").expect("it was read just above");
        return Err(header.bad(card, "8, 16, 32, 64, -32 or -64"));
    }
    let n_axes = header.size("NAXIS", 999)?;
    if n_axes == 0 {
        return Ok(0);
    }
    let mut product: u128 = 1;
    for axis in (1..=n_axes).skip(usize::from(is_groups(header))) {
        let key = format!("NAXIS{axis}");
        product =
            product.checked_mul(u128::from(header.size(&key, i64::MAX as u64)?)).ok_or_else(|| huge(header, &key))?;
    }
    let optional =
        |key: &str, default| if header.get(key).is_some() { header.size(key, i64::MAX as u64) } else { Ok(default) };
    let (pcount, gcount) = (optional("PCOUNT", 0)?, optional("GCOUNT", 1)?);
    let bytes = u128::from(bitpix.unsigned_abs() / 8);
    product
        .checked_add(u128::from(pcount))
        .and_then(|n| n.checked_mul(u128::from(gcount)))
        .and_then(|n| n.checked_mul(bytes))
        .filter(|&n| n < 1 << 100)
        .ok_or_else(|| huge(header, "NAXIS"))
}

fn huge(header: &Header, key: &str) -> Error {
    let found = header.get(key).map_or_else(String::new, |card| card.raw.clone());
    Error::BadKey {
        at: header.here(),
        key: key.to_owned(),
        found,
        expected: "axes whose product is a possible file size",
    }
}

/// The first bytes of a foreign file, as a reader would recognise them.
fn opening(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        return "an empty file".to_owned();
    }
    format!("`{}`", bytes[..bytes.len().min(16)].escape_ascii())
}
