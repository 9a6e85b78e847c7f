//! Broad bands.
use crate::Result;
use crate::cube::Cube;
use astrarium_astro::band::{Band, Density};
use astrarium_astro::units::{Medium, ab_mag_from_mjy};

/// A cube seen through a band.
#[derive(Clone, Debug, PartialEq)]
pub struct BandImage {
    /// Flux density of each spaxel `[y][x]`, mJy.
    pub flux_mjy: Vec<f64>,
    /// AB magnitude of each spaxel; infinite of one without light.
    pub ab_mag: Vec<f64>,
    /// AB magnitude of the whole field.
    pub total_ab_mag: f64,
}

impl Cube {
    /// The flux of a band in each spaxel: photons weigh `S_ν`, as AB magnitudes have it. Channels are straight lines between
    /// their centres.
    ///
    /// # Errors
    /// [`Error::Astro`](crate::Error::Astro) if more than 10⁻⁴ of the band lies outside the channels.
    pub fn band(&self, band: &Band, medium: Medium) -> Result<BandImage> {
        const UNIT: f64 = 1e-20;
        // channels beyond the library are no numbers; the band must not see them
        let covered: Vec<usize> = (0..self.wave_aa.len()).filter(|c| !self.flux[*c].is_nan()).collect();
        let (first, end) = covered.first().zip(covered.last()).map_or((0, 0), |(first, last)| (*first, last + 1));
        let wave_aa: Vec<f64> = self.wave_aa[first..end].iter().map(|wave| medium.to_vacuum_aa(*wave)).collect();
        let weights = band.weights(&wave_aa, Density::PerWavelength)?;
        let spectra = self.flux.chunks(self.wave_aa.len());
        let flux_mjy: Vec<f64> = spectra.map(|spectrum| UNIT * weights.flux(&spectrum[first..end])).collect();
        let ab_mag = flux_mjy.iter().map(|flux| magnitude(*flux)).collect();
        let total_ab_mag = magnitude(flux_mjy.iter().sum());
        Ok(BandImage { flux_mjy, ab_mag, total_ab_mag })
    }
}

fn magnitude(flux_mjy: f64) -> f64 {
    if flux_mjy > 0.0 { ab_mag_from_mjy(flux_mjy) } else { f64::INFINITY }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_of_ab_zero_has_magnitude_zero() {
        let wave_aa: Vec<f64> = (0..600).map(|c| 4800.0 + 2.5 * f64::from(c)).collect();
        // 3631 Jy in both spaxels
        let flat = |wave: &f64| 3631e-23 * 2.997_924_58e18 / (wave * wave) * 1e20;
        let spectrum: Vec<f64> = wave_aa.iter().map(flat).collect();
        let cube = Cube { n: 1, flux: spectrum, wave_aa, lit: vec![true] };
        let band = Band::top_hat("v", 5000.0, 6000.0).expect("a band");
        let image = cube.band(&band, Medium::Vacuum).expect("covered");
        assert!(image.total_ab_mag.abs() < 1e-4, "{}", image.total_ab_mag);
        assert!(cube.band(&Band::top_hat("b", 4000.0, 5000.0).expect("a band"), Medium::Vacuum).is_err());
    }
}
