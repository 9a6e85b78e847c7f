//! A file of the reference cases.
use astrarium_io::hdf5::{Attribute, Reader};
use std::path::{Path, PathBuf};

pub(crate) struct Case {
    file: Reader,
    pub(crate) name: String,
}

impl Case {
    /// All runs of RUBIX that the folder holds, by name.
    pub(crate) fn all() -> Vec<Self> {
        let Ok(folder) = std::fs::read_dir(root().join("open")) else { return Vec::new() };
        let is_run = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("rubix005_") && name.ends_with(".h5")
        };
        let mut paths: Vec<PathBuf> = folder.flatten().map(|entry| entry.path()).filter(is_run).collect();
        paths.sort();
        let open = |path: PathBuf| {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().replace("rubix005_", "");
            Self { file: Reader::open(&path).expect("a readable case"), name }
        };
        paths.into_iter().map(open).collect()
    }

    /// Whether the original was run as shipped, in single precision.
    pub(crate) fn is_as_shipped(&self) -> bool {
        matches!(self.file.attributes("/").expect("a root").get("mode"), Some(Attribute::Text(text)) if text[0] == "A")
    }

    pub(crate) fn number(&self, attribute: &str) -> f64 {
        self.number_of("/", attribute)
    }

    pub(crate) fn number_of(&self, group: &str, attribute: &str) -> f64 {
        match self.file.attributes(group).expect("a group").get(attribute) {
            Some(Attribute::F64(values)) => values[0],
            Some(Attribute::I64(values)) => values[0] as f64,
            other => panic!("{}: {attribute} is {other:?}", self.name),
        }
    }

    pub(crate) fn has(&self, at: &str) -> bool {
        self.file.has(at)
    }

    pub(crate) fn values(&self, at: &str) -> Vec<f64> {
        self.file.f64s(at).unwrap_or_else(|error| panic!("{}: {error}", self.name)).0
    }

    pub(crate) fn whole(&self, at: &str) -> Vec<usize> {
        self.values(at).into_iter().map(|value| value as usize).collect()
    }

    pub(crate) fn flags(&self, at: &str) -> Vec<bool> {
        self.file.u8s(at).expect("flags").0.into_iter().map(|flag| flag != 0).collect()
    }

    pub(crate) fn rows(&self, at: &str) -> Vec<[f64; 3]> {
        self.values(at).as_chunks().0.to_vec()
    }

    pub(crate) fn matrix(&self, at: &str) -> [[f64; 3]; 3] {
        std::array::from_fn(|i| self.rows(at)[i])
    }
}

/// The extinction curves.
pub(crate) fn curves() -> Option<Reader> {
    Reader::open(root().join("open/extinction_curves.h5")).ok()
}

fn root() -> PathBuf {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
    std::env::var_os("ASTRARIUM_VECTORS").map_or_else(beside, PathBuf::from).join("ifu")
}
