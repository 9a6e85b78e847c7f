//! The potential of a galaxy that is made up.
use super::GenerateSpec;
use super::bessel::scaled;
use astrarium_astro::constants::{PARSEC_M, SOLAR_GM_M3_S2};
use std::f64::consts::PI;

/// Newton's constant, kpc km²/s² over solar mass.
pub(super) const G: f64 = SOLAR_GM_M3_S2 / (PARSEC_M * 1e3) * 1e-6;

/// Circular velocities and masses within radii of disc, gas, bulge and halo together.
#[derive(Clone, Debug)]
pub struct Potential {
    discs: [[f64; 2]; 2],
    bulge: [f64; 2],
    /// Mass scale and scale radius.
    halo: [f64; 2],
}

impl Potential {
    /// That of a galaxy.
    #[must_use]
    pub fn new(spec: &GenerateSpec) -> Self {
        let c = spec.halo.concentration;
        Self {
            discs: [[spec.disc.mass_msun, spec.disc.scale_length_kpc], [spec.gas.mass_msun, spec.gas.scale_length_kpc]],
            bulge: [spec.bulge.mass_msun, spec.bulge.scale_radius_kpc],
            halo: [spec.halo.mass_msun / (c.ln_1p() - c / (1.0 + c)), spec.halo.virial_radius_kpc / c],
        }
    }

    /// Squared velocity of circles in the plane, km²/s²: infinitely thin discs, bulge and halo.
    ///
    /// # Source
    /// Freeman 1970, `ApJ` 160, 811, eq. 10; Hernquist 1990, `ApJ` 356, 359, eq. 3; Navarro, Frenk & White 1996
    #[must_use]
    pub fn circular_squared(&self, radius_kpc: f64) -> f64 {
        let discs: f64 = self.discs.iter().map(|[mass, length]| freeman(*mass, *length, radius_kpc)).sum();
        discs + G * self.round_mass_msun(radius_kpc) / radius_kpc
    }

    /// Mass within a sphere, solar ones: discs as if each ring were a shell.
    #[must_use]
    pub fn mass_within_msun(&self, radius_kpc: f64) -> f64 {
        let shell = |[mass, length]: &[f64; 2]| {
            let x = radius_kpc / length;
            mass * (1.0 - (1.0 + x) * (-x).exp())
        };
        self.discs.iter().map(shell).sum::<f64>() + self.round_mass_msun(radius_kpc)
    }

    /// Mass of bulge and halo within a sphere.
    fn round_mass_msun(&self, radius_kpc: f64) -> f64 {
        let ([bulge, a], [halo, scale]) = (self.bulge, self.halo);
        let x = radius_kpc / scale;
        bulge * (radius_kpc / (radius_kpc + a)).powi(2) + halo * (x.ln_1p() - x / (1.0 + x))
    }
}

/// `v² = 4π G Σ0 h y² (I0 K0 - I1 K1)`, `y = R/2h`.
fn freeman(mass: f64, length: f64, radius: f64) -> f64 {
    let y = radius / (2.0 * length);
    let central = mass / (2.0 * PI * length * length);
    4.0 * PI * G * central * length * y * y * difference(y)
}

/// `I0 K0 - I1 K1`; from afar by its asymptotic series, as the two become equal.
///
/// # Source
/// Abramowitz & Stegun 1964, 9.7.5
fn difference(y: f64) -> f64 {
    const FAR: f64 = 8.0;
    if y > FAR {
        let t = 1.0 / (y * y);
        return t / (4.0 * y) * (1.0 + t * (1.125 + t * (5.273_437_5 + t * 53.833)));
    }
    let [i0, i1, k0, k1] = scaled(y);
    i0 * k0 - i1 * k1
}

#[cfg(test)]
mod tests {
    use super::{G, freeman};

    /// Oracles: the disc is a point from afar; its rotation curve has its peak at 2.15 scale lengths.
    #[test]
    fn a_disc_alone() {
        let far = freeman(1e10, 2.0, 200.0);
        assert!((far / (G * 1e10 / 200.0) - 1.0).abs() < 1e-3, "{far}");
        // where the series takes over
        let [near, after] = [15.999_999, 16.000_001].map(|radius| freeman(1.0, 1.0, radius));
        assert!((near / after - 1.0).abs() < 1e-4, "{near} {after}");
        let peak = (1..4000)
            .map(|i| 1e-3 * f64::from(i))
            .max_by(|a, b| freeman(1.0, 1.0, *a).total_cmp(&freeman(1.0, 1.0, *b)));
        assert!((peak.unwrap() - 2.15).abs() < 0.01, "{peak:?}");
        let height = (freeman(1.0, 1.0, 2.15) / (G / 2.0)).sqrt();
        // 0.8798 of the root of π G Σ0 h
        assert!((height - 0.8798).abs() < 1e-3, "{height}");
    }
}
