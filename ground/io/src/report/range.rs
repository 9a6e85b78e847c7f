//! What part of the data a panel shows.

use super::scale::Extent;
use super::{Axis, Errors, Figure, Image, Layer, Panel, Points, Scale, Steps, Way};
use crate::{Error, Result};

/// Limits of the x axis, from the axis or from the layers of all panels.
pub(super) fn of_x(figure: &Figure) -> Result<[f64; 2]> {
    given(&figure.x, "the x axis").map(|given| {
        given.unwrap_or_else(|| {
            let mut extent = Extent::new(figure.x.scale);
            let layers = || figure.panels.iter().flat_map(|panel| &panel.layers);
            layers().for_each(|layer| see_x(layer, &mut extent));
            if extent.is_empty() {
                layers().for_each(|layer| see_spans(layer, Way::X, &mut extent));
            }
            extent.limits()
        })
    })
}

/// Limits of a panel's y axis, from the axis or from its layers.
pub(super) fn of_y(panel: &Panel) -> Result<[f64; 2]> {
    given(&panel.y, "a y axis").map(|given| {
        given.unwrap_or_else(|| {
            let mut extent = Extent::new(panel.y.scale);
            panel.layers.iter().for_each(|layer| see_y(layer, &mut extent));
            if extent.is_empty() {
                panel.layers.iter().for_each(|layer| see_spans(layer, Way::Y, &mut extent));
            }
            extent.limits()
        })
    })
}

/// Limits that an axis has to have.
pub(super) fn given_limits(axis: &Axis) -> Result<[f64; 2]> {
    let none = || Error::BadFigure {
        what: "limits",
        of: format!("the axis `{}`", axis.label),
        found: "none".to_owned(),
        expected: "its first and last value",
    };
    given(axis, "an axis")?.ok_or_else(none)
}

/// Limits of a linear y axis that shows all of these layers.
pub(super) fn of_layers(layers: &[Layer]) -> [f64; 2] {
    let mut extent = Extent::new(Scale::Linear);
    layers.iter().for_each(|layer| see_y(layer, &mut extent));
    extent.limits()
}

/// Whether no layer of the panel has anything to show.
pub(super) fn is_empty(panel: &Panel) -> bool {
    let (mut x, mut y) = (Extent::new(Scale::Linear), Extent::new(panel.y.scale));
    for layer in panel.layers.iter().filter(|layer| !matches!(layer, Layer::Rule(_))) {
        see_x(layer, &mut x);
        see_y(layer, &mut y);
    }
    x.is_empty() || y.is_empty()
}

fn given(axis: &Axis, which: &'static str) -> Result<Option<[f64; 2]>> {
    let Some([first, last]) = axis.limits else { return Ok(None) };
    let usable = first.is_finite() && last.is_finite() && first != last;
    let expected = match axis.scale {
        Scale::Linear => "two different finite numbers",
        Scale::Log => "two different positive finite numbers, its scale being logarithmic",
    };
    if usable && (axis.scale == Scale::Linear || first.min(last) > 0.0) {
        return Ok(Some([first, last]));
    }
    Err(Error::BadFigure { what: "limits", of: which.to_owned(), found: format!("{first} and {last}"), expected })
}

fn see_x(layer: &Layer, extent: &mut Extent) {
    match layer {
        Layer::Curve(curve) => curve.x.iter().zip(&curve.y).for_each(|(x, y)| see_if_finite(*x, *y, extent)),
        Layer::Band(band) => band.x.iter().zip(&band.low).for_each(|(x, y)| see_if_finite(*x, *y, extent)),
        Layer::Steps(Steps { edges, .. }) => edges.iter().for_each(|edge| extent.see(*edge)),
        Layer::Image(Image { x_edges, .. }) => extent.see_edges(x_edges),
        Layer::Area(area) => area.x.iter().zip(&area.y).for_each(|(x, y)| see_if_finite(*x, *y, extent)),
        Layer::Points(points) => see_bars(&points.x, &points.y, points.x_err.as_ref(), extent),
        Layer::Rule(rule) if rule.way == Way::X => extent.see(rule.at),
        _ => {}
    }
}

fn see_y(layer: &Layer, extent: &mut Extent) {
    match layer {
        Layer::Curve(curve) => curve.x.iter().zip(&curve.y).for_each(|(x, y)| see_if_finite(*y, *x, extent)),
        Layer::Band(band) => band.low.iter().chain(&band.high).for_each(|y| extent.see(*y)),
        Layer::Steps(steps) => {
            steps.y.iter().for_each(|y| extent.see(*y));
            if steps.filled {
                extent.see(0.0);
            }
        }
        Layer::Image(Image { y_edges, .. }) => extent.see_edges(y_edges),
        Layer::Area(area) => area.x.iter().zip(&area.y).for_each(|(x, y)| see_if_finite(*y, *x, extent)),
        Layer::Points(Points { x, y, y_err, .. }) => see_bars(y, x, y_err.as_ref(), extent),
        Layer::Rule(rule) if rule.way == Way::Y => extent.see(rule.at),
        _ => {}
    }
}

fn see_if_finite(value: f64, other: f64, extent: &mut Extent) {
    if other.is_finite() {
        extent.see(value);
    }
}

fn see_bars(values: &[f64], others: &[f64], errors: Option<&Errors>, extent: &mut Extent) {
    for (i, value) in values.iter().enumerate().filter(|(i, _)| others.get(*i).is_some_and(|v| v.is_finite())) {
        extent.see(*value);
        if let Some(errors) = errors.filter(|_| value.is_finite()) {
            extent.see_bar(*value, errors.at(i));
        }
    }
}

fn see_spans(layer: &Layer, way: Way, extent: &mut Extent) {
    if let Layer::Spans(spans) = layer
        && spans.way == way
    {
        spans.intervals.iter().flatten().for_each(|v| extent.see(*v));
    }
}
