//! Catalogues of photometry into sources.
use crate::observed::PhotometrySpec;
use crate::{Error, Result};
use astrarium_io::table::{Column, Format, Table, Values};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A catalogue of sources.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CatalogueSpec {
    /// The file: FITS, ECSV, CSV, TSV or Parquet by its ending, else text whose first line names the columns.
    pub file: PathBuf,
    /// The column of the sources' names; empty: `id`, `name` or `source`.
    pub id: String,
    /// Unit of fluxes and errors where the columns have none; empty: mJy.
    pub unit: String,
    /// Ending of the columns of errors.
    pub error_ending: String,
}

impl Default for CatalogueSpec {
    fn default() -> Self {
        Self { file: PathBuf::new(), id: String::new(), unit: String::new(), error_ending: "_err".to_owned() }
    }
}

/// A source of a catalogue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatalogueSource {
    /// Its name.
    pub id: String,
    /// What was measured; bands without a number are left out.
    pub photometry: PhotometrySpec,
    /// Its other numbers by column, such as `redshift` or `distance_mpc`.
    #[serde(default)]
    pub numbers: Vec<(String, f64)>,
}

/// Columns that have errors and are no bands.
const NO_BANDS: [&str; 5] = ["redshift", "z", "distance_mpc", "ra", "dec"];
/// Columns of names.
const IDS: [&str; 3] = ["id", "name", "source"];

impl CatalogueSpec {
    /// Reads the sources, whose names must differ.
    ///
    /// # Errors
    /// As [`rows`](Self::rows); [`Error::Format`] for names that stand twice.
    pub fn read(&self) -> Result<Vec<CatalogueSource>> {
        let sources = self.rows()?;
        let mut seen = BTreeSet::new();
        match sources.iter().find(|source| !seen.insert(source.id.as_str())) {
            Some(source) => Err(self.bad(format!("source {} twice", source.id), "a name of its own for each source")),
            None => Ok(sources),
        }
    }

    /// Reads the rows: every column `X` that has a companion `X_err` is the band `X`, every other column of numbers a number of
    /// the source. A missing flux (empty, NaN, not a number) leaves the band out for that source; a negative error says that
    /// the flux is an upper limit. What is wrong with a source's errors is found where its photometry is planned.
    ///
    /// # Errors
    /// [`Error::Format`] for a file without names, bands or sources, and for rows of another length; [`Error::Io`] and
    /// [`Error::Reading`] for files that cannot be read.
    pub fn rows(&self) -> Result<Vec<CatalogueSource>> {
        let table = match Format::from_path(&self.file) {
            Ok(_) => Table::read(&self.file)?,
            Err(_) => text_table(&self.file)?,
        };
        let bands = self.bands(&table);
        if bands.is_empty() {
            let found = format!("columns {}", names(&table).join(", "));
            return Err(self.bad(found, "a column of fluxes X and one of errors, X_err"));
        }
        let unit = self.unit_of(&bands)?;
        let ids = self.ids(&table)?;
        let source = |(row, id): (usize, &String)| {
            let mut photometry = PhotometrySpec { unit: unit.clone(), ..PhotometrySpec::default() };
            for (name, flux, error) in &bands {
                let (flux, error) = (number(flux, row), number(error, row));
                if flux.is_finite() {
                    photometry.bands.push(name.clone());
                    photometry.fluxes.push(flux);
                    photometry.errors.push(error);
                }
            }
            CatalogueSource { id: id.clone(), photometry, numbers: self.numbers(&table, row) }
        };
        Ok(ids.iter().enumerate().map(source).collect())
    }

