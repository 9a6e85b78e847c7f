//! Files as simulations write them against the same galaxies as plain files.
//!
//! The folder is `$ASTRARIUM_VECTORS/ifu` or `../shared/vectors/ifu` beside the repository; without it the tests pass and say
//! so. What is compared was stored in single precision. Positions are compared relative to the centre that the plain file
//! names, velocities to its velocity.
use astrarium_ifu::input::Layout;
use astrarium_ifu::{ParticleSpec, Particles};
use std::path::PathBuf;

/// Single precision, a few operations long.
const TOLERANCE: f64 = 1e-6;

fn folder() -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
    let folder = std::env::var_os("ASTRARIUM_VECTORS").map_or_else(beside, PathBuf::from).join("ifu");
    folder.join("raw").is_dir().then_some(folder)
}

fn same(what: &str, found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
        let apart = (found - expected).abs();
        assert!(apart <= TOLERANCE * expected.abs(), "{what}[{i}]: {found} instead of {expected}");
    }
}

fn same_vectors(what: &str, found: &[[f64; 3]], origin: Option<[f64; 3]>, expected: &[[f64; 3]]) {
    let origin = origin.unwrap_or_default();
    assert_eq!(found.len(), expected.len(), "{what}");
    let largest = origin.iter().fold(1.0, |largest: f64, value| largest.max(value.abs()));
    for (found, expected) in found.iter().zip(expected) {
        for axis in 0..3 {
            let apart = (found[axis] - origin[axis] - expected[axis]).abs();
            assert!(apart <= 1e-12 * largest + TOLERANCE * expected[axis].abs(), "{what}: {found:?} {expected:?}");
        }
    }
}

fn same_if_there(what: &str, found: &Option<Vec<f64>>, expected: &Option<Vec<f64>>) {
    if let Some(expected) = expected {
        same(what, found.as_ref().unwrap_or_else(|| panic!("{what} was not read")), expected);
    }
}

fn same_particles(name: &str, found: &Particles, expected: &Particles) {
    let [center, velocity] = [expected.galaxy.center_kpc, expected.galaxy.velocity_km_s];
    let (stars, plain) = (&found.stars, &expected.stars);
    same_vectors(&format!("{name} stars position"), &stars.position_kpc, center, &plain.position_kpc);
    same_vectors(&format!("{name} stars velocity"), &stars.velocity_km_s, velocity, &plain.velocity_km_s);
    same(&format!("{name} stars mass"), &stars.mass_msun, &plain.mass_msun);
    same(&format!("{name} stars initial mass"), &stars.initial_mass_msun, &plain.initial_mass_msun);
    same(&format!("{name} stars age"), &stars.age_gyr, &plain.age_gyr);
    same(&format!("{name} stars metallicity"), &stars.metallicity, &plain.metallicity);
    let (gas, plain) = (&found.gas, &expected.gas);
    same_vectors(&format!("{name} gas position"), &gas.position_kpc, center, &plain.position_kpc);
    same_vectors(&format!("{name} gas velocity"), &gas.velocity_km_s, velocity, &plain.velocity_km_s);
    same(&format!("{name} gas mass"), &gas.mass_msun, &plain.mass_msun);
    same(&format!("{name} gas metallicity"), &gas.metallicity, &plain.metallicity);
    same_if_there(&format!("{name} gas density"), &gas.density_msun_kpc3, &plain.density_msun_kpc3);
    same_if_there(&format!("{name} gas sfr"), &gas.sfr_msun_yr, &plain.sfr_msun_yr);
    same_if_there(&format!("{name} gas temperature"), &gas.temperature_k, &plain.temperature_k);
    same_if_there(&format!("{name} gas energy"), &gas.internal_energy_erg_g, &plain.internal_energy_erg_g);
    same_if_there(&format!("{name} gas electrons"), &gas.electron_abundance, &plain.electron_abundance);
    same_if_there(&format!("{name} gas hydrogen"), &gas.hydrogen, &plain.hydrogen);
    same_if_there(&format!("{name} gas oxygen"), &gas.oxygen, &plain.oxygen);
    same_if_there(&format!("{name} gas smoothing"), &gas.smoothing_length_kpc, &plain.smoothing_length_kpc);
}

