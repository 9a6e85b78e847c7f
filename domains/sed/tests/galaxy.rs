//! What must hold of any galaxy: energy and mass close, what is absorbed comes back, bad input is named.
use astrarium_astro::band::{Band, Density};
use astrarium_astro::ssp::{Interpolation, Outside, SspLibrary, SspParts};
use astrarium_exec::{Engine, Evaluations, Rows, evaluate};
use astrarium_infer::{OverTheta, Space, prior};
use astrarium_io::fits::{Cards, Pixel, Writer};
use astrarium_sed::agn::Nucleus;
use astrarium_sed::dust::{CharlotFall, DraineLi, DustKind, Screen, TwoPhase};
use astrarium_sed::radio::{FreeFree, Synchrotron};
use astrarium_sed::sfh::{Burst, Constant, SfhKind, SfhSpec};
use astrarium_sed::{
    Component, Error, Foreground, GalaxyDensity, GalaxyPlan, GalaxySpec, Given, Light, Nebular, Noise, Observer,
    Photometry, Seen, Source, Spectroscopy, Task,
};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What energy and mass close to.
const CLOSED: f64 = 1e-6;
const SOLAR_ERG_S: f64 = 3.828e33;

/// Stars that fade as a power of their age and redden with it, from 1 Å to 10 m.
fn library() -> SspLibrary {
    let wave_aa: Vec<f64> = (0..1200).map(|i| 10f64.powf(10.0 * f64::from(i) / 1199.0)).collect();
    let age_yr: Vec<f64> = std::iter::once(0.0).chain((0..90).map(|i| 10f64.powf(5.0 + 0.06 * f64::from(i)))).collect();
    let metallicity = vec![1e-4, 4e-3, 0.02, 0.05];
    let shape = |z: f64, age: f64, wave: f64| {
        let hot = 3e4 * (1.0 + age / 1e6).powf(-0.2) * (1.0 + z).powi(-2);
        let x = 1.4388e8 / (wave * hot);
        (1.0 + age / 1e6).powf(-0.8) * (wave / 5e3).powi(-5) / x.exp_m1().max(1e-300) * 1e-2
    };
    let nodes = metallicity.iter().flat_map(|z| age_yr.iter().map(move |age| (*z, *age)));
    let luminosity = nodes.flat_map(|(z, age)| wave_aa.iter().map(move |wave| shape(z, age, *wave))).collect();
    let parts = SspParts { name: "made".to_owned(), wave_aa, age_yr, metallicity, luminosity, ..SspParts::default() };
    SspLibrary::new(parts).expect("sound")
}

fn plan(spec: &GalaxySpec) -> GalaxyPlan {
    GalaxyPlan::new(spec, library()).expect("a sound galaxy")
}

fn light(spec: &GalaxySpec) -> (GalaxyPlan, Light) {
    let plan = plan(spec);
    let mut light = plan.room();
    plan.light(spec, &mut light).expect("a sound galaxy");
    (plan, light)
}

fn integral(plan: &GalaxyPlan, values: &[f64]) -> f64 {
    let waves = plan.wave_aa().windows(2).zip(values.windows(2));
    waves.map(|(wave, value)| 0.5 * (wave[1] - wave[0]) * (value[0] + value[1])).sum()
}

fn dusts() -> [DustKind; 3] {
    [
        DustKind::TwoPhase(TwoPhase::default()),
        DustKind::CharlotFall(CharlotFall::default()),
        DustKind::Screen(Screen::default()),
    ]
}

