//! What makes two runs the same run.

use crate::{Error, sealed::pack};
use serde::{Deserialize, Serialize};
use std::{
    fs,
    io::{self, Read, Seek},
    path::Path,
    time::UNIX_EPOCH,
};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

/// Samples of an input file.
const SAMPLES: u64 = 64;
/// Bytes of a sample.
const SAMPLE_BYTES: u64 = 1 << 16;

/// The label of a run in which unlike instruction sets work together.
pub(crate) const MIXED: &str = "mixed";

/// What makes two runs the same run: a part or checkpoint of another identity is refused.
///
/// A run whose instruction set is `mixed` takes parts of every instruction set; one that has a level refuses mixed parts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    /// The kind of job, as in `timing.power`.
    pub kind: String,
    /// Raised whenever the numbers of this kind of job change.
    pub results_version: u32,
    /// [`spec_hash`] of the complete spec.
    pub spec: u64,
    /// The inputs, in their order.
    pub inputs: Vec<Input>,
    /// The seed of all random numbers.
    pub seed: u64,
    /// Items per block.
    pub block_size: u64,
    /// [`Engine::simd_label`](crate::Engine::simd_label).
    pub simd: String,
}

impl Identity {
    /// The first field in which two runs differ.
    pub fn differs(&self, other: &Self) -> Option<&'static str> {
        self.difference(other).map(|(field, _, _)| field)
    }

    /// The same with the field in `self` and in `other`.
    fn difference(&self, other: &Self) -> Option<(&'static str, String, String)> {
        macro_rules! first { ($($field:ident)*) => { $(
            if self.$field != other.$field {
                return Some((stringify!($field), self.$field.show(), other.$field.show()));
            })* } }
        first!(kind results_version spec inputs seed block_size simd);
        None
    }

    /// Refuses `found`, the identity that stands in `name`, if it is not this one.
    pub(crate) fn expect(&self, name: &str, found: &Self) -> Result<(), Error> {
        match found.difference(self) {
            None => Ok(()),
            // the instruction set is compared last: all else is the same
            Some(("simd", ..)) if self.simd == MIXED => Ok(()),
            Some((field, found, expected)) => {
                Err(Error::OtherIdentity { name: name.to_owned(), field, found, expected })
            }
        }
    }
}

/// A field as it stands in a message.
trait Show {
    fn show(&self) -> String;
}
impl Show for String {
    fn show(&self) -> String {
        format!("{self:?}")
    }
}
impl Show for u32 {
    fn show(&self) -> String {
        self.to_string()
    }
}
impl Show for u64 {
    fn show(&self) -> String {
        self.to_string()
    }
}
impl Show for Vec<Input> {
    fn show(&self) -> String {
        let one = |input: &Input| format!("{} ({} bytes, {:016x})", input.name, input.size, input.sample);
        if self.is_empty() { "none".to_owned() } else { self.iter().map(one).collect::<Vec<_>>().join(" ") }
    }
}

/// An input, known without reading all of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// The file's name, without its folder.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Time of modification, ns since 1970; 0 of arrays in memory.
    pub modified_ns: u128,
    /// xxh3 of 64 samples of 64 KiB at fixed places; of all bytes if there are no more.
    pub sample: u64,
    /// A hash of the headers that the job has read; 0 if it has none.
    pub headers: u64,
    /// The sha256 of the whole file, if one was asked for.
    pub sha256: Option<[u8; 32]>,
}

impl Input {
    /// A file.
    ///
    /// # Errors
    /// [`Error::File`] if it cannot be read.
    pub fn of(path: &Path) -> Result<Self, Error> {
        Self::sampled(path).map_err(Error::file("reading", path.display().to_string()))
    }

    /// Bytes in memory, all of them hashed.
    pub fn of_bytes(name: &str, bytes: &[u8]) -> Self {
        Self { name: name.to_owned(), size: bytes.len() as u64, sample: xxh3_64(bytes), ..Self::default() }
    }

