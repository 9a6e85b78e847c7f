//! The library's spectra as sums read them.
use super::Node;
use crate::grid::Grid;
use astrarium_astro::ssp::SspLibrary;
use astrarium_num::interp::bracket;
use astrarium_num::lanes;

/// Wavelengths that are worked on together: two sums of them stay in registers, their spectra in one line of the cache.
const TILE: usize = 32;
type Tile = [f32; TILE];
/// Light at two wavelengths that is proportional in all spectra to this, relative, is held once: single precision.
const PROPORTIONAL: f64 = 2e-7;

/// Spectra of the library's nodes in single precision; sums are of double precision.
///
/// They lie tile by tile of wavelengths, and node by node within a tile, so that sums read them from first to last. What
/// other wavelengths tell is not held: where no node shines, the tail that all spectra have in common (`λ^-4` of a library that
/// was continued), points between the library's own.
#[derive(Clone, Debug)]
pub(crate) struct SpectraTable {
    n_wave: usize,
    n_nodes: usize,
    tiles: Vec<Tile>,
    /// Wavelengths that are held, the first of which stands at `first` of the grid if it has the library's own.
    held: Vec<f64>,
    /// How the grid is made from what is held.
    first: usize,
    tail: Vec<f64>,
    /// Of a grid with other points than the library's: the held wavelength before each, and the part of the way to the next.
    between: Vec<(u32, f64)>,
}

impl SpectraTable {
    /// The library on a grid that has its wavelengths and perhaps more: straight lines. `exact`: all that is told of the tail
    /// is held.
    pub(crate) fn new(library: &SspLibrary, grid: &Grid, exact: bool) -> Self {
        let native = library.wave_aa();
        let (n, n_nodes) = (native.len(), library.luminosity().len() / native.len());
        let at = |node: usize, i: usize| library.luminosity()[node * n + i];
        let dark = |i: &usize| (0..n_nodes).all(|node| at(node, *i) == 0.0);
        let first = (0..n).take_while(dark).count().saturating_sub(1).min(n - 1);
        let last = if exact { n - 1 } else { tail_begin(n, n_nodes, at).max(first) };
        let held = native[first..=last].to_vec();
        let tiles = tiles((n_nodes, held.len()), |node, i| at(node, first + i));
        let brightest = (0..n_nodes).max_by(|a, b| at(*a, last).total_cmp(&at(*b, last))).unwrap_or(0);
        let ratios: Vec<f64> = (last..n).map(|i| over(at(brightest, i), at(brightest, last))).collect();
        let whole = native == grid.wave_aa;
        let places = grid.wave_aa.iter().map(|wave| place(&held, *wave));
        Self {
            n_wave: grid.len(),
            n_nodes,
            tiles,
            first: grid.wave_aa.partition_point(|wave| *wave < held[0]),
            tail: tail(&native[last..], &ratios, grid),
            between: if whole { vec![] } else { places.collect() },
            held,
        }
    }

    /// The same on other wavelengths, the light at each of which is a mean that `onto` makes of this grid's.
    pub(crate) fn projected(&self, grid: &Grid, onto: &dyn Fn(&[f64]) -> Vec<f64>) -> Self {
        let (mut dense, mut dark, mut room) = (vec![0.0; self.n_wave], vec![0.0; self.n_wave], Vec::new());
        let mut row = |index| {
            self.light(&[Node { index, free: 1.0, inside: 0.0 }], (&mut dense, &mut dark), &mut room);
            onto(&dense)
        };
        let rows: Vec<f64> = (0..self.n_nodes).flat_map(&mut row).collect();
        Self::on(grid, &rows)
    }

    /// Spectra at the wavelengths of a grid, one after the other.
    pub(crate) fn on(grid: &Grid, rows: &[f64]) -> Self {
        let (n, n_nodes) = (grid.len(), rows.len() / grid.len());
        let at = |node: usize, i: usize| rows[node * n + i];
        let first = (0..n).take_while(|i| (0..n_nodes).all(|node| at(node, *i) == 0.0)).count().min(n - 1);
        let last = tail_begin(n, n_nodes, at).max(first);
        let brightest = (0..n_nodes).max_by(|a, b| at(*a, last).total_cmp(&at(*b, last))).unwrap_or(0);
        Self {
            n_wave: n,
            n_nodes,
            tiles: tiles((n_nodes, last + 1 - first), |node, i| at(node, first + i)),
            held: grid.wave_aa[first..=last].to_vec(),
            first,
            tail: (last + 1..n).map(|i| over(at(brightest, i), at(brightest, last))).collect(),
            between: vec![],
        }
    }

    /// The first wavelength of the grid at which stars shine.
    pub(crate) fn first(&self) -> usize {
        self.first
    }

    /// Bytes held.
    pub(crate) fn bytes(&self) -> usize {
        size_of_val(self.tiles.as_slice())
    }

