//! Slopes of a library's spectra at its nodes, such that curves between nodes do not overshoot.
use super::axis::Axis;
use super::template::Templates;
use crate::{Error, Result};
use astrarium_astro::ssp::SspLibrary;
use astrarium_num::interp::Cubic;

/// Spectra of all nodes, `[node][wavelength]`.
type Spectra = Vec<Vec<f64>>;

/// Slopes of every node's spectrum along metallicity, along age, and of the latter along metallicity.
///
/// # Errors
/// [`Error::BadValue`] of nodes that lie at one place of their measure.
pub(super) fn of_library(library: &SspLibrary, templates: &Templates, axes: &[Axis; 2]) -> Result<[Spectra; 3]> {
    let [z, age] = axes;
    let (n_z, n_age) = (library.metallicity().len(), library.age_yr().len());
    let spectra: Spectra = (0..n_z * n_age).map(|node| templates.node(library, node).to_vec()).collect();
    let by_age = along(&spectra, ("ages of the library", age.measures()), (n_z, n_age, 1))?;
    let by_z = |spectra: &Spectra| along(spectra, ("metallicities of the library", z.measures()), (n_age, 1, n_age));
    let (by_metallicity, by_both) = (by_z(&spectra)?, by_z(&by_age)?);
    Ok([by_metallicity, by_age, by_both])
}

/// Slopes along lines of nodes: so many lines, whose first nodes and whose nodes lie so far apart.
fn along(
    spectra: &Spectra,
    (what, measures): (&'static str, &[f64]),
    (n_lines, between_lines, between): (usize, usize, usize),
) -> Result<Spectra> {
    if let Some(index) = measures.windows(2).position(|pair| pair[1] <= pair[0]) {
        let expected = "nodes that rise in the measure of the curve";
        return Err(Error::BadValue { what, index, value: measures[index + 1], expected });
    }
    let mut slopes: Spectra = spectra.iter().map(|spectrum| vec![0.0; spectrum.len()]).collect();
    for line in (0..n_lines).filter(|_| measures.len() > 1) {
        let node = |i: usize| line * between_lines + i * between;
        for wave in 0..spectra[0].len() {
            let values: Vec<f64> = (0..measures.len()).map(|i| spectra[node(i)][wave]).collect();
            if values.iter().all(|value| *value == values[0]) {
                continue;
            }
            if let Ok(curve) = Cubic::monotone(measures.to_vec(), values) {
                measures.iter().enumerate().for_each(|(i, at)| slopes[node(i)][wave] = curve.slope_at(*at));
            }
        }
    }
    Ok(slopes)
}
