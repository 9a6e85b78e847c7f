//! The light of one galaxy.
use super::light::{Component, Derived, Light};
use super::plan::GalaxyPlan;
use super::spec::GalaxySpec;
use crate::dust::{Place, Radiation};
use crate::matter::{Enrichment, Matter};
use crate::population::Recipe;
use crate::radio::{FreeFree, LYMAN_AA};
use crate::sfh::History;
use crate::xray::{Stars, binaries_lsun};
use crate::{Compat, Result};
use astrarium_astro::constants::LIGHT_SPEED_AA_S;
use std::f64::consts::LN_10;

/// Times over which star formation is averaged, years.
const MEANS_YR: [f64; 2] = [1e7, 1e8];
/// Least metallicity of the gas whose temperature is told.
const LEAST_METALS: f64 = 1e-4;

impl GalaxyPlan {
    /// Computes the light of a galaxy of the planned components.
    ///
    /// # Errors
    /// As [`check`](Self::check); [`Error::OutOfRange`](crate::Error::OutOfRange) for a metallicity that the library has not.
    pub fn light(&self, spec: &GalaxySpec, light: &mut Light) -> Result<()> {
        self.check(spec)?;
        let history = spec.sfh.at_age(spec.age_yr);
        let enrichment = Enrichment::of(spec.matter.as_ref(), &history)?;
        let recipe = Recipe { clock: &self.clock, history: &history, enrichment: &enrichment, rules: spec.rules };
        let dust = spec.dust.as_ref();
        light.mixture.fill(&recipe, &|age| dust.map_or(0.0, |dust| dust.inside(age)))?;
        self.table.light(&light.mixture.nodes, &mut light.free, &mut light.inside);
        let matter = enrichment.at(spec.age_yr, &spec.rules);
        light.derived = derived(&history, matter, light);
        self.attenuate(spec, light);
        self.dust_emission(spec, light);
        self.nucleus(spec, light);
        self.binaries(spec, light);
        self.radio(spec, light);
        self.sum(light);
        Ok(())
    }

    /// Stars before and after dust, and what dust absorbs of them.
    fn attenuate(&self, spec: &GalaxySpec, light: &mut Light) {
        let matter = light.derived.matter;
        let [clouds, diffuse] = &mut light.passing;
        match &spec.dust {
            Some(dust) => {
                let place = Place { matter: &matter, physics: &self.physics };
                let phases = [dust.clouds(&place), dust.diffuse(&place)];
                light.derived.av_mag = phases.map(|phase| phase.av_mag);
                phases[0].fill_passing(&self.grid, clouds);
                if self.physics.compat == Compat::Galapy {
                    // of stars that are all within clouds the original keeps the digits of 1 - (1 - a)
                    clouds.iter_mut().for_each(|a| *a = 1.0 - (1.0 - *a));
                }
                if self.law.is_empty() {
                    phases[1].fill_passing(&self.grid, diffuse);
                } else {
                    let depth = -0.4 * LN_10 * phases[1].av_mag;
                    diffuse.iter_mut().zip(&self.law).for_each(|(out, ratio)| *out = (depth * ratio).exp());
                }
            }
            None => {
                clouds.fill(1.0);
                diffuse.fill(1.0);
            }
        }
        let single = self.physics.compat == Compat::Galapy;
        let round = |value: f64| if single { f64::from(value as f32) } else { value };
        let [stellar, extinct, ..] = &mut light.components;
        let mut absorbed = [0.0; 2];
        for i in 0..self.grid.len() {
            let (free, inside) = (light.free[i], light.inside[i]);
            let all = round(free + inside);
            let after_clouds = round(free + clouds[i] * inside);
            let after = round(diffuse[i] * (free + clouds[i] * inside));
            (stellar[i], extinct[i]) = (all, after);
            let width = self.grid.widths_aa[i];
            if single {
                absorbed[0] += width * (all - after_clouds);
                absorbed[1] += width * (after_clouds - after);
            } else {
                absorbed[0] += width * inside * (1.0 - clouds[i]);
                absorbed[1] += width * after_clouds * (1.0 - diffuse[i]);
            }
        }
        light.derived.absorbed_erg_s = absorbed.map(|power| power * self.physics.solar_erg_s);
    }

    fn dust_emission(&self, spec: &GalaxySpec, light: &mut Light) {
        let (matter, [clouds_erg_s, diffuse_erg_s]) = (light.derived.matter, light.derived.absorbed_erg_s);
        let Some(dust) = &spec.dust else {
            light.of(Component::Clouds).fill(0.0);
            light.of(Component::Diffuse).fill(0.0);
            return;
        };
        let aromatic = dust.aromatic();
        let solar = self.physics.solar_erg_s;
        let temperatures = match dust.radiation() {
            Radiation::Solved => {
                let place = Place { matter: &matter, physics: &self.physics };
                let mut emit = |component, phase: crate::dust::Phase, power| {
                    phase.fill_emission(&self.grid, power, &self.physics, light.of(component))
                };
                let of_clouds = emit(Component::Clouds, dust.clouds(&place), clouds_erg_s);
                let of_diffuse = emit(Component::Diffuse, dust.diffuse(&place), (1.0 - aromatic) * diffuse_erg_s);
                self.add_aromatic(light, aromatic * diffuse_erg_s / solar);
                [of_clouds, of_diffuse]
            }
            Radiation::Grey { temperature_k, beta } => {
                light.of(Component::Clouds).fill(0.0);
                let all = (clouds_erg_s + diffuse_erg_s) / solar;
                self.grey(temperature_k, beta, (1.0 - aromatic) * all, light.of(Component::Diffuse));
                self.add_aromatic(light, aromatic * all);
                [if all > 0.0 { temperature_k } else { 0.0 }; 2]
            }
        };
        light.derived.temperature_k = temperatures;
    }

