//! The Small Magellanic Cloud.
use super::{Attenuation, LYMAN_LIMIT_UM};
use astrarium_num::interp::Cubic;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// Mean extinction of the bar of the SMC, `R_V = 2.74`, without a bump to speak of.
///
/// Below 0.27 µm the form of Fitzpatrick & Massa, `E(λ-V)/E(B-V) = c1 + c2 x + c3 D(x) + c4 F(x)`; above, a natural cubic spline
/// in `x = 1 µm/λ` through the means of the bands; beyond 2.198 µm `x^1.61`.
///
/// # Source
/// Gordon et al. 2003, `ApJ` 594, 279, tables 3 and 4, doi:10.1086/376774; K and J smoothed as in Gordon et al. 2016, `ApJ` 826, 104
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Gordon2003Smc {}

const R_V: f64 = 2.74;
const FIRST_UM: f64 = 0.27;
const LAST_UM: f64 = 2.198;
/// Wavelength (µm) and `A(λ)/A(V)` of the bands, from K to U.
const BANDS: [(f64, f64); 8] = [
    (2.198, 0.110),
    (1.650, 0.169),
    (1.250, 0.250),
    (0.810, 0.567),
    (0.650, 0.801),
    (0.550, 1.000),
    (0.440, 1.374),
    (0.370, 1.672),
];

impl Attenuation for Gordon2003Smc {
    fn ratio(&self, wave_um: f64) -> f64 {
        static SPLINE: LazyLock<Cubic> = LazyLock::new(|| {
            let bands = BANDS.iter().map(|(wave_um, ratio)| (1.0 / wave_um, *ratio));
            let (x, ratio) = bands.chain([0.27, 0.26].map(|wave_um| (1.0 / wave_um, ultraviolet(1.0 / wave_um)))).unzip();
            Cubic::natural(x, ratio).expect("the table rises in 1/λ")
        });
        let x = 1.0 / wave_um.max(LYMAN_LIMIT_UM);
        match wave_um {
            wave_um if wave_um <= FIRST_UM => ultraviolet(x),
            wave_um if wave_um >= LAST_UM => BANDS[0].1 * (x * LAST_UM).powf(1.61),
            _ => SPLINE.at(x),
        }
    }

    fn range_um(&self) -> (f64, f64) {
        (0.1, LAST_UM)
    }
}

fn ultraviolet(x: f64) -> f64 {
    let [c1, c2, c3, c4] = [-4.959, 2.264, 0.389, 0.461];
    let (centre, width) = (4.6f64, 1.0f64);
    let drude = x * x / ((x * x - centre * centre).powi(2) + (x * width).powi(2));
    let y = (x - 5.9).max(0.0);
    let far = y * y * (0.5392 + 0.05644 * y);
    1.0 + (c1 + c2 * x + c3 * drude + c4 * far) / R_V
}
