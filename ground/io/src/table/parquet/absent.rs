//! What a build without the feature says.

use std::io::Write;
use std::path::Path;

use crate::table::Table;
use crate::{Error, Result};

pub(crate) fn read(path: &Path, _: &[u8]) -> Result<Table> {
    Err(Error::NotBuilt { path: path.to_path_buf(), flag: "parquet" })
}

pub(crate) fn write(_: &Table, _: &mut dyn Write, path: &Path) -> Result<()> {
    Err(Error::NotBuilt { path: path.to_path_buf(), flag: "parquet" })
}
