//! Records of a log: block, length, CRC, bytes.

use std::{
    io::{self, Read},
    ops::Range,
};

/// Bytes before a record's own.
pub(super) const HEADER: u64 = 24;
/// The block number of the record that holds the identity.
pub(super) const IDENTITY: u64 = u64::MAX;
/// Bytes read at once: a log may be larger than the memory.
const PIECE: usize = 1 << 16;

pub(super) fn record(block: u64, bytes: &[u8]) -> Vec<u8> {
    let crc = u64::from(crc32fast::hash(bytes));
    let header = [block.to_le_bytes(), (bytes.len() as u64).to_le_bytes(), crc.to_le_bytes()];
    [header.as_flattened(), bytes].concat()
}

/// The whole records at the start of a log.
pub(super) struct Records<R> {
    log: R,
    at: u64,
    piece: Vec<u8>,
}

impl<R: Read> Records<R> {
    pub(super) fn new(log: R) -> Self {
        Self { log, at: 0, piece: Vec::new() }
    }

    /// The next record's block and where its bytes stand; `None` at the end or before a torn one. The bytes go to
    /// `keep`, piece by piece, before anybody knows whether they are whole.
    pub(super) fn next(&mut self, mut keep: impl FnMut(u64, &[u8])) -> io::Result<Option<(u64, Range<u64>)>> {
        if !self.fill(HEADER as usize)? {
            return Ok(None);
        }
        let word = |k: usize| u64::from_le_bytes(self.piece.as_chunks().0[k]);
        let (block, length, crc) = (word(0), word(1), word(2));
        let (mut hash, mut left) = (crc32fast::Hasher::new(), length);
        while left > 0 {
            let next = left.min(PIECE as u64);
            if !self.fill(next as usize)? {
                return Ok(None);
            }
            hash.update(&self.piece);
            keep(block, &self.piece);
            left -= next;
        }
        if u64::from(hash.finalize()) != crc {
            return Ok(None);
        }
        let start = self.at + HEADER;
        self.at = start + length;
        Ok(Some((block, start..self.at)))
    }

    /// Reads the next `length` bytes; `false` if there are fewer.
    fn fill(&mut self, length: usize) -> io::Result<bool> {
        self.piece.resize(length, 0);
        match self.log.read_exact(&mut self.piece) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
            read => read.map(|()| true),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(log: &[u8]) -> Vec<(u64, Range<u64>)> {
        let mut records = Records::new(log);
        std::iter::from_fn(|| records.next(|_, _| ()).unwrap()).collect()
    }

    #[test]
    fn a_torn_record_ends_the_log() {
        let long = vec![7; 3 * PIECE + 5];
        let log = [record(3, b"one"), record(1, b""), record(2, b"three"), record(4, &long)].concat();
        let whole = all(&log);
        assert_eq!(whole[..3], [(3, 24..27), (1, 51..51), (2, 75..80)]);
        assert_eq!(whole[3], (4, 104..104 + long.len() as u64));
        for end in (0..110).chain([log.len() - 1]) {
            let count = whole.iter().filter(|(_, range)| range.end <= end as u64).count();
            assert_eq!(all(&log[..end]).len(), count, "cut at {end}");
        }
        let mut bent = log.clone();
        bent[25] ^= 1;
        assert_eq!(all(&bent), []);
        let huge = [u64::MAX.to_le_bytes(), u64::MAX.to_le_bytes(), [0; 8]].concat();
        assert_eq!(all(&huge), []);
    }

    #[test]
    fn the_bytes_come_in_pieces() {
        let bytes: Vec<u8> = (0..2 * PIECE + 9).map(|k| (k % 251) as u8).collect();
        let (log, mut kept) = (record(5, &bytes), Vec::new());
        Records::new(&log[..]).next(|_, piece| kept.extend_from_slice(piece)).unwrap().unwrap();
        assert_eq!(kept, bytes);
    }
}
