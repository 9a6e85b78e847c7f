//! Records of a log: block, length, CRC, bytes.

use std::ops::Range;

/// Bytes before a record's own.
pub(super) const HEADER: u64 = 24;
/// The block number of the record that holds the identity.
pub(super) const IDENTITY: u64 = u64::MAX;

pub(super) fn record(block: u64, bytes: &[u8]) -> Vec<u8> {
    let crc = u64::from(crc32fast::hash(bytes));
    let header = [block.to_le_bytes(), (bytes.len() as u64).to_le_bytes(), crc.to_le_bytes()];
    [header.as_flattened(), bytes].concat()
}

/// The whole records at the start of a log: blocks and where their bytes stand. It ends before the first torn one.
pub(super) fn records(log: &[u8]) -> impl Iterator<Item = (u64, Range<u64>)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (header, rest) = log.get(at..)?.split_first_chunk::<{ HEADER as usize }>()?;
        let word = |k: usize| u64::from_le_bytes(header.as_chunks().0[k]);
        let length = usize::try_from(word(1)).ok()?;
        let bytes = rest.get(..length).filter(|bytes| u64::from(crc32fast::hash(bytes)) == word(2))?;
        let start = at as u64 + HEADER;
        at += HEADER as usize + bytes.len();
        Some((word(0), start..at as u64))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_torn_record_ends_the_log() {
        let log = [record(3, b"one"), record(1, b""), record(2, b"three")].concat();
        let all: Vec<_> = records(&log).collect();
        assert_eq!(all, [(3, 24..27), (1, 51..51), (2, 75..80)]);
        for end in 0..log.len() {
            let whole = records(&log[..end]).count();
            assert_eq!(whole, all.iter().filter(|(_, range)| range.end <= end as u64).count(), "cut at {end}");
        }
        let mut bent = log.clone();
        bent[25] ^= 1;
        assert_eq!(records(&bent).count(), 0);
    }
}
