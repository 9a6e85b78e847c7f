//! Derivatives of a number by a galaxy's parameters, from those by its light.
//!
//! Backwards by hand: light of the components, dust, its temperatures, the stars before it, the library's nodes, the shares of
//! the stars. What is left is in closed form and costs little, whatever history, gas or dust it is: its changes are taken by
//! central differences of the parameter.
use super::light::{Component, Light};
use super::plan::GalaxyPlan;
use super::spec::GalaxySpec;
use crate::dust::{GlowRoom, OfPhase, Phase, Place, Radiation};
use crate::grid::Grid;
use crate::matter::Enrichment;
use crate::population::{Recipe, Shares, Told};
use crate::radio::FreeFree;
use crate::sfh::History;
use crate::xray::{Stars, binaries_lsun};
use crate::{Compat, Result};
use astrarium_num::lanes;

/// Least metallicity of the gas whose temperature is told.
const LEAST_METALS: f64 = 1e-4;
/// Part of a number that it is moved by to both sides.
const STEP: f64 = 1e-5;

/// Derivatives by what the light was made from, and room to take them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pull {
    /// By the total light; what is asked.
    pub(crate) of_total: Vec<f64>,
    told: Told,
    shares: Shares,
    touched: Vec<usize>,
    phases: [OfPhase; 2],
    aromatic: f64,
    /// By temperature and emissivity of one grey body.
    grey: [f64; 2],
    /// By the luminosities of the nucleus.
    nucleus: [f64; 2],
    binaries: [f64; 2],
    electron_k: f64,
    extinct: Vec<f64>,
    stellar: Vec<f64>,
    free: Vec<f64>,
    inside: Vec<f64>,
    passing: [Vec<f64>; 2],
    room: [Vec<f64>; 2],
    glow: GlowRoom,
}

/// What a galaxy's parameters tell besides its stars.
#[derive(Clone, Copy, Debug, Default)]
struct Front {
    phases: [Phase; 2],
    aromatic: f64,
    grey: [f64; 2],
    nucleus: [f64; 2],
    binaries: [f64; 2],
    electron_k: f64,
}

impl GalaxyPlan {
    /// Whether the derivatives of such galaxies are taken backwards.
    pub(crate) fn is_pulled(&self, spec: &GalaxySpec) -> bool {
        self.physics.compat == Compat::None && spec.nebular.is_none() && spec.dust_emission.is_none()
    }

    /// Takes derivatives by the total light of the galaxy last computed back to what it was made from.
    pub(crate) fn pull(&self, spec: &GalaxySpec, light: &Light, pull: &mut Pull) -> Result<()> {
        let n = self.grid.len();
        pull.extinct.clone_from(&pull.of_total);
        for values in [&mut pull.stellar, &mut pull.free, &mut pull.inside] {
            values.clear();
            values.resize(n, 0.0);
        }
        pull.passing.iter_mut().chain(&mut pull.room).for_each(|values| values.resize(n, 0.0));
        pull.told = Told { nodes: std::mem::take(&mut pull.told.nodes), ..Told::default() };
        let of_reference = self.pull_nucleus(spec, light, pull);
        self.pull_binaries(spec, light, pull);
        self.pull_radio(spec, light, pull);
        let [of_clouds, of_diffuse] = self.pull_emission(spec, light, pull);
        self.pull_screens(spec, light, [of_clouds + of_reference, of_diffuse + of_reference], pull);
        let history = spec.sfh.at_age(spec.age_yr);
        let enrichment = Enrichment::of(spec.matter.as_ref(), &history)?;
        let recipe = Recipe { clock: &self.clock, history: &history, enrichment: &enrichment, rules: spec.rules };
        light.mixture.touched(&recipe, &mut pull.touched);
        self.table.pull(&pull.touched, (&pull.free, &pull.inside), &mut pull.told.nodes);
        let dust = spec.dust.as_ref();
        let eta = |age: f64| dust.map_or(0.0, |dust| dust.inside(age));
        pull.shares.pull(&recipe, &light.mixture, &pull.told, &eta);
        Ok(())
    }

