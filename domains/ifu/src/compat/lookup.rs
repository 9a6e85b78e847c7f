//! Spectra between the nodes of a library, nought outside.
use astrarium_astro::ssp::SspLibrary;
use astrarium_num::interp::bracket;
use serde::{Deserialize, Serialize};

/// How it is interpolated along each axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// Straight lines.
    #[default]
    Linear,
    /// Cubics whose slope at a node is the mean of the slopes beside it, which may overshoot below nought.
    Cubic,
}

/// A library's spectra on straight axes.
#[derive(Clone, Debug)]
pub struct Lookup<'a> {
    metallicity: Vec<f64>,
    age: Vec<f64>,
    library: &'a SspLibrary,
    method: Method,
}

/// Nodes of an axis and their weights.
type Weights = [(usize, f64); 4];

impl<'a> Lookup<'a> {
    /// Ages in Gyr.
    pub fn new(library: &'a SspLibrary, method: Method) -> Self {
        Self::with_ages(library, library.age_yr().iter().map(|age| age * 1e-9).collect(), method)
    }

    /// Ages as given, one for each node: RUBIX as shipped reads logarithms of years as Gyr.
    ///
    /// # Panics
    /// If there are not as many ages as nodes.
    pub fn with_ages(library: &'a SspLibrary, age: Vec<f64>, method: Method) -> Self {
        assert_eq!(age.len(), library.age_yr().len(), "an age for each node");
        Self { metallicity: library.metallicity().to_vec(), age, library, method }
    }

    /// Writes the spectrum; whether the place lies on the grid.
    ///
    /// # Panics
    /// If `out` has not as many elements as the library has wavelengths.
    pub fn spectrum(&self, metallicity: f64, age: f64, out: &mut [f64]) -> bool {
        out.fill(0.0);
        let (Some(along_z), Some(along_age)) =
            (weights(&self.metallicity, metallicity, self.method), weights(&self.age, age, self.method))
        else {
            return false;
        };
        for (i, weight_z) in along_z {
            for (j, weight_age) in along_age {
                let weight = weight_z * weight_age;
                if weight != 0.0 {
                    let spectrum = self.library.spectrum(i, j);
                    out.iter_mut().zip(spectrum).for_each(|(sum, value)| *sum += weight * value);
                }
            }
        }
        true
    }
}

fn weights(nodes: &[f64], at: f64, method: Method) -> Option<Weights> {
    let last = nodes.len() - 1;
    if !(at >= nodes[0] && at <= nodes[last]) || last == 0 {
        return None;
    }
    let i = bracket(nodes, at);
    let h = nodes[i + 1] - nodes[i];
    let t = (at - nodes[i]) / h;
    if method == Method::Linear {
        return Some([(i, 1.0 - t), (i + 1, t), (0, 0.0), (0, 0.0)]);
    }
    let (before, after) = (i.saturating_sub(1), (i + 2).min(last));
    let u = 1.0 - t;
    let mut all = [(before, 0.0), (i, (1.0 + 2.0 * t) * u * u), (i + 1, t * t * (3.0 - 2.0 * t)), (after, 0.0)];
    let widths = [nodes[i] - nodes[before], h, nodes[after] - nodes[i + 1]];
    // a slope is a mean of secants, and a secant a difference of two nodes
    let mut add = |secant: usize, factor: f64| {
        all[secant].1 -= factor / widths[secant];
        all[secant + 1].1 += factor / widths[secant];
    };
    for (slope, outer, is_end) in [(h * t * u * u, 0, i == 0), (-h * t * t * u, 2, i + 1 == last)] {
        add(1, if is_end { slope } else { 0.5 * slope });
        if !is_end {
            add(outer, 0.5 * slope);
        }
    }
    Some(all)
}
