//! The instruction sets that the parts of a run were computed with.
use super::parts::PartsFile;
use crate::cli::{Error, spec::Header};
use astrarium_exec::seam;
use std::collections::BTreeSet;

/// The instruction sets of all parts, each once.
pub(super) struct Levels(BTreeSet<String>);

impl Levels {
    /// Reads them from the parts.
    ///
    /// # Errors
    /// If they differ and that is not allowed; a part that is damaged.
    pub(super) fn of(parts: &[PartsFile], allow_mixed: bool) -> Result<Self, Error> {
        let mut seen: Vec<(String, String)> = Vec::new();
        for part in parts {
            let name = part.path.display().to_string();
            let level = seam::identity(&name, &part.body)?.simd;
            match seen.first() {
                Some((other, first)) if *first != level && !allow_mixed => {
                    return Err(Error::input(
                        format!("{name} was computed with the instruction set {level}, {other} with {first}"),
                        "compute all parts with the same --simd LEVEL, or give --allow-mixed: the result then holds to \
                         rounding, not to the bit",
                    ));
                }
                _ => seen.push((name, level)),
            }
        }
        Ok(Self(seen.into_iter().map(|(_, level)| level).collect()))
    }
    /// The header of the joined run: of several levels none is pinned.
    pub(super) fn header(&self, header: Header) -> Header {
        if self.0.len() < 2 { header } else { Header { simd: Header::new("").simd, ..header } }
    }
    /// For the provenance.
    pub(super) fn words(&self) -> String {
        let list = self.0.iter().cloned().collect::<Vec<_>>().join(", ");
        if self.0.len() < 2 { list } else { format!("mixed ({list})") }
    }
    /// What a reader of a mixed result should know.
    pub(super) fn warning(&self) -> Option<String> {
        let words = || format!("parts of unlike instruction sets: {}; equal to rounding, not to the bit", self.words());
        (self.0.len() > 1).then(words)
    }
}
