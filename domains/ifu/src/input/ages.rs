//! Ages of stars at the time of the snapshot.
use super::header::Header;
use crate::{Error, Result};
use astrarium_astro::constants::GIGAYEAR_S;
use astrarium_astro::cosmology::{Cosmology, CosmologySpec};
use std::path::Path;

/// How far births may come after the snapshot by rounding, in parts of its scale factor or time.
const ROUNDING: f64 = 1e-5;

/// Ages of stars at the time of a snapshot, from their times of birth, Gyr.
///
/// Times of birth are scale factors where the universe expands: `age = t(a) - t(a_birth)` with `t` in the flat universe of
/// matter and a cosmological constant that the header names (radiation is left out: 0.1 per cent of the age of the
/// universe). Elsewhere they are times in the units of the code.
///
/// # Errors
/// [`Error::Particle`] of a birth that comes after the snapshot.
pub(super) fn ages_gyr(path: &Path, header: &Header, births: &[f64]) -> Result<Vec<f64>> {
    let now = if header.expands() { header.scale } else { header.time };
    if let Some(index) = births.iter().position(|&birth| birth > now * (1.0 + ROUNDING)) {
        return Err(Error::Particle {
            path: path.to_path_buf(),
            what: "stars: time of birth",
            index,
            value: births[index],
            expected: "one before the snapshot",
        });
    }
    if !header.expands() {
        let unit_gyr = header.unit_length_cm / header.hubble / header.unit_velocity_cm_s / GIGAYEAR_S;
        return Ok(births.iter().map(|birth| (now - birth).max(0.0) * unit_gyr).collect());
    }
    let clock = Clock::new(header)?;
    let now_gyr = clock.time_gyr(now);
    Ok(births.iter().map(|&birth| (now_gyr - clock.time_gyr(birth)).max(0.0)).collect())
}

/// Time since the Big Bang at a scale factor.
enum Clock {
    /// `t = 2/(3 H0 √Ω_Λ) asinh(√(Ω_Λ/Ω_m) a^(3/2))`, of a flat universe.
    Flat { ratio: f64, factor_gyr: f64 },
    /// By quadrature, of a curved one.
    Curved(Box<Cosmology>),
}

impl Clock {
    fn new(header: &Header) -> Result<Self> {
        let omega_de = header.omega_de.unwrap_or(1.0 - header.omega_m);
        let h0_km_s_mpc = 100.0 * header.hubble;
        let flat = CosmologySpec::flat_lambda(h0_km_s_mpc, header.omega_m);
        // what is missing to 1 is radiation and neutrinos, not curvature
        const MOST_RADIATION: f64 = 5e-3;
        if (omega_de + header.omega_m - 1.0).abs() < MOST_RADIATION && header.omega_m < 1.0 {
            let omega_de = 1.0 - header.omega_m;
            let factor_gyr = 2.0 / 3.0 / omega_de.sqrt() * flat.plan()?.hubble_time_gyr();
            return Ok(Self::Flat { ratio: (omega_de / header.omega_m).sqrt(), factor_gyr });
        }
        let curved = CosmologySpec { omega_de: Some(omega_de), ..flat };
        Ok(Self::Curved(Box::new(curved.plan()?)))
    }

    fn time_gyr(&self, scale: f64) -> f64 {
        match self {
            Self::Flat { ratio, factor_gyr } => factor_gyr * (ratio * scale.powf(1.5)).asinh(),
            Self::Curved(cosmology) => cosmology.age_gyr(1.0 / scale - 1.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::header::Header;
    use super::{Clock, ages_gyr};
    use crate::Error;
    use std::path::Path;

    fn header(omega_m: f64, omega_de: f64) -> Header {
        Header {
            redshift: 0.25,
            scale: 0.8,
            hubble: 0.7,
            omega_m,
            omega_de: Some(omega_de),
            time: 3.0,
            ..Header::of_gadget()
        }
    }

    /// Oracle: quadrature of Friedmann's equation.
    #[test]
    fn the_closed_form_is_the_integral() {
        let flat = Clock::new(&header(0.3, 0.7)).unwrap();
        let integral = astrarium_astro::cosmology::CosmologySpec::flat_lambda(70.0, 0.3).plan().unwrap();
        for scale in [1e-3, 0.1, 0.5, 1.0] {
            let expected = integral.age_gyr(1.0 / scale - 1.0);
            assert!((flat.time_gyr(scale) / expected - 1.0).abs() < 1e-12, "{scale}");
        }
        assert!(matches!(Clock::new(&header(0.3, 0.2)).unwrap(), Clock::Curved(_)));
    }

    #[test]
    fn where_nothing_expands_times_are_times() {
        let ages = ages_gyr(Path::new("x"), &Header { hubble: 1.0, ..header(0.0, 0.0) }, &[1.0, 3.0]).unwrap();
        assert!((ages[0] - 2.0 * 0.977_792).abs() < 1e-5 && ages[1] == 0.0, "{ages:?}");
    }

    #[test]
    fn no_star_is_born_after_the_snapshot() {
        let error = ages_gyr(Path::new("x"), &header(0.3, 0.7), &[0.5, 0.9]).unwrap_err();
        assert!(matches!(error, Error::Particle { index: 1, .. }), "{error}");
    }
}
