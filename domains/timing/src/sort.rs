//! Sorting event files larger than memory.
//!
//! Runs of rows that fit into memory are sorted and written to temporary files, then merged in one pass. The sort is
//! stable, keeps every column and every other extension, and the result appears whole or not at all.
use crate::{Error, EventSource, InputSpec, Result};
use astrarium_exec::Cx;
use astrarium_io::atomic::Pending;
use astrarium_io::fits::{Fits, Hdu, RowWriter, Writer};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{BufReader, BufWriter, ErrorKind, Read, Seek, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// How much a sort may use.
#[derive(Clone, Debug)]
pub struct SortOptions {
    /// Memory for rows and their order, bytes.
    pub memory_bytes: u64,
    /// Folder of the temporary files; by default that of the output.
    pub scratch: Option<PathBuf>,
}

impl Default for SortOptions {
    fn default() -> Self {
        Self { memory_bytes: 1 << 28, scratch: None }
    }
}

/// What a sort did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SortOutcome {
    /// Rows of the event table.
    pub n_rows: u64,
    /// Pieces that were sorted by themselves.
    pub n_runs: usize,
    /// The first row that was out of order.
    pub first_unsorted_row: Option<u64>,
}

/// Most runs that are merged at once, each with its open file.
const MOST_RUNS: u64 = 256;
/// Bytes that the order of a row takes beside the row.
const KEY_BYTES: u64 = 16;
/// Rows between two looks at the stop flag.
const LOOK: usize = 1 << 16;

/// Writes the file `input` to `output` with its event table in time order.
///
/// # Errors
/// As [`EventSource::open`]; [`Error::TimeNotFinite`] with the row; [`Error::File`] or [`Error::Io`] if a temporary
/// file or the output cannot be written; [`Error::Exec`] if the run is stopped. Nothing is left behind then.
pub fn sort_events(input: &Path, output: &Path, options: &SortOptions, cx: &Cx) -> Result<SortOutcome> {
    // opened once: a packed file is inflated once, and a pipe can be read only once
    let fits = Fits::open(input)?;
    let source = EventSource::of_fits(&fits, &InputSpec::default())?;
    let first_unsorted_row = source.first_unsorted_row()?;
    let mut writer = Writer::new(Pending::create(output)?, output);
    let sorting = Sorting::new(&source, output, options, cx);
    let mut n_runs = 0;
    for hdu in fits.hdus() {
        if first_unsorted_row.is_some() && hdu.index() == source.event_hdu() {
            n_runs = sorting.table(hdu, &mut writer)?;
        } else {
            writer.copy(hdu)?;
        }
    }
    writer.finish()?.commit()?;
    Ok(SortOutcome { n_rows: source.n_rows(), n_runs, first_unsorted_row })
}

/// One event table on its way.
struct Sorting<'a> {
    source: &'a EventSource,
    /// Where temporary files go.
    folder: &'a Path,
    /// Rows that are sorted in memory.
    run_rows: u64,
    cx: &'a Cx<'a>,
}

impl<'a> Sorting<'a> {
    fn new(source: &'a EventSource, output: &'a Path, options: &'a SortOptions, cx: &'a Cx<'a>) -> Self {
        let by_memory = (options.memory_bytes / (source.row_bytes() as u64 + KEY_BYTES)).max(1);
        let run_rows = by_memory.max(source.n_rows().div_ceil(MOST_RUNS));
        let beside = output.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Self { source, folder: options.scratch.as_deref().unwrap_or(beside), run_rows, cx }
    }

    /// Writes the table in order; the number of runs that it took.
    fn table<W: Write>(&self, hdu: &Hdu, writer: &mut Writer<W>) -> Result<usize> {
        let n_rows = self.source.n_rows();
        let mut rows = writer.reordered(hdu)?;
        if n_rows <= self.run_rows {
            self.run(0..n_rows, |row| Ok(rows.raw_rows(row)?))?;
            rows.finish()?;
            return Ok(1);
        }
        let mut runs = Vec::new();
        let mut start = 0;
        while start < n_rows {
            let stop = (start + self.run_rows).min(n_rows);
            runs.push(self.write_run(start..stop)?);
            start = stop;
        }
        let n_runs = runs.len();
        self.merge(runs, &mut rows)?;
        rows.finish()?;
        Ok(n_runs)
    }

    /// Hands the rows of a range to `take` in time order.
    fn run(&self, rows: Range<u64>, mut take: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let bytes = self.source.raw_rows(rows.clone())?;
        let stride = self.source.row_bytes();
        let mut order: Vec<(u64, usize)> = Vec::with_capacity(bytes.len() / stride);
        for (i, row) in bytes.chunks_exact(stride).enumerate() {
            order.push((self.source.key(rows.start + i as u64, row)?, i));
        }
        self.cx.check()?;
        // the row is part of the key: equal times keep their order
        order.sort_unstable();
        for piece in order.chunks(LOOK) {
            self.cx.check()?;
            piece.iter().try_for_each(|(_, i)| take(&bytes[i * stride..(i + 1) * stride]))?;
            self.cx.advance(piece.len() as u64);
        }
        Ok(())
    }

    fn write_run(&self, rows: Range<u64>) -> Result<File> {
        let file = tempfile::tempfile_in(self.folder).map_err(|e| self.stopped("creating a temporary file", e))?;
        let mut out = BufWriter::with_capacity(1 << 20, file);
        let writing = |e| self.stopped("writing a temporary file", e);
        self.run(rows, |row| out.write_all(row).map_err(writing))?;
        let mut file = out.into_inner().map_err(|e| writing(e.into_error()))?;
        file.rewind().map_err(|e| self.stopped("reading a temporary file", e))?;
        Ok(file)
    }

    /// Merges sorted runs; of equal times the earlier run comes first.
    fn merge<W: Write>(&self, runs: Vec<File>, out: &mut RowWriter<'_, W>) -> Result<()> {
        let reading = |e| self.stopped("reading a temporary file", e);
        let mut runs: Vec<_> = runs.into_iter().map(|file| BufReader::with_capacity(1 << 18, file)).collect();
        let mut heads = vec![vec![0; self.source.row_bytes()]; runs.len()];
        let mut queue = BinaryHeap::new();
        for run in 0..runs.len() {
            runs[run].read_exact(&mut heads[run]).map_err(reading)?;
            queue.push(Reverse((self.source.key(0, &heads[run])?, run)));
        }
        let mut n: u64 = 0;
        while let Some(Reverse((_, run))) = queue.pop() {
            out.raw_rows(&heads[run])?;
            match runs[run].read_exact(&mut heads[run]) {
                Ok(()) => queue.push(Reverse((self.source.key(0, &heads[run])?, run))),
                Err(end) if end.kind() == ErrorKind::UnexpectedEof => {}
                Err(error) => return Err(reading(error)),
            }
            n += 1;
            if n.is_multiple_of(LOOK as u64) {
                self.cx.check()?;
                self.cx.advance(LOOK as u64);
            }
        }
        Ok(())
    }

    fn stopped(&self, action: &'static str, source: std::io::Error) -> Error {
        Error::File { file: self.folder.into(), action, source }
    }
}
