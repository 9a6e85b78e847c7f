//! Maps of an observation: what is true, what fits of velocity distributions find, and spaxels joined where light is faint.
use super::Observation;
use crate::Result;
use crate::maps::{Binning, GaussHermite, Quantity, voronoi};
use crate::write::CubeFile;
use astrarium_io::report::{Figure, Scale};
use std::io::Write;
use std::path::Path;

/// A map with its name and unit, as files have them.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedMap {
    /// Capital letters, digits and `_`.
    pub name: &'static str,
    /// As FITS writes units; empty if it has none.
    pub unit: &'static str,
    /// `[y][x]`; NaN where nothing is known.
    pub values: Vec<f64>,
}

/// What a fit of a Gauss-Hermite series tells: name, unit, and which of its numbers.
type Fitted = (&'static str, &'static str, fn(&GaussHermite) -> f64);

const FITTED: [Fitted; 5] = [
    ("LOSVD_VELOCITY", "km/s", |fit| fit.velocity_km_s),
    ("LOSVD_DISPERSION", "km/s", |fit| fit.dispersion_km_s),
    ("LOSVD_H3", "", |fit| fit.h3),
    ("LOSVD_H4", "", |fit| fit.h4),
    ("LOSVD_RESIDUAL", "", |fit| fit.residual),
];

/// Maps that say how much there is in a spaxel: joining spaxels leaves them as they are.
fn is_amount(quantity: Quantity) -> bool {
    use Quantity::{Flux, GasMass, Mass, Number, Sfr};
    matches!(quantity, Flux | Mass | Number | GasMass | Sfr)
}

impl Observation {
    /// Spaxels joined until each bin has this ratio of signal to noise: mean signal and mean variance of its
    /// channels if there is noise, else the root of the number of stars.
    ///
    /// # Errors
    /// As [`voronoi`].
    pub fn binning(&self, ratio: f64) -> Result<Binning> {
        let Some(variance) = &self.variance else {
            let number = self.of_lit(self.maps.map(Quantity::Number));
            return voronoi(self.cube.n, &number, &number, ratio);
        };
        let mean = |values: &[f64]| {
            let known: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
            known.iter().sum::<f64>() / known.len().max(1) as f64
        };
        let of = |values: &[f64]| values.chunks(self.cube.wave_aa.len()).map(mean).collect::<Vec<_>>();
        voronoi(self.cube.n, &self.of_lit(of(&self.cube.flux)), &of(variance), ratio)
    }

    /// Nought where no light comes in.
    fn of_lit(&self, values: Vec<f64>) -> Vec<f64> {
        values.into_iter().zip(&self.cube.lit).map(|(value, lit)| if *lit { value } else { 0.0 }).collect()
    }

    /// All maps: amounts, means, and the series fitted to the velocities. With bins, means and series are those of the bins, and the
    /// bins' numbers (from 1, 0 where there is none) and ratios come beside.
    #[must_use]
    pub fn named_maps(&self, binning: Option<&Binning>) -> Vec<NamedMap> {
        let joined = binning.map(|binning| self.maps.joined(binning));
        let means = joined.as_ref().unwrap_or(&self.maps);
        let kept = |values: Vec<f64>| {
            values.into_iter().zip(&self.cube.lit).map(|(value, lit)| if *lit { value } else { f64::NAN }).collect()
        };
        let mut named: Vec<NamedMap> = (self.map_names().into_iter())
            .map(|(name, unit, quantity)| {
                let maps = if is_amount(quantity) { &self.maps } else { means };
                NamedMap { name, unit, values: kept(maps.map(quantity)) }
            })
            .collect();
        let fits = means.kinematics();
        named.extend(FITTED.map(|(name, unit, of)| {
            let values = fits.iter().map(|fit| fit.as_ref().map_or(f64::NAN, of)).collect();
            NamedMap { name, unit, values: kept(values) }
        }));
        if let Some(binning) = binning {
            let number = binning.bin.iter().map(|bin| bin.map_or(0.0, |bin| (bin + 1) as f64)).collect();
            let ratio = binning.bin.iter().map(|bin| bin.map_or(f64::NAN, |bin| binning.ratio[bin])).collect();
            named.push(NamedMap { name: "VORONOI", unit: "", values: number });
            named.push(NamedMap { name: "BIN_RATIO", unit: "", values: ratio });
        }
        named
    }

    /// Writes maps as FITS, each an extension, into anything that takes bytes; `path` stands for it in messages.
    ///
    /// # Errors
    /// As [`CubeFile::put_fits`].
    pub fn put_maps(&self, maps: &[NamedMap], out: &mut dyn Write, path: &Path) -> Result<()> {
        self.with_maps(maps, |file| CubeFile { flux: &[], variance: None, ..*file }.put_fits(out, path))
    }

    /// A figure of each map that shows something.
    #[must_use]
    pub fn figures_of(&self, maps: &[NamedMap]) -> Vec<(&'static str, Figure)> {
        let drawn = maps.iter().filter_map(|map| {
            let (_, file, title, label, scale) = DRAWN.iter().find(|drawn| drawn.0 == map.name)?;
            let some = map.values.iter().any(|value| value.is_finite());
            some.then(|| (*file, self.map_figure((label, title), map.values.clone(), *scale)))
        });
        drawn.collect()
    }
}

/// Which map, the name of its picture, its title, its scale's label, its scale.
type Drawn = (&'static str, &'static str, &'static str, &'static str, Scale);

const DRAWN: [Drawn; 12] = [
    ("FLUX", "flux", "Light", "Mean flux density (10⁻²⁰ erg/s/cm²/Å)", Scale::Log),
    ("MASS", "mass", "Mass of stars at birth", "Mass at birth (M☉)", Scale::Log),
    ("VELOCITY", "velocity", "Mean velocity by light", "Velocity (km/s)", Scale::Linear),
    ("DISPERSION", "dispersion", "Velocity dispersion by light", "Dispersion (km/s)", Scale::Linear),
    ("LOSVD_H3", "h3", "Skewness of the velocities", "h₃", Scale::Linear),
    ("LOSVD_H4", "h4", "Kurtosis of the velocities", "h₄", Scale::Linear),
    ("AGE_LIGHT", "age", "Mean age by light", "Age (Gyr)", Scale::Linear),
    ("METALLICITY_LIGHT", "metallicity", "Mean metallicity by light", "Metallicity", Scale::Log),
    ("GAS_VELOCITY", "gas-velocity", "Mean velocity of the gas", "Velocity (km/s)", Scale::Linear),
    ("GAS_DISPERSION", "gas-dispersion", "Velocity dispersion of the gas", "Dispersion (km/s)", Scale::Linear),
    ("GAS_SFR", "sfr", "Star formation rate", "Rate (M☉/yr)", Scale::Log),
    ("VORONOI", "voronoi", "Bins of spaxels", "Bin", Scale::Linear),
];
