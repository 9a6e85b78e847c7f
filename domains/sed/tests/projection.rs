//! The likelihood projected onto the bands against the one of all wavelengths.
use astrarium_astro::band::{Band, Detector};
use astrarium_astro::ssp::{SspLibrary, SspParts};
use astrarium_exec::{Engine, Rows, evaluate};
use astrarium_infer::{LogDensity, NanPolicy, OverReal, OverTheta, Parameter, Space, prior};
use astrarium_num::random::{Purpose, Stream};
use astrarium_sed::dust::{CharlotFall, DustKind, Screen};
use astrarium_sed::radio::{FreeFree, Synchrotron};
use astrarium_sed::sfh::{SfhKind, SfhSpec};
use astrarium_sed::{
    Error, Foreground, GalaxyDensity, GalaxyPlan, GalaxySpec, Given, Noise, Observer, Photometry, Projection, Rules,
    Source, Spectroscopy, Task,
};
use std::sync::Arc;

/// Black bodies that cool with age, with a break at the Lyman limit and absorption lines: nothing that a polynomial would follow.
fn library() -> SspLibrary {
    let wave_aa: Vec<f64> = (0..1200).map(|i| 10f64.powf(2.0 + 8.0 * f64::from(i) / 1199.0)).collect();
    let age_yr: Vec<f64> = std::iter::once(0.0).chain((0..40).map(|i| 10f64.powf(5.0 + 0.13 * f64::from(i)))).collect();
    let metallicity = vec![1e-4, 4e-3, 0.02, 0.05];
    let shape = |z: f64, age: f64, wave: f64| {
        let hot = 3e4 * (1.0 + age / 1e6).powf(-0.2) * (1.0 + 10.0 * z).powi(-2);
        let x = 1.4388e8 / (wave * hot);
        let lines = 1.0 - 0.4 * (37.0 * wave.ln()).sin().powi(8) * f64::from(wave < 2e4);
        let limit = if wave < 912.0 { 0.05 } else { 1.0 };
        let tail = if wave > 5e4 {
            (wave / 5e4).powi(-4) / (1.4388e8 / (5e4 * hot)).exp_m1()
        } else {
            (wave / 5e4).powi(-5) / x.exp_m1()
        };
        (1.0 + age / 1e6).powf(-0.8) * tail.max(1e-300) * lines * limit * 1e-7
    };
    let nodes = metallicity.iter().flat_map(|z| age_yr.iter().map(move |age| (*z, *age)));
    let luminosity = nodes.flat_map(|(z, age)| wave_aa.iter().map(move |wave| shape(z, age, *wave))).collect();
    let parts = SspParts { name: "made".to_owned(), wave_aa, age_yr, metallicity, luminosity, ..SspParts::default() };
    SspLibrary::new(parts).expect("sound")
}

/// Bands from the far ultraviolet to radio, with slanting responses.
fn bands() -> Vec<Band> {
    let waves = [1.45e3, 2.2e3, 3.5e3, 4.7e3, 6.2e3, 7.5e3, 1.2e4, 2.2e4, 3.4e4, 1.2e5, 2.3e5, 7e5, 1.6e6, 3.5e6, 2e9];
    let slanting = |wave: &f64| {
        let at = [0.88, 0.9, 1.0, 1.1, 1.14].map(|part| wave * part);
        Band::new(&format!("at {wave:e}"), &at, &[0.0, 0.9, 1.0, 0.5, 0.0], Detector::Photon).expect("sound")
    };
    waves.iter().map(slanting).collect()
}

/// Galaxies of all kinds of dust, seen near and far.
fn galaxies() -> Vec<GalaxySpec> {
    let given = Some(Given { metallicity: 0.011, ..Given::default() });
    let of = |name: &str| SfhSpec { mass_msun: Some(2e10), ..SfhSpec::of(SfhKind::named(name).expect("listed")) };
    let plain = GalaxySpec { age_yr: 1.3e9, redshift: 0.05, ..GalaxySpec::default() };
    let radio =
        GalaxySpec { free_free: Some(FreeFree::default()), synchrotron: Some(Synchrotron::default()), ..plain.clone() };
    vec![
        plain.clone(),
        // the Lyman limit is within a band
        GalaxySpec { redshift: 0.6, xray_binaries: true, ..radio.clone() },
        GalaxySpec {
            sfh: of("delayed"),
            matter: given.clone(),
            dust: Some(DustKind::Screen(Screen::default())),
            ..radio
        },
        GalaxySpec {
            sfh: of("lognormal"),
            matter: given,
            dust: Some(DustKind::CharlotFall(CharlotFall::default())),
            ..plain
        },
    ]
}

const ERROR: f64 = 0.05;

