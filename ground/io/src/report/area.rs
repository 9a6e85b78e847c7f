//! What closed lines enclose.

use super::{Ink, numbers};
use serde::{Deserialize, Serialize};

/// The ground inside closed lines, such as a region of given probability.
///
/// Lines follow one another, a value that is not finite between them. Where a line runs inside another and turns the
/// other way it bounds a hole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// Positions along the lines.
    #[serde(with = "numbers")]
    pub x: Vec<f64>,
    /// Values along the lines.
    #[serde(with = "numbers")]
    pub y: Vec<f64>,
    /// Entry in the legend; empty for none.
    #[serde(default)]
    pub label: String,
    /// Colour.
    #[serde(default)]
    pub ink: Ink,
}

impl Area {
    /// A tinted area inside these lines.
    #[must_use]
    pub fn inside(lines: &[Vec<[f64; 2]>]) -> Self {
        let along = |k: usize| -> Vec<f64> {
            lines.iter().flat_map(|line| line.iter().map(move |point| point[k]).chain([f64::NAN])).collect()
        };
        Self { x: along(0), y: along(1), label: String::new(), ink: Ink::Auto }
    }
}
