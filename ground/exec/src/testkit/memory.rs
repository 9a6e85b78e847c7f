//! A store in memory.

use crate::{Store, fold::held};
use std::{collections::BTreeMap, io, sync::Mutex};

/// A store in memory that keeps two generations.
#[derive(Debug, Default)]
pub struct Memory(Mutex<BTreeMap<String, [Option<Vec<u8>>; 2]>>);

impl Store for Memory {
    fn save(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut files = held(&self.0);
        let file = files.entry(name.to_owned()).or_default();
        file.swap(0, 1);
        file[0] = Some(bytes.to_vec());
        Ok(())
    }

    fn load(&self, name: &str, generation: u32) -> io::Result<Option<Vec<u8>>> {
        Ok(held(&self.0).get(name).and_then(|file| file.get(generation as usize)?.clone()))
    }
}
