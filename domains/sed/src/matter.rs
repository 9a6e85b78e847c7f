//! Gas, dust and metals of a galaxy.
use crate::parameters::component;
use crate::physics::SOLAR_METALLICITY;
use crate::sfh::{History, Insitu, StarFormation};
use crate::{Compat, Error, Result, Rules};
use crate::{Newborn, Quench};
use astrarium_num::lanes;

/// What a galaxy holds besides its stars.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Matter {
    /// Gas, solar masses.
    pub gas_msun: f64,
    /// Dust, solar masses.
    pub dust_msun: f64,
    /// Metallicity of the gas, mass fraction.
    pub z_gas: f64,
    /// Mean metallicity of the stars, mass fraction.
    pub z_star: f64,
}

component! {
    /// Dust and metals that do not change, for histories that do not tell theirs:
    /// gas is `M_dust 100 (Z/Z_☉)^0.85`, gas and stars have the metallicity `Z`.
    ///
    /// # Source
    /// Rémy-Ruyer et al. 2014, A&A 563, A31 for gas over dust
    pub struct Given {
        /// `M_dust`, solar masses.
        dust_mass_msun = 1e8, "Msun", 1e6 .. 1e14 log;
        /// `Z`, mass fraction.
        metallicity = 0.01, "", 1e-4 .. 0.05 log;
    }
}

impl Given {
    /// Looks for numbers that are none of a galaxy.
    ///
    /// # Errors
    /// [`Error::OutOfRange`].
    pub fn check(&self) -> Result<()> {
        Error::check_not_negative("matter.dust_mass_msun", self.dust_mass_msun)?;
        Error::check_part("matter.metallicity", self.metallicity)
    }

    fn matter(&self) -> Matter {
        let gas_msun = self.dust_mass_msun * 100.0 * (self.metallicity / SOLAR_METALLICITY).powf(0.85);
        Matter { gas_msun, dust_msun: self.dust_mass_msun, z_gas: self.metallicity, z_star: self.metallicity }
    }
}

/// Where a galaxy's gas, dust and metals are from.
#[derive(Clone, Debug)]
pub enum Enrichment<'a> {
    /// Numbers that do not change.
    Given(&'a Given),
    /// One zone.
    Insitu {
        /// The zone.
        zone: Insitu,
        /// When its star formation stops, years.
        quench_yr: f64,
    },
}

impl<'a> Enrichment<'a> {
    /// What is given, or what the history tells.
    ///
    /// # Errors
    /// [`Error::Missing`] if neither tells.
    pub fn of(given: Option<&'a Given>, history: &History<'_>) -> Result<Self> {
        match (given, history.form().insitu()) {
            (Some(given), _) => Ok(Self::Given(given)),
            (None, Some(zone)) => Ok(Self::Insitu { zone: zone.clone(), quench_yr: history.quench_yr() }),
            (None, None) => Err(Error::Missing {
                what: "matter (dust_mass_msun, metallicity)",
                why: "only the form insitu tells gas, dust and metals itself",
            }),
        }
    }

    /// All of it at a time in years.
    pub fn at(&self, t_yr: f64, rules: &Rules) -> Matter {
        match self {
            Self::Given(given) => given.matter(),
            Self::Insitu { zone, quench_yr } => {
                let frozen = t_yr > *quench_yr && rules.quench == Quench::Freeze;
                let t_yr = if frozen { *quench_yr } else { t_yr };
                let mut matter = zone.matter(t_yr, rules.compat);
                if t_yr >= *quench_yr && rules.quench == Quench::Expel {
                    let left = if t_yr == *quench_yr { 0.5 } else { 0.0 };
                    matter.gas_msun *= left;
                    matter.dust_msun *= left;
                }
                matter
            }
        }
    }

    /// Metallicity of the stars that are born at a time.
    pub fn newborn(&self, t_yr: f64, rules: &Rules) -> f64 {
        match (self, rules.newborn) {
            (Self::Given(given), _) => given.metallicity,
            (Self::Insitu { zone, .. }, Newborn::Gas) => zone.z_gas(t_yr, rules.compat),
            (Self::Insitu { zone, .. }, Newborn::StellarMean) => zone.z_star(t_yr, rules.compat),
        }
    }

