//! The stellar library of the reference cases.
use super::{Npz, folder, worst};
use astrarium_astro::ssp::{Extension, Interpolation, SspLibrary, SspParts};
use astrarium_io::registry::Shelf;
use sha2::{Digest, Sha256};

/// Of a power by the library of this machine.
const ROUNDING: f64 = 1e-14;
/// Of the library in GalaPy's format, as `sed/data/README.md` has it.
const SHA256: &str = "b189a70eb0b1225599df926472496065db283fa7890fd1c95989b79a0f231cbf";

/// The library `bc03lr` from the arrays beside the cases.
fn library() -> Option<SspLibrary> {
    let mut arrays = Npz::open(&folder("data")?.join("ssp_bc03lr_f32.npz")).expect("a readable file");
    let (stored, shape) = arrays.array("L_Ztl_to_Zlt").expect("an array");
    let [_, n_wave, n_age] = shape[..] else { panic!("three axes, found {shape:?}") };
    let blocks = stored.chunks_exact(n_wave * n_age);
    let turned = blocks.flat_map(|block| (0..block.len()).map(move |i| block[(i % n_wave) * n_age + i / n_wave]));
    let parts = SspParts {
        name: "bc03lr".to_owned(),
        wave_aa: wavelengths(),
        age_yr: arrays.f64s("age_yr"),
        metallicity: arrays.f64s("Z"),
        luminosity: turned.collect(),
        ..SspParts::default()
    };
    Some(SspLibrary::new(parts).expect("a sound library"))
}

/// Whole ångström, stored as 32-bit integers that the reader of arrays here does not know.
fn wavelengths() -> Vec<f64> {
    let open = folder("open").expect("stands beside");
    let bytes = std::fs::read(open.join("wl.npy")).expect("a readable file");
    let (padded, _) = super::npz::npy(&bytes).expect("an array");
    padded[24..24 + 842].to_vec()
}

#[test]
fn the_extended_library_is_that_of_the_cases() {
    let Some(library) = library() else { return };
    let extended = library.extended(&Extension::default()).and_then(SspLibrary::in_single_precision).expect("sound");
    let bytes = std::fs::read(folder("open").expect("beside").join("wl.npy")).expect("a readable file");
    let (wave_aa, _) = super::npz::npy(&bytes).expect("an array");
    let over = worst(extended.wave_aa(), &wave_aa, 0.0);
    assert!(over <= ROUNDING, "wavelengths: {over:e}");

    // on the grid to the last bit the file is the one that GalaPy read
    let mut parts = extended.into_parts();
    parts.wave_aa = wave_aa;
    let exact = SspLibrary::new(parts).expect("sound").to_galapy_bytes();
    assert_eq!(exact.len(), 11_743_144);
    assert_eq!(format!("{:x}", Sha256::digest(&exact)), SHA256);

    let path = std::env::temp_dir().join(format!("astrarium-{}.dat", std::process::id()));
    std::fs::write(&path, &exact).expect("a temporary file");
    let read = SspLibrary::read_galapy(&path);
    std::fs::remove_file(&path).expect("it was written");
    let read = read.expect("GalaPy's format");
    assert_eq!(read.to_galapy_bytes(), exact);
    let mut spectrum = vec![0.0; read.wave_aa().len()];
    read.spectrum_at(0.02, 1e9, Interpolation::GALAPY, &mut spectrum).expect("inside");
    // a solar population of 10⁹ years has M/L of 0.3 to 1 in V, where the Sun has 1.2e-4 of its light an ångström
    let near_v = read.wave_aa().iter().position(|wave| *wave > 5500.0).expect("covered");
    assert!((1.2e-4..4e-4).contains(&spectrum[near_v]), "{}", spectrum[near_v]);
}

#[test]
fn the_registrys_libraries_are_read() {
    let Some(folder) = std::env::var_os("ASTRARIUM_DATA") else { return };
    let shelf = Shelf::new(folder);
    if let Ok(lr) = SspLibrary::named(&shelf, "bc03lr") {
        assert_eq!((lr.wave_aa().len(), lr.age_yr().len(), lr.metallicity().len()), (842, 221, 6));
        if let Some(cases) = library() {
            let single = lr.in_single_precision().expect("within its range");
            assert_eq!((single.luminosity(), single.age_yr()), (cases.luminosity(), cases.age_yr()));
        }
    }
    if let Ok(miles) = SspLibrary::named(&shelf, "bc03miles") {
        assert_eq!((miles.wave_aa().len(), miles.age_yr().len(), miles.metallicity().len()), (13_216, 221, 7));
        let returned = miles.returned_fraction(0.02, 1e10, Interpolation::default()).expect("inside");
        assert!((0.3..0.65).contains(&returned), "{returned}");
    }
    if let Ok((continuum, lines)) = astrarium_astro::ssp::NebularGrid::cloudy(&shelf) {
        assert_eq!(
            (lines.wave_aa.len(), lines.log_u.len(), lines.metallicity.len(), lines.age_yr.len()),
            (124, 9, 7, 15)
        );
        assert_eq!((continuum.wave_aa.len(), &continuum.age_yr), (13_216, &lines.age_yr));
        // case B: Hα over Hβ is about 2.9 in gas of solar metallicity around young stars
        let node = lines.node(4, 4, 0);
        let ratio = node[lines.line(6562.8).expect("Hα")] / node[lines.line(4861.3).expect("Hβ")];
        assert!((2.7..3.2).contains(&ratio), "{ratio}");
    }
}
