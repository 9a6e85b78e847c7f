//! The YAML of a header as values.

use saphyr_parser::{Event, Parser, ScalarStyle, Tag};

use crate::table::{Meta, MetaValue};

/// Lists and maps inside each other, at most.
const DEPTH: usize = 64;

/// Why a text is not taken.
pub(super) enum Refusal {
    /// The parser's own words.
    Syntax(String),
    /// What it holds is not used in table headers.
    Unusual(&'static str),
}

/// Reads one document. Tags are passed over but for `!!omap`, a list of maps of one entry that is a map.
pub(super) fn parse(text: &str) -> Result<MetaValue, Refusal> {
    let mut events = Events { parser: Parser::new_from_str(text) };
    loop {
        match events.next()? {
            Event::StreamStart | Event::DocumentStart(_) | Event::Nothing => {}
            Event::StreamEnd | Event::DocumentEnd => return Ok(MetaValue::Null),
            first => return events.value(first, 0),
        }
    }
}

struct Events<'a> {
    parser: Parser<'a, saphyr_parser::StrInput<'a>>,
}

impl<'a> Events<'a> {
    fn next(&mut self) -> Result<Event<'a>, Refusal> {
        match self.parser.next() {
            Some(Ok((event, _))) => Ok(event),
            Some(Err(error)) => Err(Refusal::Syntax(error.to_string())),
            None => Ok(Event::StreamEnd),
        }
    }

    fn value(&mut self, event: Event<'a>, depth: usize) -> Result<MetaValue, Refusal> {
        if depth > DEPTH {
            return Err(Refusal::Unusual("lists or maps more than 64 levels deep"));
        }
        match event {
            Event::Scalar(text, style, _, tag) => Ok(scalar(&text, style, tag.as_deref())),
            Event::SequenceStart(_, tag) => {
                let list = self.list(depth)?;
                Ok(if tag.is_some_and(|tag| tag.suffix == "omap") { ordered(list) } else { MetaValue::List(list) })
            }
            Event::MappingStart(..) => self.map(depth),
            Event::Alias(_) => Err(Refusal::Unusual("aliases")),
            _ => Err(Refusal::Unusual("an unfinished document")),
        }
    }

    fn list(&mut self, depth: usize) -> Result<Vec<MetaValue>, Refusal> {
        let mut list = Vec::new();
        loop {
            match self.next()? {
                Event::SequenceEnd => return Ok(list),
                event => list.push(self.value(event, depth + 1)?),
            }
        }
    }

    fn map(&mut self, depth: usize) -> Result<MetaValue, Refusal> {
        let mut map = Meta::new();
        loop {
            let key = match self.next()? {
                Event::MappingEnd => return Ok(MetaValue::Map(map)),
                event => self.value(event, depth + 1)?,
            };
            let key = if let MetaValue::Text(text) = key { text } else { key.to_string() };
            let event = self.next()?;
            map.set(&key, self.value(event, depth + 1)?);
        }
    }
}

/// `[{a: 1}, {b: 2}]` as `{a: 1, b: 2}`.
fn ordered(list: Vec<MetaValue>) -> MetaValue {
    let mut map = Meta::new();
    for item in list {
        if let MetaValue::Map(entry) = item {
            entry.iter().for_each(|(name, value)| {
                map.set(name, value.clone());
            });
        }
    }
    MetaValue::Map(map)
}

/// A plain scalar has the type that it looks like; one in quotes, or tagged as text, is text.
fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> MetaValue {
    if style != ScalarStyle::Plain || tag.is_some_and(|tag| tag.suffix == "str") {
        return MetaValue::Text(text.to_owned());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return MetaValue::Null,
        "true" | "True" | "TRUE" => return MetaValue::Bool(true),
        "false" | "False" | "FALSE" => return MetaValue::Bool(false),
        ".nan" | ".NaN" | ".NAN" => return MetaValue::F64(f64::NAN),
        ".inf" | ".Inf" | "+.inf" => return MetaValue::F64(f64::INFINITY),
        "-.inf" | "-.Inf" => return MetaValue::F64(f64::NEG_INFINITY),
        _ => {}
    }
    let is_number = text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
    let whole = text.parse().ok().map(MetaValue::I64).filter(|_| is_number);
    let float = || text.parse().ok().map(MetaValue::F64).filter(|_| is_number);
    whole.or_else(float).unwrap_or_else(|| MetaValue::Text(text.to_owned()))
}
