//! Simulation-based calibration: right models and samplers pass, wrong ones do not, and nothing depends on the machine.

use astrarium_exec::{Engine, Error as ExecError, Fault, Kind, Saving, testkit::Memory};
use astrarium_infer::{
    Error, Result, Space,
    nested::Nested,
    samplers::{SamplerKind, ensemble::Ensemble},
    verify::{Calibration, Model, Settings, Simulator, With, calibrate, differences, histograms, models},
};
use astrarium_io::report::{png, svg};
use astrarium_num::random::Stream;
use std::{
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::Duration,
};

/// The normal model, its likelihood perhaps with another deviation than its data.
struct Normal<'a> {
    model: Model,
    wider: f64,
    /// Evaluations, and at how many the engine is stopped.
    calls: AtomicU64,
    stop: Option<(u64, &'a Engine)>,
}

fn normal<'a>(wider: f64) -> Normal<'a> {
    Normal { model: Model::named("normal").expect("a model"), wider, calls: AtomicU64::new(0), stop: None }
}

impl Simulator for Normal<'_> {
    type Data = Vec<f64>;

    fn space(&self) -> &Space {
        self.model.space()
    }
    fn hash(&self) -> u64 {
        self.wider.to_bits()
    }
    fn simulate(&self, theta: &[f64], stream: Stream) -> std::result::Result<Vec<f64>, ExecError> {
        self.model.simulate(theta, stream)
    }
    fn ln_likelihood(&self, rows: &[f64], data: &Vec<f64>, out: &mut Vec<f64>) -> std::result::Result<(), ExecError> {
        let rows: Vec<f64> = rows.chunks_exact(2).flat_map(|row| [row[0], row[1] + self.wider]).collect();
        let before = self.calls.fetch_add(rows.len() as u64 / 2, Relaxed);
        if let Some((_, engine)) = self.stop.filter(|(at, _)| before >= *at) {
            engine.stop().now();
        }
        self.model.ln_likelihood(&rows, data, out)
    }
}

fn nested(n_sim: usize) -> Settings {
    Settings { n_sim, sampler: SamplerKind::Nested(Nested { live: 100, ..Nested::default() }), ..Settings::default() }
}

fn ensemble(n_sim: usize, max_steps: u64) -> Settings {
    let burn_in = Some(max_steps / 2);
    let sampler = Ensemble { ensembles: 1, walkers: 16, max_steps, burn_in, ..Ensemble::default() };
    Settings { n_sim, sampler: SamplerKind::Ensemble(sampler), ..Settings::default() }
}

fn found(of: &impl Simulator, settings: &Settings, engine: &Engine) -> Result<Calibration> {
    calibrate(of, settings, &With { engine, seed: 5, saving: None, inputs: &[] })
}

/// Leaves the pictures where `ASTRARIUM_KEEP_FIGURES` says, for whoever wants to look.
fn keep(name: &str, found: &Calibration) {
    let Some(folder) = std::env::var_os("ASTRARIUM_KEEP_FIGURES") else { return };
    for (kind, figure) in [("ranks", histograms(found)), ("differences", differences(found))] {
        let drawn = png(&svg(&figure).expect("a figure"), 1.5).expect("a picture");
        std::fs::write(std::path::Path::new(&folder).join(format!("{name}-{kind}.png")), drawn).expect("room");
    }
}

#[test]
fn a_right_model_passes_by_both_samplers() {
    let engine = Engine::with_threads(2);
    for (name, settings) in [("nested", nested(300)), ("ensemble", ensemble(200, 800))] {
        let found = found(&normal(0.0), &settings, &engine).unwrap();
        assert!(found.verdict.ok && found.failed.is_empty(), "{name}: {:?}", found.verdict);
        assert_eq!((found.n, found.quantities.len(), found.coverage.len()), (settings.n_sim, 4, 2));
        assert!(found.quantities.iter().all(|quantity| quantity.ranks.iter().all(|rank| *rank <= 99)));
        assert_eq!(found.table().unwrap().n_rows(), 4);
        keep(name, &found);
    }
}

