//! Spectra in the same likelihood as photometry: what went in comes out, and a spectrum that says nothing changes nothing.
use astrarium_astro::band::Band;
use astrarium_astro::ssp::{SspLibrary, SspParts};
use astrarium_exec::{Engine, Rows, evaluate};
use astrarium_infer::samplers::SamplerKind;
use astrarium_infer::{How, Kind, LogDensity, NanPolicy, OverReal, OverTheta, Parameter, Run, Space, prior};
use astrarium_sed::dust::{DustKind, Screen};
use astrarium_sed::result::{Drawn, Posterior, sed_figure, spectrum_figure};
use astrarium_sed::sfh::{Constant, SfhKind, SfhSpec};
use astrarium_sed::{
    GalaxyDensity, GalaxyPlan, GalaxySpec, Given, Noise, Observer, Photometry, Source, Spectroscopy, Spectrum, Task,
};
use std::sync::Arc;

const REDSHIFT: f64 = 0.02;
/// Rest wavelengths of made-up absorption lines, ångström.
const LINES_AA: [f64; 5] = [4862.7, 4960.0, 5020.0, 5178.0, 5270.0];

/// Stars that fade and redden, with lines of half an ångström.
fn library() -> SspLibrary {
    let mut wave_aa: Vec<f64> = (0..300).map(|i| 10f64.powf(2.0 + 5.5 * f64::from(i) / 299.0)).collect();
    wave_aa.extend((0..1600).map(|i| 4700.05 + 0.5 * f64::from(i)));
    wave_aa.sort_by(f64::total_cmp);
    let age_yr: Vec<f64> = std::iter::once(0.0).chain((0..20).map(|i| 10f64.powf(5.5 + 0.25 * f64::from(i)))).collect();
    let shape = |age: f64, wave: f64| {
        let x = 1.4388e8 / (wave * 3e4 * (1.0 + age / 1e6).powf(-0.2));
        let lines: f64 = LINES_AA.iter().map(|at| 0.8 * (-0.5 * ((wave - at) / 0.7).powi(2)).exp()).sum();
        (1.0 + age / 1e6).powf(-0.8) * (wave / 5e3).powi(-5) / x.exp_m1().max(1e-300) * 1e-2 * (1.0 - lines)
    };
    let luminosity = age_yr.iter().flat_map(|age| wave_aa.iter().map(|wave| shape(*age, *wave))).collect();
    let parts = SspParts { wave_aa, age_yr, metallicity: vec![0.01], luminosity, ..SspParts::default() };
    SspLibrary::new(parts).expect("sound")
}

fn galaxy() -> GalaxySpec {
    GalaxySpec {
        age_yr: 3e9,
        redshift: REDSHIFT,
        sfh: SfhSpec { mass_msun: Some(1e10), ..SfhSpec::of(SfhKind::Constant(Constant::default())) },
        matter: Some(Given::default()),
        dust: Some(DustKind::Screen(Screen::default())),
        igm: None,
        ..GalaxySpec::default()
    }
}

fn task(spectroscopy: Spectroscopy) -> Task {
    let bands = [3000.0, 6000.0, 2e4].map(|wave| Band::top_hat("b", wave, 1.1 * wave).expect("sound"));
    Task {
        plan: Arc::new(GalaxyPlan::new(&galaxy(), library()).expect("sound")),
        observer: Arc::new(Observer::new(bands.to_vec())),
        galaxy: galaxy(),
        noise: Noise::default(),
        spectroscopy,
    }
}

fn space(names: &[(&str, [f64; 2])]) -> Space {
    let parameter = |(name, [low, high]): &(&str, [f64; 2])| Parameter::free(*name, prior::uniform(*low, *high));
    Space::new(names.iter().map(parameter).collect()).expect("sound")
}