#[test]
fn every_raw_file_reads_as_its_plain_file_says() {
    let Some(folder) = folder() else {
        return println!("no reference files: set ASTRARIUM_VECTORS to a folder that holds ifu/raw and ifu/data");
    };
    let cases = [
        ("EAGLE", "EAGLE.hdf5", Layout::Eagle, 0),
        ("IllustrisTNG", "IllustrisTNG.hdf5", Layout::IllustrisTng, 4),
        ("Magneticum", "Magneticum.hdf5", Layout::Magneticum, 0),
        ("Colibre", "Colibre.hdf5", Layout::Colibre, 0),
        ("HorizonAGN", "HorizonAGN.hdf5", Layout::HorizonAgn, 0),
        ("Gadget", "Gadget", Layout::GadgetBinary, 0),
    ];
    for (name, raw, layout, n_wind) in cases {
        let plain = Particles::read(&ParticleSpec::of(folder.join(format!("data/{name}.h5")))).unwrap();
        assert_eq!(plain.layout, Layout::Plain);
        let read = Particles::read(&ParticleSpec::of(folder.join("raw").join(raw))).unwrap();
        assert_eq!((read.layout, read.tally.n_wind), (layout, n_wind), "{name}");
        assert!((read.particles.galaxy.redshift - plain.particles.galaxy.redshift).abs() < 1e-9, "{name}");
        same_particles(name, &read.particles, &plain.particles);
        println!("{name}: {} stars, {} gas", read.particles.stars.len(), read.particles.gas.len());
    }
}

#[test]
fn bodies_without_ages_are_taken_as_a_disc() {
    let Some(folder) = folder() else { return };
    let read = Particles::read(&ParticleSpec::of(folder.join("raw/nbody.hdf5"))).unwrap();
    let stars = &read.particles.stars;
    assert_eq!((read.layout, stars.len()), (Layout::Gadget, 2000));
    assert!(stars.age_gyr.iter().all(|&age| age == 5.0) && stars.metallicity.iter().all(|&part| part == 0.024));
}

#[test]
fn files_cut_short_are_refused() {
    let Some(folder) = folder() else { return };
    let scratch = tempfile::tempdir().unwrap();
    for raw in ["EAGLE.hdf5", "Gadget"] {
        let bytes = std::fs::read(folder.join("raw").join(raw)).unwrap();
        for parts in [0.0, 0.001, 0.3, 0.7, 0.99] {
            let path = scratch.path().join(raw);
            std::fs::write(&path, &bytes[..(bytes.len() as f64 * parts) as usize]).unwrap();
            let error = Particles::read(&ParticleSpec::of(&path)).unwrap_err().to_string();
            assert!(error.contains(raw), "{parts}: {error}");
        }
    }
}

#[test]
fn what_lies_beyond_the_border_of_the_box_is_near() {
    let Some(folder) = folder() else { return };
    let path = folder.join("raw/EAGLE.hdf5");
    let all = Particles::read(&ParticleSpec::of(&path)).unwrap().particles;
    let [edge, ..] = all.galaxy.box_kpc.unwrap();
    let center_kpc = Some([18_317.746_9 + edge, 61_584.749_49, 38_667.683_71]);
    let spec = ParticleSpec { center_kpc, within_kpc: Some(1.552_236_8), ..ParticleSpec::of(&path) };
    let inner = Particles::read(&spec).unwrap().particles;
    let mass = |particles: &Particles| particles.stars.mass_msun.iter().sum::<f64>();
    // the radius is the half-mass radius of the plain file
    assert!((mass(&inner) / mass(&all) - 0.5).abs() < 1e-3);
    let nowhere = ParticleSpec { within_kpc: Some(1e-6), ..spec };
    assert!(Particles::read(&nowhere).unwrap_err().to_string().starts_with("no stars in the sphere"));
}
