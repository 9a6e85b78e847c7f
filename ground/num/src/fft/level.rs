//! Instruction sets that a transform may be planned for.

use std::str::FromStr;
use std::sync::Arc;

use rustfft::{Fft, FftDirection, FftPlannerAvx, FftPlannerNeon, FftPlannerScalar, FftPlannerSse};

/// The instruction set of a transform. It changes the last bits of the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Plain arithmetic: the same bits on every machine.
    Portable,
    /// `x86_64` with SSE4.1.
    Sse,
    /// 64-bit ARM.
    Neon,
    /// `x86_64` with AVX and FMA.
    Avx,
}

impl Level {
    /// All levels, the slowest first.
    pub const ALL: [Self; 4] = [Self::Portable, Self::Sse, Self::Neon, Self::Avx];

    /// The name in specs and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Portable => "portable",
            Self::Sse => "sse",
            Self::Neon => "neon",
            Self::Avx => "avx",
        }
    }

    /// The fastest level of this machine.
    pub fn best() -> Self {
        Self::ALL.into_iter().rev().find(|level| level.is_available()).unwrap_or(Self::Portable)
    }

    /// Whether this machine has it.
    pub fn is_available(self) -> bool {
        self.try_plan(1, FftDirection::Forward).is_some()
    }

    /// The complex transform of length `n` on this level, portable where the machine does not have it.
    pub(super) fn plan(self, n: usize, direction: FftDirection) -> Arc<dyn Fft<f64>> {
        self.try_plan(n, direction).unwrap_or_else(|| FftPlannerScalar::new().plan_fft(n, direction))
    }

    fn try_plan(self, n: usize, direction: FftDirection) -> Option<Arc<dyn Fft<f64>>> {
        match self {
            Self::Portable => Some(FftPlannerScalar::new().plan_fft(n, direction)),
            Self::Sse => FftPlannerSse::new().ok().map(|mut planner| planner.plan_fft(n, direction)),
            Self::Neon => FftPlannerNeon::new().ok().map(|mut planner| planner.plan_fft(n, direction)),
            Self::Avx => FftPlannerAvx::new().ok().map(|mut planner| planner.plan_fft(n, direction)),
        }
    }
}

/// The text names no level.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the instruction set {found:?} is not known, one of portable, sse, neon, avx was expected")]
pub struct UnknownLevel {
    /// The text.
    pub found: String,
}

impl FromStr for Level {
    type Err = UnknownLevel;

    fn from_str(text: &str) -> Result<Self, UnknownLevel> {
        let known = Self::ALL.into_iter().find(|level| level.name() == text);
        known.ok_or_else(|| UnknownLevel { found: text.to_owned() })
    }
}
