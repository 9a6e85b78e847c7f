//! Spaxels by their edges.

/// A square field of `n` by `n` spaxels: physical edges along one side, kpc.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    edges_kpc: Vec<f64>,
}

impl Field {
    /// A field so many kiloparsecs wide.
    pub fn new(width_kpc: f64, n: usize) -> Self {
        let edge = |i: usize| -0.5 * width_kpc + width_kpc * i as f64 / n as f64;
        Self { edges_kpc: (0..=n).map(edge).collect() }
    }

    /// Of given edges.
    pub fn from_edges(edges_kpc: Vec<f64>) -> Self {
        Self { edges_kpc }
    }

    /// Spaxels along a side.
    pub fn n(&self) -> usize {
        self.edges_kpc.len() - 1
    }

    /// The edges along a side, kpc.
    pub fn edges_kpc(&self) -> &[f64] {
        &self.edges_kpc
    }

    /// Area of a spaxel, kpc².
    pub fn area_kpc2(&self) -> f64 {
        (self.edges_kpc[1] - self.edges_kpc[0]).powi(2)
    }

    /// Whether a place is in the field, borders included.
    pub fn holds(&self, at: [f64; 3]) -> bool {
        let (first, last) = (self.edges_kpc[0], self.edges_kpc[self.n()]);
        (first..=last).contains(&at[0]) && (first..=last).contains(&at[1])
    }

    /// The spaxel `ix + n iy` of a place, the nearest one of a place outside.
    pub fn spaxel(&self, at: [f64; 3]) -> usize {
        let index = |x: f64| self.edges_kpc.partition_point(|edge| *edge <= x).saturating_sub(1).min(self.n() - 1);
        index(at[0]) + self.n() * index(at[1])
    }
}

/// Proper length of an arcsecond in a flat universe of matter and a cosmological constant, kpc: the trapezium rule on 256
/// points of redshift, the parameters in single precision.
///
/// # Source
/// RUBIX 0.0.5, `cosmology/base.py`; `PLANCK15` is `h = 0.6774`, `omega_m = 0.3075`
pub fn kpc_per_arcsec(redshift: f64, h: f64, omega_m: f64) -> f64 {
    const POINTS: usize = 256;
    const LIGHT_SPEED_KM_S: f64 = 299_792.458;
    let [h, omega_m] = [h, omega_m].map(|parameter| f64::from(parameter as f32));
    let step = redshift / (POINTS - 1) as f64;
    let inverse = |i: usize| 1.0 / (omega_m * (1.0 + i as f64 * step).powi(3) + 1.0 - omega_m).sqrt();
    let sum: f64 = (1..POINTS).map(|i| 0.5 * (inverse(i - 1) + inverse(i)) * step).sum();
    let angular_mpc = LIGHT_SPEED_KM_S / (100.0 * h) * sum / (1.0 + redshift);
    angular_mpc * std::f64::consts::PI / 648_000.0 * 1e3
}
