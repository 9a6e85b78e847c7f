//! Maps against sums by hand; dust columns against integrals.
use crate::galaxy::{library, one_spectrum, one_star, spec, stars, view};
use astrarium_exec::Engine;
use astrarium_exec::testkit::same_bits_fill;
use astrarium_ifu::cube::{CubePlan, CubeSpec};
use astrarium_ifu::maps::Quantity;
use astrarium_ifu::orient::View;
use astrarium_ifu::screen::{Birth, DustGas, DustSpec, Screen, a_v_of};
use astrarium_ifu::spaxel::Assignment;
use astrarium_ifu::{Gas, Particles, Stars};

fn two_stars() -> Stars {
    let mut stars = one_star([0.1, 0.1, 0.0], [0.0, 0.0, 100.0]);
    let other = one_star([0.12, 0.11, 0.5], [0.0, 0.0, -60.0]);
    stars.position_kpc.extend(other.position_kpc);
    stars.velocity_km_s.extend(other.velocity_km_s);
    stars.mass_msun.push(1e8);
    stars.initial_mass_msun.push(3e8);
    stars.age_gyr.push(5.0);
    stars.metallicity.push(0.01);
    stars
}

fn gas() -> Gas {
    Gas {
        position_kpc: vec![[0.1, 0.1, 0.0], [0.1, 0.1, 1.0]],
        velocity_km_s: vec![[0.0, 0.0, 50.0], [0.0, 0.0, -10.0]],
        mass_msun: vec![2e7, 1e7],
        metallicity: vec![0.0134; 2],
        sfr_msun_yr: Some(vec![0.5, 0.0]),
        temperature_k: Some(vec![1e6, 1e6]),
        smoothing_length_kpc: Some(vec![0.4, 0.3]),
        ..Gas::default()
    }
}

fn view_of(stars: Stars, gas: Gas, spec: &CubeSpec) -> View {
    View::new(Particles { stars, gas, ..Particles::default() }, &spec.orientation).expect("sound")
}

#[test]
fn masses_by_age_and_metallicity_add_up_and_lie_at_their_nodes() {
    let library = library();
    for assignment in [Assignment::Nearest, Assignment::Cloud] {
        let spec = CubeSpec { assignment, ..spec("psf = { fwhm_arcsec = 0.8 }") };
        let view = view_of(stars(60, 4.0), Gas::default(), &spec);
        let plan = CubePlan::new(&spec, &view, &library, None).expect("a plan");
        let maps = plan.maps(&view.particles, 10.0, true, &Engine::serial()).expect("maps");
        let found = plan.distribution(true, &Engine::with_threads(2)).expect("masses");
        assert_eq!((found.metallicity.len(), found.age_yr.len()), (3, 5));
        for (spaxel, mass) in maps.map(Quantity::Mass).into_iter().enumerate() {
            let sum: f64 = found.spaxel(spaxel % 12, spaxel / 12).iter().sum();
            assert!((sum - mass).abs() <= 1e-9 * mass.max(1.0), "{assignment:?} {spaxel}: {sum} of {mass}");
        }
    }
    // one star between nodes: mean logarithms are its own
    let spec = spec("");
    let mut star = one_star([0.1, 0.1, 0.0], [0.0; 3]);
    (star.age_gyr[0], star.metallicity[0]) = (0.03, 0.004);
    let view = view_of(star, Gas::default(), &spec);
    let plan = CubePlan::new(&spec, &view, &library, None).expect("a plan");
    let found = plan.distribution(false, &Engine::serial()).expect("masses");
    let masses = found.spaxel(6, 6);
    let mean = |of: &dyn Fn(usize) -> f64| masses.iter().enumerate().map(|(k, m)| m * of(k)).sum::<f64>() / 1e8;
    assert!((mean(&|k| found.age_yr[k % 5].ln()) - 3e7f64.ln()).abs() < 1e-12);
    assert!((mean(&|k| found.metallicity[k / 5].ln()) - 0.004f64.ln()).abs() < 1e-12);
    assert_eq!(masses.iter().filter(|mass| **mass > 0.0).count(), 4);
}