/// Numbers that are fitted, with the ends of their priors, even in the logarithm.
fn moved(galaxy: &GalaxySpec) -> Vec<(&'static str, [f64; 2])> {
    let mut moved = vec![("age_yr", [1e8, 5e9])];
    moved.extend(match galaxy.dust {
        Some(DustKind::TwoPhase(_)) => {
            vec![("dust.f_mc", [0.05, 0.95]), ("dust.r_dust_pc", [5e2, 2e4]), ("dust.slope_dd_low", [0.4, 1.5])]
        }
        _ => vec![("dust.f_pah", [0.01, 0.5])],
    });
    moved
}

/// The likelihood of fluxes a little off the galaxy's own.
fn density(galaxy: &GalaxySpec, moved: &[(&str, [f64; 2])]) -> GalaxyDensity {
    let plan = GalaxyPlan::new(galaxy, library()).expect("sound");
    let observer = Observer::new(bands());
    let task = Task {
        plan: Arc::new(plan),
        observer: Arc::new(observer),
        galaxy: galaxy.clone(),
        noise: Noise { calibration: 0.01, ..Noise::default() },
        spectroscopy: Spectroscopy::default(),
    };
    let (_, seen) = task.look(galaxy).expect("covered");
    let off = |i: usize| 1.0 + 0.1 * (i as f64).sin();
    let flux_mjy: Vec<f64> = seen.band_mjy.iter().enumerate().map(|(i, flux)| (flux * off(i)).max(1e-12)).collect();
    let error_mjy = flux_mjy.iter().map(|flux| ERROR * flux).collect();
    let is_limit = (0..flux_mjy.len()).map(|i| i == 5).collect();
    let free = |(name, [low, high]): &(&str, [f64; 2])| Parameter::free(*name, prior::log_uniform(*low, *high));
    let space = Space::new(moved.iter().map(free).collect()).expect("sound");
    let photometry = Photometry { flux_mjy, error_mjy, is_limit };
    GalaxyDensity::new(task, space, vec![Source { photometry, ..Source::default() }]).expect("known parameters")
}

fn projected(galaxy: &GalaxySpec, tolerance_sigma: f64) -> GalaxyDensity {
    density(galaxy, &moved(galaxy)).projected(tolerance_sigma).expect("a tolerance")
}

fn told(density: &GalaxyDensity) -> &Projection {
    &density.projections()[0]
}

fn values(density: &GalaxyDensity, rows: &[f64], engine: &Engine) -> Vec<f64> {
    let dim = density.space().dim();
    let rows = Rows { dim, values: rows, entity: &vec![0; rows.len() / dim] };
    evaluate(&OverTheta::new(density), rows, engine).expect("computed").values
}

/// Points of the prior that no projection was compared at.
fn points(density: &GalaxyDensity, n: u64) -> Vec<f64> {
    let dim = density.space().dim();
    let (mut u, mut all) = (vec![0.0; dim], vec![]);
    for draw in 0..n {
        Stream::new(5, Purpose::Test, 0).fill_uniform(draw, 0, &mut u);
        let mut theta = vec![0.0; dim];
        density.space().transform(&u, &mut theta);
        all.extend(theta);
    }
    all
}

#[test]
fn errors_are_as_they_are_told() {
    for (which, galaxy) in galaxies().iter().enumerate() {
        let (exact, few) = (density(galaxy, &moved(galaxy)), projected(galaxy, 1.0));
        let told = told(&few);
        assert!(told.is_used() && told.n_draws == 64, "{which}: {told}");
        assert!(told.error_sigma < 0.02 && 3 * told.n_waves[0] < told.n_waves[1], "{which}: {told}");
        let rows = points(&exact, 40);
        let engine = Engine::serial();
        let (all, near) = (values(&exact, &rows, &engine), values(&few, &rows, &engine));
        let (mut model, data) = (exact.model(), &exact.sources()[0].photometry);
        for (i, row) in rows.chunks_exact(exact.space().dim()).enumerate() {
            // what a likelihood may be off by where every flux is off by the error that is told
            let fluxes = model.band_mjy(0, row).expect("a galaxy");
            let of_band = |(k, flux): (usize, &f64)| {
                let bright = (flux / data.flux_mjy[k]).max(1.0);
                ((flux - data.flux_mjy[k]).abs() / data.error_mjy[k] + 1.0) * bright
            };
            let most: f64 = fluxes.iter().enumerate().map(of_band).sum::<f64>() * told.error_sigma;
            let off = (near[i] - all[i]).abs();
            assert!(off > 0.0 && off < 2.0 * most, "{which}, {row:?}: off by {off:e}, at most {most:e}");
        }
    }
}

#[test]
fn what_is_not_good_enough_stays_exact() {
    let galaxy = &galaxies()[0];
    let (exact, refused) = (density(galaxy, &moved(galaxy)), projected(galaxy, 1e-9));
    assert!(!told(&refused).is_used() && told(&refused).why_not.is_none(), "{}", told(&refused));
    assert!(told(&refused).to_string().starts_with("the likelihood is exact: at "), "{}", told(&refused));
    let rows = points(&exact, 10);
    let engine = Engine::serial();
    assert_eq!(values(&exact, &rows, &engine), values(&refused, &rows, &engine));
    assert_ne!(values(&exact, &rows, &engine), values(&projected(galaxy, 1.0), &rows, &engine));
    for bad in [0.0, -1.0, f64::NAN] {
        assert!(matches!(density(galaxy, &moved(galaxy)).projected(bad), Err(Error::OutOfRange { .. })));
    }
}

