//! Means and dispersions of velocities, from the Jeans equations.
use super::potential::{G, Potential};
use super::{DiscSpec, GenerateSpec};
use crate::{Error, Result};
use astrarium_num::interp::Cubic;
use std::f64::consts::PI;

/// Radii between which velocities are tabulated, kpc, and how many.
const FIRST_KPC: f64 = 1e-3;
const LAST_KPC: f64 = 2e3;
const N_RADII: usize = 600;

/// Velocities along the radius.
#[derive(Debug)]
pub(super) struct Jeans {
    /// Squared circular velocity of the logarithm of the radius.
    circular: Cubic,
    /// Squared velocity dispersion of the bulge of the logarithm of the radius.
    bulge: Cubic,
}

/// Means and standard deviations of a velocity in the plane, km/s.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Turning {
    pub(super) mean: f64,
    pub(super) radial: f64,
    pub(super) azimuthal: f64,
    pub(super) vertical: f64,
}

impl Jeans {
    pub(super) fn new(spec: &GenerateSpec) -> Result<Self> {
        let potential = Potential::new(spec);
        let step = (LAST_KPC / FIRST_KPC).ln() / (N_RADII - 1) as f64;
        let ln_radius: Vec<f64> = (0..N_RADII).map(|i| FIRST_KPC.ln() + step * i as f64).collect();
        let circular = ln_radius.iter().map(|ln| potential.circular_squared(ln.exp())).collect();
        let bulge = dispersions(spec.bulge.scale_radius_kpc, &potential, &ln_radius);
        Ok(Self { circular: spline(ln_radius.clone(), circular)?, bulge: spline(ln_radius, bulge)? })
    }

    /// Velocity of a circle, km/s.
    pub(super) fn circular_km_s(&self, radius_kpc: f64) -> f64 {
        self.circular.at(ln(radius_kpc)).max(0.0).sqrt()
    }

    /// Dispersion of the bulge along each axis, km/s.
    pub(super) fn bulge_km_s(&self, radius_kpc: f64) -> f64 {
        self.bulge.at(ln(radius_kpc)).max(0.0).sqrt()
    }

    /// How the stars of the disc move.
    pub(super) fn disc(&self, disc: &DiscSpec, radius_kpc: f64) -> Turning {
        let at = ln(radius_kpc);
        let circular = self.circular.at(at).max(0.0);
        // κ²/4Ω² = (1 + d ln v_c / d ln R) / 2
        let ratio = if circular > 0.0 {
            f64::clamp(0.5 + 0.25 * self.circular.slope_at(at) / circular, 0.25, 1.0)
        } else {
            1.0
        };
        let length = disc.scale_length_kpc;
        let surface = disc.mass_msun / (2.0 * PI * length * length) * (-radius_kpc / length).exp();
        let vertical = PI * G * surface * disc.scale_height_kpc;
        let radial = vertical / disc.flattening.powi(2);
        let mean = circular + radial * (1.0 - ratio - 2.0 * radius_kpc / length);
        Turning {
            mean: mean.max(0.0).sqrt(),
            radial: radial.sqrt(),
            azimuthal: (radial * ratio).sqrt(),
            vertical: vertical.sqrt(),
        }
    }
}

fn ln(radius_kpc: f64) -> f64 {
    radius_kpc.clamp(FIRST_KPC, LAST_KPC).ln()
}

/// Masses and lengths that no galaxy has make velocities that no number can hold.
fn spline(x: Vec<f64>, y: Vec<f64>) -> Result<Cubic> {
    const WHAT: &str = "squared velocities of the galaxy, km2/s2";
    Error::check_each(WHAT, &y, "finite numbers: smaller masses or larger lengths", f64::is_finite)?;
    let (n, expected) = (y.len(), x.len());
    Cubic::natural(x, y).map_err(|_| Error::Length { what: WHAT, found: n, expected })
}

