//! The channel-to-energy table of the RXTE PCA and its gain epochs.

use std::fmt::Write as _;

const COLUMNS: [&str; 6] = ["epoch1", "epoch2", "epoch3", "epoch4", "epoch5_pcu0", "epoch5_pcu1234"];

/// One row: absolute channels `first..=last`, upper energies of `COLUMNS`, keV.
struct Row<'a> {
    channels: [u32; 2],
    energies: Vec<&'a str>,
}

/// The table as TOML, from the source that carries it.
pub(crate) fn toml(python: &str, release: &str) -> Result<String, String> {
    let rows: Vec<Row> = python.lines().filter_map(row).collect();
    let starts: Vec<&str> = python.lines().filter_map(epoch).collect();
    let whole = rows.first().is_some_and(|row| row.channels[0] == 0)
        && rows.last().is_some_and(|row| row.channels[1] == 255)
        && rows.windows(2).all(|pair| pair[1].channels[0] == pair[0].channels[1] + 1);
    if !whole || starts.len() != 6 {
        return Err(format!(
            "expected channels 0 to 255 and 6 epoch edges, found {} rows and {}",
            rows.len(),
            starts.len()
        ));
    }
    let mut text = format!(
        "# Written by `cargo xtask missions`; edit that, not this.\n\
         # Upper energy (keV) of the absolute channels of the RXTE PCA in its five gain epochs.\n\
         source = \"PCA energy-channel conversion table (e-c_table), HEASARC, as distributed in {release}\"\n\
         licence = \"numbers, not subject to copyright; stingray is MIT\"\n\n\
         # edges of the epochs, UTC, and as Modified Julian Dates\n\
         epoch_edges_utc = {starts:?}\n"
    );
    let days: Result<Vec<f64>, String> =
        starts.iter().map(|start| mjd(start).ok_or(format!("date `{start}`"))).collect();
    let _ = writeln!(text, "epoch_edges_mjd = {:?}", days?);
    let _ = writeln!(
        text,
        "\n# first and last absolute channel of each row\nchannels = {:?}",
        rows.iter().map(|row| row.channels).collect::<Vec<_>>()
    );
    for (i, column) in COLUMNS.iter().enumerate() {
        let _ =
            writeln!(text, "{column} = [{}]", rows.iter().map(|row| row.energies[i]).collect::<Vec<_>>().join(", "));
    }
    Ok(text)
}

/// `0-4  0  1.51 ... 2.06`: the last digits of a channel stand for the whole of it, `54-5` is 54 to 55.
fn row(line: &str) -> Option<Row<'_>> {
    let words: Vec<&str> = line.trim().trim_end_matches("\"\"\",").split_whitespace().collect();
    let [channels, _, energies @ ..] = words.as_slice() else { return None };
    let (first, last) = channels.split_once('-').unwrap_or((channels, channels));
    let last = format!("{}{last}", first.get(..first.len().saturating_sub(last.len()))?);
    let numbers = energies.len() == COLUMNS.len() && energies.iter().all(|word| word.parse::<f64>().is_ok());
    numbers.then_some(Row { channels: [first.parse().ok()?, last.parse().ok()?], energies: energies.to_vec() })
}

/// `"1996-03-21T18:33:00.0",`
fn epoch(line: &str) -> Option<&str> {
    let date = line.trim().strip_prefix('"')?.split('"').next()?;
    mjd(date).map(|_| date)
}

/// Modified Julian Date of `YYYY-MM-DDThh:mm:ss`, by the day count of the proleptic Gregorian calendar.
fn mjd(date: &str) -> Option<f64> {
    let (day, time) = date.split_once('T')?;
    let whole: Vec<i64> = day.split('-').map(str::parse).collect::<Result<_, _>>().ok()?;
    let clock: Vec<f64> = time.split(':').map(str::parse).collect::<Result<_, _>>().ok()?;
    let ([year, month, day], [hour, minute, second]) = (whole.as_slice(), clock.as_slice()) else { return None };
    // years begin in March, so that the leap day is the last
    let (y, m) = if *month > 2 { (*year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * y + y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400) + (153 * m + 2) / 5 + day - 1;
    Some((days - 678_881) as f64 + (hour * 3600.0 + minute * 60.0 + second) / 86_400.0)
}

#[cfg(test)]
mod tests {
    use super::{mjd, row};

    #[test]
    fn dates_and_channels() {
        assert_eq!(mjd("1996-03-21T18:33:00.0"), Some(50_163.0 + 1113.0 / 1440.0));
        assert_eq!(mjd("2000-05-13T00:00:00.0"), Some(51_677.0));
        assert_eq!(row("54-5\t50\t14.81\t17.52\t20.30\t23.82\t24.33\t23.15").map(|row| row.channels), Some([54, 55]));
        assert!(row("Abs STD2 E1 E2 E3 E4 E5_0 E5_1234").is_none());
    }
}
