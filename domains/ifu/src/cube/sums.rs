//! Sums over the stars and the gas of each spaxel, from which maps are made.
use super::plan::CubePlan;
use crate::blur::Psf;
use crate::maps::truth as is;
use crate::maps::{Losvd, Maps};
use crate::orient::rotated;
use crate::{Error, Particles, Result};
use astrarium_exec::{Blocks, Cut, Cx, Engine, Job, Slots};
use astrarium_num::grid;
use std::time::Duration;

/// Rows of spaxels as blocks; values are the sums and the bins of velocity, `[x][value]`.
struct Sums<'p, 'a> {
    plan: &'p CubePlan<'a>,
    particles: &'p Particles,
    /// Mean flux density of each node, `[dimming][row]`, for a solar mass.
    light: Vec<f64>,
    edges_km_s: Vec<f64>,
    /// Gas of each row of spaxels, border included.
    gas: Vec<Vec<usize>>,
}

impl<'a> CubePlan<'a> {
    /// Maps of the field, of the galaxy as it is or as the point-spread function blurs it (taken at the middle of the channels);
    /// velocities of light in bins of a width in km/s. Stars are shared out as in the cube, gas to the nearest spaxel.
    ///
    /// `particles` are those of the view that the plan was made from.
    ///
    /// # Errors
    /// [`Error::Length`] of other particles; [`Error::OutOfRange`] of a width that is not above zero; interruptions, and errors of the
    /// machine.
    pub fn maps(&self, particles: &Particles, bin_km_s: f64, blurred: bool, engine: &Engine) -> Result<Maps> {
        Error::check_length("stars of the maps", particles.stars.len(), self.stars.len())?;
        Error::check_positive("width of the bins of velocity, km/s", bin_km_s)?;
        let speeds = || particles.stars.velocity_km_s.iter().map(|v| rotated(*v, &self.placer.turn)[2]);
        let low = (speeds().fold(0.0, f64::min) / bin_km_s).floor() - 3.0;
        let high = (speeds().fold(0.0, f64::max) / bin_km_s).ceil() + 3.0;
        let edges_km_s: Vec<f64> = (0..=(high - low) as usize).map(|i| (low + i as f64) * bin_km_s).collect();
        let gas = self.gas_of_rows(particles);
        let job = Sums { plan: self, particles, light: self.mean_light(), edges_km_s, gas };
        let (n_all, values) = (self.placer.field.n_all(), job.values());
        let mut sums = vec![0.0; n_all * n_all * values];
        engine.fill(&job, &Slots::new(&mut sums, n_all * values), Duration::MAX)?;
        let field = self.field_of(&sums, values, blurred);
        let n_bins = job.edges_km_s.len() - 1;
        let part = |from: usize, n: usize| field.chunks(values).flat_map(|v| v[from..from + n].to_vec()).collect();
        let losvd = Losvd { velocity_km_s: grid::centres(&job.edges_km_s), light: part(is::SUMS, n_bins) };
        Ok(Maps { n: self.placer.field.n, sums: part(0, is::SUMS), losvd })
    }

    /// The field of a bordered cube of sums.
    pub(super) fn field_of(&self, sums: &[f64], values: usize, blurred: bool) -> Vec<f64> {
        let (n, border, n_all) = (self.placer.field.n, self.placer.field.border, self.placer.field.n_all());
        let psf = self.spec.telescope.psf.as_ref().filter(|_| blurred && self.psf.is_some());
        let mut field = vec![0.0; n * n * values];
        if let Some(spec) = psf {
            let middle_aa = self.wave_aa[self.wave_aa.len() / 2];
            let fwhm_arcsec = spec.fwhm_arcsec_at(middle_aa);
            let same = crate::telescope::Psf { fwhm_arcsec, exponent: 0.0, ..spec.clone() };
            let psf = Psf::new(&same, (n, self.placer.field.spaxel_arcsec), &[middle_aa], 0.0);
            let inner = border - psf.reach().min(border);
            let n_inner = n_all - 2 * inner;
            let line = n_inner * values;
            let rows = (inner..n_all - inner).flat_map(|y| &sums[(y * n_all + inner) * values..][..line]);
            psf.for_values(values).apply(&rows.copied().collect::<Vec<_>>(), 0..n, &mut field);
            return field;
        }
        for (y, row) in field.chunks_mut(n * values).enumerate() {
            row.copy_from_slice(&sums[((y + border) * n_all + border) * values..][..n * values]);
        }
        field
    }

    /// Mean over wavelengths of each node's spectrum, as a flux density of a solar mass.
    fn mean_light(&self) -> Vec<f64> {
        let templates = &self.optics.templates;
        let (first, last) = templates.ends();
        let mut integral = vec![0.0; templates.len()];
        let mean = |spectrum: &Vec<f64>| {
            templates.cumulative(spectrum, &mut integral);
            self.flux_unit * integral[templates.len() - 1] / (last - first)
        };
        self.nodes.spectra.iter().map(mean).collect()
    }

