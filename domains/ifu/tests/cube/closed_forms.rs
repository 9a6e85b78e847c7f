//! What can be computed by hand.
use crate::galaxy::{library, one_spectrum, one_star, spec, stars, view};
use astrarium_astro::cosmology::CosmologySpec;
use astrarium_exec::Engine;
use astrarium_ifu::cube::{Cube, CubePlan, CubeSpec, Path, Warning};
use astrarium_ifu::spaxel::Assignment;
use astrarium_ifu::{Error, Stars};

const PATHS: [Path; 3] = [Path::Direct, Path::Bins, Path::Factored];

fn cube(spec: &CubeSpec, stars: Stars, library: &astrarium_astro::ssp::SspLibrary) -> Cube {
    let view = view(stars, spec);
    CubePlan::new(spec, &view, library, None).expect("a plan").run(&Engine::with_threads(2)).expect("a cube")
}

/// Flux density of a solar luminosity per ångström, 10^-20 erg/s/cm²/Å.
fn flux_unit(redshift: f64) -> f64 {
    let distance_mpc = CosmologySpec::default().plan().expect("sound").luminosity_distance_mpc(redshift);
    let square = (distance_mpc * 3.085677581491367e24f64).powi(2);
    1e20 * 3.828e33 / (4.0 * std::f64::consts::PI * square * (1.0 + redshift))
}

#[test]
fn a_flat_spectrum_stays_flat_at_the_right_height() {
    let flat = one_spectrum(|_| 2e-3);
    for path in PATHS {
        for blurs in ["", "lsf = { fwhm_aa = 3.0 }"] {
            let spec = CubeSpec { path, tolerance: 1e-6, ..spec(blurs) };
            let cube = cube(&spec, one_star([0.1, 0.1, 0.0], [0.0, 0.0, 230.0]), &flat);
            let expected = 1e8 * 2e-3 * flux_unit(0.05);
            for value in cube.spectrum(6, 6) {
                assert!((value / expected - 1.0).abs() < 1e-6, "{path:?} {blurs}: {value} {expected}");
            }
            let elsewhere: f64 = cube.image().iter().sum::<f64>() - cube.image()[6 * 12 + 6];
            assert_eq!(elsewhere, 0.0);
        }
    }
}

#[test]
fn all_light_of_the_stars_in_the_field_is_there() {
    let library = library();
    for (path, assignment, blurs) in [
        (Path::Direct, Assignment::Nearest, "lsf = { fwhm_aa = 8.0 }"),
        (Path::Bins, Assignment::Cloud, ""),
        (Path::Factored, Assignment::Cloud, ""),
        (Path::Factored, Assignment::Psf, "psf = { fwhm_arcsec = 0.7 }"),
        (Path::Direct, Assignment::Cloud, "psf = { fwhm_arcsec = 0.7 }"),
    ] {
        let spec = CubeSpec { path, assignment, tolerance: 1e-7, ..spec(blurs) };
        // well within the field, so that no blur takes light out of it
        let stars = stars(40, 1.0);
        let wide = cube(&spec, stars.clone(), &library);
        // each star alone, without blurs
        let sharp = CubeSpec { path: Path::Direct, assignment: Assignment::Nearest, ..crate::galaxy::spec("") };
        let alone: f64 = (0..40).map(|i| cube(&sharp, stars.select(&[i]), &library).image().iter().sum::<f64>()).sum();
        let total: f64 = wide.image().iter().sum();
        // a line-spread function moves light over the ends of the channels, both ways
        let tolerance = if blurs.starts_with("lsf") { 1e-4 } else { 1e-6 };
        assert!((total / alone - 1.0).abs() < tolerance, "{path:?} {assignment:?} {blurs}: {total} {alone}");
    }
}

#[test]
fn a_velocity_moves_a_line_by_the_right_number_of_channels() {
    let line = one_spectrum(|wave| (-0.5 * ((wave - 5200.0) / 8.0f64).powi(2)).exp());
    for (path, velocity) in PATHS.into_iter().flat_map(|path| [-900.0, 0.0, 333.0].map(|v| (path, v))) {
        let spec = CubeSpec { path, tolerance: 1e-6, ..spec("") };
        let cube = cube(&spec, one_star([0.1, 0.1, 0.0], [50.0, -20.0, velocity]), &line);
        let spectrum = cube.spectrum(6, 6);
        let light: f64 = spectrum.iter().sum();
        let centre = spectrum.iter().zip(&cube.wave_aa).map(|(value, wave)| value * wave).sum::<f64>() / light;
        let b: f64 = velocity / 299_792.458;
        let expected = 5200.0 * 1.05 * ((1.0 + b) / (1.0 - b)).sqrt();
        assert!(((centre - expected) / 2.5).abs() < 1e-3, "{path:?} {velocity}: {centre} {expected}");
    }
}

