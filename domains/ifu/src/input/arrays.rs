//! Arrays of a snapshot in the units of this crate.
use super::Layout;
use super::header::{Attributes, Header, number};
use crate::{Error, Result};
use astrarium_astro::constants::{PARSEC_M, SOLAR_MASS_KG, YEAR_S};
use astrarium_io::hdf5::Reader;

pub(super) const KPC_CM: f64 = PARSEC_M * 1e5;
pub(super) const SUN_G: f64 = SOLAR_MASS_KG * 1e3;

/// What an array is of, which says its units where the file does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Length,
    Velocity,
    Mass,
    Density,
    Energy,
    Rate,
    Plain,
}

impl Kind {
    /// This crate's unit in cgs.
    fn ours_cgs(self) -> f64 {
        match self {
            Self::Length => KPC_CM,
            Self::Velocity => 1e5,
            Self::Mass => SUN_G,
            Self::Density => SUN_G / KPC_CM.powi(3),
            Self::Rate => SUN_G / YEAR_S,
            Self::Energy | Self::Plain => 1.0,
        }
    }

    /// One unit of a file without attributes in cgs: Gadget's, where lengths and masses are in units of `1/h` and lengths
    /// comoving, velocities are divided by the root of the scale factor, rates are in solar masses a year.
    pub(super) fn gadget_cgs(self, header: &Header) -> f64 {
        let length = header.unit_length_cm * header.scale / header.hubble;
        let mass = header.unit_mass_g / header.hubble;
        match self {
            Self::Length => length,
            Self::Velocity => header.unit_velocity_cm_s * header.scale.sqrt(),
            Self::Mass => mass,
            Self::Density => mass / length.powi(3),
            Self::Energy => header.unit_velocity_cm_s.powi(2),
            Self::Rate => SUN_G / YEAR_S,
            Self::Plain => 1.0,
        }
    }

    /// What a number of a file without attributes is multiplied by.
    pub(super) fn gadget_factor(self, header: &Header) -> f64 {
        self.gadget_cgs(header) / self.ours_cgs()
    }
}

/// A group of particles of one type.
pub(super) struct Group<'a> {
    pub(super) file: &'a Reader,
    pub(super) name: &'static str,
    pub(super) header: &'a Header,
    pub(super) layout: Layout,
}

/// Names of the exponents of the scale factor, of Hubble's parameter, and of the factor to cgs.
const TRIPLES: [[&str; 3]; 3] = [
    ["aexp-scale-exponent", "h-scale-exponent", "CGSConversionFactor"],
    ["a_scaling", "h_scaling", "to_cgs"],
    ["a-scale exponent", "h-scale exponent", "Conversion factor to CGS (not including cosmological corrections)"],
];

impl Group<'_> {
    /// The path of the first of `names` that is there.
    pub(super) fn find(&self, names: &[&str]) -> Option<String> {
        names.iter().map(|name| format!("{}/{name}", self.name)).find(|at| self.file.has(at))
    }

    /// One number a particle, if one of `names` is there.
    pub(super) fn numbers(&self, names: &[&str], kind: Kind) -> Result<Option<Vec<f64>>> {
        let Some(at) = self.find(names) else { return Ok(None) };
        let (values, shape) = self.file.f64s(&at)?;
        if shape.len() != 1 && shape[1..] != [1] {
            return Err(self.wrong_shape(&at, &shape, "one number a particle"));
        }
        self.scaled(&at, values, kind).map(Some)
    }

    /// One number a particle, which must be there.
    pub(super) fn needed(&self, names: &[&str], kind: Kind) -> Result<Vec<f64>> {
        self.numbers(names, kind)?.ok_or_else(|| self.missing(names))
    }

    /// Three numbers a particle, which must be there.
    pub(super) fn vectors(&self, names: &[&str], kind: Kind) -> Result<Vec<[f64; 3]>> {
        let at = self.find(names).ok_or_else(|| self.missing(names))?;
        let (values, shape) = self.file.f64s(&at)?;
        if shape.len() != 2 || shape[1] != 3 {
            return Err(self.wrong_shape(&at, &shape, "three numbers a particle"));
        }
        Ok(self.scaled(&at, values, kind)?.chunks_exact(3).map(|vector| [vector[0], vector[1], vector[2]]).collect())
    }

    /// Rows of a table, which is in `kind`: `(values, columns)`.
    pub(super) fn table(&self, names: &[&str], kind: Kind) -> Result<Option<(Vec<f64>, usize)>> {
        let Some(at) = self.find(names) else { return Ok(None) };
        let (values, shape) = self.file.f64s(&at)?;
        if shape.len() != 2 || shape[1] == 0 {
            return Err(self.wrong_shape(&at, &shape, "a row of numbers a particle"));
        }
        Ok(Some((self.scaled(&at, values, kind)?, shape[1])))
    }

    fn scaled(&self, at: &str, mut values: Vec<f64>, kind: Kind) -> Result<Vec<f64>> {
        let factor = self.factor(&self.file.attributes(at)?, kind);
        values.iter_mut().for_each(|value| *value *= factor);
        Ok(values)
    }

    /// `a^i h^j cgs / ours`, of the dataset's attributes; of Gadget's units if it has none.
    pub(super) fn factor(&self, attributes: &Attributes, kind: Kind) -> f64 {
        // the factor that these files give for rates is off by many powers of ten; the numbers are solar masses a year
        if kind == Kind::Rate && matches!(self.layout, Layout::Magneticum | Layout::HorizonAgn) {
            return 1.0;
        }
        let found = TRIPLES.iter().find(|[_, _, factor]| attributes.contains_key(*factor));
        let Some([a_key, h_key, cgs_key]) = found else { return kind.gadget_factor(self.header) };
        let read = |key| number(attributes, key).unwrap_or(0.0);
        let (a, h) = (self.header.scale.powf(read(a_key)), self.header.hubble.powf(read(h_key)));
        // 0 stands for "no unit"
        let cgs = Some(read(cgs_key)).filter(|&cgs| cgs != 0.0).unwrap_or(1.0);
        a * h * cgs / kind.ours_cgs()
    }

    pub(super) fn missing(&self, names: &[&str]) -> Error {
        let found = format!("no {} in {}", names.join(", "), self.name);
        Error::Format { path: self.file.path().to_path_buf(), found, expected: "one dataset of these names" }
    }

    fn wrong_shape(&self, at: &str, shape: &[usize], expected: &'static str) -> Error {
        Error::Format { path: self.file.path().to_path_buf(), found: format!("{at} of shape {shape:?}"), expected }
    }
}
