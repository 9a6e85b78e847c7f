//! What an ensemble costs beside its density: nanoseconds per call of an isotropic normal, on one thread.
//!
//! Run with `cargo run --release -p astrarium-infer --example overhead`. The density itself is measured alone and
//! subtracted in the last column.
#![allow(clippy::print_stdout, clippy::disallowed_types, reason = "a benchmark prints times")]

use astrarium_exec::{Engine, Rows, evaluate};
use astrarium_infer::{
    Function, How, LogDensity, OverTheta, Result, RunSampler, Space, Target, prior,
    samplers::ensemble::{
        Ensemble,
        moves::{MoveKind, Weighted},
    },
};
use std::time::Instant;

/// Calls of each measurement, about.
const CALLS: f64 = 4e6;

fn density(dim: usize) -> Result<impl LogDensity> {
    let builder = (1..=dim).fold(Space::builder(), |all, k| all.free(format!("x{k}"), prior::uniform(-10.0, 10.0)));
    let normal = |x: &[f64]| -0.5 * x.iter().map(|x| x * x).sum::<f64>();
    Ok(Function::new(builder.build()?, normal).with_batch_hint(1 << 20))
}

fn settings(dim: usize, of: MoveKind) -> Ensemble {
    let walkers = 32.max(4 * dim);
    let mut settings = Ensemble { walkers, moves: vec![Weighted { weight: 1.0, of }], ..Ensemble::default() };
    settings.max_steps = (CALLS / (4.0 * walkers as f64)) as u64;
    settings.thin = 10;
    settings.burn_in = Some(settings.max_steps / settings.thin - 2);
    settings.monitor.stops = false;
    settings
}

/// ns per row of the density, rows being evaluated thousands at a time.
fn alone(density: &dyn LogDensity) -> Result<f64> {
    let dim = density.space().dim();
    let values: Vec<f64> = (0..4096 * dim).map(|i| (i as f64 * 0.618).fract()).collect();
    let rows = Rows { dim, values: &values, entity: &[0; 4096] };
    let start = Instant::now();
    for _ in 0..200 {
        evaluate(&OverTheta::new(density), rows, &Engine::serial())?;
    }
    Ok(start.elapsed().as_secs_f64() * 1e9 / (200.0 * 4096.0))
}

fn main() -> Result<()> {
    println!("move            d   ns/call   density   overhead");
    for name in ["stretch", "differential", "walk"] {
        for dim in [2, 10, 25] {
            let density = density(dim)?;
            let of: MoveKind = name.parse()?;
            let start = Instant::now();
            let run = settings(dim, of).run(Target::plain(&density), How::new(&Engine::serial(), 1))?;
            let each = start.elapsed().as_secs_f64() * 1e9 / run.counts.calls as f64;
            let own = alone(&density)?;
            println!("{name:14} {dim:2} {each:9.1} {own:9.1} {:10.1}", each - own);
        }
    }
    Ok(())
}