#[test]
fn the_milky_way_dims_at_observed_wavelengths() {
    let clear = GalaxySpec { redshift: 0.4, igm: None, ..GalaxySpec::default() };
    let (plan, light) = light(&clear);
    let bands = [2e3, 5e3, 2e4].map(|wave| Band::top_hat("b", wave, 1.1 * wave).expect("sound"));
    let observer = Observer::new(bands.to_vec());
    let looked = |spec: &GalaxySpec, seen: &mut Seen| observer.look(&plan, spec, &light, seen).expect("covered");
    let mut before = observer.room();
    looked(&clear, &mut before);
    let behind =
        |ebv_mag| GalaxySpec { foreground: Some(Foreground { ebv_mag, ..Foreground::default() }), ..clear.clone() };
    let mut fresh = observer.room();
    looked(&behind(0.2), &mut fresh);
    let law = Foreground::default().law;
    for (i, wave_aa) in fresh.wave_aa().iter().enumerate() {
        let passing = 10f64.powf(-0.4 * 3.1 * 0.2 * law.ratio(1e-4 * wave_aa));
        let expected = passing * before.spectrum_mjy[i];
        assert!((fresh.spectrum_mjy[i] - expected).abs() <= 1e-13 * expected, "{wave_aa}");
    }
    assert!(fresh.band_mjy[0] < 0.5 * before.band_mjy[0] && fresh.band_mjy[2] > 0.9 * before.band_mjy[2]);
    // what was seen through other dust before leaves no trace
    let mut turned = observer.room();
    looked(&behind(0.7), &mut turned);
    looked(&behind(0.2), &mut turned);
    assert_eq!((&turned.spectrum_mjy, &turned.band_mjy), (&fresh.spectrum_mjy, &fresh.band_mjy));
    looked(&behind(0.0), &mut turned);
    assert_eq!(turned.spectrum_mjy, before.spectrum_mjy);
}

#[test]
fn dust_radiates_what_it_absorbs() {
    for dust in dusts() {
        for age_yr in [3e6, 5e8, 8e9] {
            let spec = GalaxySpec { age_yr, dust: Some(dust.clone()), ..GalaxySpec::default() };
            let (plan, light) = light(&spec);
            let of = |component| integral(&plan, light.component(component));
            let missing = of(Component::Stellar) - of(Component::Extinct);
            let emitted = of(Component::Clouds) + of(Component::Diffuse);
            let name = dust.name();
            assert!((emitted / missing - 1.0).abs() < CLOSED, "{name} at {age_yr:e}: {emitted:e} of {missing:e}");
            let told: f64 = light.derived().absorbed_erg_s.iter().sum();
            assert!((told / (missing * SOLAR_ERG_S) - 1.0).abs() < CLOSED, "{name} at {age_yr:e}");
            let total = integral(&plan, light.total());
            assert!((total / of(Component::Stellar) - 1.0).abs() < CLOSED, "{name}: nothing is made or lost");
        }
    }
}

/// Grids of gas and of grains whose numbers are made up; returns their files.
fn grids(folder: &Path) -> [PathBuf; 4] {
    let write = |name: &str, images: Vec<(String, Vec<usize>, Vec<f64>)>| {
        let mut writer = Writer::new(Vec::new(), name);
        writer.primary(&Cards::new()).expect("in memory");
        for (hdu, shape, pixels) in images {
            let mut cards = Cards::new();
            cards.text("EXTNAME", &hdu, "");
            let mut image = writer.image(Pixel::F64, &shape, &cards).expect("in memory");
            image.pixels(&pixels).expect("as announced");
            image.finish().expect("whole");
        }
        let path = folder.join(name);
        std::fs::write(&path, writer.finish().expect("whole")).expect("written");
        path
    };
    let gas = |name: &str, waves: &[f64], level: f64| {
        let node = |log_u: f64, solar: f64| {
            let ages = (0..15).map(|i| 10f64.powf(6.0 + 0.1 * f64::from(i)));
            let first = std::iter::once(0.0).chain(waves.iter().copied());
            let row = |age: f64| {
                let of = move |wave: &f64| level * (6e6 / age) * (5e3 / wave).powi(2) * (5.0 + log_u);
                std::iter::once(age).chain(waves.iter().map(of)).collect::<Vec<f64>>()
            };
            let pixels: Vec<f64> = first.chain(ages.flat_map(row)).collect();
            (format!("ZMET_{solar:.3}_LOGU_{log_u:.1}"), vec![16, waves.len() + 1], pixels)
        };
        let z = [0.005, 0.02, 0.2, 0.4, 1.0, 2.5, 5.0];
        write(name, [-4.0, -3.0, -2.0].iter().flat_map(|u| z.map(|z| node(*u, z))).collect())
    };
    let smooth: Vec<f64> = (0..60).map(|i| 1e3 * 10f64.powf(0.09 * f64::from(i))).collect();
    let grains = |name: &str, at: f64| {
        let models = ["0.47", "1.12", "1.77", "2.50", "3.19", "3.90", "4.58"];
        let row = |i: i32| {
            let wave = 10f64.powf(4.0 + 0.04 * f64::from(i));
            let of = move |u: i32| 1e-30 * f64::from(u + 1) * (-(wave / at).ln().powi(2)).exp();
            std::iter::once(wave).chain((0..22).map(of)).collect::<Vec<f64>>()
        };
        let pixels: Vec<f64> = (0..100).flat_map(row).collect();
        write(name, models.iter().map(|q| (format!("QPAH_{q}"), vec![100, 23], pixels.clone())).collect())
    };
    [
        gas("continuum.fits", &smooth, 1e-4),
        gas("lines.fits", &[1215.67, 4861.3, 6562.8], 10.0),
        grains("single.fits", 1.2e6),
        grains("power_law.fits", 3e5),
    ]
}

