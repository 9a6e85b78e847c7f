//! What was measured of a source.
use crate::{Error, Result};
use astrarium_astro::band::Band;
use astrarium_astro::units::FluxUnit;
use serde::{Deserialize, Serialize};

/// Fluxes of a source through bands, as a table or a user tells them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PhotometrySpec {
    /// Names of the bands.
    pub bands: Vec<String>,
    /// Fluxes or magnitudes.
    pub fluxes: Vec<f64>,
    /// Their standard deviations; a negative one says that the flux is an upper limit.
    pub errors: Vec<f64>,
    /// Which fluxes are upper limits; empty: those whose error is negative.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub upper_limits: Vec<bool>,
    /// Unit of fluxes and errors: `mJy` (also where it is empty), `Jy`, `uJy`, `maggies`, `nanomaggies`, `ABmag`, ...
    pub unit: String,
}

/// Measured fluxes in mJy, checked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Photometry {
    /// Fluxes.
    pub flux_mjy: Vec<f64>,
    /// Their standard deviations, above zero; infinite for a band in which nothing was measured.
    pub error_mjy: Vec<f64>,
    /// Which are upper limits.
    pub is_limit: Vec<bool>,
}

impl PhotometrySpec {
    /// Fluxes in mJy, for the bands in their order.
    ///
    /// An upper limit of a negative error has its flux for a standard deviation, as the reference fits have it; of an error
    /// above zero that error. Bands without a number (NaN) cannot be: leave them out.
    ///
    /// # Errors
    /// [`Error::Length`] for lists of unlike lengths, [`Error::BadValue`] for numbers that are none and for errors of zero,
    /// [`Error::NoDetection`] if all are upper limits; [`Error::Astro`] for a unit that is not of flux densities.
    pub fn plan(&self, bands: &[Band]) -> Result<Photometry> {
        let n = self.bands.len();
        for (what, found) in [("fluxes", self.fluxes.len()), ("errors", self.errors.len()), ("bands", bands.len())] {
            check_length(what, found, n)?;
        }
        if !self.upper_limits.is_empty() {
            check_length("upper_limits", self.upper_limits.len(), n)?;
        }
        let unit = if self.unit.is_empty() { FluxUnit::MJY } else { self.unit.parse()? };
        let mut photometry = Photometry::default();
        for (i, band) in bands.iter().enumerate() {
            let (flux, error) = (self.fluxes[i], self.errors[i]);
            let bad = |what, value, expected| Err(Error::BadValue { what, index: i, value, expected });
            if !flux.is_finite() {
                return bad("fluxes", flux, "a finite number; leave the band out");
            }
            if !(error.is_finite() && error != 0.0) {
                return bad(
                    "errors",
                    error,
                    "a standard deviation above zero, or a negative number for an upper limit",
                );
            }
            let wave_aa = band.reference_wave_aa();
            let flux_mjy = unit.to_mjy(flux, wave_aa);
            let is_limit = self.upper_limits.get(i).copied().unwrap_or(error < 0.0);
            let error_mjy = if error < 0.0 { flux_mjy } else { unit.error_to_mjy(flux, error, wave_aa) };
            if !(error_mjy.is_finite() && error_mjy > 0.0 && flux_mjy.is_finite()) {
                return bad("fluxes", flux, "a number above zero, for its error says that it is an upper limit");
            }
            photometry.flux_mjy.push(flux_mjy);
            photometry.error_mjy.push(error_mjy);
            photometry.is_limit.push(is_limit);
        }
        if photometry.is_limit.iter().all(|is_limit| *is_limit) {
            return Err(Error::NoDetection { n_limits: n });
        }
        Ok(photometry)
    }
}

fn check_length(what: &'static str, found: usize, expected: usize) -> Result<()> {
    if found == expected { Ok(()) } else { Err(Error::Length { what, found, expected }) }
}

impl Photometry {
    /// Number of bands.
    pub fn len(&self) -> usize {
        self.flux_mjy.len()
    }

    /// Whether there is no band.
    pub fn is_empty(&self) -> bool {
        self.flux_mjy.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bands() -> Vec<Band> {
        [4000.0, 6000.0].map(|wave| Band::top_hat("b", wave, wave + 500.0).expect("sound")).to_vec()
    }

    fn spec(fluxes: [f64; 2], errors: [f64; 2], unit: &str) -> PhotometrySpec {
        let bands = vec!["a".to_owned(), "b".to_owned()];
        PhotometrySpec {
            bands,
            fluxes: fluxes.into(),
            errors: errors.into(),
            unit: unit.to_owned(),
            ..Default::default()
        }
    }

    #[test]
    fn units_are_turned_into_mjy() {
        let jy = spec([1.0, 2.0], [0.1, 0.2], "Jy").plan(&bands()).expect("sound");
        assert_eq!((jy.flux_mjy[1], jy.error_mjy[0]), (2000.0, 100.0));
        let ab = spec([16.4, 20.0], [0.1, 0.1], "ABmag").plan(&bands()).expect("sound");
        assert!((ab.flux_mjy[0] - 1.0).abs() < 1e-3 && (ab.error_mjy[0] / ab.flux_mjy[0] - 0.0921).abs() < 1e-4);
        assert_eq!(spec([1.0, 2.0], [0.1, 0.2], "").plan(&bands()).expect("sound").flux_mjy, [1.0, 2.0]);
    }

    #[test]
    fn negative_errors_are_upper_limits() {
        let limits = spec([3.0, 2.0], [0.1, -1.0], "mJy").plan(&bands()).expect("sound");
        assert_eq!((&limits.is_limit[..], &limits.error_mjy[..]), (&[false, true][..], &[0.1, 2.0][..]));
    }

    #[test]
    fn bad_numbers_are_named() {
        let refuse = |spec: PhotometrySpec| spec.plan(&bands()).expect_err("bad").to_string();
        assert!(refuse(spec([f64::NAN, 1.0], [1.0, 1.0], "mJy")).starts_with("fluxes[0] is NaN"));
        assert!(refuse(spec([1.0, 1.0], [1.0, 0.0], "mJy")).starts_with("errors[1] is 0"));
        assert!(refuse(spec([1.0, 1.0], [-1.0, -1.0], "mJy")).contains("2 upper limits and no detection"));
        assert!(refuse(spec([1.0, -1.0], [1.0, -1.0], "mJy")).contains("upper limit"));
        assert!(refuse(spec([1.0, 1.0], [1.0, 1.0], "Lsun")).contains("luminosity"));
        let short = PhotometrySpec { errors: vec![1.0], ..spec([1.0, 1.0], [1.0, 1.0], "mJy") };
        assert!(refuse(short).starts_with("errors: 1 values, expected 2"));
    }
}
