//! Slopes of the likelihood against differences, and what follows them.
use astrarium_astro::band::Band;
use astrarium_astro::ssp::{SspLibrary, SspParts};
use astrarium_exec::{At, Engine, Evaluated, Go, Rows, drive, evaluate};
use astrarium_infer::nuts::{Nuts, NutsSettings, NutsState, Progress};
use astrarium_infer::optimise::ByRef;
use astrarium_infer::{Kind, LogDensity, NanPolicy, OverReal, OverTheta, Parameter, Space, prior};
use astrarium_sed::agn::{FritzNode, Nucleus};
use astrarium_sed::dust::{CharlotFall, DustKind, Screen, TwoPhase};
use astrarium_sed::radio::{FreeFree, Synchrotron};
use astrarium_sed::sfh::{SfhKind, SfhSpec};
use astrarium_sed::{
    Error, Foreground, GalaxyDensity, GalaxyPlan, GalaxySpec, Given, Limits, Noise, Observer, Photometry, Rules,
    Source, Spectroscopy, Task,
};
use std::path::Path;
use std::sync::Arc;

/// Stars that fade and redden with age, to single precision's last digits smooth.
fn library() -> SspLibrary {
    let wave_aa: Vec<f64> = (0..500).map(|i| 10f64.powf(10.0 * f64::from(i) / 499.0)).collect();
    let age_yr: Vec<f64> = std::iter::once(0.0).chain((0..60).map(|i| 10f64.powf(5.0 + 0.09 * f64::from(i)))).collect();
    let metallicity = vec![1e-4, 4e-3, 0.02, 0.05];
    let shape = |z: f64, age: f64, wave: f64| {
        let hot = 3e4 * (1.0 + age / 1e6).powf(-0.2) * (1.0 + 10.0 * z).powi(-2);
        let x = 1.4388e8 / (wave * hot);
        (1.0 + age / 1e6).powf(-0.8) * (wave / 5e3).powi(-5) / x.exp_m1().max(1e-300) * 1e-2
    };
    let nodes = metallicity.iter().flat_map(|z| age_yr.iter().map(move |age| (*z, *age)));
    let luminosity = nodes.flat_map(|(z, age)| wave_aa.iter().map(move |wave| shape(z, age, *wave))).collect();
    let parts = SspParts { name: "made".to_owned(), wave_aa, age_yr, metallicity, luminosity, ..SspParts::default() };
    SspLibrary::new(parts).expect("sound")
}

/// A torus of made-up light.
fn templates(folder: &Path) {
    let rows = (0..60).map(|i| 10f64.powf(-2.0 + 0.08 * f64::from(i)));
    let text: String = rows.map(|wave| format!("{wave:e} {:e} 0\n", (-(wave / 8.0).ln().powi(2)).exp())).collect();
    std::fs::write(folder.join(FritzNode::default().file_name()), text).expect("written");
}

/// Galaxies of all kinds of components, histories and dust.
fn galaxies(folder: &Path) -> Vec<GalaxySpec> {
    let agn = Nucleus { fraction: 0.2, folder: folder.to_owned(), ..Nucleus::default() };
    let given = Some(Given { metallicity: 0.011, ..Given::default() });
    let of = |name: &str, mass_msun| SfhSpec { mass_msun, ..SfhSpec::of(SfhKind::named(name).expect("listed")) };
    let plain = GalaxySpec { age_yr: 1.3e9, redshift: 0.05, igm: None, ..GalaxySpec::default() };
    let all = GalaxySpec {
        agn: Some(agn),
        xray_binaries: true,
        free_free: Some(FreeFree::default()),
        synchrotron: Some(Synchrotron::default()),
        foreground: Some(Foreground { ebv_mag: 0.11, ..Foreground::default() }),
        ..plain.clone()
    };
    vec![
        plain.clone(),
        GalaxySpec { age_yr: 7.7e9, ..all.clone() },
        GalaxySpec { sfh: of("insitu", Some(3e10)), dust: Some(DustKind::Screen(Screen::default())), ..all.clone() },
        GalaxySpec { sfh: of("delayed", Some(2e10)), matter: given.clone(), ..all.clone() },
        GalaxySpec {
            sfh: of("continuity", Some(2e10)),
            matter: given.clone(),
            dust: Some(DustKind::CharlotFall(CharlotFall { escape_yr: 1.37e7, ..CharlotFall::default() })),
            ..plain.clone()
        },
        GalaxySpec { sfh: of("lognormal", Some(1e10)), matter: given.clone(), dust: None, ..plain.clone() },
        GalaxySpec { sfh: of("constant", None), matter: given, ..all },
    ]
}