#[test]
fn maps_are_means_by_light_and_by_mass() {
    let flat = one_spectrum(|_| 1e-3);
    let spec = spec("");
    let view = view_of(two_stars(), gas(), &spec);
    let plan = CubePlan::new(&spec, &view, &flat, None).expect("a plan");
    let maps = plan.maps(&view.particles, 10.0, false, &Engine::with_threads(2)).expect("maps");
    let at = |quantity| maps.map(quantity)[6 * 12 + 6];
    // of one spectrum light is mass: one part of the first star, three of the second
    for (quantity, expected) in [
        (Quantity::Mass, 4e8),
        (Quantity::Number, 2.0),
        (Quantity::Velocity, -20.0),
        (Quantity::Dispersion, (0.25 * 120f64.powi(2) + 0.75 * 40f64.powi(2)).sqrt()),
        (Quantity::AgeByMass, 4.0),
        (Quantity::AgeByLight, 4.0),
        (Quantity::MetallicityByMass, 0.0125),
        (Quantity::MetallicityByLight, 0.0125),
        (Quantity::GasMass, 3e7),
        (Quantity::Sfr, 0.5),
        (Quantity::GasVelocity, 30.0),
        (Quantity::GasDispersion, (2.0 / 3.0 * 400.0 + 1600.0 / 3.0f64).sqrt()),
    ] {
        assert!((at(quantity) / expected - 1.0).abs() < 1e-9, "{quantity:?}: {} {expected}", at(quantity));
    }
    let cube = plan.run(&Engine::serial()).expect("a cube");
    let mean = cube.spectrum(6, 6).iter().sum::<f64>() / 600.0;
    assert!((at(Quantity::Flux) / mean - 1.0).abs() < 1e-6);
    assert!(maps.map(Quantity::Velocity)[0].is_nan() && maps.map(Quantity::Mass)[0] == 0.0);
    let fits = maps.kinematics();
    assert!(fits[0].is_none() && fits[6 * 12 + 6].is_some());
    let total: f64 = maps.losvd.light.iter().sum();
    assert!((total / at(Quantity::Flux) - 1.0).abs() < 1e-9);
}

#[test]
fn blurred_maps_keep_light_and_blur_sums() {
    let library = library();
    let spec = CubeSpec { assignment: Assignment::Cloud, ..spec("psf = { fwhm_arcsec = 1.0, exponent = -0.2 }") };
    let view = view(stars(2000, 2.0), &spec);
    let plan = CubePlan::new(&spec, &view, &library, None).expect("a plan");
    let maps = |blurred| plan.maps(&view.particles, 20.0, blurred, &Engine::serial()).expect("maps");
    let (sharp, blurred) = (maps(false), maps(true));
    let sum = |map: Vec<f64>| map.iter().sum::<f64>();
    let ratio = sum(blurred.map(Quantity::Mass)) / sum(sharp.map(Quantity::Mass));
    assert!((ratio - 1.0).abs() < 1e-3, "{ratio}");
    let highest = |map: Vec<f64>| map.into_iter().fold(0.0, f64::max);
    assert!(highest(blurred.map(Quantity::Flux)) < highest(sharp.map(Quantity::Flux)));
    // light moves into spaxels that had none, and brings its age with it
    let ages = blurred.map(Quantity::AgeByLight);
    assert!(
        ages.iter().filter(|age| age.is_finite()).count()
            > sharp.map(Quantity::AgeByLight).iter().filter(|a| a.is_finite()).count()
    );
    let image: f64 = plan.run(&Engine::serial()).expect("a cube").image().iter().sum::<f64>() / 600.0;
    assert!((sum(blurred.map(Quantity::Flux)) / image - 1.0).abs() < 0.05);
}