#[test]
fn brightness_changes_with_motion_if_asked() {
    let flat = one_spectrum(|_| 1.0);
    let star = || one_star([0.1, 0.1, 0.0], [0.0, 0.0, 3000.0]);
    let boosted = cube(&CubeSpec { boost: true, ..spec("") }, star(), &flat).spectrum(6, 6)[100];
    let plain = cube(&spec(""), star(), &flat).spectrum(6, 6)[100];
    let b: f64 = 3000.0 / 299_792.458;
    let expected = ((1.0 + b) / (1.0 - b)).powf(-2.5);
    assert!((boosted / plain / expected - 1.0).abs() < 1e-6);
}

#[test]
fn dust_dims_by_its_law_at_rest() {
    let flat = one_spectrum(|_| 1.0);
    let law = astrarium_astro::dust::DustLaw::default();
    for path in PATHS {
        let spec = CubeSpec { path, tolerance: 1e-5, ..spec("") };
        let view = view(one_star([0.1, 0.1, 0.0], [0.0; 3]), &spec);
        let run = |a_v: Option<&[f64]>| {
            CubePlan::new(&spec, &view, &flat, a_v).expect("a plan").run(&Engine::serial()).expect("a cube")
        };
        let (dusty, clean) = (run(Some(&[1.3])), run(None));
        for (c, wave) in dusty.wave_aa.iter().enumerate().step_by(50) {
            let expected = law.transmission(wave / 1.05 * 1e-4, 1.3);
            let found = dusty.spectrum(6, 6)[c] / clean.spectrum(6, 6)[c];
            assert!((found / expected - 1.0).abs() < 2e-5, "{path:?} at {wave}: {found} {expected}");
        }
    }
}

#[test]
fn what_lies_beyond_is_told() {
    let library = library();
    let mut spec = spec("lsf = { fwhm_aa = 5.0 }");
    spec.library_fwhm_aa = Some(9.0);
    spec.telescope.wave_range_aa = [4100.0, 5600.0];
    let view = view(stars(50, 3.0), &spec);
    let plan = CubePlan::new(&spec, &view, &library, None).expect("a plan");
    let report = plan.report();
    assert!(report.clamped[0] > 0.0 && report.clamped[1] > 0.0 && report.clamped[0] < 0.4, "{:?}", report.clamped);
    assert!(report.warnings.contains(&Warning::CoarseLibrary { fwhm_aa: 9.0 * 1.05, telescope_aa: 5.0 }));
    let Some(Warning::DarkChannels(n)) = report.warnings.iter().find(|w| matches!(w, Warning::DarkChannels(_))) else {
        panic!("{:?}", report.warnings)
    };
    let cube = plan.run(&Engine::serial()).expect("a cube");
    assert_eq!(cube.spectrum(6, 6).iter().filter(|value| value.is_nan()).count(), *n);
    // 4000 Å at rest is seen from 4200 Å on
    assert!(cube.spectrum(6, 6)[36].is_nan() && !cube.spectrum(6, 6)[45].is_nan());
}

#[test]
fn unsound_input_is_refused() {
    let library = library();
    let refused = |spec: CubeSpec, a_v: Option<&[f64]>| {
        let view = view(stars(3, 1.0), &spec);
        CubePlan::new(&spec, &view, &library, a_v).expect_err("unsound")
    };
    assert!(matches!(
        refused(CubeSpec { tolerance: 0.0, ..spec("") }, None),
        Error::OutOfRange { what: "tolerance", .. }
    ));
    assert!(matches!(
        refused(CubeSpec { redshift: 0.0, ..spec("") }, None),
        Error::OutOfRange { what: "redshift", .. }
    ));
    assert!(matches!(refused(spec(""), Some(&[1.0])), Error::Length { .. }));
    assert!(matches!(refused(spec(""), Some(&[1.0, -1.0, 0.0])), Error::BadValue { index: 1, .. }));
    let mut strict = spec("");
    strict.interpolation.outside = astrarium_astro::ssp::Outside::Refuse;
    let mut beyond = stars(3, 1.0);
    beyond.age_gyr[1] = 13.0;
    let view = view(beyond, &strict);
    assert!(matches!(CubePlan::new(&strict, &view, &library, None), Err(Error::Astro(_))));
    let mut fast = stars(3, 1.0);
    fast.velocity_km_s[2][2] = 3e5;
    let view = crate::galaxy::view(fast, &spec(""));
    assert!(matches!(CubePlan::new(&spec(""), &view, &library, None), Err(Error::BadValue { index: 2, .. })));
}