fn bands() -> Vec<Band> {
    let waves = [5.0, 1.5e3, 2.2e3, 4e3, 5e3, 7e3, 1.2e4, 2.2e4, 5e4, 1e5, 2.4e5, 7e5, 1e6, 1.6e6, 3.5e6, 2e9];
    waves.map(|wave| Band::top_hat("b", wave, 1.2 * wave).expect("sound")).to_vec()
}

fn noise() -> Noise {
    Noise { calibration: 0.07, outliers: 0.01, floors: vec![0.02], ..Noise::default() }
}

/// Numbers of the galaxy that a fit may move, and where they are.
fn moved(galaxy: &GalaxySpec, noise: &Noise) -> Vec<(String, f64)> {
    let fixed = ["quench_yr", "start_yr", "escape_yr"];
    let free = galaxy.quantities().into_iter().filter(|q| !fixed.iter().any(|name| q.name.ends_with(name)));
    let at = |name: &str| galaxy.get(galaxy.find(name).expect("listed"));
    let of_galaxy = free.map(|q| (q.name.to_string(), at(&q.name))).filter(|(_, value)| value.is_finite());
    of_galaxy
        .chain([("noise.calibration".to_owned(), noise.calibration), ("noise.outliers".to_owned(), 0.01)])
        .collect()
}

/// The likelihood of fluxes a little off the galaxy's own, one of which is a limit.
fn density(galaxy: &GalaxySpec, names: &[&str], priors: &[[f64; 2]]) -> GalaxyDensity {
    let plan = GalaxyPlan::new(galaxy, library()).expect("sound");
    let observer = Observer::new(bands());
    let (mut light, mut seen) = (plan.room(), observer.room());
    plan.light(galaxy, &mut light).expect("sound");
    observer.look(&plan, galaxy, &light, &mut seen).expect("covered");
    let off = |i: usize| 1.0 + 0.2 * (i as f64).sin();
    let flux_mjy: Vec<f64> = seen.band_mjy.iter().enumerate().map(|(i, flux)| (flux * off(i)).max(1e-12)).collect();
    let error_mjy = flux_mjy.iter().map(|flux| 0.1 * flux).collect();
    let is_limit = (0..flux_mjy.len()).map(|i| i == 5).collect();
    let parameter = |(i, name): (usize, &&str)| match priors.get(i) {
        Some([low, high]) => Parameter::free(*name, prior::uniform(*low, *high)),
        None => Parameter::new(*name, Kind::Flat),
    };
    let space = Space::new(names.iter().enumerate().map(parameter).collect()).expect("sound");
    let task = Task {
        plan: Arc::new(plan),
        observer: Arc::new(observer),
        galaxy: galaxy.clone(),
        noise: noise(),
        spectroscopy: Spectroscopy::default(),
    };
    let photometry = Photometry { flux_mjy, error_mjy, is_limit };
    GalaxyDensity::new(task, space, vec![Source { photometry, ..Source::default() }]).expect("known parameters")
}

fn value(density: &GalaxyDensity, row: &[f64]) -> f64 {
    let rows = Rows { dim: row.len(), values: row, entity: &[0] };
    let out = evaluate(&OverTheta::new(density), rows, &Engine::serial()).expect("computed");
    assert!(out.failed.is_empty(), "{:?}", out.failed);
    out.values[0]
}

/// Value and slopes; parameters without a prior are their own real line.
fn slopes(density: &GalaxyDensity, row: &[f64]) -> (f64, Vec<f64>) {
    let of = OverReal::new(density, NanPolicy::Error).expect("a gradient");
    let rows = Rows { dim: row.len(), values: row, entity: &[0] };
    let out = evaluate(&of, rows, &Engine::serial()).expect("computed");
    (out.values[0], of.split(out.blob(0)).gradient.to_vec())
}

#[test]
fn slopes_are_those_of_differences() {
    let folder = tempfile::tempdir().expect("a folder");
    templates(folder.path());
    for (which, galaxy) in galaxies(folder.path()).iter().enumerate() {
        let numbers = moved(galaxy, &noise());
        let names: Vec<&str> = numbers.iter().map(|(name, _)| name.as_str()).collect();
        let row: Vec<f64> = numbers.iter().map(|(_, value)| *value).collect();
        let density = density(galaxy, &names, &[]);
        let (found, gradient) = slopes(&density, &row);
        assert_eq!(found.to_bits(), value(&density, &row).to_bits(), "the value that comes along");
        for (i, name) in names.iter().enumerate() {
            // of fourth order, so that the differences themselves are good
            let step = 1e-3 * row[i].abs().max(1e-3);
            let at = |by: f64| {
                let mut moved = row.clone();
                moved[i] += by * step;
                value(&density, &moved)
            };
            let expected = (8.0 * (at(1.0) - at(-1.0)) - (at(2.0) - at(-2.0))) / (12.0 * step);
            // a number without effect has the slope that rounding leaves, a part of the number
            let scale = expected.abs().max(0.3 / row[i].abs().max(1e-3));
            let off = (gradient[i] - expected).abs() / scale;
            assert!(off < 1e-3, "galaxy {which}, {name}: {:e}, differences {expected:e}", gradient[i]);
        }
    }
}