    fn bands<'a>(&self, table: &'a Table) -> Vec<(String, &'a Column, &'a Column)> {
        let band = |column: &'a Column| {
            let error = table.column(&format!("{}{}", column.name, self.error_ending))?;
            let is_band = !NO_BANDS.contains(&column.name.as_str());
            is_band.then(|| (column.name.clone(), column, error))
        };
        table.columns.iter().filter_map(band).collect()
    }

    /// The one unit of all bands.
    fn unit_of(&self, bands: &[(String, &Column, &Column)]) -> Result<String> {
        let units: BTreeSet<&str> = bands.iter().filter_map(|(_, flux, _)| flux.unit.as_deref()).collect();
        if units.len() > 1 {
            let found = format!("fluxes in {}", units.into_iter().collect::<Vec<_>>().join(", "));
            return Err(self.bad(found, "one unit for all bands"));
        }
        let told = if self.unit.is_empty() { units.into_iter().next().unwrap_or("") } else { &self.unit };
        Ok(told.to_owned())
    }

    fn ids(&self, table: &Table) -> Result<Vec<String>> {
        let wanted: Vec<&str> = if self.id.is_empty() { IDS.to_vec() } else { vec![self.id.as_str()] };
        let found = table.columns.iter().find(|column| wanted.iter().any(|id| column.name.eq_ignore_ascii_case(id)));
        let Some(column) = found else {
            let found = format!("columns {}", names(table).join(", "));
            return Err(
                self.bad(found, "a column of the sources' names: id, name or source, or the one that is asked for")
            );
        };
        let ids: Vec<String> = match &column.values {
            Values::Text(ids) => ids.iter().map(|id| id.trim().to_owned()).collect(),
            Values::I64(ids) => ids.iter().map(i64::to_string).collect(),
            Values::F64(ids) => ids.iter().map(f64::to_string).collect(),
            _ => return Err(self.bad(format!("column {}", column.name), "names of sources")),
        };
        if ids.is_empty() { Err(self.bad("no source".to_owned(), "a row for each source")) } else { Ok(ids) }
    }

    /// Columns of numbers that belong to no band.
    fn numbers(&self, table: &Table, row: usize) -> Vec<(String, f64)> {
        let of_band = |name: &str| {
            let plain = name.strip_suffix(self.error_ending.as_str()).unwrap_or(name);
            let paired = table.column(&format!("{plain}{}", self.error_ending)).is_some();
            (paired || name.ends_with(self.error_ending.as_str())) && !NO_BANDS.contains(&plain)
        };
        let others = table.columns.iter().filter(|column| !of_band(&column.name));
        others.map(|column| (column.name.clone(), number(column, row))).filter(|(_, value)| value.is_finite()).collect()
    }

    fn bad(&self, found: String, expected: &'static str) -> Error {
        Error::Format { path: self.file.clone(), line: None, found, expected }
    }
}

fn names(table: &Table) -> Vec<&str> {
    table.columns.iter().map(|column| column.name.as_str()).collect()
}

/// A number, NaN where there is none.
fn number(column: &Column, row: usize) -> f64 {
    if column.is_masked(row) {
        return f64::NAN;
    }
    match &column.values {
        Values::F64(values) => values[row],
        Values::I64(values) => values[row] as f64,
        Values::Text(values) => values[row].trim().parse().unwrap_or(f64::NAN),
        _ => f64::NAN,
    }
}

/// `GalaPy`'s tables: names of columns in the first line, after `#` perhaps; fields between tabs, blanks and commas.
fn text_table(path: &Path) -> Result<Table> {
    let text = std::fs::read_to_string(path).map_err(|source| Error::Reading { path: path.to_owned(), source })?;
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let format = |line, found, expected| Error::Format { path: path.to_owned(), line, found, expected };
    let (_, head) = lines.next().ok_or_else(|| format(None, "nothing".to_owned(), "a line of names"))?;
    let names: Vec<&str> = fields(head.trim_start().trim_start_matches('#')).collect();
    let mut cells: Vec<Vec<String>> = vec![Vec::new(); names.len()];
    for (i, line) in lines.filter(|(_, line)| !line.trim_start().starts_with('#')) {
        let row: Vec<&str> = fields(line).collect();
        if row.len() != names.len() {
            let found = format!("{} fields for {} columns", row.len(), names.len());
            return Err(format(Some(i + 1), found, "a field for each column"));
        }
        cells.iter_mut().zip(row).for_each(|(column, cell)| column.push(cell.trim_matches('"').to_owned()));
    }
    let mut table = Table::new();
    for (name, values) in names.iter().zip(cells) {
        table.push(Column::text(name, values))?;
    }
    Ok(table)
}

