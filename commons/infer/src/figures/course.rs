//! How a run went.

use super::label::axis_label;
use crate::{Chains, Error, Result, Run};
use astrarium_io::report::{Axis, Band, Curve, Figure, Ink, Panel};

/// Parameters shown at most.
const PARAMETERS: usize = 8;
/// Single chains shown at most.
const CHAINS: usize = 4;

/// How a run went: of chains, where they were at each draw; of weighted points, ln L and the weights in the order of ln L.
///
/// Of chains a panel shows, for a parameter, the range of nine tenths of the chains at each draw, their median, and a few
/// single ones: a run that has forgotten its start shows level bands without trend, and single chains that cross them often.
/// Of weighted points (nested and importance sampling) the upper panel is ln L and the lower ones the weight beside its
/// largest value: the bulk should lie well inside the run, not at its end.
///
/// # Errors
/// [`Error::TooFew`] without points.
pub fn course(run: &Run, title: &str) -> Result<Figure> {
    if run.points.len() < 2 {
        return Err(Error::TooFew { purpose: "draw", found: run.points.len(), needed: 2 });
    }
    Ok(match run.points.chains {
        Some(chains) if run.points.ln_weight.is_none() => of_chains(run, chains, title),
        _ => of_weights(run, title),
    })
}

fn of_chains(run: &Run, Chains { chains, draws, .. }: Chains, title: &str) -> Figure {
    let x: Vec<f64> = (0..draws).map(|draw| draw as f64).collect();
    let mut figure = Figure { height_px: 110.0, ..Figure::new(title, Axis::linear("Draw")) };
    for (k, parameter) in run.parameters.iter().enumerate().take(PARAMETERS) {
        let at = |draw: usize, chain: usize| run.points.row(draw * chains + chain)[k];
        let mut panel = Panel::new(Axis::linear(axis_label(parameter)).unit(parameter.unit.clone()));
        for chain in (0..chains).step_by(chains.div_ceil(CHAINS).max(1)).take(CHAINS) {
            let values = (0..draws).map(|draw| at(draw, chain)).collect();
            panel = panel.with(Curve::new(x.clone(), values).ink(Ink::Grey));
        }
        if chains > CHAINS {
            let rank =
                |p: f64| -> Vec<f64> { (0..draws).map(|draw| nth((0..chains).map(|c| at(draw, c)), p)).collect() };
            panel = panel.with(Band::new(x.clone(), rank(0.05), rank(0.95)).ink(Ink::Number(0)));
            panel = panel.with(Curve::new(x.clone(), rank(0.5)).ink(Ink::Number(0)));
        }
        figure = figure.panel(panel);
    }
    figure
}

/// The value below which a part `p` of them lies.
fn nth(values: impl Iterator<Item = f64>, p: f64) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[((values.len() - 1) as f64 * p).round() as usize]
}

fn of_weights(run: &Run, title: &str) -> Figure {
    let mut order: Vec<usize> = (0..run.points.len()).filter(|&i| run.points.ln_likelihood[i].is_finite()).collect();
    order.sort_by(|&a, &b| run.points.ln_likelihood[a].total_cmp(&run.points.ln_likelihood[b]));
    let weights = run.points.weights();
    let most = weights.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    let x: Vec<f64> = (0..order.len()).map(|i| i as f64).collect();
    let ln_likelihood = order.iter().map(|&i| run.points.ln_likelihood[i]).collect();
    let weight = order.iter().map(|&i| weights[i] / most).collect();
    let mut below = 0.0;
    let share = order.iter().map(|&i| {
        below += weights[i];
        below
    });
    let share = share.collect();
    let shown = Panel::new(Axis::linear("ln L").limits_from(&run.points.ln_likelihood, &weights));
    Figure { height_px: 190.0, ..Figure::new(title, Axis::linear("Points, by ln L")) }
        .panel(shown.with(Curve::new(x.clone(), ln_likelihood).ink(Ink::Number(0))))
        .panel(Panel::new(Axis::linear("Weight / largest")).with(Curve::new(x.clone(), weight).ink(Ink::Number(0))))
        .panel(Panel::new(Axis::linear("Share of Z")).height(0.6).with(Curve::new(x, share).ink(Ink::Number(1))))
}

/// Limits that the bulk decides: far below it ln L falls steeply, and would hide all else.
trait FromBulk {
    fn limits_from(self, values: &[f64], weights: &[f64]) -> Self;
}

impl FromBulk for Axis {
    fn limits_from(self, values: &[f64], weights: &[f64]) -> Self {
        let ends = crate::posterior::quantiles(values, weights, &[0.001, 1.0]);
        let spread = ends[1] - ends[0];
        if spread > 0.0 { self.limits(ends[0] - 2.0 * spread, ends[1] + 0.1 * spread) } else { self }
    }
}
