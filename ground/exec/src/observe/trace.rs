//! Spans in Chrome's trace format.

use crate::fold::held;
use serde::Serialize;
use std::{collections::BTreeSet, io, sync::Mutex, time::Duration};

/// Spans kept; what comes later is counted only, so that a long run cannot fill the memory.
const MOST_EVENTS: usize = 1 << 20;

/// One span.
pub(super) struct Event {
    pub(super) stage: &'static str,
    pub(super) begin: Duration,
    pub(super) wall: Duration,
    pub(super) worker: usize,
    pub(super) block: Option<u64>,
}

/// All spans so far.
#[derive(Default)]
pub(super) struct Trace {
    kept: Mutex<(Vec<Event>, u64)>,
}

/// A complete event ("X") or a name of a thread ("M").
#[derive(Serialize)]
struct Json {
    name: &'static str,
    ph: &'static str,
    pid: u32,
    tid: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    ts: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dur: Option<f64>,
    args: Args,
}

#[derive(Serialize)]
struct Args {
    #[serde(skip_serializing_if = "Option::is_none")]
    block: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct File {
    trace_events: Vec<Json>,
    display_time_unit: &'static str,
    /// Spans that were too many to keep.
    dropped: u64,
}

impl Trace {
    pub(super) fn add(&self, event: Event) {
        let mut kept = held(&self.kept);
        if kept.0.len() < MOST_EVENTS {
            kept.0.push(event);
        } else {
            kept.1 += 1;
        }
    }

    pub(super) fn write(&self, rank: u32, out: impl io::Write) -> io::Result<()> {
        let kept = held(&self.kept);
        let workers: BTreeSet<usize> = kept.0.iter().map(|event| event.worker).collect();
        let names = workers.into_iter().map(|worker| Json {
            name: "thread_name",
            ph: "M",
            pid: rank,
            tid: worker,
            ts: None,
            dur: None,
            args: Args { block: None, name: Some(format!("worker {worker}")) },
        });
        let spans = kept.0.iter().map(|event| Json {
            name: event.stage,
            ph: "X",
            pid: rank,
            tid: event.worker,
            ts: Some(event.begin.as_secs_f64() * 1e6),
            dur: Some(event.wall.as_secs_f64() * 1e6),
            args: Args { block: event.block, name: None },
        });
        let file = File { trace_events: names.chain(spans).collect(), display_time_unit: "ms", dropped: kept.1 };
        serde_json::to_writer(out, &file).map_err(io::Error::from)
    }
}
