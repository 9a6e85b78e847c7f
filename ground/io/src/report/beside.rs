//! Two figures beside each other, as one picture.

use super::{Figure, canvas::escape, svg_with_id};
use crate::Result;
use serde::{Deserialize, Serialize};

/// Two figures beside each other: an image and what was measured in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Beside {
    /// What is seen; shown below both in a page.
    #[serde(default)]
    pub caption: String,
    /// The figure on the left.
    pub left: Figure,
    /// The figure on the right.
    pub right: Figure,
}

impl Beside {
    /// Draws both as one stand-alone SVG, their tops at one height; every identifier in it begins with `id`.
    ///
    /// # Errors
    /// As [`svg`](super::svg()).
    pub fn svg(&self, id: &str) -> Result<String> {
        let left = svg_with_id(&self.left, &format!("{id}-left"))?;
        let right = svg_with_id(&self.right, &format!("{id}-right"))?;
        let ([width, height], [more, other]) = (size(&left), size(&right));
        let (width, height) = ((width, width + more), height.max(other));
        let title = escape(&format!("{}; {}", self.left.title, self.right.title));
        Ok(format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {all} {height}\" role=\"img\" width=\"{all}\" height=\"{height}\">\n\
             <title>{title}</title>\n<desc>{caption}</desc>\n{left}\n{right}\n</svg>\n",
            all = width.1,
            caption = escape(&self.caption),
            left = placed(&left, 0.0),
            right = placed(&right, width.0),
        ))
    }
}

/// What stands before the size of a drawing.
const BOX: &str = "viewBox=\"0 0 ";

/// Width and height of a drawing.
fn size(svg: &str) -> [f64; 2] {
    let text = svg.split_once(BOX).and_then(|(_, rest)| rest.split_once('"')).map_or("", |(text, _)| text);
    let mut numbers = text.split(' ').map(|number| number.parse().unwrap_or(0.0));
    std::array::from_fn(|_| numbers.next().unwrap_or(0.0))
}

/// A drawing within another, at a distance from its left edge.
fn placed(svg: &str, x: f64) -> String {
    let inner = svg.split_once("<svg").map_or("", |(_, rest)| rest);
    format!("<svg x=\"{x}\" y=\"0\"{inner}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Axis, Curve, Panel, png};

    #[test]
    fn both_are_drawn_and_none_covers_the_other() {
        let figure = |title: &str, width_px| {
            let panel = Panel::new(Axis::linear("y")).with(Curve::new(vec![0.0, 1.0], vec![0.0, 2.0]));
            Figure { width_px, ..Figure::new(title, Axis::linear("x")).panel(panel) }
        };
        let beside = Beside { caption: "a < b".to_owned(), left: figure("one", 300.0), right: figure("two", 500.0) };
        let svg = beside.svg("pair").expect("sound");
        let [width, height] = size(&svg);
        assert_eq!(width, 800.0);
        assert!(svg.contains("<svg x=\"300\" y=\"0\"") && svg.contains("a &lt; b") && svg.contains("pair-right"));
        let picture = png(&svg, 1.0).expect("an SVG");
        // a PNG tells its size in the bytes after the first header
        let dots = [16, 20].map(|at| u32::from_be_bytes([0, 1, 2, 3].map(|k| picture[at + k])));
        assert_eq!(dots.map(f64::from), [width, height.ceil()]);
    }
}
