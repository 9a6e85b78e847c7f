//! `astrarium timing lightcurve`: counts in bins of time.
use super::{BIN, COMPAT, DETECTOR, ENERGY, GTI, PATHS, PI, RMF, input};
use crate::cli::{
    Error,
    task::{Card, Direct, Fact, Product, Saving, Setup},
};
use astrarium_exec::Engine;
use astrarium_timing::{Compat, EventList, InputSpec, LightCurve as Curve};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The task.
pub(crate) struct LightCurve;

/// A light curve.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CurveSpec {
    /// Width of a time bin, s.
    bin_s: f64,
    /// Reproduces a reference program where it is wrong.
    compat: Compat,
}

impl Default for CurveSpec {
    fn default() -> Self {
        Self { bin_s: 1.0, compat: Compat::None }
    }
}

impl Direct for LightCurve {
    type Spec = CurveSpec;
    type Input = InputSpec;

    const CARD: Card = Card {
        kind: "timing.lightcurve",
        about: "Light curve of event files",
        inputs: "FILE..",
        example: "events.fits --bin-s 10 --energy 0.5-10",
        flags: &[BIN, ENERGY, PI, DETECTOR, GTI, RMF, COMPAT],
        input_key: "input.files",
        paths: PATHS,
    };

    fn compute(
        (spec, input): (&CurveSpec, &InputSpec),
        _: &Engine,
        _: &Setup,
        _: &Saving<'_>,
    ) -> Result<Product, Error> {
        let events = EventList::read_all(input)?;
        let curve = Curve::from_events(&events, spec.bin_s, spec.compat)?;
        let mut fits = Vec::new();
        curve.write_fits(&mut fits, "result.fits".as_ref())?;
        let mut works = vec!["gehrels1986"];
        works.extend((spec.compat == Compat::Stingray).then_some("huppenkothen2019"));
        Ok(Product {
            title: format!("Light curve of {}", input::name(input)),
            table: curve.to_table()?,
            fits: Some(fits),
            files: vec![],
            figures: vec![("lightcurve", curve.figure().into())],
            facts: facts(&curve, events.len())?,
            warnings: input::words(&curve.warnings),
            citations: works,
            untrusted: None,
        })
    }
}

fn facts(curve: &Curve, n_events: usize) -> Result<Vec<Fact>, Error> {
    let rate = curve.mean_rate()?;
    let exposure_s = curve.gti.exposure_s();
    Ok(vec![
        Fact::new("n_events", format!("{n_events} events"), n_events),
        Fact::new("n_bins", format!("{} bins of {} s", curve.len(), curve.bin_s), curve.len()),
        Fact::new("rate_per_s", format!("mean rate {rate:.6} counts/s"), rate),
        Fact::new("exposure_s", format!("good time {exposure_s} s"), exposure_s),
    ])
}
