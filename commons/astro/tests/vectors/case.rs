//! Cases as the index lists them.
use serde::Deserialize;
use serde_json::Value as Json;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The folder of the open cases.
pub(crate) struct Folder {
    open: PathBuf,
    files: RefCell<BTreeMap<String, Json>>,
}

/// One computation and what must come out of it.
#[derive(Deserialize)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) group: String,
    pub(crate) params: BTreeMap<String, Json>,
    pub(crate) inputs: Vec<Array>,
    pub(crate) outputs: Vec<Output>,
}

/// Where an array stands.
#[derive(Deserialize)]
pub(crate) struct Array {
    pub(crate) name: String,
    pub(crate) unit: String,
    file: String,
    at: Option<String>,
}

/// A reference value.
#[derive(Deserialize)]
pub(crate) struct Output {
    #[serde(flatten)]
    pub(crate) array: Array,
    pub(crate) compare: String,
    #[serde(default)]
    rtol: Tolerance,
    #[serde(default)]
    atol: Tolerance,
    value: Option<Json>,
    #[serde(flatten)]
    others: BTreeMap<String, Json>,
}

/// One for all elements, or one for each.
#[derive(Deserialize)]
#[serde(untagged)]
enum Tolerance {
    One(f64),
    Each(Vec<f64>),
}

impl Default for Tolerance {
    fn default() -> Self {
        Self::One(0.0)
    }
}

#[derive(Deserialize)]
struct Index {
    format: u32,
    cases: Vec<Case>,
}

impl Folder {
    pub(crate) fn find() -> Option<Self> {
        let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
        let open = std::env::var_os("ASTRARIUM_VECTORS").map_or_else(beside, PathBuf::from).join("everyday/open");
        open.join("index.json").exists().then_some(Self { open, files: RefCell::default() })
    }

    pub(crate) fn cases(&self, group: &str) -> Result<Vec<Case>> {
        let index: Index = serde_json::from_str(&std::fs::read_to_string(self.open.join("index.json"))?)?;
        assert_eq!(index.format, 1, "the format of index.json that this runner knows");
        Ok(index.cases.into_iter().filter(|case| case.group == group).collect())
    }

    /// An array of a JSON file, flat.
    pub(crate) fn array(&self, array: &Array) -> Result<Vec<f64>> {
        let mut files = self.files.borrow_mut();
        if !files.contains_key(&array.file) {
            let text = std::fs::read_to_string(self.open.join(&array.file))?;
            let text = text.replace("NaN", "null").replace("Infinity", "null");
            files.insert(array.file.clone(), serde_json::from_str(&text)?);
        }
        let at = array.at.as_ref().ok_or("an array without a place")?;
        let found = files[&array.file].pointer(at).ok_or_else(|| format!("{} has no {at}", array.file))?;
        Ok(flat(found))
    }
}

impl Case {
    /// A numeric parameter, if it is there.
    pub(crate) fn number(&self, name: &str) -> Option<f64> {
        self.params.get(name)?.as_f64()
    }

    /// An input array.
    pub(crate) fn input(&self, folder: &Folder, name: &str) -> Option<Result<Vec<f64>>> {
        self.inputs.iter().find(|array| array.name == name).map(|array| folder.array(array))
    }
}

impl Output {
    /// The reference; `None` for an element that is not to be compared.
    pub(crate) fn reference(&self, folder: &Folder) -> Result<Vec<Option<f64>>> {
        match &self.value {
            None => Ok(folder.array(&self.array)?.into_iter().map(Some).collect()),
            Some(Json::String(word)) if word == "inf" => Ok(Vec::new()),
            Some(Json::Array(list)) => Ok(list.iter().map(Json::as_f64).collect()),
            Some(one) => Ok(vec![one.as_f64()]),
        }
    }

    /// Whether the reference is infinite throughout.
    pub(crate) fn is_infinite(&self) -> bool {
        matches!(&self.value, Some(Json::String(word)) if word == "inf")
    }

    /// How far an element may be from its reference.
    pub(crate) fn tolerance(&self, i: usize, reference: f64) -> f64 {
        self.atol.at(i) + self.rtol.at(i) * reference.abs()
    }

    /// Keys of the rule that this runner does not know.
    pub(crate) fn unknown_keys(&self) -> impl Iterator<Item = &str> {
        self.others.keys().map(String::as_str).filter(|key| !["type", "shape", "note"].contains(key))
    }
}

impl Tolerance {
    fn at(&self, i: usize) -> f64 {
        match self {
            Self::One(one) => *one,
            Self::Each(each) => each[i],
        }
    }
}

/// The numbers in a tree of lists; null is NaN.
fn flat(json: &Json) -> Vec<f64> {
    match json {
        Json::Array(items) => items.iter().flat_map(flat).collect(),
        number => vec![number.as_f64().unwrap_or(f64::NAN)],
    }
}
