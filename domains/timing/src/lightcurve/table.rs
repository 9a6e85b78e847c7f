//! Light curves as tables.
use super::{ErrDist, LightCurve};
use crate::{Error, Gti, MjdRef, Result};
use astrarium_io::table::{Column, MetaValue, Table};
use astrarium_num::Double;

impl LightCurve {
    /// A table with columns `time_s`, `counts`, `counts_err`; everything else stands in its metadata, so that
    /// [`LightCurve::from_table`] gives the same curve back.
    ///
    /// # Errors
    /// [`Error::Io`] if the columns of this curve differ in length.
    pub fn to_table(&self) -> Result<Table> {
        let mut table = Table::new();
        table.push(Column::f64("time_s", self.time_s.clone()).with_unit("s"))?;
        table.push(Column::f64("counts", self.counts.clone()).with_unit("count"))?;
        table.push(Column::f64("counts_err", self.counts_err.clone()).with_unit("count"))?;
        let gti: Vec<String> = self.gti.intervals().iter().map(|[start, stop]| format!("{start} {stop}")).collect();
        let meta = &mut table.meta;
        meta.set("err_dist", self.err_dist.name()).set("bin_s", self.bin_s).set("gti_s", gti.join(", "));
        meta.set("reference_s", self.reference.hi).set("reference_low_s", self.reference.lo);
        meta.set("mjdref_day", self.mjdref.day).set("mjdref_fraction", self.mjdref.fraction);
        Ok(table)
    }

    /// The curve of a table with columns `time_s` and `counts`, and `counts_err` if errors are known.
    ///
    /// # Errors
    /// [`Error::Io`] without those columns; as [`LightCurve::new`]; [`Error::Metadata`] for metadata that are none.
    pub fn from_table(table: &Table) -> Result<Self> {
        let number = |name: &str| match table.meta.get(name) {
            Some(MetaValue::F64(value)) => Some(*value),
            Some(MetaValue::I64(value)) => Some(*value as f64),
            _ => None,
        };
        let mut curve = Self::new(table.f64s("time_s")?.to_vec(), table.f64s("counts")?.to_vec(), number("bin_s"))?;
        if let Some(errors) = table.column("counts_err").map(|_| table.f64s("counts_err")).transpose()? {
            let err_dist = table.meta.text("err_dist").and_then(ErrDist::of_name);
            curve = curve.with_errors(errors.to_vec(), err_dist.unwrap_or(ErrDist::Gauss))?;
        }
        if let Some(text) = table.meta.text("gti_s") {
            curve.gti = Gti::checked(intervals(text)?)?;
        }
        let (hi, lo) = (number("reference_s").unwrap_or(0.0), number("reference_low_s").unwrap_or(0.0));
        curve.reference = Double::from_sum(hi, lo);
        let day = number("mjdref_day").unwrap_or(0.0) as i64;
        curve.mjdref = MjdRef { day, fraction: number("mjdref_fraction").unwrap_or(0.0) };
        Ok(curve)
    }
}

/// `start stop, start stop`
fn intervals(text: &str) -> Result<Vec<[f64; 2]>> {
    let interval = |piece: &str| {
        let numbers: Option<Vec<f64>> = piece.split_whitespace().map(|word| word.parse().ok()).collect();
        let expected = "`start stop` pairs in seconds, separated by commas";
        let pair = numbers.and_then(|numbers| <[f64; 2]>::try_from(numbers).ok());
        pair.ok_or_else(|| Error::Metadata { name: "gti_s", found: piece.to_owned(), expected })
    };
    text.split(',').map(str::trim).filter(|piece| !piece.is_empty()).map(interval).collect()
}
