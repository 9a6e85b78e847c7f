//! Bands, where their data sets have been fetched.
use astrarium_astro::band::{BandLibrary, Density, vega::StandardStar};
use astrarium_astro::units::ab_mag_from_mjy;
use astrarium_io::registry::Shelf;

/// Sedpy's trapezoids on its logarithmic grid.
const REL: f64 = 2e-4;
const MAG: f64 = 1e-3;

#[test]
fn bands_are_those_of_sedpy() {
    let Some(folder) = std::env::var_os("ASTRARIUM_DATA") else {
        println!("no data sets: set ASTRARIUM_DATA to the folder that they are fetched to");
        return;
    };
    let shelf = Shelf::new(folder);
    let Ok(vega) = StandardStar::vega(&shelf) else {
        println!("the data set `vega` was not fetched");
        return;
    };
    let library = BandLibrary::new().with_shelf(shelf).plain();
    let wave_aa: Vec<f64> = (0..60_000).map(|i| 1000.0 * (1e-4 * f64::from(i)).exp()).collect();
    let spectrum: Vec<f64> = wave_aa.iter().map(|wave| 1e-17 * 5000.0 / wave).collect();
    for row in super::rows("bands.csv") {
        let numbers: Vec<f64> = row[1..].iter().map(|cell| cell.parse().expect("a number")).collect();
        let [pivot, effective, width, vega_mag, mag] = numbers[..] else { panic!("six cells, found {row:?}") };
        let band = library.band(&row[0]).expect("a band of the registry");
        let close = |what: &str, found: f64, expected: f64, tolerance: f64| {
            assert!((found - expected).abs() <= tolerance, "{} {what}: {found}, sedpy has {expected}", row[0]);
        };
        close("pivot", band.pivot_aa(), pivot, REL * pivot);
        close("effective", band.log_mean_aa(), effective, REL * effective);
        close("width", band.rectangular_width_aa(), width, 10.0 * REL * width);
        close("Vega", band.ab_of_star_mag(&vega).expect("covered"), vega_mag, MAG);
        let flux = band.flux(&wave_aa, &spectrum, Density::PerWavelength).expect("covered");
        close("power law", ab_mag_from_mjy(flux), mag, MAG);
    }
}
