//! `astrarium timing info`: what event files hold.
use crate::cli::{Error, Session};
use astrarium_timing::{EventSource, InputSpec};
use clap::{Arg, ArgMatches, Command};
use serde_json::{Value, json};

/// The arguments.
pub(super) fn command() -> Command {
    Command::new("info")
        .about("What event files hold: mission, rows, times, good time intervals")
        .arg(Arg::new("files").value_name("FILE").required(true).num_args(1..).help("Event files"))
        .after_help("Example: astrarium timing info events.fits")
}

/// Prints it.
pub(super) fn main(matches: &ArgMatches, session: &mut Session<'_>) -> Result<(), Error> {
    let mut all = Vec::new();
    for file in matches.get_many::<String>("files").into_iter().flatten() {
        let path = session.host.folder().join(file);
        let input = InputSpec::files([path.clone()]);
        let source = EventSource::open(&path, &input)?;
        session.console.say(&text(&source))?;
        all.push(object(&source));
    }
    session.console.say_json(&json!({ "files": all }))
}

fn text(source: &EventSource) -> String {
    let facts = source.facts();
    let word = |fact: &Option<String>| fact.clone().unwrap_or_else(|| "not said".to_owned());
    let gti = source.gti();
    let mut lines = vec![
        source.path().display().to_string(),
        format!("  mission      {}, instrument {}", word(&facts.mission), word(&facts.instrument)),
        format!("  observation  {}", word(&facts.observation)),
        format!("  events       {} rows of {} bytes", source.n_rows(), source.row_bytes()),
        format!(
            "  time         {} (time system {}, reference {})",
            clock(source),
            word(&facts.time_sys),
            word(&facts.time_ref)
        ),
        format!("  good time    {} s in {} intervals, the longest {} s", gti.exposure_s(), gti.len(), gti.longest_s()),
    ];
    if facts.frame_s > 0.0 {
        lines.push(format!("  frame time   {} s", facts.frame_s));
    }
    lines.extend(source.warnings().iter().map(|warning| format!("  note         {warning}")));
    lines.join("\n")
}

/// The date that times count from and the span of good time after it.
fn clock(source: &EventSource) -> String {
    let Some([start, stop]) = source.gti().span() else { return "no good time".to_owned() };
    let (day, zero) = (source.mjdref().as_f64(), source.reference());
    format!("{} to {} s after MJD {day}", f64::from(zero + start), f64::from(zero + stop))
}

fn object(source: &EventSource) -> Value {
    let facts = source.facts();
    json!({
        "file": source.path(),
        "mission": facts.mission,
        "instrument": facts.instrument,
        "observation": facts.observation,
        "n_rows": source.n_rows(),
        "row_bytes": source.row_bytes(),
        "mjdref": source.mjdref().as_f64(),
        "reference_s": source.reference().to_string(),
        "frame_s": facts.frame_s,
        "time_system": facts.time_sys,
        "gti_s": source.gti().intervals(),
        "exposure_s": source.gti().exposure_s(),
        "warnings": source.warnings().iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}
