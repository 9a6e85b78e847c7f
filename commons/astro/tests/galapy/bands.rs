//! Band fluxes of power laws.
use super::{folder, units, worst};
use astrarium_astro::band::{Band, BandLibrary, Density, galapy};

/// The tolerance of the specification for bands.
const REL: f64 = 1e-5;
/// Trapezoids on the filters' own points against exact integrals of straight lines.
const RULES: f64 = 5e-3;

fn bands(names: &serde_json::Value) -> Vec<Band> {
    let library = BandLibrary::new().with_folder(folder("data").expect("stands beside").join("filters")).plain();
    let names = names.as_array().expect("a list").iter().map(|name| name.as_str().expect("a name"));
    library.bands(names).expect("every band has its file")
}

#[test]
fn pivots_and_fluxes_are_the_originals() {
    let Some((mut arrays, manifest)) = units() else { return };
    let pivots: Vec<f64> = manifest["pivots_A"].as_array().expect("a list").iter().filter_map(|p| p.as_f64()).collect();
    let sorted = bands(&manifest["bands_sorted"]);
    let found: Vec<f64> = sorted.iter().map(galapy::pivot_aa).collect();
    assert!(worst(&found, &pivots, 0.0) < REL, "pivots: {:e}", worst(&found, &pivots, 0.0));
    let exact: Vec<f64> = sorted.iter().map(Band::pivot_aa).collect();
    assert!(worst(&exact, &pivots, 0.0) < RULES, "exact pivots: {:e}", worst(&exact, &pivots, 0.0));

    let order = manifest["units"]["inputs"]["pms"].as_array().expect("a list");
    let names = order.iter().map(|band| band["band"].clone()).collect();
    let (bands, slopes) = (bands(&names), arrays.f64s("pms_slopes"));
    let wave_aa: Vec<f64> = (0..4001).map(|i| (23.1 * f64::from(i) / 4000.0).exp()).collect();
    let (mut found, mut exact) = (Vec::new(), Vec::new());
    for slope in slopes {
        for (band, about) in bands.iter().zip(order) {
            let pivot = about["pivot"].as_f64().expect("a number");
            let s_nu: Vec<f64> = wave_aa.iter().map(|wave| (wave / pivot).powf(slope)).collect();
            found.push(galapy::mean_flux(band, &wave_aa, &s_nu));
            exact.push(band.flux(&wave_aa, &s_nu, Density::PerFrequency).expect("covered"));
        }
    }
    let expected = arrays.f64s("pms_flux");
    println!("bands: worst {:.1e}, exact rule {:.1e}", worst(&found, &expected, 0.0), worst(&exact, &expected, 0.0));
    assert!(worst(&found, &expected, 0.0) <= REL);
    assert!(worst(&exact, &expected, 0.0) <= 10.0 * RULES);
}

#[test]
fn infrared_bands_have_the_reference_of_their_instruments() {
    let Some(data) = folder("data") else { return };
    let library = BandLibrary::new().with_folder(data.join("filters"));
    let band = library.band("Spitzer.MIPS.24mu").expect("its file is there");
    assert_eq!(band.reference_wave_aa(), 236_800.0);
    let plain = library.plain().band("Spitzer.MIPS.24mu").expect("its file is there");
    assert_eq!(plain.reference_factor(), 1.0);
    // a black body of 10 000 K falls steeply through the band, so its mean is above the flux at the reference
    let factor = band.reference_factor();
    assert!((0.95..0.999).contains(&factor), "{factor}");
}
