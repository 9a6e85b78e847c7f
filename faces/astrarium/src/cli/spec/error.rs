//! What is wrong in a specification, shown where it stands.
use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};
use std::{fmt, ops::Range};

/// A piece of text that somebody wrote: of a file, or of the command line.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The file, or "command line".
    pub(crate) name: String,
    /// The whole text.
    pub(crate) text: String,
    /// Bytes of the text that are meant.
    pub(crate) span: Range<usize>,
}

/// A key or value that cannot be used.
#[derive(Debug)]
pub(crate) struct SpecError(Box<Said>);

#[derive(Debug)]
struct Said {
    what: String,
    label: String,
    help: Option<String>,
    place: Option<(NamedSource<String>, Range<usize>)>,
}

impl SpecError {
    /// `what` was found; `label` says at the place itself what was expected.
    pub(crate) fn new(what: impl Into<String>, label: impl Into<String>, place: Option<Place>) -> Self {
        let place = place.map(|at| (NamedSource::new(at.name, at.text).with_language("toml"), at.span));
        Self(Box::new(Said { what: what.into(), label: label.into(), help: None, place }))
    }
    /// What to try.
    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }
}

impl fmt::Display for SpecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.what)?;
        match self.0.place {
            None if !self.0.label.is_empty() => write!(f, "; {}", self.0.label),
            _ => Ok(()),
        }
    }
}
impl std::error::Error for SpecError {}
impl Diagnostic for SpecError {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.0.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }
    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.0.place.as_ref().map(|(source, _)| source as &dyn SourceCode)
    }
    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let (_, span) = self.0.place.as_ref()?;
        let label = LabeledSpan::new_with_span(Some(self.0.label.clone()), span.clone());
        Some(Box::new(std::iter::once(label)))
    }
}
