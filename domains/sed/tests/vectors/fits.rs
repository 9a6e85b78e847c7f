//! Likelihoods: of mock data, of a real galaxy at draws from the prior and at samples of a posterior.
use crate::cases::{Folder, number, numbers};
use crate::points;
use astrarium_astro::ssp::Interpolation;
use astrarium_exec::{Engine, Evaluations, Rows, evaluate};
use astrarium_infer::{LogDensity, OverTheta, Space, prior};
use astrarium_num::testkit::Tally;
use astrarium_sed::dust::{DustKind, Pah, TwoPhase};
use astrarium_sed::{
    CatalogueSpec, Compat, GalaxyDensity, GalaxyPlan, GalaxySpec, Limits, Noise, Observer, Photometry, Rules, Source,
    Spectroscopy, Task,
};
use serde_json::Value as Json;
use std::sync::Arc;

/// Of a sum of squares that the bands' tolerance leaves, relative.
const LIKELIHOOD: f64 = 3e-5;
/// Of `ln L` at samples of the posterior: the reference's table differed in its last bits.
const SAMPLES: f64 = 0.05;
const METHODS: [Limits; 3] = [Limits::Simple, Limits::Chi2, Limits::Sawicki];

pub(crate) fn run(folder: &Folder, tally: &mut Tally) {
    terms(folder, tally);
    catalogue(folder, tally);
    mocks(folder, tally);
    draws(folder, tally);
    posterior(folder, tally);
}

fn noise(limits: Limits, calibration: f64) -> Noise {
    Noise { limits, calibration, compat: Compat::Galapy, ..Noise::default() }
}

/// The terms alone.
fn terms(folder: &Folder, tally: &mut Tally) {
    let stat = folder.arrays("units.npz").f64s("stat");
    let rows: Vec<&[f64]> = stat.chunks_exact(stat.len() / 4).collect();
    let data = Photometry {
        flux_mjy: rows[0].to_vec(),
        error_mjy: rows[1].to_vec(),
        is_limit: rows[3].iter().map(|flag| *flag == 1.0).collect(),
    };
    for (name, limits) in [("chi2", Limits::Chi2), ("S12", Limits::Sawicki)] {
        let expected = number(&folder.manifest["units"]["inputs"]["stat"], name);
        let found = noise(limits, 0.0).ln_likelihood(&data, rows[2]);
        tally.compare("terms", name, (1e-12, 0.0), (&[found], &[expected]));
    }
    // the original's slip of a sign
    tally.skip("terms of `simple`, +infinity in the original where a limit is violated");
}

/// The real galaxy's row of its catalogue: fluxes in Jy, an upper limit by a negative error.
fn catalogue(folder: &Folder, tally: &mut Tally) {
    let file = folder.data("dustpedia_z0.dat");
    let spec = CatalogueSpec { file, unit: "Jy".to_owned(), ..CatalogueSpec::default() };
    let sources = spec.read().expect("a catalogue");
    assert_eq!(sources.len(), 4);
    let json = &folder.manifest["fit"];
    let source = sources.iter().find(|source| json["galaxy"].as_str() == Some(&source.id)).expect("it is there");
    let names = serde_json::to_value(&source.photometry.bands).expect("names");
    let observer = points::observer(folder, &names);
    let photometry = source.photometry.plan(observer.bands()).expect("sound");
    assert!(source.numbers.contains(&("redshift".to_owned(), number(&json["fixed"], "redshift"))));
    let sorted = json["bands_sorted"].as_array().expect("a list");
    let place = |band: &Json| source.photometry.bands.iter().position(|name| Some(name.as_str()) == band.as_str());
    let places: Vec<usize> = sorted.iter().map(|band| place(band).expect("measured")).collect();
    let of = |values: &[f64]| places.iter().map(|place| values[*place]).collect::<Vec<f64>>();
    tally.compare(
        "catalogue, fluxes",
        "NGC4254",
        (1e-14, 0.0),
        (&of(&photometry.flux_mjy), &numbers(&json["fluxes_mJy"])),
    );
    tally.compare(
        "catalogue, errors",
        "NGC4254",
        (1e-14, 0.0),
        (&of(&photometry.error_mjy), &numbers(&json["errors_mJy"])),
    );
    let limits: Vec<bool> = places.iter().map(|place| photometry.is_limit[*place]).collect();
    let expected: Vec<bool> = json["uplims"].as_array().expect("a list").iter().filter_map(Json::as_bool).collect();
    assert_eq!(limits, expected);
}

