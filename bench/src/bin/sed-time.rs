//! What a photometric likelihood costs: `sed-time FIT`, microseconds of CPU a call on one core, by stage.
//!
//! `FIT` is a JSON object: `fit`, the specification; `rows`, points of its parameters. Prints one JSON object.
#![allow(clippy::print_stdout, reason = "a command line tool talks to its user")]
use astrarium_exec::host::{peak_memory_bytes, process_cpu_s};
use astrarium_exec::{Engine, Rows, evaluate};
use astrarium_infer::{LogDensity, NanPolicy, OverReal, OverTheta};
use astrarium_io::registry::Shelf;
use astrarium_sed::population::Node;
use astrarium_sed::{FitSpec, GalaxyPlan};
use serde_json::{Value, json};
use std::error::Error;

/// Repeats, of which the least counts.
const ROUNDS: usize = 9;
/// CPU seconds of a repeat, about.
const LONG_S: f64 = 0.15;

fn cpu_s() -> f64 {
    process_cpu_s().unwrap_or(f64::NAN)
}

/// Least microseconds of a call, of which `n` are made at a time.
fn least_us(n: usize, mut calls: impl FnMut()) -> f64 {
    let mut once = || {
        let start = cpu_s();
        calls();
        cpu_s() - start
    };
    let times = (LONG_S / once().max(1e-6)).ceil().max(1.0) as usize;
    let mut many = || (0..times).map(|_| once()).sum::<f64>() / times as f64;
    (0..ROUNDS).map(|_| many()).fold(f64::INFINITY, f64::min) * 1e6 / n as f64
}

fn numbers(json: &Value) -> Vec<f64> {
    json.as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: sed-time FIT")?;
    let asked: Value = serde_json::from_slice(&std::fs::read(path)?)?;
    let fit: FitSpec = serde_json::from_value(asked["fit"].clone())?;
    let start = cpu_s();
    let density = fit.plan(&Shelf::new("."))?;
    let plan_s = cpu_s() - start;
    let rows: Vec<Vec<f64>> = asked["rows"].as_array().ok_or("no rows")?.iter().map(numbers).collect();
    let (n, dim) = (rows.len(), fit.parameters.len());
    let (values, entity) = (rows.concat(), vec![0; n]);
    let engine = Engine::serial();
    let over = OverTheta::new(&density);
    let all = || evaluate(&over, Rows { dim, values: &values, entity: &entity }, &engine);
    let first = all()?;
    let mut model = density.model();
    let mut fluxes = Vec::new();
    for row in &rows {
        fluxes.push(model.band_mjy(0, row).map(<[f64]>::to_vec).unwrap_or_default());
    }
    let resident_bytes = peak_memory_bytes();
    let likelihood_us = least_us(n, || {
        std::hint::black_box(all().is_ok());
    });
    let model_us = least_us(n, || {
        rows.iter().for_each(|row| {
            std::hint::black_box(model.band_mjy(0, row).is_ok());
        });
    });
    let with_slopes = OverReal::new(&density, NanPolicy::Reject)?;
    let mut reals = vec![0.0; values.len()];
    for (row, real) in values.chunks_exact(dim).zip(reals.chunks_exact_mut(dim)) {
        density.space().to_real(row, real);
    }
    let gradient_us = least_us(n, || {
        let rows = Rows { dim, values: &reals, entity: &entity };
        std::hint::black_box(evaluate(&with_slopes, rows, &engine).is_ok());
    });
    // what no exact likelihood can do without: the sums over the nodes of the library
    let plan = GalaxyPlan::new(&fit.galaxy, fit.library.read(&Shelf::new("."))?)?;
    let (mut free, mut inside) = (vec![0.0; plan.wave_aa().len()], vec![0.0; plan.wave_aa().len()]);
    let nodes: Vec<Vec<Node>> = rows
        .iter()
        .map(|row| model.band_mjy(0, row).map(|_| ()).map(|()| model.light().mixture().nodes.clone()))
        .collect::<Result<_, _>>()?;
    let sums_us = least_us(n, || nodes.iter().for_each(|nodes| plan.light_of(nodes, &mut free, &mut inside)));
    let said = json!({
        "plan_s": plan_s,
        "projection": density.projections().first().map(ToString::to_string),
        "is_projected": density.projections().first().is_some_and(|told| told.is_used()),
        "table_bytes": plan.table_bytes(),
        "resident_bytes": resident_bytes,
        "sums_us": sums_us,
        "likelihood_us": likelihood_us,
        "with_gradient_us": gradient_us,
        "model_us": model_us,
        "failed": first.failed.len(),
        "ln_posterior": first.values,
        "band_mjy": fluxes,
    });
    println!("{said}");
    Ok(())
}
