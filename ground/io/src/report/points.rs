//! Points with error bars, as data.

use super::{Ink, numbers};
use serde::{Deserialize, Serialize};

/// Sizes of error bars.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Errors {
    /// The same to both sides.
    Even(#[serde(with = "numbers")] Vec<f64>),
    /// Each side its own, both as positive lengths.
    Sides {
        /// Towards smaller values.
        #[serde(with = "numbers")]
        low: Vec<f64>,
        /// Towards larger values.
        #[serde(with = "numbers")]
        high: Vec<f64>,
    },
}

impl Errors {
    /// The lengths below and above at point `i`, 0 where there is none.
    #[must_use]
    pub fn at(&self, i: usize) -> [f64; 2] {
        let length = |list: &[f64]| list.get(i).copied().filter(|e| e.is_finite() && *e > 0.0).unwrap_or(0.0);
        match self {
            Self::Even(both) => [length(both); 2],
            Self::Sides { low, high } => [length(low), length(high)],
        }
    }
}

/// The shape of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Marker {
    #[default]
    Disc,
    Square,
    Diamond,
    Triangle,
    /// Error bars alone.
    None,
}

/// Points with error bars.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Points {
    /// Positions.
    #[serde(with = "numbers")]
    pub x: Vec<f64>,
    /// Values; where one list is longer, its rest is not drawn.
    #[serde(with = "numbers")]
    pub y: Vec<f64>,
    /// Error bars (or half widths of bins) along x.
    #[serde(default)]
    pub x_err: Option<Errors>,
    /// Error bars along y.
    #[serde(default)]
    pub y_err: Option<Errors>,
    /// Shape.
    #[serde(default)]
    pub marker: Marker,
    /// Entry in the legend; empty for none.
    #[serde(default)]
    pub label: String,
    /// Colour.
    #[serde(default)]
    pub ink: Ink,
}

impl Points {
    /// Discs without error bars.
    #[must_use]
    pub fn new(x: Vec<f64>, y: Vec<f64>) -> Self {
        let (marker, label, ink) = (Marker::Disc, String::new(), Ink::Auto);
        Self { x, y, x_err: None, y_err: None, marker, label, ink }
    }

    /// With error bars of these lengths to both sides along x.
    #[must_use]
    pub fn x_err(mut self, lengths: Vec<f64>) -> Self {
        self.x_err = Some(Errors::Even(lengths));
        self
    }

    /// With error bars of these lengths to both sides along y.
    #[must_use]
    pub fn y_err(mut self, lengths: Vec<f64>) -> Self {
        self.y_err = Some(Errors::Even(lengths));
        self
    }

    /// With this shape.
    #[must_use]
    pub fn marker(mut self, marker: Marker) -> Self {
        self.marker = marker;
        self
    }
}
