//! Galaxies that are made up have the shapes, motions and populations that were asked for.
//!
//! Oracles: moments in closed form of the profiles; the virial theorem, whose two sides are sums over the particles.
use astrarium_exec::Engine;
use astrarium_ifu::generate::{GenerateSpec, Potential};
use astrarium_ifu::{ParticleSpec, Particles};

fn made(n_stars: usize, seed: u64) -> (GenerateSpec, Particles) {
    let spec = GenerateSpec { n_stars, n_gas: n_stars / 5, ..GenerateSpec::default() };
    let particles = Particles::generate(&spec, seed, &Engine::with_threads(2)).expect("the default galaxy is right");
    (spec, particles)
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, n) = values.fold((0.0, 0.0), |(sum, n), value| (sum + value, n + 1.0));
    sum / n
}

fn radius(at: &[f64; 3]) -> f64 {
    at[0].hypot(at[1])
}

#[test]
fn masses_and_shapes_are_those_asked_for() {
    let (spec, all) = made(50_000, 3);
    all.check().unwrap();
    let (stars, gas) = (&all.stars, &all.gas);
    assert_eq!((stars.len(), gas.len()), (50_000, 10_000));
    let mass: f64 = stars.mass_msun.iter().sum();
    assert!((mass / 5e10 - 1.0).abs() < 1e-12);
    assert!((gas.mass_msun.iter().sum::<f64>() / 8e9 - 1.0).abs() < 1e-12);
    assert!(stars.initial_mass_msun.iter().zip(&stars.mass_msun).all(|(born, now)| now < born && *now > 0.4 * born));
    // the disc comes first: a fifth of the mass is bulge
    let disc = &stars.position_kpc[..40_000];
    let mean_radius = mean(disc.iter().map(radius)) / spec.disc.scale_length_kpc;
    // ∫ R² e^-R over ∫ R e^-R is 2, less what lies beyond ten scale lengths
    assert!((mean_radius - 1.995).abs() < 0.03, "{mean_radius}");
    let height = mean(disc.iter().map(|at| at[2].abs())) / spec.disc.scale_height_kpc;
    assert!((height - 2f64.ln()).abs() < 0.02, "{height}");
    // half of the mass within 10 a: (r/(r+a))² = (10/11)² / 2
    let bulge = &stars.position_kpc[40_000..];
    let half = bulge.iter().filter(|at| (at.iter().map(|x| x * x).sum::<f64>()).sqrt() < 0.5 * 1.7977).count();
    assert!((half as f64 / 1e4 - 0.5).abs() < 0.02, "{half}");
}

#[test]
fn it_turns_and_is_in_rough_equilibrium() {
    let (spec, all) = made(50_000, 4);
    let potential = Potential::new(&spec);
    let stars = &all.stars;
    // 2 K + W = 0 of the stars in the field of all: W = -Σ m x · ∇Φ, in the plane R v_c²/R; of the bulge G M(<r)/r
    let (mut kinetic, mut work) = (0.0, 0.0);
    for (i, (at, velocity)) in stars.position_kpc.iter().zip(&stars.velocity_km_s).enumerate() {
        let speed_squared: f64 = velocity.iter().map(|v| v * v).sum();
        kinetic += stars.mass_msun[i] * speed_squared;
        let r = if i < 40_000 { radius(at) } else { at.iter().map(|x| x * x).sum::<f64>().sqrt() };
        work += stars.mass_msun[i] * potential.circular_squared(r);
    }
    assert!((kinetic / work - 1.0).abs() < 0.06, "{}", kinetic / work);
    let around = |at: &[f64; 3], v: &[f64; 3]| (at[0] * v[1] - at[1] * v[0]) / radius(at);
    let ring = |at: &[f64; 3]| (7.5..8.5).contains(&radius(at));
    let gas = &all.gas;
    let in_ring = || gas.position_kpc.iter().zip(&gas.velocity_km_s).filter(|(at, _)| ring(at));
    let circular = potential.circular_squared(8.0).sqrt();
    assert!((mean(in_ring().map(|(at, v)| around(at, v))) - circular).abs() < 3.0);
    let up = mean(in_ring().map(|(_, v)| v[2] * v[2])).sqrt();
    assert!((up - 10.0).abs() < 1.0, "{up}");
    let drift = [0, 1, 2].map(|axis| mean(stars.velocity_km_s.iter().map(|v| v[axis])));
    assert!(drift.iter().all(|v| v.abs() < 3.0), "{drift:?}");
}

