//! Layouts that the reference files do not have, and files that are wrong; every file is written by the test.
use astrarium_ifu::input::{Faulty, Layout, Subset};
use astrarium_ifu::{Galaxy, Gas, ParticleSpec, Particles, Stars};
use astrarium_io::hdf5::{Attribute, Writer};
use std::path::PathBuf;
use tempfile::TempDir;

fn close(found: f64, expected: f64) {
    assert!((found / expected - 1.0).abs() < 1e-6, "{found} instead of {expected}");
}

fn written(folder: &TempDir, name: &str, file: &Writer) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, file.bytes().expect("written by the test")).expect("written by the test");
    path
}

fn number(file: &mut Writer, at: &str, name: &str, value: f64) {
    file.attribute(at, name, Attribute::F64(vec![value])).expect("written by the test");
}

/// A dataset with SWIFT's attributes.
fn swift(file: &mut Writer, at: &str, values: &[f64], shape: &[usize], [a, cgs]: [f64; 2]) {
    file.f64s(at, values, shape).expect("written by the test");
    number(file, at, "a-scale exponent", a);
    number(file, at, "h-scale exponent", 0.0);
    number(file, at, "Conversion factor to CGS (not including cosmological corrections)", cgs);
}

const MPC_CM: f64 = 3.085_677_581_491_367e24;

fn swift_snapshot() -> Writer {
    let mut file = Writer::new();
    file.attribute("Header", "Code", Attribute::Text(vec!["SWIFT".into()])).expect("written by the test");
    file.attribute("Header", "BoxSize", Attribute::F64(vec![10.0; 3])).expect("written by the test");
    number(&mut file, "Header", "Redshift", 1.0);
    number(&mut file, "Cosmology", "h", 0.681);
    number(&mut file, "Cosmology", "Omega_m", 0.3);
    number(&mut file, "Cosmology", "Omega_lambda", 0.7);
    let ten_billion_g = 1.988_41e43;
    swift(&mut file, "PartType4/Coordinates", &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], &[2, 3], [1.0, MPC_CM]);
    swift(&mut file, "PartType4/Velocities", &[10.0, 20.0, 30.0, 1.0, 2.0, 3.0], &[2, 3], [0.0, 1e5]);
    swift(&mut file, "PartType4/Masses", &[1e-4, 2e-4], &[2], [0.0, ten_billion_g]);
    swift(&mut file, "PartType4/InitialMasses", &[2e-4, 4e-4], &[2], [0.0, ten_billion_g]);
    swift(&mut file, "PartType4/MetalMassFractions", &[0.01, -1e-9], &[2], [0.0, 1.0]);
    swift(&mut file, "PartType4/BirthScaleFactors", &[0.25, 0.5], &[2], [0.0, 1.0]);
    swift(&mut file, "PartType0/Coordinates", &[1.0, 2.0, 3.0], &[1, 3], [1.0, MPC_CM]);
    swift(&mut file, "PartType0/Velocities", &[0.0; 3], &[1, 3], [0.0, 1e5]);
    swift(&mut file, "PartType0/Masses", &[1e-4], &[1], [0.0, ten_billion_g]);
    swift(&mut file, "PartType0/MetalMassFractions", &[0.02], &[1], [0.0, 1.0]);
    // when it formed stars for the last time
    swift(&mut file, "PartType0/StarFormationRates", &[-0.4], &[1], [0.0, 6.444e23]);
    let elements = [0.7, 0.28, 0.002, 0.001, 0.007, 0.001, 0.001, 0.001, 0.001];
    swift(&mut file, "PartType0/ElementMassFractions", &elements, &[1, 9], [0.0, 1.0]);
    file
}

#[test]
fn swift_keeps_its_universe_apart_and_its_elements_in_columns() {
    let folder = tempfile::tempdir().unwrap();
    let read = Particles::read(&ParticleSpec::of(written(&folder, "swift.hdf5", &swift_snapshot()))).unwrap();
    let (stars, gas) = (&read.particles.stars, &read.particles.gas);
    assert_eq!((read.layout, read.tally.n_metallicity_raised), (Layout::Swift, 1));
    close(stars.position_kpc[0][2], 1500.0);
    close(stars.velocity_km_s[0][1], 20.0);
    close(stars.initial_mass_msun[1], 4e6);
    // t(0.5) - t(0.25) of Ω_m 0.3, h 0.681, by quadrature elsewhere
    let universe = astrarium_astro::cosmology::CosmologySpec::flat_lambda(68.1, 0.3).plan().unwrap();
    close(stars.age_gyr[0], universe.age_gyr(1.0) - universe.age_gyr(3.0));
    assert_eq!((stars.age_gyr[1], stars.metallicity[1]), (0.0, 0.0));
    close(gas.hydrogen.as_ref().unwrap()[0], 0.7);
    close(gas.oxygen.as_ref().unwrap()[0], 0.007);
    assert_eq!(gas.sfr_msun_yr, Some(vec![0.0]));
    close(read.particles.galaxy.box_kpc.unwrap()[0], 5000.0);
}

