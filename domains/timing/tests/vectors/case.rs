//! Cases as they lie in the folder.
use crate::value::Value;
use astrarium_io::hdf5::Reader;
use serde::Deserialize;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::rc::Rc;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The folder of a domain: `open/` and `data/`.
pub(crate) struct Folder {
    open: PathBuf,
    data: PathBuf,
}

/// One computation and what must come out of it.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) group: String,
    pub(crate) outputs: Vec<Output>,
    file: Option<String>,
    params: BTreeMap<String, Json>,
    about_inputs: BTreeMap<String, About>,
    data: PathBuf,
    arrays: Rc<Reader>,
}

/// An array as the description tells of it.
#[derive(Clone, Deserialize)]
pub(crate) struct About {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) shape: Vec<usize>,
}

/// A reference value.
#[derive(Clone, Deserialize)]
pub(crate) struct Output {
    pub(crate) name: String,
    #[serde(flatten)]
    pub(crate) about: About,
    pub(crate) compare: String,
    #[serde(default)]
    pub(crate) rtol: f64,
    #[serde(default)]
    pub(crate) atol: f64,
    pub(crate) period: Option<f64>,
    value: Option<String>,
}

#[derive(Deserialize)]
struct Listing {
    format: u32,
    cases: Vec<Listed>,
}

#[derive(Deserialize)]
struct Listed {
    name: String,
    group: String,
    file: Option<String>,
    #[serde(default)]
    params: BTreeMap<String, Json>,
    #[serde(default)]
    about_inputs: BTreeMap<String, About>,
    outputs: Vec<Output>,
}

impl Folder {
    pub(crate) fn find() -> Option<Self> {
        let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
        let timing = std::env::var_os("ASTRARIUM_VECTORS").map_or_else(beside, PathBuf::from).join("timing");
        let (open, data) = (timing.join("open"), timing.join("data"));
        open.join("cases.json").exists().then_some(Self { open, data })
    }

    pub(crate) fn cases(&self) -> Result<Vec<Case>> {
        let listing: Listing = serde_json::from_str(&std::fs::read_to_string(self.open.join("cases.json"))?)?;
        assert_eq!(listing.format, 2, "the format of cases.json that this runner knows");
        let is_hdf5 = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "h5");
        let files = std::fs::read_dir(&self.open)?.map(|entry| Ok(entry?.path()));
        let arrays =
            files.collect::<Result<Vec<_>>>()?.into_iter().find(is_hdf5).ok_or("no .h5 file beside cases.json")?;
        let arrays = Rc::new(Reader::open(arrays)?);
        let case = |listed: Listed| Case {
            name: listed.name,
            group: listed.group,
            outputs: listed.outputs,
            file: listed.file,
            params: listed.params,
            about_inputs: listed.about_inputs,
            data: self.data.clone(),
            arrays: arrays.clone(),
        };
        Ok(listing.cases.into_iter().map(case).collect())
    }
}

impl Case {
    /// The data file of the case.
    pub(crate) fn path(&self) -> Result<PathBuf> {
        Ok(self.data.join(self.file.as_ref().ok_or("the case names no file")?))
    }

    /// A numeric parameter, if it is there.
    pub(crate) fn number(&self, name: &str) -> Option<f64> {
        self.params.get(name)?.as_f64()
    }

    /// A numeric parameter that must be there.
    pub(crate) fn need(&self, name: &str) -> Result<f64> {
        Ok(self.number(name).ok_or_else(|| format!("parameter {name} is missing"))?)
    }

    /// A list of numbers.
    pub(crate) fn numbers(&self, name: &str) -> Option<Vec<f64>> {
        self.params.get(name)?.as_array()?.iter().map(Json::as_f64).collect()
    }

    /// Two numbers.
    pub(crate) fn pair(&self, name: &str) -> Result<[f64; 2]> {
        let numbers = self.numbers(name).and_then(|numbers| <[f64; 2]>::try_from(numbers).ok());
        Ok(numbers.ok_or_else(|| format!("parameter {name} is no pair of numbers"))?)
    }

