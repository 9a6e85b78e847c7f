//! The file format of parts and checkpoints: magic, identity and body, each with length and CRC.

use crate::{Error, Identity};
use serde::{Serialize, de::DeserializeOwned};

/// The start of every file.
const MAGIC: &[u8; 7] = b"ASTRUM\0";
/// Changes whenever the binary form of anything changes: the form is not self-describing.
const FORMAT: u8 = 1;

/// The compact binary form.
pub(crate) fn pack(value: &impl Serialize) -> Vec<u8> {
    postcard::to_allocvec(value).expect("plain data has a binary form")
}

pub(crate) fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}

/// A file's bytes.
pub(crate) fn seal(identity: &Identity, body: &impl Serialize) -> Vec<u8> {
    let mut file = [&MAGIC[..], &[FORMAT]].concat();
    for section in [pack(identity), pack(body)] {
        file.extend((section.len() as u64).to_le_bytes());
        file.extend(crc32fast::hash(&section).to_le_bytes());
        file.extend(section);
    }
    file
}

/// Why a file was not opened.
pub(crate) enum Closed {
    /// Damaged, or no file of ours: an older generation may do.
    Damaged(&'static str),
    /// Whole, but not to be used.
    Refused(Error),
}

impl Closed {
    /// Without an older generation both are errors.
    pub(crate) fn into_error(self, name: &str) -> Error {
        match self {
            Self::Damaged(reason) => Error::Unreadable { name: name.to_owned(), reason },
            Self::Refused(error) => error,
        }
    }
}

/// The identity and the body's bytes, both whole.
pub(crate) fn open(file: &[u8]) -> Result<(Identity, &[u8]), Closed> {
    let rest = file.strip_prefix(MAGIC).ok_or(Closed::Damaged("is no part or checkpoint of this program"))?;
    let (&format, rest) = rest.split_first().ok_or(Closed::Damaged("is cut off"))?;
    if format != FORMAT {
        return Err(Closed::Damaged("is of another version of this program"));
    }
    let (header, rest) = section(rest)?;
    let (body, _) = section(rest)?;
    let identity = unpack(header).ok_or(Closed::Damaged("is of another version of this program"))?;
    Ok((identity, body))
}

/// The body of a file of the same identity.
pub(crate) fn unseal<T: DeserializeOwned>(identity: &Identity, name: &str, file: &[u8]) -> Result<T, Closed> {
    let (found, body) = open(file)?;
    identity.expect(name, &found).map_err(Closed::Refused)?;
    unpack(body).ok_or(Closed::Damaged("is of another version of this program"))
}

fn section(bytes: &[u8]) -> Result<(&[u8], &[u8]), Closed> {
    let cut_off = Closed::Damaged("is cut off");
    let Some((length, rest)) = bytes.split_first_chunk::<8>() else { return Err(cut_off) };
    let Some((crc, rest)) = rest.split_first_chunk::<4>() else { return Err(cut_off) };
    let length = usize::try_from(u64::from_le_bytes(*length)).unwrap_or(usize::MAX);
    let Some((section, rest)) = rest.split_at_checked(length) else { return Err(cut_off) };
    if crc32fast::hash(section) != u32::from_le_bytes(*crc) {
        return Err(Closed::Damaged("has a wrong checksum"));
    }
    Ok((section, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cut_and_every_flipped_bit_is_seen() {
        let identity = Identity { kind: "toy".into(), ..Identity::default() };
        let file = seal(&identity, &vec![1.5f64, 2.5]);
        assert_eq!(unseal::<Vec<f64>>(&identity, "a", &file).map_err(|_| ()), Ok(vec![1.5, 2.5]));
        for end in 0..file.len() {
            assert!(unseal::<Vec<f64>>(&identity, "a", &file[..end]).is_err(), "cut at {end}");
        }
        for bit in 0..8 * file.len() {
            let mut bent = file.clone();
            bent[bit / 8] ^= 1 << (bit % 8);
            assert!(unseal::<Vec<f64>>(&identity, "a", &bent).is_err(), "bit {bit}");
        }
    }
}
