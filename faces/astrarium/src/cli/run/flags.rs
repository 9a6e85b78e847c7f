//! Flags that every run has.
use super::parts::Share;
use std::{path::PathBuf, time::Duration};

/// How a run is done; nothing here changes a number of its result, but `--seed` and `--simd`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct RunFlags {
    /// Specification to start from; other flags win over it
    #[arg(long, value_name = "FILE")]
    pub(crate) spec: Option<PathBuf>,
    /// Set any key of the specification
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) set: Vec<String>,
    /// Folder of the results, else named after input and verb
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Replace an earlier run in that folder
    #[arg(long, conflicts_with = "resume")]
    pub(crate) overwrite: bool,
    /// Go on with a run that was stopped
    #[arg(long)]
    pub(crate) resume: bool,
    /// Compute the i-th of n shares, for `merge`
    #[arg(long, value_name = "I/N", value_parser = Share::parse)]
    pub(crate) part: Option<Share>,
    /// Threads [those that the system allows]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) threads: Option<u16>,
    /// Instruction set: auto, or a level that all nodes have
    #[arg(long, value_name = "LEVEL")]
    pub(crate) simd: Option<String>,
    /// Memory that may be used, as 500M or 4G
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub(crate) mem: Option<u64>,
    /// Seed of all random numbers, 0 unless set
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// Stop, resumable, after a while, as 90s, 30m or 8h
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(crate) time_limit: Option<Duration>,
    /// How often to save what is done, 60s unless set
    #[arg(long, value_name = "TIME", value_parser = duration, default_value = "60s", hide_default_value = true)]
    pub(crate) checkpoint: Duration,
    /// Identify inputs by the sha256 of all their bytes
    #[arg(long)]
    pub(crate) checksum: bool,
    /// Let unlike processors work together: no longer bit by bit
    #[arg(long)]
    pub(crate) allow_mixed: bool,
    /// Write what ran when, in the trace format of Chrome
    #[arg(long, value_name = "FILE")]
    pub(crate) trace: Option<PathBuf>,
    /// Print time, bytes and items of every stage
    #[arg(long)]
    pub(crate) profile: bool,
    /// Print what would be done, and stop
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Draw the result in the terminal
    #[arg(long)]
    pub(crate) plot: bool,
}

impl Default for RunFlags {
    /// No flag given.
    fn default() -> Self {
        let command = <Self as clap::Args>::augment_args(clap::Command::new("run"));
        let matches = command.get_matches_from(["run"]);
        <Self as clap::FromArgMatches>::from_arg_matches(&matches).expect("no flag is required")
    }
}

/// The names of these flags, for the line that stands for them in the help of a verb.
pub(crate) const SUMMARY: &str = "\
Every run also takes: --spec FILE --set KEY=VALUE --out DIR --overwrite --resume
  --part I/N --threads N --simd LEVEL --mem SIZE --seed N --time-limit TIME
  --checkpoint TIME --checksum --allow-mixed --trace FILE --profile --dry-run
  --plot --quiet --json; `astrarium run --help` explains them.";

/// A size in bytes: digits, then nothing, or k, M, G, T (powers of 1000), or KiB, MiB, GiB, TiB.
pub(crate) fn size(word: &str) -> Result<u64, String> {
    let expected = || format!("{word} is no size; expected a number with k, M, G or T, as 500M");
    let cut = word.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(word.len());
    let (digits, unit) = word.split_at(cut);
    let number: f64 = digits.parse().map_err(|_| expected())?;
    let unit = unit.trim().to_ascii_lowercase();
    let (letter, base) = match unit.strip_suffix("ib") {
        Some(letter) => (letter.to_owned(), 1024.0_f64),
        None => (unit.strip_suffix('b').unwrap_or(&unit).to_owned(), 1000.0),
    };
    let power = ["", "k", "m", "g", "t"].iter().position(|known| *known == letter).ok_or_else(expected)?;
    let bytes = number * base.powi(i32::try_from(power).unwrap_or(0));
    if (1.0..1e18).contains(&bytes) { Ok(bytes as u64) } else { Err(expected()) }
}

/// A time: a number of seconds, or with s, m, h, d.
pub(crate) fn duration(word: &str) -> Result<Duration, String> {
    let expected = || format!("{word} is no time; expected seconds, or a number with s, m, h or d, as 30m");
    match word.parse() {
        Ok(seconds) => Duration::try_from_secs_f64(seconds).map_err(|_| expected()),
        Err(_) => humantime::parse_duration(word).map_err(|_| expected()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_times_with_units() {
        assert_eq!(size("500M"), Ok(500_000_000));
        assert_eq!(size("1.5GiB"), Ok(1_610_612_736));
        assert_eq!(size("4096"), Ok(4096));
        assert!(size("much").is_err() && size("0").is_err() && size("4X").is_err());
        assert_eq!(duration("30m"), Ok(Duration::from_secs(1800)));
        assert_eq!(duration("0.5"), Ok(Duration::from_millis(500)));
        assert!(duration("-1").is_err() && duration("soon").is_err() && duration("1e400").is_err());
    }
}
