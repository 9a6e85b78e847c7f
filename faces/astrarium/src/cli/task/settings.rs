//! The settings of a task: those of the computation at the top, those of its input in the table `input`.
use crate::cli::{
    Error,
    spec::{self, Document, Node},
};
use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use toml::Table;

/// What a type must be to stand in a specification.
pub(crate) trait Settings: Serialize + DeserializeOwned + JsonSchema + Default + 'static {}
impl<T: Serialize + DeserializeOwned + JsonSchema + Default + 'static> Settings for T {}

const INPUT: &str = "input";

/// The schema of both.
pub(super) fn schema<S: Settings, I: Settings>() -> Value {
    let mut both = spec::schema_of::<S>();
    let mut input = spec::schema_of::<I>();
    input["description"] = json!("What is read");
    both["properties"][INPUT] = input;
    both
}

/// The keys of both.
pub(super) fn table(spec: &impl Serialize, input: &impl Serialize) -> Table {
    let mut both = spec::table_of(spec);
    both.insert(INPUT.to_owned(), spec::table_of(input).into());
    both
}

/// Reads both.
pub(super) fn read<S: Settings, I: Settings>(document: &Document, mut keys: Table) -> Result<(S, I), Error> {
    let schema = schema::<S, I>();
    let node = Node::new(&schema);
    spec::check_keys(document, &keys, node)?;
    let below = match keys.remove(INPUT) {
        Some(toml::Value::Table(below)) => below,
        Some(_) => {
            let what = format!("`{INPUT}` is not a table");
            return Err(spec::SpecError::new(what, "expected a table", document.value_place(INPUT)).into());
        }
        None => Table::new(),
    };
    let input = spec::read(document, below, node.at(INPUT).unwrap_or(node), INPUT)?;
    Ok((spec::read(document, keys, node, "")?, input))
}
