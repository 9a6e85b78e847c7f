//! Numbers of a galaxy that its light and its history tell.
use crate::galaxy::{Component, Derived, GalaxyPlan, Light};
use crate::grid::Grid;
use astrarium_astro::constants::LIGHT_SPEED_AA_S;
use astrarium_num::interp::bracket;

/// A quantity of a galaxy: what it is called, and how it is written.
#[derive(Clone, Copy, Debug)]
pub struct Told {
    /// The name in tables.
    pub name: &'static str,
    /// Its unit, empty if it has none.
    pub unit: &'static str,
    /// What it is.
    pub about: &'static str,
    of: fn(&Seat<'_>) -> f64,
}

/// A galaxy and its tables.
struct Seat<'a> {
    plan: &'a GalaxyPlan,
    light: &'a Light,
    derived: &'a Derived,
}

const fn told(name: &'static str, unit: &'static str, about: &'static str, of: fn(&Seat<'_>) -> f64) -> Told {
    Told { name, unit, about, of }
}

/// The quantities, in their order.
pub const QUANTITIES: [Told; 25] = [
    told("living_msun", "Msun", "mass of stars and of what stars leave", |s| s.derived.living_msun),
    told("formed_msun", "Msun", "mass formed", |s| s.derived.formed_msun),
    told("dust_msun", "Msun", "mass of dust", |s| s.dust_msun()),
    told("gas_msun", "Msun", "mass of gas", |s| s.derived.matter.gas_msun),
    told("sfr_msun_yr", "Msun/yr", "present rate of star formation", |s| s.derived.sfr_msun_yr),
    told("sfr_10myr_msun_yr", "Msun/yr", "the same over the last 10 Myr", |s| s.derived.mean_sfr_msun_yr[0]),
    told("sfr_100myr_msun_yr", "Msun/yr", "the same over the last 100 Myr", |s| s.derived.mean_sfr_msun_yr[1]),
    told("ssfr_per_yr", "1/yr", "rate over 100 Myr over the living mass", |s| {
        s.derived.mean_sfr_msun_yr[1] / s.derived.living_msun
    }),
    told("mean_age_yr", "yr", "mean age by mass formed", |s| s.derived.mean_age_yr),
    told("z_star", "", "mean metallicity of stars, mass fraction", |s| s.derived.matter.z_star),
    told("z_gas", "", "metallicity of gas, mass fraction", |s| s.derived.matter.z_gas),
    told("clouds_k", "K", "temperature of dust in clouds", |s| s.derived.temperature_k[0]),
    told("diffuse_k", "K", "temperature of diffuse dust", |s| s.derived.temperature_k[1]),
    told("bolometric_lsun", "Lsun", "luminosity", |s| s.grid().integral(s.light.total())),
    told("stellar_lsun", "Lsun", "luminosity of stars before dust", |s| {
        s.grid().integral(s.light.component(Component::Stellar))
    }),
    told("dust_lsun", "Lsun", "luminosity of dust", |s| {
        let of = |component| s.grid().integral(s.light.component(component));
        of(Component::Clouds) + of(Component::Diffuse)
    }),
    told("ir_lsun", "Lsun", "luminosity from 8 to 1000 um", |s| s.between(s.light.total(), [8e4, 1e7])),
    told("uv_lsun", "Lsun", "nu L_nu at 1500 Angstrom after dust", |s| 1500.0 * s.at(s.light.total(), 1500.0)),
    told("agn_lsun", "Lsun", "luminosity of the active nucleus", |s| {
        s.grid().integral(s.light.component(Component::Nucleus))
    }),
    told("uv_slope", "", "beta, L_lambda ~ lambda^beta from 1268 to 2580 Angstrom after dust", |s| s.uv_slope()),
    told("a_fuv_mag", "mag", "attenuation of stars at 1500 Angstrom", |s| s.attenuation_mag(1500.0)),
    told("a_v_mag", "mag", "attenuation of stars at 5500 Angstrom", |s| s.attenuation_mag(5500.0)),
    told("ionising_per_s", "1/s", "ionising photons of stars", |s| s.derived.ionising * s.plan.physics.solar_erg_s),
    told("xray_erg_s", "erg/s", "luminosity from 2 to 10 keV", |s| {
        let [low, high] = [s.plan.physics.kev_aa / 10.0, s.plan.physics.kev_aa / 2.0];
        s.between(s.light.total(), [low, high]) * s.plan.physics.solar_erg_s
    }),
    told("radio_w_hz", "W/Hz", "L_nu at 1.4 GHz", |s| {
        let wave = LIGHT_SPEED_AA_S / 1.4e9;
        s.at(s.light.total(), wave) * wave * wave / LIGHT_SPEED_AA_S * s.plan.physics.solar_erg_s * 1e-7
    }),
];

