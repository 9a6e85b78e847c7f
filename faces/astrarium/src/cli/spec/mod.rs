//! Specifications as people write them: files, flags and `--set`, with the place of every key.
mod check;
mod document;
mod error;
mod header;
mod schema;
mod template;

pub(crate) use check::{check_keys, nearest, read};
pub(crate) use document::{Document, read_value};
pub(crate) use error::{Place, SpecError};
pub(crate) use header::Header;
pub(crate) use schema::{Node, of as schema_of};
pub(crate) use template::write;

/// The keys of a specification; those without a value are left out.
pub(crate) fn table_of(spec: &impl serde::Serialize) -> toml::Table {
    toml::Table::try_from(spec).expect("a specification is a table of plain values")
}
