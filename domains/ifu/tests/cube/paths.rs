//! Three ways to the same cube.
use crate::galaxy::{library, spec, stars, view};
use astrarium_exec::Engine;
use astrarium_ifu::cube::{CubePlan, CubeSpec, Curve, Path};
use astrarium_ifu::spaxel::Assignment;
use astrarium_num::testkit::uniform;

/// Root of the mean square over a spaxel's channels relative to its mean, the worst spaxel's.
fn worst(found: &[f64], expected: &[f64], n_channels: usize) -> f64 {
    let off = |(a, b): (&[f64], &[f64])| {
        let mean = b.iter().sum::<f64>() / b.len() as f64;
        let square = a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>() / b.len() as f64;
        if mean > 0.0 { square.sqrt() / mean } else { square }
    };
    found.chunks(n_channels).zip(expected.chunks(n_channels)).map(off).fold(0.0, f64::max)
}

#[test]
fn all_paths_agree_within_the_tolerance() {
    let library = library();
    let a_v: Vec<f64> = uniform(150, 9).into_iter().map(|u| 1.5 * u).collect();
    for (assignment, blurs, a_v) in [
        (Assignment::Nearest, "lsf = { fwhm_aa = 6.0 }", None),
        (
            Assignment::Cloud,
            "psf = { shape = { kind = 'moffat', beta = 5.0 }, fwhm_arcsec = 0.6, exponent = -0.2 }",
            None,
        ),
        (Assignment::Psf, "psf = { fwhm_arcsec = 0.8 }\nlsf = { resolving_power = 900.0 }", None),
        (Assignment::Cloud, "", Some(a_v.as_slice())),
        (Assignment::Nearest, "psf = { fwhm_arcsec = 0.8 }", Some(a_v.as_slice())),
    ] {
        // smooth curves where there is dust
        let curve = if a_v.is_some() { Curve::Monotone } else { Curve::Linear };
        let spec = CubeSpec { assignment, curve, ..spec(blurs) };
        let view = view(stars(150, 5.0), &spec);
        let run = |path, tolerance| {
            let spec = CubeSpec { path, tolerance, ..spec.clone() };
            CubePlan::new(&spec, &view, &library, a_v).expect("a plan").run(&Engine::with_threads(2)).expect("a cube")
        };
        let direct = run(Path::Direct, 1e-3);
        for (path, tolerance) in
            [Path::Bins, Path::Factored, Path::Auto].into_iter().flat_map(|path| [1e-2, 1e-4, 1e-6].map(|t| (path, t)))
        {
            let off = worst(&run(path, tolerance).flux, &direct.flux, 600);
            assert!(off <= tolerance, "{assignment:?} {path:?}: {off:e} of {tolerance:e}");
        }
    }
}

#[test]
fn the_cheapest_path_depends_on_what_there_is_to_do() {
    let library = library();
    let path = |n: usize, tolerance: f64| {
        let spec = CubeSpec { tolerance, ..spec("") };
        let view = view(stars(n, 5.0), &spec);
        CubePlan::new(&spec, &view, &library, None).expect("a plan").report().path
    };
    assert_eq!(path(5, 1e-3), Path::Direct);
    assert_eq!(path(50_000, 1e-3), Path::Factored);
}

#[test]
fn assignments_agree_on_the_whole() {
    let library = library();
    let image = |assignment| {
        let spec = CubeSpec { assignment, path: Path::Factored, ..spec("psf = { fwhm_arcsec = 1.5 }") };
        let view = view(stars(20_000, 4.0), &spec);
        CubePlan::new(&spec, &view, &library, None).expect("a plan").run(&Engine::serial()).expect("a cube").image()
    };
    let images = [Assignment::Nearest, Assignment::Cloud, Assignment::Psf].map(image);
    let peak = images[2].iter().fold(0.0, |most: f64, value| most.max(*value));
    for image in &images[..2] {
        let off = image.iter().zip(&images[2]).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(off < 0.03 * peak, "{}", off / peak);
    }
}
