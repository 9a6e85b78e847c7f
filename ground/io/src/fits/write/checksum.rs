//! `DATASUM` and `CHECKSUM`: ones'-complement sums that show a changed or damaged HDU.
//!
//! # Source
//! FITS standard 4.0, section 4.4.2.7 and appendix J (Seaman, Pence & Rots).

/// A ones'-complement sum of big-endian 32-bit words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sum {
    total: u64,
    /// Bytes so far, modulo 4: where in a word the next byte stands.
    phase: usize,
}

impl Sum {
    /// Adds the bytes that follow those added before.
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        let lead = bytes.len().min((4 - self.phase) % 4);
        let (head, rest) = bytes.split_at(lead);
        self.single(head);
        let words = rest.chunks_exact(4);
        let tail = words.remainder();
        for word in words {
            self.total += u64::from(u32::from_be_bytes([word[0], word[1], word[2], word[3]]));
        }
        self.single(tail);
        self.total = fold(self.total);
    }

    fn single(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.total += u64::from(byte) << (8 * (3 - self.phase));
            self.phase = (self.phase + 1) % 4;
        }
    }

    /// The sum as 32 bits, carries added back.
    pub(crate) fn value(self) -> u32 {
        u32::try_from(fold(fold(self.total))).expect("carries are folded back")
    }
}

/// 2^32 words fit the upper half before it must be folded; a call adds fewer.
fn fold(total: u64) -> u64 {
    (total & 0xffff_ffff) + (total >> 32)
}

/// Sixteen letters and digits whose sum is the complement of `sum`, so that an HDU that holds them sums to zero.
pub(crate) fn encode(sum: u32) -> String {
    let mut columns = [[0_u8; 4]; 4];
    for (column, byte) in columns.iter_mut().zip((!sum).to_be_bytes()) {
        *column = letters(byte);
    }
    // one letter of each byte in turn, then all moved right by one place
    let plain: Vec<u8> = (0..4).flat_map(|i| columns.iter().map(move |column| column[i])).collect();
    (0..16).map(|i| char::from(plain[(i + 15) % 16])).collect()
}

/// Four characters, letters and digits only, that sum to `byte` and four times the character 0.
fn letters(byte: u8) -> [u8; 4] {
    let (quarter, rest) = (byte / 4 + b'0', byte % 4);
    let mut four = [quarter + rest, quarter, quarter, quarter];
    let is_sign = |c: u8| (0x3a..=0x40).contains(&c) || (0x5b..=0x60).contains(&c);
    while four.iter().any(|&c| is_sign(c)) {
        for pair in four.chunks_exact_mut(2) {
            if pair.iter().any(|&c| is_sign(c)) {
                pair[0] += 1;
                pair[1] -= 1;
            }
        }
    }
    four
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_with_its_own_checksum_sums_to_all_ones() {
        for seed in [0_u32, 1, 868_229_149, 2_503_531_142, u32::MAX] {
            let mut block = seed.to_be_bytes().repeat(720);
            block[16..32].copy_from_slice(&[b'0'; 16]);
            let mut sum = Sum::default();
            sum.add(&block);
            // the card's text starts at a word boundary plus 3 in a header: turned by one byte
            let text = encode(sum.value());
            assert!(text.bytes().all(|c| c.is_ascii_alphanumeric()), "{text}");
            let mut turned: Vec<u8> = text.into_bytes();
            turned.rotate_left(1);
            block[16..32].copy_from_slice(&turned);
            let mut check = Sum::default();
            check.add(&block);
            assert!(check.value() == u32::MAX || check.value() == 0);
        }
    }

    #[test]
    fn pieces_sum_like_the_whole() {
        let bytes: Vec<u8> = (0..=255).cycle().take(2880).collect();
        let mut whole = Sum::default();
        whole.add(&bytes);
        for step in [1, 3, 7, 37] {
            let mut parts = Sum::default();
            bytes.chunks(step).for_each(|part| parts.add(part));
            assert_eq!(parts.value(), whole.value());
        }
    }
}
