//! Points spread evenly over the unit cube.

use astrarium_num::random::{Purpose, Stream};

/// Bits of a coordinate.
const BITS: u32 = 32;

/// The Sobol sequence with nested uniform (Owen) scrambling by addressed random numbers.
///
/// Coordinate `j` of point `i` is the digital sequence of the `j`-th primitive polynomial, whose bit `k` is then flipped by
/// the random bit at (seed, coordinate, `k`, the `k` bits above it): any point by itself, in the open interval, uniform over
/// seeds, and as evenly spread as without scrambling. Beyond 64 coordinates there are independent uniform numbers. Aligned
/// blocks of 2^k points have one point in each of 2^k slices of every coordinate.
///
/// # Source
/// Joe and Kuo 2008, SIAM J. Sci. Comput. 30, 2635 (direction numbers); Owen 1998, J. Complexity 14, 466
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sobol {
    seed: u64,
}

impl Sobol {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// Point `index`.
    pub(crate) fn point(self, index: u32, dim: usize) -> Vec<f64> {
        (0..dim).map(|j| self.coordinate(index, j)).collect()
    }

    fn coordinate(self, index: u32, j: usize) -> f64 {
        let stream = Stream::new(self.seed, Purpose::Scrambling, j as u64);
        if j > TABLE.len() {
            return stream.uniforms(u64::from(BITS), u64::from(index))[0];
        }
        let plain = digital(index, j);
        let mut scrambled = 0;
        for bit in 0..BITS {
            let above = u64::from(plain) >> (BITS - bit);
            let flip = (stream.words(u64::from(bit), above)[0] & 1) as u32;
            let digit = (plain >> (BITS - 1 - bit) & 1) ^ flip;
            scrambled |= digit << (BITS - 1 - bit);
        }
        let rest = stream.uniforms(u64::from(BITS) + 1, u64::from(index))[0];
        (f64::from(scrambled) + rest) / (1_u64 << BITS) as f64
    }
}

/// Coordinate `j` of point `index` without scrambling, as a fraction of 2^32.
fn digital(index: u32, j: usize) -> u32 {
    (0..BITS).filter(|k| index >> k & 1 == 1).fold(0, |sum, k| sum ^ direction(j, k))
}

/// The `k`-th direction number of a coordinate.
fn direction(j: usize, k: u32) -> u32 {
    if j == 0 {
        return 1 << (BITS - 1 - k);
    }
    let (polynomial, first) = TABLE[j - 1];
    let degree = first.len();
    let mut m: Vec<u64> = first.iter().map(|&m| u64::from(m)).collect();
    for i in degree..=k as usize {
        let mut next = m[i - degree] ^ (m[i - degree] << degree);
        for step in 1..degree {
            if polynomial >> (degree - step) & 1 == 1 {
                next ^= m[i - step] << step;
            }
        }
        m.push(next);
    }
    (m[k as usize] << (BITS - 1 - k)) as u32
}

