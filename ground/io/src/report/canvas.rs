//! The picture being drawn: kuva's scene, and the three things its SVG lacks (view box, description, images).

use super::font;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use kuva::backend::svg::SvgBackend;
use kuva::render::color::Color;
use kuva::render::render::{PathData, Primitive, Scene, TextAnchor};
use std::fmt::Write;

/// A rectangle in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Frame {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Frame {
    /// Larger by `margin` on every side.
    pub(super) fn grown(self, margin: f64) -> Self {
        let Self { left, top, right, bottom } = self;
        Self { left: left - margin, top: top - margin, right: right + margin, bottom: bottom + margin }
    }

    /// Width.
    pub(super) fn width(self) -> f64 {
        self.right - self.left
    }

    /// Height.
    pub(super) fn height(self) -> f64 {
        self.bottom - self.top
    }
}

/// How a line is stroked.
#[derive(Debug, Clone)]
pub(super) struct Pen {
    pub(super) color: Color,
    pub(super) width: f64,
    /// Lengths of dashes and gaps; empty for a solid line.
    pub(super) dash: &'static str,
}

impl Pen {
    /// A solid line.
    pub(super) fn solid(color: Color, width: f64) -> Self {
        Self { color, width, dash: "" }
    }
}

/// A text and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Text<'a> {
    pub(super) at: [f64; 2],
    pub(super) anchor: TextAnchor,
    pub(super) size: u32,
    pub(super) color: Color,
    pub(super) text: &'a str,
}

/// What is drawn on.
#[derive(Debug)]
pub(super) struct Canvas {
    scene: Scene,
    id: String,
    clips: usize,
    images: Vec<String>,
}

impl Canvas {
    /// A white sheet; `id` begins every identifier in it, so that several pictures fit into one page.
    pub(super) fn new(id: &str, width: f64, height: f64) -> Self {
        let scene = Scene { font_family: Some(font::FAMILY.to_owned()), ..Scene::new(width, height) };
        Self { scene, id: id.to_owned(), clips: 0, images: Vec::new() }
    }

    /// Strokes a path.
    pub(super) fn stroke(&mut self, d: String, pen: &Pen) {
        let Pen { color, width, dash } = pen.clone();
        self.path(PathData {
            d,
            fill: None,
            stroke: color,
            stroke_width: width,
            opacity: None,
            stroke_dasharray: (!dash.is_empty()).then(|| dash.to_owned()),
        });
    }

    /// Fills a path.
    pub(super) fn fill(&mut self, d: String, color: Color, opacity: f64) {
        let opacity = (opacity < 1.0).then_some(opacity);
        self.path(PathData {
            d,
            fill: Some(color),
            stroke: Color::None,
            stroke_width: 0.0,
            opacity,
            stroke_dasharray: None,
        });
    }

    fn path(&mut self, path: PathData) {
        if !path.d.is_empty() {
            self.scene.elements.push(Primitive::Path(Box::new(path)));
        }
    }

    /// Writes a text.
    pub(super) fn text(&mut self, text: &Text<'_>) {
        self.turned(text, None);
    }

    /// Writes a text from below upwards.
    pub(super) fn upright(&mut self, text: &Text<'_>) {
        self.turned(text, Some(-90.0));
    }

    fn turned(&mut self, text: &Text<'_>, rotate: Option<f64>) {
        if text.text.is_empty() {
            return;
        }
        self.scene.elements.push(Primitive::Text {
            x: text.at[0],
            y: text.at[1],
            // a lone dollar sign is one: kuva reads two as mathematics
            content: printable(text.text).replace('$', "\\$"),
            size: text.size,
            anchor: text.anchor,
            rotate,
            bold: false,
            color: Some(text.color.clone()),
        });
    }

    /// Draws by `draw`, nothing of it outside the frame.
    pub(super) fn clipped(&mut self, frame: Frame, draw: impl FnOnce(&mut Self)) {
        let id = format!("{}-clip{}", self.id, self.clips);
        self.clips += 1;
        let rect = rect(frame);
        self.scene.defs.push(format!(r#"<clipPath id="{id}"><path d="{rect}"/></clipPath>"#));
        let (x, y, width, height) = (frame.left, frame.top, frame.width(), frame.height());
        self.scene.elements.push(Primitive::ClipStart { x, y, width, height, id });
        draw(self);
        self.scene.elements.push(Primitive::ClipEnd);
    }

    /// Places a PNG file.
    pub(super) fn image(&mut self, frame: Frame, png: &[u8]) {
        let extra_attrs = Some(marker(self.images.len()));
        self.scene.elements.push(Primitive::GroupStart { transform: None, title: None, extra_attrs });
        self.scene.elements.push(Primitive::GroupEnd);
        self.images.push(format!(
            r#"<image x="{}" y="{}" width="{}" height="{}" preserveAspectRatio="none" style="image-rendering:pixelated" href="data:image/png;base64,{}"/>"#,
            short(frame.left),
            short(frame.top),
            short(frame.width()),
            short(frame.height()),
            STANDARD.encode(png)
        ));
    }

    /// The SVG, described for those who do not see it.
    pub(super) fn svg(self, title: &str, description: &str) -> String {
        const START: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" "#;
        let size = format!("{} {}", short(self.scene.width), short(self.scene.height));
        let mut svg = SvgBackend::new().with_pretty(true).render_scene(&self.scene);
        let opening = svg.find('>').map_or(0, |end| end + 1);
        svg.insert_str(
            opening,
            &format!("\n  <title>{}</title>\n  <desc>{}</desc>", escape(title), escape(description)),
        );
        svg = svg.replacen(START, &format!(r#"{START}viewBox="0 0 {size}" role="img" stroke-linejoin="round" "#), 1);
        for (i, image) in self.images.iter().enumerate() {
            let (open, close) = (format!("<g {}>", marker(i)), "</g>");
            if let Some((before, after)) = svg.split_once(&open) {
                let after = after.split_once(close).map_or("", |(_, rest)| rest);
                svg = format!("{before}{image}{after}");
            }
        }
        svg
    }
}

fn marker(i: usize) -> String {
    format!(r#"data-image="{i}""#)
}

/// A frame as a path.
pub(super) fn rect(Frame { left, top, right, bottom }: Frame) -> String {
    format!("M{} {}H{}V{}H{}Z", short(left), short(top), short(right), short(bottom), short(left))
}

/// Straight lines through points as a path.
pub(super) fn polyline(points: &[[f64; 2]]) -> String {
    let mut d = String::with_capacity(12 * points.len());
    for (i, [x, y]) in points.iter().enumerate() {
        let _ = write!(d, "{}{} {}", if i == 0 { 'M' } else { 'L' }, short(*x), short(*y));
    }
    d
}

/// A pixel to a hundredth, without needless digits.
pub(super) fn short(px: f64) -> String {
    let text = format!("{px:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Text that XML can hold: no control characters.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') { '\u{fffd}' } else { c }).collect()
}

/// Text between the tags and in the attributes of XML and HTML.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{escape, short};

    #[test]
    fn pixels_and_texts_are_safe_in_xml() {
        assert_eq!([1.0, -0.001, 12.340, 0.126].map(short), ["1", "0", "12.34", "0.13"]);
        assert_eq!(escape("<a href='x'>&\"\u{0}"), "&lt;a href=&#39;x&#39;&gt;&amp;&quot;\u{fffd}");
    }
}
