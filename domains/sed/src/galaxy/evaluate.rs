//! The light of one galaxy.
use super::kernels;
use super::light::{Component, Derived, Light};
use super::plan::GalaxyPlan;
use super::spec::GalaxySpec;
use crate::dust::{Glow, Phase, Place, Radiation};
use crate::matter::{Enrichment, Matter};
use crate::nebular::RED_END_AA;
use crate::population::Recipe;
use crate::radio::{FreeFree, LYMAN_AA};
use crate::sfh::History;
use crate::xray::binaries_lsun;
use crate::{Compat, Result};
use astrarium_num::lanes;

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
        self.table.light(&light.mixture.nodes, (&mut light.free, &mut light.inside), &mut light.room);
        for (i, stars) in light.components[Component::Stellar as usize].iter_mut().enumerate() {
            *stars = self.single(light.free[i] + light.inside[i]);
        }
        let matter = enrichment.at(spec.age_yr, &spec.rules);
        light.derived = derived(&history, matter, light);
        let of_dust = self.ionise(spec, light);
        self.attenuate(spec, light);
        for (sum, more) in light.derived.absorbed_erg_s.iter_mut().zip(of_dust) {
            *sum += more;
        }
        self.dust_emission(spec, light);
        self.nucleus(spec, light);
        self.binaries(spec, light);
        self.radio(spec, light);
        sum(spec, light);
        Ok(())
    }

    /// As the original's sums, which are of single precision.
    fn single(&self, value: f64) -> f64 {
        if self.physics.compat == Compat::Galapy { f64::from(value as f32) } else { value }
    }

    /// Takes the ionising light from the stars and adds what gas makes of it; returns what dust in clouds and diffuse dust takes
    /// of it, erg/s.
    fn ionise(&self, spec: &GalaxySpec, light: &mut Light) -> [f64; 2] {
        let nebular = &mut light.components[Component::Nebular as usize];
        let (Some(gas), Some(table)) = (&spec.nebular, &self.gas) else {
            nebular.fill(0.0);
            return [0.0; 2];
        };
        let n = self.grid.wave_aa.partition_point(|wave| *wave <= LYMAN_AA);
        let taken = |stars: &[f64]| gas.f_dust * self.grid.integral(&stars[..n]) * self.physics.solar_erg_s;
        let of_dust = [taken(&light.inside), taken(&light.free)];
        light.free[..n].fill(0.0);
        light.inside[..n].fill(0.0);
        nebular.iter_mut().enumerate().for_each(|(i, out)| *out = -(light.free[i] + light.inside[i]));
        let Light { mixture, free, inside, gas: room, .. } = light;
        table.add((&mixture.nodes, gas), (free, inside), room);
        let nebular = &mut light.components[Component::Nebular as usize];
        nebular.iter_mut().enumerate().for_each(|(i, out)| *out += light.free[i] + light.inside[i]);
        of_dust
    }

    /// Stars before and after dust, and what dust absorbs of them.
    fn attenuate(&self, spec: &GalaxySpec, light: &mut Light) {
        let galapy = self.physics.compat == Compat::Galapy;
        match &spec.dust {
            Some(dust) => {
                let place = Place { matter: &light.derived.matter, physics: &self.physics };
                let phases = [dust.clouds(&place), dust.diffuse(&place)];
                light.derived.av_mag = phases.map(|phase| phase.av_mag);
                self.pass(&phases, light);
            }
            None => light.passing.iter_mut().for_each(|passing| passing.fill(1.0)),
        }
        light.derived.absorbed_erg_s = if galapy { self.attenuate_singly(light) } else { self.attenuate_all(light) };
        if let Some(gas) = &spec.nebular {
            let n_ionising = self.grid.wave_aa.partition_point(|wave| *wave <= LYMAN_AA);
            let [stellar, extinct, ..] = &mut light.components;
            let ionising = extinct.iter_mut().zip(stellar).take(n_ionising);
            ionising.for_each(|(extinct, stellar)| *extinct += gas.f_esc * *stellar);
        }
    }

    /// What passes the two phases.
    fn pass(&self, phases: &[Phase; 2], light: &mut Light) {
        let [clouds, diffuse] = &mut light.passing;
        if self.physics.compat == Compat::Galapy {
            phases[0].fill_passing(&self.grid, clouds);
            phases[1].fill_passing(&self.grid, diffuse);
            // of stars that are all within clouds the original keeps the digits of 1 - (1 - a)
            clouds.iter_mut().for_each(|a| *a = 1.0 - (1.0 - *a));
        } else {
            let passing = phases.iter().zip(&mut light.extinctions).zip([clouds, diffuse]);
            for ((phase, extinction), passing) in passing {
                self.glow.turn(extinction, phase.slopes);
                Glow::fill_passing(phase.av_mag, &extinction.at_grid, passing);
            }
        }
        if !self.law.is_empty() {
            Glow::fill_passing(phases[1].av_mag, &self.law, &mut light.passing[1]);
        }
    }

    /// What is seen of the stars, and the powers that the phases absorb, erg/s.
    fn attenuate_all(&self, light: &mut Light) -> [f64; 2] {
        let [_, extinct, _, by_clouds, by_diffuse, ..] = &mut light.components;
        let [clouds, diffuse] = &light.passing;
        kernels::attenuate((&light.free, &light.inside), (clouds, diffuse), [extinct, by_clouds, by_diffuse]);
        [by_clouds, by_diffuse].map(|taken| self.grid.integral(taken) * self.physics.solar_erg_s)
    }

    /// The same as the original has it, with its sums of single precision.
    fn attenuate_singly(&self, light: &mut Light) -> [f64; 2] {
        let [stellar, extinct, ..] = &mut light.components;
        let [clouds, diffuse] = &light.passing;
        let mut absorbed = [0.0; 2];
        for i in 0..self.grid.len() {
            let (free, inside) = (light.free[i], light.inside[i]);
            let after_clouds = self.single(free + clouds[i] * inside);
            extinct[i] = self.single(diffuse[i] * (free + clouds[i] * inside));
            absorbed[0] += self.grid.widths_aa[i] * (stellar[i] - after_clouds);
            absorbed[1] += self.grid.widths_aa[i] * (after_clouds - extinct[i]);
        }
        absorbed.map(|power| power * self.physics.solar_erg_s)
    }

    fn dust_emission(&self, spec: &GalaxySpec, light: &mut Light) {
        let (matter, [clouds_erg_s, diffuse_erg_s]) = (light.derived.matter, light.derived.absorbed_erg_s);
        let Some(dust) = &spec.dust else {
            light.of(Component::Clouds).fill(0.0);
            light.of(Component::Diffuse).fill(0.0);
            return;
        };
        if let (Some(of), Some(grains)) = (&spec.dust_emission, &self.grains) {
            light.of(Component::Clouds).fill(0.0);
            let all = (clouds_erg_s + diffuse_erg_s) / self.physics.solar_erg_s;
            light.derived.emitting_dust_msun = grains.fill(of, all, &self.grid, light.of(Component::Diffuse));
            return;
        }
        let aromatic = dust.aromatic();
        let solar = self.physics.solar_erg_s;
        let temperatures = match dust.radiation() {
            Radiation::Solved => {
                let place = Place { matter: &matter, physics: &self.physics };
                let powers = [clouds_erg_s, (1.0 - aromatic) * diffuse_erg_s];
                let temperatures = self.solved(&[dust.clouds(&place), dust.diffuse(&place)], powers, light);
                self.add_aromatic(light, aromatic * diffuse_erg_s / solar);
                temperatures
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

    /// Grey bodies of these powers, at the temperatures that they take.
    fn solved(&self, phases: &[Phase; 2], powers_erg_s: [f64; 2], light: &mut Light) -> [f64; 2] {
        let [_, _, _, clouds, diffuse, ..] = &mut light.components;
        let mut outs = [clouds, diffuse];
        std::array::from_fn(|i| match self.physics.compat {
            Compat::None => {
                let of = (&phases[i], &light.extinctions[i]);
                self.glow.fill(of, powers_erg_s[i] / self.physics.solar_erg_s, &self.grid, outs[i])
            }
            Compat::Galapy => phases[i].fill_original(&self.grid, powers_erg_s[i], &self.physics, outs[i]),
        })
    }

    fn add_aromatic(&self, light: &mut Light, power_lsun: f64) {
        if power_lsun > 0.0 {
            let diffuse = light.of(Component::Diffuse);
            diffuse.iter_mut().zip(&self.pah).for_each(|(sum, pah)| *sum += power_lsun * pah);
        }
    }

    /// `λ^-β B_λ(T)` of a luminosity.
    pub(super) fn grey(&self, temperature_k: f64, beta: f64, luminosity_lsun: f64, out: &mut [f64]) {
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
        let stars = self.stars(spec, light);
        let out = light.of(Component::Binaries);
        let Some([high, low]) = &self.binaries else { return out.fill(0.0) };
        let [of_high, of_low] = binaries_lsun(&stars, &self.physics);
        for (i, out) in out.iter_mut().enumerate() {
            *out = of_high * high[i] + of_low * low[i];
        }
    }

    fn radio(&self, spec: &GalaxySpec, light: &mut Light) {
        light.derived.ionising = self.ionising(light.component(Component::Stellar));
        self.free_free(spec, light);
        let (derived, Light { components, supernova, .. }) = (light.derived, light);
        let [.., synchrotron] = components;
        match &spec.synchrotron {
            Some(component) => {
                self.radio.turn(supernova, component, self.physics.compat);
                self.radio.fill_synchrotron(supernova, derived.supernovae_per_yr, synchrotron);
            }
            None => synchrotron.fill(0.0),
        }
    }

    fn free_free(&self, spec: &GalaxySpec, light: &mut Light) {
        let derived = light.derived;
        let [stellar, extinct, nebular, .., free_free, _] = &mut light.components;
        let Some(component) = &spec.free_free else { return free_free.fill(0.0) };
        let compat = self.physics.compat == Compat::Galapy;
        let metals = if compat { derived.matter.z_gas } else { derived.matter.z_gas.max(LEAST_METALS) };
        let electron_k = FreeFree::electron_temperature_k(metals);
        self.radio.fill_free_free(component, derived.ionising, electron_k, free_free);
        if spec.nebular.is_none() {
            return kernels::pass_alike(stellar, extinct, free_free);
        }
        let (first, scale) = self.red_end(nebular, free_free);
        free_free[..first].fill(0.0);
        for i in first..self.grid.len() {
            let before = stellar[i] + nebular[i];
            let passing = if before > 0.0 { extinct[i] / before } else { 1.0 };
            free_free[i] *= passing * scale;
            // what the formula goes on with is not counted twice
            extinct[i] -= passing * nebular[i];
            nebular[i] = 0.0;
        }
    }

    /// Where the grid of gas ends, and what multiplies free-free radiation there so that it goes on.
    fn red_end(&self, nebular: &[f64], free_free: &[f64]) -> (usize, f64) {
        let waves = &self.grid.wave_aa;
        let first = waves.partition_point(|wave| *wave < RED_END_AA);
        let before = first.saturating_sub(1);
        let there = free_free[before];
        (first, if there > 0.0 { nebular[before] / there } else { 0.0 })
    }

    /// Ionising photons a second over the Sun's luminosity in erg/s: `∫ L λ/(h c) dλ` up to the Lyman limit.
    fn ionising(&self, stellar: &[f64]) -> f64 {
        lanes::dot(&self.ionising, &stellar[..self.ionising.len()])
    }
}

/// All that is seen.
fn sum(spec: &GalaxySpec, light: &mut Light) {
    let Light { components, total, .. } = light;
    total.copy_from_slice(&components[Component::Extinct as usize]);
    let shines = |component: &Component| match component {
        Component::Clouds | Component::Diffuse => spec.dust.is_some(),
        Component::Nucleus => spec.agn.is_some(),
        Component::Binaries => spec.xray_binaries,
        Component::FreeFree => spec.free_free.is_some(),
        Component::Synchrotron => spec.synchrotron.is_some(),
        _ => false,
    };
    for component in Component::ALL.into_iter().filter(shines) {
        let values = &components[component as usize];
        total.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
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
