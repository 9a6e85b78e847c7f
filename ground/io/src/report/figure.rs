//! A figure as plain data.

use super::Layer;
use serde::{Deserialize, Serialize};

/// A figure: panels stacked over one x axis.
///
/// It holds what is to be seen and nothing about pixels but its size. Values that are not finite are gaps; values that a
/// logarithmic axis cannot show are left out and counted in a note inside the panel.
///
/// # Example
/// ```
/// use astrarium_io::report::{Axis, Curve, Figure, Panel};
/// let panel = Panel::new(Axis::log("Power").unit("(rms/mean)² Hz⁻¹")).with(Curve::new(vec![0.1, 1.0], vec![2.0, 0.3]));
/// let figure = Figure::new("Power spectrum", Axis::log("Frequency").unit("Hz")).panel(panel);
/// assert_eq!(figure.panels.len(), 1);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// Line above the figure; empty for none.
    #[serde(default)]
    pub title: String,
    /// What is seen, where the data are from, real or simulated; shown below the figure in a page.
    #[serde(default)]
    pub caption: String,
    /// The x axis of all panels.
    pub x: Axis,
    /// The panels from top to bottom.
    pub panels: Vec<Panel>,
    /// Width of the whole in CSS pixels (96 an inch).
    #[serde(default = "default_width")]
    pub width_px: f64,
    /// Height of the data area of a panel of [`Panel::height`] 1, in CSS pixels.
    #[serde(default = "default_height")]
    pub height_px: f64,
}

fn default_width() -> f64 {
    720.0
}

fn default_height() -> f64 {
    380.0
}

fn default_share() -> f64 {
    1.0
}

impl Figure {
    /// A figure without panels.
    #[must_use]
    pub fn new(title: impl Into<String>, x: Axis) -> Self {
        let (title, caption) = (title.into(), String::new());
        Self { title, caption, x, panels: Vec::new(), width_px: default_width(), height_px: default_height() }
    }

    /// With this caption.
    #[must_use]
    pub fn caption(mut self, caption: impl Into<String>) -> Self {
        self.caption = caption.into();
        self
    }

    /// With one more panel at the bottom.
    #[must_use]
    pub fn panel(mut self, panel: Panel) -> Self {
        self.panels.push(panel);
        self
    }
}

/// A y axis and what is drawn against it, the first layer at the back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Panel {
    /// The y axis.
    pub y: Axis,
    /// What is drawn.
    pub layers: Vec<Layer>,
    /// Height beside the other panels: 1 for a main panel, about 0.4 for residuals.
    #[serde(default = "default_share")]
    pub height: f64,
    /// Where the legend of the labelled layers stands; without it the emptiest corner is taken.
    #[serde(default)]
    pub legend: Option<Corner>,
}

impl Panel {
    /// An empty panel of height 1.
    #[must_use]
    pub fn new(y: Axis) -> Self {
        Self { y, layers: Vec::new(), height: 1.0, legend: None }
    }

    /// With one more layer in front.
    #[must_use]
    pub fn with(mut self, layer: impl Into<Layer>) -> Self {
        self.layers.push(layer.into());
        self
    }

    /// With this height beside the other panels.
    #[must_use]
    pub fn height(mut self, height: f64) -> Self {
        self.height = height;
        self
    }

    /// With the legend in this corner.
    #[must_use]
    pub fn legend(mut self, corner: Corner) -> Self {
        self.legend = Some(corner);
        self
    }
}

/// A corner of a panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Corner {
    TopLeft,
    TopRight,
    BottomLeft,
    BottomRight,
}

/// An axis: what it shows, in which unit and on which scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Axis {
    /// The quantity; empty for none.
    #[serde(default)]
    pub label: String,
    /// Its unit, shown in brackets; empty for none.
    #[serde(default)]
    pub unit: String,
    /// Linear or logarithmic.
    #[serde(default)]
    pub scale: Scale,
    /// First and last value shown; without them the data decide. The first may be the larger.
    #[serde(default)]
    pub limits: Option<[f64; 2]>,
}

impl Axis {
    /// A linear axis without unit.
    #[must_use]
    pub fn linear(label: impl Into<String>) -> Self {
        Self { label: label.into(), unit: String::new(), scale: Scale::Linear, limits: None }
    }

    /// A logarithmic axis without unit.
    #[must_use]
    pub fn log(label: impl Into<String>) -> Self {
        Self { scale: Scale::Log, ..Self::linear(label) }
    }

    /// With this unit.
    #[must_use]
    pub fn unit(mut self, unit: impl Into<String>) -> Self {
        self.unit = unit.into();
        self
    }

    /// Showing exactly this range.
    #[must_use]
    pub fn limits(mut self, first: f64, last: f64) -> Self {
        self.limits = Some([first, last]);
        self
    }
}

/// How values are laid along an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// Equal steps for equal differences.
    #[default]
    Linear,
    /// Equal steps for equal ratios; only positive values can be shown.
    Log,
}
