//! Closed forms and bad input; reference numbers stand in `tests/`.
use super::*;
use crate::constants::LIGHT_SPEED_AA_S;
use crate::units::{AB_ZERO_MJY, ab_mag_from_mjy, mjy_from_erg_s_cm2_aa};
use crate::{Error, units::Medium};
use astrarium_num::testkit::{check_adjoint, uniform};
use proptest::prelude::*;

const ROUNDING: f64 = 1e-13;

fn triangle(name: &str) -> Band {
    Band::new(name, &[4000.0, 5000.0, 7000.0], &[0.0, 1.0, 0.0], Detector::Photon).expect("a band")
}

fn close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance * expected.abs(), "{found} is not {expected}");
}

#[test]
fn a_flat_spectrum_is_its_own_mean() {
    let wave_aa: Vec<f64> = (0..90).map(|i| 3500.0 + 50.0 * f64::from(i)).collect();
    close(triangle("t").flux(&wave_aa, &[3.0; 90], Density::PerFrequency).expect("covered"), 3.0, ROUNDING);
    let zero = triangle("t").flux(&wave_aa, &[AB_ZERO_MJY; 90], Density::PerFrequency).expect("covered");
    assert!(ab_mag_from_mjy(zero).abs() < ROUNDING);
}

#[test]
fn a_top_hat_has_closed_forms() {
    let (a, b) = (2000.0f64, 9000.0f64);
    let band = Band::top_hat("t", a, b).expect("a band");
    close(band.pivot_aa(), ((b * b - a * a) / 2.0 / (b / a).ln()).sqrt(), ROUNDING);
    close(band.mean_aa(), 0.5 * (a + b), ROUNDING);
    close(band.rectangular_width_aa(), b - a, ROUNDING);
    close(band.rms_width_aa(), (b - a) / 12f64.sqrt(), ROUNDING);
    close(band.fwhm_aa(), b - a, ROUNDING);
    close(band.effective_aa(|_| 1.0), 2.0 / 3.0 * (b.powi(3) - a.powi(3)) / (b * b - a * a), ROUNDING);
    // S_λ = λ, on two points alone
    let found = band.flux(&[1000.0, 10_000.0], &[1000.0, 10_000.0], Density::PerWavelength).expect("covered");
    close(found, (b.powi(3) - a.powi(3)) / 3.0 / (b / a).ln() * 1e26 / LIGHT_SPEED_AA_S, ROUNDING);
}

#[test]
fn straight_lines_are_exact_whatever_the_grid() {
    let band = triangle("t");
    let line = |wave: f64| 1e-17 * (3.0 + wave / 1e4);
    let coarse = [3000.0, 8000.0];
    let fine: Vec<f64> = (0..777).map(|i| 3000.0 + 6.5 * f64::from(i)).collect();
    let flux = |wave: &[f64]| {
        let values: Vec<f64> = wave.iter().map(|wave| line(*wave)).collect();
        band.flux(wave, &values, Density::PerWavelength).expect("covered")
    };
    close(flux(&fine), flux(&coarse), ROUNDING);
    // a constant S_λ is a constant S_ν times (λ/λ_pivot)²
    let mean = band.flux(&coarse, &[1e-17; 2], Density::PerWavelength).expect("covered");
    close(mean, mjy_from_erg_s_cm2_aa(1e-17, band.pivot_aa()), ROUNDING);
}

#[test]
fn detectors_of_energy_are_detectors_of_photons_over_wavelength() {
    let wave_aa = [4000.0, 5000.0, 7000.0];
    let energy = Band::new("e", &wave_aa, &[4000.0, 5000.0, 7000.0], Detector::Energy).expect("a band");
    let photon = Band::new("p", &wave_aa, &[1.0; 3], Detector::Photon).expect("a band");
    assert_eq!(energy.response(), photon.response());
}

