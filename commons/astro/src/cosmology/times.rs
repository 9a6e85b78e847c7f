//! Ages and lookback times.
use super::distances::ln_1p;
use super::expansion::Cosmology;

impl Cosmology {
    /// `∫ dz/((1+z) E)` between two values of `ln(1 + z)`.
    pub(super) fn lookback(&self, from_u: f64, to_u: f64) -> f64 {
        self.halving.integrate(from_u, to_u, |u| 1.0 / self.e_squared(u.exp()).sqrt())
    }

    /// Time since light left an object at `z`, 10⁹ years.
    pub fn lookback_time_gyr(&self, z: f64) -> f64 {
        self.hubble_time_gyr * self.lookback(0.0, ln_1p(z))
    }

    /// Age of the universe at `z`, 10⁹ years: `1/H0 ∫ dz/((1+z) E)` from `z` on; infinite without a Big Bang.
    ///
    /// The integral runs over `s = (1+z)^(-1/2)` from 0, where its integrand `2/(s E)` is smooth.
    pub fn age_gyr(&self, z: f64) -> f64 {
        let x = 1.0 + z;
        if x.is_nan() || x <= 0.0 {
            return f64::NAN;
        }
        if self.is_eternal() {
            return f64::INFINITY;
        }
        let u = ln_1p(z);
        let first = self.halving.last_corner().map_or(u, |corner| corner.max(u));
        let integrand = |s: f64| 2.0 / (s * self.e_squared(1.0 / (s * s)).sqrt());
        let early = self.halving.smooth(0.0, (-0.5 * first).exp(), integrand);
        self.hubble_time_gyr * (early + self.lookback(u, first))
    }

    /// Whether the rate of expansion does not rise towards the past, as in a universe of a cosmological constant alone.
    pub(super) fn is_eternal(&self) -> bool {
        const LEAST_SLOPE: f64 = 1e-3;
        let [early, late] = [1e25, 1e20].map(|x| self.e_squared(x));
        // infinite where dark energy explodes: that was a beginning, too
        early.is_finite() && (early / late).ln() < LEAST_SLOPE * (1e5f64).ln()
    }
}
