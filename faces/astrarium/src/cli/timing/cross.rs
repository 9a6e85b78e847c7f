//! `astrarium timing cross`: averaged cross spectra of two bands or two files.
use super::{BIN, COMPAT, DETECTOR, GTI, NORM, PATHS, REBIN, REBIN_LOG, RMF, SEGMENT, input, power};
use crate::cli::{
    Error,
    task::{Card, Fact, Flag, Folding, Form, Product, Setup},
};
use astrarium_timing::{CrossJob, CrossSpec, CrossSpectrum, CrossSum, InputSpec};

/// The task.
pub(crate) struct Cross;

const BANDS: Flag = Flag::new("bands", "bands_kev", "E0-E1,E2-E3", Form::Ranges)
    .with_help("Subject and reference band, keV; none: two files");
const BANDS_PI: Flag =
    Flag::new("bands-pi", "bands_pi", "C0-C1,C2-C3", Form::Ranges).with_help("The same in PI channels");

impl Folding for Cross {
    type Spec = CrossSpec;
    type Input = InputSpec;
    type Job = CrossJob<'static>;

    const CARD: Card = Card {
        kind: "timing.cross",
        about: "Averaged cross spectrum, lags and coherence of two bands or files",
        inputs: "FILE..",
        example: "events.fits --bands 0.5-2,2-10 --segment-s 16",
        flags: &[BANDS, BANDS_PI, SEGMENT, BIN, NORM, DETECTOR, GTI, RMF, REBIN, REBIN_LOG, COMPAT],
        input_key: "input.files",
        paths: PATHS,
    };

    /// With bands, they are cut from all files; without, there are two files.
    fn plan(spec: &CrossSpec, input: &InputSpec, setup: &Setup) -> Result<(CrossJob<'static>, Vec<String>), Error> {
        if spec.bands_kev.is_some() || spec.bands_pi.is_some() {
            let (events, warnings) = input::open(input, setup)?;
            return Ok((CrossJob::from_input(events, spec)?.for_engine(&setup.engine), warnings));
        }
        if input.files.len() != 2 {
            let what = format!("{} files and no bands", input.files.len());
            return Err(Error::input(what, "give two bands with --bands E0-E1,E2-E3, or two files"));
        }
        let (first, second) = (input::source(input, 0, setup)?, input::source(input, 1, setup)?);
        let warnings = [first.warnings(), second.warnings()].concat();
        let job = CrossJob::from_two_files(first, second, spec)?;
        Ok((job.for_engine(&setup.engine), input::words(&warnings)))
    }

    fn product(
        (spec, input): (&CrossSpec, &InputSpec),
        job: &CrossJob<'static>,
        sum: CrossSum,
    ) -> Result<Product, Error> {
        let spectrum = job.finish(&sum).and_then(|whole| whole.rebinned_as(spec))?;
        let mut citations = power::citations(spec.norm, spec.compat);
        citations.extend(["nowak1999", "vaughan1997", "ingram2019"]);
        Ok(Product {
            title: format!("Cross spectrum of {}", input::name(input)),
            table: spectrum.to_table(),
            fits: None,
            files: vec![],
            figures: spectrum.figures().into_iter().map(|(name, figure)| (name, figure.into())).collect(),
            facts: facts(&spectrum),
            warnings: input::words(&spectrum.warnings),
            citations,
            untrusted: None,
        })
    }
}

fn facts(spectrum: &CrossSpectrum) -> Vec<Fact> {
    let (n, segment_s) = (spectrum.n_segments, spectrum.counts1.segment_s());
    let rates = [&spectrum.counts1, &spectrum.counts2].map(|counts| counts.photons / segment_s);
    vec![
        Fact::new("n_segments", format!("{n} segments of {segment_s} s"), n),
        Fact::new("segment_s", format!("time bins of {} s", spectrum.counts1.bin_s), segment_s),
        Fact::new("n_freq", format!("{} frequencies", spectrum.freq_hz.len()), spectrum.freq_hz.len()),
        Fact::new("rates_per_s", format!("mean rates {:.6} and {:.6} counts/s", rates[0], rates[1]), rates.to_vec()),
    ]
}
