//! Every derivative against central differences, and all of them finite.
use crate::galaxy::{library, spec, stars, view};
use astrarium_astro::ssp::SspLibrary;
use astrarium_exec::Engine;
use astrarium_ifu::Stars;
use astrarium_ifu::cube::{CubePlan, CubeSpec, Curve, Gradient, Path, Widths};
use astrarium_ifu::orient::View;
use astrarium_ifu::spaxel::Assignment;
use astrarium_ifu::telescope::Lsf;
use astrarium_num::testkit::uniform;

/// All that a cube depends on.
#[derive(Clone)]
struct World {
    spec: CubeSpec,
    stars: Stars,
    a_v: Vec<f64>,
}

/// Values of the cube.
const N: usize = 8 * 8 * 240;
const BOTH: Widths = Widths { psf: true, lsf: true };

impl World {
    fn new(spec: CubeSpec, n: usize) -> Self {
        let mut stars = stars(n, 3.0);
        // within the grid and away from its nodes, where derivatives jump
        stars.age_gyr.iter_mut().for_each(|age| *age = age.clamp(0.0012, 9.0) * 1.03);
        stars.metallicity.iter_mut().for_each(|z| *z = z.clamp(0.0025, 0.028));
        let a_v = uniform(n, 8).into_iter().map(|u| 0.3 + 0.5 * u).collect();
        let mut spec = CubeSpec { tolerance: 1e-9, path: Path::Factored, ..spec };
        (spec.telescope.fov_arcsec, spec.telescope.wave_range_aa) = (4.0, [4900.0, 5500.0]);
        Self { spec, stars, a_v }
    }

    fn plan<'a>(&self, view: &'a View, library: &'a SspLibrary) -> CubePlan<'a> {
        CubePlan::new(&self.spec, view, library, Some(&self.a_v)).expect("a plan")
    }

    /// A fixed linear functional of the cube, by the path without tables.
    fn scalar(&self, library: &SspLibrary, direction: &[f64]) -> f64 {
        let direct = Self { spec: CubeSpec { path: Path::Direct, ..self.spec.clone() }, ..self.clone() };
        let view = view(self.stars.clone(), &self.spec);
        let cube = direct.plan(&view, library).run(&Engine::serial()).expect("a cube");
        cube.flux.iter().zip(direction).map(|(value, weight)| value * weight).sum()
    }

    fn gradient(&self, library: &SspLibrary, direction: &[f64]) -> Gradient {
        let view = view(self.stars.clone(), &self.spec);
        self.plan(&view, library).pull(direction, BOTH, &Engine::with_threads(2)).expect("a gradient")
    }
}

/// A smooth direction, so that the differences of rounding are small.
fn direction(n: usize) -> Vec<f64> {
    (0..n).map(|i| (i as f64 / 300.0).sin() + (i as f64 / 41.0).cos()).collect()
}

/// `(f(x + h) - f(x - h))/2h`, once extrapolated, of the world changed by `change`.
fn difference(world: &World, library: &SspLibrary, step: f64, change: impl Fn(&mut World, f64)) -> f64 {
    let direction = direction(N);
    let at = |by: f64| {
        let mut moved = world.clone();
        change(&mut moved, by);
        moved.scalar(library, &direction)
    };
    let slope = |h: f64| (at(h) - at(-h)) / (2.0 * h);
    (4.0 * slope(0.5 * step) - slope(step)) / 3.0
}

fn close(what: &str, found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance * expected.abs(), "{what}: {found:e}, differences give {expected:e}");
}

fn worlds() -> Vec<World> {
    let cloud = CubeSpec {
        assignment: Assignment::Cloud,
        ..spec(
            "psf = { shape = { kind = 'moffat', beta = 5.0 }, fwhm_arcsec = 0.8, exponent = -0.2 }\nlsf = { fwhm_aa = 6.0 }",
        )
    };
    let psf = CubeSpec {
        assignment: Assignment::Psf,
        boost: true,
        library_fwhm_aa: Some(3.0),
        ..spec("psf = { fwhm_arcsec = 0.9 }\nlsf = { fwhm_aa = 6.0 }")
    };
    let smooth = CubeSpec { curve: Curve::Monotone, ..cloud.clone() };
    let mut worlds = vec![World::new(cloud, 6), World::new(psf, 6), World::new(smooth, 6)];
    for world in &mut worlds {
        world.spec.orientation.angles_deg = [35.0, -20.0, 70.0];
        world.spec.pointing.position_angle_deg = 25.0;
        world.spec.pointing.north_arcsec = 0.3;
    }
    worlds
}

