//! How files are laid out, and how they are told apart.
use super::header::text;
use crate::{Error, Result};
use astrarium_io::hdf5::Reader;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// How a file of particles is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Layout {
    /// Snapshots and cut-outs of Illustris and IllustrisTNG.
    IllustrisTng,
    /// Snapshots of EAGLE.
    Eagle,
    /// Magneticum in HDF5, metals as eleven masses.
    Magneticum,
    /// Galaxies of Horizon-AGN in HDF5, in physical units.
    HorizonAgn,
    /// COLIBRE, as SWIFT with its elements in a group.
    Colibre,
    /// Snapshots of SWIFT.
    Swift,
    /// Snapshots of Gadget in HDF5, whose units are those of the header.
    Gadget,
    /// Snapshots of Gadget in blocks.
    GadgetBinary,
    /// This house's own.
    Plain,
}

/// First bytes of HDF5 files.
const HDF5: [u8; 8] = *b"\x89HDF\r\n\x1a\n";

impl Layout {
    /// Recognises the layout of a file.
    ///
    /// # Errors
    /// [`Error::Reading`]; [`Error::NotRecognised`] of a file of none.
    pub fn of(path: &Path) -> Result<Self> {
        let reading = |source| Error::Reading { path: path.to_path_buf(), source };
        let mut first = Vec::new();
        File::open(path).and_then(|file| file.take(20).read_to_end(&mut first)).map_err(reading)?;
        if first.starts_with(&HDF5) {
            return Self::of_hdf5(&Reader::open(path)?);
        }
        let starts_with =
            |length: u32| first.starts_with(&length.to_le_bytes()) || first.starts_with(&length.to_be_bytes());
        if starts_with(256) || (starts_with(8) && first.get(4..8) == Some(b"HEAD")) {
            return Ok(Self::GadgetBinary);
        }
        Err(Error::NotRecognised { path: path.to_path_buf(), found: "neither HDF5 nor blocks of Gadget".to_owned() })
    }

    fn of_hdf5(file: &Reader) -> Result<Self> {
        let groups = file.groups("/")?;
        let has = |name: &str| groups.iter().any(|group| group == name);
        if has("stars") || has("particles") {
            return Ok(Self::Plain);
        }
        if !has("Header") {
            let found = format!("HDF5 with the groups {}, none of which is Header or stars", groups.join(", "));
            return Err(Error::NotRecognised { path: file.path().to_path_buf(), found });
        }
        let header = file.attributes("Header")?;
        let labels =
            ["RunLabel", "SimulationName", "Code", "RunName"].map(|key| text(&header, key).unwrap_or_default());
        let label = labels.join(" ").to_lowercase();
        const LABELS: [(&str, Layout); 7] = [
            ("magneticum", Layout::Magneticum),
            ("horizon", Layout::HorizonAgn),
            ("colibre", Layout::Colibre),
            ("swift", Layout::Swift),
            ("eagle", Layout::Eagle),
            ("tng", Layout::IllustrisTng),
            ("illustris", Layout::IllustrisTng),
        ];
        if let Some((_, layout)) = LABELS.iter().find(|(name, _)| label.contains(name)) {
            return Ok(*layout);
        }
        Ok(Self::of_attributes(file, &groups))
    }

    /// Without a label, what the attributes of the coordinates are called tells.
    fn of_attributes(file: &Reader, groups: &[String]) -> Self {
        let coordinates = groups.iter().map(|group| format!("{group}/Coordinates")).find(|at| file.has(at));
        let attributes = coordinates.and_then(|at| file.attributes(&at).ok()).unwrap_or_default();
        const KEYS: [(&str, Layout); 3] = [
            ("a_scaling", Layout::IllustrisTng),
            ("CGSConversionFactor", Layout::Eagle),
            ("a-scale exponent", Layout::Swift),
        ];
        KEYS.iter().find(|(key, _)| attributes.contains_key(*key)).map_or(Self::Gadget, |(_, layout)| *layout)
    }

    /// Its name, as specifications hold it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::IllustrisTng => "illustris_tng",
            Self::Eagle => "eagle",
            Self::Magneticum => "magneticum",
            Self::HorizonAgn => "horizon_agn",
            Self::Colibre => "colibre",
            Self::Swift => "swift",
            Self::Gadget => "gadget",
            Self::GadgetBinary => "gadget_binary",
            Self::Plain => "plain",
        }
    }
}
