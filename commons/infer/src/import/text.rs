//! Text files of nested samples and of chains.

use super::run_of;
use crate::{
    Chains, Error, Evidence, Points, Result, Run,
    nested::{Record, Table, Weighed, ln_volumes},
};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// What anesthetic takes for a birth in the whole prior.
const PRIOR_BIRTH: f64 = -1e30;
/// Repeats of a point at most that a chain's weight may stand for.
const MOST_REPEATS: f64 = 1e6;

/// `root` with more behind its name.
pub(super) fn with_end(root: &Path, end: &str) -> PathBuf {
    let mut name = root.file_name().unwrap_or_default().to_owned();
    name.push(end);
    root.with_file_name(name)
}

/// Reads `root_dead-birth.txt`: parameters, ln L, ln L of birth. Weights and the evidence follow from the order of births
/// and deaths; the error of ln Z is `√(H / n)`.
pub(super) fn births(root: &Path) -> Result<Run> {
    let path = with_end(root, "_dead-birth.txt");
    let rows = rows(&path, 3)?;
    let dim = rows[0].len() - 2;
    let mut table = Table::default();
    for row in &rows {
        let birth = if row[dim + 1] <= PRIOR_BIRTH { f64::NEG_INFINITY } else { row[dim + 1] };
        // the record sorts whole points: their parameters stand for coordinates in the cube
        table.extend(&Table {
            u: row[..dim].to_vec(),
            blobs: vec![],
            ln_l: vec![row[dim]],
            birth: vec![birth],
            calls: vec![0],
        });
    }
    let record = Record::new(&table, (1, 1));
    let weighed = Weighed::new(&record, &ln_volumes(&record), 1.0);
    let from_prior = record.table.birth.iter().filter(|birth| **birth == f64::NEG_INFINITY).count();
    let n = record.len();
    let points = Points {
        dim,
        theta: record.table.u.clone(),
        ln_likelihood: record.table.ln_l.clone(),
        ln_prior: vec![0.0; n],
        ln_weight: Some(weighed.ln_weight.clone()),
        ln_likelihood_birth: Some(record.table.birth.clone()),
        ..Points::default()
    };
    let mut run = run_of("nested", names(root, dim)?, points)?;
    let error = (weighed.information.max(0.0) / from_prior.max(1) as f64).sqrt();
    run.evidence = Some(Evidence {
        ln_z: weighed.ln_z,
        ln_z_err: error,
        errors: [("skilling".to_owned(), error)].into(),
        information: Some(weighed.information),
    });
    Ok(run)
}

/// Reads `root_1.txt`, `root_2.txt`, …: weight, −ln P, parameters. Whole numbers as weights are repeats in a chain; others
/// make weighted points of no chain.
pub(super) fn chains(root: &Path) -> Result<Run> {
    let mut files = Vec::new();
    for k in 1.. {
        let path = with_end(root, &format!("_{k}.txt"));
        if !path.is_file() {
            break;
        }
        files.push(rows(&path, 3)?);
    }
    let dim = files.first().map_or(0, |rows| rows[0].len() - 2);
    let path = with_end(root, "_1.txt");
    if let Some(other) = files.iter().flatten().find(|row| row.len() != dim + 2) {
        let found = format!("rows of {} and of {} numbers", dim + 2, other.len());
        return Err(Error::Unreadable { path, found, expected: "chains of the same parameters" });
    }
    let is_count = |row: &Vec<f64>| row[0].fract() == 0.0 && (0.0..=MOST_REPEATS).contains(&row[0]);
    let points = if files.iter().flatten().all(is_count) { repeated(&files, dim) } else { weighted(&files, dim) };
    run_of("getdist", names(root, dim)?, points)
}

/// Chains side by side, each point as often as it weighs, cut to the shortest.
fn repeated(files: &[Vec<Vec<f64>>], dim: usize) -> Points {
    let repeats = |rows: &Vec<Vec<f64>>| -> Vec<usize> {
        rows.iter().enumerate().flat_map(|(i, row)| std::iter::repeat_n(i, row[0] as usize)).collect()
    };
    let order: Vec<Vec<usize>> = files.iter().map(repeats).collect();
    let draws = order.iter().map(Vec::len).min().unwrap_or(0);
    let mut points = Points { dim, ..Points::default() };
    for draw in 0..draws {
        for (rows, order) in files.iter().zip(&order) {
            let row = &rows[order[draw]];
            points.theta.extend(&row[2..]);
            points.ln_likelihood.push(-row[1]);
            points.ln_prior.push(0.0);
        }
    }
    points.chains = Some(Chains { chains: files.len(), draws, independent: files.len() });
    points
}

fn weighted(files: &[Vec<Vec<f64>>], dim: usize) -> Points {
    let mut points = Points { dim, ln_weight: Some(Vec::new()), ..Points::default() };
    for row in files.iter().flatten() {
        points.theta.extend(&row[2..]);
        points.ln_likelihood.push(-row[1]);
        points.ln_prior.push(0.0);
        points.ln_weight.get_or_insert_default().push(libm::log(row[0]));
    }
    points
}

/// The numbers of a file, a row a line; each row has as many as the first, and at least `least`.
fn rows(path: &Path, least: usize) -> Result<Vec<Vec<f64>>> {
    let text =
        fs::read_to_string(path).map_err(|source| Error::File { action: "reading", path: path.to_owned(), source })?;
    let wrong = |found: String| Error::Unreadable {
        path: path.to_owned(),
        found,
        expected: "rows of numbers, all of one length",
    };
    let mut rows: Vec<Vec<f64>> = Vec::new();
    for (line, text) in text.lines().enumerate().filter(|(_, text)| !text.trim().is_empty() && !text.starts_with('#')) {
        let number = |word: &str| word.parse::<f64>().map_err(|_| wrong(format!("`{word}` in line {}", line + 1)));
        let row = text.split_whitespace().map(number).collect::<Result<Vec<f64>>>()?;
        if row.len() < least || rows.first().is_some_and(|first| first.len() != row.len()) {
            return Err(wrong(format!("{} numbers in line {}", row.len(), line + 1)));
        }
        rows.push(row);
    }
    if rows.is_empty() { Err(wrong("no rows".to_owned())) } else { Ok(rows) }
}

/// The names in `root.paramnames`, derived quantities among them; without that file x1, x2, ….
fn names(root: &Path, dim: usize) -> Result<Vec<String>> {
    let path = with_end(root, ".paramnames");
    let Ok(text) = fs::read_to_string(&path) else { return Ok((1..=dim).map(|k| format!("x{k}")).collect()) };
    let name = |line: &str| line.split_whitespace().next().map(|name| name.trim_end_matches('*').to_owned());
    let names: Vec<String> = text.lines().filter_map(name).collect();
    if names.len() == dim {
        return Ok(names);
    }
    let found = format!("{} names", names.len());
    Err(Error::Unreadable { path, found, expected: "a name for each column of the points" })
}
