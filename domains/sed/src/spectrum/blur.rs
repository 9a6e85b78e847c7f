//! A spectrum of straight lines seen with normal line profiles.
use super::data::Spectrum;
use super::model::Spectroscopy;
use crate::{Error, Result};
use astrarium_num::lanes;
use astrarium_num::special::{norm_cdf, norm_pdf};

/// Speed of light, km/s.
const LIGHT_SPEED_KM_S: f64 = 299_792.458;
/// Full width at half maximum of a normal profile over its `σ`.
pub(super) const FWHM: f64 = 2.354_820_045_030_949_3;
/// Reach of a profile in `σ`; what lies beyond is 2e-9 of it.
const REACH: f64 = 6.0;
/// Least `σ` over the wavelength: a profile that no spectrum resolves.
const LEAST: f64 = 1e-9;

/// What each pixel of a spectrum is of the values on a grid: for each its first value and weights.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Blur {
    firsts: Vec<usize>,
    /// Where the weights of each pixel begin, and the end of the last.
    starts: Vec<usize>,
    weights: Vec<f64>,
}

impl Blur {
    /// For flux densities per frequency on observed wavelengths (vacuum, ångström): straight lines in `S_λ` through a normal profile
    /// around each pixel, `σ² = σ_instrument² + (λ σ_v/c)² - σ_library²`, in closed form. The profile's integral over the grid is one.
    ///
    /// # Errors
    /// [`Error::BadValue`] for a pixel that is used and lies beyond the grid.
    pub(crate) fn new(spectrum: &Spectrum, of: &Spectroscopy, (wave_aa, redshift): (&[f64], f64)) -> Result<Self> {
        let mut blur = Self { firsts: vec![], starts: vec![0], weights: vec![] };
        let (low, high) = (wave_aa[0], wave_aa[wave_aa.len() - 1]);
        for (index, (&centre, fwhm)) in spectrum.wave_aa.iter().zip(&spectrum.fwhm_aa).enumerate() {
            if !(low..=high).contains(&centre) {
                if spectrum.error_mjy[index].is_finite() {
                    let expected = "a wavelength of the galaxy's spectrum; mask the pixel";
                    return Err(Error::BadValue { what: "wave of the spectrum", index, value: centre, expected });
                }
                blur.firsts.push(0);
            } else {
                let moving = centre * of.sigma_km_s / LIGHT_SPEED_KM_S;
                let library = of.library_fwhm_aa * (1.0 + redshift) / FWHM;
                let variance = (fwhm / FWHM).powi(2) + moving * moving - library * library;
                blur.add(wave_aa, (centre, variance.max(0.0).sqrt().max(LEAST * centre)));
            }
            blur.starts.push(blur.weights.len());
        }
        Ok(blur)
    }

    /// One pixel.
    fn add(&mut self, wave_aa: &[f64], (centre, sigma): (f64, f64)) {
        let last = wave_aa.len() - 2;
        let first = wave_aa.partition_point(|wave| *wave <= centre - REACH * sigma).saturating_sub(1).min(last);
        let end = wave_aa.partition_point(|wave| *wave < centre + REACH * sigma).clamp(first + 1, last + 1);
        let start = self.weights.len();
        self.firsts.push(first);
        self.weights.resize(start + end - first + 1, 0.0);
        let profile = |wave: f64| {
            let off = (wave - centre) / sigma;
            (norm_cdf(off), norm_pdf(off))
        };
        let (mut before, mut all) = (profile(wave_aa[first]), 0.0);
        for i in first..end {
            let after = profile(wave_aa[i + 1]);
            let inside = after.0 - before.0;
            // the integral of the profile with the part of the way from one point to the next
            let upper = ((centre - wave_aa[i]) * inside - sigma * (after.1 - before.1)) / (wave_aa[i + 1] - wave_aa[i]);
            self.weights[start + i - first] += inside - upper;
            self.weights[start + i + 1 - first] += upper;
            (before, all) = (after, all + inside);
        }
        for (weight, wave) in self.weights[start..].iter_mut().zip(&wave_aa[first..]) {
            *weight *= (centre / wave).powi(2) / all;
        }
    }

    /// The pixels of a spectrum.
    pub(crate) fn apply(&self, values: &[f64], out: &mut Vec<f64>) {
        out.clear();
        out.extend(self.firsts.iter().zip(self.starts.windows(2)).map(|(first, ends)| {
            let weights = &self.weights[ends[0]..ends[1]];
            lanes::dot(weights, &values[*first..first + weights.len()])
        }));
    }

