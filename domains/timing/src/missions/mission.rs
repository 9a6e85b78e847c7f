//! One mission: where its files keep what.
use super::files::MISSIONS;
use crate::{Error, Result};
use serde::Deserialize;

/// Names under which a mission's event files keep times, channels, detectors and good time intervals.
///
/// Given for the mission, and for some of its instruments and modes, where the deepest level wins.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mission {
    /// Its name as in the keyword MISSION or TELESCOP, in lower case.
    pub name: String,
    /// Other names of it.
    pub aliases: Vec<String>,
    /// Where the facts are from.
    pub source: String,
    /// Under which terms they are here.
    pub licence: String,
    /// The linear law from PI to energy, if there is one.
    pub energy: Option<Linear>,
    /// Names for the whole mission.
    pub keys: Keys,
    /// Names for instruments and modes.
    #[serde(default)]
    levels: Vec<Level>,
}

/// `energy = offset_kev + scale_kev PI`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Linear {
    /// Width of a channel, keV.
    pub scale_kev: f64,
    /// Energy of channel 0, keV.
    pub offset_kev: f64,
}

/// Names of extensions, columns and keywords; `None` where nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Keys {
    /// Extension of the events.
    pub events: Option<String>,
    /// Extensions of the good time intervals.
    pub gti: Option<Vec<String>>,
    /// Column of the times.
    pub time: Option<String>,
    /// Column of the PI channels.
    pub pi: Option<String>,
    /// Column of the detector.
    pub detector: Option<String>,
    /// Keyword of the instrument.
    pub instrument_keyword: Option<String>,
    /// Keyword of the mode of observation.
    pub mode_keyword: Option<String>,
    /// Keyword of what stands between mission and instrument.
    pub submission_keyword: Option<String>,
}

/// Names for one instrument or mode.
#[derive(Clone, Debug, Deserialize)]
struct Level {
    path: Vec<String>,
    #[serde(flatten)]
    keys: Keys,
}

impl Mission {
    /// The mission of this name or alias, in any case; `None` if its defaults are those of all missions.
    ///
    /// # Errors
    /// [`Error::MissionData`] if a data file of this crate is broken.
    pub fn named(name: &str) -> Result<Option<Self>> {
        let name = name.trim().to_lowercase();
        if let Some((file, text)) = MISSIONS.iter().find(|(file, _)| *file == name) {
            return Self::parse(file, text).map(Some);
        }
        for (file, text) in MISSIONS {
            let mission = Self::parse(file, text)?;
            if mission.aliases.contains(&name) {
                return Ok(Some(mission));
            }
        }
        Ok(None)
    }

    /// Names of all missions that have a file.
    pub fn names() -> impl Iterator<Item = &'static str> {
        MISSIONS.iter().map(|(name, _)| *name)
    }

    fn parse(file: &'static str, text: &str) -> Result<Self> {
        toml::from_str(text).map_err(|error| Error::MissionData { file, message: error.message().to_owned() })
    }

    /// The names that hold for the submission, instrument and mode that a header gives.
    #[must_use]
    pub fn keys_for(&self, of_file: [Option<&str>; 3]) -> Keys {
        let here: Vec<String> = of_file.into_iter().flatten().map(|name| name.trim().to_lowercase()).collect();
        let mut levels: Vec<&Level> = self.levels.iter().filter(|level| level.applies(&here)).collect();
        levels.sort_by_key(|level| level.path.len());
        levels.into_iter().fold(self.keys.clone(), |keys, level| keys.overlaid(&level.keys))
    }
}

impl Level {
    /// Whether every element of the path is among the names, in order; `xis-*` stands for all that begin so.
    fn applies(&self, names: &[String]) -> bool {
        let mut names = names.iter();
        let same = |element: &str, name: &str| match element.strip_suffix('*') {
            Some(stem) => name.starts_with(stem),
            None => element == name,
        };
        self.path.iter().all(|element| names.any(|name| same(element, name)))
    }
}

impl Keys {
    /// What all missions have in common.
    #[must_use]
    pub fn common() -> Self {
        let name = |name: &str| Some(name.to_owned());
        Self {
            events: name("EVENTS"),
            gti: Some(vec!["GTI".to_owned(), "STDGTI".to_owned()]),
            time: name("TIME"),
            pi: name("PI"),
            instrument_keyword: name("INSTRUME"),
            ..Self::default()
        }
    }

    /// These names, and the `deeper` ones where they are given.
    #[must_use]
    pub fn overlaid(self, deeper: &Self) -> Self {
        let pick = |mine: Option<String>, other: &Option<String>| other.clone().or(mine);
        Self {
            events: pick(self.events, &deeper.events),
            gti: deeper.gti.clone().or(self.gti),
            time: pick(self.time, &deeper.time),
            pi: pick(self.pi, &deeper.pi),
            detector: pick(self.detector, &deeper.detector),
            instrument_keyword: pick(self.instrument_keyword, &deeper.instrument_keyword),
            mode_keyword: pick(self.mode_keyword, &deeper.mode_keyword),
            submission_keyword: pick(self.submission_keyword, &deeper.submission_keyword),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Keys, Mission};

    #[test]
    fn every_mission_file_is_sound() {
        for name in Mission::names() {
            let mission = Mission::named(name).unwrap().expect("a listed mission");
            assert_eq!(mission.name, name);
            assert!(!mission.source.is_empty() && !mission.licence.is_empty(), "{name}");
            let keys = Keys::common().overlaid(&mission.keys);
            assert!(keys.time.is_some() && keys.events.is_some(), "{name}");
        }
    }

    #[test]
    fn the_deepest_level_wins() {
        let xte = Mission::named("XTE").unwrap().unwrap();
        let keys = xte.keys_for([None, Some("PCA"), Some("STANDARD2A")]);
        assert_eq!((keys.events.as_deref(), keys.pi.as_deref()), (Some("XTE_SA"), Some("GOOD")));
        let keys = xte.keys_for([None, Some("PCA"), Some("GoodXenon_2s")]);
        assert_eq!((keys.events.as_deref(), keys.pi.as_deref()), (Some("XTE_SE"), Some("PHA")));
        assert_eq!(keys.detector.as_deref(), Some("PCUID"));
    }

    #[test]
    fn wildcards_aliases_and_strangers() {
        let suzaku = Mission::named("astro-e2").unwrap().unwrap();
        assert_eq!(suzaku.keys_for([None, Some("XIS-3"), None]).gti, Some(vec!["STDGTI".to_owned()]));
        assert_eq!(Mission::named("Chandra").unwrap().unwrap().name, "axaf");
        assert!(Mission::named("glast").unwrap().is_none());
    }
}
