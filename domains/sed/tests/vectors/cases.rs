//! The folder of the reference cases.
use crate::npz::Npz;
use serde_json::Value as Json;
use std::path::{Path, PathBuf};

/// The folder, its manifest.
pub(crate) struct Folder {
    root: PathBuf,
    pub(crate) manifest: Json,
}

impl Folder {
    pub(crate) fn find() -> Option<Self> {
        let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
        let root = std::env::var_os("ASTRARIUM_VECTORS").map_or_else(beside, PathBuf::from).join("sed");
        let text = std::fs::read_to_string(root.join("open/manifest.json")).ok()?;
        Some(Self { root, manifest: serde_json::from_str(&text).expect("the manifest is JSON") })
    }

    /// A file of the inputs.
    pub(crate) fn data(&self, name: &str) -> PathBuf {
        self.root.join("data").join(name)
    }

    /// The arrays of a file of the cases.
    pub(crate) fn arrays(&self, name: &str) -> Npz {
        Npz::open(&self.root.join("open").join(name)).expect("a readable file")
    }

    /// The array of a plain file of the cases.
    pub(crate) fn array(&self, name: &str) -> Vec<f64> {
        crate::npz::npy(&std::fs::read(self.root.join("open").join(name)).expect("a readable file"))
            .expect("an array")
            .0
    }

    /// A description beside the arrays.
    pub(crate) fn json(&self, name: &str) -> Json {
        let text = std::fs::read_to_string(self.root.join("open").join(name)).expect("a readable file");
        serde_json::from_str(&text).expect("JSON")
    }

    /// The inputs of the formulae.
    pub(crate) fn inputs(&self, name: &str) -> &[Json] {
        self.manifest["units"]["inputs"][name].as_array().expect("a list of inputs")
    }
}

/// A number of an object.
pub(crate) fn number(json: &Json, name: &str) -> f64 {
    json[name].as_f64().unwrap_or_else(|| panic!("{name} is a number of {json}"))
}

/// The numbers of a list.
pub(crate) fn numbers(json: &Json) -> Vec<f64> {
    json.as_array().expect("a list").iter().filter_map(Json::as_f64).collect()
}
