//! One computation, and the Python that it needs meanwhile.
//!
//! [`run_with`]: it runs on a thread of its own, while the thread that called us keeps Python, asks it for signals every
//! 50 ms, shows progress, and does what the computation asks of Python (an mpi4py communicator). So Python's callables run
//! where the user's thread is, workers never attach, and the interpreter is free for other threads in between.
//!
//! [`beside`]: the same for the program, which sees to signals and progress itself.
//!
//! [`run_here`]: it runs on the calling thread, which takes Python back for each errand: for computations that come with
//! thousands of short ones, where handing over costs more than they do.
use crate::{errors::Raise, options::Options, progress::Shown};
use astrarium::exec::Engine;
use pyo3::{exceptions::PyRuntimeError, prelude::*};
use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread,
    time::{Duration, Instant},
};

/// How often Python is asked for signals.
const LOOK: Duration = Duration::from_millis(50);
/// Stack of a thread that stands for the main one.
const STACK: usize = 8 << 20;

type Errand = Box<dyn FnOnce(Python<'_>) -> PyResult<()> + Send>;

pub(crate) enum Event {
    Errand(Errand),
    Ended,
}

/// Where a computation hands in what only Python can do.
#[derive(Clone)]
pub(crate) enum Desk {
    /// To the thread that called us.
    Across(Sender<Event>),
    /// On this very thread.
    Here(Arc<Here>),
}

impl Desk {
    /// Runs `errand` on the thread that holds Python and waits for it; `None` when Python raised: that
    /// exception is raised again at the end of the computation.
    pub(crate) fn ask<T: Send + 'static>(
        &self,
        errand: impl FnOnce(Python<'_>) -> PyResult<T> + Send + 'static,
    ) -> Option<T> {
        let to_desk = match self {
            Self::Across(to_desk) => to_desk,
            Self::Here(here) => return Python::attach(|py| here.serve(py, errand)),
        };
        let (answer, answered) = channel();
        let errand = move |py: Python<'_>| {
            // whoever asked may have stopped waiting: then nobody misses the answer
            drop(answer.send(errand(py)?));
            Ok(())
        };
        to_desk.send(Event::Errand(Box::new(errand))).ok()?;
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
    let desk = Desk::Across(to_desk.clone());
    let engine = options.engine(py, &desk)?;
    let mut attendance = Attendance { engine: engine.clone(), shown: options.shown(py)?, raised: None };
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

/// Runs work that has no engine of ours, and serves its errands; the first exception that Python raised comes beside the
/// result.
pub(crate) fn beside<T: Send>(py: Python<'_>, work: impl FnOnce(&Desk) -> T + Send) -> (PyResult<T>, Option<PyErr>) {
    let (to_desk, events) = channel();
    let desk = Desk::Across(to_desk.clone());
    let mut raised = None;
    let ran = py.detach(|| {
        let (events, raised) = (events, &mut raised);
        thread::scope(|scope| {
            let computing = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || {
                let _farewell = Farewell(to_desk);
                work(&desk)
            });
            let computing = computing.map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
            while let Ok(Event::Errand(errand)) = events.recv() {
                let outcome = Python::attach(errand);
                *raised = raised.take().or(outcome.err());
            }
            computing.join().map_err(|panic| PyRuntimeError::new_err(told(&*panic)))
        })
    });
    (ran, raised)
}

/// As [`run_with`], on the calling thread: cheaper where the errands are many and short. With ranks it is [`run_with`],
/// whose workers may all ask.
///
/// # Errors
/// As [`run`].
pub(crate) fn run_here<T, E>(
    py: Python<'_>,
    options: &Options,
    work: impl FnOnce(&Engine, &Desk) -> Result<T, E> + Send,
) -> PyResult<T>
where
    T: Send,
    E: Raise + Send,
{
    if options.has_ranks() {
        return run_with(py, options, work);
    }
    let here = Arc::new(Here(Mutex::new((None, Instant::now()))));
    let desk = Desk::Here(here.clone());
    let engine = options.engine(py, &desk)?;
    here.lock().0 = Some(Attendance { engine: engine.clone(), shown: options.shown(py)?, raised: None });
    let ran = py.detach(|| catch_unwind(AssertUnwindSafe(|| work(&engine, &desk))));
    let attendance = here.lock().0.take();
    attendance.map_or(Ok(()), |mut attendance| attendance.close(py))?;
    match ran {
        Ok(done) => done.map_err(Raise::raise),
        Err(panic) => Err(PyRuntimeError::new_err(told(&*panic))),
    }
}

/// The attendance of a computation on this thread, and when Python was last asked for signals.
pub(crate) struct Here(Mutex<(Option<Attendance>, Instant)>);

impl Here {
    fn lock(&self) -> MutexGuard<'_, (Option<Attendance>, Instant)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs the errand, and looks after signals and progress when it is time.
    fn serve<T>(&self, py: Python<'_>, errand: impl FnOnce(Python<'_>) -> PyResult<T>) -> Option<T> {
        let outcome = errand(py);
        let mut desk = self.lock();
        let (attendance, looked) = &mut *desk;
        let attendance = attendance.as_mut()?;
        if looked.elapsed() >= LOOK {
            *looked = Instant::now();
            attendance.look(py);
        }
        match outcome {
            Ok(answer) => Some(answer),
            Err(error) => {
                attendance.note(Err(error));
                None
            }
        }
    }
}

pub(crate) struct Attendance {
    engine: Engine,
    shown: Shown,
    raised: Option<PyErr>,
}

impl Attendance {
    /// Serves events until the computation is over.
    fn serve(&mut self, events: &Receiver<Event>) {
        loop {
            match events.recv_timeout(LOOK) {
                Ok(Event::Errand(errand)) => Python::attach(|py| self.note(errand(py))),
                Ok(Event::Ended) | Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => Python::attach(|py| self.look(py)),
            }
        }
    }

    /// Asks Python for signals, and shows how far it is.
    fn look(&mut self, py: Python<'_>) {
        self.note(py.check_signals());
        let shown = self.shown.tick(py, &self.engine);
        self.note(shown);
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
        let closed = self.shown.close(py, &self.engine);
        self.note(closed);
        self.raised.take().map_or(Ok(()), Err)
    }
}

/// The text of a panic, which no block may raise but which must not be lost.
fn told(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "the computation panicked".to_owned())
}
