//! What a distance modulus costs: `cosmology-time`, nanoseconds of CPU a redshift, on one core. Prints one JSON object.
#![allow(clippy::print_stdout, reason = "a command line tool talks to its user")]
use astrarium_astro::cosmology::{Branch, CosmologySpec, Quantity, Table};
use astrarium_exec::host::process_cpu_s;
use std::error::Error;

const N: usize = 1 << 20;
const ROUNDS: usize = 40;

fn cpu_s() -> f64 {
    process_cpu_s().unwrap_or(f64::NAN)
}

fn main() -> Result<(), Box<dyn Error>> {
    let planck = CosmologySpec::named("Planck18")?.plan()?;
    let flat = CosmologySpec::flat_lambda(70.0, 0.3).plan()?;
    let z: Vec<f64> = (0..N).map(|i| 0.01 + 3.0 * ((i * 7919) % N) as f64 / N as f64).collect();
    let wide: Vec<f64> = z.iter().map(|z| (z * 4.0).exp()).collect();
    let start = cpu_s();
    let table = planck.table(Quantity::DistanceModulus);
    let table_s = cpu_s() - start;
    let ns = |table: &Table, z: &[f64]| {
        let mut out = vec![0.0; z.len()];
        table.fill(z, &mut out);
        let start = cpu_s();
        (0..ROUNDS).for_each(|_| table.fill(std::hint::black_box(z), &mut out));
        (cpu_s() - start) * 1e9 / (ROUNDS * N) as f64
    };
    let mut modulus_mag = vec![0.0; N];
    table.fill(&z, &mut modulus_mag);
    let inverse = planck.inverse(Quantity::DistanceModulus, Branch::Low)?;
    let mut back = vec![0.0; N];
    let start = cpu_s();
    inverse.fill(&modulus_mag, &mut back);
    let inverse_ns = (cpu_s() - start) * 1e9 / N as f64;
    let worst =
        z.iter().step_by(997).map(|z| (table.at(*z) - planck.distance_modulus_mag(*z)).abs()).fold(0.0, f64::max);
    let said = serde_json::json!({
        "table_ms": table_s * 1e3,
        "planck18_modulus_ns": ns(&table, &z),
        "planck18_modulus_all_redshifts_ns": ns(&table, &wide),
        "flat_modulus_ns": ns(&flat.table(Quantity::DistanceModulus), &z),
        "planck18_comoving_ns": ns(&planck.table(Quantity::ComovingDistance), &z),
        "inverse_ns": inverse_ns,
        "worst_mag": worst,
    });
    println!("{said}");
    Ok(())
}
