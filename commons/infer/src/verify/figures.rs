//! Ranks as pictures.

use super::{Calibration, Quantity, uniform::expected};
use astrarium_io::report::{Axis, Band, Curve, Figure, Ink, Line, Panel, Rule, Steps};

const PANEL_PX: f64 = 150.0;

fn figure(title: &str) -> Figure {
    Figure { height_px: PANEL_PX, ..Figure::new(title, Axis::linear("Rank of the truth")) }
}

fn y_axis(quantity: &Quantity) -> Axis {
    Axis::linear(quantity.name.clone())
}

/// Histograms of the ranks, one panel for each quantity: level within the band (99 per cent of each bin) if all is well; a
/// valley says that posteriors are too narrow, a hill too wide, a slope that they are shifted.
pub fn histograms(found: &Calibration) -> Figure {
    let ends = (found.draws + 1) as f64;
    let mut figure = figure("Ranks of the truths");
    for quantity in &found.quantities {
        let bins = quantity.counts.len();
        let edges: Vec<f64> = (0..=bins).map(|b| (b as f64 * ends / bins as f64).ceil()).collect();
        let counts: Vec<f64> = quantity.counts.iter().map(|n| f64::from(*n)).collect();
        let mean = expected(found.n, found.draws)[0];
        let spread = 2.58 * (mean * (1.0 - mean / found.n as f64)).sqrt();
        let band = Band::new(vec![0.0, ends], vec![mean - spread; 2], vec![mean + spread; 2]).ink(Ink::Grey);
        let most = counts.iter().copied().fold(mean + spread, f64::max);
        let axis = y_axis(quantity).limits(0.0, 1.1 * most);
        let panel = Panel::new(axis).with(band).with(Rule::at_y(mean).line(Line::Dashed));
        figure = figure.panel(panel.with(Steps::new(edges, counts).ink(Ink::Number(0))));
    }
    figure
}

/// The distribution function of the ranks less that of uniform ones, one panel for each quantity, within the band that
/// uniform ranks of all quantities leave once in a thousand times.
pub fn differences(found: &Calibration) -> Figure {
    let n = found.n as f64;
    let uniform = |k: usize| (k + 1) as f64 / (found.draws + 1) as f64;
    let x: Vec<f64> = (0..found.draws).map(|k| k as f64).collect();
    let edge = |side: usize| {
        found.bands.iter().enumerate().map(|(k, band)| band[side] as f64 / n - uniform(k)).collect::<Vec<_>>()
    };
    let mut figure = figure("Distribution of the ranks less the uniform one");
    for quantity in &found.quantities {
        let upto = |k: usize| quantity.ranks.iter().filter(|rank| **rank as usize <= k).count() as f64 / n - uniform(k);
        let y: Vec<f64> = (0..found.draws).map(upto).collect();
        let panel = Panel::new(y_axis(quantity)).with(Band::new(x.clone(), edge(0), edge(1)).ink(Ink::Grey));
        figure = figure.panel(panel.with(Rule::at_y(0.0)).with(Curve::new(x.clone(), y).ink(Ink::Number(0))));
    }
    figure
}