#[test]
fn on_a_node_of_the_library_the_slope_is_that_of_the_side_above() {
    let node = 0.02;
    let galaxy = GalaxySpec {
        sfh: SfhSpec::of(SfhKind::named("constant").expect("listed")),
        matter: Some(Given { metallicity: node, ..Given::default() }),
        igm: None,
        ..GalaxySpec::default()
    };
    let density = density(&galaxy, &["matter.metallicity"], &[]);
    let (here, gradient) = slopes(&density, &[node]);
    // of second order, to one side
    let side = |step: f64| {
        let at = |by: f64| value(&density, &[node + by * step]);
        (4.0 * at(1.0) - at(2.0) - 3.0 * here) / (2.0 * step)
    };
    let (above, below) = (side(1e-3 * node), side(-1e-3 * node));
    assert!((gradient[0] / above - 1.0).abs() < 5e-3, "{:e}, above {above:e}, below {below:e}", gradient[0]);
    assert!((below / above - 1.0).abs() > 0.02, "a kink: above {above:e}, below {below:e}");
}

#[test]
fn what_is_not_smooth_is_refused() {
    let refuse = |density: &GalaxyDensity| density.check_smooth().expect_err("not smooth");
    let plain = GalaxySpec { igm: None, ..GalaxySpec::default() };
    assert!(density(&plain, &["age_yr"], &[[1e8, 1e10]]).check_smooth().is_ok());
    let error = refuse(&density(&plain, &["sfh.quench_yr"], &[[1e8, 1e10]]));
    assert!(matches!(&error, Error::NotSmooth { what, .. } if what == "sfh.quench_yr"), "{error}");
    let galapy = GalaxySpec { rules: Rules::galapy(), ..plain };
    assert!(refuse(&density(&galapy, &["age_yr"], &[[1e8, 1e10]])).to_string().contains("galapy"));
    assert_ne!(noise().limits, Limits::Simple);
}

#[test]
fn the_no_u_turn_sampler_finds_the_galaxy() {
    let galaxy = GalaxySpec {
        age_yr: 2e9,
        redshift: 0.05,
        igm: None,
        dust: Some(DustKind::TwoPhase(TwoPhase::default())),
        ..GalaxySpec::default()
    };
    let names = ["sfh.psi_max_msun_yr", "dust.f_pah", "dust.norm_dd"];
    let density = density(&galaxy, &names, &[[1.0, 1e3], [0.0, 1.0], [0.1, 10.0]]);
    let of = OverReal::new(&density, NanPolicy::Error).expect("a gradient");
    let settings = NutsSettings { chains: 2, tune: 150, draws: 150, ..NutsSettings::default() };
    let nuts = Nuts::new(settings, 3, 5).expect("sound settings");
    let mut start = vec![0.0; 3];
    density.space().to_real(&[80.0, 0.25, 1.2], &mut start);
    let mut at = At::start(nuts.start(&[start.clone(), start].concat()).expect("inside"));
    let algorithm = Evaluated { sampler: ByRef(&nuts), of: &of, entity: 0 };
    let mut end = |_: &At<NutsState>, info: &Option<Progress>| Ok(if info.is_none() { Go::Converged } else { Go::On });
    drive(&algorithm, &mut at, u64::MAX, &Engine::serial(), &mut [&mut end]).expect("a run");
    let rows: Vec<&[f64]> =
        at.state.chains().iter().flat_map(|chain| chain.along().chunks_exact(chain.along().len() / 150)).collect();
    let mean = |i: usize| rows.iter().map(|row| row[i]).sum::<f64>() / rows.len() as f64;
    let spread = |i: usize| (rows.iter().map(|row| (row[i] - mean(i)).powi(2)).sum::<f64>() / rows.len() as f64).sqrt();
    for (i, truth) in [100.0, 0.2, 1.0].into_iter().enumerate() {
        // fluxes are off by 20 % in all directions
        assert!((mean(i) - truth).abs() < 4.0 * spread(i) + 0.2 * truth, "{}: {} ± {}", names[i], mean(i), spread(i));
        assert!(spread(i) > 0.0 && spread(i) < truth, "{}: ± {}", names[i], spread(i));
    }
}
