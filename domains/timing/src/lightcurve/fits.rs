//! Light curves in files: FITS as missions write it, other tables with everything in their metadata.
use super::LightCurve;
use crate::{CurveOptions, Error, Facts, Result};
use astrarium_io::{
    fits::{Cards, Cells, Column, Element, Form, Writer},
    table::{self, Format, Table},
};
use std::{io::Write, path::Path};

impl LightCurve {
    /// Writes the curve, the format told by the end of the name, whole or not at all.
    ///
    /// FITS is written as by [`LightCurve::write_fits`], ECSV and Parquet are tables with everything in their metadata;
    /// [`LightCurve::read`] gives the same curve back. CSV holds the columns alone.
    ///
    /// # Errors
    /// [`Error::Io`] for a name of no known end, or what the disk refuses.
    pub fn write(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        match Format::from_path(path)? {
            Format::Fits => table::save(path, |out| self.write_fits(out, path)),
            _ => Ok(self.to_table()?.write(path)?),
        }
    }

    /// Reads what [`LightCurve::write`] wrote; of FITS also the light curve of a mission, as
    /// [`LightCurve::read_fits`] does without options.
    ///
    /// # Errors
    /// As [`LightCurve::read_fits`] and [`LightCurve::from_table`]; [`Error::Metadata`] for a table without good time.
    pub fn read(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        if Format::from_path(path)? == Format::Fits {
            return Self::read_fits(path, &CurveOptions::default());
        }
        let table = Table::read(path)?;
        if table.meta.get("gti_s").is_none() {
            let expected = "the good time, as it stands in what was written as ECSV or Parquet";
            let found = format!("nothing in {}", path.display());
            return Err(Error::Metadata { name: "gti_s", found, expected });
        }
        Self::from_table(&table)
    }

    /// Writes FITS: an extension `RATE` with TIME (centres of bins, s), COUNTS and ERROR, and an extension `GTI` with
    /// START and STOP. `name` stands for the file in messages.
    ///
    /// Times count from `MJDREFI + MJDREFF` and TIMEZERO, which has all digits of the reference; TIMEDEL is the width of
    /// a bin, TIMEPIXR 0.5. ERRDIST says what the errors mean: poisson, gauss or none.
    ///
    /// # Errors
    /// [`Error::Io`] if it cannot be written.
    ///
    /// # Source
    /// OGIP memo 93-003 (light curves), FITS standard 4.0, section 9 (times).
    pub fn write_fits(&self, out: &mut dyn Write, name: &Path) -> Result<()> {
        let float = |name: &str, unit: &str| Column::new(name, Form::fixed(Element::F64, 1)).with_unit(unit);
        let mut file = Writer::new(out, name);
        let columns = vec![float("TIME", "s"), float("COUNTS", "count"), float("ERROR", "count")];
        let cells = [&self.time_s, &self.counts, &self.counts_err].map(|values| Cells::F64(values));
        file.whole_table("RATE", columns, &cells, &self.cards("LIGHTCURVE"))?;
        let ends = [0, 1].map(|end| self.gti.intervals().iter().map(|interval| interval[end]).collect::<Vec<f64>>());
        let cells = [Cells::F64(&ends[0]), Cells::F64(&ends[1])];
        file.whole_table("GTI", vec![float("START", "s"), float("STOP", "s")], &cells, &self.cards("GTI"))?;
        file.finish()?;
        Ok(())
    }

    /// Keywords of an extension of this class.
    fn cards(&self, class: &str) -> Cards {
        let mut cards = Cards::new();
        cards.text("HDUCLASS", "OGIP", "format of OGIP memo 93-003").text("HDUCLAS1", class, "");
        facts(&mut cards, &self.facts);
        cards.integer("MJDREFI", self.mjdref.day, "day of time 0 (MJD)");
        cards.real("MJDREFF", self.mjdref.fraction, "fraction of that day");
        cards.number("TIMEZERO", &self.reference.to_string(), "added to all times");
        cards.text("TIMEUNIT", "s", "");
        if class == "LIGHTCURVE" {
            cards.text("HDUCLAS2", "TOTAL", "background not taken off").text("HDUCLAS3", "COUNTS", "");
            cards.real("TIMEDEL", self.bin_s, "width of a bin (s)").real(
                "TIMEPIXR",
                0.5,
                "TIME is the centre of a bin",
            );
            cards.text("ERRDIST", self.err_dist.name(), "what ERROR means");
            cards.real("EXPOSURE", self.gti.exposure_s(), "good time (s)");
        }
        cards
    }
}

/// What is known beside the counts.
fn facts(cards: &mut Cards, facts: &Facts) {
    let named = [
        ("TELESCOP", &facts.mission),
        ("INSTRUME", &facts.instrument),
        ("OBS_ID", &facts.observation),
        ("PLEPHEM", &facts.ephemeris),
        ("TIMEREF", &facts.time_ref),
        ("TIMESYS", &facts.time_sys),
    ];
    for (key, fact) in named {
        let kept_as_it_is = matches!(key, "INSTRUME" | "OBS_ID");
        if let Some(fact) = fact {
            cards.text(key, &if kept_as_it_is { fact.clone() } else { fact.to_uppercase() }, "");
        }
    }
}
