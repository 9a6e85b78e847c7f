//! A cube as a function: its inputs by name, each against central differences.
use crate::galaxy::{library, stars, telescope};
use astrarium_astro::ssp::NebularGrid;
use astrarium_exec::Engine;
use astrarium_ifu::cube::{LineSpec, Path};
use astrarium_ifu::noise::{Draws, Noise};
use astrarium_ifu::observe::{Input, Inputs, Libraries, ObserveSpec, Scene, TelescopeChoice};
use astrarium_ifu::orient::Orientation;
use astrarium_ifu::spaxel::Assignment;
use astrarium_ifu::{Error, Gas, Particles, Stars};

const BLURS: &str = "psf = { fwhm_arcsec = 0.9 }\nlsf = { fwhm_aa = 6.0 }";

fn spec(blurs: &str) -> ObserveSpec {
    let mut telescope = telescope(blurs);
    (telescope.fov_arcsec, telescope.wave_range_aa) = (3.0, [4900.0, 5300.0]);
    ObserveSpec {
        telescope: TelescopeChoice::Own(Box::new(telescope)),
        redshift: Some(0.05),
        orientation: Orientation { angles_deg: [40.0, 10.0, -20.0], ..Orientation::untouched() },
        assignment: Assignment::Cloud,
        library_fwhm_aa: Some(2.0),
        tolerance: 1e-9,
        path: Path::Factored,
        ..ObserveSpec::default()
    }
}

/// A line in the band, whose light depends on the metallicity.
fn tables() -> Libraries {
    let (log_u, metallicity) = (vec![-4.0, -2.0], vec![0.01, 0.02]);
    let (age_yr, wave_aa) = (vec![1e6, 25e6], vec![4800.0, 4861.33]);
    let luminosity = [4e-3, 1e-3, 2e-3, 1e-3, 9e-3, 2e-3, 5e-3, 2e-3].repeat(2);
    let grid = NebularGrid { log_u, metallicity, age_yr, wave_aa, luminosity };
    Libraries { stars: library(), lines: Some(grid) }
}

/// Two elements that form stars, and one that does not.
fn gas() -> Gas {
    Gas {
        position_kpc: vec![[0.31, 0.12, 0.4], [-0.2, 0.45, 0.1], [0.1, 0.1, 0.1]],
        velocity_km_s: vec![[20.0, -60.0, 150.0], [-40.0, 80.0, -90.0], [0.0; 3]],
        mass_msun: vec![1e6; 3],
        metallicity: vec![0.015, 0.012, 0.01],
        sfr_msun_yr: Some(vec![2.0, 1.0, 0.0]),
        ..Gas::default()
    }
}

fn particles() -> Particles {
    Particles { stars: sound(5), gas: gas(), ..Particles::default() }
}

/// Stars within the library's grid.
fn sound(n: usize) -> Stars {
    let mut stars = stars(n, 2.0);
    stars.age_gyr.iter_mut().for_each(|age| *age = age.clamp(0.0012, 9.0) * 1.03);
    stars.metallicity.iter_mut().for_each(|z| *z = z.clamp(0.0025, 0.028));
    stars
}

fn scene(spec: &ObserveSpec) -> Scene {
    Scene::new(particles(), spec, tables(), &Engine::serial()).expect("a scene")
}