/// Primitive polynomials (with their highest and lowest bits) and first direction numbers of coordinates 2 to 64.
#[rustfmt::skip]
const TABLE: [(u32, &[u32]); 63] = [
    (3, &[1]), (7, &[1, 3]), (11, &[1, 3, 1]), (13, &[1, 1, 1]), (19, &[1, 1, 3, 3]), (25, &[1, 3, 5, 13]),
    (37, &[1, 1, 5, 5, 17]), (41, &[1, 1, 5, 5, 5]), (47, &[1, 1, 7, 11, 19]), (55, &[1, 1, 5, 1, 1]),
    (59, &[1, 1, 1, 3, 11]), (61, &[1, 3, 5, 5, 31]), (67, &[1, 3, 3, 9, 7, 49]), (91, &[1, 1, 1, 15, 21, 21]),
    (97, &[1, 3, 1, 13, 27, 49]), (103, &[1, 1, 1, 15, 7, 5]), (109, &[1, 3, 1, 15, 13, 25]),
    (115, &[1, 1, 5, 5, 19, 61]), (131, &[1, 3, 7, 11, 23, 15, 103]), (137, &[1, 3, 7, 13, 13, 15, 69]),
    (143, &[1, 1, 3, 13, 7, 35, 63]), (145, &[1, 3, 5, 9, 1, 25, 53]), (157, &[1, 3, 1, 13, 9, 35, 107]),
    (167, &[1, 3, 1, 5, 27, 61, 31]), (171, &[1, 1, 5, 11, 19, 41, 61]), (185, &[1, 3, 5, 3, 3, 13, 69]),
    (191, &[1, 1, 7, 13, 1, 19, 1]), (193, &[1, 3, 7, 5, 13, 19, 59]), (203, &[1, 1, 3, 9, 25, 29, 41]),
    (211, &[1, 3, 5, 13, 23, 1, 55]), (213, &[1, 3, 7, 3, 13, 59, 17]), (229, &[1, 3, 1, 3, 5, 53, 69]),
    (239, &[1, 1, 5, 5, 23, 33, 13]), (241, &[1, 1, 7, 7, 1, 61, 123]), (247, &[1, 1, 7, 9, 13, 61, 49]),
    (253, &[1, 3, 3, 5, 3, 55, 33]), (285, &[1, 3, 1, 15, 31, 13, 49, 245]), (299, &[1, 3, 5, 15, 31, 59, 63, 97]),
    (301, &[1, 3, 1, 11, 11, 11, 77, 249]), (333, &[1, 3, 1, 11, 27, 43, 71, 9]),
    (351, &[1, 1, 7, 15, 21, 11, 81, 45]), (355, &[1, 3, 7, 3, 25, 31, 65, 79]), (357, &[1, 3, 1, 1, 19, 11, 3, 205]),
    (361, &[1, 1, 5, 9, 19, 21, 29, 157]), (369, &[1, 3, 7, 11, 1, 33, 89, 185]), (391, &[1, 3, 3, 3, 15, 9, 79, 71]),
    (397, &[1, 3, 7, 11, 15, 39, 119, 27]), (425, &[1, 1, 3, 1, 11, 31, 97, 225]),
    (451, &[1, 1, 1, 3, 23, 43, 57, 177]), (463, &[1, 3, 7, 7, 17, 17, 37, 71]),
    (487, &[1, 3, 1, 5, 27, 63, 123, 213]), (501, &[1, 1, 3, 5, 11, 43, 53, 133]),
    (529, &[1, 3, 5, 5, 29, 17, 47, 173, 479]), (539, &[1, 3, 3, 11, 3, 1, 109, 9, 69]),
    (545, &[1, 1, 1, 5, 17, 39, 23, 5, 343]), (557, &[1, 3, 1, 5, 25, 15, 31, 103, 499]),
    (563, &[1, 1, 1, 11, 11, 17, 63, 105, 183]), (601, &[1, 1, 5, 11, 9, 29, 97, 231, 363]),
    (607, &[1, 1, 5, 15, 19, 45, 41, 7, 383]), (617, &[1, 3, 7, 7, 31, 19, 83, 137, 221]),
    (623, &[1, 1, 1, 3, 23, 15, 111, 223, 83]), (631, &[1, 1, 5, 13, 31, 15, 55, 25, 161]),
    (637, &[1, 1, 3, 13, 25, 47, 39, 87, 257]),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// The first points of the sequence in index order, known from the literature.
    #[test]
    fn known_points() {
        let points: Vec<[f64; 3]> =
            (0..4).map(|i| [0, 1, 2].map(|j| f64::from(digital(i, j)) / 2_f64.powi(32))).collect();
        assert_eq!(points, [[0.0; 3], [0.5; 3], [0.25, 0.75, 0.75], [0.75, 0.25, 0.25]]);
    }

    #[test]
    fn every_slice_has_its_point_scrambled_or_not() {
        let n = 256_u32;
        for j in 0..64 {
            let mut seen = vec![[false; 2]; n as usize];
            for i in 0..n {
                seen[(digital(i, j) >> 24) as usize][0] = true;
                let u = Sobol::new(7).coordinate(i, j);
                assert!(u > 0.0 && u < 1.0);
                seen[(u * f64::from(n)) as usize][1] = true;
            }
            assert!(seen.iter().all(|seen| *seen == [true; 2]), "coordinate {j}");
        }
    }

    /// The mean of a smooth function converges faster than by random numbers.
    #[test]
    fn integrals_converge_quickly() {
        let f = |u: &[f64]| u.iter().map(|u| 1.0 + 0.5 * (u - 0.5)).product::<f64>();
        let mean = (0..4096).map(|i| f(&Sobol::new(3).point(i, 6))).sum::<f64>() / 4096.0;
        let by_chance = (1.0 + 0.25_f64 / 12.0).powi(6).sqrt() / 64.0;
        assert!((mean - 1.0).abs() < 0.01 * by_chance, "{mean}");
    }

    #[test]
    fn beyond_the_table() {
        let point = Sobol::new(1).point(5, 70);
        assert!(point.iter().all(|u| *u > 0.0 && *u < 1.0) && point[66] != point[67]);
    }
}