#[test]
fn energy_closes_with_gas_and_grains() {
    let folder = tempfile::tempdir().expect("a folder");
    let [continuum, lines, single, power_law] = grids(folder.path());
    for (f_esc, f_dust, with_grains) in [(0.0, 0.0, false), (0.1, 0.3, false), (0.2, 0.1, true)] {
        let gas = Nebular { f_esc, f_dust, continuum: continuum.clone(), lines: lines.clone(), ..Nebular::default() };
        let grains = DraineLi { single: single.clone(), power_law: power_law.clone(), ..DraineLi::default() };
        let spec =
            GalaxySpec { nebular: Some(gas), dust_emission: with_grains.then_some(grains), ..GalaxySpec::default() };
        let (plan, light) = light(&spec);
        let ends = plan.wave_aa().partition_point(|wave| *wave <= 912.0);
        let stars = light.component(Component::Stellar);
        // the weights of the trapezoid rule, so that the light is parted as it is in the sums
        let waves = plan.wave_aa();
        let width = |i: usize| {
            let before = if i > 0 { waves[i] - waves[i - 1] } else { 0.0 };
            0.5 * (before + waves.get(i + 1).map_or(0.0, |next| next - waves[i]))
        };
        let ionising: f64 = (0..ends).map(|i| width(i) * stars[i]).sum();
        let of = |component| integral(&plan, light.component(component));
        let entering = of(Component::Stellar) - ionising + of(Component::Nebular);
        let absorbed = entering - (of(Component::Extinct) - f_esc * ionising) + f_dust * ionising;
        let emitted = of(Component::Clouds) + of(Component::Diffuse);
        assert!((emitted / absorbed - 1.0).abs() < CLOSED, "f_esc {f_esc}: {emitted:e} of {absorbed:e}");
        assert!(of(Component::Nebular) > 0.0 && ionising > 0.0);
        assert_eq!(light.derived().emitting_dust_msun > 0.0, with_grains);
        // lines stand out of the continuum
        let at = |wave: f64| light.component(Component::Nebular)[waves.partition_point(|at| *at < wave)];
        assert!(at(6564.5) > 100.0 * at(7000.0), "{:e} {:e}", at(6564.5), at(7000.0));
    }
}

