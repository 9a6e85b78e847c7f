//! Parts files: some blocks of a run, with the specification that they belong to.
use crate::cli::Error;
use astrarium_exec::share_of;
use serde::{Deserialize, Serialize};
use std::{
    fmt,
    ops::Range,
    path::{Path, PathBuf},
};

const MAGIC: &[u8; 8] = b"ASTRPART";
const VERSION: u32 = 1;

/// One of n equal shares of the blocks, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Share {
    /// Which, from 1.
    pub(crate) part: u32,
    /// Of how many.
    pub(crate) of: u32,
}

impl Share {
    /// `i/n`.
    pub(crate) fn parse(word: &str) -> Result<Self, String> {
        let expected = || format!("{word} is no share; expected I/N with 1 <= I <= N, as 2/5");
        let (part, of) = word.split_once('/').ok_or_else(expected)?;
        let number = |text: &str| text.trim().parse::<u32>().map_err(|_| expected());
        let share = Self { part: number(part)?, of: number(of)? };
        if (1..=share.of).contains(&share.part) { Ok(share) } else { Err(expected()) }
    }
    /// Its blocks: neighbours of each other, and all shares together are all blocks.
    pub(crate) fn blocks(self, n: u64) -> Range<u64> {
        share_of(n, u64::from(self.part - 1), u64::from(self.of))
    }
    /// The name of its file.
    pub(crate) fn file_name(self) -> String {
        let width = self.of.to_string().len();
        format!("part-{:0width$}-of-{}.part", self.part, self.of)
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.part, self.of)
    }
}

/// What stands at the head of a parts file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Head {
    /// Which share it is.
    pub(crate) share: Share,
    /// The complete specification, as TOML.
    pub(crate) spec: String,
    /// The sha256 of the inputs, if `--checksum` asked for it.
    pub(crate) sums: Vec<String>,
    /// Version of the program that wrote it.
    pub(crate) version: String,
}

/// A parts file.
#[derive(Clone, Debug)]
pub(crate) struct PartsFile {
    /// What it is.
    pub(crate) head: Head,
    /// The engine's bytes.
    pub(crate) body: Vec<u8>,
    /// Where it lies.
    pub(crate) path: PathBuf,
}

impl PartsFile {
    /// The file's bytes: magic, version, length and checksum of the head, head, body (which checks itself).
    pub(crate) fn encode(head: &Head, body: &[u8]) -> Vec<u8> {
        let head = serde_json::to_vec(head).expect("a head is plain text and numbers");
        let mut bytes = MAGIC.to_vec();
        bytes.extend(VERSION.to_le_bytes());
        bytes.extend((head.len() as u64).to_le_bytes());
        bytes.extend(crc32fast::hash(&head).to_le_bytes());
        bytes.extend(head);
        bytes.extend(body);
        bytes
    }
    /// Reads a file.
    pub(crate) fn read(path: &Path) -> Result<Self, Error> {
        let bytes = std::fs::read(path).map_err(Error::file("reading", path))?;
        let (head, body) = decode(&bytes).map_err(|found| {
            let what = format!("{}: {found}", path.display());
            Error::input(what, "compute this part again, or name the files that --part wrote")
        })?;
        Ok(Self { head, body: body.to_vec(), path: path.to_owned() })
    }
}

fn decode(bytes: &[u8]) -> Result<(Head, &[u8]), &'static str> {
    let rest = bytes.strip_prefix(MAGIC).ok_or("this is not a parts file")?;
    let torn = "the file is cut short or damaged";
    let (version, rest) = rest.split_first_chunk::<4>().ok_or(torn)?;
    if u32::from_le_bytes(*version) != VERSION {
        return Err("the parts file has a format that this version does not know");
    }
    let (length, rest) = rest.split_first_chunk::<8>().ok_or(torn)?;
    let (sum, rest) = rest.split_first_chunk::<4>().ok_or(torn)?;
    let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| torn)?;
    let (head, body) = rest.split_at_checked(length).ok_or(torn)?;
    if crc32fast::hash(head) != u32::from_le_bytes(*sum) {
        return Err(torn);
    }
    Ok((serde_json::from_slice(head).map_err(|_| torn)?, body))
}

