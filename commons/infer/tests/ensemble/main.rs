//! The ensemble sampler: its balance, its symmetries, known answers, and the same bits however it is run.

mod affine;
mod balance;
mod geweke;
mod known;
mod same_bits;
mod stepped;

use astrarium_exec::{At, Engine, drive};
use astrarium_infer::{
    Asked, LogDensity, OverTheta,
    samplers::ensemble::{
        Ensemble, Start, Walkers,
        moves::{MoveKind, Weighted},
    },
};

/// The move of this name with its default settings.
fn kind(name: &str) -> MoveKind {
    MoveKind::named(name).expect("a move of this name")
}

/// Settings with one move, given points, and no early stop.
fn with(of: MoveKind, [ensembles, walkers]: [usize; 2], theta: Vec<f64>, max_steps: u64) -> Ensemble {
    let mut settings =
        Ensemble { walkers, ensembles, start: Start::Points { theta }, max_steps, ..Ensemble::default() };
    settings.moves = vec![Weighted { weight: 1.0, of }];
    settings.monitor.stops = false;
    settings.allow_few = true;
    settings
}

/// All steps, serially.
fn steps(settings: &Ensemble, density: &dyn LogDensity, seed: u64) -> Walkers {
    let over = OverTheta::new(density);
    let machine = settings.machine(density.space(), seed).expect("sound settings");
    let asked = Asked::new(machine, &over, 0);
    let mut at = At::start(Walkers::default());
    drive(&asked, &mut at, 5 * settings.max_steps + 2, &Engine::serial(), &mut []).expect("a run");
    at.state
}
