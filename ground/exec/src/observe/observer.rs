//! Whom an engine tells.

use super::{
    Profile, Progress,
    profile::Stages,
    trace::{Event, Trace},
};
use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Instant,
};

/// What a run tells about itself. Clones share their counts; an [`Engine`](crate::Engine) carries one.
///
/// Progress is always counted (a few atomic additions a block). Trace and profile cost two clock readings a span and
/// are off until asked for.
#[derive(Clone)]
pub struct Observer {
    inner: Arc<Inner>,
}

struct Inner {
    born: Instant,
    cpu_s_at_birth: Option<f64>,
    progress: Progress,
    trace: Option<Trace>,
    stages: Option<Stages>,
    peak_parts: AtomicUsize,
}

impl Default for Observer {
    fn default() -> Self {
        Self::new(false, false)
    }
}

impl Observer {
    /// An observer that counts progress and, if asked to, keeps a trace or a profile.
    pub fn new(trace: bool, profile: bool) -> Self {
        let inner = Inner {
            born: Instant::now(),
            cpu_s_at_birth: crate::host::process_cpu_s(),
            progress: Progress::default(),
            trace: trace.then(Trace::default),
            stages: profile.then(Stages::default),
            peak_parts: AtomicUsize::new(0),
        };
        Self { inner: Arc::new(inner) }
    }

    /// How far the run is.
    pub fn progress(&self) -> &Progress {
        &self.inner.progress
    }

    /// The most parts that were alive at once in a fold.
    pub fn peak_parts(&self) -> usize {
        self.inner.peak_parts.load(Relaxed)
    }

    /// A stage that runs until the guard is dropped. `block` is shown in the trace.
    pub fn span<'a>(&'a self, stage: &'static str, worker: usize, block: Option<u64>) -> Span<'a> {
        let on = self.inner.trace.is_some() || self.inner.stages.is_some();
        let started = on.then(|| Started {
            observer: self,
            stage,
            worker,
            block,
            wall: Instant::now(),
            cpu_s: self.inner.stages.as_ref().and_then(|_| crate::host::thread_cpu_s()),
        });
        Span { started }
    }

    /// The trace in Chrome's format, which Perfetto shows too: a process per rank, a thread per worker.
    ///
    /// # Errors
    /// Those of `out`. Without a trace an empty one is written.
    pub fn write_trace(&self, rank: u32, out: impl io::Write) -> io::Result<()> {
        match &self.inner.trace {
            Some(trace) => trace.write(rank, out),
            None => Trace::default().write(rank, out),
        }
    }

    /// Where the time went since the observer was made; `None` without a profile.
    pub fn profile(&self) -> Option<Profile> {
        let stages = self.inner.stages.as_ref()?.list();
        let cpu_s = crate::host::process_cpu_s().zip(self.inner.cpu_s_at_birth).map(|(now, then)| now - then);
        let snapshot = self.progress().snapshot();
        Some(Profile {
            wall_s: self.inner.born.elapsed().as_secs_f64(),
            cpu_s,
            peak_memory_bytes: crate::host::peak_memory_bytes(),
            peak_parts: self.peak_parts(),
            blocks: self.progress().blocks(),
            bytes_read: self.progress().bytes(),
            items: snapshot.done,
            unit: snapshot.unit,
            stages,
        })
    }

    pub(crate) fn saw_parts(&self, alive: usize) {
        self.inner.peak_parts.fetch_max(alive, Relaxed);
    }
}

/// A stage that runs until it is dropped.
#[must_use = "a span ends when it is dropped"]
pub struct Span<'a> {
    started: Option<Started<'a>>,
}

struct Started<'a> {
    observer: &'a Observer,
    stage: &'static str,
    worker: usize,
    block: Option<u64>,
    wall: Instant,
    cpu_s: Option<f64>,
}

impl Drop for Span<'_> {
    fn drop(&mut self) {
        let Some(span) = &self.started else { return };
        let inner = &span.observer.inner;
        let wall = span.wall.elapsed();
        if let Some(stages) = &inner.stages {
            let cpu_s = span.cpu_s.zip(crate::host::thread_cpu_s()).map_or(0.0, |(then, now)| now - then);
            stages.add(span.stage, wall.as_secs_f64(), cpu_s);
        }
        if let Some(trace) = &inner.trace {
            let begin = span.wall.saturating_duration_since(inner.born);
            trace.add(Event { stage: span.stage, begin, wall, worker: span.worker, block: span.block });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_reach_trace_and_profile() {
        let observer = Observer::new(true, true);
        for block in 0..3 {
            let _span = observer.span("fft", 1, Some(block));
        }
        drop(observer.span("save", 0, None));
        let mut json = Vec::new();
        observer.write_trace(2, &mut json).unwrap();
        let trace: serde_json::Value = serde_json::from_slice(&json).unwrap();
        let events = trace["traceEvents"].as_array().unwrap();
        let spans: Vec<_> = events.iter().filter(|event| event["ph"] == "X").collect();
        assert_eq!(spans.len(), 4);
        assert!(spans.iter().all(|span| span["pid"] == 2 && span["dur"].as_f64().unwrap() >= 0.0));
        assert_eq!((spans[1]["name"].as_str(), &spans[1]["args"]["block"]), (Some("fft"), &serde_json::json!(1)));
        let profile = observer.profile().unwrap();
        let calls: Vec<_> = profile.stages.iter().map(|stage| (stage.name.as_str(), stage.calls)).collect();
        assert_eq!(calls, [("fft", 3), ("save", 1)]);
    }

    #[test]
    fn off_means_off() {
        let observer = Observer::default();
        drop(observer.span("fft", 0, None));
        assert!(observer.profile().is_none());
        let mut json = Vec::new();
        observer.write_trace(0, &mut json).unwrap();
        assert!(
            serde_json::from_slice::<serde_json::Value>(&json).unwrap()["traceEvents"].as_array().unwrap().is_empty()
        );
    }
}
