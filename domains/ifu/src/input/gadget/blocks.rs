//! The blocks of a snapshot: each between two equal counts of its bytes, as Fortran writes records.
use super::super::arrays::Kind;
use super::super::header::Header;
use crate::{Error, Result};
use std::path::Path;

/// Types of particles: gas, halo, disc, bulge, stars, boundary.
const N_TYPES: usize = 6;
pub(super) const GAS: usize = 0;
pub(super) const STARS: usize = 4;
const HEADER_BYTES: usize = 256;

/// Blocks in the order of format 1.
const ORDER: [&str; 12] = ["POS", "VEL", "ID", "MASS", "U", "RHO", "NE", "NH", "HSML", "SFR", "AGE", "Z"];

/// One block: name, first byte, bytes.
type Block = (String, usize, usize);

/// A snapshot cut into its blocks.
pub(super) struct Blocks<'a> {
    pub(super) path: &'a Path,
    pub(super) header: Header,
    /// Particles of each type.
    pub(super) n: [usize; N_TYPES],
    bytes: Bytes<'a>,
    found: Vec<Block>,
    mass_table: [f64; N_TYPES],
}

/// Numbers of either byte order.
#[derive(Clone, Copy)]
struct Bytes<'a> {
    all: &'a [u8],
    is_big: bool,
}

impl<'a> Blocks<'a> {
    pub(super) fn cut(path: &'a Path, all: &'a [u8]) -> Result<Self> {
        let first = Bytes { all, is_big: true }.checked_u32(0);
        let bytes = Bytes { all, is_big: matches!(first, Some(8 | 256)) };
        let mut found = bytes.records(path)?;
        let has_names = found.first().is_some_and(|(_, _, size)| *size == 8);
        if has_names {
            found = bytes.named(&found);
        }
        let at = found.first().filter(|(_, _, size)| *size == HEADER_BYTES).map(|(_, start, _)| *start);
        let at = at.ok_or_else(|| wrong(path, "no header".to_owned(), "one of 256 bytes as the first block"))?;
        let n = std::array::from_fn(|kind| bytes.u32(at + 4 * kind) as usize);
        let mass_table = std::array::from_fn(|kind| bytes.f64(at + 24 + 8 * kind));
        let mut blocks = Self { path, header: bytes.header(path, at)?, n, bytes, found, mass_table };
        if !has_names {
            blocks.name_by_order(at);
        }
        Ok(blocks)
    }

    /// Which block is which, where flags of the header say what there is.
    fn name_by_order(&mut self, header_at: usize) {
        let flag = |at: usize| self.bytes.u32(header_at + at) != 0;
        let [has_sfr, has_cooling, has_age, has_metals] = [flag(88), flag(120), flag(160), flag(164)];
        let is_there = |name: &str| match name {
            "NE" | "NH" => has_cooling,
            "SFR" => has_sfr,
            "AGE" => has_age,
            "Z" => has_metals,
            _ => true,
        };
        let names: Vec<&str> =
            ORDER.into_iter().filter(|name| is_there(name) && self.having(name).iter().sum::<usize>() > 0).collect();
        for (block, name) in self.found.iter_mut().skip(1).zip(names) {
            name.clone_into(&mut block.0);
        }
    }

    /// How many particles of each type have a number in a block.
    fn having(&self, name: &str) -> [usize; N_TYPES] {
        std::array::from_fn(|kind| {
            let has = match name {
                "POS" | "VEL" | "ID" => true,
                "MASS" => self.mass_table[kind] == 0.0,
                "AGE" => kind == STARS,
                "Z" => kind == STARS || kind == GAS,
                _ => kind == GAS,
            };
            if has { self.n[kind] } else { 0 }
        })
    }

    /// Three numbers a particle of one type.
    pub(super) fn vectors(&self, name: &str, kind: usize, of: Kind) -> Result<Vec<[f64; 3]>> {
        let values = self.values(name, kind, 3)?.ok_or_else(|| self.missing(name))?;
        let factor = of.gadget_factor(&self.header);
        Ok(values.chunks_exact(3).map(|vector| [vector[0] * factor, vector[1] * factor, vector[2] * factor]).collect())
    }

    /// One number a particle of one type, if there is such a block.
    pub(super) fn numbers(&self, name: &str, kind: usize, of: Kind) -> Result<Option<Vec<f64>>> {
        let factor = of.gadget_factor(&self.header);
        let values = self.values(name, kind, 1)?;
        Ok(values.map(|values| values.into_iter().map(|value| value * factor).collect()))
    }