#[test]
fn free_free_goes_on_where_the_gas_ends() {
    let folder = tempfile::tempdir().expect("a folder");
    let [continuum, lines, ..] = grids(folder.path());
    let gas = Nebular { continuum, lines, ..Nebular::default() };
    let with = GalaxySpec { nebular: Some(gas), free_free: Some(FreeFree::default()), ..GalaxySpec::default() };
    let (plan, light) = light(&with);
    let first = plan.wave_aa().partition_point(|wave| *wave < 1.1e8);
    let (nebular, free) = (light.component(Component::Nebular), light.component(Component::FreeFree));
    assert!(free[..first].iter().all(|value| *value == 0.0) && nebular[first..].iter().all(|value| *value == 0.0));
    // a step of the grid apart they differ by the step
    let ratio = free[first] / nebular[first - 1];
    assert!((0.5..1.0).contains(&ratio), "{ratio}");
}

#[test]
fn masses_of_the_nodes_are_the_mass_formed() {
    for (name, _) in SfhKind::ALL {
        let form = SfhKind::named(name).expect("listed");
        let sfh = SfhSpec { mass_msun: Some(2e10), ..SfhSpec::of(form) };
        let spec = GalaxySpec { age_yr: 6e9, sfh, matter: Some(Given::default()), ..GalaxySpec::default() };
        let (_, light) = light(&spec);
        let nodes: f64 = light.mixture().nodes.iter().map(|node| node.free + node.inside).sum();
        // a table of 10⁹ years has formed what it has
        for mass in [nodes, light.derived().formed_msun] {
            assert!((mass / 2e10 - 1.0).abs() < CLOSED, "{name}: {mass:e}");
        }
        let derived = light.derived();
        assert!(derived.living_msun < 2e10 && derived.living_msun > 0.4 * 2e10, "{name}");
        assert!(derived.mean_age_yr > 0.0 && derived.mean_age_yr <= 6e9, "{name}");
        assert!(light.total().iter().all(|value| value.is_finite() && *value >= 0.0), "{name}");
    }
}

#[test]
fn a_burst_is_the_librarys_own_spectrum() {
    let library = library();
    let burst = Burst { burst_mass_msun: 1e8, time_yr: 1e9 };
    let sfh = SfhSpec::of(SfhKind::Burst(burst));
    let matter = Some(Given { metallicity: 0.01, ..Given::default() });
    let spec = GalaxySpec { age_yr: 3.7e9, sfh, matter, dust: None, ..GalaxySpec::default() };
    let (plan, light) = light(&spec);
    let mut alone = vec![0.0; plan.wave_aa().len()];
    library.spectrum_at(0.01, 2.7e9, spec.interpolation, &mut alone).expect("inside");
    for (found, expected) in light.total().iter().zip(&alone) {
        // single precision holds nothing below 1e-45
        assert!((found - 1e8 * expected).abs() <= 1e-6 * 1e8 * expected + 1e-30, "{found:e}, {:e}", 1e8 * expected);
    }
}

#[test]
fn constant_star_formation_is_the_sum_of_its_bursts() {
    let matter = Some(Given { metallicity: 0.01, ..Given::default() });
    let constant = SfhSpec::of(SfhKind::Constant(Constant::default()));
    let of =
        |sfh: SfhSpec| GalaxySpec { age_yr: 2e9, sfh, matter: matter.clone(), dust: None, ..GalaxySpec::default() };
    let (plan, light) = light(&of(constant));
    // the integral by 20000 bursts
    let library = library();
    let (mut sum, mut one) = (vec![0.0; plan.wave_aa().len()], vec![0.0; plan.wave_aa().len()]);
    let n = 20_000;
    // even in the square root of the age, where young stars change most
    let edge = |i: i32| 2e9 * (f64::from(i) / f64::from(n)).powi(4);
    for i in 0..n {
        let (young, old) = (edge(i), edge(i + 1));
        library.spectrum_at(0.01, 0.5 * (young + old), Interpolation::default(), &mut one).expect("inside");
        sum.iter_mut().zip(&one).for_each(|(sum, one)| *sum += (old - young) * one);
    }
    let brightest = sum.iter().fold(0.0, |most: f64, value| most.max(*value));
    for (found, expected) in light.total().iter().zip(&sum) {
        assert!((found - expected).abs() <= 2e-5 * expected + 1e-12 * brightest, "{found:e}, expected {expected:e}");
    }
}

