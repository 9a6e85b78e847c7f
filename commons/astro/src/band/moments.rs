//! Wavelengths and widths that stand for a band.
use super::curve::Band;

impl Band {
    /// `∫ R λ^k dλ`.
    pub(super) fn moment(&self, k: i32) -> f64 {
        self.integral(|wave, response| response * wave.powi(k))
    }

    /// Pivot wavelength, ångström, at which `⟨S_λ⟩ λ²/c = ⟨S_ν⟩` for every source: `√(∫ R λ dλ / ∫ R dλ/λ)`.
    ///
    /// # Source
    /// Koornneef et al. 1986, Highlights of Astronomy 7, 833; Bessell & Murphy 2012, PASP 124, 140, A11
    pub fn pivot_aa(&self) -> f64 {
        (self.moment(1) / self.moment(-1)).sqrt()
    }

    /// Mean wavelength, ångström: `∫ R λ dλ / ∫ R dλ`.
    pub fn mean_aa(&self) -> f64 {
        self.moment(1) / self.moment(0)
    }

    /// Mean of the logarithm of the wavelength that a constant `S_ν` gives, as a wavelength in ångström:
    /// `exp(∫ ln λ R dλ/λ / ∫ R dλ/λ)`.
    ///
    /// # Source
    /// Fukugita et al. 1996, AJ 111, 1748, eq. 3, who call it effective
    pub fn log_mean_aa(&self) -> f64 {
        let pivot_aa = self.pivot_aa();
        let logs = self.integral(|wave, response| response * (wave / pivot_aa).ln() / wave);
        pivot_aa * (logs / self.moment(-1)).exp()
    }

    /// Mean wavelength of the photons that a source of these `S_λ` gives, ångström: `∫ λ² S_λ R dλ / ∫ λ S_λ R dλ`.
    ///
    /// With the spectrum of Vega it is what catalogues of filters call the effective wavelength.
    pub fn effective_aa(&self, flux: impl Fn(f64) -> f64) -> f64 {
        let photons = |k: i32| self.integral(|wave, response| response * flux(wave) * wave.powi(k));
        photons(2) / photons(1)
    }

    /// Width of a rectangle of the same height and area, ångström: `∫ R dλ / max R`.
    pub fn rectangular_width_aa(&self) -> f64 {
        self.moment(0) / self.peak()
    }

    /// Standard deviation of the wavelength, `R` being its density, ångström.
    pub fn rms_width_aa(&self) -> f64 {
        let mean_aa = self.mean_aa();
        (self.integral(|wave, response| response * (wave - mean_aa).powi(2)) / self.moment(0)).sqrt()
    }

    /// Width between the outermost places of half the largest response, ångström.
    pub fn fwhm_aa(&self) -> f64 {
        let half = 0.5 * self.peak();
        let above = |response: &f64| *response >= half;
        let (Some(first), Some(last)) =
            (self.response().iter().position(above), self.response().iter().rposition(above))
        else {
            return 0.0;
        };
        let before = first.checked_sub(1).map_or(self.wave_aa()[first], |outer| self.crossing(outer, first, half));
        let after =
            if last + 1 < self.wave_aa().len() { self.crossing(last + 1, last, half) } else { self.wave_aa()[last] };
        after - before
    }

    /// Where the line from a point below `level` to one above it crosses it.
    fn crossing(&self, below: usize, above: usize, level: f64) -> f64 {
        let (wave, response) = (self.wave_aa(), self.response());
        let part = (level - response[below]) / (response[above] - response[below]);
        wave[below] + part * (wave[above] - wave[below])
    }

    fn peak(&self) -> f64 {
        self.response().iter().fold(0.0, |most: f64, response| most.max(*response))
    }
}