    /// One number a particle of one type, which must be there.
    pub(super) fn needed(&self, name: &str, kind: usize, of: Kind) -> Result<Vec<f64>> {
        self.numbers(name, kind, of)?.ok_or_else(|| self.missing(name))
    }

    /// Masses, from the header if all of a type are equal.
    pub(super) fn masses(&self, kind: usize) -> Result<Vec<f64>> {
        if self.mass_table[kind] > 0.0 {
            return Ok(vec![self.mass_table[kind] * Kind::Mass.gadget_factor(&self.header); self.n[kind]]);
        }
        self.needed("MASS", kind, Kind::Mass)
    }

    fn values(&self, name: &str, kind: usize, width: usize) -> Result<Option<Vec<f64>>> {
        let Some((_, start, size)) = self.found.iter().find(|(known, _, _)| known == name) else { return Ok(None) };
        let having = self.having(name);
        let n_values = having.iter().fold(0usize, |sum, n| sum.saturating_add(*n)).saturating_mul(width);
        let bytes_each = [4, 8].into_iter().find(|each| n_values.saturating_mul(*each) == *size);
        let Some(each) = bytes_each else {
            let found = format!("block {name} of {size} bytes");
            return Err(wrong(
                self.path,
                found,
                "4 or 8 bytes for each number of the particles that the header counts",
            ));
        };
        let before: usize = having[..kind].iter().sum::<usize>() * width;
        let places = before..before + having[kind] * width;
        Ok(Some(places.map(|place| self.bytes.float(start + place * each, each)).collect()))
    }

    fn missing(&self, name: &str) -> Error {
        wrong(
            self.path,
            format!("no block {name}"),
            "one, as stars need positions, velocities, masses, times of birth and metals",
        )
    }
}

impl Bytes<'_> {
    /// Cuts the file at the counts before and after each record.
    fn records(self, path: &Path) -> Result<Vec<Block>> {
        let (mut found, mut at) = (Vec::new(), 0);
        while at < self.all.len() {
            let cut = || wrong(path, format!("a block at byte {at} that the file ends in"), "a whole file");
            let size = self.checked_u32(at).ok_or_else(cut)? as usize;
            let after = self.checked_u32(at + 4 + size).ok_or_else(cut)? as usize;
            if after != size {
                let found = format!("a block at byte {at} of {size} bytes that ends with the count {after}");
                return Err(wrong(path, found, "the same count before and after"));
            }
            found.push((String::new(), at + 4, size));
            at += size + 8;
        }
        Ok(found)
    }

    /// Blocks of format 2, each after a record of eight bytes that starts with its name.
    fn named(self, records: &[Block]) -> Vec<Block> {
        let name = |start: usize| String::from_utf8_lossy(&self.all[start..start + 4]).trim().to_uppercase();
        let pairs = records.chunks_exact(2).filter(|pair| pair[0].2 == 8);
        pairs.map(|pair| (name(pair[0].1), pair[1].1, pair[1].2)).collect()
    }

    fn header(self, path: &Path, at: usize) -> Result<Header> {
        let [time, redshift, box_size, omega_m, omega_de, hubble] =
            [72, 80, 128, 136, 144, 152].map(|offset| self.f64(at + offset));
        let header = Header {
            redshift,
            scale: 1.0 / (1.0 + redshift),
            hubble: if hubble > 0.0 { hubble } else { 1.0 },
            omega_m,
            omega_de: Some(omega_de),
            time,
            box_size: [box_size; 3],
            source: "gadget_binary".to_owned(),
            ..Header::of_gadget()
        };
        header.check(path)
    }

    fn checked_u32(self, at: usize) -> Option<u32> {
        let word: [u8; 4] = self.all.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if self.is_big { u32::from_be_bytes(word) } else { u32::from_le_bytes(word) })
    }

    /// A whole number inside a record that has been found whole.
    fn u32(self, at: usize) -> u32 {
        self.checked_u32(at).unwrap_or(0)
    }

    fn f64(self, at: usize) -> f64 {
        self.float(at, 8)
    }

    fn float(self, at: usize, size: usize) -> f64 {
        let mut word = [0; 8];
        word[..size].copy_from_slice(&self.all[at..at + size]);
        if self.is_big {
            word[..size].reverse();
        }
        if size == 4 {
            f64::from(f32::from_le_bytes([word[0], word[1], word[2], word[3]]))
        } else {
            f64::from_le_bytes(word)
        }
    }
}

fn wrong(path: &Path, found: String, expected: &'static str) -> Error {
    Error::Format { path: path.to_path_buf(), found, expected }
}
