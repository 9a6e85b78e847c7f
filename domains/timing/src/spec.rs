//! What is asked: the input part that every task shares.
use crate::{Error, GtiStrategy, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Whether the right number is computed or that of a reference program, where they differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Compat {
    /// The right number.
    #[default]
    None,
    /// The number of stingray 2.3.2, its defects included.
    Stingray,
}

impl Compat {
    /// The name in specifications and files.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Stingray => "stingray",
        }
    }
}

/// Which events are read, and what is known about them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct InputSpec {
    /// Event files, joined in time order.
    pub files: Vec<PathBuf>,
    /// A file whose GTI extensions replace those of the event files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gti: Option<PathBuf>,
    /// What becomes of the good time intervals when several files are joined.
    pub gti_strategy: GtiStrategy,
    /// A response file whose EBOUNDS extension turns PI into energy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rmf: Option<PathBuf>,
    /// Energies kept, keV: the lower end is included, the upper is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub energy_kev: Option<[f64; 2]>,
    /// PI channels kept: the lower end is included, the upper is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pi: Option<[i32; 2]>,
    /// Detectors kept (PCU, CCD, module); none given keeps all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub detectors: Vec<i32>,
    /// Name or number of the extension that holds the events, where the mission's own name does not serve.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// Reproduces a reference program where it is wrong.
    pub compat: Compat,
}

impl InputSpec {
    /// Files, everything else at its default.
    pub fn files<P: Into<PathBuf>>(files: impl IntoIterator<Item = P>) -> Self {
        Self { files: files.into_iter().map(Into::into).collect(), ..Self::default() }
    }

    /// Checks what can be checked without opening a file.
    ///
    /// # Errors
    /// [`Error::Empty`] without a file, [`Error::BadRange`] for a band whose ends are reversed, equal or not a number.
    pub fn check(&self) -> Result<()> {
        if self.files.is_empty() {
            return Err(Error::Empty { what: "event file" });
        }
        self.filter().check()
    }

    /// The choice of events.
    #[must_use]
    pub fn filter(&self) -> Filter {
        Filter { energy_kev: self.energy_kev, pi: self.pi, detectors: self.detectors.clone() }
    }
}

/// A choice of events; bands are half-open, `low <= x < high`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Filter {
    /// Energies kept, keV.
    pub energy_kev: Option<[f64; 2]>,
    /// PI channels kept.
    pub pi: Option<[i32; 2]>,
    /// Detectors kept; none given keeps all.
    pub detectors: Vec<i32>,
}

impl Filter {
    /// Events of an energy band, keV.
    #[must_use]
    pub fn energy(low_kev: f64, high_kev: f64) -> Self {
        Self { energy_kev: Some([low_kev, high_kev]), ..Self::default() }
    }

    /// Whether every event passes.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.energy_kev.is_none() && self.pi.is_none() && self.detectors.is_empty()
    }

    /// Checks that bands have their ends in order.
    ///
    /// # Errors
    /// [`Error::BadRange`].
    pub fn check(&self) -> Result<()> {
        if let Some([low, high]) = self.energy_kev
            && !matches!(low.partial_cmp(&high), Some(std::cmp::Ordering::Less))
        {
            return Err(Error::BadRange { what: "the energy band (keV)", low, high });
        }
        match self.pi {
            Some([low, high]) if low >= high => {
                Err(Error::BadRange { what: "the PI band", low: low.into(), high: high.into() })
            }
            _ => Ok(()),
        }
    }

    /// What must hold for both filters; the narrower band, the common detectors.
    ///
    /// # Errors
    /// [`Error::BadRange`] or [`Error::Empty`] if nothing can pass both.
    pub fn and(&self, other: &Self) -> Result<Self> {
        let energy_kev = match (self.energy_kev, other.energy_kev) {
            (Some(a), Some(b)) => Some([a[0].max(b[0]), a[1].min(b[1])]),
            (a, b) => a.or(b),
        };
        let pi = match (self.pi, other.pi) {
            (Some(a), Some(b)) => Some([a[0].max(b[0]), a[1].min(b[1])]),
            (a, b) => a.or(b),
        };
        let detectors: Vec<i32> = match (self.detectors.is_empty(), other.detectors.is_empty()) {
            (true, _) => other.detectors.clone(),
            (_, true) => self.detectors.clone(),
            _ => self.detectors.iter().copied().filter(|d| other.detectors.contains(d)).collect(),
        };
        if detectors.is_empty() && !(self.detectors.is_empty() && other.detectors.is_empty()) {
            return Err(Error::Empty { what: "detector that both choices keep" });
        }
        let both = Self { energy_kev, pi, detectors };
        both.check().map(|()| both)
    }
}
