//! One parameter: what it is called, and what it may be.

use crate::{joint::JointKind, prior::PriorKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A parameter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// What it is called in tables and messages.
    pub name: String,
    /// How it is written in figures, in LaTeX without dollar signs; empty means its name.
    #[serde(default)]
    pub latex: String,
    /// Its unit, empty if it has none.
    #[serde(default)]
    pub unit: String,
    /// What it may be.
    pub kind: Kind,
    /// What is beyond its ends.
    #[serde(default)]
    pub wrap: Wrap,
}

/// What a parameter may be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// Free, with a proper prior.
    Free(PriorKind),
    /// Free, with the improper prior 1: the density's own value is all there is.
    Flat,
    /// One of several consecutive parameters with one prior.
    Joint {
        /// The prior, the same for all of them.
        of: JointKind,
        /// Which of them it is, from 0.
        place: usize,
        /// How many they are.
        count: usize,
    },
    /// Always this value.
    Fixed(f64),
    /// Always the value of another parameter, which is free or fixed.
    Tied {
        /// The other parameter's name.
        to: String,
    },
}

/// What is beyond the ends of a bounded parameter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Wrap {
    /// Nothing: the density is zero there.
    #[default]
    None,
    /// The other end: an angle, a phase.
    Periodic,
    /// The same end from inside.
    Reflective,
}

impl Wrap {
    /// As it stands in messages.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::None => "not wrapped",
            Self::Periodic => "periodic",
            Self::Reflective => "reflective",
        }
    }

    /// A number of the unit interval for any number: wrapped, reflected, or itself.
    ///
    /// Periodic: `u mod 1`. Reflective: `y = u mod 2`, and `2 − y` above 1.
    pub fn fold(self, u: f64) -> f64 {
        match self {
            Self::None => u,
            Self::Periodic => {
                let folded = u - u.floor();
                if folded < 1.0 { folded } else { 0.0 }
            }
            Self::Reflective => {
                let y = u - 2.0 * (0.5 * u).floor();
                if y > 1.0 { 2.0 - y } else { y }
            }
        }
    }
}

impl Parameter {
    /// A free parameter with its prior.
    pub fn free(name: impl Into<String>, prior: PriorKind) -> Self {
        Self::new(name, Kind::Free(prior))
    }

    /// A parameter of any kind, without label or unit.
    pub fn new(name: impl Into<String>, kind: Kind) -> Self {
        Self { name: name.into(), latex: String::new(), unit: String::new(), kind, wrap: Wrap::None }
    }

    /// How it is written in figures: LaTeX, or its name.
    pub fn label(&self) -> &str {
        if self.latex.is_empty() { &self.name } else { &self.latex }
    }

    /// Where it can be, by its prior: infinite ends where it has none.
    pub fn support(&self) -> [f64; 2] {
        match &self.kind {
            Kind::Free(prior) => prior.support(),
            Kind::Joint { of, .. } => of.support(),
            Kind::Fixed(value) => [*value; 2],
            Kind::Flat | Kind::Tied { .. } => [f64::NEG_INFINITY, f64::INFINITY],
        }
    }

    /// Whether a sampler moves it.
    pub fn is_free(&self) -> bool {
        match &self.kind {
            Kind::Free(_) | Kind::Flat => true,
            Kind::Joint { of, place, count } => *place < of.n_free(*count),
            Kind::Fixed(_) | Kind::Tied { .. } => false,
        }
    }
}
