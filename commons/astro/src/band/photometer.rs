//! Bands for grids that change at each spectrum, as those of objects whose redshift is free.
use super::curve::Band;
use super::weights::{BandWeights, Photometry};
use crate::error::check_rising;
use crate::{Error, Result};

/// Bands whose integrals are summed once up to each point of their responses, so that the weights of any grid take two sums at
/// each of its points: the same as [`Band::weights`] of `S_ν`, without quadrature.
///
/// Weights are differences of sums; of steps of a part `h` of the wavelength they have all but `10⁻¹⁵/h²` of their digits.
#[derive(Clone, Debug)]
pub struct Photometer {
    bands: Vec<Summed>,
}

/// A band with its sums.
#[derive(Clone, Debug)]
struct Summed {
    band: Band,
    /// Up to each point of the response.
    sums: Vec<[f64; 2]>,
}

impl Photometer {
    /// Of these bands.
    pub fn new(bands: &[Band]) -> Self {
        Self { bands: bands.iter().cloned().map(Summed::new).collect() }
    }

    /// The map of spectra on a grid of wavelengths (ångström, vacuum, rising; as observed) to fluxes, put in the place of another
    /// one.
    ///
    /// # Errors
    /// As [`Photometry::new`].
    pub fn fill(&self, wave_aa: &[f64], out: &mut Photometry) -> Result<()> {
        check_rising("wavelength of the spectrum", wave_aa)?;
        out.n_waves = wave_aa.len();
        out.bands.resize_with(self.bands.len(), BandWeights::default);
        self.bands.iter().zip(&mut out.bands).try_for_each(|(band, out)| band.fill(wave_aa, out))
    }
}

impl Summed {
    fn new(band: Band) -> Self {
        let n = band.wave_aa().len();
        let mut summed = Self { band, sums: vec![[0.0; 2]; n] };
        for j in 1..n {
            let [photons, signal] = summed.beyond(j - 1, summed.band.wave_aa()[j]);
            let before = summed.sums[j - 1];
            summed.sums[j] = [before[0] + photons, before[1] + signal];
        }
        summed
    }

    /// `∫ R dλ/λ` and `∫ R dλ` from a point of the response to a wavelength before the next.
    fn beyond(&self, j: usize, wave: f64) -> [f64; 2] {
        let (at, response) = (&self.band.wave_aa()[j..], &self.band.response()[j..]);
        let length = at[1] - at[0];
        if length <= 0.0 || wave <= at[0] {
            return [0.0; 2];
        }
        let (from, slope) = (wave - at[0], (response[1] - response[0]) / length);
        let ln = (from / at[0]).ln_1p();
        [response[0] * ln + slope * (from - at[0] * ln), from * (response[0] + 0.5 * slope * from)]
    }

    /// The sums up to a wavelength; `j` is the point of the response before it, of rising wavelengths.
    fn upto(&self, wave: f64, j: &mut usize) -> [f64; 2] {
        let at = self.band.wave_aa();
        let last = at.len() - 1;
        while *j < last && at[*j + 1] <= wave {
            *j += 1;
        }
        if *j == last {
            return self.sums[last];
        }
        let ([photons, signal], more) = (self.sums[*j], self.beyond(*j, wave));
        [photons + more[0], signal + more[1]]
    }

    fn fill(&self, wave_aa: &[f64], out: &mut BandWeights) -> Result<()> {
        let (low, high) = self.band.range_aa();
        let first = wave_aa.partition_point(|wave| *wave <= low).saturating_sub(1);
        let end = (wave_aa.partition_point(|wave| *wave < high) + 1).min(wave_aa.len());
        let seen = if first < end { &wave_aa[first..end] } else { &[] };
        out.first = first;
        out.weights.clear();
        out.weights.resize(seen.len(), 0.0);
        let mut j = 0;
        let begin = seen.first().map_or([0.0; 2], |wave| self.upto(*wave, &mut j));
        let mut before = begin;
        for (i, cell) in seen.windows(2).enumerate() {
            let after = self.upto(cell[1], &mut j);
            let [photons, signal] = [after[0] - before[0], after[1] - before[1]];
            // the parts of either end's straight line
            let step = cell[1] - cell[0];
            out.weights[i] += ((cell[1] * photons - signal) / step).max(0.0);
            out.weights[i + 1] += ((signal - cell[0] * photons) / step).max(0.0);
            before = after;
        }
        let scale = self.band.seen(before[0] - begin[0], wave_aa)?;
        out.weights.iter_mut().for_each(|weight| *weight *= scale);
        Ok(())
    }
}

