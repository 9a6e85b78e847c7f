//! A specification as a commented TOML file: a template, or the complete one of a run.
use super::Node;
use std::fmt::Write as _;
use toml::{Table, Value};

const WIDTH: usize = 100;

/// Every key of the schema with its documentation and its value; keys without one stand in a comment.
pub(crate) fn write(node: Node<'_>, values: &Table) -> String {
    let mut out = String::new();
    table(&mut out, node, values, "");
    out
}

fn table(out: &mut String, node: Node<'_>, values: &Table, above: &str) {
    // a key that may hold a table or a plain value is what it holds; plain ones stand before all tables
    let is_plain = |key: &str| values.get(key).is_some_and(|value| !value.is_table());
    let (tables, plain): (Vec<_>, Vec<_>) =
        node.keys().into_iter().partition(|(key, node)| !node.keys().is_empty() && !is_plain(key));
    for (key, node) in plain {
        comment(out, node);
        line(out, key, values.get(key), &node.expected());
    }
    for (key, node) in tables {
        let path = super::document::join(above, key);
        comment(out, node);
        match values.get(key).and_then(Value::as_table) {
            Some(values) => {
                writeln!(out, "[{path}]").expect("a String takes all");
                table(out, node, values, &path);
            }
            None => writeln!(out, "# [{path}]\n").expect("a String takes all"),
        }
    }
}

fn line(out: &mut String, key: &str, value: Option<&Value>, expected: &str) {
    match value {
        Some(value) => writeln!(out, "{key} = {value}\n"),
        None => writeln!(out, "# {key} = <{expected}>\n"),
    }
    .expect("a String takes all");
}

fn comment(out: &mut String, node: Node<'_>) {
    let Some(text) = node.text() else { return };
    for paragraph in text.split("\n\n") {
        for line in wrap(&paragraph.replace('\n', " ")) {
            writeln!(out, "# {line}").expect("a String takes all");
        }
    }
    let words = node.words();
    if !words.is_empty() {
        writeln!(out, "# one of {}", words.join(", ")).expect("a String takes all");
    }
}

fn wrap(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        if lines
            .last()
            .is_some_and(|line| !line.is_empty() && line.chars().count() + 1 + word.chars().count() > WIDTH - 2)
        {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            let gap = if line.is_empty() { "" } else { " " };
            write!(line, "{gap}{word}").expect("a String takes all");
        }
    }
    lines
}
