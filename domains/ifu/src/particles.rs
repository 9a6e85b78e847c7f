//! Stars and gas of a galaxy, one array for each quantity.
use crate::{Error, Result};

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
        check_vectors("stars: position_kpc", &self.position_kpc, self.len())?;
        check_vectors("stars: velocity_km_s", &self.velocity_km_s, self.len())?;
        check_amounts("stars: mass_msun", &self.mass_msun, self.len())?;
        check_amounts("stars: initial_mass_msun", &self.initial_mass_msun, self.len())?;
        check_amounts("stars: age_gyr", &self.age_gyr, self.len())?;
        check_fractions("stars: metallicity", &self.metallicity, self.len())
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
        check_vectors("gas: position_kpc", &self.position_kpc, self.len())?;
        check_vectors("gas: velocity_km_s", &self.velocity_km_s, self.len())?;
        check_amounts("gas: mass_msun", &self.mass_msun, self.len())?;
        check_fractions("gas: metallicity", &self.metallicity, self.len())?;
        for (what, values) in self.amounts() {
            values.as_ref().map_or(Ok(()), |values| check_amounts(what, values, self.len()))?;
        }
        for (what, values) in [("gas: hydrogen", &self.hydrogen), ("gas: oxygen", &self.oxygen)] {
            values.as_ref().map_or(Ok(()), |values| check_fractions(what, values, self.len()))?;
        }
        Ok(())
    }

    /// What is not below zero, where the source says it.
    fn amounts(&self) -> [(&'static str, &Option<Vec<f64>>); 6] {
        [
            ("gas: density_msun_kpc3", &self.density_msun_kpc3),
            ("gas: sfr_msun_yr", &self.sfr_msun_yr),
            ("gas: temperature_k", &self.temperature_k),
            ("gas: internal_energy_erg_g", &self.internal_energy_erg_g),
            ("gas: electron_abundance", &self.electron_abundance),
            ("gas: smoothing_length_kpc", &self.smoothing_length_kpc),
        ]
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
}

fn pick<T: Copy>(values: &[T], indices: &[usize]) -> Vec<T> {
    indices.iter().map(|&index| values[index]).collect()
}

fn check_vectors(what: &'static str, values: &[[f64; 3]], n: usize) -> Result<()> {
    Error::check_length(what, values.len(), n)?;
    let bad = |vector: &[f64; 3]| vector.iter().find(|value| !value.is_finite()).copied();
    match values.iter().enumerate().find_map(|(index, vector)| Some((index, bad(vector)?))) {
        Some((index, value)) => Err(Error::BadValue { what, index, value, expected: "finite numbers" }),
        None => Ok(()),
    }
}

fn check_amounts(what: &'static str, values: &[f64], n: usize) -> Result<()> {
    Error::check_length(what, values.len(), n)?;
    Error::check_none_negative(what, values)
}

fn check_fractions(what: &'static str, values: &[f64], n: usize) -> Result<()> {
    Error::check_length(what, values.len(), n)?;
    Error::check_each(what, values, "a mass fraction from 0 to 1", |value| (0.0..=1.0).contains(&value))
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
        let wrong: [(&str, fn(&mut Particles)); 7] = [
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
}
