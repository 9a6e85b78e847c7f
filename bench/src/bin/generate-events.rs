//! Writes an event file of any size: `generate-events --events 100000000 OUT`.
#![allow(clippy::print_stderr, reason = "a command line tool talks to its user")]
use astrarium_bench::{Arrivals, Variability, Walk, nicer};
use astrarium_io::{
    atomic::Pending,
    fits::{Cards, Cells, Column, Element, Form, Writer},
};
use clap::Parser;
use std::{error::Error, path::PathBuf, process::ExitCode};

const STEP_S: f64 = 1.0 / 1024.0;
const BLOCK_ROWS: u64 = 8192;
const GAP_S: f64 = 600.0;
const START_S: f64 = 213_820_500.0;

/// An event file in NICER's layout (14 columns), from a source with broad-band noise, a 4.7 Hz oscillation and a 7.3 Hz
/// pulsation. The same arguments give the same bytes.
#[derive(Parser)]
struct Arguments {
    /// Number of events
    #[arg(long, default_value_t = 10_000_000)]
    events: u64,
    /// Good time intervals, 600 s apart
    #[arg(long, default_value_t = 10)]
    gtis: u64,
    /// Mean rate, counts/s
    #[arg(long, default_value_t = 1e4)]
    rate: f64,
    /// Seed of the random numbers
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The file to write
    out: PathBuf,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match write(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error}", arguments.out.display());
            ExitCode::from(4)
        }
    }
}

fn arrivals(arguments: &Arguments) -> Arrivals {
    let variability = Variability { rate_per_s: arguments.rate, ..Variability::default() };
    Arrivals::new(Walk::new(variability, STEP_S, arguments.seed), STEP_S, arguments.seed)
}

/// Good time intervals in seconds since the reference; together they last as long as the events need.
struct Intervals {
    length_s: f64,
    n: u64,
}

impl Intervals {
    fn interval(&self, k: u64) -> [f64; 2] {
        let start = START_S + k as f64 * (self.length_s + GAP_S);
        [start, start + self.length_s]
    }
    /// The time at which the clock shows what the source calls `live_s`.
    fn clock(&self, live_s: f64) -> f64 {
        let k = ((live_s / self.length_s) as u64).min(self.n - 1);
        let [start, stop] = self.interval(k);
        let time = start + (live_s - k as f64 * self.length_s);
        ((time / nicer::TICK_S).round() * nicer::TICK_S).min(stop - nicer::TICK_S)
    }
}

fn write(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    if arguments.events == 0
        || arguments.gtis == 0
        || arguments.rate.partial_cmp(&0.0) != Some(std::cmp::Ordering::Greater)
    {
        return Err("events, gtis and rate are above zero".into());
    }
    let last = arrivals(arguments).nth(arguments.events as usize - 1).ok_or("the source never ends")?;
    let intervals = Intervals { length_s: (last / arguments.gtis as f64).ceil() + 0.5, n: arguments.gtis };
    let times =
        nicer::time_cards(START_S - nicer::TIMEZERO_S, intervals.interval(arguments.gtis - 1)[1] - nicer::TIMEZERO_S);
    let mut cards = times.clone();
    cards.real("TIMEDEL", nicer::TICK_S, "[s] clock tick").real("TIMEPIXR", 0.0, "a time is the start of its tick");

    let mut file = Writer::new(Pending::create(&arguments.out)?, &arguments.out);
    file.primary(&Cards::new())?;
    let mut rows = file.table("EVENTS", nicer::columns(), arguments.events, &cards)?;
    let draws = nicer::row_draws(arguments.seed);
    let mut source = arrivals(arguments);
    let mut block = Vec::with_capacity(BLOCK_ROWS as usize * nicer::ROW_BYTES);
    for first in (0..arguments.events).step_by(BLOCK_ROWS as usize) {
        block.clear();
        let end = (first + BLOCK_ROWS).min(arguments.events);
        for (index, live_s) in (first..end).zip(&mut source) {
            nicer::push_row(&mut block, draws, index, intervals.clock(live_s));
        }
        rows.raw_rows(&block)?;
    }
    rows.finish()?;
    let column = |name: &str| Column::new(name, Form::fixed(Element::F64, 1)).with_unit("s");
    let edge = |side: usize| -> Vec<f64> {
        (0..arguments.gtis).map(|k| intervals.interval(k)[side] - nicer::TIMEZERO_S).collect()
    };
    file.whole_table(
        "GTI",
        vec![column("START"), column("STOP")],
        &[Cells::F64(&edge(0)), Cells::F64(&edge(1))],
        &times,
    )?;
    file.finish()?.commit()?;
    Ok(())
}
