//! Stars and gas of a galaxy, one array for each quantity.
use crate::{Error, Result};
use astrarium_astro::constants::{BOLTZMANN_J_K, PROTON_MASS_KG};

/// A galaxy of star particles and gas elements.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Particles {
    /// Its star particles.
    pub stars: Stars,
    /// Its gas; empty if there is none.
    pub gas: Gas,
    /// What holds for all of it.
    pub galaxy: Galaxy,
}

/// Star particles: every array has one entry a particle.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stars {
    /// Positions in the frame of the source, physical kpc.
    pub position_kpc: Vec<[f64; 3]>,
    /// Peculiar velocities in the frame of the source, km/s.
    pub velocity_km_s: Vec<[f64; 3]>,
    /// Present masses, solar ones.
    pub mass_msun: Vec<f64>,
    /// Masses at birth, to which spectra of stellar populations are normalised, solar ones.
    pub initial_mass_msun: Vec<f64>,
    /// Ages at the time of the snapshot, Gyr.
    pub age_gyr: Vec<f64>,
    /// Mass fractions of elements heavier than helium.
    pub metallicity: Vec<f64>,
}

/// Gas elements (particles or cells); `None` where the source does not say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gas {
    /// Positions in the frame of the source, physical kpc.
    pub position_kpc: Vec<[f64; 3]>,
    /// Peculiar velocities in the frame of the source, km/s.
    pub velocity_km_s: Vec<[f64; 3]>,
    /// Masses, solar ones.
    pub mass_msun: Vec<f64>,
    /// Mass fractions of elements heavier than helium.
    pub metallicity: Vec<f64>,
    /// Mass densities, solar masses per kpc³.
    pub density_msun_kpc3: Option<Vec<f64>>,
    /// Star formation rates, solar masses a year.
    pub sfr_msun_yr: Option<Vec<f64>>,
    /// Temperatures, K.
    pub temperature_k: Option<Vec<f64>>,
    /// Internal energies per mass, erg/g.
    pub internal_energy_erg_g: Option<Vec<f64>>,
    /// Free electrons per hydrogen nucleus.
    pub electron_abundance: Option<Vec<f64>>,
    /// Mass fractions of hydrogen.
    pub hydrogen: Option<Vec<f64>>,
    /// Mass fractions of oxygen.
    pub oxygen: Option<Vec<f64>>,
    /// Radii of the kernels (where they reach zero) as the source gives them, kpc.
    pub smoothing_length_kpc: Option<Vec<f64>>,
}

/// What holds for a galaxy as a whole; `None` where the source does not say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Galaxy {
    /// The simulation or other origin, in words.
    pub source: String,
    /// Redshift of the snapshot.
    pub redshift: f64,
    /// Centre in the frame of the source, kpc.
    pub center_kpc: Option<[f64; 3]>,
    /// Velocity of the galaxy in the frame of the source, km/s.
    pub velocity_km_s: Option<[f64; 3]>,
    /// Radius of the sphere with half of the stars' mass, kpc.
    pub halfmass_radius_kpc: Option<f64>,
    /// Edge lengths of the periodic box, kpc; positions a box apart are the same.
    pub box_kpc: Option<[f64; 3]>,
}

impl Particles {
    /// Checks that all arrays have their length and hold physical numbers.
    ///
    /// # Errors
    /// [`Error::NoStars`]; [`Error::Length`] of an array of another length than the positions; [`Error::BadValue`] of a
    /// position or velocity that is not finite, of a mass, age, density, rate or temperature below zero or not finite, of
    /// a mass fraction outside 0 to 1.
    pub fn check(&self) -> Result<()> {
        if self.stars.is_empty() {
            return Err(Error::NoStars { place_of: None });
        }
        self.stars.check()?;
        self.gas.check()
    }

    /// Adds the particles of a further piece; what holds for the whole is the first piece's.
    pub(crate) fn append(&mut self, more: Self) {
        if self.stars.is_empty() && self.gas.is_empty() {
            *self = more;
            return;
        }
        self.stars.append(more.stars);
        self.gas.append(more.gas);
    }
}

/// What numbers of a column can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    /// Finite and not below zero.
    Amount,
    /// From 0 to 1.
    Fraction,
}

/// Name, values and what they can be.
type Column<'a> = (&'static str, &'a [f64], Rule);

impl Rule {
    fn admits(self, value: f64) -> bool {
        match self {
            Self::Amount => value >= 0.0 && value.is_finite(),
            Self::Fraction => (0.0..=1.0).contains(&value),
        }
    }

    fn expected(self) -> &'static str {
        match self {
            Self::Amount => "a number that is not below zero",
            Self::Fraction => "a mass fraction from 0 to 1",
        }
    }
}

