//! The wavelengths of a model.
use astrarium_num::interp::bracket;
use astrarium_num::lanes;

/// Wavelength at which magnitudes of attenuation are told, ångström.
pub(crate) const V_AA: f64 = 5500.0;

/// Wavelengths at rest and what integrals over them need.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Grid {
    pub(crate) wave_aa: Vec<f64>,
    /// `ln(λ/5500 Å)`.
    pub(crate) ln_v: Vec<f64>,
    /// Weights of the trapezoid rule, which is exact for straight lines.
    pub(crate) widths_aa: Vec<f64>,
}

impl Grid {
    pub(crate) fn new(wave_aa: Vec<f64>) -> Self {
        let ln_v = wave_aa.iter().map(|wave| (wave / V_AA).ln()).collect();
        let widths_aa = trapezoid_weights(&wave_aa);
        Self { wave_aa, ln_v, widths_aa }
    }

    pub(crate) fn len(&self) -> usize {
        self.wave_aa.len()
    }

    /// `∫ f dλ` of straight lines between the wavelengths.
    pub(crate) fn integral(&self, values: &[f64]) -> f64 {
        lanes::dot(&self.widths_aa[..values.len()], values)
    }

    /// A template on straight lines at the wavelengths, nought beyond its ends. Steps (equal wavelengths) are allowed.
    pub(crate) fn resample(&self, wave_aa: &[f64], values: &[f64]) -> Vec<f64> {
        let last = wave_aa.len() - 1;
        let at = |wave: f64| {
            if wave < wave_aa[0] || wave > wave_aa[last] {
                return 0.0;
            }
            let i = bracket(wave_aa, wave);
            if wave_aa[i + 1] == wave_aa[i] {
                return values[i + 1];
            }
            let part = (wave - wave_aa[i]) / (wave_aa[i + 1] - wave_aa[i]);
            values[i] + part * (values[i + 1] - values[i])
        };
        self.wave_aa.iter().map(|wave| at(*wave)).collect()
    }
}

/// Weights of the trapezoid rule.
pub(crate) fn trapezoid_weights(x: &[f64]) -> Vec<f64> {
    let n = x.len();
    (0..n)
        .map(|i| {
            let before = if i > 0 { x[i] - x[i - 1] } else { 0.0 };
            let after = if i + 1 < n { x[i + 1] - x[i] } else { 0.0 };
            0.5 * (before + after)
        })
        .collect()
}
