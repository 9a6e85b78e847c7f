//! What nested sampling costs on one thread: CPU time of an evaluation, likelihood included, and of whole runs.
//!
//! `cargo run --release -p astrarium-infer --example nested_cost`

use astrarium_exec::{Engine, host};
use astrarium_infer::{
    How, RunSampler,
    nested::{KernelKind, Nested},
    problems::Problem,
};
use std::io::{Write, stdout};

/// Runs of each case, of which the fastest counts.
const RUNS: u64 = 3;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // (problem, kernel, steps, live points, dynesty's CPU microseconds per evaluation or seconds of a run)
    let cases = [
        ("P01_d10", KernelKind::Rslice, Some(13), 250, "15.6 us/call"),
        ("P01_d25", KernelKind::Rslice, Some(28), 250, "14.3 us/call"),
        ("P01_d10", KernelKind::Rwalk, Some(30), 500, "19.7 us/call, 269650 calls"),
        ("P01_d2", KernelKind::Unif, None, 500, "1.04 s, 18868 calls"),
        ("P04", KernelKind::Unif, None, 500, "14.1 s, 55430 calls"),
        ("P06_d2", KernelKind::Unif, None, 500, "2.44 s, 21776 calls"),
    ];
    for (name, kernel, steps, live, peer) in cases {
        let problem = Problem::named(name)?;
        let dlogz = 0.001 * (live as f64 - 1.0) + 0.01;
        // few replicas: what is timed is the sampler, as with the peer
        let settings = Nested {
            kernel,
            steps,
            live,
            dlogz,
            adapt_steps: false,
            replicas: 50,
            bootstraps: 10,
            ..Nested::default()
        };
        let (mut least, mut calls) = (f64::INFINITY, 0);
        for seed in 0..RUNS {
            let before = host::thread_cpu_s().unwrap_or(f64::NAN);
            let run = settings.run(problem.target(), How::new(&Engine::serial(), seed))?;
            let spent = host::thread_cpu_s().unwrap_or(f64::NAN) - before;
            if spent < least {
                (least, calls) = (spent, run.counts.calls);
            }
        }
        let each = 1e9 * least / calls as f64;
        writeln!(stdout(), "{name:8} {kernel:?}: {each:.0} ns a call, {least:.4} s, {calls} calls; dynesty {peer}")?;
    }
    Ok(())
}
