//! Between the nodes of a library.
use super::library::{SspLibrary, chabrier_returned_fraction};
use crate::{Error, Result};
use astrarium_num::interp::bracket;
use serde::{Deserialize, Serialize};

/// In which measure of an axis lines are straight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Scale {
    /// The number itself.
    Linear,
    /// Its logarithm; ages below a year count as one, so that a node at age 0 is the population of its first year.
    Log,
}

/// What a place beyond the nodes is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Outside {
    /// A mistake.
    #[default]
    Refuse,
    /// The last node.
    Clamp,
    /// On the line through the last two nodes, which may make light negative.
    Extend,
}

/// How spectra between nodes are made: straight lines in luminosity against age and metallicity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Interpolation {
    /// The measure of age.
    pub age: Scale,
    /// The measure of metallicity.
    pub metallicity: Scale,
    /// What is beyond the nodes.
    pub outside: Outside,
}

impl Default for Interpolation {
    /// Logarithms of both, refusing what is outside.
    fn default() -> Self {
        Self { age: Scale::Log, metallicity: Scale::Log, outside: Outside::Refuse }
    }
}

impl Interpolation {
    /// As GalaPy: linear in both, going on beyond the nodes.
    pub const GALAPY: Self = Self { age: Scale::Linear, metallicity: Scale::Linear, outside: Outside::Extend };
}

/// A place between two nodes of an axis: `(1 - part)` of node `lower` and `part` of the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// The node before.
    pub lower: usize,
    /// How far beyond it, as a part of the way to the next; 0 on an axis of one node.
    pub part: f64,
}

impl Place {
    /// The two nodes and their weights.
    pub fn weights(self) -> [(usize, f64); 2] {
        [(self.lower, 1.0 - self.part), (self.lower + 1, self.part)]
    }
}

impl SspLibrary {
    /// Where an age lies among the nodes.
    ///
    /// # Errors
    /// [`Error::OffGrid`] if it lies outside and that is refused; for NaN always.
    pub fn place_age(&self, age_yr: f64, how: Interpolation) -> Result<Place> {
        const YEAR: f64 = 1.0;
        let ages = self.age_yr();
        match how.age {
            Scale::Linear => self.place(("age, years", ages), age_yr, how.outside, |age| age),
            // from 0 on: a first node below a year stands for all below a year
            Scale::Log if (0.0..YEAR).contains(&age_yr) && ages[0] < YEAR => Ok(Place { lower: 0, part: 0.0 }),
            Scale::Log => self.place(("age, years", ages), age_yr, how.outside, |age| age.max(YEAR).ln()),
        }
    }

    /// Where a metallicity lies among the nodes.
    ///
    /// # Errors
    /// [`Error::OffGrid`] if it lies outside and that is refused; for NaN always.
    pub fn place_metallicity(&self, metallicity: f64, how: Interpolation) -> Result<Place> {
        // a node without metals, in libraries of the first stars, is far but not infinitely so
        const LEAST: f64 = 1e-6;
        let nodes = self.metallicity();
        match how.metallicity {
            Scale::Linear => self.place(("metallicity", nodes), metallicity, how.outside, |z| z),
            Scale::Log => self.place(("metallicity", nodes), metallicity, how.outside, |z| z.max(LEAST).ln()),
        }
    }

    fn place(
        &self,
        (what, nodes): (&'static str, &[f64]),
        value: f64,
        outside: Outside,
        measure: impl Fn(f64) -> f64,
    ) -> Result<Place> {
        let (low, high) = (nodes[0], nodes[nodes.len() - 1]);
        let inside = value >= low && value <= high;
        if value.is_nan() || (!inside && outside == Outside::Refuse) {
            return Err(Error::OffGrid { name: self.name().to_owned(), what, value, low, high });
        }
        if nodes.len() == 1 {
            return Ok(Place { lower: 0, part: 0.0 });
        }
        let value = if outside == Outside::Clamp { value.clamp(low, high) } else { value };
        let lower = bracket(nodes, value);
        let (from, to) = (measure(nodes[lower]), measure(nodes[lower + 1]));
        Ok(Place { lower, part: (measure(value) - from) / (to - from) })
    }

    /// The nodes that a population is mixed from, and their weights: `(i_metallicity, i_age, weight)`, at most four.
    ///
    /// # Errors
    /// As [`place_age`](Self::place_age) and [`place_metallicity`](Self::place_metallicity).
    pub fn nodes(&self, metallicity: f64, age_yr: f64, how: Interpolation) -> Result<Vec<(usize, usize, f64)>> {
        let (z, age) = (self.place_metallicity(metallicity, how)?, self.place_age(age_yr, how)?);
        let pairs = z.weights().into_iter().flat_map(|z| age.weights().map(|age| (z.0, age.0, z.1 * age.1)));
        Ok(pairs.filter(|node| node.2 != 0.0).collect())
    }

    /// The spectrum of a population, solar luminosities an ångström and solar mass formed.
    ///
    /// # Errors
    /// As [`nodes`](Self::nodes).
    ///
    /// # Panics
    /// If `out` has not as many elements as there are wavelengths.
    pub fn spectrum_at(&self, metallicity: f64, age_yr: f64, how: Interpolation, out: &mut [f64]) -> Result<()> {
        assert_eq!(out.len(), self.wave_aa().len(), "one value for each wavelength");
        let nodes = self.nodes(metallicity, age_yr, how)?;
        out.fill(0.0);
        for (i_metallicity, i_age, weight) in nodes {
            let spectrum = self.spectrum(i_metallicity, i_age);
            out.iter_mut().zip(spectrum).for_each(|(sum, value)| *sum += weight * value);
        }
        Ok(())
    }

    /// Mass that a population has returned to the gas over mass formed: of the library, or
    /// [`chabrier_returned_fraction`] if it does not tell.
    ///
    /// # Errors
    /// As [`nodes`](Self::nodes).
    pub fn returned_fraction(&self, metallicity: f64, age_yr: f64, how: Interpolation) -> Result<f64> {
        let nodes = self.nodes(metallicity, age_yr, how)?;
        let living =
            nodes.iter().map(|&(i_metallicity, i_age, weight)| Some(weight * self.living(i_metallicity, i_age)?));
        Ok(living.sum::<Option<f64>>().map_or_else(|| chabrier_returned_fraction(age_yr), |living| 1.0 - living))
    }
}