/// Gadget without attributes at a redshift of 1: lengths are comoving, velocities over the root of the scale factor.
fn gadget_snapshot() -> Writer {
    let mut file = Writer::new();
    for (name, value) in [("Redshift", 1.0), ("Time", 0.5), ("HubbleParam", 0.5), ("Omega0", 0.3), ("OmegaLambda", 0.7)]
    {
        number(&mut file, "Header", name, value);
    }
    file.attribute("Header", "MassTable", Attribute::F64(vec![0.0, 0.0, 0.0, 0.0, 1e-4, 0.0]))
        .expect("written by the test");
    file.f64s("PartType4/Coordinates", &[1.0, 2.0, 3.0], &[1, 3]).expect("written by the test");
    file.f64s("PartType4/Velocities", &[100.0, 0.0, 0.0], &[1, 3]).expect("written by the test");
    file.f64s("PartType4/StellarFormationTime", &[0.4], &[1]).expect("written by the test");
    file.f64s("PartType4/Metallicity", &[0.02], &[1]).expect("written by the test");
    file
}

#[test]
fn gadget_has_the_units_of_its_header() {
    let folder = tempfile::tempdir().unwrap();
    let read = Particles::read(&ParticleSpec::of(written(&folder, "gadget.hdf5", &gadget_snapshot()))).unwrap();
    let stars = &read.particles.stars;
    assert_eq!((read.layout, read.tally.n_without_initial_mass), (Layout::Gadget, 1));
    close(stars.position_kpc[0][1], 2.0);
    close(stars.velocity_km_s[0][0], 100.0 * 0.5f64.sqrt());
    close(stars.mass_msun[0], 2e6);
}

/// A block of Gadget: its size before and after, big end first, after a block with its name.
fn block(name: &str, bytes: &[u8]) -> Vec<u8> {
    let size = (bytes.len() as u32).to_be_bytes();
    let mut named = [8u32.to_be_bytes().as_slice(), format!("{name:4}").as_bytes()].concat();
    named.extend((bytes.len() as u32 + 8).to_be_bytes());
    [named.as_slice(), &8u32.to_be_bytes(), &size, bytes, &size].concat()
}

fn big(values: &[f64]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_be_bytes()).collect()
}

#[test]
fn gadgets_second_format_of_the_other_byte_order_is_read() {
    let mut header = vec![0u8; 256];
    header[..4].copy_from_slice(&1u32.to_be_bytes());
    header[16..20].copy_from_slice(&1u32.to_be_bytes());
    for (at, value) in [(72, 0.5), (80, 1.0), (136, 0.3), (144, 0.7), (152, 0.7)] {
        header[at..at + 8].copy_from_slice(&f64::to_be_bytes(value));
    }
    let blocks = [
        ("HEAD", header),
        ("POS", big(&[7.0, 7.0, 7.0, 1.4, 2.8, 4.2])),
        ("VEL", big(&[0.0, 0.0, 0.0, 10.0, 20.0, 30.0])),
        ("MASS", big(&[7e-3, 7e-4])),
        ("U", big(&[100.0])),
        ("AGE", big(&[0.25])),
        ("Z", big(&[0.001, 0.02])),
    ];
    let bytes: Vec<u8> = blocks.iter().flat_map(|(name, bytes)| block(name, bytes)).collect();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("snap_000");
    std::fs::write(&path, &bytes).unwrap();
    let read = Particles::read(&ParticleSpec::of(&path)).unwrap();
    let (stars, gas) = (&read.particles.stars, &read.particles.gas);
    assert_eq!((read.layout, stars.len(), gas.len()), (Layout::GadgetBinary, 1, 1));
    close(stars.position_kpc[0][2], 3.0);
    assert_eq!((stars.metallicity[0], gas.metallicity[0]), (0.02, 0.001));
    close(gas.internal_energy_erg_g.as_ref().unwrap()[0], 1e12);
    assert!(stars.age_gyr[0] > 1.0 && stars.age_gyr[0] < 6.0);
    // a block of another length than its particles need
    let short: Vec<u8> = blocks
        .iter()
        .map(|(name, bytes)| (name, if *name == "VEL" { &bytes[..16] } else { bytes }))
        .flat_map(|(name, bytes)| block(name, bytes))
        .collect();
    std::fs::write(&path, &short).unwrap();
    let message = Particles::read(&ParticleSpec::of(&path)).unwrap_err().to_string();
    assert!(message.contains("block VEL of 16 bytes"), "{message}");
}

