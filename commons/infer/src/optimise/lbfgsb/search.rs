//! The line search of Moré and Thuente, one evaluation at a time.

use serde::{Deserialize, Serialize};

/// Sufficient decrease, curvature, and the width of the bracket at which it ends.
const DECREASE: f64 = 1e-3;
const CURVATURE: f64 = 0.9;
const WIDTH: f64 = 0.1;
/// Evaluations of one search.
const EVALUATIONS: u32 = 20;
/// How far a step is cut where the function is not finite, and how often.
const CUT: f64 = 0.25;
const CUTS: u32 = 40;
/// Changes of the function relative to it that rounding may hide: there the slope alone decides.
const ROUNDING: f64 = 4.0 * f64::EPSILON;
/// A bracket should shrink to this share in two steps.
const SHRINK: f64 = 0.66;

/// A step along the line, the function there and its slope.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Trial {
    pub(super) step: f64,
    pub(super) f: f64,
    pub(super) slope: f64,
}

/// What is to be done next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Evaluate at the new step.
    Again,
    /// The step is good.
    Good,
    /// No good step was found.
    Failed,
}

/// Where a search stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Search {
    start: Trial,
    /// The step to be evaluated.
    pub(super) step: f64,
    /// The end of the interval with the smallest value, and its other end.
    best: Trial,
    other: Trial,
    is_bracketed: bool,
    /// Whether the auxiliary function with less slope is still used.
    is_first_stage: bool,
    limits: [f64; 2],
    longest: f64,
    widths: [f64; 2],
    evaluations: u32,
    cuts: u32,
}

impl Search {
    /// Along a line with a negative slope; `step` first, at most `longest`.
    pub(super) fn new(f: f64, slope: f64, step: f64, longest: f64) -> Self {
        let start = Trial { step: 0.0, f, slope };
        Self {
            start,
            step,
            best: start,
            other: start,
            is_bracketed: false,
            is_first_stage: true,
            limits: [0.0, step + 4.0 * step],
            longest,
            widths: [longest, 2.0 * longest],
            evaluations: 0,
            cuts: 0,
        }
    }

    /// Takes the value and slope at the step.
    pub(super) fn tell(&mut self, f: f64, slope: f64) -> Verdict {
        if !(f.is_finite() && slope.is_finite()) {
            return self.cut();
        }
        self.evaluations += 1;
        let here = Trial { step: self.step, f, slope };
        let asked = DECREASE * self.start.slope;
        let line = self.start.f + here.step * asked;
        if self.is_first_stage && f <= line && slope >= 0.0 {
            self.is_first_stage = false;
        }
        let is_flat = slope.abs() <= -CURVATURE * self.start.slope;
        if is_flat && (f <= line || (f - self.start.f).abs() <= ROUNDING * self.start.f.abs()) {
            return Verdict::Good;
        }
        if self.is_spent(f <= line, slope <= asked) {
            return if f < self.start.f { Verdict::Good } else { Verdict::Failed };
        }
        if self.is_first_stage && f <= self.best.f && f > line {
            self.narrow(here, asked);
        } else {
            self.narrow(here, 0.0);
        }
        self.next();
        Verdict::Again
    }

    /// Not finite there: a shorter step, which then is the longest.
    fn cut(&mut self) -> Verdict {
        self.cuts += 1;
        self.longest = self.step;
        self.step = self.best.step + CUT * (self.step - self.best.step);
        if self.cuts > CUTS { Verdict::Failed } else { Verdict::Again }
    }

    /// Whether there is nothing left to gain along this line.
    fn is_spent(&self, is_low: bool, is_steep: bool) -> bool {
        let [low, high] = self.limits;
        let is_narrow = self.is_bracketed && (self.step <= low || self.step >= high || high - low <= WIDTH * high);
        let is_at_end = self.step >= self.longest && is_low && is_steep;
        is_narrow || is_at_end || self.evaluations >= EVALUATIONS
    }

    /// A better step by interpolation, and a smaller interval; `tilt` is the slope of the auxiliary function's line.
    fn narrow(&mut self, mut here: Trial, tilt: f64) {
        let tilted = |trial: &mut Trial, tilt: f64| {
            trial.f -= trial.step * tilt;
            trial.slope -= tilt;
        };
        for trial in [&mut here, &mut self.best, &mut self.other] {
            tilted(trial, tilt);
        }
        self.step = self.interpolate(here);
        for trial in [&mut self.best, &mut self.other] {
            tilted(trial, -tilt);
        }
    }

