//! What a panel shows: curves, steps, bands, spans, rules, images, notes; points stand in a file of their own.

use super::{Area, Corner, Points, Scale, numbers};
use serde::{Deserialize, Serialize};

/// One thing drawn in a panel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
#[allow(missing_docs, reason = "each variant is explained at its own type")]
pub enum Layer {
    Curve(Curve),
    Steps(Steps),
    Points(Points),
    Band(Band),
    Area(Area),
    Spans(Spans),
    Rule(Rule),
    Image(Image),
    Note(Note),
}

macro_rules! into_layer {
    ($($Type:ident)*) => { $(impl From<$Type> for Layer { fn from(layer: $Type) -> Self { Self::$Type(layer) } })* };
}
into_layer!(Curve Steps Points Band Area Spans Rule Image Note);

macro_rules! labelled {
    ($($Type:ident)*) => { $(impl $Type {
        /// With this entry in the legend.
        #[must_use]
        pub fn label(mut self, label: impl Into<String>) -> Self { self.label = label.into(); self }
        /// In this ink.
        #[must_use]
        pub fn ink(mut self, ink: Ink) -> Self { self.ink = ink; self }
    })* };
}
labelled!(Curve Steps Points Band Area Spans Rule);

/// The colour of a layer. Colours are told apart by readers who see few.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ink {
    /// The next colour that no earlier layer of the panel has; grey for spans and rules.
    #[default]
    Auto,
    /// The colour of this number, counted from 0; the same in all panels.
    Number(u8),
    /// Black, for data beside coloured models.
    Black,
    /// Grey, for what is not to catch the eye.
    Grey,
}

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Line {
    #[default]
    Solid,
    Dashed,
    Dotted,
}

/// The axis along which something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// At values of x: upright.
    X,
    /// At values of y: lying.
    Y,
}

/// A line through points; a value that is not finite breaks it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Curve {
    /// Positions.
    #[serde(with = "numbers")]
    pub x: Vec<f64>,
    /// Values; where one list is longer, its rest is not drawn.
    #[serde(with = "numbers")]
    pub y: Vec<f64>,
    /// Solid, dashed or dotted.
    #[serde(default)]
    pub line: Line,
    /// Entry in the legend; empty for none.
    #[serde(default)]
    pub label: String,
    /// Colour.
    #[serde(default)]
    pub ink: Ink,
}

impl Curve {
    /// A solid line.
    #[must_use]
    pub fn new(x: Vec<f64>, y: Vec<f64>) -> Self {
        Self { x, y, line: Line::Solid, label: String::new(), ink: Ink::Auto }
    }

    /// Drawn so.
    #[must_use]
    pub fn line(mut self, line: Line) -> Self {
        self.line = line;
        self
    }
}

/// A histogram drawn as steps: bin `i` reaches from edge `i` to edge `i + 1`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Steps {
    /// Edges of the bins, one more than values.
    #[serde(with = "numbers")]
    pub edges: Vec<f64>,
    /// Values; one that is not finite is a gap.
    #[serde(with = "numbers")]
    pub y: Vec<f64>,
    /// Whether the area down to zero (or to the axis) is tinted.
    #[serde(default)]
    pub filled: bool,
    /// Entry in the legend; empty for none.
    #[serde(default)]
    pub label: String,
    /// Colour.
    #[serde(default)]
    pub ink: Ink,
}

impl Steps {
    /// Steps between given edges.
    #[must_use]
    pub fn new(edges: Vec<f64>, y: Vec<f64>) -> Self {
        Self { edges, y, filled: false, label: String::new(), ink: Ink::Auto }
    }

    /// Steps of one width around given centres.
    #[must_use]
    pub fn around(centres: &[f64], width: f64, y: Vec<f64>) -> Self {
        let half = 0.5 * width;
        let first = centres.first().map(|c| c - half);
        Self::new(first.into_iter().chain(centres.iter().map(|c| c + half)).collect(), y)
    }