fn plain(n: usize) -> Particles {
    let place = |i: usize| [i as f64, 0.1 * i as f64, -1.0];
    let stars = Stars {
        position_kpc: (0..n).map(place).collect(),
        velocity_km_s: vec![[1.0, 2.0, 3.0]; n],
        mass_msun: (1..=n).map(|i| i as f64 * 1e5).collect(),
        initial_mass_msun: (1..=n).map(|i| i as f64 * 2e5).collect(),
        age_gyr: vec![3.0; n],
        metallicity: vec![0.01; n],
    };
    let gas = Gas {
        position_kpc: (0..n).map(place).collect(),
        velocity_km_s: vec![[0.0; 3]; n],
        mass_msun: vec![1e6; n],
        metallicity: vec![0.02; n],
        sfr_msun_yr: Some(vec![0.5; n]),
        smoothing_length_kpc: Some(vec![0.3; n]),
        ..Gas::default()
    };
    let galaxy = Galaxy {
        source: "test".into(),
        redshift: 0.1,
        center_kpc: Some([1.0, 2.0, 3.0]),
        velocity_km_s: None,
        halfmass_radius_kpc: Some(4.0),
        box_kpc: Some([100.0; 3]),
    };
    Particles { stars, gas, galaxy }
}

#[test]
fn plain_files_come_back_to_the_last_bit() {
    let folder = tempfile::tempdir().unwrap();
    let (path, all) = (folder.path().join("plain.h5"), plain(2000));
    all.write_plain(&path).unwrap();
    let read = Particles::read(&ParticleSpec::of(&path)).unwrap();
    assert_eq!((read.layout, &read.particles), (Layout::Plain, &all));
    // the pieces of a snapshot follow one another
    let twice = ParticleSpec { paths: vec![path.clone(), path], ..ParticleSpec::default() };
    let twice = Particles::read(&twice).unwrap().particles;
    assert_eq!((twice.stars.len(), twice.gas.len(), &twice.galaxy), (4000, 4000, &all.galaxy));
    assert_eq!(twice.stars.age_gyr.len(), 4000);
}

#[test]
fn other_units_of_a_kind_are_turned_into_ours() {
    let folder = tempfile::tempdir().unwrap();
    let mut file = Writer::new();
    let put = |file: &mut Writer, at: &str, values: &[f64], shape: &[usize], unit: &str| {
        file.f64s(at, values, shape).unwrap();
        file.attribute(at, "unit", Attribute::Text(vec![unit.into()])).unwrap();
    };
    put(&mut file, "particles/stars/coords", &[1.0, 2.0, 3.0], &[1, 3], "Mpc");
    put(&mut file, "particles/stars/velocity", &[1e3, 0.0, 0.0], &[1, 3], "m/s");
    put(&mut file, "particles/stars/mass", &[1e5], &[1], "Msun");
    put(&mut file, "particles/stars/age", &[2e9], &[1], "yr");
    put(&mut file, "particles/stars/metallicity", &[0.02], &[1], "");
    let read = Particles::read(&ParticleSpec::of(written(&folder, "rubix.h5", &file))).unwrap().particles;
    close(read.stars.position_kpc[0][0], 1e3);
    close(read.stars.velocity_km_s[0][0], 1.0);
    close(read.stars.age_gyr[0], 2.0);
    assert_eq!(read.stars.initial_mass_msun, [1e5]);
    put(&mut file, "particles/stars/age", &[2e9], &[1], "Msun");
    let message = Particles::read(&ParticleSpec::of(written(&folder, "wrong.h5", &file))).unwrap_err().to_string();
    assert!(message.contains("particles/stars/age") && message.contains("Msun"), "{message}");
}

