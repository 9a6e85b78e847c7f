//! Ragged rows: a log per worker, read back at the next start.

use super::{
    Sink, gaps, imported, is_in,
    records::{HEADER, IDENTITY, Records, record},
};
use crate::{
    Engine, Error, Identity,
    fold::held,
    sealed::{pack, unpack},
};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs::{File, OpenOptions},
    io::{BufReader, Write},
    ops::Range,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    sync::Mutex,
};

/// Bytes of an identity that are looked at.
const MOST_IDENTITY: usize = 1 << 24;

/// Ragged rows (posteriors, peaks): a log per worker of (block, length, CRC, bytes).
///
/// Nothing that a crash leaves is lost but a torn last record, which is cut off at the next start. At the end the rows
/// are [compacted](Self::compact) in the order of blocks.
pub struct Logs {
    folder: PathBuf,
    rank: u32,
    logs: Vec<Mutex<Log>>,
    places: Mutex<BTreeMap<u64, Place>>,
}

struct Log {
    file: File,
    length: u64,
}

/// Where a row stands.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Place {
    rank: u32,
    log: u32,
    bytes: Range<u64>,
}

fn log_path(folder: &Path, rank: u32, log: u32) -> PathBuf {
    folder.join(format!("rows-{rank}-{log}"))
}

impl Logs {
    /// Opens a log for each of the engine's workers, and reads what earlier runs on any number of workers and ranks have
    /// left.
    ///
    /// # Errors
    /// [`Error::File`], and [`Error::OtherIdentity`] if the logs belong to another run.
    pub fn open(engine: &Engine, folder: &Path, identity: &Identity) -> Result<Self, Error> {
        let rank = engine.rank();
        let mut logs = Self { folder: folder.to_owned(), rank, logs: Vec::new(), places: Mutex::default() };
        let mut ends = BTreeMap::new();
        for (rank, log) in logs.found()? {
            ends.insert((rank, log), logs.read_back(rank, log, identity)?);
        }
        for log in 0..u32::try_from(engine.threads()).unwrap_or(u32::MAX) {
            let end = ends.get(&(rank, log)).copied().unwrap_or(0);
            logs.logs.push(Mutex::new(logs.append(log, end, identity)?));
        }
        Ok(logs)
    }

    /// The logs in the folder, in order.
    fn found(&self) -> Result<Vec<(u32, u32)>, Error> {
        let reading = || Error::file("reading", self.folder.display().to_string());
        let mut found = Vec::new();
        for entry in std::fs::read_dir(&self.folder).map_err(reading())? {
            let name = entry.map_err(reading())?.file_name();
            let numbers =
                name.to_str().and_then(|name| name.strip_prefix("rows-")).and_then(|rest| rest.split_once('-'));
            if let Some((Ok(rank), Ok(log))) = numbers.map(|(rank, log)| (rank.parse(), log.parse())) {
                found.push((rank, log));
            }
        }
        found.sort_unstable();
        Ok(found)
    }

    /// Notes the whole records of a log; the length of them.
    fn read_back(&self, rank: u32, log: u32, identity: &Identity) -> Result<u64, Error> {
        let path = log_path(&self.folder, rank, log);
        let name = path.display().to_string();
        let file = File::open(&path).map_err(Error::file("reading", &name))?;
        let (mut records, mut header) = (Records::new(BufReader::new(file)), Vec::new());
        let (mut end, mut places) = (0, held(&self.places));
        loop {
            let next = records.next(|block, piece| {
                if block == IDENTITY && header.len() < MOST_IDENTITY {
                    header.extend_from_slice(piece);
                }
            });
            let Some((block, bytes)) = next.map_err(Error::file("reading", &name))? else { return Ok(end) };
            if end == 0 {
                let found = unpack::<Identity>(&header).filter(|_| block == IDENTITY);
                let foreign = || Error::Unreadable { name: name.clone(), reason: "is no log of this program" };
                identity.expect(&name, &found.ok_or_else(foreign)?)?;
            } else {
                places.entry(block).or_insert(Place { rank, log, bytes: bytes.clone() });
            }
            end = bytes.end;
        }
    }

