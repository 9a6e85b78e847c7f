//! Flags of a task: other names for keys of its specification.
use crate::cli::{
    Error,
    spec::{Document, Node, read_value},
};
use clap::{Arg, ArgAction, ArgMatches, parser::ValueSource};
use toml::{Table, Value};

/// How the word behind a flag becomes a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Form {
    /// As TOML reads it, else as text.
    Value,
    /// As text, whatever it looks like.
    Text,
    /// Several values with commas.
    List,
    /// Two numbers with a dash: `0.5-10`.
    Range,
    /// Several ranges with commas: `0.5-2,2-10`.
    Ranges,
    /// Nothing: the flag alone means true.
    Switch,
}

/// A flag and the key that it stands for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Flag {
    /// Without the dashes.
    pub(crate) long: &'static str,
    /// The dotted key.
    pub(crate) key: &'static str,
    /// What stands in the help for the value.
    pub(crate) value: &'static str,
    /// How it is read.
    pub(crate) form: Form,
    /// The help, if the documentation of the key is too long for one line.
    pub(crate) help: Option<&'static str>,
}

impl Flag {
    /// A flag whose help is the first sentence of the key's documentation.
    pub(crate) const fn new(long: &'static str, key: &'static str, value: &'static str, form: Form) -> Self {
        Self { long, key, value, form, help: None }
    }
    /// The same with its own help.
    pub(crate) const fn with_help(mut self, help: &'static str) -> Self {
        self.help = Some(help);
        self
    }
    /// The argument of the command line; help and default come from the specification itself.
    pub(crate) fn arg(&self, node: Node<'_>, defaults: &Table) -> Arg {
        let below = node.at(self.key);
        let words = below.map(Node::words).unwrap_or_default();
        let mut help = self.help.map(str::to_owned).or_else(|| below?.headline()).unwrap_or_default();
        if !words.is_empty() && self.help.is_none() {
            help = words.join(", ");
        }
        if let Some(value) = default(defaults, self.key) {
            help = format!("{help} [{value}]");
        }
        let arg = Arg::new(self.long).long(self.long).help(help);
        match self.form {
            Form::Switch => arg.action(ArgAction::SetTrue),
            _ => arg.value_name(self.value).action(ArgAction::Set).allow_hyphen_values(true),
        }
    }
    /// Puts what was said into the document.
    pub(crate) fn apply(&self, matches: &ArgMatches, document: &mut Document) -> Result<(), Error> {
        if matches.value_source(self.long) != Some(ValueSource::CommandLine) {
            return Ok(());
        }
        let flag = format!("--{}", self.long);
        let word = if self.form == Form::Switch { "true" } else { text(matches, self.long) };
        Ok(document.set_flag(self.key, &flag, word, self.value_of(word))?)
    }
    fn value_of(&self, word: &str) -> Value {
        let plain = || Value::String(word.to_owned());
        match self.form {
            Form::Value => read_value(word),
            Form::Text => plain(),
            Form::List => Value::Array(word.split(',').map(|item| read_value(item.trim())).collect()),
            Form::Range => range(word).unwrap_or_else(plain),
            Form::Ranges => word.split(',').map(range).collect::<Option<_>>().map_or_else(plain, Value::Array),
            Form::Switch => Value::Boolean(true),
        }
    }
}

fn text<'a>(matches: &'a ArgMatches, name: &str) -> &'a str {
    matches.get_one::<String>(name).map(String::as_str).unwrap_or_default()
}

fn default(defaults: &Table, key: &str) -> Option<String> {
    let (first, rest) = key.split_once('.').map_or((key, None), |(first, rest)| (first, Some(rest)));
    match (defaults.get(first)?, rest) {
        (Value::Table(below), Some(rest)) => default(below, rest),
        (Value::Float(value), None) => Some(value.to_string()),
        (Value::String(value), None) => Some(value.clone()),
        (Value::Boolean(_) | Value::Array(_) | Value::Table(_), _) => None,
        (value, None) => Some(value.to_string()),
        _ => None,
    }
}

/// `a-b`; the dash of an exponent does not count.
fn range(word: &str) -> Option<Value> {
    let dash = |at: &usize| *at > 0 && !word[..*at].ends_with(['e', 'E']);
    let at = word.match_indices('-').map(|(at, _)| at).find(dash)?;
    let number = |text: &str| {
        let text = text.trim();
        text.parse().ok().map(Value::Integer).or_else(|| text.parse().ok().map(Value::Float))
    };
    Some(Value::Array(vec![number(&word[..at])?, number(&word[at + 1..])?]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_values() {
        let value = |form, word| Flag::new("x", "x", "X", form).value_of(word).to_string();
        assert_eq!(value(Form::Range, "0.5-10"), "[0.5, 10]");
        assert_eq!(value(Form::Range, "1e-3-2"), "[0.001, 2]");
        assert_eq!(value(Form::Ranges, "0.5-2,2-10"), "[[0.5, 2], [2, 10]]");
        assert_eq!(value(Form::List, "1, 2"), "[1, 2]");
        assert_eq!(value(Form::Range, "soft"), "\"soft\"");
        assert_eq!(value(Form::Value, "16"), "16");
    }
}