    /// The change of the number from one galaxy to another, both near the one that was pulled back, which differ in their
    /// stars or not.
    pub(crate) fn change(&self, specs: [&GalaxySpec; 2], stars: bool, light: &Light, pull: &mut Pull) -> Result<f64> {
        let histories = specs.map(|spec| spec.sfh.at_age(spec.age_yr));
        let enrichment = |i: usize| Enrichment::of(specs[i].matter.as_ref(), &histories[i]);
        let enrichments = [enrichment(0)?, enrichment(1)?];
        let front = |i: usize| self.front(specs[i], light, (&histories[i], &enrichments[i]));
        let [before, after] = [front(0), front(1)];
        let eta = |i: usize| move |age: f64| specs[i].dust.as_ref().map_or(0.0, |dust| dust.inside(age));
        let etas: [&dyn Fn(f64) -> f64; 2] = [&eta(0), &eta(1)];
        let recipe = |i: usize| Recipe {
            clock: &self.clock,
            history: &histories[i],
            enrichment: &enrichments[i],
            rules: specs[i].rules,
        };
        let of_stars = match stars {
            true => pull.shares.change(&light.mixture, [&recipe(0), &recipe(1)], etas),
            false => pull.shares.escape(&light.mixture, etas),
        };
        Ok(of_stars + pull.of_front(&before, &after))
    }

    fn front(&self, spec: &GalaxySpec, light: &Light, (history, enrichment): (&History<'_>, &Enrichment<'_>)) -> Front {
        let matter = enrichment.at(spec.age_yr, &spec.rules);
        let mut front = Front::default();
        if let Some(dust) = &spec.dust {
            let place = Place { matter: &matter, physics: &self.physics };
            front.phases = [dust.clouds(&place), dust.diffuse(&place)];
            front.aromatic = dust.aromatic();
            if let Radiation::Grey { temperature_k, beta } = dust.radiation() {
                front.grey = [temperature_k, beta];
            }
        }
        if let Some(agn) = &spec.agn {
            front.nucleus = agn.luminosities_lsun(self.reference_lsun(light), Compat::None);
        }
        if spec.xray_binaries {
            let stars = Stars {
                sfr_msun_yr: history.sfr_msun_yr(spec.age_yr),
                z_star: matter.z_star,
                ..self.stars(spec, light)
            };
            front.binaries = binaries_lsun(&stars, &self.physics);
        }
        front.electron_k = FreeFree::electron_temperature_k(matter.z_gas.max(LEAST_METALS));
        front
    }

    fn reference_lsun(&self, light: &Light) -> f64 {
        light.derived.absorbed_erg_s.iter().sum::<f64>() / self.physics.solar_erg_s
    }

    /// What the stars tell their binaries.
    pub(super) fn stars(&self, spec: &GalaxySpec, light: &Light) -> Stars {
        Stars {
            sfr_msun_yr: light.derived.sfr_msun_yr,
            z_star: light.derived.matter.z_star,
            living_msun: light.derived.living_msun,
            age_yr: spec.age_yr,
            mean_age_yr: light.derived.mean_age_yr,
        }
    }

    /// By the light absorbed, solar luminosities.
    fn pull_nucleus(&self, spec: &GalaxySpec, light: &Light, pull: &mut Pull) -> f64 {
        pull.nucleus = [0.0; 2];
        let (Some(agn), Some([template, xrays])) = (&spec.agn, &self.nucleus) else { return 0.0 };
        pull.nucleus = [lanes::dot(&pull.of_total, template), lanes::dot(&pull.of_total, xrays)];
        let reference = self.reference_lsun(light);
        if reference <= 0.0 {
            return 0.0;
        }
        let [low, high] = [-STEP, STEP].map(|by| agn.luminosities_lsun(reference * (1.0 + by), Compat::None));
        let slope = |i: usize| pull.nucleus[i] * (high[i] - low[i]) / (2.0 * STEP * reference);
        slope(0) + slope(1)
    }

    fn pull_binaries(&self, spec: &GalaxySpec, light: &Light, pull: &mut Pull) {
        pull.binaries = [0.0; 2];
        let Some([high, low]) = &self.binaries else { return };
        pull.binaries = [lanes::dot(&pull.of_total, high), lanes::dot(&pull.of_total, low)];
        let stars = self.stars(spec, light);
        let of_low = |stars: &Stars| pull.binaries[1] * binaries_lsun(stars, &self.physics)[1];
        pull.told.living_msun = of_low(&stars) / stars.living_msun.max(f64::MIN_POSITIVE);
        let aged = |by: f64| of_low(&Stars { mean_age_yr: stars.mean_age_yr * (1.0 + by), ..stars });
        pull.told.mean_age_yr = (aged(STEP) - aged(-STEP)) / (2.0 * STEP * stars.mean_age_yr.max(f64::MIN_POSITIVE));
    }

