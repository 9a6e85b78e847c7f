//! The Milky Way from the far ultraviolet to the mid-infrared.
use super::cardelli1989::polynomial;
use super::fitzpatrick::ultraviolet;
use super::{Attenuation, LYMAN_LIMIT_UM, check_range};
use serde::{Deserialize, Serialize};

/// `[a(λ) + b(λ) (1/R_V - 1/3.1)]/N` from 912 Å to 32 µm with the silicates' features; `N = 0.9854` makes it 1 in V to 2e-3.
///
/// Beyond 32 µm the infrared forms go on.
///
/// # Source
/// Gordon et al. 2023, `ApJ` 950, 86, doi:10.3847/1538-4357/accb59, equations 3 to 15, table 4; ultraviolet Gordon et al. 2009,
/// optical Fitzpatrick et al. 2019, near infrared Decleir et al. 2022, mid-infrared Gordon et al. 2021
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Gordon2023 {
    /// `A(V)/E(B-V)`, 2.3 to 5.6.
    pub r_v: f64,
}

impl Default for Gordon2023 {
    fn default() -> Self {
        Self { r_v: 3.1 }
    }
}

/// Coefficients of the ultraviolet form, of `a` and of `b`.
const ULTRAVIOLET: [[f64; 6]; 2] =
    [[0.81297, 0.2775, 1.06295, 0.11303, 4.60, 0.99], [-2.97868, 1.89808, 3.10334, 0.65484, 4.60, 0.99]];
/// Polynomials in `x`, and heights, places and widths of features.
const OPTICAL: [[f64; 5]; 2] =
    [[-0.35848, 0.7122, 0.08746, -0.05403, 0.00674], [0.12354, -2.68335, 2.01901, -0.39299, 0.03355]];
const FEATURES: [[[f64; 3]; 3]; 2] = [
    [[0.03893, 2.288, 0.243], [0.02965, 2.054, 0.179], [0.01747, 1.587, 0.243]],
    [[0.18453, 2.288, 0.243], [0.19728, 2.054, 0.179], [0.1713, 1.587, 0.243]],
];
/// What the fits of the parts are in V.
const NORM: f64 = 0.9854;
/// Silicates: height, place (µm), width, asymmetry.
const SILICATES: [[f64; 4]; 2] = [[0.06652, 9.8434, 2.21205, -0.24703], [0.0267, 19.58294, 17.0, -0.27]];

/// `s² (3 - 2s)` of the way from one place to another.
pub(super) fn smoothstep(at: f64, (from, to): (f64, f64)) -> f64 {
    let s = ((at - from) / (to - from)).clamp(0.0, 1.0);
    s * s * (3.0 - 2.0 * s)
}

/// `A (w/x0)²/((x/x0 - x0/x)² + (w/x0)²)`.
fn drude(x: f64, [height, place, width]: [f64; 3]) -> f64 {
    let relative = (width / place).powi(2);
    height * relative / ((x / place - place / x).powi(2) + relative)
}

fn infrared(wave_um: f64) -> [f64; 2] {
    let (scale, near, far, turn, width) = (0.38526, 1.68467, 0.78791, 4.30578f64, 4.78338);
    let share = smoothstep(wave_um, (turn - 0.5 * width, turn + 0.5 * width));
    let power = wave_um.powf(-near) * (1.0 - share) + turn.powf(far - near) * wave_um.powf(-far) * share;
    let silicate = |[height, place, width, asymmetry]: [f64; 4]| {
        let width = 2.0 * width / (1.0 + (asymmetry * (wave_um - place)).exp());
        drude(wave_um, [height, place, width])
    };
    [scale * power + SILICATES.map(silicate).iter().sum::<f64>(), -1.01251 * wave_um.powf(-1.06099)]
}

fn optical(x: f64) -> [f64; 2] {
    [0, 1].map(|k| polynomial(&OPTICAL[k], x) + FEATURES[k].iter().map(|feature| drude(x, *feature)).sum::<f64>())
}

/// `a` and `b`.
fn parts(wave_um: f64) -> [f64; 2] {
    let x = 1.0 / wave_um;
    let mixed = |a: [f64; 2], b: [f64; 2], share: f64| [0, 1].map(|k| a[k] + share * (b[k] - a[k]));
    let ultraviolet = || ULTRAVIOLET.map(|form| ultraviolet(x, form));
    match wave_um {
        wave_um if wave_um <= 0.30 => ultraviolet(),
        wave_um if wave_um < 0.33 => mixed(ultraviolet(), optical(x), smoothstep(wave_um, (0.30, 0.33))),
        wave_um if wave_um <= 0.9 => optical(x),
        wave_um if wave_um < 1.1 => mixed(optical(x), infrared(wave_um), smoothstep(wave_um, (0.9, 1.1))),
        wave_um => infrared(wave_um),
    }
}

impl Attenuation for Gordon2023 {
    fn ratio(&self, wave_um: f64) -> f64 {
        let [a, b] = parts(wave_um.max(LYMAN_LIMIT_UM));
        ((a + b * (1.0 / self.r_v - 1.0 / 3.1)) / NORM).max(0.0)
    }

    fn r_v(&self) -> Option<f64> {
        Some(self.r_v)
    }

    fn range_um(&self) -> (f64, f64) {
        (LYMAN_LIMIT_UM, 32.0)
    }

    fn check(&self) -> crate::Result<()> {
        check_range("r_v of the extinction law", self.r_v, (2.3, 5.6), "a number from 2.3 to 5.6")
    }
}