    /// Opens a log of this rank behind its whole records.
    fn append(&self, log: u32, end: u64, identity: &Identity) -> Result<Log, Error> {
        let path = log_path(&self.folder, self.rank, log);
        let open = || {
            let mut file = OpenOptions::new().read(true).append(true).create(true).open(&path)?;
            file.set_len(end)?;
            if end == 0 {
                file.write_all(&record(IDENTITY, &pack(identity)))?;
            }
            let length = file.metadata()?.len();
            Ok(Log { file, length })
        };
        open().map_err(Error::file("opening", path.display().to_string()))
    }

    fn writing(&self, log: usize) -> impl FnOnce(std::io::Error) -> Error {
        Error::file("writing", log_path(&self.folder, self.rank, log as u32).display().to_string())
    }

    /// Copies the rows of `0..n` in order, little-endian: n + 1 offsets of 8 bytes (into the bytes that follow), then
    /// the bytes. After a run on several ranks, rank 0 knows the rows of all.
    ///
    /// # Errors
    /// [`Error::Missing`] if a row is, and [`Error::File`].
    pub fn compact(&self, n: u64, mut out: impl Write) -> Result<(), Error> {
        let blocks = Sink::<Vec<u8>>::missing(self, n);
        if !blocks.is_empty() {
            return Err(Error::Missing { blocks });
        }
        let (places, mut files) = (held(&self.places), BTreeMap::new());
        let mut copy = || {
            let mut offset = 0u64;
            out.write_all(&offset.to_le_bytes())?;
            for place in places.range(..n).map(|(_, place)| place) {
                offset += place.bytes.end - place.bytes.start;
                out.write_all(&offset.to_le_bytes())?;
            }
            let mut row = Vec::new();
            for place in places.range(..n).map(|(_, place)| place) {
                let file = match files.entry((place.rank, place.log)) {
                    std::collections::btree_map::Entry::Occupied(open) => open.into_mut(),
                    std::collections::btree_map::Entry::Vacant(new) => {
                        new.insert(File::open(log_path(&self.folder, place.rank, place.log))?)
                    }
                };
                row.resize((place.bytes.end - place.bytes.start) as usize, 0);
                file.read_exact_at(&mut row, place.bytes.start)?;
                out.write_all(&row)?;
            }
            out.flush()
        };
        copy().map_err(Error::file("compacting the logs of", self.folder.display().to_string()))
    }
}

impl Sink<Vec<u8>> for Logs {
    fn missing(&self, n: u64) -> Vec<Range<u64>> {
        gaps(n, held(&self.places).keys().copied())
    }

    fn put(&self, worker: usize, block: u64, part: &Vec<u8>) -> Result<(), Error> {
        let worker = worker.min(self.logs.len() - 1);
        let mut log = held(&self.logs[worker]);
        let start = log.length + HEADER;
        if let Err(error) = log.file.write_all(&record(block, part)) {
            // what a full disk has torn must not stand between whole records
            let _ = log.file.set_len(log.length);
            return Err(self.writing(worker)(error));
        }
        log.length = start + part.len() as u64;
        let place = Place { rank: self.rank, log: worker as u32, bytes: start..log.length };
        held(&self.places).insert(block, place);
        Ok(())
    }

    fn sync(&self) -> Result<(), Error> {
        let mut logs = self.logs.iter().enumerate();
        logs.try_for_each(|(k, log)| held(log).file.sync_data().map_err(self.writing(k)))
    }

    fn export(&self, blocks: &[Range<u64>]) -> Vec<u8> {
        let places = held(&self.places);
        pack(&places.iter().filter(|(block, _)| is_in(blocks, **block)).collect::<Vec<_>>())
    }

    fn import(&self, theirs: &[u8]) -> Result<(), Error> {
        held(&self.places).extend(imported::<(u64, Place)>(theirs)?);
        Ok(())
    }
}
