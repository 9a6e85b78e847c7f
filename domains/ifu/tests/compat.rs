//! The chain of RUBIX as a job: the same bits however it is run, and what it refuses.
use astrarium_astro::ssp::{SspLibrary, SspParts};
use astrarium_exec::Engine;
use astrarium_exec::testkit::same_bits_fill;
use astrarium_ifu::Error;
use astrarium_ifu::compat::{Lookup, Method, Rubix, RubixSpec, Sample};
use astrarium_num::testkit::uniform;

fn library() -> SspLibrary {
    let wave_aa: Vec<f64> = (0..300).map(|i| 4000.0 + 10.0 * f64::from(i)).collect();
    let (age_yr, metallicity) = (vec![1e6, 1e8, 1e9, 1.4e10], vec![0.001, 0.02, 0.05]);
    let luminosity = uniform(300 * 12, 1);
    SspLibrary::new(SspParts { wave_aa, age_yr, metallicity, luminosity, ..SspParts::default() }).expect("sound")
}

/// Stars of a small blob.
struct Blob {
    coords: Vec<[f64; 3]>,
    velocity: Vec<[f64; 3]>,
    age: Vec<f64>,
    metallicity: Vec<f64>,
}

fn blob(n: usize) -> Blob {
    let rows = |seed, size: f64| -> Vec<[f64; 3]> {
        let drawn = uniform(3 * n, seed);
        drawn.as_chunks().0.iter().map(|row: &[f64; 3]| row.map(|u| size * (u - 0.5))).collect()
    };
    let scaled = |seed, to: f64| uniform(n, seed).into_iter().map(|u| to * u).collect();
    Blob { coords: rows(2, 6.0), velocity: rows(3, 400.0), age: scaled(4, 16.0), metallicity: scaled(5, 0.06) }
}

fn spec() -> RubixSpec {
    RubixSpec { n_spaxels: 6, n_channels: 200, step_aa: 5.0, method: Method::Linear, ..RubixSpec::default() }
}

fn sample<'a>(blob: &'a Blob, mass_msun: &'a [f64]) -> Sample<'a> {
    let Blob { coords, velocity, age, metallicity } = blob;
    let (centre_kpc, half_mass_kpc) = ([0.0; 3], 2.0);
    Sample { coords, velocity, mass_msun, age_gyr: age, metallicity, centre_kpc, half_mass_kpc }
}

#[test]
fn the_same_bits_however_it_runs() {
    let (blob, library) = (blob(60), library());
    let mass = vec![1e5; 60];
    let job = Rubix::new(&spec(), sample(&blob, &mass), &library).expect("stars");
    let parts = same_bits_fill(&job);
    let sharp = job.run(&Engine::with_threads(3)).expect("a cube").sharp;
    assert_eq!(sharp, parts.into_values().flatten().collect::<Vec<_>>());
    assert!(sharp.iter().sum::<f64>() > 0.0);
}

#[test]
fn nothing_shines_beyond_the_grid() {
    let library = library();
    let lookup = Lookup::new(&library, Method::Cubic);
    let mut spectrum = vec![1.0; library.wave_aa().len()];
    assert!(!lookup.spectrum(0.06, 1.0, &mut spectrum) && spectrum.iter().all(|value| *value == 0.0));
    // a cubic goes through its nodes
    assert!(lookup.spectrum(0.02, 0.1, &mut spectrum));
    let off = spectrum.iter().zip(library.spectrum(1, 1)).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    assert!(off < 1e-12, "{off}");
}

#[test]
fn what_cannot_be_is_refused() {
    let (blob, library) = (blob(3), library());
    let mass = vec![1.0; 3];
    let without_width = RubixSpec { psf_sigma: 0.0, ..spec() };
    let error = Rubix::new(&without_width, sample(&blob, &mass), &library).expect_err("no width");
    assert!(matches!(error, Error::OutOfRange { what: "psf_sigma", .. }));
    let far = Sample { centre_kpc: [1e3, 0.0, 0.0], ..sample(&blob, &mass) };
    assert!(matches!(Rubix::new(&spec(), far, &library), Err(Error::NoStars { .. })));
}
