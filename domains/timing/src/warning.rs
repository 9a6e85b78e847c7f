//! What a user should know although the work went on.
use std::fmt;
use std::path::PathBuf;

/// A decision taken for the user, or a doubt; collected beside the results, never printed here.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "each variant is explained by its message, and its fields are the blanks in it")]
pub enum Warning {
    /// No GTI extension: the span of the header is taken.
    NoGti { file: PathBuf, span_s: [f64; 2] },
    /// The mission's event extension is not there: the first table with times is taken.
    NoEventExtension { file: PathBuf, wanted: String, taken: String },
    /// Neither MISSION nor TELESCOP: defaults apply.
    NoMission { file: PathBuf },
    /// No MJDREF: times cannot be dated.
    NoMjdRef { file: PathBuf },
    /// Rows were out of order and have been sorted.
    Sorted { file: Option<PathBuf>, row: u64 },
    /// Files that could not be read one after the other.
    JoinedInMemory { file: PathBuf, reason: &'static str },
    /// Channels of which the calibration knows nothing.
    UnknownChannels { file: Option<PathBuf>, n: u64 },
    /// The bin width was changed to a multiple of the frame time.
    BinQuantised { asked_s: f64, used_s: f64, frame_s: f64 },
    /// Two inputs that are joined differ in a fact.
    FactsDiffer { what: &'static str, first: String, other: String },
    /// Bins that are not finite lie outside the good time intervals.
    NotFiniteOutside { n: u64 },
    /// Columns that only some of the joined lists have are left out.
    ColumnLeftOut { what: &'static str },
    /// The headers give no dates that fit the times: the default reference of the format is taken.
    AssumedMjdRef { file: PathBuf, mjdref: f64 },
    /// A segment was made a whole number of bins.
    SegmentRounded { asked_s: f64, used_s: f64, bin_s: f64 },
    /// Segments without counts are left out of an average.
    EmptySegments { n_empty: u64, n_segments: u64 },
    /// Errors of averages of so few segments are not those of a normal distribution.
    FewSegments { n_segments: u64, enough: u64 },
    /// Segments of so few bins are left out.
    ShortSegments { n_short: u64, n_segments: u64 },
    /// Gaps hold simulated values.
    GapsFilled { n_gaps: u64, filled_s: f64, n_bins: u64 },
    /// Noise makes the squares of some errors negative: the error of pure noise stands for them.
    ErrorsUndefined { n: u64, of: u64 },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place =
            |file: &Option<PathBuf>| file.as_ref().map_or_else(String::new, |file| format!("{}: ", file.display()));
        match self {
            Self::NoGti { file, span_s: [start, stop] } => {
                write!(
                    f,
                    "{}: no GTI extension; TSTART to TSTOP taken as one interval of {} s",
                    file.display(),
                    stop - start
                )
            }
            Self::NoEventExtension { file, wanted, taken } => {
                write!(f, "{}: no extension `{wanted}`; events taken from `{taken}`", file.display())
            }
            Self::NoMission { file } => {
                write!(f, "{}: neither MISSION nor TELESCOP; default names apply", file.display())
            }
            Self::NoMjdRef { file } => write!(f, "{}: no MJDREF; times have no date", file.display()),
            Self::Sorted { file, row } => write!(f, "{}times out of order from row {row}; sorted", place(file)),
            Self::JoinedInMemory { file, reason } => {
                write!(f, "{}: the file {reason}; all files are joined in memory", file.display())
            }
            Self::UnknownChannels { file, n } => write!(f, "{}{n} events in channels without an energy", place(file)),
            Self::BinQuantised { asked_s, used_s, frame_s } => {
                write!(f, "bins of {asked_s} s changed to {used_s} s, a multiple of the frame time {frame_s} s")
            }
            Self::FactsDiffer { what, first, other } => write!(f, "{what} differ: {first} and {other}"),
            Self::NotFiniteOutside { n } => write!(f, "{n} bins outside the good time intervals are not finite"),
            Self::ColumnLeftOut { what } => write!(f, "{what} left out: not all joined lists have them"),
            Self::SegmentRounded { asked_s, used_s, bin_s } => {
                write!(f, "segments of {asked_s} s changed to {used_s} s, a whole number of bins of {bin_s} s")
            }
            Self::EmptySegments { n_empty, n_segments } => {
                write!(f, "{n_empty} of {n_segments} segments hold no counts and are left out")
            }
            Self::FewSegments { n_segments, enough } => {
                write!(f, "{n_segments} segments averaged; errors are reliable from about {enough}")
            }
            Self::ErrorsUndefined { n, of } => {
                write!(f, "{n} of {of} errors have negative squares; the error of pure noise stands for them")
            }
            Self::ShortSegments { n_short, n_segments } => {
                write!(f, "{n_short} of {n_segments} segments hold fewer than two bins and are left out")
            }
            Self::GapsFilled { n_gaps, filled_s, n_bins } => {
                write!(
                    f,
                    "gaps filled: {n_gaps}, of {filled_s} s in all, with {n_bins} bins drawn from their neighbours"
                )
            }
            Self::AssumedMjdRef { file, mjdref } => write!(f, "{}: no MJDREF; {mjdref} assumed", file.display()),
        }
    }
}
