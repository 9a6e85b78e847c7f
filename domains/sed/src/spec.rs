//! What is asked: the rules that all parts share.
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Whether the right number is computed or that of a reference program, where they differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Compat {
    /// The right number.
    #[default]
    None,
    /// The number of `GalaPy` 0.6.2, its defects included.
    Galapy,
}

/// The metallicity of stars that are born.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Newborn {
    /// That of the gas.
    #[default]
    Gas,
    /// The mean of the stars born before, which averages twice: as the original.
    StellarMean,
}

/// What becomes of gas, dust and metals when star formation stops.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Quench {
    /// They stay as they are.
    #[default]
    Freeze,
    /// Gas and dust leave at once, as in the original.
    Expel,
}

/// Rules of a model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Rules {
    /// Right numbers, or those of a reference program.
    pub compat: Compat,
    /// Metallicity of stars that are born.
    pub newborn: Newborn,
    /// What an end of star formation does.
    pub quench: Quench,
}

impl Rules {
    /// All as `GalaPy` 0.6.2 has it.
    pub fn galapy() -> Self {
        Self { compat: Compat::Galapy, newborn: Newborn::StellarMean, quench: Quench::Expel }
    }

    /// Whether the original is reproduced.
    pub(crate) fn is_galapy(&self) -> bool {
        self.compat == Compat::Galapy
    }
}
