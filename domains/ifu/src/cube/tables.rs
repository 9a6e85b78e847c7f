//! What the factored path looks up: coefficients of the library's nodes, and the basis at every velocity.
use super::axis::Axis;
use super::basis::{Basis, relative_scale};
use super::product::Matrix;
use super::slopes;
use super::store::Store;
use super::template::{Dimmings, Templates};
use super::terms::Layout;
use super::velocity::{MARGIN, Velocities, coefficients, stretch, weights};
use crate::Result;
use crate::blur::Lsf;
use astrarium_astro::ssp::SspLibrary;

/// What spectra become at the telescope, velocities given.
#[derive(Clone, Debug)]
pub(super) struct Optics {
    pub(super) templates: Templates,
    pub(super) lsf: Lsf,
    /// `1 + z`.
    pub(super) redshift_stretch: f64,
    pub(super) boost: bool,
}

/// Room for a spectrum on its way.
#[derive(Clone, Debug, Default)]
pub(super) struct Room {
    pub(super) cumulative: Vec<f64>,
    pub(super) bins: Vec<f64>,
}

impl Optics {
    /// Room for [`add_bins`](Self::add_bins).
    pub(super) fn room(&self) -> Room {
        Room { cumulative: vec![0.0; self.templates.len()], bins: vec![0.0; self.lsf.of_bins().n_bins()] }
    }

    /// Adds a spectrum at a rapidity to the bins of the room.
    pub(super) fn add_bins(&self, spectrum: &[f64], rapidity: f64, room: &mut Room) {
        let Room { cumulative, bins } = room;
        self.templates.cumulative(spectrum, cumulative);
        self.add_summed(spectrum, rapidity, (cumulative, bins));
    }

    /// The same of a spectrum whose integral is known.
    fn add_summed(&self, spectrum: &[f64], rapidity: f64, (cumulative, bins): (&[f64], &mut [f64])) {
        let moving = stretch(rapidity);
        let factor = if self.boost { moving.powi(-5) } else { 1.0 };
        let stretched = self.redshift_stretch * moving;
        let put = |i: usize, value: f64| bins[i] += factor * value;
        self.templates.bin((spectrum, cumulative), stretched, &self.lsf.of_bins(), put);
    }

    /// A spectrum in the channels, at each of the knots `from..to` of a grid of velocities.
    fn at_knots(&self, spectrum: &[f64], grid: &Velocities, lsf: &Lsf, room: &mut Room) -> Vec<Vec<f64>> {
        let Room { cumulative, bins } = room;
        self.templates.cumulative(spectrum, cumulative);
        let knots = -(MARGIN as i64)..(grid.n + MARGIN) as i64;
        let mut rows: Vec<Vec<f64>> = knots
            .map(|knot| {
                bins.fill(0.0);
                self.add_summed(spectrum, grid.knot(knot), (cumulative, bins));
                let mut row = vec![0.0; lsf.of_bins().n_channels];
                lsf.apply(bins, &mut row);
                row
            })
            .collect();
        coefficients(&mut rows);
        rows
    }

    /// The widest of some steps between velocities that interpolates these spectra to the tolerance.
    pub(super) fn velocity_step(&self, spectra: &[Vec<f64>], tolerance: f64) -> f64 {
        const STEPS: [f64; 10] = [80.0, 60.0, 40.0, 30.0, 20.0, 15.0, 10.0, 6.0, 3.0, 1.5];
        let mut room = self.room();
        let mut is_right =
            |step: f64| spectra.iter().all(|spectrum| self.spline_error(spectrum, step, &mut room) <= tolerance);
        STEPS.into_iter().find(|step| is_right(*step)).unwrap_or(0.75)
    }

    /// How far a spline is off half way between knots: root of the mean square relative to the mean.
    fn spline_error(&self, spectrum: &[f64], step: f64, room: &mut Room) -> f64 {
        let grid = Velocities { first: 0.0, step, n: 4 };
        let rows = self.at_knots(spectrum, &grid, &self.lsf, room);
        let middle = grid.knot(1) + 0.5 * step;
        room.bins.fill(0.0);
        self.add_bins(spectrum, middle, room);
        let mut exact = vec![0.0; self.lsf.of_bins().n_channels];
        self.lsf.apply(&room.bins, &mut exact);
        let at = |c: usize| weights(0.5).iter().enumerate().map(|(k, w)| w * rows[MARGIN + k][c]).sum::<f64>();
        let square: f64 = exact.iter().enumerate().map(|(c, value)| (at(c) - value).powi(2)).sum();
        let mean = exact.iter().sum::<f64>() / exact.len() as f64;
        if mean > 0.0 { (square / exact.len() as f64).sqrt() / mean } else { 0.0 }
    }
}

/// The nodes that stars have, at each node of attenuation.
pub(super) struct Nodes {
    pub(super) layout: Layout,
    /// Without dust, `[row][wavelength]`.
    pub(super) undimmed: Vec<Vec<f64>>,
    /// `[dimming][row][wavelength]`.
    pub(super) spectra: Vec<Vec<f64>>,
    /// What an error of each of them counts, relative to the mean of a node's spectrum.
    pub(super) scales: Vec<f64>,
}

