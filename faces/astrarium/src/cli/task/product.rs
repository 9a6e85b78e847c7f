//! What a task yields, ready to be written: a table, figures, facts for people.
use astrarium_io::{
    report::{Beside, Block, Figure, Triangle, svg_with_id},
    table::Table,
};
use serde_json::{Map, Value};

/// One line of a summary.
#[derive(Clone, Debug)]
pub(crate) struct Fact {
    /// The name in JSON.
    pub(crate) name: &'static str,
    /// What people read.
    pub(crate) words: String,
    /// The same for programs.
    pub(crate) value: Value,
}

impl Fact {
    /// A fact with its wording.
    pub(crate) fn new(name: &'static str, words: impl Into<String>, value: impl Into<Value>) -> Self {
        Self { name, words: words.into(), value: value.into() }
    }
    /// The line of the summary; a hidden fact has none.
    pub(crate) fn line(&self) -> Option<String> {
        (!self.words.is_empty()).then(|| format!("  {}", self.words))
    }
    /// The value as text.
    pub(crate) fn number(&self) -> String {
        self.value.as_str().map_or_else(|| self.value.to_string(), str::to_owned)
    }
    /// A number for programs alone.
    pub(crate) fn hidden(name: &'static str, value: impl Into<Value>) -> Self {
        Self::new(name, String::new(), value)
    }
}

/// Something to look at.
#[derive(Clone, Debug)]
pub(crate) enum Picture {
    /// Panels over one axis.
    Figure(Figure),
    /// Panels of all pairs.
    Triangle(Triangle),
    /// Two figures.
    Beside(Box<Beside>),
}

impl From<Beside> for Picture {
    fn from(figures: Beside) -> Self {
        Self::Beside(Box::new(figures))
    }
}

impl From<Figure> for Picture {
    fn from(figure: Figure) -> Self {
        Self::Figure(figure)
    }
}

impl From<Triangle> for Picture {
    fn from(triangle: Triangle) -> Self {
        Self::Triangle(triangle)
    }
}

impl Picture {
    /// As SVG, its identifiers beginning with `id`.
    pub(crate) fn svg(&self, id: &str) -> astrarium_io::Result<String> {
        match self {
            Self::Figure(figure) => svg_with_id(figure, id),
            Self::Triangle(triangle) => triangle.svg(id),
            Self::Beside(figures) => figures.svg(id),
        }
    }
    /// As a part of a report.
    pub(crate) fn block(&self) -> Block {
        match self {
            Self::Figure(figure) => Block::figure(figure.clone()),
            Self::Triangle(triangle) => Block::triangle(triangle.clone()),
            Self::Beside(figures) => Block::beside((**figures).clone()),
        }
    }
}

/// A result before it is written.
#[derive(Debug)]
pub(crate) struct Product {
    /// Title of the report.
    pub(crate) title: String,
    /// The numbers: `result.fits` and `result.ecsv`.
    pub(crate) table: Table,
    /// `result.fits`, where the domain has a layout of its own for it.
    pub(crate) fits: Option<Vec<u8>>,
    /// Further files, by name.
    pub(crate) files: Vec<(&'static str, Vec<u8>)>,
    /// Pictures by file name.
    pub(crate) figures: Vec<(&'static str, Picture)>,
    /// The summary.
    pub(crate) facts: Vec<Fact>,
    /// What a careful reader should know.
    pub(crate) warnings: Vec<String>,
    /// Keys of the works that the numbers rest on.
    pub(crate) citations: Vec<&'static str>,
    /// Why the result is not to be trusted.
    pub(crate) untrusted: Option<String>,
}

impl Product {
    /// The facts as one JSON object.
    pub(crate) fn summary(&self) -> Map<String, Value> {
        self.facts.iter().map(|fact| (fact.name.to_owned(), fact.value.clone())).collect()
    }
}