    fn gas_of_rows(&self, particles: &Particles) -> Vec<Vec<usize>> {
        let n_all = self.placer.field.n_all();
        let mut rows = vec![Vec::new(); n_all];
        for (i, at) in particles.gas.position_kpc.iter().enumerate() {
            let [x, y, _] = rotated(*at, &self.placer.turn);
            let [x, y] = self.placer.field.spaxels(x, y);
            if x >= 0.0 && y >= 0.0 && x < n_all as f64 && y < n_all as f64 {
                rows[y as usize].push(i);
            }
        }
        rows
    }
}

impl Sums<'_, '_> {
    fn values(&self) -> usize {
        is::SUMS + self.edges_km_s.len() - 1
    }

    fn add_stars(&self, row: usize, out: &mut [f64]) {
        let (plan, values) = (self.plan, self.values());
        let (footprint, n_all) = (plan.placer.footprint, plan.placer.field.n_all() as i64);
        let [mut x, mut y] = [vec![0.0; footprint.size()], vec![0.0; footprint.size()]];
        let n = plan.dimmings.len();
        let [mut dimming, mut slopes] = [vec![0.0; n], vec![0.0; n]];
        for star in &plan.sorted.stars[plan.reaching(&(row..row + 1))] {
            let i = star.index as usize;
            let v = rotated(self.particles.stars.velocity_km_s[i], &plan.placer.turn)[2];
            plan.dimmings.shares(star.a_v, &mut dimming, &mut slopes);
            let (terms, n_rows) = (plan.nodes.layout.terms(star), plan.nodes.layout.n_rows());
            let light_of = |(p, share): (usize, &f64)| {
                share * terms.weighted().map(|(row, weight)| weight * self.light[p * n_rows + row]).sum::<f64>()
            };
            let light = star.mass * dimming.iter().enumerate().map(light_of).sum::<f64>();
            let (age, z) = (self.particles.stars.age_gyr[i], self.particles.stars.metallicity[i]);
            let bin = self.edges_km_s.partition_point(|edge| *edge <= v).saturating_sub(1);
            footprint.shares(star.at[0], &mut x);
            footprint.shares(star.at[1], &mut y);
            let first = star.at.map(|at| footprint.first(at));
            let Some(share_y) = usize::try_from(row as i64 - first[1]).ok().and_then(|j| y.get(j)) else { continue };
            for (k, share_x) in x.iter().enumerate() {
                let column = first[0] + k as i64;
                if !(0..n_all).contains(&column) {
                    continue;
                }
                let share = share_x * share_y;
                let (light, mass) = (share * light, share * star.mass);
                let sums = &mut out[column as usize * values..][..values];
                for (which, value) in [
                    (is::LIGHT, light),
                    (is::MASS, mass),
                    (is::NUMBER, share),
                    (is::LIGHT_V, light * v),
                    (is::LIGHT_V2, light * v * v),
                    (is::LIGHT_AGE, light * age),
                    (is::MASS_AGE, mass * age),
                    (is::LIGHT_Z, light * z),
                    (is::MASS_Z, mass * z),
                    (is::SUMS + bin, light),
                ] {
                    sums[which] += value;
                }
            }
        }
    }

    fn add_gas(&self, row: usize, out: &mut [f64]) {
        let gas = &self.particles.gas;
        for &i in &self.gas[row] {
            let [x, y, _] = rotated(gas.position_kpc[i], &self.plan.placer.turn);
            let column = self.plan.placer.field.spaxels(x, y)[0] as usize;
            let (mass, v) = (gas.mass_msun[i], rotated(gas.velocity_km_s[i], &self.plan.placer.turn)[2]);
            let sums = &mut out[column * self.values()..];
            sums[is::GAS_MASS] += mass;
            sums[is::GAS_V] += mass * v;
            sums[is::GAS_V2] += mass * v * v;
            sums[is::GAS_SFR] += gas.sfr_msun_yr.as_ref().map_or(0.0, |sfr| sfr[i]);
        }
    }
}

impl Job for Sums<'_, '_> {
    type Part = Vec<f64>;
    type Scratch = ();
    type Error = Error;

    fn blocks(&self) -> Blocks {
        Cut { items: self.plan.placer.field.n_all(), size: 1 }.blocks()
    }

    fn part(&self) -> Vec<f64> {
        Vec::with_capacity(self.plan.placer.field.n_all() * self.values())
    }

    fn scratch(&self) {}

    fn block(&self, index: u64, part: &mut Vec<f64>, (): &mut (), cx: &Cx) -> Result<()> {
        cx.check()?;
        part.resize(self.plan.placer.field.n_all() * self.values(), 0.0);
        self.add_stars(index as usize, part);
        self.add_gas(index as usize, part);
        Ok(())
    }
}