impl Stars {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.position_kpc.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.position_kpc.is_empty()
    }

    /// Checks the stars alone: see [`Particles::check`].
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::BadValue`].
    pub fn check(&self) -> Result<()> {
        self.check_lengths()?;
        check_vectors("stars: position_kpc", &self.position_kpc)?;
        check_vectors("stars: velocity_km_s", &self.velocity_km_s)?;
        self.columns().iter().try_for_each(check_column)
    }

    /// One value a star in every array.
    pub(crate) fn check_lengths(&self) -> Result<()> {
        Error::check_length("stars: velocity_km_s", self.velocity_km_s.len(), self.len())?;
        self.columns().iter().try_for_each(|(what, values, _)| Error::check_length(what, values.len(), self.len()))
    }

    /// Whether the numbers of one star can be.
    pub(crate) fn is_sound(&self, index: usize) -> bool {
        is_finite(&self.position_kpc[index])
            && is_finite(&self.velocity_km_s[index])
            && self.columns().iter().all(|(_, values, rule)| rule.admits(values[index]))
    }

    fn columns(&self) -> [Column<'_>; 4] {
        [
            ("stars: mass_msun", &self.mass_msun, Rule::Amount),
            ("stars: initial_mass_msun", &self.initial_mass_msun, Rule::Amount),
            ("stars: age_gyr", &self.age_gyr, Rule::Amount),
            ("stars: metallicity", &self.metallicity, Rule::Fraction),
        ]
    }

    /// The stars of these indices, in this order.
    ///
    /// # Panics
    /// If an index is not below [`len`](Self::len).
    #[must_use]
    pub fn select(&self, indices: &[usize]) -> Self {
        Self {
            position_kpc: pick(&self.position_kpc, indices),
            velocity_km_s: pick(&self.velocity_km_s, indices),
            mass_msun: pick(&self.mass_msun, indices),
            initial_mass_msun: pick(&self.initial_mass_msun, indices),
            age_gyr: pick(&self.age_gyr, indices),
            metallicity: pick(&self.metallicity, indices),
        }
    }

    /// Adds further stars behind.
    pub(crate) fn append(&mut self, more: Self) {
        self.position_kpc.extend(more.position_kpc);
        self.velocity_km_s.extend(more.velocity_km_s);
        self.mass_msun.extend(more.mass_msun);
        self.initial_mass_msun.extend(more.initial_mass_msun);
        self.age_gyr.extend(more.age_gyr);
        self.metallicity.extend(more.metallicity);
    }
}

impl Gas {
    /// How many elements there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.position_kpc.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.position_kpc.is_empty()
    }

    /// Checks the gas alone: see [`Particles::check`].
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::BadValue`].
    pub fn check(&self) -> Result<()> {
        self.check_lengths()?;
        check_vectors("gas: position_kpc", &self.position_kpc)?;
        check_vectors("gas: velocity_km_s", &self.velocity_km_s)?;
        self.columns().try_for_each(|column| check_column(&column))
    }

    /// One value an element in every array.
    pub(crate) fn check_lengths(&self) -> Result<()> {
        Error::check_length("gas: velocity_km_s", self.velocity_km_s.len(), self.len())?;
        self.columns().try_for_each(|(what, values, _)| Error::check_length(what, values.len(), self.len()))
    }

    /// Whether the numbers of one element can be.
    pub(crate) fn is_sound(&self, index: usize) -> bool {
        is_finite(&self.position_kpc[index])
            && is_finite(&self.velocity_km_s[index])
            && self.columns().all(|(_, values, rule)| rule.admits(values[index]))
    }

    /// Temperatures, K: those of the source, or of its internal energies, `T = (γ - 1) u μ m_p / k`.
    ///
    /// `γ = 5/3` and `μ = 4 / (1 + 3X + 4X n_e/n_H)`, `X` the mass fraction of hydrogen (0.76 where the source does not say).
    /// Where it does not say how many electrons there are, gas is neutral if that makes it colder than 10⁴ K, and ionised
    /// (`n_e/n_H = 1.16`) otherwise, but not colder than 10⁴ K.
    ///
    /// # Errors
    /// [`Error::Missing`] if the source gives neither temperatures nor energies.
    pub fn temperatures_k(&self) -> Result<Vec<f64>> {
        if let Some(temperatures_k) = &self.temperature_k {
            return Ok(temperatures_k.clone());
        }
        let why = "this gas has neither temperatures nor internal energies; leave its light and dust out, or give one of them";
        let energies = self.internal_energy_erg_g.as_ref().ok_or(Error::Missing { what: "gas: temperature_k", why })?;
        let hydrogen = |i: usize| self.hydrogen.as_ref().map_or(PRIMORDIAL_HYDROGEN, |fractions| fractions[i]);
        let electrons = |i: usize| self.electron_abundance.as_ref().map(|abundances| abundances[i]);
        Ok(energies.iter().enumerate().map(|(i, &u)| temperature_k(u, hydrogen(i), electrons(i))).collect())
    }

    fn columns(&self) -> impl Iterator<Item = Column<'_>> {
        let always = [
            ("gas: mass_msun", Some(&self.mass_msun), Rule::Amount),
            ("gas: metallicity", Some(&self.metallicity), Rule::Fraction),
        ];
        let sometimes = [
            ("gas: density_msun_kpc3", self.density_msun_kpc3.as_ref(), Rule::Amount),
            ("gas: sfr_msun_yr", self.sfr_msun_yr.as_ref(), Rule::Amount),
            ("gas: temperature_k", self.temperature_k.as_ref(), Rule::Amount),
            ("gas: internal_energy_erg_g", self.internal_energy_erg_g.as_ref(), Rule::Amount),
            ("gas: electron_abundance", self.electron_abundance.as_ref(), Rule::Amount),
            ("gas: smoothing_length_kpc", self.smoothing_length_kpc.as_ref(), Rule::Amount),
            ("gas: hydrogen", self.hydrogen.as_ref(), Rule::Fraction),
            ("gas: oxygen", self.oxygen.as_ref(), Rule::Fraction),
        ];
        let columns = always.into_iter().chain(sometimes);
        columns.filter_map(|(what, values, rule)| Some((what, values?.as_slice(), rule)))
    }

    /// The elements of these indices, in this order.
    ///
    /// # Panics
    /// If an index is not below [`len`](Self::len).
    #[must_use]
    pub fn select(&self, indices: &[usize]) -> Self {
        let some = |values: &Option<Vec<f64>>| values.as_ref().map(|values| pick(values, indices));
        Self {
            position_kpc: pick(&self.position_kpc, indices),
            velocity_km_s: pick(&self.velocity_km_s, indices),
            mass_msun: pick(&self.mass_msun, indices),
            metallicity: pick(&self.metallicity, indices),
            density_msun_kpc3: some(&self.density_msun_kpc3),
            sfr_msun_yr: some(&self.sfr_msun_yr),
            temperature_k: some(&self.temperature_k),
            internal_energy_erg_g: some(&self.internal_energy_erg_g),
            electron_abundance: some(&self.electron_abundance),
            hydrogen: some(&self.hydrogen),
            oxygen: some(&self.oxygen),
            smoothing_length_kpc: some(&self.smoothing_length_kpc),
        }
    }

    /// Adds further elements behind; of these, too, only what all have is kept.
    pub(crate) fn append(&mut self, more: Self) {
        if self.is_empty() {
            *self = more;
            return;
        }
        if more.is_empty() {
            return;
        }
        let join = |mine: &mut Option<Vec<f64>>, more: Option<Vec<f64>>| match (mine.as_mut(), more) {
            (Some(values), Some(more)) => values.extend(more),
            _ => *mine = None,
        };
        self.position_kpc.extend(more.position_kpc);
        self.velocity_km_s.extend(more.velocity_km_s);
        self.mass_msun.extend(more.mass_msun);
        self.metallicity.extend(more.metallicity);
        join(&mut self.density_msun_kpc3, more.density_msun_kpc3);
        join(&mut self.sfr_msun_yr, more.sfr_msun_yr);
        join(&mut self.temperature_k, more.temperature_k);
        join(&mut self.internal_energy_erg_g, more.internal_energy_erg_g);
        join(&mut self.electron_abundance, more.electron_abundance);
        join(&mut self.hydrogen, more.hydrogen);
        join(&mut self.oxygen, more.oxygen);
        join(&mut self.smoothing_length_kpc, more.smoothing_length_kpc);
    }
}