#[test]
fn a_source_of_the_reference_shape_has_the_flux_of_the_reference_wavelength() {
    let wave_aa: Vec<f64> = (0..4000).map(|i| 190_000.0 + 50.0 * f64::from(i)).collect();
    let curve = Band::new("m", &[200_000.0, 240_000.0, 300_000.0], &[0.0, 1.0, 0.0], Detector::Photon).expect("a band");
    let power: Vec<f64> = wave_aa.iter().map(|wave| 7.0 * wave / 236_800.0).collect();
    let band = curve.clone().with_reference(Reference::FLAT_NU_S_NU, Some(236_800.0)).expect("sound");
    close(band.flux(&wave_aa, &power, Density::PerFrequency).expect("covered"), 7.0, ROUNDING);
    // a hot black body is Rayleigh's law: S_ν ∝ ν²
    let hot = curve.clone().with_reference(Reference::BlackBody { temperature_k: 1e9 }, None).expect("sound");
    let rayleigh = curve.clone().with_reference(Reference::PowerLaw { index: 2.0 }, None).expect("sound");
    close(hot.reference_factor(), rayleigh.reference_factor(), 1e-6);
    assert!(curve.clone().with_reference(Reference::BlackBody { temperature_k: 0.0 }, None).is_err());
    assert!(curve.with_reference(Reference::FlatNu, Some(f64::NAN)).is_err());
}

#[test]
fn bands_outside_the_spectrum_are_named() {
    let error = triangle("far").weights(&[8000.0, 9000.0], Density::PerWavelength).expect_err("no overlap");
    let Error::BandOutside { percent, .. } = error else { panic!("{error}") };
    assert_eq!(percent, 100.0);
    let error = triangle("half").weights(&[5000.0, 9000.0], Density::PerWavelength).expect_err("half of it");
    assert!(error.to_string().contains("band half (4000 to 7000 Å)"), "{error}");
    // the last hundredth of a foot may be missing
    assert!(triangle("foot").weights(&[3000.0, 6990.0], Density::PerFrequency).is_ok());
}

#[test]
fn what_is_no_band_is_refused() {
    let band = |wave: &[f64], response: &[f64]| Band::new("b", wave, response, Detector::Photon);
    assert!(matches!(band(&[1.0, 2.0], &[1.0]), Err(Error::Length { .. })));
    assert!(matches!(band(&[1.0, 2.0], &[0.0, -1.0]), Err(Error::EmptyBand { .. })));
    assert!(matches!(band(&[1.0, f64::NAN], &[1.0, 1.0]), Err(Error::BadValue { .. })));
    assert!(matches!(band(&[0.0, 2.0], &[1.0, 1.0]), Err(Error::BadValue { .. })));
    assert!(matches!(band(&[2.0], &[1.0]), Err(Error::EmptyBand { .. })));
    assert!(matches!(band(&[], &[]), Err(Error::EmptyBand { .. })));
    let backwards = triangle("t").weights(&[9000.0, 3000.0], Density::PerFrequency);
    assert!(matches!(backwards, Err(Error::NotRising { .. })));
}

#[test]
fn users_tell_bands_in_their_specification() {
    let text = r#"{"name": "mine", "wave_aa": [7000, 5000, 4000], "response": [0, 1, 0], "medium": "air",
                   "reference": {"kind": "black-body", "temperature_k": 10000}}"#;
    let spec: BandSpec = serde_json::from_str(text).expect("sound");
    assert_eq!(spec.medium, Medium::Air);
    let mut library = BandLibrary::new();
    library.add(&spec).expect("a band");
    assert!(library.band("mine").expect("added").range_aa().0 > 4001.0);
    assert!(library.band("thine").is_err());
}

#[test]
fn photometry_is_a_linear_map_with_its_transpose() {
    let wave_aa: Vec<f64> = (0..60).map(|i| 3500.0 + 75.0 * f64::from(i)).collect();
    let bands = [triangle("a"), Band::top_hat("b", 5000.0, 5010.0).expect("a band")];
    check_adjoint(&Photometry::new(&bands, &wave_aa, Density::PerWavelength).expect("covered"), 1e-14);
}

proptest! {
    #[test]
    fn a_mean_lies_between_the_extremes(seed in 0..1000u64, n in 2..40usize) {
        let wave_aa: Vec<f64> = (0..n).map(|i| 3900.0 + 3200.0 * i as f64 / (n - 1) as f64).collect();
        let spectrum = uniform(n, seed);
        let mean = triangle("t").flux(&wave_aa, &spectrum, Density::PerFrequency).expect("covered");
        let (low, high) = spectrum.iter().fold((1.0f64, 0.0f64), |(low, high), x| (low.min(*x), high.max(*x)));
        prop_assert!(mean >= low - 1e-12 && mean <= high + 1e-12);
    }
}