#[test]
fn every_input_has_its_slope() {
    let shining = ObserveSpec { lines: Some(LineSpec::default()), ..spec(BLURS) };
    let (scene, engine) = (scene(&shining), Engine::with_threads(2));
    let mut inputs: Inputs = Input::ALL.into_iter().map(|input| (input, scene.value(input).expect("there"))).collect();
    inputs.insert(Input::Attenuation, vec![0.4, 0.5, 0.6, 0.7, 0.8]);
    inputs.insert(Input::GasAttenuation, vec![0.3, 0.9, 0.0]);
    inputs.insert(Input::DistanceFactor, vec![1.2]);
    inputs.insert(Input::LsfFactor, vec![1.1]);
    let cube = scene.cube(&inputs, &engine).expect("a cube");
    let direction: Vec<f64> =
        (0..cube.flux.len()).map(|i| (i as f64 / 300.0).sin() + (i as f64 / 41.0).cos()).collect();
    let slopes = scene.pull(&inputs, &direction, &Input::ALL, &engine).expect("a pull");
    let alone = scene.pull(&inputs, &direction, &Input::ALL, &Engine::serial()).expect("a pull");
    assert_eq!(alone, slopes, "the same bits on one thread and on two");
    let direct = self::scene(&ObserveSpec { path: Path::Direct, ..shining });
    for input in Input::ALL {
        let step = match input {
            Input::InitialMass => 1e3,
            Input::Age | Input::Position | Input::GasPosition | Input::PsfFwhm => 1e-4,
            Input::Metallicity | Input::GasMetallicity => 1e-5,
            Input::Attenuation | Input::GasAttenuation | Input::GasSfr => 1e-3,
            Input::Angles | Input::DistanceFactor | Input::LsfFactor => 1e-3,
            Input::Redshift => 1e-6,
            _ => 1.0,
        };
        let at = |by: f64| -> f64 {
            let mut moved = inputs.clone();
            moved.get_mut(&input).expect("given")[0] += by;
            let flux = direct.cube(&moved, &engine).expect("a cube").flux;
            flux.iter().zip(&direction).map(|(value, weight)| value * weight).sum()
        };
        let slope = |h: f64| (at(h) - at(-h)) / (2.0 * h);
        let expected = (4.0 * slope(0.5 * step) - slope(step)) / 3.0;
        let found = slopes[&input][0];
        assert!((found - expected).abs() < 2e-4 * expected.abs(), "{}: {found:e}, {expected:e}", input.name());
    }
}

#[test]
fn a_scene_is_the_cube_of_its_stars() {
    let (scene, engine) = (scene(&spec(BLURS)), Engine::serial());
    let own: Inputs = Input::ALL.into_iter().filter_map(|input| Some((input, scene.value(input).ok()?))).collect();
    assert_eq!(own.len(), 11);
    let cubes = [&Inputs::new(), &own].map(|inputs| scene.cube(inputs, &engine).expect("a cube"));
    assert_eq!(cubes[0], cubes[1], "what is not given is as it was");
    let twice = Inputs::from([(Input::DistanceFactor, vec![2.0])]);
    let far = scene.cube(&twice, &engine).expect("a cube");
    assert!(far.flux.iter().zip(&cubes[0].flux).all(|(far, near)| (4.0 * far - near).abs() <= 1e-12 * near.abs()));
}

#[test]
fn channels_beyond_the_library_are_nought_and_pull_nothing() {
    let mut spec = spec("");
    if let TelescopeChoice::Own(telescope) = &mut spec.telescope {
        telescope.wave_range_aa = [3900.0, 4400.0];
    }
    let (scene, engine) = (scene(&spec), Engine::serial());
    let cube = scene.cube(&Inputs::new(), &engine).expect("a cube");
    assert!(cube.flux.iter().all(|flux| flux.is_finite()) && cube.flux[0] == 0.0);
    let slopes = scene.pull(&Inputs::new(), &vec![1.0; cube.flux.len()], &[Input::InitialMass], &engine);
    assert!(slopes.expect("a pull")[&Input::InitialMass].iter().all(|slope| slope.is_finite()));
}

#[test]
fn what_cannot_be_is_told() {
    let (scene, engine) = (scene(&spec("")), Engine::serial());
    let cube = |input: Input, values: Vec<f64>| scene.cube(&Inputs::from([(input, values)]), &engine);
    assert!(matches!(cube(Input::Age, vec![1.0]), Err(Error::Length { what: "age_gyr", found: 1, expected: 5 })));
    assert!(matches!(cube(Input::Age, vec![-1.0; 5]), Err(Error::BadValue { .. })));
    assert!(matches!(cube(Input::Angles, vec![f64::NAN; 3]), Err(Error::BadValue { what: "angles_deg", .. })));
    assert!(matches!(cube(Input::PsfFwhm, vec![1.0]), Err(Error::Missing { what: "psf of the telescope", .. })));
    assert!(matches!(cube(Input::LsfFactor, vec![1.0]), Err(Error::Missing { what: "lsf of the telescope", .. })));
    assert!(matches!(cube(Input::DistanceFactor, vec![0.0]), Err(Error::OutOfRange { .. })));
    assert!(scene.value(Input::LsfFactor).is_err() && matches!(Input::named("agee_gyr"), Err(Error::UnknownName(_))));
    assert!(matches!(cube(Input::GasSfr, vec![1.0; 3]), Err(Error::Missing { what: "lines", .. })));
    let noise = ObserveSpec { noise: Some(Noise::Detector { draws: Draws::Normal }), ..spec("") };
    assert!(matches!(
        Scene::new(particles(), &noise, library().into(), &engine),
        Err(Error::Unwanted { what: "noise", .. })
    ));
}
