//! The least that an averaged power spectrum of an event file can cost on one core: `floor FILE`.
//!
//! Three terms, in CPU seconds: the file's bytes at the measured rate of reading, 2 ns an event for its bin, and the
//! measured time of the transforms. Prints one JSON object.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool talks to its user")]
use astrarium_exec::host::process_cpu_s;
use astrarium_io::fits::Fits;
use astrarium_num::fft::RealFft;
use std::{env, error::Error, fs::File, io::Read, path::Path, process::ExitCode};

const SEGMENT_S: f64 = 16.0;
const BINS: usize = 65536;
const EVENT_S: f64 = 2e-9;
const PIECE: usize = 1 << 20;

fn main() -> ExitCode {
    let Some(file) = env::args().nth(1) else {
        eprintln!("usage: floor FILE");
        return ExitCode::from(2);
    };
    match floor(Path::new(&file)) {
        Ok(said) => {
            println!("{said}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{file}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn floor(path: &Path) -> Result<String, Box<dyn Error>> {
    let (events, exposure_s) = events_and_exposure(path)?;
    let segments = (exposure_s / SEGMENT_S).floor();
    let read_s =
        (0..3).map(|_| read_s(path)).collect::<Result<Vec<f64>, _>>()?.into_iter().fold(f64::INFINITY, f64::min);
    let transforms_s = segments * transform_s()?;
    let events_s = events as f64 * EVENT_S;
    let total_s = read_s + events_s + transforms_s;
    Ok(format!(
        "{{\"read_s\": {read_s}, \"events_s\": {events_s}, \"transforms_s\": {transforms_s}, \"total_s\": {total_s}, \"segments\": {segments}}}"
    ))
}

fn events_and_exposure(path: &Path) -> Result<(u64, f64), Box<dyn Error>> {
    let fits = Fits::open(path)?;
    let events = fits.hdu("EVENTS").ok_or("no EVENTS extension")?.table()?.n_rows();
    let gti = fits.hdu("GTI").ok_or("no GTI extension")?.table()?;
    let column = |name: &str| -> Result<Vec<f64>, Box<dyn Error>> {
        let mut values = Vec::new();
        gti.column(name)?.read_f64(0..gti.n_rows(), &mut values)?;
        Ok(values)
    };
    let exposure_s = column("START")?.iter().zip(column("STOP")?).map(|(start, stop)| stop - start).sum();
    Ok((events, exposure_s))
}

/// CPU time of reading all bytes once, in pieces that stay in the cache.
fn read_s(path: &Path) -> Result<f64, Box<dyn Error>> {
    let mut file = File::open(path)?;
    let mut piece = vec![0; PIECE];
    let start = cpu_s()?;
    while file.read(&mut piece)? > 0 {}
    Ok(cpu_s()? - start)
}

/// CPU time of one real transform of a segment.
fn transform_s() -> Result<f64, Box<dyn Error>> {
    let plan = RealFft::new(BINS);
    let mut scratch = plan.scratch();
    let counts: Vec<f64> = (0..BINS).map(|k| (k % 7) as f64).collect();
    let mut output = vec![Default::default(); plan.n_freq()];
    let repeats = 200;
    let start = cpu_s()?;
    for _ in 0..repeats {
        plan.forward(&counts, &mut output, &mut scratch);
    }
    Ok((cpu_s()? - start) / f64::from(repeats))
}

fn cpu_s() -> Result<f64, Box<dyn Error>> {
    process_cpu_s().ok_or_else(|| "this system does not tell CPU time".into())
}
