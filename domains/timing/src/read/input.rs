//! Where a job takes the events of a spec from.
use super::{series::EventSeries, source::EventSource};
use crate::{Error, EventList, InputSpec, Result, Warning};
use astrarium_io::ReadOptions;

/// The events of an [`InputSpec`].
#[derive(Clone, Debug)]
pub enum EventInput {
    /// One file, or several that follow each other in time, read where they lie.
    Files(Box<EventSeries>),
    /// Several files joined in memory.
    Memory(Box<EventList>),
}

impl EventInput {
    /// Opens the files of a spec. Several that are sorted and follow each other in the order in which they are named
    /// are read where they lie; others are joined in memory, with a warning that says why. Numbers are the same.
    ///
    /// # Errors
    /// As [`EventSource::open_with`]; where files are joined as [`EventList::read_all`].
    pub fn open(spec: &InputSpec, options: &ReadOptions) -> Result<Self> {
        spec.check()?;
        let open = |file| EventSource::open_with(file, spec, options);
        let sources = spec.files.iter().map(|file| open(file)).collect::<Result<Vec<_>>>()?;
        let (file, reason) = match EventSeries::new(&sources, spec.gti_strategy) {
            Err(Error::NoSeries { file, reason }) => (file, reason),
            series => return series.map(|series| Self::Files(Box::new(series))),
        };
        // a file that was inflated is let go once it has been read
        let lists = sources.into_iter().map(|source| EventList::from_source(&source)).collect::<Result<Vec<_>>>()?;
        let mut list = EventList::join(lists, spec.gti_strategy)?;
        list.warnings.push(Warning::JoinedInMemory { file, reason });
        Ok(Self::Memory(Box::new(list)))
    }

    /// What was decided on the way.
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        match self {
            Self::Files(series) => series.warnings(),
            Self::Memory(list) => &list.warnings,
        }
    }
}