fn fields(line: &str) -> impl Iterator<Item = &str> {
    line.split([' ', '\t', ',']).filter(|cell| !cell.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, text: &str) -> Result<Vec<CatalogueSource>> {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join(name);
        std::fs::write(&file, text).expect("written");
        CatalogueSpec { file, ..CatalogueSpec::default() }.read()
    }

    #[test]
    fn tables_of_both_kinds_tell_the_same() {
        let rows = [
            "# name redshift A A_err A_flag B B_err\n  s1 0.1 1.5 0.1 \"\" 2.5 -1\n  s2 0.2 \"\" 0.1 x 3.5 0.3\n",
            "name,redshift,A,A_err,A_flag,B,B_err\ns1,0.1,1.5,0.1,,2.5,-1\ns2,0.2,,0.1,x,3.5,0.3\n",
        ];
        let [plain, csv] =
            [("c.dat", rows[0]), ("c.csv", rows[1])].map(|(name, text)| read(name, text).expect("sound"));
        for sources in [plain, csv] {
            assert_eq!(sources.len(), 2);
            let (first, second) = (&sources[0], &sources[1]);
            assert_eq!((first.id.as_str(), &first.photometry.bands[..]), ("s1", &["A".to_owned(), "B".to_owned()][..]));
            assert_eq!(
                (&first.photometry.fluxes[..], &first.photometry.errors[..]),
                (&[1.5, 2.5][..], &[0.1, -1.0][..])
            );
            assert_eq!(second.photometry.bands, ["B"]);
            assert!(first.numbers.contains(&("redshift".to_owned(), 0.1)), "{:?}", first.numbers);
        }
    }

    #[test]
    fn a_catalogue_is_the_same_in_any_format() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut table = Table::new();
        for column in [
            Column::text("id", vec!["s1".to_owned(), "s2".to_owned()]),
            Column::f64("redshift", vec![0.1, 0.2]),
            Column::f64("redshift_err", vec![0.01, 0.02]),
            Column::f64("A", vec![1.5, f64::NAN]).with_unit("uJy"),
            Column::f64("A_err", vec![0.1, 0.1]).with_unit("uJy"),
            Column::f64("B", vec![2.5, 3.5]).with_unit("uJy"),
            Column::f64("B_err", vec![-1.0, 0.3]).with_unit("uJy"),
        ] {
            table.push(column).expect("columns of one length");
        }
        let read = |name: &str| {
            let file = folder.path().join(name);
            table.write(&file).expect("room");
            CatalogueSpec { file, ..CatalogueSpec::default() }.read().expect("sound")
        };
        let [fits, ecsv] = ["c.fits", "c.ecsv"].map(read);
        assert_eq!(fits, ecsv);
        assert_eq!((fits[0].photometry.unit.as_str(), &fits[0].photometry.errors[..]), ("uJy", &[0.1, -1.0][..]));
        assert_eq!(fits[1].photometry.bands, ["B"]);
        assert!(fits[1].numbers.contains(&("redshift_err".to_owned(), 0.02)), "{:?}", fits[1].numbers);
    }

    #[test]
    fn bad_catalogues_are_named() {
        let refuse = |text: &str| read("c.dat", text).expect_err("bad").to_string();
        assert!(refuse("").contains("found nothing"));
        assert!(refuse("name A A_err\ns1 1\n").contains("line 2: found 2 fields for 3 columns"));
        assert!(refuse("name A A_err\ns1 1 1\ns1 2 2\n").contains("source s1 twice"));
        assert!(refuse("name A B\ns1 1 1\n").contains("columns name, A, B"));
        assert!(refuse("A A_err\n1 1\n").contains("a column of the sources' names"));
        assert!(refuse("name A A_err\n").contains("no source"));
        assert!(matches!(CatalogueSpec::default().read(), Err(Error::Reading { .. })));
    }
}
