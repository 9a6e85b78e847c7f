//! Between the nodes of a library.
use crate::galaxy::{one_star, spec, stars, view};
use astrarium_astro::ssp::{Interpolation, Outside, SspLibrary, SspParts};
use astrarium_exec::Engine;
use astrarium_ifu::cube::{CubePlan, CubeSpec, Curve, Path};
use astrarium_num::testkit::uniform;

/// Flat spectra of so many solar luminosities by metallicity and age.
fn flat(age_yr: &[f64], metallicity: &[f64], of: impl Fn(usize, usize) -> f64) -> SspLibrary {
    let wave_aa: Vec<f64> = (0..40).map(|i| 4000.0 + 80.0 * f64::from(i)).collect();
    let nodes = (0..metallicity.len()).flat_map(|z| (0..age_yr.len()).map(move |age| (z, age)));
    let luminosity = nodes.flat_map(|(z, age)| vec![of(z, age); 40]).collect();
    let (age_yr, metallicity) = (age_yr.to_vec(), metallicity.to_vec());
    SspLibrary::new(SspParts { wave_aa, age_yr, metallicity, luminosity, ..SspParts::default() }).expect("sound")
}

/// What a star of an age and a metallicity shines, by each way.
fn light(library: &SspLibrary, curve: Curve, age_gyr: f64, metallicity: f64) -> f64 {
    let seen = [Path::Direct, Path::Bins, Path::Factored].map(|path| {
        let spec = CubeSpec { path, curve, tolerance: 1e-6, ..spec("") };
        let mut star = one_star([0.1, 0.1, 0.0], [0.0; 3]);
        (star.age_gyr[0], star.metallicity[0]) = (age_gyr, metallicity);
        let view = view(star, &spec);
        let cube = CubePlan::new(&spec, &view, library, None).expect("a plan").run(&Engine::serial()).expect("a cube");
        cube.spectrum(6, 6)[300]
    });
    assert!(seen.iter().all(|value| (value / seen[0] - 1.0).abs() < 1e-6), "{seen:?}");
    seen[0]
}

#[test]
fn smooth_curves_are_nearer_to_smooth_light() {
    let (ages, metals) = ([1e8, 3e8, 1e9, 3e9, 1e10], [0.004, 0.01, 0.02, 0.04]);
    let law = |age_yr: f64, z: f64| (age_yr / 1e9).powf(-0.7) * (z / 0.02).powf(0.4);
    let library = flat(&ages, &metals, |z, age| law(ages[age], metals[z]));
    let one = light(&library, Curve::Linear, 1.0, 0.02);
    for (age_gyr, z) in [(0.55, 0.014), (1.7, 0.0125), (0.9, 0.018)] {
        let expected = one * law(1e9 * age_gyr, z);
        let off =
            [Curve::Linear, Curve::Monotone].map(|curve| (light(&library, curve, age_gyr, z) / expected - 1.0).abs());
        assert!(off[1] < 0.25 * off[0] && off[1] < 0.02, "{age_gyr} {z}: {off:?}");
    }
    // at nodes both are the library; beyond them the last node
    for (age_gyr, z, held) in [(3.0, 0.01, (3.0, 0.01)), (20.0, 0.1, (10.0, 0.04))] {
        let expected = one * law(1e9 * held.0, held.1);
        assert!((light(&library, Curve::Monotone, age_gyr, z) / expected - 1.0).abs() < 1e-9, "{age_gyr} {z}");
    }
}

#[test]
fn smooth_curves_stay_between_their_nodes() {
    let ages = [1e7, 3e7, 1e8, 3e8, 1e9, 3e9, 1e10];
    let random = uniform(21, 7);
    let library = flat(&ages, &[0.01, 0.02, 0.03], |z, age| 0.01 + random[z * 7 + age]);
    let one = light(&library, Curve::Linear, 1e-2, 0.02) / (0.01 + random[7]);
    for (i, pair) in ages.windows(2).enumerate() {
        let ends = [i, i + 1].map(|age| one * (0.01 + random[7 + age]));
        for part in [0.1, 0.4, 0.8] {
            let age_gyr = 1e-9 * (pair[0].ln() + part * (pair[1] / pair[0]).ln()).exp();
            let found = light(&library, Curve::Monotone, age_gyr, 0.02);
            let (low, high) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
            assert!((low * (1.0 - 1e-9)..=high * (1.0 + 1e-9)).contains(&found), "{age_gyr}: {found} of {ends:?}");
        }
    }
}

#[test]
fn nothing_goes_on_beyond_the_nodes_smoothly() {
    let interpolation = Interpolation { outside: Outside::Extend, ..Interpolation::default() };
    let spec = CubeSpec { curve: Curve::Monotone, interpolation, ..spec("") };
    let library = flat(&[1e8, 1e9], &[0.02], |_, _| 1.0);
    let view = view(stars(3, 1.0), &spec);
    let told = CubePlan::new(&spec, &view, &library, None).expect_err("refused").to_string();
    assert!(told.contains("clamp"), "{told}");
}
