//! Curves of filters in text files.
use super::curve::{Band, Detector};
use crate::units::SpectralUnit;
use crate::{Error, Result};
use std::path::Path;

/// Reads a response curve: two columns or more (wavelength, response), after `#` comments, split by blanks, tabs or commas.
///
/// This is what the SVO filter profile service, sedpy, Prospector, GalaPy, Bagpipes and CIGALE write. A second comment line
/// that says `energy` (or `photon`) tells the detector, as CIGALE's files do; `detector` overrides it. `unit` is the unit of the
/// wavelengths, ångström in all of those. The first line may name the columns. Columns after the second are not looked at.
///
/// # Errors
/// [`Error::Reading`]; [`Error::Format`] with the line that holds no two numbers; as [`Band::new`].
pub fn read_curve(path: &Path, name: &str, unit: SpectralUnit, detector: Option<Detector>) -> Result<Band> {
    let bytes = std::fs::read(path).map_err(|source| Error::Reading { path: path.to_owned(), source })?;
    let text = String::from_utf8_lossy(&bytes);
    let curve = parse(&text).map_err(|(line, found)| Error::Format {
        path: path.to_owned(),
        line: Some(line),
        found,
        expected: "a wavelength and a response",
    })?;
    let wave_aa: Vec<f64> = curve.wave.iter().map(|wave| unit.to_wave_aa(*wave)).collect();
    Band::new(name, &wave_aa, &curve.response, detector.unwrap_or(curve.detector))
}

#[derive(Default)]
struct Curve {
    wave: Vec<f64>,
    response: Vec<f64>,
    detector: Detector,
}

/// The curve of a text, or the number of the line (from 1) that holds none and its start.
fn parse(text: &str) -> std::result::Result<Curve, (usize, String)> {
    let mut curve = Curve::default();
    let mut n_comments = 0;
    let text = text.trim_start_matches('\u{feff}');
    for (i, line) in text.lines().enumerate() {
        let line = line.trim();
        if let Some(comment) = line.strip_prefix('#') {
            n_comments += 1;
            if n_comments == 2 && comment.trim().eq_ignore_ascii_case("energy") {
                curve.detector = Detector::Energy;
            }
            continue;
        }
        let mut cells = line.split([' ', '\t', ',', ';']).filter(|cell| !cell.is_empty());
        let (Some(wave), Some(response)) = (cells.next(), cells.next()) else {
            if line.is_empty() {
                continue;
            }
            return Err((i + 1, shown(line)));
        };
        match (wave.parse(), response.parse()) {
            (Ok(wave), Ok(response)) => {
                curve.wave.push(wave);
                curve.response.push(response);
            }
            // the names of the columns
            (Err(_), Err(_)) if curve.wave.is_empty() => {}
            _ => return Err((i + 1, shown(line))),
        }
    }
    if curve.wave.is_empty() { Err((text.lines().count(), "no numbers".to_owned())) } else { Ok(curve) }
}

fn shown(line: &str) -> String {
    format!("`{}`", line.chars().take(60).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn curves_of_all_kinds_are_read() {
        let curve = parse("# name\n# ENERGY\n# what\n100 0.5 7\n 200\t1e-3\n").unwrap_or_default();
        assert_eq!(
            (curve.wave, curve.response, curve.detector),
            (vec![100.0, 200.0], vec![0.5, 1e-3], Detector::Energy)
        );
        let svo = parse("wavelength,transmission\r\n1000.0,0.1\r\n\r\n1001.0,0.2\r\n").unwrap_or_default();
        assert_eq!((svo.wave.len(), svo.detector), (2, Detector::Photon));
    }

    #[test]
    fn what_is_no_curve_is_named() {
        assert_eq!(parse("1 2\n3 x\n").err(), Some((2, "`3 x`".to_owned())));
        assert_eq!(parse("1 2\n3\n").err(), Some((2, "`3`".to_owned())));
        assert_eq!(parse("# nothing\n").err(), Some((1, "no numbers".to_owned())));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[-0-9eE.,# \n\ta-z]{0,80}") {
            let _ = parse(&text);
        }
    }
}
