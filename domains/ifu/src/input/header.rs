//! What the header of a snapshot says of time, box and units.
use super::Layout;
use super::arrays::{KPC_CM, SUN_G};
use crate::{Error, Result};
use astrarium_io::hdf5::{Attribute, Reader};
use std::collections::BTreeMap;
use std::path::Path;

pub(super) type Attributes = BTreeMap<String, Attribute>;

/// Time, universe and units of a snapshot.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Header {
    pub(super) redshift: f64,
    /// Scale factor; 1 where nothing expands.
    pub(super) scale: f64,
    /// Hubble's constant over 100 km/s/Mpc; 1 where nothing expands.
    pub(super) hubble: f64,
    pub(super) omega_m: f64,
    pub(super) omega_de: Option<f64>,
    /// The header's time: a scale factor, or in units of the code where nothing expands.
    pub(super) time: f64,
    pub(super) unit_length_cm: f64,
    pub(super) unit_mass_g: f64,
    pub(super) unit_velocity_cm_s: f64,
    /// Edges of the periodic box in the file's units of length; 0 if there is none.
    pub(super) box_size: [f64; 3],
    pub(super) source: String,
}

/// Units that snapshots of Gadget have unless they say otherwise: kpc, 10¹⁰ solar masses, km/s.
const TEN_BILLION_SUNS_G: f64 = 1e10 * SUN_G;
const KM_CM: f64 = 1e5;

impl Header {
    /// A header that says nothing.
    pub(super) fn of_gadget() -> Self {
        Self {
            redshift: 0.0,
            scale: 1.0,
            hubble: 1.0,
            omega_m: 0.0,
            omega_de: None,
            time: 0.0,
            unit_length_cm: KPC_CM,
            unit_mass_g: TEN_BILLION_SUNS_G,
            unit_velocity_cm_s: KM_CM,
            box_size: [0.0; 3],
            source: String::new(),
        }
    }

    /// From the groups `Header`, `Cosmology` and `Units` of a file.
    pub(super) fn read(file: &Reader, layout: Layout) -> Result<Self> {
        let mut all = file.attributes("Header")?;
        for group in ["Cosmology", "Parameters", "Units"] {
            // what the header itself says counts
            for (key, value) in file.attributes(group).unwrap_or_default() {
                all.entry(key).or_insert(value);
            }
        }
        Self::from_attributes(file.path(), &all, layout)
    }

    fn from_attributes(path: &Path, all: &Attributes, layout: Layout) -> Result<Self> {
        let first = |keys: &[&str]| keys.iter().find_map(|key| number(all, key));
        let scale_of_file = first(&["Scale-factor", "ExpansionFactor"]);
        let redshift = first(&["Redshift"]).or_else(|| scale_of_file.map(|a| 1.0 / a - 1.0));
        let redshift = redshift.ok_or_else(|| Error::Format {
            path: path.to_path_buf(),
            found: "a Header without Redshift".to_owned(),
            expected: "the attribute Redshift, Scale-factor or ExpansionFactor",
        })?;
        let header = Self {
            redshift: if redshift.abs() < 1e-12 { 0.0 } else { redshift },
            scale: 1.0 / (1.0 + redshift),
            hubble: first(&["HubbleParam", "h"]).unwrap_or(1.0),
            omega_m: first(&["Omega0", "Omega_m"]).unwrap_or(0.0),
            omega_de: first(&["OmegaLambda", "Omega_lambda"]),
            time: first(&["Time"]).unwrap_or(0.0),
            unit_length_cm: first(&["UnitLength_in_cm", "Unit length in cgs (U_L)"]).unwrap_or(KPC_CM),
            unit_mass_g: first(&["UnitMass_in_g", "Unit mass in cgs (U_M)"]).unwrap_or(TEN_BILLION_SUNS_G),
            unit_velocity_cm_s: first(&["UnitVelocity_in_cm_per_s"]).unwrap_or(KM_CM),
            box_size: box_size(all),
            source: text(all, "RunLabel").or_else(|| text(all, "RunName")).unwrap_or_else(|| layout.name().to_owned()),
        };
        header.check(path)
    }

    /// Refuses universes that are not.
    pub(super) fn check(self, path: &Path) -> Result<Self> {
        let wrong = |found: String, expected| Err(Error::Format { path: path.to_path_buf(), found, expected });
        if !(self.redshift > -1.0 && self.redshift.is_finite()) {
            return wrong(format!("redshift {}", self.redshift), "a finite redshift above -1");
        }
        if !(self.hubble > 0.0 && self.hubble.is_finite()) {
            return wrong(format!("Hubble parameter {}", self.hubble), "a number above zero");
        }
        for unit in [self.unit_length_cm, self.unit_mass_g, self.unit_velocity_cm_s] {
            if !(unit > 0.0 && unit.is_finite()) {
                return wrong(format!("a unit of {unit} in cgs"), "a number above zero");
            }
        }
        Ok(self)
    }

    /// Whether there is a universe that expands: without matter there is none.
    pub(super) fn expands(&self) -> bool {
        self.omega_m > 0.0
    }
}

fn box_size(all: &Attributes) -> [f64; 3] {
    match all.get("BoxSize") {
        Some(Attribute::F64(sizes)) if sizes.len() == 3 => [sizes[0], sizes[1], sizes[2]],
        Some(_) => [number(all, "BoxSize").unwrap_or(0.0); 3],
        None => [0.0; 3],
    }
}

/// The first number of an attribute.
pub(super) fn number(all: &Attributes, key: &str) -> Option<f64> {
    match all.get(key)? {
        Attribute::F64(values) => values.first().copied(),
        Attribute::I64(values) => values.first().map(|&value| value as f64),
        _ => None,
    }
}

/// The first text of an attribute.
pub(super) fn text(all: &Attributes, key: &str) -> Option<String> {
    match all.get(key)? {
        Attribute::Text(texts) => texts.first().cloned(),
        Attribute::Word(word) => Some(word.clone()),
        _ => None,
    }
}
