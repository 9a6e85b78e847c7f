//! `astrarium timing power`: averaged power spectra.
use super::{BIN, COMPAT, DETECTOR, ENERGY, GTI, NORM, PATHS, PI, REBIN, REBIN_LOG, RMF, SEGMENT, input};
use crate::cli::{
    Error,
    task::{Card, Fact, Flag, Folding, Form, Product, Setup},
};
use astrarium_timing::{Compat, InputSpec, Measured, Norm, PowerJob, PowerSpec, PowerSpectrum, PowerSum};

/// The task.
pub(crate) struct Power;

const RMS_BAND: Flag =
    Flag::new("rms-band", "rms_band_hz", "F0-F1", Form::Range).with_help("Band of the rms, Hz; none: all frequencies");

impl Folding for Power {
    type Spec = PowerSpec;
    type Input = InputSpec;
    type Job = PowerJob<'static>;

    const CARD: Card = Card {
        kind: "timing.power",
        about: "Averaged power spectrum of event files",
        inputs: "FILE..",
        example: "events.fits --segment-s 16 --bin-s 0.01",
        flags: &[SEGMENT, BIN, NORM, ENERGY, PI, DETECTOR, GTI, RMF, REBIN, REBIN_LOG, RMS_BAND, COMPAT],
        input_key: "input.files",
        paths: PATHS,
    };

    fn plan(spec: &PowerSpec, input: &InputSpec, setup: &Setup) -> Result<(PowerJob<'static>, Vec<String>), Error> {
        let (events, warnings) = input::open(input, setup)?;
        Ok((PowerJob::from_input(events, spec)?.for_engine(&setup.engine), warnings))
    }

    fn product(
        (spec, input): (&PowerSpec, &InputSpec),
        job: &PowerJob<'static>,
        sum: PowerSum,
    ) -> Result<Product, Error> {
        let whole = job.finish(&sum)?;
        let rms = match spec.norm {
            Norm::None => None,
            _ => Some(whole.rms(spec.rms_band_hz.unwrap_or([0.0, f64::INFINITY]), None)?),
        };
        let spectrum = whole.rebinned_as(spec)?;
        Ok(Product {
            title: format!("Power spectrum of {}", input::name(input)),
            table: spectrum.to_table(),
            fits: None,
            files: vec![],
            figures: vec![("power", spectrum.figure().into())],
            facts: facts(&spectrum, rms),
            warnings: input::words(&spectrum.warnings),
            citations: citations(spec.norm, spec.compat),
            untrusted: None,
        })
    }
}

fn facts(spectrum: &PowerSpectrum, rms: Option<Measured>) -> Vec<Fact> {
    let counts = &spectrum.counts;
    let (segment_s, n) = (counts.segment_s(), spectrum.n_segments);
    let rate = counts.photons / segment_s;
    let mut facts = vec![
        Fact::new("n_segments", format!("{n} segments of {segment_s} s"), n),
        Fact::new("segment_s", format!("time bins of {} s", counts.bin_s), segment_s),
        Fact::new("n_freq", format!("{} frequencies", spectrum.freq_hz.len()), spectrum.freq_hz.len()),
        Fact::new("rate_per_s", format!("mean rate {rate:.6} counts/s"), rate),
        Fact::new("noise", format!("Poisson level {:.6} ({})", spectrum.noise(), spectrum.norm), spectrum.noise()),
    ];
    if let Some(Measured { value, err }) = rms {
        let words = match value {
            0.0 => "no rms: the powers lie below the Poisson level".to_owned(),
            _ => format!("rms {value:.6} +- {err:.6}"),
        };
        facts.push(Fact::new("rms", words, value));
        facts.push(Fact::hidden("rms_err", err));
    }
    facts
}

/// The works behind the numbers.
pub(super) fn citations(norm: Norm, compat: Compat) -> Vec<&'static str> {
    let mut works = vec!["bartlett1948", "vanderklis1989"];
    works.extend(match norm {
        Norm::Leahy => Some("leahy1983"),
        Norm::Frac => Some("belloni1990"),
        Norm::Abs | Norm::None => None,
    });
    works.extend((compat == Compat::Stingray).then_some("huppenkothen2019"));
    works
}
