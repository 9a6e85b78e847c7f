//! Integrals of spectra over bands: exact for straight lines.
use super::curve::Band;
use crate::Result;
use crate::constants::LIGHT_SPEED_AA_S;
use crate::error::{check_length, check_rising};
use astrarium_num::LinearOp;
use astrarium_num::lanes;
use astrarium_num::quadrature::GaussLegendre;

/// What the values of a spectrum are, and so between which of its quantities lines are straight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Density {
    /// `S_λ`, erg/s/cm²/Å: straight lines in `S_λ`; fluxes come out in mJy.
    PerWavelength,
    /// `S_ν`, any unit: straight lines in `S_ν` against wavelength; fluxes come out in that unit.
    PerFrequency,
}

/// mJy of one erg/s/cm²/Hz.
const MJY_PER_CGS: f64 = 1e26;

/// The flux of one band as a weighted sum of a spectrum's values: `Σ_i weights[i] f[first + i]`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BandWeights {
    /// The first value that is seen.
    pub first: usize,
    /// The weights from there on.
    pub weights: Vec<f64>,
}

impl BandWeights {
    /// The band's flux of a spectrum on the grid that the weights were made for.
    ///
    /// # Panics
    /// If the spectrum is shorter than the grid.
    pub fn flux(&self, spectrum: &[f64]) -> f64 {
        lanes::dot(&self.weights, &spectrum[self.first..self.first + self.weights.len()])
    }
}

impl Band {
    /// The weights with which values on a grid of wavelengths (ångström, vacuum, rising) give the quoted flux of the band.
    ///
    /// Exact to rounding for a spectrum of straight lines between the grid's points. For an object at redshift `z` give the
    /// grid as observed, `(1+z)` times that at rest.
    ///
    /// # Errors
    /// [`Error::BandOutside`](crate::Error::BandOutside) if more than 10⁻⁴ of the band (as `∫ R dλ/λ`) lies outside the grid; [`Error::NotRising`](crate::Error::NotRising).
    pub fn weights(&self, wave_aa: &[f64], density: Density) -> Result<BandWeights> {
        check_rising("wavelength of the spectrum", wave_aa)?;
        let mut sums = Sums { first: usize::MAX, weights: Vec::new(), seen: 0.0 };
        let panels = Panels::new();
        for piece in self.pieces() {
            let start = wave_aa.partition_point(|wave| *wave <= piece.from).saturating_sub(1);
            let cells = wave_aa.windows(2).enumerate().skip(start).take_while(|(_, cell)| cell[0] < piece.to);
            for (i, cell) in cells.filter(|(_, cell)| cell[1] > piece.from) {
                sums.add(&panels, (i, cell), &piece, density);
            }
        }
        let unit = if density == Density::PerWavelength { MJY_PER_CGS / LIGHT_SPEED_AA_S } else { 1.0 };
        let scale = unit * self.seen(sums.seen, wave_aa)?;
        sums.weights.iter_mut().for_each(|weight| *weight *= scale);
        Ok(BandWeights { first: sums.first, weights: sums.weights })
    }

    /// The quoted flux of one spectrum.
    ///
    /// # Errors
    /// As [`weights`](Self::weights); [`Error::Length`](crate::Error::Length) for unlike lengths.
    pub fn flux(&self, wave_aa: &[f64], spectrum: &[f64], density: Density) -> Result<f64> {
        check_length("values of the spectrum", spectrum.len(), wave_aa.len())?;
        Ok(self.weights(wave_aa, density)?.flux(spectrum))
    }
}

struct Sums {
    first: usize,
    weights: Vec<f64>,
    /// `∫ R dλ/λ` over the grid.
    seen: f64,
}