#[test]
fn the_light_that_arrives_is_that_of_its_distance() {
    let spec = GalaxySpec { redshift: 0.0, distance_mpc: Some(10.0), igm: None, ..GalaxySpec::default() };
    let (plan, light) = light(&spec);
    let observer = Observer::new(vec![Band::top_hat("wide", 4000.0, 8000.0).expect("sound")]);
    let mut seen = observer.room();
    observer.look(&plan, &spec, &light, &mut seen).expect("covered");
    // ∫ S_ν dν over all frequencies times 4 π D² is the luminosity; mJy is 10^-26 erg/s/cm²/Hz
    let area = 4.0 * std::f64::consts::PI * (10.0 * 3.085_677_581_491_367e24f64).powi(2);
    let per_wave: Vec<f64> = seen
        .spectrum_mjy
        .iter()
        .zip(seen.wave_aa())
        .map(|(flux, wave)| 1e-26 * flux * 2.997_924_58e18 / (wave * wave) * area / SOLAR_ERG_S)
        .collect();
    let (all, expected) = (integral(&plan, &per_wave), integral(&plan, light.total()));
    assert!((all / expected - 1.0).abs() < 1e-12, "{all:e}, {expected:e}");
    let between = |i: &usize| (4000.0..8000.0).contains(&seen.wave_aa()[*i]);
    let range: Vec<f64> = (0..seen.wave_aa().len()).filter(between).map(|i| seen.spectrum_mjy[i]).collect();
    let (low, high) = range.iter().fold((f64::MAX, 0.0), |(low, high): (f64, f64), f| (low.min(*f), high.max(*f)));
    assert!(seen.band_mjy[0] > 0.9 * low && seen.band_mjy[0] < 1.1 * high);
}

#[test]
fn radio_and_xrays_shine_when_they_are_asked_to() {
    let with = GalaxySpec {
        free_free: Some(FreeFree::default()),
        synchrotron: Some(Synchrotron::default()),
        xray_binaries: true,
        ..GalaxySpec::default()
    };
    let (plan, bright) = light(&with);
    let (_, dark) = light(&GalaxySpec::default());
    let at = |wave: f64| plan.wave_aa().partition_point(|at| *at < wave);
    for (component, wave) in [(Component::FreeFree, 3e7), (Component::Synchrotron, 3e9), (Component::Binaries, 3.0)] {
        assert!(bright.component(component)[at(wave)] > 0.0, "{}", component.name());
        assert!(dark.component(component).iter().all(|value| *value == 0.0), "{}", component.name());
        assert!(bright.total()[at(wave)] > dark.total()[at(wave)]);
    }
}

#[test]
fn bad_galaxies_are_named() {
    let refuse = |spec: &GalaxySpec| GalaxyPlan::new(spec, library()).expect_err("bad").to_string();
    let good = GalaxySpec::default();
    assert!(refuse(&GalaxySpec { age_yr: -1.0, ..good.clone() }).starts_with("age_yr is -1"));
    assert!(refuse(&GalaxySpec { redshift: f64::NAN, ..good.clone() }).starts_with("redshift is NaN"));
    assert!(refuse(&GalaxySpec { redshift: 0.0, ..good.clone() }).starts_with("distance_mpc must be given"));
    assert!(refuse(&GalaxySpec { redshift: 8.0, ..good.clone() }).contains("where the universe is"));
    let constant = SfhSpec::of(SfhKind::Constant(Constant::default()));
    assert!(refuse(&GalaxySpec { sfh: constant.clone(), ..good.clone() }).starts_with("matter"));
    let agn = Some(Nucleus { folder: PathBuf::from("/nowhere"), ..Nucleus::default() });
    assert!(refuse(&GalaxySpec { agn, ..good.clone() }).starts_with("no template ct40al0.0be-0.50ta6.0rm60ia0.001"));
    // a metallicity that the library has not is found when its galaxy is computed
    let poor = Some(Given { metallicity: 0.2, ..Given::default() });
    let spec = GalaxySpec { sfh: constant, matter: poor, ..good };
    let plan = plan(&spec);
    let error = plan.light(&spec, &mut plan.room()).expect_err("off the grid");
    assert!(matches!(error, Error::OutOfRange { what: "matter.metallicity", .. }), "{error}");
    let clamped = GalaxySpec {
        interpolation: Interpolation { outside: Outside::Clamp, ..Interpolation::default() },
        ..spec.clone()
    };
    let plan = GalaxyPlan::new(&clamped, library()).expect("sound");
    let mut light = plan.room();
    plan.light(&clamped, &mut light).expect("the last node");
    assert!(light.derived().beyond_msun > 0.0, "it is told how much is beyond");
}