    fn pull_radio(&self, spec: &GalaxySpec, light: &Light, pull: &mut Pull) {
        pull.electron_k = 0.0;
        let derived = &light.derived;
        if spec.synchrotron.is_some() {
            let spectrum = light.component(Component::Synchrotron);
            pull.told.supernovae_per_yr =
                self.radio.pull_synchrotron((&light.supernova, derived.supernovae_per_yr), (spectrum, &pull.of_total));
        }
        let Some(component) = &spec.free_free else { return };
        let (stellar, extinct) = (light.component(Component::Stellar), light.component(Component::Extinct));
        let electron_k = FreeFree::electron_temperature_k(derived.matter.z_gas.max(LEAST_METALS));
        let [low, high] = &mut pull.room;
        for (by, out) in [(-STEP, &mut *low), (STEP, &mut *high)] {
            self.radio.fill_free_free(component, derived.ionising, electron_k * (1.0 + by), out);
        }
        let spectrum = light.component(Component::FreeFree);
        let mut by_photons = 0.0;
        for i in 0..self.grid.len() {
            let of = pull.of_total[i];
            by_photons += of * spectrum[i];
            let passing = if stellar[i] > 0.0 { extinct[i] / stellar[i] } else { 1.0 };
            pull.electron_k += of * passing * (high[i] - low[i]);
            if stellar[i] > 0.0 {
                let emitted = 0.5 * (low[i] + high[i]);
                pull.extinct[i] += of * emitted / stellar[i];
                pull.stellar[i] -= of * spectrum[i] / stellar[i];
            }
        }
        pull.electron_k /= 2.0 * STEP * electron_k;
        let by_photons = by_photons / derived.ionising.max(f64::MIN_POSITIVE);
        pull.stellar.iter_mut().zip(&self.ionising).for_each(|(of, photons)| *of += by_photons * photons);
    }

    /// By the powers that clouds and diffuse dust absorb, solar luminosities.
    fn pull_emission(&self, spec: &GalaxySpec, light: &Light, pull: &mut Pull) -> [f64; 2] {
        (pull.phases, pull.aromatic, pull.grey) = Default::default();
        let Some(dust) = &spec.dust else { return [0.0; 2] };
        let powers = light.derived.absorbed_erg_s.map(|power| power / self.physics.solar_erg_s);
        let aromatic = dust.aromatic();
        let of_pah = lanes::dot(&pull.of_total, &self.pah);
        match dust.radiation() {
            Radiation::Solved => {
                let place = Place { matter: &light.derived.matter, physics: &self.physics };
                let phases = [dust.clouds(&place), dust.diffuse(&place)];
                let radiated = [powers[0], (1.0 - aromatic) * powers[1]];
                for i in 0..2 {
                    let of = (&phases[i], &light.extinctions[i]);
                    let body = (radiated[i], light.derived.temperature_k[i]);
                    pull.phases[i] = self.glow.pull(of, body, (&self.grid, &pull.of_total), &mut pull.glow);
                }
                let of_grey = pull.phases[1].power_lsun;
                pull.aromatic = powers[1] * (of_pah - of_grey);
                [pull.phases[0].power_lsun, (1.0 - aromatic) * of_grey + aromatic * of_pah]
            }
            Radiation::Grey { temperature_k, beta } => {
                let all = powers[0] + powers[1];
                let mean = self.pull_grey([temperature_k, beta], (1.0 - aromatic) * all, pull);
                pull.aromatic = all * (of_pah - mean);
                [(1.0 - aromatic) * mean + aromatic * of_pah; 2]
            }
        }
    }

