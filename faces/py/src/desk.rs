//! One computation: it runs on a thread of its own, while the thread that called us keeps Python.
//!
//! The calling thread asks Python for signals every 50 ms, shows progress, and does what the computation
//! asks of Python (an mpi4py communicator). So Python's callables run where the user's thread is, workers
//! never attach, and the interpreter is free for other threads in between.
use crate::{errors::Raise, options::Options, progress::Shown};
use astrarium::exec::Engine;
use pyo3::{exceptions::PyRuntimeError, prelude::*};
use std::{
    any::Any,
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    thread,
    time::Duration,
};

/// How often Python is asked for signals.
const LOOK: Duration = Duration::from_millis(50);

type Errand = Box<dyn FnOnce(Python<'_>) -> PyResult<()> + Send>;

enum Event {
    Errand(Errand),
    Ended,
}

/// Where a computation hands in what only Python can do.
#[derive(Clone)]
pub(crate) struct Desk(Sender<Event>);

impl Desk {
    /// Runs `errand` on the thread that holds Python and waits for it; `None` when Python raised: that
    /// exception is raised again at the end of the computation.
    pub(crate) fn ask<T: Send + 'static>(
        &self,
        errand: impl FnOnce(Python<'_>) -> PyResult<T> + Send + 'static,
    ) -> Option<T> {
        let (answer, answered) = channel();
        let errand = move |py: Python<'_>| {
            // whoever asked may have stopped waiting: then nobody misses the answer
            drop(answer.send(errand(py)?));
            Ok(())
        };
        self.0.send(Event::Errand(Box::new(errand))).ok()?;
        answered.recv().ok()
    }
}

/// Tells the desk that the computation is over, however it ended.
struct Farewell(Sender<Event>);

impl Drop for Farewell {
    fn drop(&mut self) {
        drop(self.0.send(Event::Ended));
    }
}

/// Runs `work` without the interpreter's lock; Ctrl-C stops its engine and raises `KeyboardInterrupt`.
///
/// # Errors
/// The first exception that Python raised meanwhile, else the error of `work` as [`Raise`] maps it.
pub(crate) fn run<T, E>(
    py: Python<'_>,
    options: &Options,
    work: impl FnOnce(&Engine) -> Result<T, E> + Send,
) -> PyResult<T>
where
    T: Send,
    E: Raise + Send,
{
    run_with(py, options, |engine, _| work(engine))
}

/// As [`run`], for work that has errands for Python itself.
///
/// # Errors
/// As [`run`].
pub(crate) fn run_with<T, E>(
    py: Python<'_>,
    options: &Options,
    work: impl FnOnce(&Engine, &Desk) -> Result<T, E> + Send,
) -> PyResult<T>
where
    T: Send,
    E: Raise + Send,
{
    let (to_desk, events) = channel();
    let desk = Desk(to_desk.clone());
    let engine = options.engine(py, &desk)?;
    let mut attendance = Attendance { engine: &engine, shown: options.shown(py)?, raised: None };
    let ran = py.detach(|| {
        let events = events;
        thread::scope(|scope| {
            let computing = scope.spawn(|| {
                let _farewell = Farewell(to_desk);
                work(&engine, &desk)
            });
            attendance.serve(&events);
            computing.join()
        })
    });
    attendance.close(py)?;
    match ran {
        Ok(done) => done.map_err(Raise::raise),
        Err(panic) => Err(PyRuntimeError::new_err(told(&*panic))),
    }
}

struct Attendance<'a> {
    engine: &'a Engine,
    shown: Shown,
    raised: Option<PyErr>,
}

impl Attendance<'_> {
    /// Serves events until the computation is over.
    fn serve(&mut self, events: &Receiver<Event>) {
        loop {
            match events.recv_timeout(LOOK) {
                Ok(Event::Errand(errand)) => Python::attach(|py| self.note(errand(py))),
                Ok(Event::Ended) | Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => Python::attach(|py| {
                    self.note(py.check_signals());
                    let shown = self.shown.tick(py, self.engine);
                    self.note(shown);
                }),
            }
        }
    }

    /// Keeps the first exception, which stops the computation.
    fn note(&mut self, outcome: PyResult<()>) {
        if let Err(error) = outcome {
            self.engine.stop().now();
            self.raised.get_or_insert(error);
        }
    }

    /// Ends the progress, then raises what was kept.
    fn close(&mut self, py: Python<'_>) -> PyResult<()> {
        let closed = self.shown.close(py, self.engine);
        self.note(closed);
        self.raised.take().map_or(Ok(()), Err)
    }
}

/// The text of a panic, which no block may raise but which must not be lost.
fn told(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "the computation panicked".to_owned())
}