    /// [`newborn`](Self::newborn) at many times.
    pub(crate) fn fill_newborn(&self, t_yr: &[f64], rules: &Rules, out: &mut [f64]) {
        match self {
            Self::Insitu { zone, .. } if rules.newborn == Newborn::Gas && rules.compat == Compat::None => {
                fill_z_gas(zone.a(), 1.0 / zone.x_time_yr(), t_yr, out);
            }
            _ => t_yr.iter().zip(out).for_each(|(t_yr, out)| *out = self.newborn(*t_yr, rules)),
        }
    }

    /// Whether metallicities are of a model, which begin at nought, or a number that somebody asked for.
    pub(crate) fn is_modelled(&self) -> bool {
        matches!(self, Self::Insitu { .. })
    }
}

/// Yield of metals.
const METALS: f64 = 0.04;
/// Yield of dust.
const DUST: f64 = 3.8e-4;
/// Destruction of dust by supernovae.
const DESTRUCTION: f64 = 10.0;
/// Efficiency of growth of dust grains.
const GROWTH: f64 = 1e6;
/// Time before which the original has no metals, years.
const FIRST_METALS_YR: f64 = 1e5;

impl Insitu {
    /// Gas, dust and metals at a time, without regard to an end of star formation.
    pub(crate) fn matter(&self, t_yr: f64, compat: Compat) -> Matter {
        let gas_msun = self.sfr_msun_yr(t_yr, t_yr) * self.tau_star_yr;
        Matter {
            gas_msun,
            dust_msun: self.dust_over_gas(t_yr, compat) * gas_msun,
            z_gas: self.z_gas(t_yr, compat),
            z_star: self.z_star(t_yr, compat),
        }
    }

    /// `a = 3 γ - 1`.
    fn a(&self) -> f64 {
        3.0 * self.gamma() - 1.0
    }

    /// `Z_gas = (3 y_Z/a) (1 - a x/(e^(a x) - 1))`.
    pub(crate) fn z_gas(&self, t_yr: f64, compat: Compat) -> f64 {
        if t_yr <= 0.0 || (compat == Compat::Galapy && t_yr < FIRST_METALS_YR) {
            return 0.0;
        }
        let y = self.a() * self.x(t_yr);
        let part = match compat {
            Compat::None => enriched(y),
            Compat::Galapy => 1.0 - y / (y.exp() - 1.0),
        };
        3.0 * METALS / self.a() * part
    }

    /// Mean metallicity of the stars:
    /// `Z_star = (y_Z/γ) [1 - (3 γ/a) (e^-x - e^(-3 γ x) (1 + a x))/(a + e^(-3 γ x) - 3 γ e^-x)]`.
    pub(crate) fn z_star(&self, t_yr: f64, compat: Compat) -> f64 {
        if t_yr <= 0.0 || (compat == Compat::Galapy && t_yr < FIRST_METALS_YR) {
            return 0.0;
        }
        let (a, x) = (self.a(), self.x(t_yr));
        let y = a * x;
        if compat == Compat::Galapy {
            // its digits are lost early as in the original
            let (slow, fast) = ((-x).exp(), (-(a + 1.0) * x).exp());
            let born = slow - fast * (1.0 + y);
            return METALS / self.gamma() * (1.0 - (a + 1.0) / a * born / (a + fast - (a + 1.0) * slow));
        }
        // numerator and denominator, both over e^-x
        let part = if y < 0.3 {
            early_stars(a, x)
        } else {
            let born = -(-y).exp_m1() - y * (-y).exp();
            let all = a * x.exp_m1() + (-y).exp_m1();
            1.0 - (a + 1.0) / a * born / all
        };
        METALS / self.gamma() * part
    }

    /// `D`, dust over gas.
    fn dust_over_gas(&self, t_yr: f64, compat: Compat) -> f64 {
        if t_yr <= 0.0 {
            return 0.0;
        }
        let (a, x) = (self.a(), self.x(t_yr));
        let e = DESTRUCTION + 3.0 * GROWTH * DUST / (a + 3.0 * DESTRUCTION);
        let scale = 27.0 * GROWTH * DUST * METALS / (a * (a + 3.0 * DESTRUCTION) * (a + 3.0 * e));
        if compat == Compat::Galapy {
            let (y, q) = (a * x, 3.0 * e * x);
            let decayed = 1.0 - (1.0 - (-q).exp()) / q;
            return scale * (1.0 - y / (y.exp() - 1.0) * (1.0 + a / (3.0 * e) * decayed));
        }
        let f = enriched(a * x);
        scale * (f - (1.0 - f) * a / (3.0 * e) * decayed(3.0 * e * x))
    }
}