/// Likelihoods of the mock data of each galaxy.
fn mocks(folder: &Folder, tally: &mut Tally) {
    for point in folder.manifest["points"].as_array().expect("a list") {
        let id = point["id"].as_str().expect("a name");
        if point["finite"].as_bool() != Some(true) {
            tally.skip("mock data of galaxies whose spectra are NaN in the original");
            continue;
        }
        let mut arrays = folder.arrays(&format!("{id}.npz"));
        let data = Photometry {
            flux_mjy: arrays.f64s("mock_flux"),
            error_mjy: arrays.f64s("mock_err"),
            is_limit: arrays.f64s("mock_uplim").iter().map(|flag| *flag == 1.0).collect(),
        };
        let model = arrays.f64s("band_mJy");
        let of = |limits, calibration| noise(limits, calibration).ln_likelihood(&data, &model);
        let found: Vec<f64> = METHODS.iter().flat_map(|limits| [of(*limits, 0.0), of(*limits, 0.1)]).collect();
        tally.compare("mock data", id, (1e-10, 0.0), (&found, &arrays.f64s("loglike")));
    }
}

/// Our name of a parameter, and what its logarithm's prior is.
fn name_of(theirs: &str) -> &'static str {
    match theirs {
        "galaxy.age" => "age_yr",
        "galaxy.sfh.psi_max" => "sfh.psi_max_msun_yr",
        "galaxy.sfh.tau_star" => "sfh.tau_star_yr",
        "galaxy.ism.f_MC" => "dust.f_mc",
        "galaxy.ism.N_MC" => "dust.n_mc",
        "galaxy.ism.R_MC" => "dust.r_mc_pc",
        "galaxy.ism.tau_esc" => "dust.tau_esc_yr",
        "galaxy.ism.Rdust" => "dust.r_dust_pc",
        "galaxy.ism.f_PAH" => "dust.f_pah",
        "noise.f_cal" => "noise.calibration",
        other => panic!("no parameter is called {other}"),
    }
}

/// A fit of the real galaxy.
struct Fit {
    density: GalaxyDensity,
    is_log: Vec<bool>,
}

impl Fit {
    fn new(folder: &Folder, json: &Json, bands: &str, limits: Limits) -> Self {
        let fixed = &json["fixed"];
        let dust = TwoPhase {
            norm_mc: number(fixed, "ism.norm_MC"),
            slope_mc_low: number(fixed, "ism.dMClow"),
            slope_mc_upp: number(fixed, "ism.dMCupp"),
            norm_dd: number(fixed, "ism.norm_DD"),
            slope_dd_low: number(fixed, "ism.dDDlow"),
            slope_dd_upp: number(fixed, "ism.dDDupp"),
            ..TwoPhase::default()
        };
        let galaxy = GalaxySpec {
            redshift: number(fixed, "redshift"),
            dust: Some(DustKind::TwoPhase(dust)),
            pah: Pah { template: Some(folder.data("pah_template.txt")) },
            igm: None,
            interpolation: Interpolation::GALAPY,
            rules: Rules::galapy(),
            ..GalaxySpec::default()
        };
        let plan = GalaxyPlan::with_universe(&galaxy, points::library(folder), points::universe(folder));
        let observer: Observer = points::observer(folder, &json[bands]);
        let limits_of: Vec<bool> =
            json["uplims"].as_array().expect("a list").iter().filter_map(Json::as_bool).collect();
        let photometry = Photometry {
            flux_mjy: numbers(&json["fluxes_mJy"]),
            error_mjy: numbers(&json["errors_mJy"]),
            is_limit: limits_of,
        };
        let is_log: Vec<bool> = json["log10"].as_array().expect("a list").iter().filter_map(Json::as_bool).collect();
        let names = json["par_free"].as_array().expect("a list").iter().map(|name| name.as_str().expect("a name"));
        let priors = json["prior"].as_array().expect("a list").iter().map(numbers);
        let mut space = Space::builder();
        for ((name, ends), log) in names.zip(priors).zip(&is_log) {
            let ends = if *log { [10f64.powf(ends[0]), 10f64.powf(ends[1])] } else { [ends[0], ends[1]] };
            // the ends themselves are samples, too
            let (low, high) = (ends[0] * (1.0 - 1e-9), ends[1] * (1.0 + 1e-9));
            let prior = if *log { prior::log_uniform(low, high) } else { prior::uniform(low, high) };
            space = space.free(name_of(name), prior);
        }
        let task = Task {
            plan: Arc::new(plan.expect("a sound galaxy")),
            observer: Arc::new(observer),
            galaxy,
            noise: noise(limits, 0.0),
            spectroscopy: Spectroscopy::default(),
        };
        let sources = vec![Source { photometry, ..Source::default() }];
        let density = GalaxyDensity::new(task, space.build().expect("sound"), sources).expect("known parameters");
        Self { density, is_log }
    }

    /// `ln L` and what came along of rows in the original's measure.
    fn evaluate(&self, rows: &[f64], threads: usize) -> Evaluations {
        let dim = self.is_log.len();
        let physical = |(i, value): (usize, &f64)| if self.is_log[i % dim] { 10f64.powf(*value) } else { *value };
        let values: Vec<f64> = rows.iter().enumerate().map(physical).collect();
        let entity = vec![0; values.len() / dim];
        let engine = if threads > 1 { Engine::with_threads(threads) } else { Engine::serial() };
        evaluate(&OverTheta::new(&self.density), Rows { dim, values: &values, entity: &entity }, &engine)
            .expect("values")
    }
}

