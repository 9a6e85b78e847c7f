//! The powers of every segment beside their average, in one pass.
use super::{PowerJob, PowerSpectrum, PowerSum};
use crate::segments::Scratch;
use crate::{Error, Result};
use astrarium_exec::{Blocks, Both, Cx, Durable, Engine, Identity, Job, Slots};

/// An averaged power spectrum that keeps every segment: a fold and a fill in one pass.
///
/// The row of a segment holds its counts and then its unnormalised powers at the frequencies that are kept; a segment
/// without counts has powers NaN. Rows can go to any sink of [`Engine::fold_and_fill`]; [`PowerRows::run`] keeps them
/// in memory.
#[derive(Debug)]
pub struct PowerRows<'a>(PowerJob<'a>);

/// The powers of every segment.
#[derive(Clone, Debug, PartialEq)]
pub struct SegmentPowers {
    /// counts of each segment
    pub photons: Vec<f64>,
    /// `|F|²` of segment `i` at frequency `k` at `i n_freq + k`; NaN for a segment without counts
    pub unnorm_power: Vec<f64>,
    /// frequencies of each segment
    pub n_freq: usize,
}

impl<'a> PowerRows<'a> {
    /// Keeps the segments of a job.
    pub fn new(job: PowerJob<'a>) -> Self {
        Self(job)
    }

    /// The job whose segments are kept.
    pub fn job(&self) -> &PowerJob<'a> {
        &self.0
    }

    /// Values in a row: counts and powers.
    pub fn row_len(&self) -> usize {
        1 + self.0.grid().kept().len()
    }

    /// The average and all segments, in memory.
    ///
    /// # Errors
    /// Those of [`PowerJob::run`]; [`Error::Empty`] for a feed, whose number of segments is not known.
    pub fn run(&self, engine: &Engine) -> Result<(PowerSpectrum, SegmentPowers)> {
        let n_segments = self.0.n_segments().ok_or(Error::Empty { what: "number of segments of a feed" })?;
        let row_len = self.row_len();
        let mut rows = vec![0.0; n_segments as usize * row_len];
        let chunk = self.0.spec().segments_per_block as usize * row_len;
        let sum = engine.fold_and_fill(self, &Slots::new(&mut rows, chunk))?;
        let photons = rows.iter().step_by(row_len).copied().collect();
        let unnorm_power = rows.chunks_exact(row_len).flat_map(|row| &row[1..]).copied().collect();
        Ok((self.0.finish(&sum)?, SegmentPowers { photons, unnorm_power, n_freq: row_len - 1 }))
    }
}

impl Job for PowerRows<'_> {
    type Part = Both<PowerSum, Vec<f64>>;
    type Scratch = Scratch;
    type Error = Error;

    fn blocks(&self) -> Blocks {
        self.0.blocks()
    }

    fn part(&self) -> Self::Part {
        Both { sum: self.0.part(), rows: Vec::new() }
    }

    fn scratch(&self) -> Scratch {
        self.0.scratch()
    }

    fn read(&self, index: u64, scratch: &mut Scratch) -> Result<bool> {
        self.0.read(index, scratch)
    }

    fn block(&self, index: u64, part: &mut Self::Part, scratch: &mut Scratch, cx: &Cx<'_>) -> Result<()> {
        let kept = self.0.grid().kept();
        self.0.each(index, scratch, cx, |band| {
            self.0.add(band, &mut part.sum);
            part.rows.push(band.photons);
            let powers =
                band.spectrum.out[kept.clone()].iter().map(|f| if band.is_empty { f64::NAN } else { f.norm_sqr() });
            part.rows.extend(powers);
        })
    }
}

impl Durable for PowerRows<'_> {
    fn identity(&self) -> &Identity {
        self.0.identity()
    }
}