    /// A text parameter.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.params.get(name)?.as_str()
    }

    /// A parameter that is true or false.
    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        self.params.get(name)?.as_bool()
    }

    /// Whether an input array is there.
    pub(crate) fn has_input(&self, name: &str) -> bool {
        self.about_inputs.contains_key(&format!("in/{name}"))
    }

    /// An input array as floats.
    pub(crate) fn floats(&self, name: &str) -> Result<Vec<f64>> {
        let path = format!("in/{name}");
        let about = self.about_inputs.get(&path).ok_or_else(|| format!("input {name} is missing"))?;
        Ok(match self.array(&path, about)? {
            Value::Float(values) => values,
            Value::Integer(values) => values.into_iter().map(|value| value as f64).collect(),
            Value::Time(values) => values.into_iter().map(f64::from).collect(),
            other => return Err(format!("input {name} is {other:?}").into()),
        })
    }

    /// An input array as whole numbers.
    pub(crate) fn integers(&self, name: &str) -> Result<Vec<i64>> {
        Ok(self.floats(name)?.into_iter().map(|value| value as i64).collect())
    }

    /// An input array of complex numbers, each as real and imaginary part.
    pub(crate) fn complex(&self, name: &str) -> Result<Vec<[f64; 2]>> {
        let path = format!("in/{name}");
        let about = self.about_inputs.get(&path).ok_or_else(|| format!("input {name} is missing"))?;
        match self.array(&path, about)? {
            Value::Complex(values) => Ok(values),
            other => Err(format!("input {name} is {other:?}").into()),
        }
    }

    /// An input array as true and false.
    pub(crate) fn mask(&self, name: &str) -> Result<Vec<bool>> {
        let path = format!("in/{name}");
        let about = self.about_inputs.get(&path).ok_or_else(|| format!("input {name} is missing"))?;
        match self.array(&path, about)? {
            Value::Mask(values) => Ok(values),
            other => Err(format!("input {name} is {other:?}").into()),
        }
    }

    /// An input array of rows of two.
    pub(crate) fn pairs(&self, name: &str) -> Result<Vec<[f64; 2]>> {
        Ok(self.floats(name)?.chunks_exact(2).map(|pair| [pair[0], pair[1]]).collect())
    }

    /// The reference value of an output.
    pub(crate) fn reference(&self, output: &Output) -> Result<Value> {
        match output.about.kind.as_str() {
            "text" => Ok(Value::Text(output.value.clone())),
            "decimal" => Ok(Value::Decimal(output.value.clone().ok_or("a decimal without a value")?.parse()?)),
            _ => self.array(&output.name, &output.about),
        }
    }

    fn array(&self, path: &str, about: &About) -> Result<Value> {
        let at = format!("{}/{path}", self.name);
        let floats =
            || Ok::<_, Box<dyn Error>>(if about.shape.contains(&0) { Vec::new() } else { self.arrays.f64s(&at)?.0 });
        let pairs =
            || Ok::<_, Box<dyn Error>>(floats()?.chunks_exact(2).map(|pair| [pair[0], pair[1]]).collect::<Vec<_>>());
        let is_empty = about.shape.contains(&0);
        Ok(match about.kind.as_str() {
            "float" => Value::Float(floats()?),
            "complex" => Value::Complex(pairs()?),
            "time" => Value::times(&pairs()?),
            "integer" if is_empty => Value::Integer(Vec::new()),
            "integer" => Value::Integer(self.arrays.i64s(&at)?.0),
            "mask" if is_empty => Value::Mask(Vec::new()),
            "mask" => Value::Mask(self.arrays.u8s(&at)?.0.into_iter().map(|one| one != 0).collect()),
            other => return Err(format!("type `{other}` is not known").into()),
        })
    }
}
