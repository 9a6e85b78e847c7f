//! The library's spectra as sums read them.
use super::Node;
use crate::grid::Grid;
use astrarium_astro::ssp::SspLibrary;

/// Wavelengths that are worked on together: two sums of them stay in the first cache.
const BLOCK: usize = 256;

/// Spectra of the library's nodes in single precision, node by node; sums are of double precision.
#[derive(Clone, Debug)]
pub(crate) struct SpectraTable {
    n_wave: usize,
    values: Vec<f32>,
}

impl SpectraTable {
    /// The library on a grid that has its wavelengths and perhaps more: straight lines.
    pub(crate) fn new(library: &SspLibrary, grid: &Grid) -> Self {
        let native = library.wave_aa();
        let spectra = library.luminosity().chunks_exact(native.len());
        let values = if native == grid.wave_aa {
            library.luminosity().iter().map(|value| *value as f32).collect()
        } else {
            spectra.flat_map(|spectrum| grid.resample(native, spectrum)).map(|value| value as f32).collect()
        };
        Self { n_wave: grid.len(), values }
    }

    /// Bytes held.
    pub(crate) fn bytes(&self) -> usize {
        size_of_val(self.values.as_slice())
    }

    /// Light of stars that are free and of those inside clouds, in the unit of the library.
    ///
    /// # Panics
    /// If the sums have not as many elements as there are wavelengths.
    pub(crate) fn light(&self, nodes: &[Node], free: &mut [f64], inside: &mut [f64]) {
        assert!(free.len() == self.n_wave && inside.len() == self.n_wave, "a sum for each wavelength");
        let blocks = free.chunks_mut(BLOCK).zip(inside.chunks_mut(BLOCK)).enumerate();
        for (i, (free, inside)) in blocks {
            block(&self.values[i * BLOCK..], self.n_wave, nodes, (free, inside));
        }
    }
}

/// The sums of one block of wavelengths.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma", "aarch64+neon"))]
fn block(values: &[f32], stride: usize, nodes: &[Node], (free, inside): (&mut [f64], &mut [f64])) {
    free.fill(0.0);
    inside.fill(0.0);
    for node in nodes {
        let row = &values[node.index * stride..node.index * stride + free.len()];
        if node.free != 0.0 {
            for (sum, value) in free.iter_mut().zip(row) {
                *sum += node.free * f64::from(*value);
            }
        }
        if node.inside != 0.0 {
            for (sum, value) in inside.iter_mut().zip(row) {
                *sum += node.inside * f64::from(*value);
            }
        }
    }
}
