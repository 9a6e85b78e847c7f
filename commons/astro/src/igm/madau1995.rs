//! The model of Madau.
use super::{LIMIT_AA, Transmission};
use serde::{Deserialize, Serialize};

/// Lyman series of the forest, metals, and the Lyman continuum of forest and Lyman-limit systems.
///
/// Lines: `Σ_j A_j (λ/λ_j)^3.46` where `λ < λ_j (1+z)`, Lyman α with metals `+ 0.0017 (λ/λ_α)^1.68`. Continuum, with `x = λ/912`
/// and `y = 1+z`: `0.25 x³ (y^0.46 - x^0.46) + 9.4 x^1.5 (y^0.18 - x^0.18) - 0.7 x³ (x^-1.32 - y^-1.32) - 0.023 (y^1.68 - x^1.68)`.
/// Below 912 Å observed the optical depth at 912 Å falls with `λ³`, as the cross section does.
///
/// # Source
/// Madau 1995, `ApJ` 441, 18, eq. 12 to 16 and its footnote 3, doi:10.1086/175332; coefficients of the lines beyond δ from the same
/// distribution of clouds, as other codes have them
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Madau1995 {}

/// Wavelength (ångström) and coefficient of the Lyman lines.
const LINES: [(f64, f64); 17] = [
    (1215.67, 3.6e-3),
    (1025.72, 1.7e-3),
    (972.537, 1.184_6e-3),
    (949.743, 9.410e-4),
    (937.803, 7.960e-4),
    (930.748, 6.967e-4),
    (926.226, 6.236e-4),
    (923.150, 5.665e-4),
    (920.963, 5.200e-4),
    (919.352, 4.817e-4),
    (918.129, 4.487e-4),
    (917.181, 4.200e-4),
    (916.429, 3.947e-4),
    (915.824, 3.720e-4),
    (915.329, 3.520e-4),
    (914.919, 3.334e-4),
    (914.576, 3.1644e-4),
];
const METALS: f64 = 0.0017;

impl Transmission for Madau1995 {
    fn optical_depth(&self, wave_aa: f64, z: f64) -> f64 {
        if z.is_nan() || z <= 0.0 {
            return 0.0;
        }
        let y = 1.0 + z;
        let w = wave_aa / LIMIT_AA;
        if w < 1.0 {
            return w.powi(3) * (lines(LIMIT_AA, y) + continuum(1.0, y));
        }
        let depth = lines(wave_aa, y);
        if w < y { depth + continuum(w, y) } else { depth }
    }
}

fn lines(wave_aa: f64, y: f64) -> f64 {
    let absorbing = LINES.iter().filter(|(line_aa, _)| wave_aa < line_aa * y);
    let forest: f64 = absorbing.map(|(line_aa, a)| a * (wave_aa / line_aa).powf(3.46)).sum();
    let alpha_aa = LINES[0].0;
    if wave_aa < alpha_aa * y { forest + METALS * (wave_aa / alpha_aa).powf(1.68) } else { forest }
}

/// The continuum, `1 <= x < y`; fits to it go slightly below nought next to the limit.
fn continuum(x: f64, y: f64) -> f64 {
    let difference = |power: f64| y.powf(power) - x.powf(power);
    let depth = 0.25 * x.powi(3) * difference(0.46) + 9.4 * x.powf(1.5) * difference(0.18)
        + 0.7 * x.powi(3) * difference(-1.32)
        - 0.023 * difference(1.68);
    depth.max(0.0)
}
