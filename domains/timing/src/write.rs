//! Results as tables, for any format that tables are written in.
use crate::{Compat, CrossSpectrum, Norm, PowerSpectrum, Result, SegmentCounts};
use astrarium_io::table::{Column, Table};
use astrarium_num::fft::Complex64;
use std::path::Path;

/// What the metadata call the numbers of one spectrum, and of the two bands of a cross spectrum.
pub(crate) const COUNTS: [CountsNames; 3] = [
    CountsNames { n_bins: "nbins", bin_s: "bin", photons: "counts", variance: "var", background: "bkgrate" },
    CountsNames { n_bins: "nbins1", bin_s: "bin1", photons: "counts1", variance: "var1", background: "bkgrate1" },
    CountsNames { n_bins: "nbins2", bin_s: "bin2", photons: "counts2", variance: "var2", background: "bkgrate2" },
];

/// Names of what a [`SegmentCounts`] holds, of the eight letters that FITS allows.
pub(crate) struct CountsNames {
    pub(crate) n_bins: &'static str,
    pub(crate) bin_s: &'static str,
    pub(crate) photons: &'static str,
    pub(crate) variance: &'static str,
    pub(crate) background: &'static str,
}

impl PowerSpectrum {
    /// Columns FREQ, WIDTH, POWER, `POWER_ERR`, `UNNORM_POWER`, M; what the average is made of in the meta.
    pub fn to_table(&self) -> Table {
        let unit = self.norm.unit();
        let mut table = of_columns(vec![
            Column::f64("freq", self.freq_hz.clone()).with_unit("Hz").with_description("mean frequency of the bin"),
            Column::f64("width", self.width_hz.clone()).with_unit("Hz").with_description("width of the bin"),
            Column::f64("power", self.power.clone()).with_unit(unit).with_description("power, noise included"),
            Column::f64("power_err", self.power_err.clone()).with_unit(unit).with_description("standard error"),
            Column::f64("unnorm_power", self.unnorm_power.clone()).with_description("mean of |F|^2"),
            Column::i64("m", whole(&self.m)).with_description("number of averaged powers"),
        ]);
        describe(&mut table, ("power spectrum", self.norm, self.compat), (self.n_segments, self.n_empty));
        set_counts(&mut table, 0, &self.counts);
        table.meta.set("noise", self.noise());
        table
    }

    /// Writes the table, its format told by the end of the name; [`PowerSpectrum::read`] reads it.
    ///
    /// # Errors
    /// [`Error::Io`](crate::Error::Io) for a name of no known end, or what the disk refuses.
    pub fn write(&self, path: impl AsRef<Path>) -> Result<()> {
        Ok(self.to_table().write(path)?)
    }
}

impl CrossSpectrum {
    /// Columns of the cross powers, of both power spectra, of lags and coherences.
    pub fn to_table(&self) -> Table {
        let unit = self.norm.unit();
        let (phase, time) = (self.phase_lag(), self.time_lag_s());
        let (raw, intrinsic) = (self.raw_coherence(), self.intrinsic_coherence(false));
        let mut table = of_columns(vec![
            Column::f64("freq", self.freq_hz.clone()).with_unit("Hz").with_description("mean frequency of the bin"),
            Column::f64("width", self.width_hz.clone()).with_unit("Hz").with_description("width of the bin"),
            Column::complex("power", pairs(&self.power)).with_unit(unit).with_description("mean of conj(F1) F2"),
            Column::complex("power_err", pairs(&self.power_err))
                .with_unit(unit)
                .with_description("standard errors of real and imaginary part"),
            Column::complex("unnorm_power", pairs(&self.unnorm_power)).with_description("cross power, not normalised"),
            Column::f64("pds1", self.pds1.clone()).with_unit(unit).with_description("power of band 1"),
            Column::f64("pds2", self.pds2.clone()).with_unit(unit).with_description("power of band 2"),
            Column::f64("unnorm_pds1", self.unnorm_pds1.clone()).with_description("mean of |F1|^2"),
            Column::f64("unnorm_pds2", self.unnorm_pds2.clone()).with_description("mean of |F2|^2"),
            Column::f64("phase_lag", phase.value).with_unit("rad").with_description("positive: band 1 lags"),
            Column::f64("phase_lag_err", phase.err).with_unit("rad").with_description("standard error"),
            Column::f64("time_lag", time.value).with_unit("s").with_description("positive: band 1 lags"),
            Column::f64("time_lag_err", time.err).with_unit("s").with_description("standard error"),
            Column::f64("raw_coherence", raw.value).with_description("noise not taken off"),
            Column::f64("raw_coherence_err", raw.err).with_description("standard error"),
            Column::f64("coherence", intrinsic.value).with_description("intrinsic coherence"),
            Column::f64("coherence_err", intrinsic.err).with_description("standard error"),
            Column::i64("m", whole(&self.m)).with_description("number of averaged powers"),
        ]);
        describe(&mut table, ("cross spectrum", self.norm, self.compat), (self.n_segments, self.n_empty));
        set_counts(&mut table, 1, &self.counts1);
        set_counts(&mut table, 2, &self.counts2);
        table.meta.set("overlap", self.channels_overlap).set("full", self.full_spectrum);
        table.meta.set("ptype", self.power_type.name());
        table
    }

    /// Writes the table, its format told by the end of the name; [`CrossSpectrum::read`] reads it.
    ///
    /// # Errors
    /// [`Error::Io`](crate::Error::Io) for a name of no known end, or what the disk refuses.
    pub fn write(&self, path: impl AsRef<Path>) -> Result<()> {
        Ok(self.to_table().write(path)?)
    }
}

/// A table of columns that are known to have one length and different names.
fn of_columns(columns: Vec<Column>) -> Table {
    let mut table = Table::new();
    for column in columns {
        table.push(column).expect("the columns of a result have one length and different names");
    }
    table
}

fn describe(table: &mut Table, (what, norm, compat): (&str, Norm, Compat), (n_segments, n_empty): (u64, u64)) {
    table.meta.set("what", what);
    table.meta.set("norm", norm.name()).set("compat", compat.name());
    table.meta.set("nseg", n_segments as i64);
    table.meta.set("nempty", n_empty as i64);
}

/// What a segment holds; `band` is 0 for a power spectrum.
fn set_counts(table: &mut Table, band: usize, counts: &SegmentCounts) {
    let (names, number) = (&COUNTS[band], if band == 0 { String::new() } else { band.to_string() });
    let meta = &mut table.meta;
    meta.set(&format!("segment{number}"), counts.segment_s());
    meta.set(names.n_bins, counts.n_bins as i64).set(names.bin_s, counts.bin_s).set(names.photons, counts.photons);
    meta.set(&format!("rate{number}"), counts.rate_per_s());
    if let Some(variance) = counts.variance {
        meta.set(names.variance, variance);
    }
    if counts.background_per_s != 0.0 {
        meta.set(names.background, counts.background_per_s);
    }
}

fn whole(values: &[u64]) -> Vec<i64> {
    values.iter().map(|value| i64::try_from(*value).unwrap_or(i64::MAX)).collect()
}

fn pairs(values: &[Complex64]) -> Vec<[f64; 2]> {
    values.iter().map(|z| [z.re, z.im]).collect()
}