#[test]
fn dust_counts_front_to_back() {
    let mut stars = Stars::default();
    for (z, age) in [(-2.0, 1.0), (0.0, 1.0), (0.5, 1.0), (2.0, 1.0), (2.0, 0.001)] {
        let star = one_star([0.1, 0.1, z], [0.0; 3]);
        stars.position_kpc.extend(star.position_kpc);
        stars.velocity_km_s.extend(star.velocity_km_s);
        stars.mass_msun.push(1.0);
        stars.initial_mass_msun.push(1.0);
        stars.age_gyr.push(age);
        stars.metallicity.push(0.02);
    }
    stars.position_kpc.push([5.0, 0.1, 2.0]);
    stars.velocity_km_s.push([0.0; 3]);
    stars.mass_msun.push(1.0);
    stars.initial_mass_msun.push(1.0);
    stars.age_gyr.push(1.0);
    stars.metallicity.push(0.02);
    let spec = spec("");
    let view = view_of(stars, gas(), &spec);
    let birth = Some(Birth { age_gyr: 0.01, a_v: 0.7 });
    let all = DustSpec { gas: DustGas::All, birth, ..DustSpec::default() };
    let screen = Screen::new(&view, &all).expect("sound");
    let a_v = screen.a_v(&Engine::with_threads(2)).expect("columns");
    assert_eq!(same_bits_fill(&screen).into_values().flatten().collect::<Vec<_>>(), a_v);
    // through the middle of a ball of radius h: 5/(2π h²) of its dust
    let column = |mass: f64, h: f64| a_v_of(mass * all.dust_to_gas(8.69) * 2.5 / (std::f64::consts::PI * h * h), 3.5);
    let (first, second) = (column(2e7, 0.4), column(1e7, 0.3));
    for (found, expected) in a_v.iter().zip([0.0, 0.5 * first, first, first + second, first + second + 0.7, 0.0]) {
        assert!((found - expected).abs() < 1e-9 * (first + second), "{a_v:?}: {expected}");
    }
    // hot gas has none but where stars form
    let cold = Screen::new(&view, &DustSpec::default()).expect("sound").a_v(&Engine::serial()).expect("columns");
    assert!((cold[3] - first).abs() < 1e-9 * first);
    // 1e5 solar masses of dust in a square kiloparsec
    assert!((a_v_of(1e5, 3.5) / 1.12 - 1.0).abs() < 5e-3, "{}", a_v_of(1e5, 3.5));
}

#[test]
fn balls_hold_their_dust() {
    // the mean over a fine grid of sight lines is dust over area
    let mut stars = Stars::default();
    for k in 0..6400 {
        let place = |i: usize| -0.5 + (i as f64 + 0.5) / 80.0;
        let star = one_star([place(k % 80), place(k / 80), 9.0], [0.0; 3]);
        stars.position_kpc.extend(star.position_kpc);
        stars.velocity_km_s.extend(star.velocity_km_s);
    }
    (stars.mass_msun, stars.initial_mass_msun) = (vec![1.0; 6400], vec![1.0; 6400]);
    (stars.age_gyr, stars.metallicity) = (vec![1.0; 6400], vec![0.02; 6400]);
    let gas = Gas {
        position_kpc: vec![[0.05, -0.03, 0.0]],
        velocity_km_s: vec![[0.0; 3]],
        mass_msun: vec![1e7],
        metallicity: vec![0.0134],
        smoothing_length_kpc: Some(vec![0.37]),
        ..Gas::default()
    };
    let view = view_of(stars, gas, &spec(""));
    let dust = DustSpec::default();
    let a_v = Screen::new(&view, &dust).expect("sound").a_v(&Engine::serial()).expect("columns");
    let mean = a_v.iter().sum::<f64>() / 6400.0;
    let expected = a_v_of(1e7 * dust.dust_to_gas(8.69), 3.5);
    assert!((mean / expected - 1.0).abs() < 1e-3, "{mean} {expected}");
}
