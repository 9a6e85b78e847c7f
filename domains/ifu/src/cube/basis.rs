//! Few spectra in the stead of many.

/// An orthonormal basis and each spectrum's coefficients in it.
pub(super) struct Basis {
    /// `[k][wavelength]`.
    pub(super) vectors: Vec<Vec<f64>>,
    /// `[spectrum][k]`.
    pub(super) coefficients: Vec<Vec<f64>>,
    /// The worst spectrum's rest: root of its mean square, relative to its mean.
    pub(super) worst: f64,
}

/// Rests are computed anew where subtraction has left this part of the first sum of squares.
const CANCELLED: f64 = 1e-10;

impl Basis {
    /// Combinations of the spectra such that the rest of every one is at most `tolerance`: its length times the spectrum's scale
    /// (of [`relative_scale`]: root of the mean square over wavelengths, relative to the mean).
    ///
    /// Greedy: the spectrum with the largest relative rest joins the basis, made orthogonal to it, until none is too large. A
    /// sum of spectra with weights that are not negative is then right to the same tolerance of its own mean.
    ///
    /// # Source
    /// Strong greedy algorithm of reduced bases: Binev et al. 2011, SIAM J. Math. Anal. 43, 1457
    pub(super) fn new(spectra: &[Vec<f64>], scale: &[f64], tolerance: f64) -> Self {
        let n_wave = spectra.first().map_or(0, Vec::len);
        let squares = |i: usize| scale[i] * scale[i] * dot(&spectra[i], &spectra[i]);
        let first: Vec<f64> = (0..spectra.len()).map(squares).collect();
        let mut rest = first.clone();
        let mut basis = Self { vectors: Vec::new(), coefficients: vec![Vec::new(); spectra.len()], worst: 0.0 };
        let goal = tolerance * tolerance;
        loop {
            let Some((next, worst)) = largest(&rest) else { return basis };
            basis.worst = worst.max(0.0).sqrt();
            if worst <= goal || basis.vectors.len() == n_wave {
                return basis;
            }
            let Some(vector) = basis.rest_of(&spectra[next], next) else {
                rest[next] = 0.0;
                continue;
            };
            // rests that are mostly rounding are told by what is really left
            if worst < CANCELLED * first[next] {
                let left = scale[next] * dot(&vector.1, &spectra[next]).abs();
                rest[next] = left * left;
                if rest[next] <= goal {
                    continue;
                }
            }
            for (i, spectrum) in spectra.iter().enumerate() {
                let coefficient = dot(&vector.1, spectrum);
                basis.coefficients[i].push(coefficient);
                rest[i] -= (scale[i] * coefficient).powi(2);
            }
            basis.vectors.push(vector.1);
        }
    }

    /// What is left of a spectrum, its length and its direction; nothing if it is all in the basis.
    fn rest_of(&self, spectrum: &[f64], index: usize) -> Option<(f64, Vec<f64>)> {
        let mut rest = spectrum.to_vec();
        for (vector, coefficient) in self.vectors.iter().zip(&self.coefficients[index]) {
            rest.iter_mut().zip(vector).for_each(|(rest, v)| *rest -= coefficient * v);
        }
        // once more, for what rounding has left
        for vector in &self.vectors {
            let left = dot(vector, &rest);
            rest.iter_mut().zip(vector).for_each(|(rest, v)| *rest -= left * v);
        }
        let length = dot(&rest, &rest).sqrt();
        if length <= 1e-14 * dot(spectrum, spectrum).sqrt() {
            return None;
        }
        rest.iter_mut().for_each(|value| *value /= length);
        Some((length, rest))
    }
}

/// What turns a length into the root of the mean square relative to the mean; 0 of a dark spectrum.
pub(super) fn relative_scale(spectrum: &[f64]) -> f64 {
    let n = spectrum.len() as f64;
    let mean = spectrum.iter().map(|value| value.abs()).sum::<f64>() / n;
    if mean > 0.0 { 1.0 / (mean * n.sqrt()) } else { 0.0 }
}

fn largest(values: &[f64]) -> Option<(usize, f64)> {
    values.iter().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1))
}

/// `Σ a b` over eight running sums, so that the bits do not depend on the instruction set.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    let (whole_a, rest_a) = a.as_chunks::<8>();
    let (whole_b, rest_b) = b.as_chunks::<8>();
    for (a, b) in whole_a.iter().zip(whole_b) {
        for k in 0..8 {
            sums[k] += a[k] * b[k];
        }
    }
    let rest: f64 = rest_a.iter().zip(rest_b).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f64>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spectrum_is_within_the_tolerance() {
        // smooth spectra of one parameter need few vectors
        let wave = |j: usize| j as f64 / 400.0;
        let spectrum = |i: usize| (0..400).map(|j| (-(1.0 + 0.05 * i as f64) * wave(j)).exp()).collect::<Vec<f64>>();
        let spectra: Vec<Vec<f64>> = (0..60).map(spectrum).collect();
        let scale: Vec<f64> = spectra.iter().map(|spectrum| relative_scale(spectrum)).collect();
        for tolerance in [1e-2, 1e-4, 1e-7] {
            let basis = Basis::new(&spectra, &scale, tolerance);
            let r = basis.vectors.len();
            assert!(r < 12 && basis.worst <= tolerance, "{r} {}", basis.worst);
            for (spectrum, coefficients) in spectra.iter().zip(&basis.coefficients) {
                let at = |j: usize| coefficients.iter().zip(&basis.vectors).map(|(c, v)| c * v[j]).sum::<f64>();
                let square: f64 = (0..400).map(|j| (at(j) - spectrum[j]).powi(2)).sum();
                let mean = spectrum.iter().sum::<f64>() / 400.0;
                assert!((square / 400.0).sqrt() / mean <= 1.01 * tolerance);
            }
        }
        assert!(Basis::new(&[vec![0.0; 4]], &[0.0], 1e-3).vectors.is_empty());
    }
}
