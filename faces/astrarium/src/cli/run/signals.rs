//! Ctrl-C: once it asks the run to stop, twice it ends the program.
use astrarium_exec::Stop;
use std::sync::{
    Arc, Mutex, OnceLock, PoisonError,
    atomic::{AtomicBool, Ordering::Relaxed},
};

/// The flag that the handler sets: there is one handler a process, and one run at a time.
static LISTENER: OnceLock<Mutex<Option<Arc<Stop>>>> = OnceLock::new();
static STOPPED: AtomicBool = AtomicBool::new(false);

/// What a shell gives to a process ended by SIGINT.
const ENDED_BY_SIGNAL: i32 = 130;

/// Routes SIGINT, SIGTERM and SIGHUP to a stop flag.
pub(super) fn listen(stop: &Arc<Stop>) {
    STOPPED.store(false, Relaxed);
    let listener = LISTENER.get_or_init(Mutex::default);
    *listener.lock().unwrap_or_else(PoisonError::into_inner) = Some(stop.clone());
    // a second call finds the handler in place; without one the signal ends the program, which loses nothing saved
    let _already = ctrlc::set_handler(hear);
}

fn hear() {
    if STOPPED.swap(true, Relaxed) {
        std::process::exit(ENDED_BY_SIGNAL);
    }
    let listener = LISTENER.get().map(|listener| listener.lock().unwrap_or_else(PoisonError::into_inner));
    if let Some(stop) = listener.as_deref().and_then(Option::as_ref) {
        stop.now();
    }
}

/// Whether a signal has come.
pub(super) fn was_heard() -> bool {
    STOPPED.load(Relaxed)
}