#[test]
fn subsets_keep_the_mass_and_know_their_seed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plain.h5");
    let all = plain(1000);
    all.write_plain(&path).unwrap();
    let drawn = |seed: u64, n: usize| {
        let subset = Subset { n_stars: Some(n), n_gas: Some(n / 2), seed };
        Particles::read(&ParticleSpec { subset: Some(subset), ..ParticleSpec::of(&path) }).unwrap()
    };
    let read = drawn(1, 100);
    let (stars, gas) = (&read.particles.stars, &read.particles.gas);
    assert_eq!((stars.len(), gas.len()), (100, 50));
    close(stars.initial_mass_msun.iter().sum(), all.stars.initial_mass_msun.iter().sum());
    close(stars.mass_msun.iter().sum(), all.stars.mass_msun.iter().sum());
    close(gas.sfr_msun_yr.as_ref().unwrap().iter().sum(), 500.0);
    close(read.tally.mass_factor[1], 20.0);
    assert!(stars.position_kpc.windows(2).all(|pair| pair[0][0] < pair[1][0]));
    assert_eq!(drawn(1, 100), read);
    assert_ne!(drawn(2, 100).particles.stars, read.particles.stars);
    assert_eq!(drawn(1, 5000).particles, all);
    let none = Subset { n_stars: Some(0), ..Subset::default() };
    let spec = ParticleSpec { subset: Some(none), ..ParticleSpec::of(&path) };
    assert!(Particles::read(&spec).unwrap_err().to_string().starts_with("subset.n_stars is 0"));
}

#[test]
fn numbers_that_cannot_be_are_refused_or_dropped_and_counted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bad.h5");
    let mut all = plain(10);
    all.stars.age_gyr[3] = -1.0;
    all.stars.position_kpc[5][1] = f64::NAN;
    all.gas.smoothing_length_kpc.as_mut().unwrap()[0] = f64::INFINITY;
    all.write_plain(&path).unwrap();
    let error = Particles::read(&ParticleSpec::of(&path)).unwrap_err();
    assert!(!error.is_usage());
    let message = error.to_string();
    assert!(
        message.contains("bad.h5: stars: position_kpc[5] is NaN") && message.contains("faulty = \"drop\""),
        "{message}"
    );
    let read = Particles::read(&ParticleSpec { faulty: Faulty::Drop, ..ParticleSpec::of(&path) }).unwrap();
    assert_eq!((read.tally.n_stars_dropped, read.tally.n_gas_dropped), (2, 1));
    assert_eq!((read.particles.stars.len(), read.particles.gas.len()), (8, 9));
}

#[test]
fn files_that_are_no_particles_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let message = |path: PathBuf| Particles::read(&ParticleSpec::of(path)).unwrap_err().to_string();
    assert!(message(folder.path().join("none")).contains("reading stopped"));
    let text = folder.path().join("text");
    std::fs::write(&text, "not particles").unwrap();
    assert!(message(text).contains("neither HDF5 nor blocks of Gadget"));
    let mut other = Writer::new();
    other.f64s("power/values", &[1.0], &[1]).unwrap();
    assert!(message(written(&folder, "other.h5", &other)).contains("groups power"));
    let mut late = swift_snapshot();
    swift(&mut late, "PartType4/BirthScaleFactors", &[0.25, 0.9], &[2], [0.0, 1.0]);
    assert!(message(written(&folder, "late.hdf5", &late)).contains("stars: time of birth[1] is 0.9"));
    let mut long = swift_snapshot();
    swift(&mut long, "PartType4/Velocities", &[0.0; 9], &[3, 3], [0.0, 1e5]);
    assert!(message(written(&folder, "long.hdf5", &long)).contains("stars: velocity_km_s: 3 values, expected 2"));
    let mut flat = swift_snapshot();
    swift(&mut flat, "PartType4/Coordinates", &[0.0; 6], &[6], [0.0, 1e5]);
    assert!(message(written(&folder, "flat.hdf5", &flat)).contains("PartType4/Coordinates of shape [6]"));
    let mut bare = Writer::new();
    number(&mut bare, "Header", "Redshift", 0.0);
    assert!(message(written(&folder, "bare.hdf5", &bare)).starts_with("no stars"));
    let mut unborn = Writer::new();
    number(&mut unborn, "Header", "Redshift", 0.0);
    for name in ["Coordinates", "Velocities"] {
        unborn.f64s(&format!("PartType4/{name}"), &[0.0; 3], &[1, 3]).unwrap();
    }
    assert!(message(written(&folder, "unborn.hdf5", &unborn)).contains("no Masses, Mass in PartType4"));
    assert!(Particles::read(&ParticleSpec::default()).unwrap_err().to_string().starts_with("paths must be given"));
}