fn density() -> GalaxyDensity {
    let galaxy = GalaxySpec { igm: None, ..GalaxySpec::default() };
    let bands: Vec<Band> =
        [2e3, 5e3, 1e4, 1e5, 1e6].map(|wave| Band::top_hat("b", wave, 1.2 * wave).expect("sound")).to_vec();
    let observer = Observer::new(bands);
    let plan = plan(&galaxy);
    let mut light = plan.room();
    plan.light(&galaxy, &mut light).expect("sound");
    let mut seen = observer.room();
    observer.look(&plan, &galaxy, &light, &mut seen).expect("covered");
    let error_mjy = seen.band_mjy.iter().map(|flux| 0.1 * flux).collect();
    let photometry = Photometry { flux_mjy: seen.band_mjy.clone(), error_mjy, is_limit: vec![false; 5] };
    let nearer = galaxy.find("redshift").expect("a number");
    let task = Task {
        plan: Arc::new(plan),
        observer: Arc::new(observer),
        galaxy,
        noise: Noise::default(),
        spectroscopy: Spectroscopy::default(),
    };
    let space = Space::builder()
        .free("age_yr", prior::log_uniform(1e7, 1.4e10))
        .free("sfh.psi_max_msun_yr", prior::log_uniform(1.0, 1e3))
        .free("dust.f_mc", prior::uniform(0.0, 1.0))
        .free("noise.calibration", prior::log_uniform(1e-3, 1.0))
        .build();
    let sources = vec![
        Source { photometry: photometry.clone(), ..Source::default() },
        Source { photometry, numbers: vec![(nearer, 0.05)], ..Source::default() },
    ];
    GalaxyDensity::new(task, space.expect("sound"), sources).expect("known parameters")
}

fn rows(n: usize) -> (Vec<f64>, Vec<u64>) {
    let part = |i: usize, k: usize| (0.37 + 0.618_034 * (i + 7 * k) as f64).fract();
    let row = |i: usize| {
        [10f64.powf(7.0 + 3.1 * part(i, 0)), 10f64.powf(3.0 * part(i, 1)), part(i, 2), 10f64.powf(-3.0 * part(i, 3))]
    };
    ((0..n).flat_map(row).collect(), (0..n).map(|i| (i % 2) as u64).collect())
}

fn all(density: &GalaxyDensity, (values, entity): (&[f64], &[u64]), engine: &Engine) -> Evaluations {
    evaluate(&OverTheta::new(density), Rows { dim: 4, values, entity }, engine).expect("values")
}

