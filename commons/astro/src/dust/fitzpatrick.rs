//! Curves by Fitzpatrick's method: a form in the ultraviolet, a spline through anchors beyond.
use super::{LYMAN_LIMIT_UM, check_range};
use astrarium_num::interp::Cubic;

/// The form of Fitzpatrick & Massa: `E(λ-V)/E(B-V) = c1 + c2 x + c3 D(x) + c4 F(x)`, `D = x²/((x² - x0²)² + x² γ²)`,
/// `F = 0.5392 (x - 5.9)² + 0.05644 (x - 5.9)³` from 5.9 on.
///
/// # Source
/// Fitzpatrick & Massa 1990, `ApJS` 72, 163
pub(super) fn ultraviolet(x: f64, [c1, c2, c3, c4, x0, gamma]: [f64; 6]) -> f64 {
    let drude = x * x / ((x * x - x0 * x0).powi(2) + (x * gamma).powi(2));
    let y = (x - 5.9).max(0.0);
    c1 + c2 * x + c3 * drude + c4 * y * y * (0.5392 + 0.05644 * y)
}

/// From here on the ultraviolet form holds, `x` in waves a micrometre.
const ULTRAVIOLET_X: f64 = 1.0 / 0.27;

/// `A(λ)/A(V)`: the form above, a natural spline through anchors `(x, E/E(B-V))` below it and nought at `x = 0`.
pub(super) fn ratio(wave_um: f64, r_v: f64, form: [f64; 6], anchors: &[(f64, f64)]) -> f64 {
    let x = 1.0 / wave_um.max(LYMAN_LIMIT_UM);
    let form_at = |x: f64| 1.0 + ultraviolet(x, form) / r_v;
    if x >= ULTRAVIOLET_X {
        return form_at(x);
    }
    let below = [(0.0, 0.0)].into_iter().chain(anchors.iter().map(|(x, excess)| (*x, excess / r_v)));
    let (x_of, y_of) = below.chain([ULTRAVIOLET_X, 1.0 / 0.26].map(|x| (x, form_at(x)))).unzip();
    Cubic::natural(x_of, y_of).expect("anchors rise").at(x)
}

/// Anchors in the optical, common to the laws of 1999 and 2004.
pub(super) fn optical(r_v: f64) -> [(f64, f64); 4] {
    [
        (1.0 / 0.6, -0.426 + 1.0044 * r_v),
        (1.0 / 0.547, -0.050 + 1.0016 * r_v),
        (1.0 / 0.467, 0.701 + 1.0016 * r_v),
        (1.0 / 0.411, 1.208 + 1.0032 * r_v - 0.00033 * r_v * r_v),
    ]
}

pub(super) fn check_r_v(r_v: f64) -> crate::Result<()> {
    check_range("r_v of the extinction law", r_v, (2.0, 6.0), "a number from 2 to 6")
}