    /// By temperature and emissivity of a grey body of a power; returns the derivative by the power.
    fn pull_grey(&self, [temperature_k, beta]: [f64; 2], power_lsun: f64, pull: &mut Pull) -> f64 {
        let [shape, _] = &mut pull.room;
        self.grey(temperature_k, beta, 1.0, shape);
        let mean = lanes::dot(shape, &pull.of_total);
        for (i, wave_aa) in self.grid.wave_aa.iter().enumerate().filter(|(i, _)| shape[*i] > 0.0) {
            let weight = power_lsun * shape[i] * (pull.of_total[i] - self.grid.widths_aa[i] * mean);
            let x = self.physics.second_cm_k / (1e-8 * wave_aa * temperature_k);
            pull.grey[0] += weight * x * (1.0 + 1.0 / x.exp_m1()) / temperature_k;
            pull.grey[1] -= weight * (1e-6 * wave_aa).ln();
        }
        mean
    }

    /// By the light of the stars before dust, and by the screens.
    fn pull_screens(&self, spec: &GalaxySpec, light: &Light, of_powers: [f64; 2], pull: &mut Pull) {
        let [of_clouds, of_diffuse] = &mut pull.passing;
        pull_attenuation(
            (&light.free, &light.inside),
            (&light.passing[0], &light.passing[1]),
            (&self.grid, of_powers),
            (&pull.extinct, &pull.stellar),
            [&mut pull.free, &mut pull.inside, of_clouds, of_diffuse],
        );
        let Some(dust) = &spec.dust else { return };
        let place = Place { matter: &light.derived.matter, physics: &self.physics };
        for (i, phase) in [dust.clouds(&place), dust.diffuse(&place)].iter().enumerate() {
            let is_law = i == 1 && !self.law.is_empty();
            let ratio = if is_law { &self.law } else { &light.extinctions[i].at_grid };
            let of = self.glow.pull_passing(phase, (ratio, &light.passing[i]), &pull.passing[i], &mut pull.glow);
            pull.phases[i].av_mag += of.av_mag;
            pull.phases[i].slopes.iter_mut().zip(of.slopes).for_each(|(sum, of)| *sum += of);
        }
    }
}

impl Pull {
    fn of_front(&self, before: &Front, after: &Front) -> f64 {
        let pair = |of: [f64; 2], a: [f64; 2], b: [f64; 2]| of[0] * (b[0] - a[0]) + of[1] * (b[1] - a[1]);
        let mut sum = self.aromatic * (after.aromatic - before.aromatic) + pair(self.grey, before.grey, after.grey);
        sum += pair(self.nucleus, before.nucleus, after.nucleus) + pair(self.binaries, before.binaries, after.binaries);
        sum += self.electron_k * (after.electron_k - before.electron_k);
        for (of, (a, b)) in self.phases.iter().zip(before.phases.iter().zip(&after.phases)) {
            sum += of.av_mag * (b.av_mag - a.av_mag) + pair(of.slopes, a.slopes, b.slopes);
            if a.surface > 0.0 {
                sum += of.ln_surface * (b.surface / a.surface).ln();
            }
        }
        sum
    }
}

/// The adjoint of attenuation: of free stars and those inside clouds, of what passes clouds and diffuse dust.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma", "aarch64+neon"))]
fn pull_attenuation(
    (free, inside): (&[f64], &[f64]),
    (clouds, diffuse): (&[f64], &[f64]),
    (grid, [by_clouds, by_diffuse]): (&Grid, [f64; 2]),
    (extinct, stellar): (&[f64], &[f64]),
    [of_free, of_inside, of_clouds, of_diffuse]: [&mut [f64]; 4],
) {
    let n = free.len();
    let (inside, clouds, diffuse, widths) = (&inside[..n], &clouds[..n], &diffuse[..n], &grid.widths_aa[..n]);
    let (extinct, stellar) = (&extinct[..n], &stellar[..n]);
    let (of_free, of_inside) = (&mut of_free[..n], &mut of_inside[..n]);
    let (of_clouds, of_diffuse) = (&mut of_clouds[..n], &mut of_diffuse[..n]);
    for i in 0..n {
        let after = free[i] + clouds[i] * inside[i];
        let of_after = extinct[i] * diffuse[i] + by_diffuse * widths[i] * (1.0 - diffuse[i]);
        of_diffuse[i] = after * (extinct[i] - by_diffuse * widths[i]);
        of_clouds[i] = inside[i] * (of_after - by_clouds * widths[i]);
        of_free[i] = of_after + stellar[i];
        of_inside[i] = of_after * clouds[i] + by_clouds * widths[i] * (1.0 - clouds[i]) + stellar[i];
    }
}