    /// With the area below tinted.
    #[must_use]
    pub fn filled(mut self) -> Self {
        self.filled = true;
        self
    }
}

/// The area between two curves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Positions.
    #[serde(with = "numbers")]
    pub x: Vec<f64>,
    /// Lower border.
    #[serde(with = "numbers")]
    pub low: Vec<f64>,
    /// Upper border.
    #[serde(with = "numbers")]
    pub high: Vec<f64>,
    /// Entry in the legend; empty for none.
    #[serde(default)]
    pub label: String,
    /// Colour.
    #[serde(default)]
    pub ink: Ink,
}

impl Band {
    /// A tinted area.
    #[must_use]
    pub fn new(x: Vec<f64>, low: Vec<f64>, high: Vec<f64>) -> Self {
        Self { x, low, high, label: String::new(), ink: Ink::Auto }
    }
}

/// Intervals tinted across the whole panel, such as good time intervals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spans {
    /// The axis along which the intervals lie.
    pub way: Way,
    /// Start and stop of each.
    pub intervals: Vec<[f64; 2]>,
    /// Entry in the legend; empty for none.
    #[serde(default)]
    pub label: String,
    /// Colour.
    #[serde(default)]
    pub ink: Ink,
}

impl Spans {
    /// Intervals of x, such as good time intervals.
    #[must_use]
    pub fn along_x(intervals: Vec<[f64; 2]>) -> Self {
        Self { way: Way::X, intervals, label: String::new(), ink: Ink::Auto }
    }

    /// Intervals of y.
    #[must_use]
    pub fn along_y(intervals: Vec<[f64; 2]>) -> Self {
        Self { way: Way::Y, ..Self::along_x(intervals) }
    }
}

/// A straight line across the whole panel, such as a noise level or zero.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The axis on which it has its value.
    pub way: Way,
    /// The value.
    pub at: f64,
    /// Solid, dashed or dotted.
    #[serde(default)]
    pub line: Line,
    /// Entry in the legend; empty for none.
    #[serde(default)]
    pub label: String,
    /// Colour.
    #[serde(default)]
    pub ink: Ink,
}

impl Rule {
    /// A dashed upright line at this x.
    #[must_use]
    pub fn at_x(at: f64) -> Self {
        Self { way: Way::X, at, line: Line::Dashed, label: String::new(), ink: Ink::Auto }
    }

    /// A dashed lying line at this y.
    #[must_use]
    pub fn at_y(at: f64) -> Self {
        Self { way: Way::Y, ..Self::at_x(at) }
    }

    /// Drawn so.
    #[must_use]
    pub fn line(mut self, line: Line) -> Self {
        self.line = line;
        self
    }
}

/// A table of values shown as colours, with a colour bar.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Image {
    /// Edges of the columns, ascending.
    #[serde(with = "numbers")]
    pub x_edges: Vec<f64>,
    /// Edges of the rows, ascending.
    #[serde(with = "numbers")]
    pub y_edges: Vec<f64>,
    /// Values, row after row; one that is not finite is left open.
    #[serde(with = "numbers")]
    pub values: Vec<f64>,
    /// How values become colours.
    #[serde(default)]
    pub scale: Scale,
    /// Values of the first and last colour; without them the data decide.
    #[serde(default)]
    pub limits: Option<[f64; 2]>,
    /// What the colours show, with its unit; written along the colour bar.
    #[serde(default)]
    pub label: String,
}

/// Where a note stands.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "x and y are values of the axes")]
pub enum Place {
    /// In a corner of the panel.
    Corner(Corner),
    /// Right of and above a point of the panel.
    Data { x: f64, y: f64 },
}

/// Lines of text inside the panel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// Where it stands.
    pub place: Place,
    /// Its lines.
    pub lines: Vec<String>,
}

impl Note {
    /// A note in a corner, one line for each line of `text`.
    #[must_use]
    pub fn corner(corner: Corner, text: &str) -> Self {
        Self { place: Place::Corner(corner), lines: text.lines().map(str::to_owned).collect() }
    }
}
