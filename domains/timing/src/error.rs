//! Everything that can be wrong with events, intervals and what is asked of them.
use astrarium_exec::{Error as ExecError, Fault, Kind};
use astrarium_io::Error as IoError;
use std::path::{Path, PathBuf};

/// What this crate reports: what was found, where, what was expected, what to try.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "each variant is explained by its message, and its fields are the blanks in it")]
pub enum Error {
    // ---- intervals ----
    #[error("no good time interval; expected at least one [start, stop]")]
    GtiEmpty,
    #[error("good time interval {index} is [{start_s}, {stop_s}] s; expected finite times")]
    GtiNotFinite { index: usize, start_s: f64, stop_s: f64 },
    #[error("good time interval {index} stops at {stop_s} s, before its start at {start_s} s")]
    GtiReversed { index: usize, start_s: f64, stop_s: f64 },
    #[error(
        "good time interval {index} starts at {start_s} s, before the previous one stops at {stop_s} s; \
             expected sorted intervals that do not overlap (merge them with `from_unsorted`)"
    )]
    GtiOverlap { index: usize, start_s: f64, stop_s: f64 },
    #[error(
        "both lists of good time intervals hold [{start_s}, {stop_s}] s; expected lists that do not overlap \
             (join them as `union` or `infer`)"
    )]
    GtiNotSeparate { start_s: f64, stop_s: f64 },
    #[error("{}, HDU {hdu}: {source}", file.display())]
    GtiTable { file: PathBuf, hdu: String, source: Box<Self> },
    #[error(
        "segments of {segment_s} s, but the longest of {n_intervals} good time intervals has {longest_s} s; \
             choose a shorter segment"
    )]
    NoSegment { segment_s: f64, longest_s: f64, n_intervals: usize },
    #[error(
        "segments of no length up to {longest_s} s all hold {min_counts} counts and {min_bins} bins; \
             ask for less, or leave out good time without counts"
    )]
    TooFewCounts { min_counts: f64, min_bins: usize, longest_s: f64 },
    #[error("bins of {bin_s} s in segments of {segment_s} s; expected at least one bin a segment")]
    BinTooWide { bin_s: f64, segment_s: f64 },

    // ---- numbers asked for ----
    #[error("{what} is {value}, expected a number above zero")]
    NotPositive { what: &'static str, value: f64 },
    #[error("{what} is [{low}, {high}), expected the lower end below the upper one")]
    BadRange { what: &'static str, low: f64, high: f64 },
    #[error("{what}: {n:.0} would be made, at most {most} are; choose a wider step")]
    TooMany { what: &'static str, n: f64, most: u64 },
    #[error("{what}: {found} values, expected {expected}, one for each time")]
    Length { what: &'static str, found: usize, expected: usize },
    #[error("no {what}")]
    Empty { what: &'static str },
    #[error("{what} of {found} s, expected {expected} s (within {tolerance_s} s)")]
    StepDiffers { what: &'static str, found: f64, expected: f64, tolerance_s: f64 },

    // ---- events ----
    #[error("{}row {row}: the time is not a finite number", place(file.as_deref()))]
    TimeNotFinite { file: Option<PathBuf>, row: u64 },
    #[error("{}row {row}: time {time_s} s comes after {previous_s} s, expected ascending times; sort the file first \
             (`astrarium timing sort`)", place(file.as_deref()))]
    Unsorted { file: Option<PathBuf>, row: u64, time_s: f64, previous_s: f64 },
    #[error("{}no energies: {reason}; give a response file (rmf), or choose by PI", place(file.as_deref()))]
    NoEnergy { file: Option<PathBuf>, reason: &'static str },
    #[error("{}no {what} column (looked for {looked_for}); there are: {known}", place(Some(file)))]
    NoColumn { file: PathBuf, what: &'static str, looked_for: String, known: String },
    #[error("no {what} in this event list")]
    NoValues { what: &'static str },
    #[error("{}: the file {reason}; expected sorted files, named in the order of their times", file.display())]
    NoSeries { file: PathBuf, reason: &'static str },
    #[error("{}: no table extension holds events", file.display())]
    NoEventTable { file: PathBuf },
    #[error("{}: neither a GTI extension nor both TSTART and TSTOP; give a GTI file", file.display())]
    NoGti { file: PathBuf },
    #[error("{}: keyword {key} = {found}, expected {expected}", file.display())]
    BadKeyword { file: PathBuf, key: &'static str, found: String, expected: &'static str },
    #[error("{}: column {column} has format {found}, expected {expected}", file.display())]
    ColumnFormat { file: PathBuf, column: String, found: String, expected: &'static str },
    #[error("{}: unit `{unit}` of {what}, expected one of {expected}", file.display())]
    Unit { file: PathBuf, what: String, unit: String, expected: &'static str },
    #[error("{}: rows {start}..{stop} asked for, the file has {n_rows}", file.display())]
    Rows { file: PathBuf, start: u64, stop: u64, n_rows: u64 },
    #[error("{what} differ: {first} and {other}; expected inputs of one kind")]
    Differ { what: &'static str, first: String, other: String },
    #[error("mission data {file}: {message}")]
    MissionData { file: &'static str, message: String },

    #[error("bin {bin} at {time_s} s, inside a good time interval, holds no finite number of counts")]
    CountsNotFinite { bin: usize, time_s: f64 },

    #[error("metadata {name}: found `{found}`, expected {expected}")]
    Metadata { name: &'static str, found: String, expected: &'static str },

    // ---- spectra ----
    #[error("no normalisation is called {given:?}; there are leahy, frac, abs, none")]
    UnknownNorm { given: String },
    #[error(
        "no window is called {given:?}; there are uniform, parzen, hamming, hanning, triangular, welch, blackmann, \
             flat-top"
    )]
    UnknownWindow { given: String },
    #[error(
        "a background of {background_per_s} counts/s where the mean rate is {rate_per_s} counts/s; expected less, \
             as the frac normalisation divides by the difference (or take abs)"
    )]
    BackgroundTooHigh { background_per_s: f64, rate_per_s: f64 },
    #[error(
        "{n_intervals} good time intervals; expected one, as one spectrum over all of them would see the gaps \
             (give segment_s for an average over segments)"
    )]
    GapsInSpan { n_intervals: usize },
    #[error("none of {n_segments} segments holds counts; check energy band, detectors and good time intervals")]
    NoCounts { n_segments: u64 },
    #[error("new bins of {asked} over bins of {have}; expected wider ones")]
    RebinTooFine { asked: f64, have: f64 },
    #[error("logarithmic rebinning by {given}; expected a fraction above zero, such as 0.03")]
    RebinFactor { given: f64 },
    #[error("this spectrum cannot be rebinned: {reason}; rebin the original one")]
    NotRebinnable { reason: &'static str },
    #[error("no frequency between {low_hz} and {high_hz} Hz; there are those from {first_hz} to {last_hz} Hz")]
    NoFrequency { low_hz: f64, high_hz: f64, first_hz: f64, last_hz: f64 },
    #[error("a confidence of {given}; expected a probability between 0 and 1, such as 0.95")]
    Confidence { given: f64 },
    #[error("item {item} of the feed has {found} bins, expected {expected}")]
    FeedLength { item: u64, found: usize, expected: usize },
    #[error("item {item} of the feed, bin {bin}: not a finite number")]
    FeedNotFinite { item: u64, bin: usize },
    #[error("the feed was read before and cannot be read again; give one that can (`Feed::again`)")]
    FeedSpent,
    #[error("the feeds of the two bands end with {first} and {second} segments in the same block; expected pairs")]
    FeedsDiffer { first: usize, second: usize },

    // ---- passed through ----
    #[error(transparent)]
    Io(#[from] IoError),
    #[error("{}: {action} stopped: {source}", file.display())]
    File { file: PathBuf, action: &'static str, source: std::io::Error },
    #[error(transparent)]
    Exec(#[from] ExecError),
}

/// A result whose error is this crate's.
pub type Result<T> = std::result::Result<T, Error>;

fn place(file: Option<&Path>) -> String {
    file.map_or_else(String::new, |file| format!("{}, ", file.display()))
}

impl Error {
    /// Whether the caller asked for something impossible, as opposed to data that are broken.
    #[must_use]
    pub fn is_usage(&self) -> bool {
        self.kind() == Kind::Input
    }

    pub(crate) fn check_positive(what: &'static str, value: f64) -> Result<f64> {
        if value > 0.0 && value.is_finite() { Ok(value) } else { Err(Self::NotPositive { what, value }) }
    }

    pub(crate) fn check_length(what: &'static str, found: usize, expected: usize) -> Result<()> {
        if found == expected { Ok(()) } else { Err(Self::Length { what, found, expected }) }
    }

    /// Refuses counts that no memory holds; `n` may be infinite.
    pub(crate) fn check_count(what: &'static str, n: f64) -> Result<usize> {
        const MOST: u64 = 1 << 32;
        if n <= MOST as f64 { Ok(n as usize) } else { Err(Self::TooMany { what, n, most: MOST }) }
    }

    /// The same complaint, with the file.
    pub(crate) fn in_file(self, path: &Path) -> Self {
        match self {
            Self::TimeNotFinite { row, .. } => Self::TimeNotFinite { file: Some(path.into()), row },
            Self::Unsorted { row, time_s, previous_s, .. } => {
                Self::Unsorted { file: Some(path.into()), row, time_s, previous_s }
            }
            other => other,
        }
    }

    /// The same complaint about another interval.
    pub(crate) fn at_interval(self, at: usize) -> Self {
        match self {
            Self::GtiReversed { start_s, stop_s, .. } => Self::GtiReversed { index: at, start_s, stop_s },
            Self::GtiNotFinite { start_s, stop_s, .. } => Self::GtiNotFinite { index: at, start_s, stop_s },
            other => other,
        }
    }
}

impl Fault for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::TimeNotFinite { .. }
            | Self::Unsorted { .. }
            | Self::GtiTable { .. }
            | Self::NoGti { .. }
            | Self::NoEventTable { .. }
            | Self::BadKeyword { .. }
            | Self::ColumnFormat { .. }
            | Self::Unit { .. }
            | Self::NoCounts { .. }
            | Self::FeedLength { .. }
            | Self::FeedNotFinite { .. }
            | Self::FeedsDiffer { .. } => Kind::Data,
            Self::MissionData { .. } => Kind::Machine,
            Self::File { source, .. } => match source.kind() {
                std::io::ErrorKind::NotFound => Kind::Input,
                _ => Kind::Machine,
            },
            Self::Io(error) => io_kind(error),
            Self::Exec(error) => error.kind(),
            _ => Kind::Input,
        }
    }
}

/// Who has to act on an error of the disk.
fn io_kind(error: &IoError) -> Kind {
    match error {
        IoError::Reading { source, .. } if source.kind() == std::io::ErrorKind::NotFound => Kind::Input,
        IoError::Reading { .. } | IoError::Writing { .. } => Kind::Machine,
        error if error.is_usage() => Kind::Input,
        _ => Kind::Data,
    }
}
