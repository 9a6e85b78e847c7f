//! Quantities of a galaxy against closed forms; what a posterior says of a galaxy that is known.
use astrarium_astro::band::Band;
use astrarium_astro::ssp::{SspLibrary, SspParts};
use astrarium_infer::{Run, Space, prior};
use astrarium_sed::dust::{DustKind, Screen};
use astrarium_sed::result::{Drawn, Posterior, QUANTITIES, quantities, sed_figure};
use astrarium_sed::sfh::{Burst, SfhKind, SfhSpec};
use astrarium_sed::{
    GalaxyDensity, GalaxyPlan, GalaxySpec, Given, Noise, Observer, Photometry, Source, Spectroscopy, Task,
};
use std::sync::Arc;

/// `k` of the made-up stars' light, `k λ⁻²` solar luminosities an ångström and solar mass.
const LEVEL: f64 = 1e3;
/// What straight lines between points that are a part in 200 apart leave of a power law.
const STRAIGHT: f64 = 2e-4;

fn library() -> SspLibrary {
    let wave_aa: Vec<f64> = (0..4000).map(|i| 10f64.powf(1.0 + 8.0 * f64::from(i) / 3999.0)).collect();
    let age_yr = vec![0.0, 1e7, 2e10];
    let luminosity = (0..3).flat_map(|_| wave_aa.iter().map(|wave| LEVEL / (wave * wave))).collect();
    let parts = SspParts { wave_aa, age_yr, metallicity: vec![0.01], luminosity, ..SspParts::default() };
    SspLibrary::new(parts).expect("sound")
}

fn spec(dust: Option<DustKind>) -> GalaxySpec {
    GalaxySpec {
        sfh: SfhSpec::of(SfhKind::Burst(Burst { burst_mass_msun: 1e9, ..Burst::default() })),
        matter: Some(Given::default()),
        dust,
        igm: None,
        ..GalaxySpec::default()
    }
}

fn told(spec: &GalaxySpec) -> impl Fn(&str) -> f64 + use<> {
    let plan = GalaxyPlan::new(spec, library()).expect("sound");
    let mut light = plan.room();
    plan.light(spec, &mut light).expect("sound");
    let values = quantities(&plan, &light);
    move |name| values[QUANTITIES.iter().position(|told| told.name == name).expect("a quantity")]
}

#[test]
fn a_power_law_has_its_own_slope_and_luminosities() {
    let told = told(&spec(None));
    let near = |name: &str, expected: f64| {
        let found = told(name);
        assert!((found / expected - 1.0).abs() < STRAIGHT, "{name}: {found:e}, expected {expected:e}");
    };
    let all = 1e9 * LEVEL;
    near("formed_msun", 1e9);
    near("uv_slope", -2.0);
    near("uv_lsun", all / 1500.0);
    near("ir_lsun", all * (1.0 / 8e4 - 1.0 / 1e7));
    near("bolometric_lsun", all * (1.0 / 10.0 - 1.0 / 1e9));
    assert_eq!((told("dust_lsun"), told("agn_lsun"), told("a_v_mag")), (0.0, 0.0, 0.0));
}

#[test]
fn a_screen_takes_what_it_says_and_gives_it_back() {
    let dust = DustKind::Screen(Screen { av_mag: 0.7, ..Screen::default() });
    let told = told(&spec(Some(dust)));
    assert!((told("a_v_mag") - 0.7).abs() < 1e-3, "{}", told("a_v_mag"));
    assert!(told("a_fuv_mag") > told("a_v_mag"));
    assert!((told("bolometric_lsun") / told("stellar_lsun") - 1.0).abs() < 1e-6);
    assert!(told("dust_lsun") > 0.0 && told("uv_slope") > -2.0);
}

/// A run of three points, with the middle one as the likeliest, over a density of two bands.
fn fitted() -> (GalaxyDensity, Run) {
    let galaxy = spec(None);
    let bands =
        [("a", 3000.0), ("b", 6000.0)].map(|(name, wave)| Band::top_hat(name, wave, wave + 500.0).expect("sound"));
    let task = Task {
        plan: Arc::new(GalaxyPlan::new(&galaxy, library()).expect("sound")),
        observer: Arc::new(Observer::new(bands.to_vec())),
        galaxy,
        noise: Noise::default(),
        spectroscopy: Spectroscopy::default(),
    };
    let space = Space::builder().free("sfh.burst_mass_msun", prior::log_uniform(1e8, 1e10)).fixed("redshift", 0.1);
    let photometry =
        Photometry { flux_mjy: vec![1.0, 0.0], error_mjy: vec![0.1, f64::INFINITY], is_limit: vec![false; 2] };
    let source = Source { photometry, ..Source::default() };
    let density = GalaxyDensity::new(task, space.build().expect("sound"), vec![source]).expect("known numbers");
    let mut run = Run::new("nested", astrarium_infer::LogDensity::space(&density), &[]);
    run.points.theta = vec![1e9, 2e9, 3e9];
    run.points.ln_likelihood = vec![-2.0, -1.0, -2.0];
    run.points.ln_prior = vec![0.0; 3];
    (density, run)
}

#[test]
fn a_posterior_is_told_by_its_galaxies() {
    let (density, run) = fitted();
    let posterior = Posterior::of(&density, 0, &run, 300).expect("galaxies");
    assert_eq!((posterior.best.theta.as_slice(), posterior.n_failed), (&[2e9][..], 0));
    let formed = posterior.quantities.at(1);
    assert!((formed[2] / 2e9 - 1.0).abs() < 1e-9 && formed[1] < 1.5e9 && formed[3] > 2.5e9, "{formed:?}");
    // spectra are of the mass, so their quantiles are, too
    let ratio = posterior.spectrum_mjy.quantiles[3][100] / posterior.spectrum_mjy.median()[100];
    assert!((ratio / (formed[3] / formed[2]) - 1.0).abs() < 1e-9);
    // a band without a measurement has no part in chi2
    let off = (1.0 - posterior.best.band_mjy[0]) / 0.1;
    assert!((posterior.best.chi2 - off * off).abs() < 1e-9 * off * off);
    assert_eq!(Posterior::quantities(&density, 0, &run, 300).expect("galaxies"), posterior.quantities);
    let (data, bands) = (&density.sources()[0].photometry, density.observer().bands());
    assert_eq!(posterior.band_table(data, bands).expect("a table").n_rows(), 2);
    let figure = sed_figure(&Drawn::of(&posterior, &density, 0, "three points"));
    assert_eq!(figure.panels.len(), 2);
    let empty = Run { points: Default::default(), ..run };
    assert!(Posterior::of(&density, 0, &empty, 3).is_err());
}
