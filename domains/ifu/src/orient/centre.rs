//! The centre of a galaxy and how it moves.
use super::rotation::dot;

/// Radii of the shrinking sphere fall by this factor.
const SHRINK: f64 = 0.975;
/// The sphere shrinks until it holds this part of the particles, or [`LEAST`] of them.
const LAST_PART: f64 = 0.01;
const LEAST: usize = 50;

/// The densest place: the centre of mass within a sphere that follows it and shrinks by 2.5 per cent a step, until it holds
/// one per cent of the particles or 50.
///
/// `None` without mass.
///
/// # Source
/// Power et al. 2003, MNRAS 338, 14, section 2.5
pub fn shrinking_sphere(coords: &[[f64; 3]], mass: &[f64]) -> Option<[f64; 3]> {
    let all: Vec<usize> = (0..coords.len()).collect();
    let mut centre = mean(coords, mass, &all)?;
    let distance = |i: usize, centre: [f64; 3]| {
        let from = difference(coords[i], centre);
        dot(from, from)
    };
    let mut radius = all.iter().map(|i| distance(*i, centre)).fold(0.0, f64::max).sqrt();
    let least = LEAST.max((LAST_PART * coords.len() as f64) as usize);
    // particles outside twice the sphere do not come back: the centre moves by less than it shrinks
    let mut inside = all;
    loop {
        radius *= SHRINK;
        let next: Vec<usize> = inside.iter().copied().filter(|i| distance(*i, centre) <= radius * radius).collect();
        if next.len() < least || radius == 0.0 {
            return Some(centre);
        }
        let Some(moved) = mean(coords, mass, &next) else { return Some(centre) };
        centre = moved;
        inside.retain(|i| distance(*i, centre) <= 4.0 * radius * radius);
    }
}

/// The mean velocity by mass of the particles within a radius of the origin; `None` if there are none with mass.
pub fn mean_velocity(coords: &[[f64; 3]], velocity: &[[f64; 3]], mass: &[f64], radius: f64) -> Option<[f64; 3]> {
    let inside: Vec<usize> = (0..coords.len()).filter(|i| dot(coords[*i], coords[*i]) <= radius * radius).collect();
    mean(velocity, mass, &inside)
}

/// The median of each component over the particles within a radius of the origin; `None` if there are none.
pub fn component_median(coords: &[[f64; 3]], velocity: &[[f64; 3]], radius: f64) -> Option<[f64; 3]> {
    let is_near = |at: &[f64; 3]| dot(*at, *at).sqrt() < radius;
    let near: Vec<[f64; 3]> = coords.iter().zip(velocity).filter(|(at, _)| is_near(at)).map(|(_, v)| *v).collect();
    if near.is_empty() {
        return None;
    }
    Some(std::array::from_fn(|k| {
        let mut values: Vec<f64> = near.iter().map(|v| v[k]).collect();
        values.sort_by(f64::total_cmp);
        let half = values.len() / 2;
        if values.len() % 2 == 1 { values[half] } else { 0.5 * (values[half - 1] + values[half]) }
    }))
}

fn mean(rows: &[[f64; 3]], mass: &[f64], of: &[usize]) -> Option<[f64; 3]> {
    let total: f64 = of.iter().map(|i| mass[*i]).sum();
    let sum = |k: usize| of.iter().map(|i| mass[*i] * rows[*i][k]).sum::<f64>();
    (total > 0.0).then(|| std::array::from_fn(|k| sum(k) / total))
}

fn difference(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}
