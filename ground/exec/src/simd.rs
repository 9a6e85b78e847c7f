//! Instruction sets, as levels of which a run names one.

use crate::Error;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// An instruction set that changes bits. A run names one, and its identity holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Simd {
    /// What every processor of the architecture has.
    Baseline,
    /// 64-bit Arm's vectors.
    Neon,
    /// AVX2 with FMA (x86-64-v3).
    Avx2,
    /// AVX-512 F, BW, CD, DQ and VL (x86-64-v4).
    Avx512,
}

impl Simd {
    /// All levels, the lowest first.
    pub const ALL: [Self; 4] = [Self::Baseline, Self::Neon, Self::Avx2, Self::Avx512];

    /// The levels of this processor, the lowest first.
    pub fn available() -> Vec<Self> {
        Self::ALL.into_iter().filter(|level| level.is_here()).collect()
    }

    /// The highest level of this processor.
    pub fn detect() -> Self {
        Self::available().pop().unwrap_or(Self::Baseline)
    }

    /// Whether this processor has the level.
    pub fn is_here(self) -> bool {
        match self {
            Self::Baseline => true,
            Self::Neon => cfg!(target_arch = "aarch64"),
            Self::Avx2 => has_avx2(),
            Self::Avx512 => has_avx2() && has_avx512(),
        }
    }

    /// The level itself, if this processor has it.
    ///
    /// # Errors
    /// [`Error::NoSimd`] with the levels it has.
    pub fn checked(self) -> Result<Self, Error> {
        if self.is_here() { Ok(self) } else { Err(Error::NoSimd { asked: self, has: Self::available() }) }
    }

    /// The name in specs and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Baseline => "baseline",
            Self::Neon => "neon",
            Self::Avx2 => "avx2",
            Self::Avx512 => "avx512",
        }
    }
}

#[cfg(target_arch = "x86_64")]
fn has_avx2() -> bool {
    std::is_x86_feature_detected!("avx2") && std::is_x86_feature_detected!("fma")
}

#[cfg(target_arch = "x86_64")]
fn has_avx512() -> bool {
    std::is_x86_feature_detected!("avx512f")
        && std::is_x86_feature_detected!("avx512bw")
        && std::is_x86_feature_detected!("avx512cd")
        && std::is_x86_feature_detected!("avx512dq")
        && std::is_x86_feature_detected!("avx512vl")
}

#[cfg(not(target_arch = "x86_64"))]
fn has_avx2() -> bool {
    false
}

#[cfg(not(target_arch = "x86_64"))]
fn has_avx512() -> bool {
    false
}

impl fmt::Display for Simd {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that is no level's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no instruction set is called {given:?}; there are baseline, neon, avx2, avx512")]
pub struct UnknownSimd {
    /// What was given.
    pub given: String,
}

impl FromStr for Simd {
    type Err = UnknownSimd;
    fn from_str(given: &str) -> Result<Self, UnknownSimd> {
        let named = Self::ALL.into_iter().find(|level| level.name() == given);
        named.ok_or_else(|| UnknownSimd { given: given.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back() {
        for level in Simd::ALL {
            assert_eq!(level.name().parse(), Ok(level));
        }
        assert!("sse9".parse::<Simd>().unwrap_err().to_string().contains("sse9"));
    }

    #[test]
    fn what_is_not_here_is_refused() {
        assert!(Simd::available().contains(&Simd::detect()));
        for level in Simd::ALL {
            match level.checked() {
                Ok(level) => assert!(level <= Simd::detect()),
                Err(error) => assert!(error.to_string().contains(level.name())),
            }
        }
    }
}