#[test]
fn ages_and_metals_have_their_gradients() {
    let (spec, all) = made(50_000, 5);
    let population = &spec.disc.population;
    let between = |from: f64, to: f64, of: &dyn Fn(usize) -> f64| {
        let inside = (0..40_000).filter(|&i| (from..to).contains(&radius(&all.stars.position_kpc[i])));
        mean(inside.map(of))
    };
    let distance = |i: usize| radius(&all.stars.position_kpc[i]);
    let older = between(1.0, 3.0, &|i| all.stars.age_gyr[i]) - between(7.0, 9.0, &|i| all.stars.age_gyr[i]);
    let apart = between(1.0, 3.0, &distance) - between(7.0, 9.0, &distance);
    assert!((older / apart - population.age_gradient_gyr_kpc).abs() < 0.03, "{}", older / apart);
    let dex = |i: usize| all.stars.metallicity[i].log10();
    let richer = between(1.0, 3.0, &dex) - between(7.0, 9.0, &dex);
    assert!((richer / apart - population.metallicity_gradient_dex_kpc).abs() < 0.003, "{}", richer / apart);
    assert!(all.stars.age_gyr.iter().all(|age| (1e-3..13.2).contains(age)));
    let rate: f64 = all.gas.sfr_msun_yr.as_ref().unwrap().iter().sum();
    assert!((0.5..10.0).contains(&rate), "{rate}");
}

#[test]
fn the_seed_is_all_that_chance_knows() {
    let (_, all) = made(5000, 6);
    assert_eq!(made(5000, 6).1, all);
    assert_ne!(made(5000, 7).1.stars, all.stars);
    // more stars leave the first of the disc where they are
    assert_eq!(made(10_000, 6).1.stars.position_kpc[..4000], all.stars.position_kpc[..4000]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("galaxy.h5");
    all.write_plain(&path).unwrap();
    assert_eq!(Particles::read(&ParticleSpec::of(&path)).unwrap().particles, all);
}

#[test]
fn galaxies_that_cannot_be_are_refused() {
    let wrong = |change: fn(&mut GenerateSpec)| {
        let mut spec = GenerateSpec::default();
        change(&mut spec);
        Particles::generate(&spec, 0, &Engine::serial()).unwrap_err().to_string()
    };
    assert!(wrong(|spec| spec.n_stars = 0).starts_with("n_stars is 0"));
    assert!(wrong(|spec| spec.disc.scale_length_kpc = -1.0).starts_with("disc.scale_length_kpc is -1"));
    assert!(wrong(|spec| spec.halo.mass_msun = f64::NAN).starts_with("halo.mass_msun[0] is NaN"));
    assert!(wrong(|spec| spec.bulge.population.metallicity = 0.5).starts_with("bulge.population[0] is 0.5"));
    assert!(
        wrong(|spec| (spec.disc.mass_msun, spec.bulge.mass_msun) = (0.0, 0.0)).starts_with("stars: disc.mass_msun")
    );
    let bare = GenerateSpec {
        n_stars: 10,
        gas: astrarium_ifu::generate::GasDiscSpec { mass_msun: 0.0, ..Default::default() },
        ..GenerateSpec::default()
    };
    assert!(Particles::generate(&bare, 0, &Engine::serial()).unwrap().gas.is_empty());
}
