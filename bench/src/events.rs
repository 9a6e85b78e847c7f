//! Arrival times of photons from a varying rate, in order, without storing the rate.
use crate::Walk;
use astrarium_num::random::{Purpose, Stream};

/// Exponential draws made at once.
const DRAWS: usize = 4096;

/// Arrivals in time order: waiting times of unit rate, stretched by the rate of each step.
pub struct Arrivals {
    walk: Walk,
    step_s: f64,
    rate: f64,
    step: u64,
    /// Expected photons of the current step before the last arrival.
    used: f64,
    draws: Stream,
    waits: Vec<f64>,
    next: usize,
    batch: u64,
}

impl Arrivals {
    /// Photons of `walk`, whose steps are `step_s` long.
    pub fn new(mut walk: Walk, step_s: f64, seed: u64) -> Self {
        let rate = walk.next_rate();
        let draws = Stream::new(seed, Purpose::Simulation, 1);
        Self { walk, step_s, rate, step: 0, used: 0.0, draws, waits: vec![0.0; DRAWS], next: DRAWS, batch: 0 }
    }

    fn wait(&mut self) -> f64 {
        if self.next == DRAWS {
            self.draws.fill_exponential(self.batch, 0, &mut self.waits);
            self.batch += 1;
            self.next = 0;
        }
        self.next += 1;
        self.waits[self.next - 1]
    }
}

impl Iterator for Arrivals {
    type Item = f64;

    /// Seconds from the start of the source's life; it never ends.
    fn next(&mut self) -> Option<f64> {
        let mut wait = self.wait();
        loop {
            let left = self.rate * self.step_s - self.used;
            if wait < left {
                self.used += wait;
                return Some(self.step as f64 * self.step_s + self.used / self.rate);
            }
            wait -= left;
            self.used = 0.0;
            self.step += 1;
            self.rate = self.walk.next_rate();
        }
    }
}