#[test]
fn what_cannot_be_projected_is_said() {
    let galaxy = &galaxies()[0];
    let of = |galaxy: &GalaxySpec, moved: &[(&str, [f64; 2])]| {
        let density = density(galaxy, moved).projected(1.0).expect("a tolerance");
        told(&density).to_string()
    };
    assert_eq!(of(galaxy, &[("redshift", [0.01, 0.1])]), "the likelihood is exact: the redshift is free");
    let behind = GalaxySpec { foreground: Some(Foreground::default()), ..galaxy.clone() };
    assert!(of(&behind, &[("foreground.ebv_mag", [0.01, 0.1])]).ends_with("the dust of the Milky Way is free"));
    assert!(of(&behind, &[("age_yr", [1e8, 1e9])]).starts_with("the likelihood is projected"));
    let original = GalaxySpec { rules: Rules::galapy(), ..galaxy.clone() };
    assert!(of(&original, &[("age_yr", [1e8, 1e9])]).contains("not linear"));
    assert!(of(galaxy, &[("age_yr", [1e11, 2e11])]).contains("no draw"));
}

#[test]
fn slopes_are_those_of_the_projection() {
    for (which, galaxy) in galaxies().iter().enumerate() {
        let density = projected(galaxy, 1.0);
        let of = OverReal::new(&density, NanPolicy::Error).expect("a gradient");
        let engine = Engine::serial();
        let at = |x: &[f64]| {
            let rows = Rows { dim: x.len(), values: x, entity: &[0] };
            let out = evaluate(&of, rows, &engine).expect("computed");
            (out.values[0], of.split(out.blob(0)).gradient.to_vec())
        };
        for x in [0.31, -0.4] {
            let x = vec![x; density.space().dim()];
            let (_, gradient) = at(&x);
            for (i, slope) in gradient.iter().enumerate() {
                let by = |step: f64| {
                    let mut x = x.clone();
                    x[i] += step;
                    at(&x).0
                };
                let difference = |h: f64| (8.0 * (by(h) - by(-h)) - by(2.0 * h) + by(-2.0 * h)) / (12.0 * h);
                let expected = difference(1e-3);
                assert!(
                    (slope - expected).abs() < 1e-4 * (1.0 + expected.abs()),
                    "{which}, {}: {slope} {expected}",
                    density.space().parameters()[i].name
                );
            }
        }
    }
}

#[test]
fn posteriors_agree() {
    let galaxy = &galaxies()[0];
    let ends = [("age_yr", [1.1e9, 1.5e9]), ("dust.r_dust_pc", [9e2, 1.1e3])];
    let exact = density(galaxy, &ends);
    let few = density(galaxy, &ends).projected(0.05).expect("a tolerance");
    assert!(told(&few).is_used(), "{}", told(&few));
    let n = 25;
    let place = |k: usize, [low, high]: [f64; 2]| low + (high - low) * (k as f64 + 0.5) / n as f64;
    let rows: Vec<f64> = (0..n * n).flat_map(|k| [place(k / n, ends[0].1), place(k % n, ends[1].1)]).collect();
    let engine = Engine::serial();
    let moments = |density: &GalaxyDensity| {
        let ln = values(density, &rows, &engine);
        let most = ln.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let weights: Vec<f64> = ln.iter().map(|ln| (ln - most).exp()).collect();
        let sum: f64 = weights.iter().sum();
        let of = |f: &dyn Fn(&[f64]) -> f64| -> f64 {
            weights.iter().zip(rows.chunks_exact(2)).map(|(w, row)| w * f(row)).sum::<f64>() / sum
        };
        [0, 1].map(|i| {
            let mean = of(&|row| row[i]);
            (mean, of(&|row| (row[i] - mean).powi(2)).sqrt())
        })
    };
    for ((mean, spread), (near, near_spread)) in moments(&exact).into_iter().zip(moments(&few)) {
        assert!((mean - near).abs() < 0.02 * spread, "{mean} ± {spread}, {near}");
        assert!((near_spread / spread - 1.0).abs() < 0.01, "± {spread}, ± {near_spread}");
    }
}

#[test]
fn threads_change_no_bits() {
    let density = projected(&galaxies()[1], 1.0);
    let rows = points(&density, 70);
    let alone = values(&density, &rows, &Engine::serial());
    let together = values(&density, &rows, &Engine::with_threads(3));
    assert!(alone.iter().zip(&together).all(|(a, b)| a.to_bits() == b.to_bits()));
}
