//! A page of results as plain data.

use super::{Beside, Figure, Triangle};
use serde::{Deserialize, Serialize};

/// A report: what was asked, what came out, and where it came from.
///
/// # Example
/// ```
/// use astrarium_io::report::{Block, Page, html};
/// let page = Page::new("Power spectrum").with("Result", Block::facts([("rms", "23.1 ± 0.4 %")]));
/// assert!(html(&page)?.contains("23.1 ± 0.4 %"));
/// # Ok::<(), astrarium_io::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// Heading of the page and name of its window.
    pub title: String,
    /// A sentence below the heading; empty for none.
    #[serde(default)]
    pub lead: String,
    /// What the reader must know before trusting the result, in a box at the top.
    #[serde(default)]
    pub warnings: Vec<String>,
    /// The sections in their order.
    #[serde(default)]
    pub sections: Vec<Section>,
}

impl Page {
    /// A page without sections.
    #[must_use]
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// With this sentence below the heading.
    #[must_use]
    pub fn lead(mut self, lead: impl Into<String>) -> Self {
        self.lead = lead.into();
        self
    }

    /// With one more warning.
    #[must_use]
    pub fn warning(mut self, warning: impl Into<String>) -> Self {
        self.warnings.push(warning.into());
        self
    }

    /// With one more block, in a new section if the last one has another title.
    #[must_use]
    pub fn with(mut self, section: &str, block: Block) -> Self {
        match self.sections.last_mut() {
            Some(last) if last.title == section => last.blocks.push(block),
            _ => self.sections.push(Section { title: section.to_owned(), blocks: vec![block] }),
        }
        self
    }
}

/// A part of a page under its own heading.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Heading; empty for none.
    pub title: String,
    /// What stands in it.
    pub blocks: Vec<Block>,
}

/// Something that stands in a section.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Block {
    /// Paragraphs, parted by empty lines.
    Text {
        /// The words.
        text: String,
    },
    /// Names and values: settings, provenance, single numbers.
    Facts {
        /// Name and value of each.
        facts: Vec<(String, String)>,
    },
    /// Rows of data.
    Table(DataTable),
    /// A figure with its caption.
    Figure(Box<Figure>),
    /// Panels of all pairs of several quantities, with their caption.
    Triangle(Box<Triangle>),
    /// Two figures beside each other, with their caption.
    Beside(Box<Beside>),
    /// Text as it stands, such as the spec.
    Code {
        /// The text.
        text: String,
    },
    /// What to cite.
    Citations {
        /// The works.
        citations: Vec<Citation>,
    },
}

impl Block {
    /// Paragraphs, parted by empty lines.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into() }
    }

    /// Names and values.
    #[must_use]
    pub fn facts<N: Into<String>, V: Into<String>>(facts: impl IntoIterator<Item = (N, V)>) -> Self {
        Self::Facts { facts: facts.into_iter().map(|(name, value)| (name.into(), value.into())).collect() }
    }

    /// Panels of all pairs of several quantities.
    #[must_use]
    pub fn triangle(triangle: Triangle) -> Self {
        Self::Triangle(Box::new(triangle))
    }

    /// Two figures beside each other.
    #[must_use]
    pub fn beside(figures: Beside) -> Self {
        Self::Beside(Box::new(figures))
    }

    /// A figure.
    #[must_use]
    pub fn figure(figure: Figure) -> Self {
        Self::Figure(Box::new(figure))
    }

    /// Text as it stands.
    #[must_use]
    pub fn code(text: impl Into<String>) -> Self {
        Self::Code { text: text.into() }
    }
}

/// Rows of data with a heading; columns of numbers are set flush right.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataTable {
    /// What the table shows; empty for none.
    #[serde(default)]
    pub caption: String,
    /// Heading of each column, with its unit.
    pub columns: Vec<String>,
    /// The cells of each row, as they are to be read.
    pub rows: Vec<Vec<String>>,
}

/// A work that was used and is to be cited.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Citation {
    /// Authors, year, journal.
    pub text: String,
    /// What it was used for; empty for none.
    #[serde(default)]
    pub used_for: String,
    /// Its digital object identifier, such as `10.21105/joss.07389`.
    #[serde(default)]
    pub doi: Option<String>,
}