/// Checks that the files are all shares of one run, each once.
pub(crate) fn complete(parts: &[PartsFile]) -> Result<(), Error> {
    let first = parts.first().ok_or_else(|| Error::input("there is no part to merge", "name at least one file"))?;
    let n = first.head.share.of;
    for (i, part) in parts.iter().enumerate() {
        let share = part.head.share;
        if share.of != n {
            let what = format!("{} is share {share}, and {} is share {}", name(part), name(first), first.head.share);
            return Err(Error::input(what, "merge the parts of one division"));
        }
        if let Some(twin) = parts[..i].iter().find(|other| other.head.share == share) {
            let what = format!("part {share} is there twice: {} and {}", name(twin), name(part));
            return Err(Error::input(what, "name every part once"));
        }
        if part.head.sums != first.head.sums {
            let what = format!("{} and {} have read other bytes: their checksums differ", name(part), name(first));
            return Err(Error::input(what, "compute all parts from the same files, all with --checksum or none"));
        }
        // instruction sets are judged by what the parts were computed with
        if let Some(key) = differing_keys(&first.head.spec, &part.head.spec).into_iter().find(|key| key != "simd") {
            let what = format!("{} belongs to another run than {}: `{key}` differs", name(part), name(first));
            return Err(Error::input(what, "merge the parts of one specification"));
        }
    }
    let missing: Vec<_> = (1..=n).filter(|i| parts.iter().all(|part| part.head.share.part != *i)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
    let what = match missing.len() {
        1 => format!("part {list} of {n} is missing"),
        _ => format!("parts {list} of {n} are missing"),
    };
    Err(Error::input(what, format!("compute it with --part {}/{n}", missing[0])))
}

fn name(part: &PartsFile) -> String {
    part.path.display().to_string()
}

/// The keys in which two specifications differ.
pub(super) fn differing_keys(a: &str, b: &str) -> Vec<String> {
    let table = |text: &str| toml::from_str::<toml::Table>(text).unwrap_or_default();
    let (a, b) = (table(a), table(b));
    let differs = |key: &&String| a.get(*key) != b.get(*key);
    a.keys().chain(b.keys()).filter(differs).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(i: u32, n: u32, spec: &str) -> PartsFile {
        let head = Head { share: Share { part: i, of: n }, spec: spec.into(), sums: Vec::new(), version: "1".into() };
        PartsFile { head, body: vec![1, 2], path: format!("p{i}").into() }
    }
    fn complaint(parts: &[PartsFile]) -> String {
        complete(parts).expect_err("incomplete").to_string()
    }

    #[test]
    fn shares_cover_all_blocks_once() {
        for (n, of) in [(0, 3), (1, 5), (7, 3), (150, 7)] {
            let all: Vec<u64> = (1..=of).flat_map(|part| Share { part, of }.blocks(n)).collect();
            assert_eq!(all, (0..n).collect::<Vec<_>>());
        }
        assert!(Share::parse("0/3").is_err() && Share::parse("4/3").is_err() && Share::parse("1").is_err());
    }

    #[test]
    fn what_is_missing_or_doubled_or_foreign_is_named() {
        let spec = "segment_s = 16.0\n";
        assert!(complete(&[part(2, 2, spec), part(1, 2, spec)]).is_ok());
        assert_eq!(complaint(&[part(1, 3, spec), part(3, 3, spec)]), "part 2 of 3 is missing");
        assert_eq!(complaint(&[part(1, 1, spec), part(1, 1, spec)]), "part 1 of 1 is there twice: p1 and p1");
        let other = complaint(&[part(1, 2, spec), part(2, 2, "segment_s = 8.0\n")]);
        assert_eq!(other, "p2 belongs to another run than p1: `segment_s` differs");
        assert!(complete(&[]).is_err());
    }

    #[test]
    fn a_torn_file_is_told_from_a_foreign_one() {
        let whole = part(1, 2, "x = 1\n");
        let bytes = PartsFile::encode(&whole.head, &whole.body);
        assert_eq!(decode(&bytes).expect("whole").1, [1, 2]);
        for cut in 8..bytes.len() - 2 {
            assert_eq!(decode(&bytes[..cut]).expect_err("torn"), "the file is cut short or damaged");
        }
        assert_eq!(decode(b"SIMPLE  =").expect_err("foreign"), "this is not a parts file");
    }
}
