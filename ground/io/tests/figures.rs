//! Every figure of the gallery, the hard ones too, becomes a sound SVG and PNG.

use astrarium_io::Error;
use astrarium_io::report::{Axis, Curve, Figure, Panel, Points, png, svg, svg_with_id};
use resvg::usvg::roxmltree::{Document, Node};
use resvg::usvg::{self, Group, Options, Text, Tree, fontdb};
use std::sync::Arc;

#[path = "gallery/figures.rs"]
mod gallery;

fn number(node: &Node<'_, '_>, name: &str) -> f64 {
    node.attribute(name).and_then(|text| text.parse().ok()).unwrap_or(f64::NAN)
}

fn elements<'a>(document: &'a Document<'a>, name: &'a str) -> impl Iterator<Item = Node<'a, 'a>> {
    document.descendants().filter(move |node| node.has_tag_name(name) || node.tag_name().name() == name)
}

/// The numbers of a path that stand for places: ours are written `M x y`, `L x y`, `H x`, `V y` and relative ones.
fn has_odd_number(d: &str) -> bool {
    d.contains("NaN") || d.contains("inf") || d.contains('e')
}

#[test]
fn every_figure_is_sound_svg() {
    for (name, figure) in gallery::figures() {
        let text = svg_with_id(&figure, name).unwrap();
        let document = Document::parse(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
        let root = document.root_element();
        let view: Vec<f64> = root.attribute("viewBox").unwrap().split(' ').map(|n| n.parse().unwrap()).collect();
        assert_eq!(view[2..], [number(&root, "width"), number(&root, "height")], "{name}");
        assert_eq!(elements(&document, "title").next().and_then(|t| t.text()).unwrap_or(""), figure.title, "{name}");
        for path in elements(&document, "path") {
            assert!(!has_odd_number(path.attribute("d").unwrap()), "{name}: {:?}", path.attribute("d"));
        }
        let id = name.replace('_', "");
        assert!(elements(&document, "clipPath").all(|clip| clip.attribute("id").unwrap().starts_with(&id)), "{name}");
        assert!(!text.contains("data-image"), "{name}: every image is in its place");
    }
}

#[test]
fn no_text_leaves_the_picture() {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(include_bytes!("../data/fonts/DejaVuSans-subset.ttf").to_vec());
    let options = Options { fontdb: Arc::new(fonts), ..Options::default() };
    for (name, figure) in gallery::figures() {
        let tree = Tree::from_str(&svg(&figure).unwrap(), &options).unwrap();
        let (width, height) = (tree.size().width(), tree.size().height());
        let mut n_texts = 0;
        for_texts(tree.root(), &mut |text| {
            let ink = text.abs_bounding_box();
            n_texts += 1;
            let inside = ink.left() >= 0.0 && ink.top() >= 0.0 && ink.right() <= width && ink.bottom() <= height;
            assert!(inside, "{name}: {ink:?} of {:?}", text.chunks()[0].text());
        });
        assert!(n_texts > 5, "{name}");
    }
}

fn for_texts(group: &Group, see: &mut impl FnMut(&Text)) {
    for node in group.children() {
        match node {
            usvg::Node::Group(group) => for_texts(group, see),
            usvg::Node::Text(text) => see(text),
            _ => {}
        }
    }
}

#[test]
fn labels_are_those_of_the_field() {
    let (_, figure) = gallery::figures().into_iter().find(|(name, _)| *name == "power_spectrum").unwrap();
    let text = svg(&figure).unwrap();
    let document = Document::parse(&text).unwrap();
    let texts: Vec<&str> = elements(&document, "text").filter_map(|node| node.text()).collect();
    insta::assert_snapshot!(texts.join("\n"));
}

#[test]
fn every_figure_becomes_a_png_with_ink_on_it() {
    for (name, figure) in gallery::figures() {
        let file = png(&svg(&figure).unwrap(), 1.0).unwrap();
        let map = resvg::tiny_skia::Pixmap::decode_png(&file).unwrap();
        let dark = map
            .pixels()
            .iter()
            .filter(|p| u32::from(p.red()) + u32::from(p.green()) + u32::from(p.blue()) < 300)
            .count();
        assert!(dark > 300, "{name}: {dark} dark dots");
        let edge = (0..map.width()).all(|x| map.pixel(x, 0).is_some_and(|p| p.red() == 255));
        assert!(edge, "{name}: the margin is white");
    }
}

#[test]
fn the_same_figure_is_the_same_text() {
    for (_, figure) in gallery::figures() {
        assert!(svg(&figure).unwrap() == svg(&figure).unwrap());
    }
}

#[test]
fn a_long_line_is_thinned_but_keeps_its_peak() {
    let (_, figure) = gallery::figures().into_iter().find(|(name, _)| *name == "long_light_curve").unwrap();
    let text = svg(&figure).unwrap();
    assert!(text.len() < 120_000, "{} bytes for 300 000 bins", text.len());
    let document = Document::parse(&text).unwrap();
    let curve = elements(&document, "path").map(|p| p.attribute("d").unwrap()).max_by_key(|d| d.len()).unwrap();
    let lowest = curve.split(['M', 'L']).filter_map(|p| p.split(' ').nth(1)?.parse().ok()).fold(f64::MAX, f64::min);
    assert!(lowest < 80.0, "the one high bin reaches the top of the frame: {lowest}");
}

#[test]
fn a_figure_survives_json_with_its_gaps() {
    for (name, figure) in gallery::figures() {
        let text = serde_json::to_string(&figure).unwrap();
        let back: Figure = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert!(svg(&back).unwrap() == svg(&figure).unwrap(), "{name}");
    }
}

#[test]
fn hostile_text_stays_text() {
    let evil = "</text><script>alert(1)</script>\u{0}&\"'";
    let layer = Curve::new(vec![0.0, 1.0], vec![0.0, 1.0]).label(evil);
    let figure =
        Figure::new(evil, Axis::linear(evil).unit(evil)).caption(evil).panel(Panel::new(Axis::log(evil)).with(layer));
    let text = svg_with_id(&figure, "\"><script>").unwrap();
    assert!(!text.contains("<script") && !text.contains('\u{0}'));
    Document::parse(&text).unwrap();
}

#[test]
fn what_cannot_be_drawn_is_said() {
    let panel = || Panel::new(Axis::linear("y"));
    let figure = |x: Axis| Figure::new("f", x).panel(panel());
    let said = |figure: &Figure| match svg(figure) {
        Err(error @ Error::BadFigure { .. }) => error.to_string(),
        other => panic!("{other:?}"),
    };
    assert_eq!(said(&Figure::new("f", Axis::linear("x"))), "figure `f`: panels none, expected at least one panel");
    assert!(
        said(&figure(Axis::log("x").limits(-1.0, 2.0))).contains("limits -1 and 2, expected two different positive")
    );
    assert!(said(&figure(Axis::linear("x").limits(f64::NAN, 2.0))).contains("limits NaN and 2"));
    assert!(said(&Figure { width_px: f64::INFINITY, ..figure(Axis::linear("x")) }).contains("width_px inf"));
    assert!(said(&Figure::new("f", Axis::linear("x")).panel(panel().height(0.0))).contains("height of a panel 0"));
    assert!(png("no svg", 1.0).is_err());
    let drawn = svg(&figure(Axis::linear("x"))).unwrap();
    for scale in [0.0, -1.0, f64::NAN, 1e6] {
        assert!(png(&drawn, scale).is_err(), "{scale}");
    }
}

#[test]
fn lists_of_unequal_length_are_drawn_as_far_as_they_go() {
    let points = Points::new(vec![1.0, 2.0, 3.0], vec![1.0]).y_err(vec![]);
    let figure = Figure::new("f", Axis::linear("x")).panel(Panel::new(Axis::log("y")).with(points));
    Document::parse(&svg(&figure).unwrap()).unwrap();
}
