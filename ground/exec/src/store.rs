//! Identity of a run, and files that are whole or absent.
use crate::Error;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{
    fs,
    io::{self, Read, Seek, Write},
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    pub kind: String,
    pub results_version: u32,
    pub spec: u64,
    pub inputs: Vec<Input>,
    pub seed: u64,
    pub block_size: u64,
    pub simd: String,
}
impl Identity {
    /// The first field in which two runs differ.
    pub fn differs(&self, other: &Self) -> Option<&'static str> {
        macro_rules! first { ($($f:ident)*) => { $(if self.$f != other.$f { return Some(stringify!($f)); })* } }
        first!(kind results_version spec inputs seed block_size simd);
        None
    }
}

/// An input without reading all of it: size, time and 64 fixed samples of 64 KiB.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Input {
    pub name: String,
    pub size: u64,
    pub modified_ns: u128,
    pub sample: u64,
}
impl Input {
    pub fn of(path: &Path) -> io::Result<Self> {
        let mut file = fs::File::open(path)?;
        let meta = file.metadata()?;
        let (mut hash, mut buffer) = (Xxh3::new(), Vec::new());
        for k in 0..64 {
            file.seek(io::SeekFrom::Start(meta.len().saturating_sub(1 << 16) / 63 * k))?;
            buffer.clear();
            (&mut file).take(1 << 16).read_to_end(&mut buffer)?;
            hash.update(&buffer);
        }
        let modified_ns = meta.modified()?.duration_since(UNIX_EPOCH).map_or(0, |t| t.as_nanos());
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self { name, size: meta.len(), modified_ns, sample: hash.digest() })
    }
}

pub fn spec_hash(spec: &impl Serialize) -> u64 {
    xxh3_64(&pack(spec))
}

/// Where the engine writes; `io::atomic` implements it. Generation 0 is the newest.
pub trait Store: Sync {
    fn save(&self, name: &str, bytes: &[u8]) -> io::Result<()>;
    fn load(&self, name: &str, generation: u32) -> io::Result<Option<Vec<u8>>>;
}

/// A folder that keeps two generations of every file.
pub struct Folder(pub PathBuf);
impl Store for Folder {
    fn save(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let (path, temporary) = (self.0.join(name), self.0.join(format!("{name}.tmp")));
        let mut file = fs::File::create(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        if path.exists() {
            fs::rename(&path, self.0.join(format!("{name}.1")))?;
        }
        fs::rename(&temporary, &path)?;
        fs::File::open(&self.0)?.sync_all()
    }
    fn load(&self, name: &str, generation: u32) -> io::Result<Option<Vec<u8>>> {
        let name = if generation == 0 { name.to_owned() } else { format!("{name}.{generation}") };
        match fs::read(self.0.join(name)) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            read => read.map(Some),
        }
    }
}

const MAGIC: &[u8; 8] = b"ASTRUM\0\x01"; // the last byte is the format's version

pub(crate) fn pack(value: &impl Serialize) -> Vec<u8> {
    postcard::to_allocvec(value).expect("plain data has a binary form")
}
pub(crate) fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}

/// Magic, identity and body, each of the two with length and CRC.
pub(crate) fn encode(identity: &Identity, body: &impl Serialize) -> Vec<u8> {
    let mut file = MAGIC.to_vec();
    for section in [pack(identity), pack(body)] {
        file.extend((section.len() as u64).to_le_bytes());
        file.extend(crc32fast::hash(&section).to_le_bytes());
        file.extend(section);
    }
    file
}
/// The body of a part of the same identity.
pub(crate) fn decode<T: DeserializeOwned>(identity: &Identity, name: &str, file: &[u8]) -> Result<T, Error> {
    let unreadable = || Error::Unreadable { name: name.to_owned() };
    let (header, body) = sections(file).ok_or_else(unreadable)?;
    let found = unpack::<Identity>(header).ok_or_else(unreadable)?;
    if let Some(field) = identity.differs(&found) {
        return Err(Error::OtherIdentity { field });
    }
    unpack(body).ok_or_else(unreadable)
}
/// Writes what `encode` gives.
pub fn save(store: &dyn Store, name: &str, identity: &Identity, body: &impl Serialize) -> Result<(), Error> {
    store.save(name, &encode(identity, body)).map_err(|source| Error::File { action: "writing a checkpoint", source })
}

/// The newest whole generation; `None` if there is no file, an error if it belongs to another run or none is whole.
pub fn load<T: DeserializeOwned>(store: &dyn Store, name: &str, identity: &Identity) -> Result<Option<T>, Error> {
    let mut seen = false;
    for generation in 0..2 {
        let file =
            store.load(name, generation).map_err(|source| Error::File { action: "reading a checkpoint", source })?;
        let Some(file) = file else { continue };
        seen = true;
        let Some((header, body)) = sections(&file) else { continue };
        let Some(found) = unpack::<Identity>(header) else { continue };
        if let Some(field) = identity.differs(&found) {
            return Err(Error::OtherIdentity { field });
        }
        if let Some(body) = unpack(body) {
            return Ok(Some(body));
        }
    }
    if seen { Err(Error::Unreadable { name: name.to_owned() }) } else { Ok(None) }
}

fn sections(file: &[u8]) -> Option<(&[u8], &[u8])> {
    let (header, rest) = section(file.strip_prefix(MAGIC)?)?;
    Some((header, section(rest)?.0))
}
fn section(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<8>()?;
    let (crc, rest) = rest.split_first_chunk::<4>()?;
    let (section, rest) = rest.split_at_checked(u64::from_le_bytes(*length) as usize)?;
    (crc32fast::hash(section) == u32::from_le_bytes(*crc)).then_some((section, rest))
}
