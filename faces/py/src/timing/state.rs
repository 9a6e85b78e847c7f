//! What a pickle holds: plain bytes, never Python objects.
use astrarium::{
    num::Double,
    timing::{ErrDist, EventList, Facts, Gti, LightCurve, MjdRef},
};
use pyo3::{exceptions::PyValueError, prelude::*, types::PyBytes};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// Raised whenever the layout below changes.
const FORMAT: u8 = 1;

/// Bytes of a value.
pub(crate) fn bytes<'py>(py: Python<'py>, value: &impl Serialize) -> Bound<'py, PyBytes> {
    let plain = postcard::to_allocvec(&(FORMAT, value)).expect("plain data has a binary form");
    PyBytes::new(py, &plain)
}

/// The value of bytes.
///
/// # Errors
/// `ValueError` for bytes of another version or that are cut off.
pub(crate) fn value<T: DeserializeOwned>(bytes: &[u8]) -> PyResult<T> {
    let known = bytes.first() == Some(&FORMAT);
    let found = known.then(|| postcard::from_bytes::<(u8, T)>(bytes).ok()).flatten();
    found
        .map(|(_, value)| value)
        .ok_or_else(|| PyValueError::new_err("the pickle holds no state of this version of astrarium; make it again"))
}

/// [`Facts`] in a pickle.
#[derive(Serialize, Deserialize)]
pub(crate) struct FactsState {
    names: [Option<String>; 7],
    frame_s: f64,
    timezero_s: f64,
    span: [Option<(f64, f64)>; 2],
}

fn pair(value: Double) -> (f64, f64) {
    (value.hi, value.lo)
}

fn double((hi, lo): (f64, f64)) -> Double {
    Double::from_sum(hi, lo)
}

impl From<&Facts> for FactsState {
    fn from(facts: &Facts) -> Self {
        let Facts { mission, instrument, mode, observation, ephemeris, time_ref, time_sys, .. } = facts.clone();
        Self {
            names: [mission, instrument, mode, observation, ephemeris, time_ref, time_sys],
            frame_s: facts.frame_s,
            timezero_s: facts.timezero_s,
            span: [facts.t_start.map(pair), facts.t_stop.map(pair)],
        }
    }
}

impl From<FactsState> for Facts {
    fn from(state: FactsState) -> Self {
        let [mission, instrument, mode, observation, ephemeris, time_ref, time_sys] = state.names;
        let [t_start, t_stop] = state.span.map(|time| time.map(double));
        let FactsState { frame_s, timezero_s, .. } = state;
        Self {
            mission,
            instrument,
            mode,
            observation,
            ephemeris,
            time_ref,
            time_sys,
            frame_s,
            timezero_s,
            t_start,
            t_stop,
        }
    }
}

/// [`EventList`] in a pickle.
#[derive(Serialize, Deserialize)]
pub(crate) struct EventState {
    #[serde(with = "astrarium::exec::f64s")]
    time_s: Vec<f64>,
    reference: (f64, f64),
    mjdref: MjdRef,
    pi: Option<Vec<i32>>,
    energy_kev: Option<Vec<f64>>,
    detector: Option<Vec<i32>>,
    gti: Vec<[f64; 2]>,
    facts: FactsState,
}

impl From<&EventList> for EventState {
    fn from(list: &EventList) -> Self {
        let EventList { time_s, mjdref, pi, energy_kev, detector, .. } = list.clone();
        let (reference, gti) = (pair(list.reference), list.gti.intervals().to_vec());
        Self { time_s, reference, mjdref, pi, energy_kev, detector, gti, facts: (&list.facts).into() }
    }
}

impl TryFrom<EventState> for EventList {
    type Error = astrarium::timing::Error;
    fn try_from(state: EventState) -> Result<Self, Self::Error> {
        let EventState { time_s, mjdref, pi, energy_kev, detector, .. } = state;
        let (gti, reference, facts) = (intervals(state.gti)?, double(state.reference), state.facts.into());
        Self { time_s, reference, mjdref, pi, energy_kev, detector, gti, facts, warnings: Vec::new() }.checked()
    }
}

/// [`LightCurve`] in a pickle.
#[derive(Serialize, Deserialize)]
pub(crate) struct CurveState {
    #[serde(with = "astrarium::exec::f64s")]
    time_s: Vec<f64>,
    #[serde(with = "astrarium::exec::f64s")]
    counts: Vec<f64>,
    #[serde(with = "astrarium::exec::f64s")]
    counts_err: Vec<f64>,
    err_dist: ErrDist,
    bin_s: f64,
    reference: (f64, f64),
    mjdref: MjdRef,
    gti: Vec<[f64; 2]>,
    facts: FactsState,
}

impl From<&LightCurve> for CurveState {
    fn from(curve: &LightCurve) -> Self {
        let LightCurve { time_s, counts, counts_err, err_dist, bin_s, mjdref, .. } = curve.clone();
        let (reference, gti) = (pair(curve.reference), curve.gti.intervals().to_vec());
        Self { time_s, counts, counts_err, err_dist, bin_s, reference, mjdref, gti, facts: (&curve.facts).into() }
    }
}

impl TryFrom<CurveState> for LightCurve {
    type Error = astrarium::timing::Error;
    fn try_from(state: CurveState) -> Result<Self, Self::Error> {
        let CurveState { time_s, counts, counts_err, err_dist, bin_s, mjdref, .. } = state;
        let (gti, reference, facts) = (intervals(state.gti)?, double(state.reference), state.facts.into());
        Ok(Self { time_s, counts, counts_err, err_dist, bin_s, reference, mjdref, gti, facts, warnings: Vec::new() })
    }
}

/// Intervals as they were; an intersection may have left none.
fn intervals(gti: Vec<[f64; 2]>) -> Result<Gti, astrarium::timing::Error> {
    if gti.is_empty() { Ok(Gti::default()) } else { Gti::new(gti) }
}