fn ln_likelihoods(got: &Evaluations) -> Vec<f64> {
    (0..got.values.len()).map(|i| OverTheta::split(got.blob(i)).0).collect()
}

/// Draws from the prior.
fn draws(folder: &Folder, tally: &mut Tally) {
    let mut arrays = folder.arrays("fit.npz");
    let (rows, expected) = (arrays.f64s("params"), arrays.f64s("loglike"));
    let warm = fluxes(folder, &rows, &arrays.f64s("band_mJy"), tally);
    for (column, limits) in METHODS.into_iter().enumerate() {
        let fit = Fit::new(folder, &folder.manifest["fit"], "bands_sorted", limits);
        let got = fit.evaluate(&rows, 1);
        let expected: Vec<f64> = warm.iter().map(|i| expected[i * METHODS.len() + column]).collect();
        let found = ln_likelihoods(&got);
        let found: Vec<f64> = warm.iter().map(|i| found[*i]).collect();
        tally.compare("NGC 4254, prior", &format!("{limits:?}"), (LIKELIHOOD, 0.0), (&found, &expected));
        assert!(got.failed.is_empty(), "{:?}", got.failed);
        let again = fit.evaluate(&rows, 3);
        assert_eq!((got.values, got.blobs), (again.values, again.blobs), "the same bits on three threads");
    }
}

/// Where a phase absorbs nothing the original lets it glow at the temperature of the galaxy before: that is not compared.
const STALE: &str = "a phase without light, which has the temperature of the galaxy before in the original";

/// Fluxes at the draws; returns those in which both phases absorb light.
fn fluxes(folder: &Folder, rows: &[f64], expected: &[f64], tally: &mut Tally) -> Vec<usize> {
    let fit = Fit::new(folder, &folder.manifest["fit"], "bands_sorted", Limits::Chi2);
    let n = expected.len() / (rows.len() / fit.is_log.len());
    let mut model = fit.density.model();
    let mut warm = Vec::new();
    for (i, row) in rows.chunks_exact(fit.is_log.len()).enumerate() {
        let physical: Vec<f64> =
            row.iter().zip(&fit.is_log).map(|(value, log)| if *log { 10f64.powf(*value) } else { *value }).collect();
        let found = model.band_mjy(0, &physical).expect("a galaxy").to_vec();
        if model.light().derived().temperature_k.contains(&0.0) {
            tally.skip(STALE);
            continue;
        }
        warm.push(i);
        tally.compare("NGC 4254, bands", &i.to_string(), (1e-5, 0.0), (&found, &expected[i * n..(i + 1) * n]));
    }
    warm
}

/// Samples of the posterior, and what is derived from them.
fn posterior(folder: &Folder, tally: &mut Tally) {
    let json = folder.json("posterior_NGC4254.json");
    let limits = match json["method_uplims"].as_str() {
        Some("chi2") => Limits::Chi2,
        Some("simple") => Limits::Simple,
        _ => Limits::Sawicki,
    };
    let mut arrays = folder.arrays("posterior_NGC4254.npz");
    let fit = Fit::new(folder, &json, "bands", limits);
    let got = fit.evaluate(&arrays.f64s("samples"), 2);
    let expected = arrays.f64s("logl");
    // an absolute tolerance: relative to 1 and more
    let found = ln_likelihoods(&got);
    let of = |name: &str| fit.density.blob_names().iter().position(|known| known == name).expect("derived");
    let warm = |i: &usize| {
        let along = OverTheta::split(got.blob(*i)).1;
        along[of("clouds_k")] > 0.0 && along[of("diffuse_k")] > 0.0
    };
    let rows: Vec<usize> = (0..found.len()).filter(warm).collect();
    (rows.len()..found.len()).for_each(|_| tally.skip(STALE));
    let off: Vec<f64> = rows.iter().map(|i| found[*i] - expected[*i]).collect();
    tally.compare("NGC 4254, posterior", "ln L", (SAMPLES, 1.0), (&off, &vec![0.0; off.len()]));
    let theirs = arrays.f64s("derived");
    let n = json["derived_names"].as_array().expect("a list").len();
    let same = [("living_msun", 0), ("sfr_msun_yr", 1), ("dust_msun", 2), ("gas_msun", 3), ("z_gas", 4), ("z_star", 5)];
    for (name, column) in same.into_iter().chain([("clouds_k", 6), ("diffuse_k", 7)]) {
        let found: Vec<f64> = rows.iter().map(|i| OverTheta::split(got.blob(*i)).1[of(name)]).collect();
        let expected: Vec<f64> = rows.iter().map(|i| theirs[i * n + column]).collect();
        tally.compare("NGC 4254, derived", name, (1e-4, 0.0), (&found, &expected));
    }
}
