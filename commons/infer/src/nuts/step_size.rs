//! The length of a step, learnt from how well energy is kept.

use serde::{Deserialize, Serialize};

/// Weight and speed of the averages.
const LATENCY: f64 = 10.0;
const SPEED: f64 = 0.05;
const FORGETTING: f64 = 0.75;
/// Limits of the first search.
const LIMITS: [f64; 2] = [1e-10, 1e5];
const DOUBLINGS: u32 = 100;

/// Dual averaging of the logarithm of a step, so that the mean acceptance meets its target.
///
/// # Source
/// Hoffman and Gelman 2014, JMLR 15, 1593, section 3.2
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct DualAverage {
    centre: f64,
    missed: f64,
    ln_step: f64,
    ln_mean: f64,
    n: u64,
}

impl DualAverage {
    pub(super) fn new(step: f64) -> Self {
        let ln_step = libm::log(step);
        Self { centre: libm::log(10.0 * step), missed: 0.0, ln_step, ln_mean: ln_step, n: 0 }
    }

    /// Takes the mean acceptance of a trajectory.
    pub(super) fn tell(&mut self, acceptance: f64, target: f64) {
        self.n += 1;
        let n = self.n as f64;
        let weight = 1.0 / (n + LATENCY);
        self.missed += weight * (target - acceptance - self.missed);
        self.ln_step = (self.centre - self.missed * n.sqrt() / SPEED).min(libm::log(std::f64::consts::PI));
        let share = libm::pow(n, -FORGETTING);
        self.ln_mean += share * (self.ln_step - self.ln_mean);
    }

    /// The step to explore with.
    pub(super) fn step(&self) -> f64 {
        libm::exp(self.ln_step)
    }

    /// The step to draw with.
    pub(super) fn mean(&self) -> f64 {
        libm::exp(self.ln_mean)
    }
}

/// The search for a first step: doubled or halved until the acceptance of one leapfrog crosses the target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct FirstStep {
    pub(super) step: f64,
    doubles: Option<bool>,
    tries: u32,
}

impl FirstStep {
    pub(super) fn new() -> Self {
        Self { step: 0.1, doubles: None, tries: 0 }
    }

    /// Takes the acceptance at `step`; `true` when the search has ended.
    pub(super) fn tell(&mut self, acceptance: f64, target: f64) -> bool {
        let is_long_enough = acceptance < target;
        let doubles = *self.doubles.get_or_insert(!is_long_enough);
        self.tries += 1;
        let next = if doubles { 2.0 * self.step } else { 0.5 * self.step };
        if doubles == is_long_enough || self.tries >= DOUBLINGS || !(LIMITS[0]..LIMITS[1]).contains(&next) {
            return true;
        }
        self.step = next;
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_meets_its_target() {
        // acceptance falls with the step
        let acceptance = |step: f64| 1.0 / (1.0 + step * step);
        let mut average = DualAverage::new(0.01);
        for _ in 0..500 {
            average.tell(acceptance(average.step()), 0.8);
        }
        assert!((average.mean() - 0.5).abs() < 0.02, "{}", average.mean());
    }

    #[test]
    fn the_search_crosses_its_target() {
        for scale in [1e-4, 0.3, 2e3] {
            let mut first = FirstStep::new();
            while !first.tell((-first.step / scale).exp(), 0.8) {}
            let crossing = -scale * 0.8_f64.ln();
            assert!(first.step >= 0.5 * crossing && first.step <= 2.0 * crossing, "{} {crossing}", first.step);
        }
        let mut never = FirstStep::new();
        while !never.tell(1.0, 0.8) {}
        assert!(never.step.is_finite());
    }
}
