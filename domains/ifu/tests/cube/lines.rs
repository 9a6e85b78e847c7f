//! Lines of gas against their power, place and width.
use crate::galaxy::{one_spectrum, one_star, spec};
use astrarium_astro::constants::{BOLTZMANN_J_K, PROTON_MASS_KG};
use astrarium_astro::dust::DustLaw;
use astrarium_astro::ssp::NebularGrid;
use astrarium_astro::units::Medium;
use astrarium_exec::Engine;
use astrarium_ifu::cube::{CubePlan, CubeSpec, LineSpec, Path};
use astrarium_ifu::orient::View;
use astrarium_ifu::{Error, Gas, Particles};

/// One line at 5006.84 Å in air: a luminosity that falls straight from 4 at 1 Myr to 0 at 25 Myr.
fn grid() -> NebularGrid {
    let (log_u, metallicity) = (vec![-4.0, -2.0], vec![0.01, 0.02]);
    let (age_yr, wave_aa) = (vec![1e6, 25e6, 100e6], vec![5006.84]);
    NebularGrid { log_u, metallicity, age_yr, wave_aa, luminosity: [4.0, 0.0, 0.0].repeat(4) }
}

fn gas() -> Gas {
    Gas {
        position_kpc: vec![[0.1, 0.1, 0.0], [0.1, 0.1, 0.0]],
        velocity_km_s: vec![[0.0, 0.0, 150.0], [0.0, 0.0, 9999.0]],
        mass_msun: vec![1e6; 2],
        metallicity: vec![0.015; 2],
        sfr_msun_yr: Some(vec![2.0, 0.0]),
        ..Gas::default()
    }
}

#[test]
fn a_line_has_its_power_its_place_and_its_width() {
    let dark = one_spectrum(|_| 0.0);
    for (blurs, fwhm, path, a_v) in [
        ("", 0.0f64, Path::Direct, 0.0),
        ("lsf = { fwhm_aa = 9.0 }", 9.0, Path::Factored, 0.0),
        ("", 0.0, Path::Bins, 1.2),
    ] {
        let spec = CubeSpec { path, ..spec(blurs) };
        let particles = Particles { stars: one_star([0.1, 0.1, 0.0], [0.0; 3]), gas: gas(), ..Particles::default() };
        let view = View::new(particles, &spec.orientation).expect("sound");
        let plan = CubePlan::new(&spec, &view, &dark, None).expect("a plan");
        let unit = 3.828e33 / (4.0 * std::f64::consts::PI);
        let cosmology = spec.cosmology.spec().expect("known").plan().expect("sound");
        let distance_cm = cosmology.luminosity_distance_mpc(0.05) * 3.085677581491367e24;
        let plan =
            plan.with_lines(LineSpec::default(), &view.particles.gas, &grid(), Some(&[a_v, 0.0])).expect("lines");
        let cube = plan.run(&Engine::with_threads(2)).expect("a cube");
        let spectrum = cube.spectrum(6, 6);
        let moment = |k: i32, at: f64| -> f64 {
            spectrum.iter().zip(&cube.wave_aa).map(|(value, wave)| value * 2.5 * (wave - at).powi(k)).sum()
        };
        // 1 Myr at 4, then a triangle of 24 Myr; two solar masses a year
        let vacuum = Medium::Air.to_vacuum_aa(5006.84);
        let luminosity = 2.0 * (4.0 * 1e6 + 0.5 * 4.0 * 24e6) * DustLaw::default().transmission(1e-4 * vacuum, a_v);
        let flux = 1e20 * luminosity * unit / (distance_cm * distance_cm);
        assert!((moment(0, 0.0) / flux - 1.0).abs() < 1e-6, "{path:?}: {} {flux}", moment(0, 0.0));
        let b: f64 = 150.0 / 299_792.458;
        let centre = vacuum * 1.05 * ((1.0 + b) / (1.0 - b)).sqrt();
        assert!((moment(1, centre) / flux).abs() < 0.3, "{}", moment(1, centre) / flux);
        if fwhm > 0.0 {
            assert!((moment(1, centre) / flux).abs() < 1e-3);
            let thermal = 1e-3 * (BOLTZMANN_J_K * 1e4 / PROTON_MASS_KG).sqrt();
            let motion = centre * thermal.hypot(10.0) / 299_792.458;
            let expected = motion.powi(2) + (fwhm / 2.354820045).powi(2) + 2.5f64.powi(2) / 12.0;
            assert!((moment(2, centre) / flux / expected - 1.0).abs() < 1e-3);
        }
        let elsewhere: f64 = cube.image().iter().sum::<f64>() - cube.image()[6 * 12 + 6];
        assert!(elsewhere.abs() < 1e-9 * flux);
    }
}

#[test]
fn lines_need_stars_that_form() {
    let dark = one_spectrum(|_| 0.0);
    let spec = spec("");
    let particles = Particles { stars: one_star([0.1, 0.1, 0.0], [0.0; 3]), ..Particles::default() };
    let view = View::new(particles, &spec.orientation).expect("sound");
    let plan = || CubePlan::new(&spec, &view, &dark, None).expect("a plan");
    let quiet = Gas { sfr_msun_yr: None, ..gas() };
    let refused = plan().with_lines(LineSpec::default(), &quiet, &grid(), None).expect_err("no rates");
    assert!(matches!(refused, Error::Missing { what: "gas: sfr_msun_yr", .. }));
    let outside = LineSpec { log_u: -1.0, ..LineSpec::default() };
    assert!(matches!(plan().with_lines(outside, &gas(), &grid(), None), Err(Error::OutOfRange { .. })));
    assert!(matches!(plan().with_lines(LineSpec::default(), &gas(), &grid(), Some(&[1.0])), Err(Error::Length { .. })));
}
