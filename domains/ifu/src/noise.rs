//! Noise with a variance that is one.
use crate::cube::Cube;
use crate::telescope::{Detector, Telescope};
use crate::{Error, Result};
use astrarium_num::random::{Purpose, Stream};
use serde::{Deserialize, Serialize};

/// How noisy a cube is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Noise {
    /// Photons of source and sky, dark current and read-out of the telescope's detector.
    Detector {
        /// How numbers are drawn.
        #[serde(default)]
        draws: Draws,
    },
    /// A signal-to-noise ratio that the median lit spaxel has.
    Target {
        /// The ratio per ångström at the reference wavelength.
        per_aa: f64,
        /// The reference wavelength, ångström; the middle of the channels if left out.
        #[serde(default)]
        wave_aa: Option<f64>,
        /// Brightness of the sky, in that of the median spaxel at the reference wavelength: noise that is there without stars.
        #[serde(default = "as_bright")]
        sky: f64,
        /// How numbers are drawn.
        #[serde(default)]
        draws: Draws,
    },
}

/// How noise is drawn; its variance is the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Draws {
    /// Normal numbers.
    #[default]
    Normal,
    /// Whole photons (Poisson numbers) of source, sky and dark current; the read-out stays normal.
    Poisson,
}

fn as_bright() -> f64 {
    1.0
}

/// Planck's constant times the speed of light, erg ångström.
const PLANCK_C_ERG_AA: f64 = 6.626_070_15e-27 * 2.997_924_58e18;
/// Flux densities of a cube, erg/s/cm²/Å.
const UNIT: f64 = 1e-20;
/// Speed of light, ångström a second.
const LIGHT_SPEED_AA_S: f64 = 2.997_924_58e18;

/// What a channel of a spaxel counts.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Counting {
    /// Photons of a unit of the cube's flux.
    per_flux: f64,
    /// Photons (and electrons of the dark current) that are there without a source.
    background: f64,
    /// Variance of the read-out.
    read: f64,
}

impl Counting {
    /// Photons that are expected; a source is counted as nought where it is negative.
    fn photons(&self, flux: f64) -> f64 {
        self.per_flux * flux.max(0.0) + self.background
    }

    fn variance(&self, flux: f64) -> f64 {
        (self.photons(flux) + self.read) / (self.per_flux * self.per_flux)
    }
}

impl Noise {
    /// The variance of every value of a cube, in its unit squared; that of spaxels that are not lit is nought, that of channels
    /// that are NaN is NaN.
    ///
    /// With a detector, `σ² = (N + N_sky + N_dark + N_read²)/k²`, `N = k F` the electrons of a channel, `k = A t η Δλ λ/(h c)`; a source is
    /// counted as nought where it is negative. With a target, `σ² = κ (F + s F₀)`: photons of the source and of a sky `s` times the
    /// median spaxel's brightness `F₀`, `1/κ` photons of a unit of flux such that the median spaxel has the ratio asked for.
    ///
    /// # Errors
    /// [`Error::Missing`] without a detector; [`Error::OutOfRange`] of a ratio or a sky that cannot be; [`Error::NoStars`] if the median
    /// spaxel is dark.
    pub fn variance(&self, cube: &Cube, telescope: &Telescope) -> Result<Vec<f64>> {
        let counting = self.counting(cube, telescope)?;
        Ok(each(cube, |flux, c| counting[c].variance(flux)))
    }

    /// Adds noise to a cube and gives its [variance](Self::variance), which is that of the cube without noise. Numbers are addressed
    /// by seed, spaxel and channel.
    ///
    /// # Errors
    /// As [`variance`](Self::variance); [`Error::OutOfRange`] of more than 10¹⁵ photons where they are drawn.
    pub fn draw(&self, cube: &mut Cube, telescope: &Telescope, seed: u64) -> Result<Vec<f64>> {
        let counting = self.counting(cube, telescope)?;
        let variance = each(cube, |flux, c| counting[c].variance(flux));
        match *self {
            Self::Detector { draws: Draws::Poisson } | Self::Target { draws: Draws::Poisson, .. } => {
                add_photons(cube, &counting, seed)?;
            }
            Self::Detector { .. } | Self::Target { .. } => Self::add(cube, &variance, seed)?,
        }
        Ok(variance)
    }

