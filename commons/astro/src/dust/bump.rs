//! The bump at 2175 Å.

const CENTRE_UM: f64 = 0.2175;
const WIDTH_UM: f64 = 0.035;

/// Drude's profile of height 1: `λ² Δλ² / ((λ² - λ0²)² + λ² Δλ²)`, 2175 Å, 350 Å wide.
///
/// # Source
/// Fitzpatrick & Massa 1986, `ApJ` 307, 286; Noll et al. 2009, A&A 507, 1793, eq. 9
pub(super) fn drude(wave_um: f64) -> f64 {
    let spread = (wave_um * WIDTH_UM).powi(2);
    spread / ((wave_um * wave_um - CENTRE_UM * CENTRE_UM).powi(2) + spread)
}