/// Fluxes of the galaxy and its spectrum of R = 2000, as these motions and this calibration make it.
fn source(of: &Spectroscopy, n: usize) -> Source {
    let wave_aa: Vec<f64> = (0..n).map(|i| 4860.0 + 640.0 * i as f64 / n as f64).collect();
    let fwhm_aa = wave_aa.iter().map(|wave| wave / 2000.0).collect();
    let empty = Spectrum { flux_mjy: vec![0.0; n], error_mjy: vec![1.0; n], wave_aa, fwhm_aa };
    let blank = Photometry { flux_mjy: vec![0.0; 3], error_mjy: vec![1.0; 3], is_limit: vec![false; 3] };
    let first = Source { photometry: blank, spectrum: Some(Arc::new(empty.clone())), ..Source::default() };
    let density = GalaxyDensity::new(task(of.clone()), space(&[("age_yr", [1e8, 1e10])]), vec![first]).expect("sound");
    let mut model = density.model();
    let flux_mjy = model.band_mjy(0, &[3e9]).expect("covered").to_vec();
    let x = |i: usize| 2.0 * (empty.wave_aa[i] - 4860.0) / (empty.wave_aa[n - 1] - 4860.0) - 1.0;
    let seen: Vec<f64> = model.pixel_mjy().iter().enumerate().map(|(i, m)| m * (1.1 - 0.06 * x(i))).collect();
    let error_mjy: Vec<f64> = flux_mjy.iter().map(|flux| 0.03 * flux).collect();
    let spectrum = Spectrum { error_mjy: seen.iter().map(|flux| 0.02 * flux).collect(), flux_mjy: seen, ..empty };
    let photometry = Photometry { flux_mjy, error_mjy, is_limit: vec![false; 3] };
    Source { photometry, spectrum: Some(Arc::new(spectrum)), ..Source::default() }
}

fn motions(sigma_km_s: f64) -> Spectroscopy {
    Spectroscopy { sigma_km_s, calibration_degree: Some(2), ..Spectroscopy::default() }
}

fn value(density: &GalaxyDensity, row: &[f64]) -> f64 {
    let rows = Rows { dim: row.len(), values: row, entity: &[0] };
    evaluate(&OverTheta::new(density), rows, &Engine::serial()).expect("computed").values[0]
}

#[test]
fn a_spectrum_that_says_nothing_changes_nothing() {
    let source = source(&motions(200.0), 120);
    let mut blank = (**source.spectrum.as_ref().expect("a spectrum")).clone();
    blank.error_mjy.fill(f64::INFINITY);
    let space = || space(&[("age_yr", [1e8, 1e10]), ("dust.av_mag", [0.0, 2.0])]);
    let with = |spectrum| {
        let source = Source { spectrum, ..source.clone() };
        GalaxyDensity::new(task(motions(200.0)), space(), vec![source]).expect("sound")
    };
    let (none, blank, whole) = (with(None), with(Some(Arc::new(blank))), with(source.spectrum.clone()));
    for row in [[3e9, 0.5], [1e9, 0.1], [8e9, 1.7]] {
        let (a, b) = (value(&none, &row), value(&blank, &row));
        assert!((a - b).abs() < 1e-10 * a.abs(), "{a} {b}");
        assert!((value(&whole, &row) - a).abs() > 1.0);
    }
}