impl Sums {
    /// Adds where a line of the response and a cell of the grid overlap.
    fn add(&mut self, panels: &Panels, (i, cell): (usize, &[f64]), piece: &Span, density: Density) {
        let (from, to) = (cell[0].max(piece.from), cell[1].min(piece.to));
        if to <= from {
            return;
        }
        if self.weights.is_empty() {
            self.first = i;
        }
        self.weights.resize((i + 2 - self.first).max(self.weights.len()), 0.0);
        let power = if density == Density::PerWavelength { 1 } else { -1 };
        let upper = |wave: f64| (wave - cell[0]) / (cell[1] - cell[0]);
        let weighed = |wave: f64| piece.at(wave) * wave.powi(power);
        let [low, high] = [
            panels.sum(from, to, |wave| weighed(wave) * (1.0 - upper(wave))),
            panels.sum(from, to, |wave| weighed(wave) * upper(wave)),
        ];
        self.weights[i - self.first] += low;
        self.weights[i + 1 - self.first] += high;
        self.seen += panels.sum(from, to, |wave| piece.at(wave) / wave);
    }
}

/// A straight line of the response.
pub(super) struct Span {
    pub(super) from: f64,
    pub(super) to: f64,
    response: [f64; 2],
}

impl Span {
    pub(super) fn new(wave: &[f64], response: &[f64]) -> Self {
        Self { from: wave[0], to: wave[1], response: [response[0], response[1]] }
    }

    pub(super) fn at(&self, wave: f64) -> f64 {
        let part = (wave - self.from) / (self.to - self.from);
        self.response[0] + (self.response[1] - self.response[0]) * part
    }
}

/// Quadrature of products of straight lines with powers of the wavelength, to rounding.
pub(super) struct Panels {
    rule: GaussLegendre,
}

impl Panels {
    pub(super) fn new() -> Self {
        Self { rule: GaussLegendre::new(8) }
    }

    /// `∫ f dλ`, in panels so short that `1/λ` is as good as a polynomial.
    pub(super) fn sum(&self, from: f64, to: f64, f: impl Fn(f64) -> f64) -> f64 {
        const LONGEST: f64 = 1.25;
        let n = ((to / from).ln() / LONGEST.ln()).ceil().clamp(1.0, 1e4);
        let end = |k: f64| if k == n { to } else { from * (to / from).powf(k / n) };
        (0..n as usize).map(|k| self.rule.integrate(end(k as f64), end(k as f64 + 1.0), &f)).sum()
    }
}

/// Several bands over one grid, as a linear map from spectra to fluxes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Photometry {
    pub(super) n_waves: usize,
    pub(super) bands: Vec<BandWeights>,
}

impl Photometry {
    /// The map for these bands, in their order; see [`Band::weights`].
    ///
    /// # Errors
    /// As [`Band::weights`], of the first band that fails.
    pub fn new(bands: &[Band], wave_aa: &[f64], density: Density) -> Result<Self> {
        let bands = bands.iter().map(|band| band.weights(wave_aa, density)).collect::<Result<_>>()?;
        Ok(Self { n_waves: wave_aa.len(), bands })
    }

    /// The weights of each band.
    pub fn bands(&self) -> &[BandWeights] {
        &self.bands
    }
}

impl LinearOp for Photometry {
    fn shape(&self) -> (usize, usize) {
        (self.bands.len(), self.n_waves)
    }

    fn apply(&self, x: &[f64], y: &mut [f64]) {
        assert_eq!((y.len(), x.len()), self.shape(), "a flux for each band, a value for each wavelength");
        self.bands.iter().zip(y).for_each(|(band, flux)| *flux = band.flux(x));
    }

    fn adjoint(&self, y: &[f64], x: &mut [f64]) {
        assert_eq!((y.len(), x.len()), self.shape(), "a flux for each band, a value for each wavelength");
        x.fill(0.0);
        for (band, flux) in self.bands.iter().zip(y) {
            band.weights.iter().zip(&mut x[band.first..]).for_each(|(weight, value)| *value += weight * flux);
        }
    }
}
