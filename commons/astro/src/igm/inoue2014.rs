//! The model of Inoue and others.
use super::{LIMIT_AA, Transmission};
use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// Lines of the Lyman series and Lyman continuum of the forest and of damped systems.
///
/// With `u = λ/λ_j` the line `j` has `A_1 u^1.2`, `A_2 u^3.7`, `A_3 u^5.5` (below 2.2, 5.7, above) and `B_1 u²`, `B_2 u³` (below 3,
/// above) between `λ_j` and `λ_j (1+z)`; the continuum is in closed form in `λ/912` and `1+z`. At observed wavelengths below
/// 912 Å the model says nothing and lets all pass.
///
/// # Source
/// Inoue, Shimizu, Iwata & Tanaka 2014, MNRAS 442, 1805, eq. 20 to 29 and table 2, doi:10.1093/mnras/stu936
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Inoue2014 {
    /// Redshift at which the continuum of damped systems changes its form: 2 in the paper, 2.2 in GalaPy.
    pub damped_branch_z: f64,
}

impl Default for Inoue2014 {
    fn default() -> Self {
        Self { damped_branch_z: 2.0 }
    }
}

/// The optical depths that add up.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Depths {
    /// Lines of the forest.
    pub forest_lines: f64,
    /// Lines of damped systems.
    pub damped_lines: f64,
    /// Continuum of the forest.
    pub forest_continuum: f64,
    /// Continuum of damped systems.
    pub damped_continuum: f64,
}

impl Inoue2014 {
    /// The four optical depths at an observed wavelength in ångström.
    pub fn depths(&self, wave_aa: f64, z: f64) -> Depths {
        let mut depths = Depths::default();
        if z.is_nan() || z <= 0.0 {
            return depths;
        }
        let y = 1.0 + z;
        for line in LINES.iter().filter(|line| wave_aa > line.wave_aa && wave_aa < line.wave_aa * y) {
            let u = wave_aa / line.wave_aa;
            depths.forest_lines += match u {
                u if u < 2.2 => line.forest[0] * u.powf(1.2),
                u if u < 5.7 => line.forest[1] * u.powf(3.7),
                u => line.forest[2] * u.powf(5.5),
            };
            depths.damped_lines += if u < 3.0 { line.damped[0] * u * u } else { line.damped[1] * u * u * u };
        }
        let w = wave_aa / LIMIT_AA;
        if w > 1.0 && w < y {
            depths.forest_continuum = forest_continuum(w, y);
            depths.damped_continuum = self.damped_continuum(w, y);
        }
        depths
    }

    /// Optical depth of all lines, from sums over those that are in one regime.
    fn lines(wave_aa: f64, y: f64) -> f64 {
        let Series { waves_aa, forest, damped } = &*SERIES;
        // lines fall in wavelength: those that the light passed on its way begin after those that it has not come to
        let before = |is: &dyn Fn(f64) -> bool| waves_aa.partition_point(|line| is(*line));
        let (begin, end) = (before(&|line| wave_aa <= line), before(&|line| wave_aa < line * y));
        if begin >= end {
            return 0.0;
        }
        let bend = |at: f64| before(&|line| wave_aa / line < at).clamp(begin, end);
        let (first, second, early) = (bend(2.2), bend(5.7), bend(3.0));
        let term = |sums: &[f64], (from, to): (usize, usize), power: f64| {
            if from < to { (sums[to] - sums[from]) * wave_aa.powf(power) } else { 0.0 }
        };
        term(&forest[0], (begin, first), 1.2)
            + term(&forest[1], (first, second), 3.7)
            + term(&forest[2], (second, end), 5.5)
            + (damped[0][early] - damped[0][begin]) * wave_aa * wave_aa
            + (damped[1][end] - damped[1][early]) * wave_aa * wave_aa * wave_aa
    }

    fn damped_continuum(&self, w: f64, y: f64) -> f64 {
        if y < 1.0 + self.damped_branch_z {
            return 0.211 * y * y - 7.66e-2 * y.powf(2.3) * w.powf(-0.3) - 0.135 * w * w;
        }
        let early = 4.7e-2 * y.powi(3) - 1.78e-2 * y.powf(3.3) * w.powf(-0.3);
        if w < 3.0 { 0.634 + early - 0.135 * w * w - 0.291 * w.powf(-0.3) } else { early - 2.92e-2 * w.powi(3) }
    }
}

/// Continuum of the forest, `1 < w < y`.
fn forest_continuum(w: f64, y: f64) -> f64 {
    let z = y - 1.0;
    if z < 1.2 {
        return 0.325 * (w.powf(1.2) - y.powf(-0.9) * w.powf(2.1));
    }
    if z < 4.7 {
        let middle = 2.55e-2 * y.powf(1.6) * w.powf(2.1);
        return if w < 2.2 {
            middle + 0.325 * w.powf(1.2) - 0.250 * w.powf(2.1)
        } else {
            middle - 2.55e-2 * w.powf(3.7)
        };
    }
    let early = 5.22e-4 * y.powf(3.4) * w.powf(2.1);
    match w {
        w if w < 2.2 => early + 0.325 * w.powf(1.2) - 3.14e-2 * w.powf(2.1),
        w if w < 5.7 => early + 0.218 * w.powf(2.1) - 2.55e-2 * w.powf(3.7),
        w => early - 5.22e-4 * w.powf(5.5),
    }
}