/// Mass fraction of hydrogen where the source does not say.
const PRIMORDIAL_HYDROGEN: f64 = 0.76;
/// Electrons per hydrogen nucleus of hydrogen and helium that have none left.
const IONISED: f64 = 1.16;
/// Temperature at which hydrogen is ionised, K.
const IONISATION_K: f64 = 1e4;

fn temperature_k(energy_erg_g: f64, hydrogen: f64, electrons: Option<f64>) -> f64 {
    // (γ - 1) m_p / k, of 1 erg/g = 10⁻⁴ J/kg
    const PER_ENERGY: f64 = 2.0 / 3.0 * PROTON_MASS_KG / BOLTZMANN_J_K * 1e-4;
    let of = |electrons: f64| energy_erg_g * PER_ENERGY * 4.0 / (1.0 + 3.0 * hydrogen + 4.0 * hydrogen * electrons);
    match electrons {
        Some(electrons) => of(electrons),
        None if of(0.0) < IONISATION_K => of(0.0),
        None => of(IONISED).max(IONISATION_K),
    }
}

fn pick<T: Copy>(values: &[T], indices: &[usize]) -> Vec<T> {
    indices.iter().map(|&index| values[index]).collect()
}

fn is_finite(vector: &[f64; 3]) -> bool {
    vector.iter().all(|value| value.is_finite())
}