impl Nodes {
    /// Of the nodes that are used.
    ///
    /// # Errors
    /// As [`slopes::of_library`].
    pub(super) fn new(
        library: &SspLibrary,
        templates: &Templates,
        (used, axes): (&[bool], Option<&[Axis; 2]>),
        dimmings: &Dimmings,
    ) -> Result<Self> {
        let mut slots = vec![u32::MAX; used.len()];
        let list: Vec<usize> = (0..used.len()).filter(|node| used[*node]).collect();
        list.iter().enumerate().for_each(|(slot, node)| slots[*node] = slot as u32);
        let widths = |axis: &Axis| axis.measures().windows(2).map(|pair| pair[1] - pair[0]).collect::<Vec<f64>>();
        let widths = axes.map(|[z, age]| [widths(z), widths(age)]);
        let layout = Layout { slots, n_slots: list.len(), n_age: templates.n_age, widths };
        let mut undimmed: Vec<Vec<f64>> = list.iter().map(|node| templates.node(library, *node).to_vec()).collect();
        let mut reach = vec![1.0; list.len()];
        if let Some(axes) = axes {
            let of_kinds = slopes::of_library(library, templates, axes)?;
            for (kind, mut spectra) in of_kinds.into_iter().enumerate() {
                for node in &list {
                    reach.push(layout.reach(kind + 1, *node));
                    undimmed.push(std::mem::take(&mut spectra[*node]));
                }
            }
        }
        let dimmed = |a_v: f64, spectrum: &Vec<f64>| -> Vec<f64> {
            let lines = spectrum.iter().zip(&templates.dimming);
            lines.map(|(s, k)| if a_v == 0.0 { *s } else { s * (k * a_v).exp() }).collect()
        };
        let spectra = dimmings.nodes.iter().flat_map(|a_v| undimmed.iter().map(move |of| (*a_v, of)));
        let spectra: Vec<Vec<f64>> = spectra.map(|(a_v, of)| dimmed(a_v, of)).collect();
        // slopes count beside the values of their nodes, dimmed alike
        let value = |row: usize| row / reach.len() * reach.len() + row % layout.n_slots;
        let scale = |row: usize| reach[row % reach.len()] * relative_scale(&spectra[value(row)]);
        let scales = (0..spectra.len()).map(scale).collect();
        Ok(Self { layout, spectra, scales, undimmed })
    }

    /// A few of the spectra, from all over the grid.
    pub(super) fn sample(&self) -> Vec<Vec<f64>> {
        const FEW: usize = 6;
        let n = self.layout.n_slots;
        let few = n.min(FEW);
        (0..few).map(|i| self.spectra[i * (n - 1) / few.max(2).saturating_sub(1).max(1)].clone()).collect()
    }
}

/// Coefficients of nodes and the basis at every knot of velocity.
#[derive(Clone, Debug)]
pub(super) struct Tables<S> {
    pub(super) velocities: Velocities,
    /// Vectors of the basis, made up to a multiple of [`LANES`].
    pub(super) rank: usize,
    pub(super) n_channels: usize,
    /// `[knot, k][channel]`.
    pub(super) knots: Matrix<S>,
    /// `[dimming][row][k]`.
    pub(super) coefficients: Vec<S>,
    n_rows: usize,
    /// The basis at rest, `[k][wavelength]`.
    vectors: Vec<Vec<f64>>,
}

/// Ranks are multiples of this.
pub(super) const LANES: usize = 16;

impl<S: Store> Tables<S> {
    /// For spectra whose rest may be `tolerance`.
    pub(super) fn new(optics: &Optics, nodes: &Nodes, velocities: Velocities, tolerance: f64) -> Self {
        let basis = Basis::new(&nodes.spectra, &nodes.scales, tolerance);
        let rank = basis.vectors.len().next_multiple_of(LANES).max(LANES);
        let mut coefficients = vec![S::default(); nodes.spectra.len() * rank];
        for (row, values) in coefficients.chunks_mut(rank).zip(&basis.coefficients) {
            row.iter_mut().zip(values).for_each(|(to, value)| *to = S::of(*value));
        }
        let n_channels = optics.lsf.of_bins().n_channels;
        let mut tables = Self {
            velocities,
            rank,
            n_channels,
            knots: Matrix::default(),
            coefficients,
            n_rows: nodes.layout.n_rows(),
            vectors: basis.vectors,
        };
        tables.knots = tables.at_knots(optics, &optics.lsf);
        tables
    }

    fn at_knots(&self, optics: &Optics, lsf: &Lsf) -> Matrix<S> {
        let mut knots = Matrix::new(self.velocities.n * self.rank, self.n_channels);
        let mut room = optics.room();
        for (k, vector) in self.vectors.iter().enumerate() {
            let rows = optics.at_knots(vector, &self.velocities, lsf, &mut room);
            for (knot, row) in rows[MARGIN..MARGIN + self.velocities.n].iter().enumerate() {
                knots.set_row(knot * self.rank + k, row);
            }
        }
        knots
    }

    /// The same with another operator along the channels.
    pub(super) fn with_lsf(&self, optics: &Optics, lsf: &Lsf) -> Self {
        Self { knots: self.at_knots(optics, lsf), ..self.clone() }
    }

    /// Coefficients of a row of the dictionary.
    #[inline(always)]
    pub(super) fn row(&self, dimming: usize, row: usize) -> &[S] {
        &self.coefficients[(dimming * self.n_rows + row) * self.rank..][..self.rank]
    }

    /// Numbers of a spaxel: all knots of velocity times the rank.
    pub(super) fn width(&self) -> usize {
        self.velocities.n * self.rank
    }
}
