//! `astrarium ifu telescopes`: the presets.
use crate::cli::{Error, Session};
use astrarium_ifu::Telescope;
use clap::{Arg, ArgMatches, Command};
use serde_json::json;

/// The arguments.
pub(super) fn command() -> Command {
    Command::new("telescopes")
        .about("Telescopes known by name; of one of them its file")
        .arg(Arg::new("name").value_name("NAME").help("Print the file of this telescope, to be changed"))
        .after_help("Example: astrarium ifu telescopes MUSE > mine.toml")
}

/// Prints them.
pub(super) fn main(matches: &ArgMatches, session: &mut Session<'_>) -> Result<(), Error> {
    if let Some(name) = matches.get_one::<String>("name") {
        let telescope = Telescope::named(name)?;
        let text = toml::to_string(&telescope).map_err(|error| Error::input(error.to_string(), "this is a defect"))?;
        session.console.say(text.trim_end())?;
        return session.console.say_json(&json!({ "telescopes": [telescope] }));
    }
    let all = Telescope::names().map(Telescope::named).collect::<Result<Vec<_>, _>>()?;
    let head = format!(
        "{:22} {:>7} {:>7} {:>8} {:>17} {:>8} {:>8}",
        "", "field", "spaxel", "spaxels", "wavelengths", "channel", "width"
    );
    let units = format!("{:22} {:>7} {:>7} {:>8} {:>17} {:>8} {:>8}", "", "\"", "\"", "", "Å", "Å", "Å");
    let lines: Vec<String> = [head, units].into_iter().chain(all.iter().map(line)).collect();
    session.console.say(&lines.join("\n"))?;
    session.console.say_json(&json!({ "telescopes": all }))
}

fn line(telescope: &Telescope) -> String {
    let [first, end] = telescope.wave_range_aa;
    let n = telescope.n_spaxels();
    let width = telescope.lsf.as_ref().map_or(0.0, |lsf| lsf.fwhm_aa(0.5 * (first + end)));
    format!(
        "{:22} {:>7} {:>7} {:>8} {:>17} {:>8} {:>8}",
        telescope.name,
        telescope.fov_arcsec,
        telescope.spaxel_arcsec,
        format!("{n}x{n}"),
        format!("{first}-{end}"),
        telescope.wave_step_aa,
        width
    )
}