/// All of [`QUANTITIES`] of a galaxy, NaN for those that it has not.
pub fn quantities(plan: &GalaxyPlan, light: &Light) -> [f64; QUANTITIES.len()] {
    let seat = Seat { plan, light, derived: light.derived() };
    QUANTITIES.map(|told| (told.of)(&seat))
}

/// Windows of the slope of ultraviolet light, ångström.
///
/// # Source
/// Calzetti et al. 1994, `ApJ` 429, 582, table 2
const WINDOWS_AA: [[f64; 2]; 10] = [
    [1268.0, 1284.0],
    [1309.0, 1316.0],
    [1342.0, 1371.0],
    [1407.0, 1515.0],
    [1562.0, 1583.0],
    [1677.0, 1740.0],
    [1760.0, 1833.0],
    [1866.0, 1890.0],
    [1930.0, 1950.0],
    [2400.0, 2580.0],
];
/// Points in each window.
const WINDOW_POINTS: u32 = 8;

impl Seat<'_> {
    fn grid(&self) -> &Grid {
        &self.plan.grid
    }

    /// That of grain models where they tell one, else the galaxy's.
    fn dust_msun(&self) -> f64 {
        let emitting = self.derived.emitting_dust_msun;
        if emitting > 0.0 { emitting } else { self.derived.matter.dust_msun }
    }

    /// On a straight line between the wavelengths, nought beyond them.
    fn at(&self, values: &[f64], wave: f64) -> f64 {
        let waves = &self.grid().wave_aa;
        if wave < waves[0] || wave > waves[waves.len() - 1] {
            return 0.0;
        }
        let i = bracket(waves, wave);
        let part = (wave - waves[i]) / (waves[i + 1] - waves[i]);
        values[i] + part * (values[i + 1] - values[i])
    }

    /// `∫ f dλ` of straight lines between two wavelengths.
    fn between(&self, values: &[f64], [low, high]: [f64; 2]) -> f64 {
        let waves = &self.grid().wave_aa;
        let (first, last) = (waves.partition_point(|wave| *wave <= low), waves.partition_point(|wave| *wave < high));
        let mut points = vec![(low, self.at(values, low))];
        points.extend((first..last).map(|i| (waves[i], values[i])));
        points.push((high, self.at(values, high)));
        points.windows(2).map(|pair| 0.5 * (pair[1].0 - pair[0].0) * (pair[0].1 + pair[1].1)).sum()
    }

    /// Least squares of `ln L` by `ln λ` over the windows, each wavelength alike.
    fn uv_slope(&self) -> f64 {
        let (mut n, mut x1, mut y1, mut xx, mut xy) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for [low, high] in WINDOWS_AA {
            for k in 0..WINDOW_POINTS {
                let wave = low + (high - low) * (f64::from(k) + 0.5) / f64::from(WINDOW_POINTS);
                let value = self.at(self.light.total(), wave);
                if !value.is_finite() || value <= 0.0 {
                    return f64::NAN;
                }
                let (x, y, weight) = ((wave / 2000.0).ln(), value.ln(), high - low);
                n += weight;
                x1 += weight * x;
                y1 += weight * y;
                xx += weight * x * x;
                xy += weight * x * y;
            }
        }
        (n * xy - x1 * y1) / (n * xx - x1 * x1)
    }

    /// `-2.5 lg` of the part of the light of stars and gas that passes all dust.
    fn attenuation_mag(&self, wave: f64) -> f64 {
        let of = |component| self.at(self.light.component(component), wave);
        let before = of(Component::Stellar) + of(Component::Nebular);
        let after = of(Component::Extinct);
        if before > 0.0 && after > 0.0 { -2.5 * (after / before).log10() } else { f64::NAN }
    }
}
