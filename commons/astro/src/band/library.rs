//! Bands by name.
use super::curve::{Band, Detector};
use super::read::read_curve;
use super::reference::Reference;
use super::spec::BandSpec;
use crate::units::SpectralUnit;
use crate::{Error, Result};
use astrarium_io::registry::Shelf;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Bands that can be had by name, looked for in this order:
///
/// 1. the user's own, added by [`add`](Self::add);
/// 2. files under a folder, named by their path with dots: `SDSS.r` is `SDSS/r.dat` (GalaPy's database has this form; endings
///    `.dat`, `.par`, `.txt`, `.csv`);
/// 3. the registry: `sdss_r0` is its data set `band-sdss_r0`, from the package astro-sedpy; GalaPy's names for the same curves
///    work, too.
///
/// Bands of Spitzer and Herschel come with the reference spectra that their fluxes are quoted for, whichever file they are
/// from; [`plain`](Self::plain) leaves them out.
#[derive(Clone, Debug, Default)]
pub struct BandLibrary {
    own: BTreeMap<String, Band>,
    folder: Option<PathBuf>,
    shelf: Option<Shelf>,
    plain: bool,
}

impl BandLibrary {
    /// Nothing but what is added.
    pub fn new() -> Self {
        Self::default()
    }

    /// Also looks into a folder.
    #[must_use]
    pub fn with_folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folder = Some(folder.into());
        self
    }

    /// Also looks among the data sets that were fetched.
    #[must_use]
    pub fn with_shelf(mut self, shelf: Shelf) -> Self {
        self.shelf = Some(shelf);
        self
    }

    /// All fluxes quoted for constant `S_ν`, as GalaPy has them.
    #[must_use]
    pub fn plain(mut self) -> Self {
        self.plain = true;
        self
    }

    /// Adds a user's band.
    ///
    /// # Errors
    /// As [`BandSpec::plan`].
    pub fn add(&mut self, spec: &BandSpec) -> Result<()> {
        self.own.insert(spec.name.clone(), spec.plan()?);
        Ok(())
    }

    /// The band of this name.
    ///
    /// # Errors
    /// [`Error::UnknownName`] with the nearest name; [`Error::Io`] for a band of the registry that was not fetched, with the
    /// command that does it; as [`read_curve`].
    pub fn band(&self, name: &str) -> Result<Band> {
        if let Some(band) = self.own.get(name) {
            return Ok(band.clone());
        }
        let path = match self.file(name) {
            Some(path) => path,
            None => self.fetched(name)?,
        };
        let band = read_curve(&path, name, SpectralUnit::AA, self.detector())?;
        match quoted(name).filter(|_| !self.plain) {
            Some((reference, wave_aa)) => band.with_reference(reference, Some(wave_aa)),
            None => Ok(band),
        }
    }

    /// The bands of these names.
    ///
    /// # Errors
    /// As [`band`](Self::band), of the first that fails.
    pub fn bands<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Result<Vec<Band>> {
        names.into_iter().map(|name| self.band(name)).collect()
    }

    fn detector(&self) -> Option<Detector> {
        self.plain.then_some(Detector::Photon)
    }

    fn file(&self, name: &str) -> Option<PathBuf> {
        const ENDINGS: [&str; 4] = ["dat", "par", "txt", "csv"];
        let folder = self.folder.as_ref()?;
        let is_plain = |part: &str| !part.is_empty() && !part.contains(['/', '\\', '\0']);
        if !name.split('.').all(is_plain) {
            return None;
        }
        let dotted: PathBuf = name.split('.').collect();
        let stems = [dotted.as_path(), Path::new(name)];
        let paths =
            stems.iter().flat_map(|stem| ENDINGS.map(|ending| folder.join(format!("{}.{ending}", stem.display()))));
        paths.into_iter().find(|path| path.is_file())
    }

    fn fetched(&self, name: &str) -> Result<PathBuf> {
        let Some(shelf) = &self.shelf else { return Err(self.unknown(name)) };
        let plain = sedpy_name(name).unwrap_or(name);
        match shelf.set(&format!("band-{plain}")) {
            Ok(set) => Ok(shelf.path(&set.name)?),
            Err(_) => Err(self.unknown(name)),
        }
    }

    fn unknown(&self, name: &str) -> Error {
        let sets = self.shelf.as_ref().map_or(&[][..], Shelf::sets);
        let fetched = sets.iter().filter_map(|set| set.name.strip_prefix("band-"));
        Error::unknown("band", name, self.own.keys().map(String::as_str).chain(fetched))
    }
}

/// Names of GalaPy's database, the same curve's in sedpy, and the reference spectrum with its wavelength in ångström.
const NAMES: &str = include_str!("../../data/bands/names.tsv");

struct Row {
    galapy: &'static str,
    sedpy: &'static str,
    quoted: Option<(Reference, f64)>,
}

fn rows() -> impl Iterator<Item = Row> {
    let lines = NAMES.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(|line| {
        let mut cells = line.split('\t');
        let mut next = || cells.next().unwrap_or("");
        let (galapy, sedpy, reference, wave_aa) = (next(), next(), next(), next());
        let quoted = wave_aa.parse().ok().and_then(|wave_aa: f64| Some((reference_of(reference)?, wave_aa)));
        Row { galapy, sedpy, quoted }
    })
}

fn reference_of(word: &str) -> Option<Reference> {
    match word {
        "nu-s-nu" => Some(Reference::FLAT_NU_S_NU),
        "10000K" => Some(Reference::BlackBody { temperature_k: 1e4 }),
        _ => None,
    }
}

fn sedpy_name(name: &str) -> Option<&'static str> {
    rows().find(|row| row.galapy == name).map(|row| row.sedpy).filter(|sedpy| *sedpy != "-")
}

fn quoted(name: &str) -> Option<(Reference, f64)> {
    rows().find(|row| row.galapy == name || row.sedpy == name)?.quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_those_of_the_registry() {
        let mut n_quoted = 0;
        for row in rows() {
            let known = row.sedpy == "-" || astrarium_io::registry::find(&format!("band-{}", row.sedpy)).is_ok();
            assert!(known, "{} has no data set", row.sedpy);
            n_quoted += usize::from(row.quoted.is_some());
        }
        assert_eq!(n_quoted, 4 + 3 + 3 + 3, "IRAC, MIPS, PACS, SPIRE");
        let shelf = Shelf::new("nowhere");
        for set in shelf.sets().iter().filter_map(|set| set.name.strip_prefix("band-")) {
            let infrared = ["spitzer_irac", "spitzer_mips", "herschel"].iter().any(|start| set.starts_with(start));
            assert!(
                !infrared || quoted(set).is_some() || set == "spitzer_mips_70_dpe",
                "{set} has a reference spectrum"
            );
        }
    }

    #[test]
    fn absent_bands_say_how_to_get_them() {
        let library = BandLibrary::new().with_shelf(Shelf::new("/nowhere"));
        let message = library.band("SDSS.r").expect_err("not fetched").to_string();
        assert!(message.contains("astrarium data fetch band-sdss_r0"), "{message}");
        let message = library.band("sdss_r1").expect_err("no such band").to_string();
        assert!(message.contains("did you mean `sdss_r0`?"), "{message}");
        let escaping = BandLibrary::new().with_folder("/").band("../etc/passwd");
        assert!(matches!(escaping, Err(Error::UnknownName(_))));
    }
}