/// `σ² = (1/ρ) ∫_r^∞ ρ G M(<r') / r'² dr'` of Hernquist's `ρ ∝ 1 / (r (r+a)³)`, by Simpson's rule in the logarithm.
fn dispersions(a: f64, potential: &Potential, ln_radius: &[f64]) -> Vec<f64> {
    // without constants: ρ r M / r², of dr = r d ln r
    let density = |r: f64| 1.0 / (r * (r + a).powi(3));
    let integrand = |ln: f64| {
        let r = ln.exp();
        density(r) * G * potential.mass_within_msun(r) / r
    };
    let step = ln_radius[1] - ln_radius[0];
    let (mut sum, mut out) = (0.0, vec![0.0; ln_radius.len()]);
    for i in (0..ln_radius.len() - 1).rev() {
        let [low, high] = [ln_radius[i], ln_radius[i + 1]];
        sum += step / 6.0 * (integrand(low) + 4.0 * integrand(0.5 * (low + high)) + integrand(high));
        out[i] = sum / density(low.exp());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::{BulgeSpec, DiscSpec, GasDiscSpec, GenerateSpec, HaloSpec};
    use super::{G, Jeans};

    #[test]
    fn masses_that_no_number_holds_are_refused() {
        for (mass_msun, scale_radius_kpc) in [(1e308, 1e-100), (1e307, 1e-50)] {
            let bulge = BulgeSpec { mass_msun, scale_radius_kpc, ..BulgeSpec::default() };
            let refused = Jeans::new(&GenerateSpec { bulge, ..GenerateSpec::default() });
            let message = refused.err().map(|error| error.to_string()).unwrap_or_default();
            assert!(message.contains("smaller masses"), "{mass_msun} {scale_radius_kpc}: {message}");
        }
    }

    fn only_bulge() -> GenerateSpec {
        GenerateSpec {
            disc: DiscSpec { mass_msun: 0.0, ..DiscSpec::default() },
            gas: GasDiscSpec { mass_msun: 0.0, ..GasDiscSpec::default() },
            halo: HaloSpec { mass_msun: 0.0, ..HaloSpec::default() },
            bulge: BulgeSpec { mass_msun: 1e10, scale_radius_kpc: 1.0, ..BulgeSpec::default() },
            ..GenerateSpec::default()
        }
    }

    /// Oracle: Hernquist 1990, eq. 10.
    #[test]
    fn a_bulge_alone_has_hernquists_dispersion() {
        let jeans = Jeans::new(&only_bulge()).unwrap();
        for r in [0.05f64, 0.3, 1.0, 3.0, 10.0] {
            let logarithm = 12.0 * r * (r + 1.0).powi(3) * ((r + 1.0) / r).ln();
            let bracket = 25.0 + 52.0 * r + 42.0 * r * r + 12.0 * r.powi(3);
            let known = G * 1e10 / 12.0 * (logarithm - r / (r + 1.0) * bracket);
            assert!((jeans.bulge_km_s(r).powi(2) / known - 1.0).abs() < 1e-4, "{r}");
        }
    }

    #[test]
    fn the_disc_of_the_default_galaxy_turns_like_a_spiral() {
        let spec = GenerateSpec::default();
        let jeans = Jeans::new(&spec).unwrap();
        let at = jeans.disc(&spec.disc, 8.0);
        assert!((180.0..260.0).contains(&jeans.circular_km_s(8.0)), "{}", jeans.circular_km_s(8.0));
        assert!(at.mean < jeans.circular_km_s(8.0) && at.mean > 0.85 * jeans.circular_km_s(8.0), "{at:?}");
        assert!((15.0..50.0).contains(&at.radial) && at.vertical < at.radial, "{at:?}");
        // a flat rotation curve has κ²/4Ω² = 1/2
        assert!((at.azimuthal / at.radial - 0.5f64.sqrt()).abs() < 0.08, "{at:?}");
    }
}
