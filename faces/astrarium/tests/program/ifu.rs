//! Galaxies seen by telescopes, over a stellar library that is made up.
use super::said::{Desk, exists, flat, results};
use astrarium::astro::ssp::{SspLibrary, SspParts};
use astrarium::io::fits::Fits;

/// Stars that fade with age, with one line.
fn library() -> Vec<u8> {
    let wave_aa: Vec<f64> = (0..800).map(|i| 4000.0 + 2.5 * f64::from(i)).collect();
    let line = |wave: f64| 1.0 - 0.5 * (-0.5 * ((wave - 4861.0) / 5.0).powi(2)).exp();
    let age_yr = vec![0.0, 1e9, 2e10];
    let luminosity =
        [3.0, 1.0, 0.5, 3.0, 1.0, 0.5].into_iter().flat_map(|l| wave_aa.iter().map(move |wave| 1e-4 * l * line(*wave)));
    let luminosity = luminosity.collect();
    let parts = SspParts {
        name: "made".to_owned(),
        wave_aa,
        age_yr,
        metallicity: vec![1e-3, 0.05],
        luminosity,
        ..SspParts::default()
    };
    SspLibrary::new(parts).and_then(|library| library.to_hdf5_bytes()).expect("sound")
}

/// A narrow telescope.
const SMALL: &str = r#"
name = "SMALL"
source = "this test"
fov_arcsec = 6
spaxel_arcsec = 1
wave_range_aa = [4800, 5300]
wave_step_aa = 5
medium = "vacuum"
lsf = { fwhm_aa = 6 }
"#;

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("library.h5", library());
    desk.write("small.toml", SMALL);
    desk.run("ifu generate --n-stars 3000 --n-gas 300 --seed 3 --out galaxy").fine();
    desk
}

const CUBE: &str =
    "ifu cube galaxy/galaxy.h5 --telescope small.toml --library ./library.h5 --redshift 0.05 --angles 60,0,0";

#[test]
fn a_galaxy_is_made_and_seen() {
    let desk = desk();
    let told = desk.run(&format!("{CUBE} --out cube --json")).fine().json();
    assert_eq!(told["summary"]["shape"], serde_json::json!([6, 6, 100]), "{told}");
    for name in ["cube.png", "cube.svg", "map-velocity.png", "report.html", "result.ecsv"] {
        assert!(exists(desk.path(&format!("cube/{name}"))), "{name}");
    }
    let file = Fits::open(desk.path("cube/result.fits")).expect("a cube");
    let names: Vec<&str> = file.hdus().iter().map(|hdu| hdu.name()).collect();
    assert_eq!(names[..4], ["", "DATA", "APERTURE", "FLUX"]);
    assert!(names.contains(&"GAS_VELOCITY") && names.last() == Some(&"OB_TABLE"), "{names:?}");
    // the same from the specification in its folder, on another number of threads
    desk.run("run cube/spec.toml --threads 3 --out again").fine();
    assert_eq!(results(&desk, "again"), results(&desk, "cube"));
    // and of the same galaxy made on the way
    let made =
        CUBE.replace("galaxy/galaxy.h5", "--set input.generate.n_stars=3000 --set input.generate.n_gas=300 --seed 3");
    desk.run(&format!("{made} --out made")).fine();
    assert_eq!(results(&desk, "made")[0], results(&desk, "cube")[0]);
}

#[test]
fn noise_has_its_variance_in_the_file() {
    let desk = desk();
    desk.run(&format!("{CUBE} --set noise.kind=target --set noise.per_aa=10 --seed 5 --out noisy")).fine();
    let file = Fits::open(desk.path("noisy/result.fits")).expect("a cube");
    assert!(file.hdu("STAT").is_some());
}

#[test]
fn maps_are_made_of_bins_and_of_spaxels() {
    let desk = desk();
    let maps = CUBE.replace("ifu cube", "ifu maps");
    desk.run(&format!("{maps} --out spaxels")).fine();
    let told = desk.run(&format!("{maps} --bin-ratio 20 --threads 3 --out bins --json")).fine().json();
    assert!((2..36).contains(&told["summary"]["n_bins"].as_u64().unwrap_or(0)), "{told}");
    for (folder, n_maps) in [("spaxels", 18), ("bins", 20)] {
        let file = Fits::open(desk.path(&format!("{folder}/result.fits"))).expect("maps");
        let names: Vec<&str> = file.hdus().iter().map(|hdu| hdu.name()).collect();
        assert_eq!(names.len(), n_maps + 3, "{names:?}");
        assert!(names.contains(&"LOSVD_H3") && !names.contains(&"DATA"), "{names:?}");
        assert!(exists(desk.path(&format!("{folder}/velocity.png"))) && exists(desk.path(&format!("{folder}/h3.png"))));
    }
    assert!(exists(desk.path("bins/voronoi.png")) && !exists(desk.path("spaxels/voronoi.png")));
    // the maps in a cube's file are those of the bins if there are some
    desk.run(&format!("{CUBE} --set bin_ratio=20 --out cube")).fine();
    assert!(Fits::open(desk.path("cube/result.fits")).expect("a cube").hdu("VORONOI").is_some());
    desk.run(&format!("{maps} --bin-ratio 0 --out x")).failed(2, &["target signal to noise"]);
}

#[test]
fn telescopes_are_listed_and_their_files_read_back() {
    let desk = Desk::new();
    let all = desk.run("ifu telescopes --json").fine().json();
    assert_eq!(all["telescopes"].as_array().map(Vec::len), Some(29));
    let said = desk.run("ifu telescopes sami").fine();
    assert!(said.out.contains("aperture = \"circular\""), "{}", said.out);
    desk.run("ifu telescopes SAMMI").failed(2, &["did you mean `SAMI`"]);
}

#[test]
fn what_cannot_be_seen_is_told() {
    let desk = desk();
    desk.run("ifu cube none.h5 --library ./library.h5 --out x").failed(2, &["none.h5"]);
    let wrong = |from: &str, to: &str| format!("{} --out x", CUBE.replace(from, to));
    desk.run(&wrong("small.toml", "MUSA")).failed(2, &["did you mean `MUSE`"]);
    desk.write("bad.toml", SMALL.replace("wave_step_aa = 5\n", ""));
    desk.run(&wrong("small.toml", "bad.toml")).failed(2, &["bad.toml", "missing field `wave_step_aa`"]);
    desk.run(&wrong("0.05", "-1")).failed(2, &["redshift"]);
    desk.write("cut.h5", &desk.read("galaxy/galaxy.h5")[..4000]);
    desk.run(&wrong("galaxy/galaxy.h5", "cut.h5")).failed(3, &["cut.h5"]);
    let far = "galaxy/galaxy.h5 --set pointing.east_arcsec=4000";
    let said = desk.run(&wrong("galaxy/galaxy.h5", far)).failed(2, &["no stars in the field"]);
    assert!(!flat(&said.err).contains("panicked"));
}