/// [`z_gas`](Insitu::z_gas) at many times, with `a` and `x` over time.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma", "aarch64+neon"))]
fn fill_z_gas(a: f64, x_per_yr: f64, t_yr: &[f64], out: &mut [f64]) {
    let scale = 3.0 * METALS / a;
    for (t_yr, out) in t_yr.iter().zip(out) {
        let y = a * x_per_yr * t_yr.max(0.0);
        let late = 1.0 - y / lanes::exp_m1(y);
        *out = scale * if y < 1e-2 { early_metals(y) } else { late };
    }
}

/// `1 - y/(e^y - 1)` of a small number.
#[inline(always)]
fn early_metals(y: f64) -> f64 {
    y * (0.5 - y / 12.0 + y * y * y / 720.0)
}

/// `1 - y/(e^y - 1)`.
fn enriched(y: f64) -> f64 {
    if y < 1e-2 {
        return early_metals(y);
    }
    1.0 - y / y.exp_m1()
}

/// `1 - (1 - e^-q)/q`.
fn decayed(q: f64) -> f64 {
    if q < 1e-2 {
        return q * (0.5 - q * (1.0 / 6.0 - q * (1.0 / 24.0 - q / 120.0)));
    }
    1.0 + (-q).exp_m1() / q
}

/// The bracket of [`Insitu::z_star`] by the series of numerator and denominator, whose first terms cancel.
fn early_stars(a: f64, x: f64) -> f64 {
    let y = a * x;
    let (mut x_term, mut y_term) = (x, -y);
    let (mut born, mut all) = (0.0, 0.0);
    for n in 2..18 {
        let order = f64::from(n);
        x_term *= x / order;
        y_term *= -y / order;
        let sum = a * x_term + y_term;
        // the terms of second order are equal
        if n > 2 {
            born += sum - (a + 1.0) / a * (order - 1.0) * y_term;
        }
        all += sum;
    }
    born / all
}

#[cfg(test)]
mod tests {
    use super::*;
    use astrarium_num::quadrature::GaussLegendre;

    #[test]
    fn stars_have_the_mean_of_the_gas_they_were_born_from() {
        let zone = Insitu::default();
        let rule = GaussLegendre::new(40);
        for t in [1e5, 3e6, 1e8, 1e9, 8e9] {
            let born = rule.integrate(0.0, t, |t| zone.z_gas(t, Compat::None) * zone.sfr_msun_yr(t, t));
            let mean = born / zone.formed_msun(t, t);
            let found = zone.z_star(t, Compat::None);
            assert!((found / mean - 1.0).abs() < 1e-9, "at {t:e}: {found}, mean of the gas {mean}");
        }
    }

    #[test]
    fn series_meet_the_closed_forms() {
        for (low, high) in
            [(enriched(0.01 * (1.0 - 1e-9)), enriched(0.01)), (decayed(0.01 * (1.0 - 1e-9)), decayed(0.01))]
        {
            assert!((low / high - 1.0).abs() < 1e-8);
        }
        let zone = Insitu::default();
        let t_yr = 0.3 / zone.a() * 3.0 * zone.tau_star_yr;
        let (before, after) =
            (zone.z_star(t_yr * (1.0 - 1e-9), Compat::None), zone.z_star(t_yr * (1.0 + 1e-9), Compat::None));
        assert!((before / after - 1.0).abs() < 1e-8);
    }

    #[test]
    fn an_end_freezes_or_empties() {
        let spec = crate::sfh::SfhSpec { quench_yr: Some(5e8), ..Default::default() };
        let history = spec.at_age(2e9);
        let enrichment = Enrichment::of(None, &history).expect("one zone");
        let frozen = enrichment.at(2e9, &Rules::default());
        assert_eq!(frozen, enrichment.at(5e8, &Rules::default()));
        assert!(frozen.dust_msun > 0.0);
        let gone = enrichment.at(2e9, &Rules::galapy());
        assert_eq!((gone.gas_msun, gone.dust_msun), (0.0, 0.0));
        let constant = crate::sfh::SfhSpec::of(crate::sfh::SfhKind::Constant(Default::default()));
        assert!(matches!(Enrichment::of(None, &constant.at_age(1e9)), Err(Error::Missing { .. })));
    }
}