    /// What each channel counts.
    fn counting(&self, cube: &Cube, telescope: &Telescope) -> Result<Vec<Counting>> {
        match *self {
            Self::Detector { .. } => {
                let why = "without collecting area, throughput, exposure and the rest only a target ratio can be had";
                let detector =
                    telescope.detector.as_ref().ok_or(Error::Missing { what: "detector of the telescope", why })?;
                let area_arcsec2 = telescope.spaxel_arcsec.powi(2);
                let of = |wave: &f64| counts(detector, *wave, telescope.wave_step_aa, area_arcsec2);
                Ok(cube.wave_aa.iter().map(of).collect())
            }
            Self::Target { per_aa, wave_aa, sky, .. } => {
                Error::check_positive("noise: per_aa", per_aa)?;
                Error::check_none_negative("noise: sky", &[sky])?;
                let median = median_flux(cube, wave_aa)?;
                // a channel gathers as much as its width
                let ratio = per_aa * telescope.wave_step_aa.sqrt();
                let per_flux = ratio * ratio * (1.0 + sky) / median;
                Ok(vec![Counting { per_flux, background: per_flux * sky * median, read: 0.0 }; cube.wave_aa.len()])
            }
        }
    }

    /// The cube with noise of a variance added: normal, addressed by seed, spaxel and channel.
    ///
    /// # Errors
    /// [`Error::Length`] if there is not one variance for each value.
    pub fn add(cube: &mut Cube, variance: &[f64], seed: u64) -> Result<()> {
        Error::check_length("variance of the cube", variance.len(), cube.flux.len())?;
        let n_channels = cube.wave_aa.len();
        let mut normals = vec![0.0; n_channels];
        let spectra = cube.flux.chunks_mut(n_channels).zip(variance.chunks(n_channels));
        for (spaxel, (spectrum, variance)) in spectra.enumerate() {
            Stream::new(seed, Purpose::Noise, spaxel as u64).fill_normal(0, 0, &mut normals);
            let values = spectrum.iter_mut().zip(variance).zip(&normals);
            values.for_each(|((value, variance), normal)| *value += variance.sqrt() * normal);
        }
        Ok(())
    }
}

/// Steps of a spaxel's stream, for photons and for the read-out.
const PHOTONS: u64 = 1;
const READ: u64 = 2;

/// Turns expected fluxes of lit spaxels into counted ones.
fn add_photons(cube: &mut Cube, counting: &[Counting], seed: u64) -> Result<()> {
    const MOST: f64 = 1e15;
    let mut normals = vec![0.0; counting.len()];
    for (spaxel, spectrum) in cube.flux.chunks_mut(counting.len()).enumerate().filter(|(spaxel, _)| cube.lit[*spaxel]) {
        let stream = Stream::new(seed, Purpose::Noise, spaxel as u64);
        stream.fill_normal(READ, 0, &mut normals);
        for (c, (flux, counting)) in
            spectrum.iter_mut().zip(counting).enumerate().filter(|(_, (flux, _))| !flux.is_nan())
        {
            let mean = counting.photons(*flux);
            let too_many = Error::OutOfRange { what: "photons of a channel", value: mean, expected: "at most 1e15" };
            let drawn = stream.poisson(PHOTONS, c as u64, mean.min(2.0 * MOST)).map_err(|_| too_many)?;
            *flux += (drawn as f64 - mean + counting.read.sqrt() * normals[c]) / counting.per_flux;
        }
    }
    Ok(())
}