fn check_vectors(what: &'static str, values: &[[f64; 3]]) -> Result<()> {
    let bad = |vector: &[f64; 3]| vector.iter().find(|value| !value.is_finite()).copied();
    match values.iter().enumerate().find_map(|(index, vector)| Some((index, bad(vector)?))) {
        Some((index, value)) => Err(Error::BadValue { what, index, value, expected: "finite numbers" }),
        None => Ok(()),
    }
}

fn check_column((what, values, rule): &Column<'_>) -> Result<()> {
    Error::check_each(what, values, rule.expected(), |value| rule.admits(value))
}

#[cfg(test)]
mod tests {
    use super::{Galaxy, Gas, Particles, Stars};
    use crate::Error;

    fn two() -> Particles {
        let stars = Stars {
            position_kpc: vec![[0.0; 3], [1.0, 2.0, 3.0]],
            velocity_km_s: vec![[0.0; 3], [10.0, 20.0, 30.0]],
            mass_msun: vec![1e5, 2e5],
            initial_mass_msun: vec![2e5, 4e5],
            age_gyr: vec![1.0, 5.0],
            metallicity: vec![0.02, 0.01],
        };
        let gas = Gas {
            position_kpc: vec![[0.0; 3]],
            velocity_km_s: vec![[0.0; 3]],
            mass_msun: vec![1e6],
            metallicity: vec![0.02],
            temperature_k: Some(vec![1e4]),
            ..Gas::default()
        };
        Particles { stars, gas, galaxy: Galaxy::default() }
    }

    #[test]
    fn what_is_physical_passes_and_what_is_not_is_named() {
        assert!(two().check().is_ok());
        type Wrong = (&'static str, fn(&mut Particles));
        let wrong: [Wrong; 7] = [
            ("stars: age_gyr[1] is -1", |all| all.stars.age_gyr[1] = -1.0),
            ("stars: age_gyr[0] is NaN", |all| all.stars.age_gyr[0] = f64::NAN),
            ("stars: position_kpc[1] is inf", |all| all.stars.position_kpc[1][2] = f64::INFINITY),
            ("stars: metallicity[0] is 2", |all| all.stars.metallicity[0] = 2.0),
            ("stars: initial_mass_msun: 1 values, expected 2", |all| all.stars.initial_mass_msun.truncate(1)),
            ("gas: temperature_k[0] is -3", |all| all.gas.temperature_k = Some(vec![-3.0])),
            ("no stars", |all| all.stars = Stars::default()),
        ];
        for (message, spoil) in wrong {
            let mut all = two();
            spoil(&mut all);
            let found = all.check().unwrap_err().to_string();
            assert!(found.starts_with(message), "{found}");
        }
    }

    #[test]
    fn selected_stars_and_gas_keep_all_their_numbers() {
        let all = two();
        let last = all.stars.select(&[1]);
        assert_eq!((last.len(), last.age_gyr[0], last.position_kpc[0]), (1, 5.0, [1.0, 2.0, 3.0]));
        assert_eq!(all.stars.select(&[0, 1]), all.stars);
        assert_eq!(all.gas.select(&[0]), all.gas);
        assert!(matches!(all.stars.select(&[]).check(), Ok(())));
        assert!(matches!(Particles::default().check(), Err(Error::NoStars { .. })));
    }
    #[test]
    fn temperatures_come_from_energies_where_the_source_has_none() {
        let gas = |temperature_k, internal_energy_erg_g, electron_abundance| Gas {
            temperature_k,
            internal_energy_erg_g,
            electron_abundance,
            ..two().gas
        };
        assert_eq!(gas(Some(vec![1e4]), None, None).temperatures_k().unwrap(), [1e4]);
        // neutral and primordial: μ = 1.2195
        let cold = gas(None, Some(vec![1e10]), None).temperatures_k().unwrap()[0];
        assert!((cold - 98.5).abs() < 0.1, "{cold}");
        // ionised: μ = 0.5878
        let hot = gas(None, Some(vec![1e13]), None).temperatures_k().unwrap()[0];
        let told = gas(None, Some(vec![1e13]), Some(vec![1.16])).temperatures_k().unwrap()[0];
        assert!((hot - 4.7e4).abs() < 1e3 && (hot - told).abs() < 1e-6, "{hot} {told}");
        let error = gas(None, None, None).temperatures_k().unwrap_err();
        assert!(error.to_string().starts_with("gas: temperature_k must be given"), "{error}");
    }
}
