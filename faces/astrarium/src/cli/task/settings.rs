//! The settings of a task: those of the computation at the top, those of its input in the table `input`.
//!
//! A key that both have is one key of the specification: it stands at the top, and its value goes to both.
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
    if let (Some(below), Some(above)) = (input["properties"].as_object_mut(), both["properties"].as_object()) {
        below.retain(|key, _| !above.contains_key(key));
    }
    both["properties"][INPUT] = input;
    both
}

/// The keys of both.
pub(super) fn table(spec: &impl Serialize, input: &impl Serialize) -> Table {
    let mut both = spec::table_of(spec);
    let mut below = spec::table_of(input);
    below.retain(|key, _| !both.contains_key(key));
    both.insert(INPUT.to_owned(), below.into());
    both
}

/// Reads both.
pub(super) fn read<S: Settings, I: Settings>(document: &Document, mut keys: Table) -> Result<(S, I), Error> {
    let schema = schema::<S, I>();
    let node = Node::new(&schema);
    spec::check_keys(document, &keys, node)?;
    let mut below = match keys.remove(INPUT) {
        Some(toml::Value::Table(below)) => below,
        Some(_) => {
            let what = format!("`{INPUT}` is not a table");
            return Err(spec::SpecError::new(what, "expected a table", document.value_place(INPUT)).into());
        }
        None => Table::new(),
    };
    let input_schema = spec::schema_of::<I>();
    let both_have = |key: &String| input_schema["properties"].get(key).is_some();
    below.extend(keys.iter().filter(|(key, _)| both_have(key)).map(|(key, value)| (key.clone(), value.clone())));
    // what is wrong with a key of both is shown at the top, where it stands
    let asked = spec::read(document, keys, node, "")?;
    Ok((asked, spec::read(document, below, Node::new(&input_schema), INPUT)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use astrarium_timing::{Compat, InputSpec, PowerSpec};

    fn asked(text: &str) -> Result<(PowerSpec, InputSpec), String> {
        let document = Document::from_text("spec.toml".as_ref(), text.to_owned()).expect("TOML");
        read(&document, document.values().clone()).map_err(|error| error.to_string())
    }

    #[test]
    fn a_key_of_both_is_one_key() {
        let (power, input) = asked("compat = \"stingray\"\n[input]\nfiles = [\"a.fits\"]\n").expect("known keys");
        assert_eq!((power.compat, input.compat), (Compat::Stingray, Compat::Stingray));
        let written = table(&power, &input);
        assert!(written.contains_key("compat") && written[INPUT].get("compat").is_none());
        let below = asked("[input]\ncompat = \"stingray\"\n").expect_err("it stands at the top");
        assert_eq!(below, "the key `input.compat` is not known");
    }
}
