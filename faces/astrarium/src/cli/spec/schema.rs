//! The schema of a specification, asked for what a reader of messages needs: keys, words for types, documentation.
use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::{Map, Value, json};

/// One level of a schema.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node<'a>(&'a Value);

/// The whole schema of `T`, without references.
pub(crate) fn of<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    let mut schema = settings.into_generator().into_root_schema_for::<T>().to_value();
    join_families(&mut schema);
    schema
}

/// Makes one table of each family, whose members differ in the word at `kind`: the names that it may have, and the keys
/// of all members, each said to be that member's. Which keys go with which name is checked when they are read.
fn join_families(schema: &mut Value) {
    match schema {
        Value::Array(list) => list.iter_mut().for_each(join_families),
        Value::Object(map) => {
            map.values_mut().for_each(join_families);
            if let Some(mut properties) = map.get("oneOf").and_then(family) {
                map.remove("oneOf");
                map.insert("type".to_owned(), json!("object"));
                // a family that is a part of a table, whose other keys follow
                if let Some(Value::Object(others)) = map.remove("properties") {
                    properties.extend(others);
                }
                map.insert("properties".to_owned(), Value::Object(properties));
            }
        }
        _ => {}
    }
}

/// The keys of a family's members, if these are one.
fn family(forms: &Value) -> Option<Map<String, Value>> {
    let mut names = Vec::new();
    let mut keys = Map::new();
    for form in forms.as_array()? {
        let of = form.get("properties")?.as_object()?;
        let name = of.get("kind")?.get("const")?.as_str()?;
        for (key, node) in of.iter().filter(|(key, _)| *key != "kind" && !keys.contains_key(*key)).collect::<Vec<_>>() {
            let mut node = node.clone();
            let text = node.get("description").and_then(Value::as_str).unwrap_or_default();
            node["description"] = json!(format!("Of {name}: {text}"));
            keys.insert(key.clone(), node);
        }
        names.push(name);
    }
    let kind = json!({ "type": "string", "enum": names, "description": "Its name" });
    Some(std::iter::once(("kind".to_owned(), kind)).chain(keys).collect())
}

impl<'a> Node<'a> {
    pub(crate) fn new(schema: &'a Value) -> Self {
        Self(schema)
    }
    /// This level and what it may be instead, at any depth.
    fn forms(self) -> Vec<Node<'a>> {
        let more = ["anyOf", "oneOf", "allOf"].into_iter().filter_map(|word| self.0.get(word)?.as_array());
        std::iter::once(self).chain(more.flatten().flat_map(|form| Node(form).forms())).collect()
    }
    /// Keys below with their schema, in the order of the struct.
    pub(crate) fn keys(self) -> Vec<(&'a str, Node<'a>)> {
        let below = |form: Node<'a>| form.0.get("properties").and_then(Value::as_object);
        self.forms().into_iter().filter_map(below).flatten().map(|(key, node)| (key.as_str(), Node(node))).collect()
    }
    /// The schema at a dotted path; numbers go into lists.
    pub(crate) fn at(self, path: &str) -> Option<Node<'a>> {
        path.split('.').filter(|step| !step.is_empty()).try_fold(self, Node::step)
    }
    fn step(self, step: &str) -> Option<Node<'a>> {
        let key = self.keys().into_iter().find(|(key, _)| *key == step).map(|(_, node)| node);
        let place =
            || step.parse::<usize>().ok().and_then(|_| self.forms().into_iter().find_map(|form| form.0.get("items")));
        key.or_else(|| place().map(Node))
    }
    /// The documentation, as it stands in the code.
    pub(crate) fn text(self) -> Option<&'a str> {
        self.forms().into_iter().find_map(|form| form.0.get("description")?.as_str())
    }
    /// Its first sentence, on one line, without the full stop.
    pub(crate) fn headline(self) -> Option<String> {
        let text = self.text()?.split("\n\n").next()?.replace('\n', " ");
        let end = text.find(". ").unwrap_or(text.len());
        Some(text[..end].trim_end_matches('.').to_owned())
    }
    /// The words that may stand here, if these are all.
    pub(crate) fn words(self) -> Vec<&'a str> {
        let listed = |form: Node<'a>| form.0.get("enum").and_then(Value::as_array).into_iter().flatten();
        let single = |form: Node<'a>| form.0.get("const").into_iter();
        self.forms().into_iter().flat_map(|form| listed(form).chain(single(form))).filter_map(Value::as_str).collect()
    }
    /// What may stand here, for "expected …".
    pub(crate) fn expected(self) -> String {
        let words = self.words();
        if !words.is_empty() {
            return format!("one of {}", words.join(", "));
        }
        let kinds: Vec<_> = self.forms().into_iter().flat_map(Node::kinds).filter(|kind| *kind != "null").collect();
        let mut said: Vec<_> = kinds.into_iter().map(|kind| self.word(kind)).collect();
        said.dedup();
        if said.is_empty() { "another value".to_owned() } else { said.join(" or ") }
    }
    fn kinds(self) -> Vec<&'a str> {
        match self.0.get("type") {
            Some(Value::String(kind)) => vec![kind],
            Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }
    fn word(self, kind: &str) -> String {
        match kind {
            "number" => "a number".to_owned(),
            "integer" if self.0.get("minimum").and_then(Value::as_f64) == Some(0.0) => {
                "a whole number, 0 or more".to_owned()
            }
            "integer" => "a whole number".to_owned(),
            "string" => "text".to_owned(),
            "boolean" => "true or false".to_owned(),
            "object" => "a table".to_owned(),
            "array" => self.list(),
            other => other.to_owned(),
        }
    }
    fn list(self) -> String {
        let bound = |name| self.forms().into_iter().find_map(|form| form.0.get(name)?.as_u64());
        let item = self.forms().into_iter().find_map(|form| form.0.get("items")).map(|item| Node(item).expected());
        let item = item.unwrap_or_else(|| "a value".to_owned());
        match (bound("minItems"), bound("maxItems")) {
            (Some(least), Some(most)) if least == most => format!("a list of {least}, each {item}"),
            _ => format!("a list, each {item}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(schemars::JsonSchema)]
    #[expect(dead_code, reason = "only its schema is looked at")]
    struct Spec {
        /// Length of a segment, s. It must be
        /// positive.
        segment_s: f64,
        band: Option<[f64; 2]>,
        below: Below,
        detectors: Vec<u32>,
    }
    #[derive(schemars::JsonSchema)]
    #[expect(dead_code, reason = "only its schema is looked at")]
    struct Below {
        norm: Option<Norm>,
    }
    #[derive(schemars::JsonSchema)]
    #[serde(rename_all = "lowercase")]
    #[expect(dead_code, reason = "only its schema is looked at")]
    enum Norm {
        /// Mean 2.
        Leahy,
        Frac,
    }

    #[test]
    fn words_for_a_reader() {
        let schema = of::<Spec>();
        let node = Node::new(&schema);
        let expected = |path| node.at(path).expect("a key").expected();
        assert_eq!(expected("segment_s"), "a number");
        assert_eq!(expected("band"), "a list of 2, each a number");
        assert_eq!(expected("below.norm"), "one of frac, leahy");
        assert_eq!(expected("detectors.3"), "a whole number, 0 or more");
        let keys: Vec<_> = node.keys().into_iter().map(|(key, _)| key).collect();
        assert_eq!(keys, ["segment_s", "band", "below", "detectors"]);
        assert_eq!(node.at("segment_s").and_then(Node::headline).as_deref(), Some("Length of a segment, s"));
        assert!(node.at("below.nothing").is_none());
    }
}