    /// An array in memory, all of it hashed, without a copy.
    pub fn of_values(name: &str, values: &[f64]) -> Self {
        let mut hash = Xxh3::new();
        values.iter().for_each(|x| hash.update(&x.to_le_bytes()));
        Self { name: name.to_owned(), size: size_of_val(values) as u64, sample: hash.digest(), ..Self::default() }
    }

    /// With the headers that the job has read.
    #[must_use]
    pub fn with_headers(mut self, headers: &[u8]) -> Self {
        self.headers = xxh3_64(headers);
        self
    }

    /// With the sha256 of the whole file.
    #[must_use]
    pub fn with_sha256(mut self, sha256: [u8; 32]) -> Self {
        self.sha256 = Some(sha256);
        self
    }

    fn sampled(path: &Path) -> io::Result<Self> {
        let mut file = fs::File::open(path)?;
        let meta = file.metadata()?;
        let (mut hash, mut buffer) = (Xxh3::new(), Vec::new());
        if meta.len() <= SAMPLES * SAMPLE_BYTES {
            file.read_to_end(&mut buffer)?;
            hash.update(&buffer);
        } else {
            for k in 0..SAMPLES {
                let place = u128::from(meta.len() - SAMPLE_BYTES) * u128::from(k) / u128::from(SAMPLES - 1);
                file.seek(io::SeekFrom::Start(place as u64))?;
                buffer.clear();
                (&mut file).take(SAMPLE_BYTES).read_to_end(&mut buffer)?;
                hash.update(&buffer);
            }
        }
        let modified_ns = meta.modified()?.duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos());
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self { name, size: meta.len(), modified_ns, sample: hash.digest(), ..Self::default() })
    }
}

/// The hash of a spec, by its serialised form.
pub fn spec_hash(spec: &impl Serialize) -> u64 {
    xxh3_64(&pack(spec))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_difference_is_named_with_both_values() {
        let one = Identity { kind: "timing.power".into(), seed: 1, ..Identity::default() };
        let two = Identity { seed: 2, block_size: 4, ..one.clone() };
        assert_eq!((one.differs(&one), one.differs(&two)), (None, Some("seed")));
        let error = one.expect("part-2", &two).unwrap_err().to_string();
        assert!(error.starts_with("part-2 belongs to another run: its seed is 2, here it is 1"), "{error}");
    }

    #[test]
    fn a_mixed_run_takes_every_instruction_set_and_no_other_difference() {
        let [mixed, avx2] = [MIXED, "avx2"].map(|simd| Identity { simd: simd.into(), ..Identity::default() });
        assert!(mixed.expect("part", &avx2).is_ok());
        assert!(avx2.expect("part", &mixed).unwrap_err().to_string().contains("its simd is \"mixed\""));
        let other = Identity { seed: 1, ..avx2 };
        assert!(mixed.expect("part", &other).unwrap_err().to_string().contains("its seed is 1"));
    }

    #[test]
    fn a_file_is_known_by_size_and_samples() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("events.fits");
        let mut bytes: Vec<u8> = (0..5_000_000u32).map(|k| (k % 251) as u8).collect();
        fs::write(&path, &bytes).unwrap();
        let one = Input::of(&path).unwrap();
        assert_eq!((one.name.as_str(), one.size), ("events.fits", 5_000_000));
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        fs::write(&path, &bytes).unwrap();
        assert_ne!(Input::of(&path).unwrap().sample, one.sample);
        assert!(matches!(Input::of(&folder.path().join("none")), Err(Error::File { action: "reading", .. })));
    }

    #[test]
    fn arrays_are_known_by_all_their_bits() {
        assert_eq!(
            Input::of_values("t", &[1.0, 2.0]).sample,
            Input::of_bytes("t", &crate::f64s::to_le(&[1.0, 2.0])).sample
        );
        assert_ne!(Input::of_values("t", &[0.0]), Input::of_values("t", &[-0.0]));
    }
}