    /// Adds derivatives by the values to `of_values`, from those by the pixels.
    pub(crate) fn add_adjoint(&self, of_pixels: &[f64], of_values: &mut [f64]) {
        for ((first, ends), of) in self.firsts.iter().zip(self.starts.windows(2)).zip(of_pixels) {
            let weights = &self.weights[ends[0]..ends[1]];
            of_values[*first..].iter_mut().zip(weights).for_each(|(sum, weight)| *sum += of * weight);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spectrum(wave_aa: Vec<f64>, fwhm_aa: f64) -> Spectrum {
        let n = wave_aa.len();
        Spectrum { wave_aa, fwhm_aa: vec![fwhm_aa; n], flux_mjy: vec![1.0; n], error_mjy: vec![1.0; n] }
    }

    fn grid() -> Vec<f64> {
        (0..4001).map(|i| 4000.0 + 0.5 * f64::from(i)).collect()
    }

    #[test]
    fn a_line_is_as_wide_as_instrument_and_motions_make_it() {
        let (grid, centre) = (grid(), 5000.0);
        let k = grid.iter().position(|wave| *wave == centre).expect("a point");
        let mut line = vec![0.0; grid.len()];
        line[k] = 1.0;
        let pixels: Vec<f64> = (0..401).map(|i| 4960.0 + 0.2 * f64::from(i)).collect();
        for (fwhm, sigma_km_s, library_fwhm_aa) in
            [(5.0, 0.0, 0.0), (0.0, 250.0, 0.0), (5.0, 300.0, 0.0), (5.0, 0.0, 3.0)]
        {
            let of = Spectroscopy { sigma_km_s, library_fwhm_aa, ..Spectroscopy::default() };
            let blur = Blur::new(&spectrum(pixels.clone(), fwhm), &of, (&grid, 0.0)).expect("covered");
            let mut seen = vec![];
            blur.apply(&line, &mut seen);
            // in S_λ, of which lines are made
            let seen: Vec<f64> = seen.iter().zip(&pixels).map(|(s, wave)| s * (centre / wave).powi(2)).collect();
            let moment =
                |k: i32| seen.iter().zip(&pixels).map(|(s, wave)| 0.2 * s * (wave - centre).powi(k)).sum::<f64>();
            let width = (centre * sigma_km_s / LIGHT_SPEED_KM_S).powi(2) + (fwhm / FWHM).powi(2);
            // a triangle of half width h has the variance h²/6; the wavelength in the width of motions changes over the line
            let expected = width - (library_fwhm_aa / FWHM).powi(2) + 0.25 / 6.0;
            assert!((moment(0) / 0.5 - 1.0).abs() < 1e-5, "{}", moment(0));
            assert!((moment(2) / moment(0) / expected - 1.0).abs() < 2e-4, "{} {expected}", moment(2) / moment(0));
            let off = seen[225] / moment(0);
            let normal = norm_pdf(5.0 / expected.sqrt()) / expected.sqrt();
            assert!((off / normal - 1.0).abs() < 2e-2, "{off} {normal}");
        }
    }

    #[test]
    fn straight_lines_stay_and_unresolved_ones_are_read_off() {
        let grid = grid();
        // S_λ of a straight line, as S_ν
        let values: Vec<f64> = grid.iter().map(|wave| (3.0 + 0.01 * (wave - 5000.0)) * wave * wave).collect();
        for fwhm in [0.0, 4.0] {
            let blur = Blur::new(&spectrum(vec![4500.3, 5100.0], fwhm), &Spectroscopy::default(), (&grid, 0.0));
            let mut seen = vec![];
            blur.expect("covered").apply(&values, &mut seen);
            for (found, wave) in seen.iter().zip([4500.3, 5100.0]) {
                let expected = (3.0 + 0.01 * (wave - 5000.0)) * wave * wave;
                assert!((found / expected - 1.0).abs() < 1e-8, "{found} {expected}");
            }
        }
    }

    #[test]
    fn the_adjoint_is_the_transpose() {
        let grid = grid();
        let blur = Blur::new(&spectrum(vec![4000.2, 5000.0, 5999.0], 8.0), &Spectroscopy::default(), (&grid, 0.0));
        let blur = blur.expect("covered");
        let values: Vec<f64> = grid.iter().map(|wave| (0.01 * wave).sin() + 2.0).collect();
        let (mut seen, of_pixels) = (vec![], [0.3, -2.0, 1.1]);
        blur.apply(&values, &mut seen);
        let mut of_values = vec![0.0; grid.len()];
        blur.add_adjoint(&of_pixels, &mut of_values);
        let forth: f64 = seen.iter().zip(of_pixels).map(|(a, b)| a * b).sum();
        let back: f64 = values.iter().zip(&of_values).map(|(a, b)| a * b).sum();
        assert!((forth / back - 1.0).abs() < 1e-13);
    }

    #[test]
    fn pixels_beyond_the_grid_are_named_unless_they_are_masked() {
        let mut beyond = spectrum(vec![3999.0, 5000.0], 2.0);
        let of = Spectroscopy::default();
        let said = Blur::new(&beyond, &of, (&grid(), 0.0)).expect_err("beyond").to_string();
        assert!(said.contains("wave of the spectrum[0] is 3999"), "{said}");
        beyond.error_mjy[0] = f64::INFINITY;
        assert!(Blur::new(&beyond, &of, (&grid(), 0.0)).is_ok());
    }
}