fn fitted(density: &GalaxyDensity) -> Run {
    let sampler: SamplerKind = serde_json::from_str(r#"{"kind": "nested", "live": 50, "dlogz": 1.0}"#).expect("known");
    sampler.run(density.target(false).expect("plain"), How::new(&Engine::serial(), 3)).expect("a run")
}

#[test]
fn motions_redshift_and_calibration_are_found() {
    let names = [("redshift", [0.0195, 0.0205]), ("spectroscopy.sigma_km_s", [20.0, 500.0])];
    let source = source(&motions(220.0), 120);
    let spectrum = source.spectrum.clone().expect("a spectrum");
    let density = GalaxyDensity::new(task(motions(100.0)), space(&names), vec![source]).expect("sound");
    let run = fitted(&density);
    let posterior = Posterior::of(&density, 0, &run, 40).expect("galaxies");
    let pixels = posterior.best.pixels.as_ref().expect("a spectrum");
    assert!((posterior.best.theta[0] - REDSHIFT).abs() < 5e-5, "{:?}", posterior.best.theta);
    assert!((posterior.best.theta[1] - 220.0).abs() < 25.0, "{:?}", posterior.best.theta);
    assert!((pixels.calibration[0] - 1.16).abs() < 0.02 && (pixels.calibration[119] - 1.04).abs() < 0.02);
    assert!(pixels.chi2 < 20.0, "{}", pixels.chi2);
    let ends = posterior.pixel_mjy.at(60);
    assert!(ends[1] <= ends[2] && ends[2] <= ends[3] && (ends[2] / spectrum.flux_mjy[60] - 1.0).abs() < 0.01);
    let table = posterior.pixel_table(&spectrum).expect("columns").expect("a table");
    assert_eq!(table.n_rows(), 120);
    assert_eq!(spectrum_figure(&posterior, &spectrum, "lines").expect("a figure").panels.len(), 3);
    assert_eq!(sed_figure(&Drawn::of(&posterior, &density, 0, "all")).panels.len(), 2);
}

#[test]
fn rows_do_not_know_what_was_computed_before_them() {
    let names = [("redshift", [0.01, 0.03]), ("spectroscopy.sigma_km_s", [20.0, 500.0]), ("age_yr", [1e8, 1e10])];
    let density =
        GalaxyDensity::new(task(motions(100.0)), space(&names), vec![source(&motions(220.0), 60)]).expect("sound");
    let values: Vec<f64> = (0..9)
        .flat_map(|i| [0.015 + 0.001 * f64::from(i / 2), 50.0 + 40.0 * f64::from(i % 3), 1e9 * f64::from(i + 1)])
        .collect();
    let together = |engine: &Engine| {
        let rows = Rows { dim: 3, values: &values, entity: &[0; 9] };
        evaluate(&OverTheta::new(&density), rows, engine).expect("computed").values
    };
    let found = together(&Engine::serial());
    assert_eq!(found, together(&Engine::with_threads(3)));
    for (i, row) in values.chunks_exact(3).enumerate() {
        assert_eq!(value(&density, row).to_bits(), found[i].to_bits(), "row {i}");
    }
}

#[test]
fn slopes_follow_the_spectrum() {
    let names = ["age_yr", "sfh.mass_msun", "dust.av_mag", "spectroscopy.sigma_km_s", "spectroscopy.error_factor"];
    let parameter = |name: &&str| Parameter::new(*name, Kind::Flat);
    let space = Space::new(names.iter().map(parameter).collect()).expect("sound");
    let density = GalaxyDensity::new(task(motions(150.0)), space, vec![source(&motions(220.0), 60)]).expect("sound");
    let row = [2.7e9, 1.1e10, 0.6, 200.0, 1.2];
    let of = OverReal::new(&density, NanPolicy::Error).expect("a gradient");
    let out = evaluate(&of, Rows { dim: 5, values: &row, entity: &[0] }, &Engine::serial()).expect("computed");
    let gradient = of.split(out.blob(0)).gradient.to_vec();
    for (i, name) in names.iter().enumerate() {
        let at = |by: f64| {
            let mut moved = row;
            moved[i] *= 1.0 + by;
            value(&density, &moved)
        };
        let step = 3e-4;
        let expected = (8.0 * (at(step) - at(-step)) - (at(2.0 * step) - at(-2.0 * step))) / (12.0 * step * row[i]);
        assert!((gradient[i] / expected - 1.0).abs() < 2e-3, "{name}: {:e}, differences {expected:e}", gradient[i]);
    }
    assert_eq!(density.space().dim(), 5);
}
