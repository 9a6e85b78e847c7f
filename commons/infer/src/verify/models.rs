//! Models with simulators, known by name.
//!
//! | name | what | free parameters |
//! |---|---|---|
//! | `normal` | mean and ln of the deviation of twenty normal numbers | 2 |
//! | `line` | straight line with outliers (P11): thirty points at its places and errors | 5 |
//! | `periodogram` | red noise and a line (P12): exponential powers at its 256 frequencies | 6 |

use super::Simulator;
use crate::{
    Result, Space, prior,
    problems::{Line, Whittle},
};
use astrarium_exec::{Error, spec_hash};
use astrarium_io::family::UnknownName;
use astrarium_num::random::Stream;

/// The names of all models.
pub const NAMES: [&str; 3] = ["normal", "line", "periodogram"];

/// Numbers of a data set of `normal`.
const NUMBERS: usize = 20;

/// A model with a simulator.
pub struct Model {
    /// Its name.
    pub name: &'static str,
    space: Space,
    kind: Kind,
}

enum Kind {
    Normal,
    Line(Line),
    Periodogram(Whittle),
}

impl Model {
    /// The model of this name.
    ///
    /// # Errors
    /// An unknown name; the nearest known one is told.
    pub fn named(name: &str) -> Result<Self> {
        let Some(&name) = NAMES.iter().find(|known| **known == name) else {
            return Err(UnknownName::new("model with a simulator", name, NAMES).into());
        };
        let (space, kind) = match name {
            "normal" => {
                let builder = Space::builder().free("mu", prior::normal(0.0, 2.0));
                (builder.free("ln_sigma", prior::uniform(-1.0, 1.0)).build()?, Kind::Normal)
            }
            "line" => (Line::space(), Kind::Line(Line::new())),
            _ => (Whittle::space(), Kind::Periodogram(Whittle::new())),
        };
        Ok(Self { name, space, kind })
    }
}

impl Simulator for Model {
    type Data = Vec<f64>;

    fn space(&self) -> &Space {
        &self.space
    }
    fn hash(&self) -> u64 {
        spec_hash(&self.name)
    }

    fn simulate(&self, theta: &[f64], stream: Stream) -> std::result::Result<Vec<f64>, Error> {
        Ok(match &self.kind {
            Kind::Normal => {
                let mut noise = vec![0.0; NUMBERS];
                stream.fill_normal(0, 0, &mut noise);
                noise.iter().map(|z| theta[0] + libm::exp(theta[1]) * z).collect()
            }
            Kind::Line(line) => line.draw(theta, stream),
            Kind::Periodogram(whittle) => whittle.draw(theta, stream),
        })
    }

    fn ln_likelihood(&self, rows: &[f64], data: &Vec<f64>, out: &mut Vec<f64>) -> std::result::Result<(), Error> {
        let mut slope = vec![0.0; self.space.full_dim()];
        for theta in rows.chunks_exact(self.space.full_dim()) {
            out.push(match &self.kind {
                Kind::Normal => normal(theta, data),
                Kind::Line(line) => line.ln_likelihood(data, theta, &mut slope),
                Kind::Periodogram(whittle) => whittle.ln_likelihood(data, theta, &mut slope),
            });
        }
        Ok(())
    }
}

/// `Σ ln N(y | mu, sigma²)`.
fn normal(theta: &[f64], data: &[f64]) -> f64 {
    let (mu, precision) = (theta[0], libm::exp(-2.0 * theta[1]));
    let squares: f64 = data.iter().map(|y| (y - mu) * (y - mu)).sum();
    -0.5 * squares * precision - data.len() as f64 * (theta[1] + 0.5 * libm::log(std::f64::consts::TAU))
}
