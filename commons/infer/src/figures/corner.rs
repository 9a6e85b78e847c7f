//! Corner plots.

use super::label::{axis_label, with_errors};
use super::region::Region;
use crate::{Error, Result, Run, posterior::quantiles};
use astrarium_io::family::UnknownName;
use astrarium_io::report::{Area, Axis, Curve, Ink, Layer, Line, Quantity, Rule, Steps, Triangle};

/// How a corner plot is drawn.
#[derive(Clone, Debug)]
pub struct Corner<'a> {
    /// Names of the parameters shown; without them all, up to forty.
    pub parameters: Option<Vec<&'a str>>,
    /// Parts of the posterior that the regions hold: by default those of one and two standard deviations of a normal in
    /// two dimensions, `1 − exp(−s²/2)`.
    pub masses: Vec<f64>,
    /// True values, marked by lines; NaN for none.
    pub truth: Option<Vec<f64>>,
    /// Line above the figure.
    pub title: String,
    /// What each run is called in the legend; none without names.
    pub names: Vec<String>,
}

impl Default for Corner<'_> {
    fn default() -> Self {
        let masses = vec![1.0 - libm::exp(-0.5), 1.0 - libm::exp(-2.0)];
        Self { parameters: None, masses, truth: None, title: String::new(), names: Vec::new() }
    }
}

/// The histograms of all parameters and the regions of all pairs, weights honoured; several runs lie over one another.
///
/// Above each histogram stands the first run's median with the distances to the quantiles 0.16 and 0.84. Histograms have
/// bins of Freedman and Diaconis for the effective number of points. Shown is what lies between the quantiles 0.001 and
/// 0.999 of all runs, and a little more.
///
/// # Errors
/// [`Error::TooFew`] without points; [`Error::Unknown`] for a name that a run does not have; [`Error::Length`] for truths.
pub fn corner(runs: &[&Run], how: &Corner<'_>) -> Result<Triangle> {
    let first = runs.first().ok_or(Error::TooFew { purpose: "draw", found: 0, needed: 1 })?;
    if let Some(run) = runs.iter().find(|run| run.points.len() < 2) {
        return Err(Error::TooFew { purpose: "draw", found: run.points.len(), needed: 2 });
    }
    let names: Vec<String> = match &how.parameters {
        Some(names) => names.iter().map(|name| (*name).to_owned()).collect(),
        None => first.parameters.iter().take(40).map(|parameter| parameter.name.clone()).collect(),
    };
    if let Some(truth) = how.truth.as_ref().filter(|truth| truth.len() != first.parameters.len()) {
        return Err(Error::Length { what: "truth", found: truth.len(), expected: first.parameters.len() });
    }
    let columns = runs.iter().map(|run| columns(run, &names)).collect::<Result<Vec<_>>>()?;
    let limits: Vec<[f64; 2]> = (0..names.len()).map(|k| limits(runs, &columns, k)).collect();
    let quantity = |k: usize| {
        let parameter = &first.parameters[columns[0][k]];
        let label = axis_label(parameter);
        let [low, middle, high] =
            <[f64; 3]>::try_from(first.points.quantiles(columns[0][k], &[0.16, 0.5, 0.84])).unwrap_or([f64::NAN; 3]);
        let layers = runs.iter().zip(&columns).enumerate();
        let mut layers: Vec<Layer> = layers
            .map(|(i, (run, columns))| histogram(run, columns[k], limits[k]).ink(Ink::Number(i as u8)).into())
            .collect();
        layers.extend(mark(how, columns[0][k], Rule::at_x));
        let axis = Axis::linear(label.clone()).unit(parameter.unit.clone()).limits(limits[k][0], limits[k][1]);
        Quantity { axis, head: with_errors(low, middle, high), layers }
    };
    let mut triangle = Triangle::new(how.title.clone(), (0..names.len()).map(quantity).collect());
    for row in 1..names.len() {
        for column in 0..row {
            let mut layers = Vec::new();
            for (i, (run, columns)) in runs.iter().zip(&columns).enumerate() {
                let (x, y) = ((columns[column], limits[column]), (columns[row], limits[row]));
                layers.extend(regions(&Region::new(&run.points, x, y), &how.masses, Ink::Number(i as u8))?);
            }
            layers.extend(mark(how, columns[0][column], Rule::at_x));
            layers.extend(mark(how, columns[0][row], Rule::at_y));
            triangle.pairs.push(layers);
        }
    }
    triangle.legend = how.names.iter().zip(0..).map(|(name, i)| (name.clone(), Ink::Number(i))).collect();
    Ok(triangle)
}

/// Where the named parameters stand in a run.
fn columns(run: &Run, names: &[String]) -> Result<Vec<usize>> {
    let find = |name: &String| {
        let known: Vec<&str> = run.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
        let at = known.iter().position(|known| known == name);
        at.ok_or_else(|| UnknownName::new("parameter", name, known).into())
    };
    names.iter().map(find).collect()
}

/// What is shown of a parameter: nearly all of every run, but nothing beyond the ends of what the points reached.
fn limits(runs: &[&Run], columns: &[Vec<usize>], k: usize) -> [f64; 2] {
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for (run, columns) in runs.iter().zip(columns) {
        let ends = run.points.quantiles(columns[k], &[0.001, 0.999]);
        let values = run.points.column(columns[k]);
        let [least, most] = values.iter().fold([f64::INFINITY, f64::NEG_INFINITY], |[a, b], v| [a.min(*v), b.max(*v)]);
        let more = 0.06 * (ends[1] - ends[0]);
        low = low.min((ends[0] - more).max(least));
        high = high.max((ends[1] + more).min(most));
    }
    let spread = if high > low { 0.0 } else { 0.5 * low.abs().max(1.0) };
    [low - spread, high + spread]
}

fn histogram(run: &Run, column: usize, [low, high]: [f64; 2]) -> Steps {
    let (values, weights) = (run.points.column(column), run.points.weights());
    let quartiles = quantiles(&values, &weights, &[0.25, 0.75]);
    let width = 2.0 * (quartiles[1] - quartiles[0]) / run.points.effective_size().cbrt();
    let bins = ((high - low) / width).ceil().clamp(8.0, 60.0) as usize;
    let mut counts = vec![0.0; bins];
    for (value, weight) in values.iter().zip(&weights) {
        let at = (value - low) / (high - low) * bins as f64;
        if (0.0..=bins as f64).contains(&at) {
            counts[(at as usize).min(bins - 1)] += weight;
        }
    }
    let most = counts.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    counts.iter_mut().for_each(|count| *count /= most);
    let edges = (0..=bins).map(|i| low + i as f64 / bins as f64 * (high - low)).collect();
    Steps::new(edges, counts).filled()
}

/// Tinted regions, the outer ones below the inner, each with its border.
fn regions(region: &Region, masses: &[f64], ink: Ink) -> Result<Vec<Layer>> {
    let mut layers = Vec::new();
    for lines in region.lines(masses)? {
        let closed: Vec<Vec<[f64; 2]>> =
            lines.iter().map(|line| line.iter().chain(line.first()).copied().collect()).collect();
        let area = Area::inside(&closed).ink(ink);
        layers.push(Curve::new(area.x.clone(), area.y.clone()).ink(ink).into());
        layers.push(area.into());
    }
    Ok(layers)
}

fn mark(how: &Corner<'_>, parameter: usize, rule: fn(f64) -> Rule) -> Option<Layer> {
    let at = *how.truth.as_ref()?.get(parameter)?;
    at.is_finite().then(|| rule(at).line(Line::Dashed).ink(Ink::Black).into())
}
