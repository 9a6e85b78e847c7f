//! Parts kept as they are.

use super::{Sink, gaps, imported, is_in};
use crate::{Error, Part, fold::held, sealed::pack};
use std::{collections::BTreeMap, ops::Range, sync::Mutex};

/// Parts kept as they are, by block: for results of unlike shapes that fit into memory.
#[derive(Debug)]
pub struct Kept<P>(Mutex<BTreeMap<u64, P>>);

impl<P> Default for Kept<P> {
    fn default() -> Self {
        Self(Mutex::new(BTreeMap::new()))
    }
}

impl<P> Kept<P> {
    /// The parts by block.
    pub fn into_parts(self) -> BTreeMap<u64, P> {
        self.0.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl<P: Part + Clone> Sink<P> for Kept<P> {
    fn missing(&self, n: u64) -> Vec<Range<u64>> {
        gaps(n, held(&self.0).keys().copied())
    }

    fn put(&self, _: usize, block: u64, part: &P) -> Result<(), Error> {
        held(&self.0).insert(block, part.clone());
        Ok(())
    }

    fn export(&self, blocks: &[Range<u64>]) -> Vec<u8> {
        let kept = held(&self.0);
        pack(&kept.iter().filter(|(block, _)| is_in(blocks, **block)).collect::<Vec<_>>())
    }

    fn import(&self, theirs: &[u8]) -> Result<(), Error> {
        held(&self.0).extend(imported::<(u64, P)>(theirs)?);
        Ok(())
    }
}
