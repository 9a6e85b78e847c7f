//! Every verb on the event files of real missions, where they are at hand.
use super::said::{Desk, Said};
use std::path::{Path, PathBuf};

/// The folder of reference data, or a line that says what was left out.
fn data() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
    let root = std::env::var_os("ASTRARIUM_VECTORS").map_or(beside, PathBuf::from);
    let data = root.join("timing/data").canonicalize().ok().filter(|path| path.is_dir());
    if data.is_none() {
        println!("left out: no reference data (ASTRARIUM_VECTORS)");
    }
    data
}

/// Files with enough events for segments of 16 s, and their mission.
const FILES: [(&str, &str); 6] = [
    ("nustar_monol_testA.evt", "nustar"),
    ("nicer_sgr1830.evt", "nicer"),
    ("xte_test.evt.gz", "xte"),
    ("xmm_trim.fits", "xmm"),
    ("chandra_test.fits", "chandra"),
    ("synth_open.evt.gz", "nicer"),
];

fn run(desk: &Desk, line: &str, file: &Path) -> Said {
    desk.run(&line.replace("FILE", &file.display().to_string()))
}

#[test]
fn info_knows_every_mission() {
    let Some(data) = data() else { return };
    let desk = Desk::new();
    for (name, mission) in FILES {
        let json = run(&desk, "timing info FILE --json", &data.join(name)).fine().json();
        let found = json["files"][0]["mission"].as_str().unwrap_or_default().to_lowercase();
        assert!(found == mission || (mission == "chandra" && found == "axaf"), "{name}: {found}");
        assert!(json["files"][0]["n_rows"].as_u64().unwrap_or(0) > 0, "{name}");
    }
}

#[test]
fn light_curves_and_spectra_of_every_mission() {
    let Some(data) = data() else { return };
    let desk = Desk::new();
    for (i, (name, _)) in FILES.into_iter().enumerate() {
        let file = data.join(name);
        run(&desk, &format!("timing lightcurve FILE --bin-s 1 --out curve{i}"), &file).fine();
        let said = run(&desk, &format!("timing power FILE --segment-s 8 --bin-s 0.5 --out power{i}"), &file);
        assert!(matches!(said.code, 0 | 2 | 3), "{name}: {}", said.err);
        assert!(said.code == 0 || said.err.contains(name) || said.err.contains("segment"), "{name}: {}", said.err);
    }
    assert!(desk.names().iter().filter(|name| name.starts_with("power")).count() >= 4, "{:?}", desk.names());
}

#[test]
fn two_modules_and_two_bands() {
    let Some(data) = data() else { return };
    let desk = Desk::new();
    for module in ["A", "B"] {
        let file = data.join(format!("nustar_monol_test{module}.evt"));
        run(&desk, &format!("timing sort FILE {module}.evt"), &file).fine();
    }
    desk.run("timing cross A.evt B.evt --segment-s 16 --bin-s 0.1 --out modules").fine();
    run(
        &desk,
        "timing cross FILE --bands 0.5-2,2-10 --segment-s 16 --bin-s 0.01 --out bands",
        &data.join("synth_open.evt.gz"),
    )
    .fine();
    assert!(desk.names().contains(&"modules".to_owned()));
    desk.run("timing cross A.evt --segment-s 16 --out x").failed(2, &["no bands", "--bands"]);
}

#[test]
fn an_unsorted_file_is_refused_and_sorted() {
    let Some(data) = data() else { return };
    let desk = Desk::new();
    let file = data.join("nustar_monol_testA_calib_unsrt.evt");
    run(&desk, "timing power FILE --segment-s 16 --bin-s 0.1 --out run", &file).failed(3, &["row", "timing sort"]);
    run(&desk, "timing sort FILE sorted.evt", &file).fine();
    desk.run("timing power sorted.evt --segment-s 16 --bin-s 0.1 --out run").fine();
}
