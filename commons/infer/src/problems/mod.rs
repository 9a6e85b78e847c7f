//! Densities whose truth is known, to try samplers on.
//!
//! | name | what | free parameters |
//! |---|---|---|
//! | `P01_d2`, `P01_d10`, `P01_d25` | isotropic normal | 2, 10, 25 |
//! | `P02` | correlated normal with a normal prior | 30 |
//! | `P03_d2`, `P03_d5`, `P03_d10` | two thin shells | 2, 5, 10 |
//! | `P04` | egg box: 18 equal modes | 2 |
//! | `P05` | log-gamma mixture: four modes, heavy on one side | 10 |
//! | `P06_d2`, `P06_d6` | chained Rosenbrock valley | 2, 6 |
//! | `P07` | spike on a slab: nearly all mass in a ten-thousandth of the width | 10 |
//! | `P08` | wedding cake: nothing but plateaus | 3 |
//! | `P09` | five unequal modes | 6 |
//! | `P10` | sinusoid in noise, a dozen aliases | 4 |
//! | `P11` | straight line with outliers | 5 |
//! | `P12` | periodogram with red noise and a line | 6 |
//! | `P20` | impossible half, plateau and bump | 4 |
//!
//! Data are built without random numbers, so that any program can rebuild them.

mod gaussian;
mod line;
mod mixture;
mod parts;
mod periodogram;
mod plateau;
mod rosenbrock;
mod shells;
mod sinusoid;
mod spike;
mod truth;

pub(crate) use line::Line;
pub(crate) use periodogram::Whittle;
pub use truth::Truth;

use parts::{alike, bronze, cube, golden, ln_normal, ln_sum_exp, named, silver, weyl};

use crate::{Gradient, LogDensity, Result, Smooth, Space, Target};
use astrarium_io::family::UnknownName;

/// A function that gives ln L and writes its slope.
type SlopeOf = Box<dyn Fn(&[f64], &mut [f64]) -> f64 + Send + Sync>;

/// A density whose truth is known.
pub struct Problem {
    /// Its name.
    pub name: &'static str,
    /// What is known of it.
    pub truth: Truth,
    density: Smooth<SlopeOf>,
    has_gradient: bool,
}

/// The names of all problems.
pub const NAMES: [&str; 18] = [
    "P01_d2", "P01_d10", "P01_d25", "P02", "P03_d2", "P03_d5", "P03_d10", "P04", "P05", "P06_d2", "P06_d6", "P07",
    "P08", "P09", "P10", "P11", "P12", "P20",
];

impl Problem {
    /// The problem of this name.
    ///
    /// # Errors
    /// An unknown name; the nearest known one is told.
    pub fn named(name: &str) -> Result<Self> {
        let Some(&name) = NAMES.iter().find(|known| **known == name) else {
            return Err(UnknownName::new("problem", name, NAMES).into());
        };
        let problem = match name {
            "P01_d2" => gaussian::isotropic(2, 10.0),
            "P01_d10" => gaussian::isotropic(10, 10.0),
            "P01_d25" => gaussian::isotropic(25, 5.0),
            "P02" => gaussian::correlated(),
            "P03_d2" => shells::shells(2),
            "P03_d5" => shells::shells(5),
            "P03_d10" => shells::shells(10),
            "P04" => sinusoid::egg_box(),
            "P05" => mixture::log_gamma(),
            "P06_d2" => rosenbrock::chained(2),
            "P06_d6" => rosenbrock::chained(6),
            "P07" => spike::spike_and_slab(),
            "P08" => plateau::wedding_cake(),
            "P09" => mixture::five_modes(),
            "P10" => sinusoid::in_noise(),
            "P11" => line::with_outliers(),
            "P12" => periodogram::whittle(),
            _ => plateau::half_impossible(),
        };
        Ok(Self { name, ..problem })
    }

    /// The density.
    pub fn density(&self) -> &dyn LogDensity {
        &self.density
    }

    /// The density with its slope, where that is known (P01, P02, P05, P06, P11, P12).
    pub fn gradient(&self) -> Option<&dyn Gradient> {
        self.has_gradient.then_some(&self.density)
    }

    /// What a sampler runs on.
    pub fn target(&self) -> Target<'_> {
        Target { density: self.density(), gradient: self.gradient() }
    }

    fn smooth(space: Space, of: impl Fn(&[f64], &mut [f64]) -> f64 + Send + Sync + 'static, truth: Truth) -> Self {
        let of: SlopeOf = Box::new(of);
        Self { name: "", truth, density: Smooth::new(space, of).with_batch_hint(64), has_gradient: true }
    }

    fn plain(space: Space, of: impl Fn(&[f64]) -> f64 + Send + Sync + 'static, truth: Truth) -> Self {
        Self { has_gradient: false, ..Self::smooth(space, move |x, _| of(x), truth) }
    }
}