/// What a detector counts of a channel.
fn counts(detector: &Detector, wave_aa: f64, step_aa: f64, area_arcsec2: f64) -> Counting {
    let area_cm2 = 1e4 * detector.collecting_area_m2;
    let per_erg = area_cm2 * detector.exposure_s * detector.throughput * step_aa * wave_aa / PLANCK_C_ERG_AA;
    // AB magnitudes: 10^(-0.4 (m + 48.6)) erg/s/cm²/Hz
    let sky_nu = 10f64.powf(-0.4 * (detector.sky_mag_arcsec2 + 48.6)) * area_arcsec2;
    let sky = sky_nu * LIGHT_SPEED_AA_S / (wave_aa * wave_aa) * per_erg;
    Counting {
        per_flux: per_erg * UNIT,
        background: sky + detector.dark_e_s * detector.exposure_s,
        read: detector.read_noise_e.powi(2),
    }
}

fn each(cube: &Cube, variance: impl Fn(f64, usize) -> f64) -> Vec<f64> {
    let n_channels = cube.wave_aa.len();
    let of = |(k, flux): (usize, &f64)| {
        if flux.is_nan() {
            f64::NAN
        } else if cube.lit[k / n_channels] {
            variance(*flux, k % n_channels)
        } else {
            0.0
        }
    };
    cube.flux.iter().enumerate().map(of).collect()
}