/// Data narrower than the likelihood believes: the ranks of ln sigma lie to one side.
#[test]
fn a_likelihood_of_other_data_fails() {
    let found = found(&normal(0.25), &nested(300), &Engine::with_threads(2)).unwrap();
    let reasons = found.verdict.reasons.join("; ");
    assert!(!found.verdict.ok && reasons.contains("ln_sigma: ranks are not uniform"), "{reasons}");
    assert!(found.coverage[1].z[1] < -3.5, "{:?}", found.coverage);
    keep("wrong-model", &found);
}

/// Walkers that hardly leave the prior: their draws do not know the data, so that the ranks of the parameters are uniform,
/// and only those of ln L see it.
#[test]
fn a_sampler_that_stops_too_soon_fails_by_its_ln_l() {
    let found = found(&normal(0.0), &ensemble(300, 4), &Engine::with_threads(2)).unwrap();
    let [mu, _, ln_l, _] = &found.quantities[..] else { panic!("four quantities") };
    assert!(mu.p_holm > 1e-3 && ln_l.p_holm < 1e-10 && ln_l.p_ecdf < 1e-4, "{} {}", mu.p_holm, ln_l.p_holm);
    assert!(found.verdict.reasons.iter().any(|reason| reason.contains("independent draws")));
    keep("wrong-sampler", &found);
}

#[test]
fn the_same_bits_on_any_threads_and_after_a_stop() {
    let settings = Settings { block: 5, batch: 64, ..nested(60) };
    let whole = normal(0.0);
    let expected = found(&whole, &settings, &Engine::serial()).unwrap();
    assert_eq!(found(&normal(0.0), &settings, &Engine::with_threads(3)).unwrap(), expected);

    let (store, engine) = (Memory::default(), Engine::with_threads(2));
    let saving = Some(Saving { store: &store, name: "sbc", every: Duration::ZERO });
    let half = whole.calls.load(Relaxed) / 2;
    let cut = Normal { stop: Some((half, &engine)), ..normal(0.0) };
    let stopped = calibrate(&cut, &settings, &With { engine: &engine, seed: 5, saving, inputs: &[] }).unwrap_err();
    assert_eq!(stopped.kind(), Kind::Stopped);
    let rest = normal(0.0);
    let engine = Engine::with_threads(3);
    let resumed = calibrate(&rest, &settings, &With { engine: &engine, seed: 5, saving, inputs: &[] }).unwrap();
    assert_eq!(resumed, expected);
    assert!(rest.calls.load(Relaxed) < whole.calls.load(Relaxed) * 3 / 4, "what was done is not done again");
}

#[test]
fn what_makes_no_calibration_is_named() {
    let engine = Engine::serial();
    let few = found(&normal(0.0), &nested(10), &engine).unwrap_err();
    assert!(matches!(few, Error::Setting { what: "n_sim", .. }), "{few}");
    let sampler = SamplerKind::named("nuts").expect("a sampler");
    let other = found(&normal(0.0), &Settings { sampler, ..Settings::default() }, &engine).unwrap_err();
    assert!(other.to_string().contains("`nuts`; expected nested or ensemble"), "{other}");
    assert!(Model::named("lines").err().is_some_and(|error| error.to_string().contains("line")));
    for name in models::NAMES {
        let model = Model::named(name).unwrap();
        let theta: Vec<f64> = (0..model.space().dim())
            .map(|k| {
                let [a, b] = model.space().support(k);
                if a.is_finite() { 0.5 * (a + b) } else { 0.0 }
            })
            .collect();
        let stream = Stream::new(1, astrarium_num::random::Purpose::Test, 0);
        let data = model.simulate(&theta, stream).unwrap();
        let mut ln = Vec::new();
        model.ln_likelihood(&theta, &data, &mut ln).unwrap();
        assert!(ln[0].is_finite() && data == model.simulate(&theta, stream).unwrap(), "{name}");
    }
}