    /// Light of stars that are free and of those inside clouds, in the unit of the library.
    ///
    /// # Panics
    /// If the sums have not as many elements as there are wavelengths.
    pub(crate) fn light(&self, nodes: &[Node], (free, inside): (&mut [f64], &mut [f64]), room: &mut Vec<f64>) {
        assert!(free.len() == self.n_wave && inside.len() == self.n_wave, "a sum for each wavelength");
        let n_tiles = self.held.len().div_ceil(TILE);
        room.resize(2 * n_tiles * TILE, 0.0);
        let (of_free, of_inside) = room.split_at_mut(n_tiles * TILE);
        let sums = of_free.chunks_exact_mut(TILE).zip(of_inside.chunks_exact_mut(TILE));
        for (tiles, (free, inside)) in self.tiles.chunks_exact(self.n_nodes).zip(sums) {
            sum(tiles, nodes, (free, inside));
        }
        self.expand(of_free, free);
        self.expand(of_inside, inside);
    }

    /// Derivatives by the masses at some nodes from those by the light of free stars and of stars inside clouds.
    pub(crate) fn pull(&self, nodes: &[usize], (free, inside): (&[f64], &[f64]), out: &mut Vec<[f64; 2]>) {
        let n = self.held.len().div_ceil(TILE) * TILE;
        let mut held = [vec![0.0; n], vec![0.0; n]];
        self.gather(free, &mut held[0]);
        self.gather(inside, &mut held[1]);
        out.clear();
        out.resize(self.n_nodes, [0.0; 2]);
        for node in nodes {
            out[*node] = project(&self.tiles, (*node, self.n_nodes), &held);
        }
    }

    /// The adjoint of [`expand`](Self::expand).
    fn gather(&self, values: &[f64], held: &mut [f64]) {
        let last = self.held.len() - 1;
        let (before, after) = values.split_at(self.n_wave - self.tail.len());
        let middle = &before[self.first..];
        if self.between.is_empty() {
            held[..middle.len()].copy_from_slice(middle);
        } else {
            for ((i, part), value) in self.between[self.first..].iter().zip(middle) {
                held[*i as usize] += (1.0 - part) * value;
                held[*i as usize + 1] += part * value;
            }
        }
        held[last] += lanes::dot(&self.tail, after);
    }

    /// From what is held to the grid.
    fn expand(&self, held: &[f64], out: &mut [f64]) {
        let last = self.held.len() - 1;
        let tail = self.n_wave - self.tail.len();
        let (before, after) = out.split_at_mut(tail);
        let (dark, middle) = before.split_at_mut(self.first);
        dark.fill(0.0);
        if self.between.is_empty() {
            middle.copy_from_slice(&held[..middle.len()]);
        } else {
            for ((i, part), out) in self.between[self.first..].iter().zip(middle) {
                let (low, high) = (held[*i as usize], held[*i as usize + 1]);
                *out = low + part * (high - low);
            }
        }
        self.tail.iter().zip(after).for_each(|(ratio, out)| *out = ratio * held[last]);
    }
}

/// Light at nodes and wavelengths, tile by tile.
fn tiles((n_nodes, n_held): (usize, usize), at: impl Fn(usize, usize) -> f64) -> Vec<Tile> {
    let value = |node: usize, i: usize| if i < n_held { at(node, i) as f32 } else { 0.0 };
    let tile = |node: usize, start: usize| std::array::from_fn(|j| value(node, start + j));
    let starts = (0..n_held).step_by(TILE);
    starts
        .flat_map(|start| (0..n_nodes).map(move |node| (node, start)))
        .map(|(node, start)| tile(node, start))
        .collect()
}

/// A ratio, nought of two dark ends.
fn over(light: f64, of: f64) -> f64 {
    if of == 0.0 { 0.0 } else { light / of }
}

/// Where the tail begins that all spectra have in common.
fn tail_begin(n: usize, n_nodes: usize, at: impl Fn(usize, usize) -> f64) -> usize {
    let alike = |i: usize| {
        let ratio = |node: usize| at(node, n - 1) / at(node, i);
        let ratios = (0..n_nodes).map(ratio).filter(|ratio| !ratio.is_nan());
        let (low, high) = ratios.fold((f64::INFINITY, 0.0f64), |(low, high), ratio| (low.min(ratio), high.max(ratio)));
        low > 0.0 && high - low <= PROPORTIONAL * high
    };
    (0..n - 1).rev().take_while(|i| alike(*i)).last().unwrap_or(n - 1)
}

/// The tail over the light at its first wavelength, at the wavelengths of a grid beyond that.
fn tail(wave_aa: &[f64], ratios: &[f64], grid: &Grid) -> Vec<f64> {
    let beyond = grid.wave_aa.iter().filter(|wave| **wave > wave_aa[0]);
    let at = |wave: f64| {
        let i = bracket(wave_aa, wave);
        let part = (wave - wave_aa[i]) / (wave_aa[i + 1] - wave_aa[i]);
        ratios[i] + part * (ratios[i + 1] - ratios[i])
    };
    beyond.map(|wave| if *wave > wave_aa[wave_aa.len() - 1] { 0.0 } else { at(*wave) }).collect()
}