/// The median over lit spaxels with light of the mean flux of the five channels around a wavelength.
fn median_flux(cube: &Cube, wave_aa: Option<f64>) -> Result<f64> {
    const AROUND: usize = 2;
    let n_channels = cube.wave_aa.len();
    let middle = wave_aa.map_or(n_channels / 2, |wave| cube.wave_aa.partition_point(|w| *w < wave).min(n_channels - 1));
    let range = middle.saturating_sub(AROUND)..(middle + AROUND + 1).min(n_channels);
    let spectra = cube.flux.chunks(n_channels).zip(&cube.lit).filter(|(_, lit)| **lit);
    let mean = |spectrum: &[f64]| spectrum[range.clone()].iter().sum::<f64>() / range.len() as f64;
    let mut fluxes: Vec<f64> = spectra.map(|(spectrum, _)| mean(spectrum)).filter(|flux| *flux > 0.0).collect();
    fluxes.sort_by(f64::total_cmp);
    let n = fluxes.len();
    match n {
        0 => Err(Error::NoStars { place_of: Some("the lit spaxels at the reference wavelength of the noise") }),
        n if n % 2 == 1 => Ok(fluxes[n / 2]),
        n => Ok(0.5 * (fluxes[n / 2 - 1] + fluxes[n / 2])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cube(n: usize, flux: f64) -> Cube {
        let wave_aa: Vec<f64> = (0..400).map(|c| 5000.0 + 1.25 * f64::from(c)).collect();
        Cube { n, flux: vec![flux; n * n * 400], wave_aa, lit: vec![true; n * n] }
    }

    #[test]
    fn noise_has_its_variance_and_hits_the_target() {
        let muse = Telescope::named("MUSE").expect("a preset");
        let mut noisy = cube(12, 3.0);
        // an empty spaxel has noise, too; one that is not lit has none
        noisy.flux[..400].fill(0.0);
        noisy.lit[1] = false;
        let variance = Noise::Target { per_aa: 20.0, wave_aa: None, sky: 0.5, draws: Draws::Normal }
            .variance(&noisy, &muse)
            .expect("sound");
        assert!(variance[..400].iter().all(|v| *v > 0.0) && variance[400..800].iter().all(|v| *v == 0.0));
        let sigma = variance[2000].sqrt();
        assert!((3.0 / sigma / (20.0 * 1.25f64.sqrt()) - 1.0).abs() < 1e-12);
        let before = noisy.clone();
        Noise::add(&mut noisy, &variance, 5).expect("as long");
        let pulls = noisy.flux.iter().zip(&before.flux).zip(&variance).filter(|(_, v)| **v > 0.0);
        let chi2: Vec<f64> = pulls.map(|((a, b), v)| (a - b) * (a - b) / v).collect();
        let mean = chi2.iter().sum::<f64>() / chi2.len() as f64;
        assert!((mean - 1.0).abs() < 4.0 * (2.0 / chi2.len() as f64).sqrt(), "{mean}");
        let mut again = before;
        Noise::add(&mut again, &variance, 5).expect("as long");
        assert_eq!(again, noisy);
    }

    #[test]
    fn a_detector_counts_photons() {
        let mut telescope = Telescope::named("MUSE").expect("a preset");
        let missing =
            Noise::Detector { draws: Draws::Normal }.variance(&cube(2, 1.0), &telescope).expect_err("no detector");
        assert!(missing.to_string().contains("only a target ratio"), "{missing}");
        let detector = Detector {
            collecting_area_m2: 50.0,
            throughput: 0.3,
            read_noise_e: 3.0,
            dark_e_s: 0.001,
            sky_mag_arcsec2: 21.0,
            exposure_s: 3600.0,
        };
        telescope.detector = Some(detector.clone());
        let bright = Noise::Detector { draws: Draws::Normal }.variance(&cube(2, 1e4), &telescope).expect("sound");
        // by hand: photons of 1e-16 erg/s/cm²/Å at 5000 Å in 1.25 Å
        let photons = 1e-16 * 5e5 * 3600.0 * 0.3 * 1.25 * 5000.0 / (6.62607015e-27 * 2.99792458e18);
        let sky = 10f64.powf(-0.4 * (21.0 + 48.6)) * 0.04 * 2.99792458e18 / 25e6 / 1e-16 * photons;
        let expected = (photons + sky + 3.6 + 9.0) / (photons / 1e4).powi(2);
        assert!((bright[0] / expected - 1.0).abs() < 1e-9, "{} {expected}", bright[0]);
        // noise falls with time: read-out and photons
        telescope.detector = Some(Detector { exposure_s: 14400.0, ..detector });
        assert!(
            Noise::Detector { draws: Draws::Normal }.variance(&cube(2, 1e4), &telescope).expect("sound")[0]
                < 0.26 * bright[0]
        );
    }

    #[test]
    fn photons_are_whole_and_have_the_variance_of_the_cube() {
        let telescope = Telescope::named("MUSE").expect("a preset");
        // few photons: a ratio of 2 a channel without sky is 4 of them
        let noise = Noise::Target { per_aa: 2.0 / 1.25f64.sqrt(), wave_aa: None, sky: 0.0, draws: Draws::Poisson };
        let expected = cube(30, 3.0);
        let mut counted = expected.clone();
        (counted.lit[1], counted.flux[7]) = (false, f64::NAN);
        let variance = noise.draw(&mut counted, &telescope, 9).expect("sound");
        assert!(counted.flux[7].is_nan() && counted.flux[400..800] == expected.flux[400..800]);
        let lit = || counted.flux[800..].iter().zip(&variance[800..]);
        let photons: Vec<f64> = lit().map(|(flux, variance)| flux * 3.0 / variance).collect();
        assert!(photons.iter().all(|n| (n - n.round()).abs() < 1e-9 && *n > -1e-9), "whole");
        let none = photons.iter().filter(|n| n.round() == 0.0).count() as f64 / photons.len() as f64;
        assert!((none - (-4f64).exp()).abs() < 1e-3, "{none}");
        let chi2 = lit().map(|(flux, variance)| (flux - 3.0).powi(2) / variance).sum::<f64>() / photons.len() as f64;
        assert!((chi2 - 1.0).abs() < 4.0 * (2.25 / photons.len() as f64).sqrt(), "{chi2}");
        let mut again = cube(30, 3.0);
        noise.draw(&mut again, &telescope, 9).expect("sound");
        assert_eq!(again.flux[800..], counted.flux[800..]);
        let glaring = Noise::Target { per_aa: 1e9, wave_aa: None, sky: 0.0, draws: Draws::Poisson };
        assert!(matches!(glaring.draw(&mut again, &telescope, 9), Err(Error::OutOfRange { .. })));
    }

    #[test]
    fn a_dark_cube_has_no_median() {
        let muse = Telescope::named("MUSE").expect("a preset");
        let noise = Noise::Target { per_aa: 10.0, wave_aa: Some(5100.0), sky: 1.0, draws: Draws::Normal };
        assert!(matches!(noise.variance(&cube(2, 0.0), &muse), Err(Error::NoStars { .. })));
    }
}