    /// Forces the bracket to shrink, and sets the limits of the next step.
    fn next(&mut self) {
        if self.is_bracketed {
            let width = (self.other.step - self.best.step).abs();
            if width >= SHRINK * self.widths[1] {
                self.step = self.best.step + 0.5 * (self.other.step - self.best.step);
            }
            self.widths = [width, self.widths[0]];
            self.limits = [self.best.step.min(self.other.step), self.best.step.max(self.other.step)];
        } else {
            let ahead = self.step - self.best.step;
            self.limits = [self.step + 1.1 * ahead, self.step + 4.0 * ahead];
        }
        self.step = self.step.clamp(0.0, self.longest);
        let [low, high] = self.limits;
        if self.is_bracketed && (self.step <= low || self.step >= high || high - low <= WIDTH * high) {
            self.step = self.best.step;
        }
    }

    /// The four cases of the paper: the next step; and the interval that holds it.
    fn interpolate(&mut self, here: Trial) -> f64 {
        let best = self.best;
        let turns = here.slope * best.slope.signum() < 0.0;
        let ahead = here.step > best.step;
        let next = if here.f > best.f {
            self.is_bracketed = true;
            let (cubic, square) = (cubic(best, here), parabola(best, here));
            let is_near = (cubic - best.step).abs() < (square - best.step).abs();
            if is_near { cubic } else { cubic + (square - cubic) / 2.0 }
        } else if turns {
            self.is_bracketed = true;
            farther(here.step, cubic(here, best), secant(here, best))
        } else if here.slope.abs() < best.slope.abs() {
            self.flatter(here, ahead)
        } else if self.is_bracketed {
            cubic(here, self.other)
        } else {
            self.limits[usize::from(ahead)]
        };
        if here.f > best.f {
            self.other = here;
        } else {
            if turns {
                self.other = best;
            }
            self.best = here;
        }
        next
    }

    /// Downwards still, but flatter: the cubic counts only where it goes to infinity in this direction.
    fn flatter(&self, here: Trial, ahead: bool) -> f64 {
        let (square, end) = (secant(here, self.best), self.limits[usize::from(ahead)]);
        let cubic = beyond(here, self.best).unwrap_or(end);
        if !self.is_bracketed {
            return farther(here.step, cubic, square).clamp(self.limits[0], self.limits[1].max(self.limits[0]));
        }
        let is_near = (cubic - here.step).abs() < (square - here.step).abs();
        let next = if is_near { cubic } else { square };
        let limit = here.step + SHRINK * (self.other.step - here.step);
        if ahead { next.min(limit) } else { next.max(limit) }
    }
}

/// The one farther from `from`.
fn farther(from: f64, a: f64, b: f64) -> f64 {
    if (a - from).abs() > (b - from).abs() { a } else { b }
}

/// The minimum of the parabola through two values and the first slope.
fn parabola(a: Trial, b: Trial) -> f64 {
    a.step + a.slope / ((a.f - b.f) / (b.step - a.step) + a.slope) / 2.0 * (b.step - a.step)
}

/// The minimum of the parabola through two slopes, from the first.
fn secant(a: Trial, b: Trial) -> f64 {
    a.step + a.slope / (a.slope - b.slope) * (b.step - a.step)
}

/// Parameters of the cubic through two values and slopes: `(θ, γ)`, `γ` with the sign of the way from `a` to `b`.
fn coefficients(a: Trial, b: Trial) -> (f64, f64) {
    let theta = 3.0 * (a.f - b.f) / (b.step - a.step) + a.slope + b.slope;
    let scale = theta.abs().max(a.slope.abs()).max(b.slope.abs());
    let root = scale * ((theta / scale).powi(2) - a.slope / scale * (b.slope / scale)).max(0.0).sqrt();
    (theta, if b.step < a.step { -root } else { root })
}

/// The minimum of the cubic through two values and slopes, as a step from `a`.
fn cubic(a: Trial, b: Trial) -> f64 {
    let (theta, gamma) = coefficients(a, b);
    let share = (gamma - a.slope + theta) / (gamma - a.slope + gamma + b.slope);
    a.step + share * (b.step - a.step)
}

/// The minimum of the cubic if it lies on the far side of `a` seen from `b`.
fn beyond(a: Trial, b: Trial) -> Option<f64> {
    let (theta, gamma) = coefficients(a, b);
    let share = (gamma - a.slope + theta) / (gamma + (b.slope - a.slope) + gamma);
    (share < 0.0 && gamma != 0.0).then_some(a.step + share * (b.step - a.step))
}