    fn add_aromatic(&self, light: &mut Light, power_lsun: f64) {
        if power_lsun > 0.0 {
            let diffuse = light.of(Component::Diffuse);
            diffuse.iter_mut().zip(&self.pah).for_each(|(sum, pah)| *sum += power_lsun * pah);
        }
    }

    /// `λ^-β B_λ(T)` of a luminosity.
    fn grey(&self, temperature_k: f64, beta: f64, luminosity_lsun: f64, out: &mut [f64]) {
        let shape = |wave: f64| (1e-6 * wave).powf(-beta) * self.physics.black_body(wave, temperature_k);
        self.grid.wave_aa.iter().zip(&mut *out).for_each(|(wave, out)| *out = shape(*wave));
        let scale = luminosity_lsun.max(0.0) / self.grid.integral(out).max(f64::MIN_POSITIVE);
        out.iter_mut().for_each(|value| *value *= scale);
    }

    fn nucleus(&self, spec: &GalaxySpec, light: &mut Light) {
        let absorbed = light.derived.absorbed_erg_s;
        let out = light.of(Component::Nucleus);
        let (Some(agn), Some([template, xrays])) = (&spec.agn, &self.nucleus) else { return out.fill(0.0) };
        let reference = (absorbed[0] + absorbed[1]) / self.physics.solar_erg_s;
        let [bolometric, of_xrays] = agn.luminosities_lsun(reference, self.physics.compat);
        for (i, out) in out.iter_mut().enumerate() {
            *out = bolometric * template[i] + of_xrays * xrays[i];
        }
    }

    fn binaries(&self, spec: &GalaxySpec, light: &mut Light) {
        let derived = light.derived;
        let out = light.of(Component::Binaries);
        let Some([high, low]) = &self.binaries else { return out.fill(0.0) };
        let stars = Stars {
            sfr_msun_yr: derived.sfr_msun_yr,
            z_star: derived.matter.z_star,
            living_msun: derived.living_msun,
            age_yr: spec.age_yr,
            mean_age_yr: derived.mean_age_yr,
        };
        let [of_high, of_low] = binaries_lsun(&stars, &self.physics);
        for (i, out) in out.iter_mut().enumerate() {
            *out = of_high * high[i] + of_low * low[i];
        }
    }

    fn radio(&self, spec: &GalaxySpec, light: &mut Light) {
        light.derived.ionising = self.ionising(light.component(Component::Stellar));
        let derived = light.derived;
        let [stellar, extinct, .., free_free, synchrotron] = &mut light.components;
        match &spec.free_free {
            Some(component) => {
                let compat = self.physics.compat == Compat::Galapy;
                let metals = if compat { derived.matter.z_gas } else { derived.matter.z_gas.max(LEAST_METALS) };
                let of = (FreeFree::electron_temperature_k(metals), &self.physics);
                for (i, wave) in self.grid.wave_aa.iter().enumerate() {
                    let passing = if stellar[i] > 0.0 { extinct[i] / stellar[i] } else { 1.0 };
                    free_free[i] = passing * component.at(*wave, derived.ionising, of);
                }
            }
            None => free_free.fill(0.0),
        }
        match &spec.synchrotron {
            Some(component) => {
                let rate = derived.supernovae_per_yr;
                let at = |wave: f64| component.at(wave, rate, self.physics.compat) / self.physics.solar_erg_s;
                self.grid.wave_aa.iter().zip(synchrotron).for_each(|(wave, out)| *out = at(*wave));
            }
            None => synchrotron.fill(0.0),
        }
    }

    /// Ionising photons a second over the Sun's luminosity in erg/s: `∫ L λ/(h c) dλ` up to the Lyman limit.
    fn ionising(&self, stellar: &[f64]) -> f64 {
        let waves = &self.grid.wave_aa;
        let n = waves.partition_point(|wave| *wave <= LYMAN_AA);
        let photons = |i: usize| stellar[i] * waves[i] / (self.physics.planck_erg_s * LIGHT_SPEED_AA_S);
        (1..n).map(|i| 0.5 * (waves[i] - waves[i - 1]) * (photons(i - 1) + photons(i))).sum()
    }

    fn sum(&self, light: &mut Light) {
        light.total.fill(0.0);
        for component in Component::ALL.into_iter().filter(|component| component.is_seen()) {
            let values = &light.components[component as usize];
            light.total.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
        }
    }
}

/// What the stars and their history tell.
fn derived(history: &History<'_>, matter: Matter, light: &Light) -> Derived {
    let (age_yr, mixture) = (history.age_yr(), &light.mixture);
    let now = history.formed_msun(age_yr);
    let mean = |over_yr: f64| {
        let since = (age_yr - over_yr).max(0.0);
        let mut formed = now - history.formed_msun(since);
        history.each_instant(&mut |time, mass| formed += if time > since { mass } else { 0.0 });
        formed / over_yr.min(age_yr)
    };
    Derived {
        formed_msun: mixture.formed_msun,
        living_msun: mixture.living_msun,
        sfr_msun_yr: history.sfr_msun_yr(age_yr),
        mean_sfr_msun_yr: MEANS_YR.map(mean),
        mean_age_yr: mixture.mean_age_yr,
        matter,
        supernovae_per_yr: mixture.supernovae_per_yr,
        beyond_msun: mixture.beyond_msun,
        ..Derived::default()
    }
}
