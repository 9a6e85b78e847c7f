//! Figures as the domains make them, and figures that are hard to draw.

use astrarium_io::report::{
    Axis, Band, Corner, Curve, Figure, Image, Line, Marker, Note, Panel, Place, Points, Rule, Scale, Spans, Steps,
};

/// Even noise between 0 and 1, the same at every call.
fn noise(i: usize) -> f64 {
    let mut z = (i as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    ((z ^ (z >> 27)) >> 11) as f64 / (1u64 << 53) as f64
}

fn power_spectrum() -> Figure {
    let freq: Vec<f64> = (0..45).map(|i| 0.0625 * 1.18f64.powi(i)).collect();
    let lorentz = |f: f64, f0: f64, width: f64| width / (width * width + (f - f0).powi(2));
    let model: Vec<f64> = freq.iter().map(|f| 4e-3 * lorentz(*f, 0.0, 0.6) + 4e-4 * lorentz(*f, 5.1, 0.4)).collect();
    let err: Vec<f64> = model.iter().enumerate().map(|(i, p)| p / (3.0 + 1.5 * i as f64).sqrt() + 4e-6).collect();
    let power: Vec<f64> = (0..45).map(|i| model[i] + 1.4 * err[i] * (noise(i) - 0.5)).collect();
    let residuals = (0..45).map(|i| (power[i] - model[i]) / err[i]).collect();
    let top = Panel::new(Axis::log("Power").unit("(rms/mean)² Hz⁻¹"))
        .with(Points::new(freq.clone(), power).y_err(err).label("GX 339−4, 0.5–10 keV"))
        .with(Curve::new(freq.clone(), model).label("two Lorentzians"))
        .with(Rule::at_y(2e-5).label("Poisson level"))
        .with(Note::corner(Corner::BottomLeft, "M = 187 segments of 16 s\nrms = 23.1 ± 0.4 %"));
    let bottom = Panel::new(Axis::linear("Δ / σ"))
        .height(0.4)
        .with(Points::new(freq, residuals).y_err(vec![1.0; 45]))
        .with(Rule::at_y(0.0));
    Figure::new("Averaged power spectrum", Axis::log("Frequency").unit("Hz")).panel(top).panel(bottom)
}

fn cross_spectrum() -> Figure {
    let freq: Vec<f64> = (0..30).map(|i| 0.1 * 1.2f64.powi(i)).collect();
    let lag: Vec<f64> = freq.iter().enumerate().map(|(i, f)| 0.02 * f.powf(-0.7) + 0.004 * (noise(i) - 0.5)).collect();
    let coherence: Vec<f64> = freq.iter().enumerate().map(|(i, f)| 0.97 / (1.0 + 0.02 * f) - 0.04 * noise(i)).collect();
    let half: Vec<f64> = freq.iter().map(|f| 0.09 * f).collect();
    let lags = Panel::new(Axis::linear("Time lag").unit("s"))
        .with(Points::new(freq.clone(), lag).x_err(half.clone()).y_err(vec![0.003; 30]).marker(Marker::Square))
        .with(Rule::at_y(0.0));
    let coherent = Panel::new(Axis::linear("Coherence").limits(0.0, 1.1))
        .height(0.6)
        .with(Band::new(freq.clone(), vec![0.7; 30], coherence.iter().map(|c| c + 0.05).collect()).label("1σ"))
        .with(Points::new(freq, coherence).x_err(half).marker(Marker::Diamond).label("intrinsic"));
    Figure::new("Lags between 0.5–2 keV and 2–10 keV", Axis::log("Frequency").unit("Hz")).panel(lags).panel(coherent)
}

fn light_curve() -> Figure {
    let edges: Vec<f64> = (0..=600).map(|i| 193_456_700.0 + f64::from(i)).collect();
    let gap = |i: usize| (220..300).contains(&i) || (470..500).contains(&i);
    let rate = |i: usize| 900.0 + 180.0 * (i as f64 / 31.0).sin() + 90.0 * noise(i);
    let rates = (0..600).map(|i| if gap(i) { f64::NAN } else { rate(i) }).collect();
    let gti = [[0.0, 220.0], [300.0, 470.0], [500.0, 600.0]].map(|gti| gti.map(|t| 193_456_700.0 + t)).to_vec();
    let panel = Panel::new(Axis::linear("Count rate").unit("s⁻¹"))
        .with(Spans::along_x(gti).label("good time"))
        .with(Steps::new(edges, rates).label("3–15 keV"))
        .with(Note { place: Place::Data { x: 193_457_120.0, y: 1100.0 }, lines: vec!["a dip".to_owned()] });
    Figure::new("Light curve", Axis::linear("Time").unit("s")).panel(panel)
}

fn long_light_curve() -> Figure {
    let n = 300_000;
    let time: Vec<f64> = (0..n).map(|i| i as f64 * 0.01).collect();
    let rate: Vec<f64> = (0..n).map(|i| 40.0 + 9.0 * noise(i) + if i == 123_456 { 60.0 } else { 0.0 }).collect();
    let panel = Panel::new(Axis::linear("Counts").unit("bin⁻¹")).with(Steps::around(&time, 0.01, rate));
    Figure::new("300 000 bins, one of them high", Axis::linear("Time").unit("s")).panel(panel)
}

fn dynamical() -> Figure {
    let (nx, ny) = (60, 80);
    let y_edges: Vec<f64> = (0..=ny).map(|j| 0.1 * 1.09f64.powi(j)).collect();
    let value = |i: usize, j: usize| {
        let qpo = 0.5 + 0.02 * i as f64;
        let log_freq = (y_edges[j] * y_edges[j + 1]).sqrt().log10();
        let line = 30.0 * (-((log_freq - qpo) / 0.06).powi(2)).exp();
        if i == 33 { f64::NAN } else { (2.0 + line) * (0.3 + noise(i * 100 + j)) }
    };
    let values = (0..80).flat_map(|j| (0..nx).map(move |i| (i, j))).map(|(i, j)| value(i, j)).collect();
    let x_edges = (0..=nx).map(|i| 16.0 * i as f64).collect();
    let label = "Leahy power".to_owned();
    let image =
        Image { x_edges, y_edges: y_edges.clone(), values, scale: Scale::Log, limits: Some([1.0, 40.0]), label };
    let panel = Panel::new(Axis::log("Frequency").unit("Hz")).with(image);
    Figure::new("Dynamical power spectrum", Axis::linear("Time").unit("s")).panel(panel)
}

fn one(name: &str, x: Axis, y: Axis, layer: impl Into<astrarium_io::report::Layer>) -> Figure {
    Figure::new(name, x).panel(Panel::new(y).with(layer))
}

fn hard() -> Vec<(&'static str, Figure)> {
    let (lin, log) = (Axis::linear("x"), Axis::log("x"));
    let (y, log_y) = (Axis::linear("y"), Axis::log("y"));
    let signed = Points::new(vec![1.0, 2.0, 4.0, 8.0, 16.0], vec![0.5, -0.1, 0.2, 0.0, 0.02])
        .y_err(vec![0.2, 0.3, 0.3, 0.1, 0.05])
        .label("partly negative");
    let odd = vec![1.0, f64::NAN, 3.0, f64::INFINITY, 2.0, -4.0, 0.5];
    let long =
        "A title of many words that tells all about the observation, its instrument, its energy band, ".repeat(3);
    let wide = Axis::linear("A label much longer than its axis is, with every detail of the quantity shown ".repeat(2));
    let lines = |panel: Panel, i: i32| {
        let x: Vec<f64> = (0..50).map(f64::from).collect();
        let y = x.iter().map(|x| f64::from(i) + (x / 6.0 + f64::from(i)).sin()).collect();
        let line = [Line::Solid, Line::Dashed, Line::Dotted][i as usize % 3];
        panel.with(Curve::new(x, y).line(line).label(format!("series {i} <&> \"$a$ $b$\"")))
    };
    vec![
        ("empty", one("Empty", lin.clone(), y.clone(), Curve::new(vec![], vec![]))),
        ("no_layers", Figure::new("", log.clone()).panel(Panel::new(log_y.clone()))),
        (
            "one_point",
            one("One point", log.clone(), log_y.clone(), Points::new(vec![3.0], vec![2e-7]).y_err(vec![1e-7])),
        ),
        (
            "not_numbers",
            one("NaN and infinity", lin.clone(), y.clone(), Curve::new((0..7).map(f64::from).collect(), odd)),
        ),
        ("huge", one("Huge", lin.clone(), y.clone(), Curve::new(vec![0.0, 1.0, 2.0], vec![-1e300, 1e308, 5e307]))),
        ("tiny", one("Tiny", lin.clone(), y.clone(), Curve::new(vec![0.0, 1e-9, 2e-9], vec![1e-300, 3e-300, 2e-300]))),
        (
            "wide_range",
            one("All decades", log.clone(), log_y.clone(), Curve::new(vec![1e-200, 1.0, 1e200], vec![1e-30, 1.0, 1e9])),
        ),
        ("flat", one("Constant", lin.clone(), y.clone(), Curve::new(vec![0.0, 1.0], vec![7.0, 7.0]))),
        ("negative_on_log", one("Negative values on a log axis", log.clone(), log_y.clone(), signed)),
        (
            "limits",
            one(
                "Out of range",
                lin.clone().limits(0.2, 0.8),
                y.clone().limits(0.5, -0.5),
                Curve::new(vec![0.0, 0.5, 1.0], vec![-1e6, 1e6, -1e6]),
            ),
        ),
        (
            "long_texts",
            one(&long, wide.clone(), wide, Curve::new(vec![0.0, 1.0], vec![123_456.0, 234_567.0]).label(long.clone())),
        ),
        ("many", Figure::new("Ten series", lin).panel((0..10).fold(Panel::new(y), lines))),
        (
            "zero_bin",
            one(
                "Steps from zero",
                log,
                log_y,
                Steps::new(vec![0.0, 1.0, 2.0, 4.0, 8.0], vec![5.0, 3.0, 0.0, 1.0]).filled(),
            ),
        ),
    ]
}

/// Every figure of the gallery with its name.
pub(crate) fn figures() -> Vec<(&'static str, Figure)> {
    let mut all = vec![
        ("power_spectrum", power_spectrum()),
        ("cross_spectrum", cross_spectrum()),
        ("light_curve", light_curve()),
        ("long_light_curve", long_light_curve()),
        ("dynamical", dynamical()),
    ];
    all.extend(hard());
    all
}
