//! What is true of the stars of each spaxel.
use super::hermite::{GaussHermite, fit_losvd};
use super::voronoi::Binning;

/// What a map may show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// Mean flux density over the channels, 10^-20 erg/s/cm²/Å.
    Flux,
    /// Mass at birth, solar.
    Mass,
    /// Star particles.
    Number,
    /// Mean velocity by light, km/s.
    Velocity,
    /// Standard deviation of the velocity by light, km/s.
    Dispersion,
    /// Mean age by light, Gyr.
    AgeByLight,
    /// Mean age by mass at birth, Gyr.
    AgeByMass,
    /// Mean metallicity by light.
    MetallicityByLight,
    /// Mean metallicity by mass at birth.
    MetallicityByMass,
    /// Gas mass, solar.
    GasMass,
    /// Star formation rate of the gas, solar masses a year.
    Sfr,
    /// Mean velocity of the gas by mass, km/s.
    GasVelocity,
    /// Standard deviation of the gas velocity by mass, km/s.
    GasDispersion,
}

/// Sums of each spaxel, in this order.
pub(crate) const SUMS: usize = 13;
pub(crate) const LIGHT: usize = 0;
pub(crate) const MASS: usize = 1;
pub(crate) const NUMBER: usize = 2;
pub(crate) const LIGHT_V: usize = 3;
pub(crate) const LIGHT_V2: usize = 4;
pub(crate) const LIGHT_AGE: usize = 5;
pub(crate) const MASS_AGE: usize = 6;
pub(crate) const LIGHT_Z: usize = 7;
pub(crate) const MASS_Z: usize = 8;
pub(crate) const GAS_MASS: usize = 9;
pub(crate) const GAS_V: usize = 10;
pub(crate) const GAS_V2: usize = 11;
pub(crate) const GAS_SFR: usize = 12;

/// Light by velocity in each spaxel.
#[derive(Clone, Debug, PartialEq)]
pub struct Losvd {
    /// Middles of the bins, km/s.
    pub velocity_km_s: Vec<f64>,
    /// `[y][x][bin]`, in the unit of the flux map.
    pub light: Vec<f64>,
}

/// Maps of a field.
#[derive(Clone, Debug, PartialEq)]
pub struct Maps {
    /// Spaxels along a side.
    pub n: usize,
    /// `[y][x][sum]`.
    pub(crate) sums: Vec<f64>,
    /// Velocity distributions.
    pub losvd: Losvd,
}

impl Maps {
    /// The map of a quantity, `[y][x]`; NaN of a mean over nothing.
    ///
    /// Means are of sums, so that in maps of the blurred field numerator and denominator are blurred.
    pub fn map(&self, quantity: Quantity) -> Vec<f64> {
        use Quantity::{
            AgeByLight, AgeByMass, Dispersion, Flux, GasDispersion, GasMass, GasVelocity, Mass, MetallicityByLight,
            MetallicityByMass, Number, Sfr, Velocity,
        };
        let of = |sums: &[f64]| {
            let mean = |of: usize, by: usize| sums[of] / sums[by];
            let spread = |v: usize, v2: usize, by: usize| (mean(v2, by) - mean(v, by).powi(2)).max(0.0).sqrt();
            match quantity {
                Flux => sums[LIGHT],
                Mass => sums[MASS],
                Number => sums[NUMBER],
                Velocity => mean(LIGHT_V, LIGHT),
                Dispersion if sums[LIGHT] > 0.0 => spread(LIGHT_V, LIGHT_V2, LIGHT),
                AgeByLight => mean(LIGHT_AGE, LIGHT),
                AgeByMass => mean(MASS_AGE, MASS),
                MetallicityByLight => mean(LIGHT_Z, LIGHT),
                MetallicityByMass => mean(MASS_Z, MASS),
                GasMass => sums[GAS_MASS],
                Sfr => sums[GAS_SFR],
                GasVelocity => mean(GAS_V, GAS_MASS),
                GasDispersion if sums[GAS_MASS] > 0.0 => spread(GAS_V, GAS_V2, GAS_MASS),
                Dispersion | GasDispersion => f64::NAN,
            }
        };
        self.sums.chunks(SUMS).map(of).collect()
    }

    /// Spaxels of a bin have the sums of all of it; those of no bin have their own.
    ///
    /// # Panics
    /// If the bins are of another field.
    #[must_use]
    pub fn joined(&self, binning: &Binning) -> Self {
        assert_eq!(binning.bin.len(), self.n * self.n, "bins of this field");
        let n_bins = self.losvd.velocity_km_s.len();
        let light = joined(&self.losvd.light, n_bins, binning);
        let losvd = Losvd { velocity_km_s: self.losvd.velocity_km_s.clone(), light };
        Self { n: self.n, sums: joined(&self.sums, SUMS, binning), losvd }
    }

    /// The Gauss-Hermite series of each spaxel's velocities, `[y][x]`; none where there is no light.
    pub fn kinematics(&self) -> Vec<Option<GaussHermite>> {
        let n_bins = self.losvd.velocity_km_s.len();
        self.losvd.light.chunks(n_bins).map(|light| fit_losvd(&self.losvd.velocity_km_s, light)).collect()
    }
}

/// Rows of so many values, those of a bin summed.
fn joined(values: &[f64], width: usize, binning: &Binning) -> Vec<f64> {
    let mut sums = vec![0.0; binning.ratio.len() * width];
    let rows = || binning.bin.iter().zip(values.chunks(width));
    for (bin, row) in rows().filter_map(|(bin, row)| Some(((*bin)?, row))) {
        sums[bin * width..][..width].iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
    }
    rows().flat_map(|(bin, row)| bin.map_or(row, |bin| &sums[bin * width..][..width])).copied().collect()
}