impl Band {
    /// What turns sums over a grid into the quoted flux, from the part `∫ R dλ/λ` of the band that the grid covers.
    pub(super) fn seen(&self, seen: f64, wave_aa: &[f64]) -> Result<f64> {
        let outside = 1.0 - seen / self.norm;
        if seen > 0.0 && outside <= MOST_OUTSIDE {
            // of a band that is not seen whole, the mean is over what is seen
            return Ok(self.reference_factor() / seen);
        }
        let (low_aa, high_aa) = self.range_aa();
        let ends = (wave_aa.first().copied(), wave_aa.last().copied());
        let (from_aa, to_aa) = (ends.0.unwrap_or(f64::NAN), ends.1.unwrap_or(f64::NAN));
        let percent = 100.0 * outside.clamp(0.0, 1.0);
        Err(Error::BandOutside { name: self.name().to_owned(), low_aa, high_aa, from_aa, to_aa, percent })
    }
}

/// The largest part of a band's `∫ R dλ/λ` that may lie outside a spectrum and be taken as unseen.
const MOST_OUTSIDE: f64 = 1e-4;

#[cfg(test)]
mod tests {
    use super::super::{Density, Detector};
    use super::*;

    fn bands() -> Vec<Band> {
        let smooth: Vec<f64> = (0..90).map(|i| 5e3 + 13.0 * f64::from(i)).collect();
        let bell: Vec<f64> = smooth.iter().map(|wave| (-((wave - 5.6e3) / 250.0).powi(2)).exp()).collect();
        vec![
            Band::new("bell", &smooth, &bell, Detector::Energy).expect("sound"),
            Band::top_hat("step", 1e4, 1.3e4).expect("sound"),
            Band::new("steps", &[2e4, 2e4, 2.1e4, 2.1e4, 2.5e4], &[0.0, 1.0, 0.7, 0.2, 0.0], Detector::Photon)
                .expect("sound"),
            Band::top_hat("wide", 5e4, 5e5).expect("sound"),
            Band::top_hat("narrow", 1.234e4, 1.2341e4).expect("sound"),
        ]
    }

    #[test]
    fn weights_are_those_of_quadrature() {
        let (bands, mut found) = (bands(), Photometry::default());
        let photometer = Photometer::new(&bands);
        for (n, shift) in [(400, 1.0), (400, 1.37), (3000, 2.2), (60, 0.9)] {
            let grid: Vec<f64> = (0..n).map(|i| shift * 1e3 * 1e3f64.powf(f64::from(i) / f64::from(n - 1))).collect();
            photometer.fill(&grid, &mut found).expect("covered");
            let expected = Photometry::new(&bands, &grid, Density::PerFrequency).expect("covered");
            for (found, expected) in found.bands().iter().zip(expected.bands()) {
                let most = expected.weights.iter().copied().fold(0.0, f64::max);
                for (k, weight) in expected.weights.iter().enumerate() {
                    let own = found.weights[k + expected.first - found.first];
                    assert!((own - weight).abs() < 1e-9 * most, "{n} points, {k}: {own:e}, {weight:e}");
                }
                let sum: f64 = found.weights.iter().sum();
                assert!((sum - expected.weights.iter().sum::<f64>()).abs() < 1e-12 * sum.abs());
            }
        }
    }

    #[test]
    fn bands_outside_the_grid_are_named_alike() {
        let photometer = Photometer::new(&bands());
        for grid in [vec![4e3, 5e3, 6e3, 7e3], vec![1e6, 2e6], vec![], vec![2e3, 1e3]] {
            let found = photometer.fill(&grid, &mut Photometry::default()).expect_err("not covered").to_string();
            let expected = Photometry::new(&bands(), &grid, Density::PerFrequency).expect_err("not covered");
            assert_eq!(found, expected.to_string());
        }
    }
}
