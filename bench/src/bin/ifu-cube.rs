//! What a cube of fluxes and its gradient cost: `ifu-cube --stars 6000000 BC03MILES`. CPU seconds; prints one JSON object.
//!
//! Stars are those of a rotating disc in MUSE's field of 25 by 25 spaxels at redshift 0.05. The set-up (tables that do not
//! depend on how many stars there are) is told apart by planning the same cube for a hundredth of them.
#![allow(clippy::print_stdout, reason = "a command line tool talks to its user")]
use astrarium_astro::ssp::SspLibrary;
use astrarium_exec::{
    Engine,
    host::{peak_memory_bytes, process_cpu_s},
};
use astrarium_ifu::cube::{CubePlan, CubeSpec, Path, Widths};
use astrarium_ifu::orient::{Alignment, Orientation, View};
use astrarium_ifu::spaxel::Assignment;
use astrarium_ifu::{Particles, Stars, Telescope};
use astrarium_num::random::{Purpose, Stream};
use clap::Parser;
use std::{error::Error, path::PathBuf};

/// A cube of a rotating disc, forwards and backwards
#[derive(Parser)]
struct Arguments {
    /// Star particles
    #[arg(long, default_value_t = 1_000_000)]
    stars: usize,
    /// Error allowed, relative to the spaxel's mean
    #[arg(long, default_value_t = 1e-3)]
    tolerance: f64,
    /// Field of view, arcsec (spaxels are 0.2 arcsec)
    #[arg(long, default_value_t = 5.0)]
    fov: f64,
    /// Share stars out by clouds
    #[arg(long)]
    clouds: bool,
    /// Blur images by a Gaussian of this full width at half maximum, arcsec
    #[arg(long)]
    psf: Option<f64>,
    /// direct, bins or factored; by default the cheapest
    #[arg(long)]
    path: Option<String>,
    /// Threads
    #[arg(long, default_value_t = 1)]
    threads: usize,
    /// The library, as the registry has it
    library: PathBuf,
}

fn cpu_s() -> f64 {
    process_cpu_s().unwrap_or(f64::NAN)
}

/// What something costs, and what it gives.
fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let start = cpu_s();
    let result = work();
    (cpu_s() - start, result)
}

/// The most memory that the process has held so far.
fn peak_bytes() -> usize {
    peak_memory_bytes().map_or(0, |bytes| bytes as usize)
}

fn mebibytes(bytes: usize) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

fn disc(n: usize) -> Stars {
    let draw = Stream::new(1, Purpose::Simulation, 0);
    let mut stars = Stars {
        position_kpc: Vec::with_capacity(n),
        velocity_km_s: Vec::with_capacity(n),
        mass_msun: Vec::with_capacity(n),
        initial_mass_msun: Vec::with_capacity(n),
        age_gyr: Vec::with_capacity(n),
        metallicity: Vec::with_capacity(n),
    };
    for i in 0..n as u64 {
        let ([a, b], [c, d], [e, f]) = (draw.uniforms(i, 0), draw.uniforms(i, 1), draw.uniforms(i, 2));
        let [g, h] = draw.normals(i, 3);
        let (radius, (sin, cos)) = (-1.2 * (a * b).ln(), (std::f64::consts::TAU * c).sin_cos());
        let speed = 200.0 * (radius / 1.0).tanh();
        stars.position_kpc.push([radius * cos, radius * sin, 0.3 * (d - 0.5)]);
        stars.velocity_km_s.push([-speed * sin + 40.0 * g, speed * cos + 40.0 * h, 30.0 * g]);
        stars.mass_msun.push(1e4);
        stars.initial_mass_msun.push(2e4);
        stars.age_gyr.push(0.01 + 12.0 * e);
        stars.metallicity.push(0.004 + 0.03 * f);
    }
    stars
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let library = SspLibrary::read(&arguments.library)?;
    let parts = astrarium_astro::ssp::SspParts { name: "bench".to_owned(), ..library.into_parts() };
    let library = SspLibrary::new(parts)?;
    let mut telescope = Telescope::named("MUSE")?;
    telescope.fov_arcsec = arguments.fov;
    if let Some(fwhm_arcsec) = arguments.psf {
        telescope.psf = Some(serde_json::from_value(serde_json::json!({ "fwhm_arcsec": fwhm_arcsec }))?);
    }
    let mut spec = CubeSpec::new(telescope, 0.05);
    spec.tolerance = arguments.tolerance;
    spec.assignment = if arguments.clouds { Assignment::Cloud } else { Assignment::Nearest };
    spec.orientation =
        Orientation { alignment: Alignment::None, angles_deg: [60.0, 0.0, 30.0], ..Orientation::untouched() };
    spec.path = match arguments.path.as_deref() {
        None => Path::Auto,
        Some(name) => serde_json::from_value(name.into())?,
    };
    let engine = Engine::with_threads(arguments.threads);
    let stars = disc(arguments.stars);
    let few = stars.select(&(0..arguments.stars / 100).collect::<Vec<_>>());
    let particles = |stars| Particles { stars, ..Particles::default() };
    let view_of_few = View::new(particles(few), &spec.orientation)?;
    let mut as_many = spec.clone();
    let (view_s, view) = timed(|| View::new(particles(stars), &spec.orientation));
    let view = view?;
    let (plan_s, plan) = timed(|| CubePlan::new(&spec, &view, &library, None));
    let plan = plan?;
    as_many.path = plan.report().path;
    let (set_up_s, _) = timed(|| CubePlan::new(&as_many, &view_of_few, &library, None).map(drop));
    let before_bytes = peak_bytes();
    let (forward_s, cube) = timed(|| plan.run(&engine));
    let cube = cube?;
    let forward_bytes = peak_bytes();
    let derivatives: Vec<f64> = cube.flux.iter().map(|value| if value.is_nan() { 0.0 } else { *value }).collect();
    let (pull_s, gradient) = timed(|| plan.pull(&derivatives, Widths::default(), &engine));
    let total: f64 = gradient?.initial_mass_msun.iter().sum();
    let report = plan.report();
    let in_field = report.n_stars as f64;
    println!(
        "{}",
        serde_json::json!({
            "stars": arguments.stars, "in_field": report.n_stars, "path": report.path, "rank": report.rank,
            "nodes": report.n_nodes, "velocity_step_km_s": report.velocity_step_km_s,
            "orient_s": view_s, "set_up_s": set_up_s, "place_s": plan_s - set_up_s,
            "forward_s": forward_s, "pull_s": pull_s,
            "cpu_s": plan_s - set_up_s + forward_s,
            "ns_per_star": 1e9 * (plan_s - set_up_s + forward_s) / arguments.stars as f64,
            "gradient_over_forward": pull_s / (plan_s - set_up_s + forward_s),
            "floor_s": in_field * 24.0 / 1e10 + (cube.flux.len() * 4) as f64 / 1e10,
            "channels": cube.wave_aa.len(), "spaxels": cube.lit.len(),
            "input_mib": mebibytes(80 * arguments.stars), "output_mib": mebibytes(8 * cube.flux.len()),
            "planned_mib": mebibytes(before_bytes), "peak_mib": mebibytes(forward_bytes),
            "check": total,
        })
    );
    Ok(())
}
