//! Whatever numbers a figure holds, it is drawn without a panic, as sound SVG, with every place a number.

use astrarium_io::report::{
    Axis, Band, Curve, Errors, Figure, Image, Marker, Panel, Points, Rule, Scale, Spans, Steps, svg,
};
use proptest::collection::vec;
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_oneof, proptest};
use resvg::usvg::roxmltree::Document;

/// Numbers as they come, and the ones that are apt to break sums and logarithms.
fn number() -> impl Strategy<Value = f64> {
    let odd = [f64::NAN, f64::INFINITY, -f64::INFINITY, 0.0, -0.0, 5e-324, f64::MIN_POSITIVE, f64::MAX, -f64::MAX];
    prop_oneof![any::<f64>(), -1e3..1e3, proptest::sample::select(odd.to_vec())]
}

fn numbers() -> impl Strategy<Value = Vec<f64>> {
    vec(number(), 0..12)
}

fn axis() -> impl Strategy<Value = Axis> {
    let scale = prop_oneof![Just(Scale::Linear), Just(Scale::Log)];
    scale.prop_map(|scale| Axis { scale, ..Axis::linear("quantity").unit("unit") })
}

fn panel((y, a, b, c): (Axis, Vec<f64>, Vec<f64>, Vec<f64>), scale: Scale) -> Panel {
    let sides = Errors::Sides { low: b.clone(), high: c.clone() };
    let spans = a.iter().zip(&b).map(|(start, stop)| [*start, *stop]).collect::<Vec<_>>();
    let image = Image {
        x_edges: a.clone(),
        y_edges: b.clone(),
        values: c.clone(),
        scale,
        limits: c.first().zip(c.last()).map(|(first, last)| [*first, *last]),
        label: "colour".to_owned(),
    };
    let points = Points { y_err: Some(sides), ..Points::new(a.clone(), b.clone()).x_err(c.clone()) };
    Panel::new(y)
        .with(image)
        .with(Spans::along_x(spans.clone()))
        .with(Spans::along_y(spans))
        .with(Band::new(a.clone(), b.clone(), c.clone()).label("band"))
        .with(Steps::new(a.clone(), b.clone()).filled().label("steps"))
        .with(Curve::new(b, a.clone()).label("curve"))
        .with(points.marker(Marker::Triangle).label("points"))
        .with(Rule::at_x(a.first().copied().unwrap_or(1.0)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn any_numbers_can_be_drawn(x in axis(), y in axis(), a in numbers(), b in numbers(), c in numbers()) {
        let scale = y.scale;
        let figure = Figure { width_px: 300.0, height_px: 120.0, ..Figure::new("any", x).panel(panel((y, a, b, c), scale)) };
        let text = svg(&figure).expect("limits come from the data");
        let document = Document::parse(&text).expect("sound XML");
        for node in document.descendants() {
            for attribute in node.attributes().filter(|a| !matches!(a.name(), "href" | "font-family" | "fill" | "stroke")) {
                let value = attribute.value();
                let is_odd = value.contains("NaN") || value.contains("inf") && !value.contains("info");
                assert!(!is_odd, "{}: {value}", attribute.name());
            }
        }
    }
}
