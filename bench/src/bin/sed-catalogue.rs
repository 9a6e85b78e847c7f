//! What fits of a catalogue cost: `sed-catalogue JOB`, CPU and wall seconds.
//!
//! `JOB` is a JSON object: `fits`, the specification; `sources`, in memory; `threads`. Prints one JSON object.
#![allow(clippy::print_stdout, reason = "a command line tool talks to its user")]
use astrarium_exec::Engine;
use astrarium_exec::host::process_cpu_s;
use astrarium_io::registry::Shelf;
use astrarium_sed::CatalogueSource;
use astrarium_sed::catalogue::CatalogueFitSpec;
use serde_json::{Value, json};
use std::error::Error;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: sed-catalogue JOB")?;
    let asked: Value = serde_json::from_slice(&std::fs::read(path)?)?;
    let fits: CatalogueFitSpec = serde_json::from_value(asked["fits"].clone())?;
    let sources: Vec<CatalogueSource> = serde_json::from_value(asked["sources"].clone())?;
    let plan = fits.plan_sources(sources, &Shelf::new("."))?;
    let engine = Engine::with_threads(asked["threads"].as_u64().map_or(1, |threads| threads as usize));
    let (start, cpu_s) = (Instant::now(), process_cpu_s().unwrap_or(f64::NAN));
    let found = engine.fold(&plan)?;
    let (wall_s, cpu_s) = (start.elapsed().as_secs_f64(), process_cpu_s().unwrap_or(f64::NAN) - cpu_s);
    let fitted = found.rows.iter().filter(|row| row.row.found.is_ok()).count();
    println!("{}", json!({ "wall_s": wall_s, "cpu_s": cpu_s, "fitted": fitted }));
    Ok(())
}