#[test]
fn redshifts_leave_no_trace() {
    let spec = GalaxySpec { foreground: Some(Foreground::default()), ..GalaxySpec::default() };
    let (plan, light) = light(&spec);
    let bands = [1e3, 1.6e3, 4e3, 2.2e4, 1e6].map(|wave| Band::top_hat("b", wave, 1.2 * wave).expect("sound"));
    let observer = Observer::new(bands.to_vec());
    let mut turned = observer.room();
    for redshift in [0.3, 2.7, 0.01, 2.1, 0.3] {
        let spec = GalaxySpec { redshift, ..spec.clone() };
        let mut fresh = observer.room();
        observer.look(&plan, &spec, &light, &mut turned).expect("covered");
        observer.look(&plan, &spec, &light, &mut fresh).expect("covered");
        let bits =
            |seen: &Seen| seen.band_mjy.iter().chain(&seen.spectrum_mjy).map(|v| v.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&turned), bits(&fresh), "at {redshift}");
        // the same as by quadrature
        for (band, flux) in bands.iter().zip(&turned.band_mjy) {
            let expected = band.flux(turned.wave_aa(), &turned.spectrum_mjy, Density::PerFrequency).expect("covered");
            assert!((flux / expected - 1.0).abs() < 1e-10, "at {redshift}: {flux:e}, {expected:e}");
        }
    }
    // a redshift at which a band is not covered spoils none after it
    let narrow = Observer::new(vec![Band::top_hat("b", 9e9, 9.9e9).expect("sound")]);
    let mut seen = narrow.room();
    for (redshift, is_covered) in [(0.2, true), (-0.9, false), (0.2, true)] {
        let spec = GalaxySpec { redshift, distance_mpc: Some(10.0), igm: None, ..spec.clone() };
        assert_eq!(narrow.look(&plan, &spec, &light, &mut seen).is_ok(), is_covered, "at {redshift}");
    }
}

#[test]
fn rows_do_not_know_their_neighbours() {
    let (density, (values, entity)) = (density(), rows(64));
    let together = all(&density, (&values, &entity), &Engine::serial());
    let threads = all(&density, (&values, &entity), &Engine::with_threads(3));
    assert_eq!(together.failed, threads.failed);
    let bits = |all: &Evaluations| all.values.iter().chain(&all.blobs).map(|v| v.to_bits()).collect::<Vec<u64>>();
    assert_eq!(bits(&together), bits(&threads));
    for i in 0..64 {
        let one = all(&density, (&values[4 * i..4 * i + 4], &entity[i..=i]), &Engine::serial());
        assert_eq!(one.values[0].to_bits(), together.values[i].to_bits(), "row {i}");
    }
}

#[test]
fn the_truth_is_the_likeliest() {
    let density = density();
    let truth = [1e9, 100.0, 0.5, 1e-3];
    let here = all(&density, (&truth, &[0]), &Engine::serial()).values[0];
    for (k, factor) in [(0, 1.3), (0, 0.7), (1, 1.2), (1, 0.8), (2, 1.5), (2, 0.5)] {
        let mut moved = truth;
        moved[k] *= factor;
        let there = all(&density, (&moved, &[0]), &Engine::serial()).values[0];
        assert!(there < here - 0.05, "number {k} times {factor}: {there}, at the truth {here}");
    }
}

#[test]
fn galaxies_that_cannot_be_are_counted_with_the_reason() {
    let density = density();
    let too_old = [1.39e10, 100.0, 0.5, 1e-3];
    let got = all(&density, (&too_old, &[0]), &Engine::serial());
    assert_eq!(got.values[0], f64::NEG_INFINITY);
    assert_eq!(got.failed[0].1, "the galaxy is older than the universe");
    let task_of_unknown = |name: &str| {
        let galaxy = GalaxySpec::default();
        let space = Space::builder().free(name, prior::uniform(0.0, 1.0)).build().expect("sound");
        let observer = Observer::new(vec![]);
        let task = Task {
            plan: Arc::new(plan(&galaxy)),
            observer: Arc::new(observer),
            galaxy,
            noise: Noise::default(),
            spectroscopy: Spectroscopy::default(),
        };
        let source = Source::default();
        GalaxyDensity::new(task, space, vec![source]).expect_err("no such number").to_string()
    };
    assert!(task_of_unknown("dust.fmc").contains("did you mean `dust.f_mc`?"));
    assert!(task_of_unknown("noise.calibrate").contains("did you mean `noise.calibration`?"));
}
