//! Every column and keyword of the given event files is what astropy reads (`vectors/io`, see its PROVENANCE.md).
//!
//! The files are in `$ASTRARIUM_VECTORS/timing/data`; a clone without them passes and says so.

use std::path::{Path, PathBuf};

use astrarium_io::fits::{ColumnReader, Element, Fits, Form, Value};

const COLUMNS: &str = include_str!("../../../vectors/io/columns.tsv");
const HEADERS: &str = include_str!("../../../vectors/io/headers.tsv");

/// Sums are of exactly equal values: only the order of adding differs.
const SUM_TOLERANCE: f64 = 1e-13;

#[allow(clippy::print_stdout, reason = "a test that was left out is to be seen")]
fn data() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let vectors = std::env::var_os("ASTRARIUM_VECTORS").map_or_else(|| root.join("../shared/vectors"), PathBuf::from);
    let folder = vectors.join("timing/data");
    if !folder.is_dir() {
        println!("left out: no reference files in {}", folder.display());
        return None;
    }
    Some(folder)
}

/// Lines of a table of reference numbers, cells split, with the file opened.
fn lines(table: &'static str, folder: &Path) -> Vec<(Fits, Vec<&'static str>)> {
    let open = |cells: Vec<&'static str>| {
        let path = folder.join(cells[0]);
        path.is_file().then(|| (Fits::open(&path).expect("a sound file"), cells))
    };
    table.lines().skip(1).filter_map(|line| open(line.split('\t').collect())).collect()
}

fn number(text: &str) -> f64 {
    text.parse().expect("a number in the reference")
}

fn close(found: f64, expected: &str, scale: f64, what: &str) {
    let expected = number(expected);
    assert!((found - expected).abs() <= SUM_TOLERANCE * scale.max(1.0), "{what}: {found} for {expected}");
}

fn is_text(reader: &ColumnReader) -> bool {
    matches!(reader.column().form, Form::Fixed { element: Element::Char, .. } | Form::Text { letter: 'A', .. })
}

#[test]
fn columns_are_what_astropy_reads() {
    let Some(folder) = data() else { return };
    let lines = lines(COLUMNS, &folder);
    assert!(lines.len() > 150, "{} columns", lines.len());
    for (fits, cells) in &lines {
        let hdu = &fits.hdus()[cells[1].parse::<usize>().expect("a number")];
        let reader = hdu.table().and_then(|table| table.column(cells[2])).expect("the column is there");
        let what = format!("{} {} {}", cells[0], cells[1], cells[2]);
        assert_eq!(reader.unit().unwrap_or_default(), cells[3].trim(), "{what}");
        if is_text(&reader) { texts(&reader, cells, &what) } else { floats(&reader, cells, &what) }
    }
    println!("{} columns compared", lines.len());
}

fn texts(reader: &ColumnReader, cells: &[&str], what: &str) {
    let mut texts = Vec::new();
    reader.read_text(0..reader.n_rows(), &mut texts).expect("text");
    let joined = texts.join("\n");
    assert_eq!((texts.len(), joined.chars().count()), (whole(cells[4]), whole(cells[6])), "{what}");
    assert_eq!(crc32fast::hash(joined.as_bytes()).to_string(), cells[7], "{what}");
}

fn floats(reader: &ColumnReader, cells: &[&str], what: &str) {
    let (mut all, mut piece) = (Vec::new(), Vec::new());
    // by pieces, as a streamed job reads
    for start in (0..reader.n_rows()).step_by(1000) {
        reader.read_f64(start..reader.n_rows().min(start + 1000), &mut piece).expect("numbers");
        all.extend_from_slice(&piece);
    }
    let sum = |term: &dyn Fn(usize, f64) -> f64| {
        all.iter().enumerate().filter(|(_, value)| !value.is_nan()).map(|(i, &value)| term(i, value)).sum::<f64>()
    };
    #[allow(clippy::cast_precision_loss, reason = "at most 97")]
    let weight = |i: usize| (i % 97 + 1) as f64;
    let scale = sum(&|_, value| value.abs()) * f64::from(u32::try_from(all.len()).expect("few")).sqrt();
    assert_eq!(all.len(), whole(cells[4]), "{what}");
    assert_eq!(all.iter().filter(|value| value.is_nan()).count(), whole(cells[5]), "{what}: null cells");
    close(sum(&|_, value| value), cells[6], scale, what);
    close(sum(&|i, value| value * weight(i)), cells[7], 97.0 * scale, what);
    for (found, expected) in [(all[0], cells[8]), (all[all.len() - 1], cells[9])] {
        assert!(found.to_bits() == number(expected).to_bits() || found.is_nan(), "{what}: {found} for {expected}");
    }
}

fn whole(text: &str) -> usize {
    text.parse().expect("a whole number in the reference")
}

#[test]
fn headers_are_what_astropy_reads() {
    let Some(folder) = data() else { return };
    for (fits, cells) in &lines(HEADERS, &folder) {
        let hdu = &fits.hdus()[whole(cells[1])];
        let what = format!("{} {}", cells[0], cells[1]);
        let is_text = |key: &str| matches!(key, "COMMENT" | "HISTORY" | "");
        let cards: Vec<_> = hdu.header().cards().iter().filter(|card| !is_text(&card.key)).collect();
        let (mut numbers, mut scale, mut texts) = (0.0, 0.0, Vec::new());
        for card in &cards {
            match &card.value {
                Value::Integer(_) | Value::Real(_) => {
                    let value = number(&card.raw);
                    numbers += value;
                    scale += value.abs();
                }
                Value::Text(text) => texts.push(text.as_str()),
                _ => {}
            }
        }
        assert_eq!(hdu.name(), cells[2], "{what}");
        assert_eq!(cards.len(), whole(cells[3]), "{what}: cards");
        close(numbers, cells[4], 10.0 * scale, &what);
        assert_eq!(crc32fast::hash(texts.join("\n").as_bytes()).to_string(), cells[5], "{what}: texts");
    }
}

#[test]
fn real_files_cut_short_are_errors() {
    let Some(folder) = data() else { return };
    for name in ["nustar_monol_testA.evt", "nicer_j0218_bary.evt", "xte_test.evt.gz", "astrosat_laxpc.fits"] {
        let Ok(bytes) = std::fs::read(folder.join(name)) else { continue };
        let n_hdus = Fits::from_bytes(name, bytes.clone()).expect("whole").hdus().len();
        for end in (0..bytes.len()).step_by(if bytes.len() > 100_000 { 1700 } else { 100 }) {
            // a file cut between two HDUs, or in the padding of the last, cannot be told from a whole one
            if let Ok(fits) = Fits::from_bytes(name, bytes[..end].to_vec()) {
                let tables = fits.hdus().iter().filter_map(|hdu| hdu.table().ok());
                tables.for_each(|table| assert!(table.raw_rows(0..table.n_rows()).is_ok(), "rows that were checked"));
                assert!(fits.hdus().len() < n_hdus || bytes.len() - end < 2880, "{name} cut at {end}");
            }
        }
    }
}
