//! Emission of dust by a grid of grain models.
use crate::grid::Grid;
use crate::parameters::component;
use crate::{Error, Result};
use astrarium_astro::dust::emission::DraineLi2007;
use std::path::PathBuf;

component! {
    /// Emission of the Milky Way's dust in starlight of intensity `U_min` and, for the part `γ`, of a power law from there to
    /// 10⁶, scaled to what is absorbed; the mass of dust follows.
    ///
    /// # Source
    /// Draine & Li 2007, `ApJ` 657, 810
    pub struct DraineLi {
        /// Part of the dust's mass in aromatic molecules, per cent.
        q_pah_percent = 2.5, "%", 0.47 .. 4.58;
        /// `U_min`, in units of the light near the Sun.
        u_min = 1.0, "", 0.1 .. 25.0 log;
        /// `γ`.
        gamma = 0.01, "", 1e-4 .. 0.5 log;
        + {
            /// The grid's file of single intensities (the registry's `dl07`).
            single: PathBuf = PathBuf::from("dl07_grids_umin_only_no_norm.fits");
            /// The grid's file of power laws (the registry's `dl07-powerlaw`).
            power_law: PathBuf = PathBuf::from("dl07_grids_umin_umax_no_norm.fits");
        }
    }
}

impl DraineLi {
    /// Looks for parameters that the grid has not.
    ///
    /// # Errors
    /// [`Error::OutOfRange`].
    pub fn check(&self) -> Result<()> {
        let [q, u] = DraineLi2007::ranges();
        for (what, value, [low, high], expected) in [
            ("dust_emission.q_pah_percent", self.q_pah_percent, q, "0.47 to 4.58"),
            ("dust_emission.u_min", self.u_min, u, "0.1 to 25"),
        ] {
            if !(low..=high).contains(&value) {
                return Err(Error::OutOfRange { what, value, expected });
            }
        }
        Error::check_part("dust_emission.gamma", self.gamma)
    }

    /// Reads the grid.
    pub(crate) fn read(&self) -> Result<DraineLi2007> {
        Ok(DraineLi2007::read(&self.single, &self.power_law)?)
    }
}

/// The grain models on a grid of wavelengths.
#[derive(Clone, Debug)]
pub(crate) struct Grains {
    /// Of each node: in one intensity, in the power law; solar luminosities an ångström and solar mass of dust.
    nodes: Vec<[Vec<f64>; 2]>,
}

impl Grains {
    pub(crate) fn new(models: &DraineLi2007, grid: &Grid) -> Self {
        let on = |node| models.node(node).map(|values| grid.resample(&models.wave_aa, values));
        Self { nodes: (0..models.n_nodes()).map(on).collect() }
    }

    /// The same on other wavelengths.
    pub(crate) fn projected(&self, onto: &dyn Fn(&[f64]) -> Vec<f64>) -> Self {
        Self { nodes: self.nodes.iter().map(|[single, power_law]| [onto(single), onto(power_law)]).collect() }
    }

    /// Emission of a luminosity; returns the mass of dust, solar masses.
    pub(crate) fn fill(&self, of: &DraineLi, luminosity_lsun: f64, grid: &Grid, out: &mut [f64]) -> f64 {
        out.fill(0.0);
        for (node, weight) in DraineLi2007::nodes(of.q_pah_percent, of.u_min) {
            let [single, power_law] = &self.nodes[node];
            for ((out, single), power_law) in out.iter_mut().zip(single).zip(power_law) {
                *out += weight * ((1.0 - of.gamma) * single + of.gamma * power_law);
            }
        }
        let per_mass = grid.integral(out);
        let mass = if per_mass > 0.0 { luminosity_lsun.max(0.0) / per_mass } else { 0.0 };
        out.iter_mut().for_each(|value| *value *= mass);
        mass
    }
}