#[test]
fn of_every_star() {
    let library = library();
    for world in worlds() {
        let gradient = world.gradient(&library, &direction(N));
        for i in [0, 4] {
            let by = |step: f64, change: &dyn Fn(&mut World, f64)| difference(&world, &library, step, change);
            let mass = by(1e3, &|world, h| world.stars.initial_mass_msun[i] += h);
            close("mass", gradient.initial_mass_msun[i], mass, 1e-6);
            let age = by(1e-3 * world.stars.age_gyr[i], &|world, h| world.stars.age_gyr[i] += h);
            close("age", gradient.age_gyr[i], age, 1e-5);
            let metallicity = by(1e-5, &|world, h| world.stars.metallicity[i] += h);
            close("metallicity", gradient.metallicity[i], metallicity, 1e-5);
            let a_v = by(1e-3, &|world, h| world.a_v[i] += h);
            close("a_v", gradient.a_v[i], a_v, 1e-5);
            for k in 0..3 {
                let velocity = by(1.0, &|world, h| world.stars.velocity_km_s[i][k] += h);
                close("velocity", gradient.velocity_km_s[i][k], velocity, 1e-4);
                let position = by(1e-4, &|world, h| world.stars.position_kpc[i][k] += h);
                close("position", gradient.position_kpc[i][k], position, 1e-4);
            }
        }
    }
}

#[test]
fn of_the_whole() {
    let library = library();
    for world in worlds() {
        let gradient = world.gradient(&library, &direction(N));
        let by = |step: f64, change: &dyn Fn(&mut World, f64)| difference(&world, &library, step, change);
        for k in 0..3 {
            let angle = by(1e-3, &|world, h| world.spec.orientation.angles_deg[k] += h);
            close("angle", gradient.angles_deg[k], angle, 1e-4);
        }
        close("redshift", gradient.redshift, by(1e-6, &|world, h| world.spec.redshift += h), 1e-4);
        let psf = by(1e-4, &|world, h| {
            world.spec.telescope.psf.as_mut().expect("given").fwhm_arcsec += h;
        });
        close("psf", gradient.psf_fwhm_arcsec, psf, 1e-4);
        let lsf = by(1e-3, &|world, h| world.spec.telescope.lsf = Some(Lsf::Fwhm { fwhm_aa: 6.0 * h.exp() }));
        close("lsf", gradient.ln_lsf_width, lsf, 1e-4);
    }
}

#[test]
fn all_derivatives_are_finite() {
    let library = library();
    let mut world = World::new(spec("lsf = { fwhm_aa = 6.0 }"), 200);
    // beyond the grid, beyond the field, without mass
    world.stars = stars(200, 30.0);
    world.stars.initial_mass_msun[3] = 0.0;
    world.stars.age_gyr[4] = 0.0;
    world.stars.metallicity[5] = 0.0;
    world.spec.tolerance = 1e-3;
    world.a_v = vec![0.0; 200];
    let gradient = world.gradient(&library, &vec![1.0; N]);
    let scalars = [&gradient.initial_mass_msun, &gradient.age_gyr, &gradient.metallicity, &gradient.a_v];
    assert!(scalars.into_iter().flatten().all(|value| value.is_finite()));
    let vectors = [&gradient.position_kpc, &gradient.velocity_km_s];
    assert!(vectors.into_iter().flatten().flatten().all(|value| value.is_finite()));
    let Gradient { angles_deg: [a, b, c], redshift, shift, ln_distance, ln_scale, ln_lsf_width, .. } = gradient;
    assert!([a, b, c, redshift, shift, ln_distance, ln_scale, ln_lsf_width].into_iter().all(f64::is_finite));
    // light is linear in mass: twice the distance is a quarter of it
    assert!(ln_distance < 0.0 && gradient.initial_mass_msun.iter().all(|value| *value >= 0.0));
    assert_eq!(gradient.metallicity[5], 0.0, "clamped");
    let dark = gradient.initial_mass_msun.iter().filter(|value| **value == 0.0).count();
    assert!((100..200).contains(&dark), "{dark} stars lie outside");
}
