//! Ragged rows of a fill.
use crate::{Error, Identity, Sink, file, gaps, held, pack, unpack};
use std::{
    collections::BTreeMap, fs::File, fs::OpenOptions, io::Write, ops::Range, os::unix::fs::FileExt, path::Path,
    sync::Mutex,
};

/// Ragged rows: a log per worker of (block, length, CRC, bytes), read back at the next start.
pub struct Logs {
    logs: Vec<Mutex<File>>,
    places: Mutex<BTreeMap<u64, (usize, Range<u64>)>>,
}
impl Logs {
    /// Opens `count` logs (at least the worker count); a torn last record is cut off.
    pub fn open(folder: &Path, count: usize, identity: &Identity) -> Result<Self, Error> {
        let (mut logs, mut places) = (Vec::new(), BTreeMap::new());
        for log in 0.. {
            let path = folder.join(format!("rows-{log}"));
            if log >= count && !path.exists() {
                break;
            }
            let found = if path.exists() { std::fs::read(&path).map_err(file("reading a log"))? } else { Vec::new() };
            let mut end = 0;
            for (block, range) in records(&found) {
                end = range.end;
                if block == u64::MAX {
                    let found = unpack::<Identity>(&found[range.start as usize..range.end as usize]);
                    if let Some(field) = found.and_then(|found| identity.differs(&found)) {
                        return Err(Error::OtherIdentity { field });
                    }
                } else {
                    places.entry(block).or_insert((log, range));
                }
            }
            let open = || {
                let mut opened = OpenOptions::new().read(true).append(true).create(true).open(&path)?;
                opened.set_len(end)?;
                if end == 0 {
                    opened.write_all(&record(u64::MAX, &pack(identity)))?;
                }
                Ok(opened)
            };
            logs.push(Mutex::new(open().map_err(file("opening a log"))?));
        }
        Ok(Self { logs, places: Mutex::new(places) })
    }
    /// Copies the rows of `0..n` in order: n + 1 offsets, then the bytes.
    pub fn compact(&self, n: u64, mut out: impl Write) -> Result<(), Error> {
        let blocks = Sink::<Vec<u8>>::missing(self, n);
        if !blocks.is_empty() {
            return Err(Error::Missing { blocks });
        }
        let places = held(&self.places);
        let mut copy = || {
            let mut offset = 0;
            out.write_all(&0u64.to_le_bytes())?;
            for (_, range) in places.values() {
                offset += range.end - range.start;
                out.write_all(&offset.to_le_bytes())?;
            }
            for (log, range) in places.values() {
                let mut row = vec![0; (range.end - range.start) as usize];
                held(&self.logs[*log]).read_exact_at(&mut row, range.start)?;
                out.write_all(&row)?;
            }
            out.flush()
        };
        copy().map_err(file("compacting the logs"))
    }
}
fn record(block: u64, bytes: &[u8]) -> Vec<u8> {
    let header =
        [block.to_le_bytes(), (bytes.len() as u64).to_le_bytes(), u64::from(crc32fast::hash(bytes)).to_le_bytes()];
    [header.as_flattened(), bytes].concat()
}
/// The whole records at the start of a log.
fn records(log: &[u8]) -> impl Iterator<Item = (u64, Range<u64>)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (header, rest) = log.get(at..)?.split_first_chunk::<24>()?;
        let word = |k: usize| u64::from_le_bytes(header.as_chunks().0[k]);
        let bytes = rest.get(..word(1) as usize).filter(|bytes| u64::from(crc32fast::hash(bytes)) == word(2))?;
        let start = (at + 24) as u64;
        at += 24 + bytes.len();
        Some((word(0), start..at as u64))
    })
}
impl Sink<Vec<u8>> for Logs {
    fn missing(&self, n: u64) -> Vec<Range<u64>> {
        gaps(n, held(&self.places).keys().copied())
    }
    fn put(&self, worker: usize, block: u64, part: &Vec<u8>) -> Result<(), Error> {
        let mut log = held(&self.logs[worker]);
        let start = log.metadata().map_err(file("writing a log"))?.len() + 24;
        log.write_all(&record(block, part)).map_err(file("writing a log"))?;
        held(&self.places).insert(block, (worker, start..start + part.len() as u64));
        Ok(())
    }
    fn sync(&self) -> Result<(), Error> {
        self.logs.iter().try_for_each(|log| held(log).sync_data()).map_err(file("writing a log"))
    }
}