impl Transmission for Inoue2014 {
    fn optical_depth(&self, wave_aa: f64, z: f64) -> f64 {
        let depths = self.depths(wave_aa, z);
        depths.forest_lines + depths.damped_lines + depths.forest_continuum + depths.damped_continuum
    }

    /// Lines by sums that all wavelengths share; the same to rounding.
    fn fill(&self, wave_aa: &[f64], z: f64, out: &mut [f64]) {
        assert_eq!(wave_aa.len(), out.len(), "one transmission for each wavelength");
        if z.is_nan() || z <= 0.0 {
            return out.fill(1.0);
        }
        let y = 1.0 + z;
        for (wave_aa, part) in wave_aa.iter().zip(out) {
            let mut depth = Self::lines(*wave_aa, y);
            let w = wave_aa / LIMIT_AA;
            if w > 1.0 && w < y {
                depth += forest_continuum(w, y) + self.damped_continuum(w, y);
            }
            *part = if depth == 0.0 { 1.0 } else { (-depth).exp() };
        }
    }

    fn check(&self) -> Result<()> {
        let value = self.damped_branch_z;
        if (1.5..=2.5).contains(&value) {
            return Ok(());
        }
        Err(Error::OutOfRange { what: "damped_branch_z", value, expected: "2 as in the paper, or 2.2 as in GalaPy" })
    }
}

struct Line {
    wave_aa: f64,
    forest: [f64; 3],
    damped: [f64; 2],
}

/// Table 2 of the paper.
static LINES: LazyLock<Vec<Line>> = LazyLock::new(|| {
    let rows = include_str!("../../data/igm/inoue2014.tsv").lines().filter(|line| !line.starts_with('#'));
    let line = |row: &str| {
        let cells: Vec<f64> = row.split_whitespace().filter_map(|cell| cell.parse().ok()).collect();
        let [_, wave_aa, a1, a2, a3, b1, b2] = cells[..] else { return None };
        Some(Line { wave_aa, forest: [a1, a2, a3], damped: [b1, b2] })
    };
    rows.filter_map(line).collect()
});

/// Sums over the lines before each: of `A λ_j^-p` of the forest's three regimes, and of the two of damped systems.
struct Series {
    waves_aa: Vec<f64>,
    forest: [Vec<f64>; 3],
    damped: [Vec<f64>; 2],
}

static SERIES: LazyLock<Series> = LazyLock::new(|| {
    let sums = |of: &dyn Fn(&Line) -> f64| {
        let mut sum = 0.0;
        let upto = |line: &Line| {
            sum += of(line);
            sum
        };
        std::iter::once(0.0).chain(LINES.iter().map(upto)).collect::<Vec<f64>>()
    };
    let forest = |k: usize, power: f64| sums(&|line| line.forest[k] * line.wave_aa.powf(-power));
    Series {
        waves_aa: LINES.iter().map(|line| line.wave_aa).collect(),
        forest: [forest(0, 1.2), forest(1, 3.7), forest(2, 5.5)],
        damped: [2, 3].map(|power| sums(&|line| line.damped[power as usize - 2] * line.wave_aa.powi(-power))),
    }
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_wavelengths_at_once_are_as_each() {
        let igm = Inoue2014::default();
        for z in [0.0, 1e-3, 0.4, 1.3, 2.1, 3.7, 5.2, 8.0] {
            let mut waves: Vec<f64> = (0..3000).map(|i| 50.0 * 400f64.powf(f64::from(i) / 2999.0)).collect();
            // on the lines themselves
            waves.extend(LINES.iter().flat_map(|line| [line.wave_aa, line.wave_aa * (1.0 + z)]));
            let mut found = vec![0.0; waves.len()];
            igm.fill(&waves, z, &mut found);
            for (wave, found) in waves.iter().zip(&found) {
                let expected = igm.transmission(*wave, z);
                assert!((found - expected).abs() <= 1e-13 * expected + 1e-300, "{z}, {wave}: {found:e}, {expected:e}");
            }
        }
    }

    #[test]
    fn the_table_is_whole() {
        assert_eq!(LINES.len(), 39);
        assert!(LINES.windows(2).all(|pair| pair[0].wave_aa > pair[1].wave_aa));
        // the series ends at the limit: 1/λ_j = (1 - 1/j²)/λ_∞
        for (j, line) in (2..).zip(LINES.iter()) {
            assert!((line.wave_aa * (1.0 - 1.0 / f64::from(j * j)) - 911.75).abs() < 0.02, "line {j}");
        }
    }
}
