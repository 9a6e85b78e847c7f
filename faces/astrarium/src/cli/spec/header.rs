//! What every specification begins with.
use astrarium_exec::Simd;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use toml::Table;

/// The keys that every kind of specification has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Header {
    /// What is computed: the domain and the verb
    pub(crate) kind: String,
    /// Seed of all random numbers
    #[serde(default)]
    pub(crate) seed: u64,
    /// Instruction set: auto takes the widest of the machine; a level pins it, so that unlike nodes give the same bits
    #[serde(default = "auto")]
    pub(crate) simd: String,
}

fn auto() -> String {
    "auto".to_owned()
}

impl Header {
    /// The header of a kind before anything was said.
    pub(crate) fn new(kind: &str) -> Self {
        Self { kind: kind.to_owned(), seed: 0, simd: auto() }
    }
    /// The instruction set that is pinned.
    pub(crate) fn level(&self) -> Option<Simd> {
        self.simd.parse().ok()
    }
    /// Whether the word for the instruction set is one.
    pub(crate) fn has_level(&self) -> bool {
        self.simd == auto() || self.level().is_some()
    }
    /// Takes the header's keys out of a specification's.
    pub(crate) fn split(mut keys: Table) -> (Table, Table) {
        let mut header = Table::new();
        for key in ["kind", "seed", "simd"] {
            if let Some(value) = keys.remove(key) {
                header.insert(key.to_owned(), value);
            }
        }
        (header, keys)
    }
}