/// The held wavelength before a wavelength, and the part of the way to the next.
fn place(held: &[f64], wave: f64) -> (u32, f64) {
    if held.len() < 2 {
        return (0, 0.0);
    }
    let i = bracket(held, wave);
    let part = (wave - held[i]) / (held[i + 1] - held[i]);
    (i as u32, part.clamp(0.0, 1.0))
}

/// The sums of one tile.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma", "aarch64+neon"))]
fn sum(tiles: &[Tile], nodes: &[Node], (free, inside): (&mut [f64], &mut [f64])) {
    let (mut of_free, mut of_inside) = ([0.0; TILE], [0.0; TILE]);
    for node in nodes {
        let values = &tiles[node.index];
        if node.inside == 0.0 {
            for j in 0..TILE {
                of_free[j] = node.free.mul_add(f64::from(values[j]), of_free[j]);
            }
        } else {
            for j in 0..TILE {
                let value = f64::from(values[j]);
                of_free[j] = node.free.mul_add(value, of_free[j]);
                of_inside[j] = node.inside.mul_add(value, of_inside[j]);
            }
        }
    }
    free.copy_from_slice(&of_free);
    inside.copy_from_slice(&of_inside);
}

/// Sums of products of a node's spectrum with two vectors.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma", "aarch64+neon"))]
fn project(tiles: &[Tile], (node, stride): (usize, usize), [free, inside]: &[Vec<f64>; 2]) -> [f64; 2] {
    let (mut of_free, mut of_inside) = ([0.0; TILE], [0.0; TILE]);
    let vectors = free.as_chunks::<TILE>().0.iter().zip(inside.as_chunks::<TILE>().0);
    for (i, (free, inside)) in vectors.enumerate() {
        let values = &tiles[i * stride + node];
        for j in 0..TILE {
            let value = f64::from(values[j]);
            of_free[j] = value.mul_add(free[j], of_free[j]);
            of_inside[j] = value.mul_add(inside[j], of_inside[j]);
        }
    }
    [of_free.iter().sum(), of_inside.iter().sum()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use astrarium_astro::ssp::{Extension, SspParts};

    #[test]
    fn what_is_not_held_is_made_as_the_library_has_it() {
        let wave_aa: Vec<f64> = (0..70).map(|i| 100.0 * 1.1f64.powi(i)).collect();
        let shape = |node: usize, wave: f64| (node as f64 + 1.5) * (wave / 1e3).powf(0.3 * node as f64 - 2.0);
        let luminosity = (0..6).flat_map(|node| wave_aa.iter().map(move |wave| shape(node, *wave))).collect();
        let parts = SspParts {
            wave_aa,
            age_yr: vec![0.0, 1e6, 1e9],
            metallicity: vec![0.01, 0.02],
            luminosity,
            ..SspParts::default()
        };
        let library = SspLibrary::new(parts).and_then(|library| library.extended(&Extension::default()));
        let library = library.expect("sound");
        let mut waves = library.wave_aa().to_vec();
        waves.extend([333.0, 4.4e4, 5.1e4, 2e6]);
        waves.sort_by(f64::total_cmp);
        for grid in [library.wave_aa().to_vec(), waves].map(Grid::new) {
            let nodes = [0, 2, 3, 5].map(|index| Node { index, free: 1.0 + index as f64, inside: (index % 2) as f64 });
            let table = SpectraTable::new(&library, &grid, false);
            assert!(table.held.len() <= 72, "{} of {} are held", table.held.len(), grid.len());
            let (mut free, mut inside) = (vec![1.0; grid.len()], vec![1.0; grid.len()]);
            table.light(&nodes, (&mut free, &mut inside), &mut Vec::new());
            // the pull is the adjoint
            let mut pulled = Vec::new();
            let weights: Vec<f64> = (0..grid.len()).map(|i| 1.0 / (1.0 + i as f64)).collect();
            table.pull(&[0, 2, 3, 5], (&weights, &free), &mut pulled);
            let forth = lanes::dot(&weights, &free) + lanes::dot(&free, &inside);
            let back: f64 = nodes.iter().map(|n| pulled[n.index][0] * n.free + pulled[n.index][1] * n.inside).sum();
            assert!((back / forth - 1.0).abs() < 1e-12, "{back:e}, {forth:e}");
            let n = library.wave_aa().len();
            let of = |index: usize| grid.resample(library.wave_aa(), &library.luminosity()[index * n..(index + 1) * n]);
            for i in 0..grid.len() {
                let sum = |weight: fn(&Node) -> f64| nodes.iter().map(|node| weight(node) * of(node.index)[i]).sum();
                let expected: [f64; 2] = [sum(|node| node.free), sum(|node| node.inside)];
                for (found, expected) in [free[i], inside[i]].iter().zip(expected) {
                    assert!(
                        (found - expected).abs() <= 3e-7 * expected,
                        "{}: {found:e}, {expected:e}",
                        grid.wave_aa[i]
                    );
                }
            }
        }
    }
}
