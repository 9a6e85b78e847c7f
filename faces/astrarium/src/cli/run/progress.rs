//! The bar on a terminal: how far, how fast, how long still.
use crate::cli::console::Console;
use astrarium_exec::{
    Engine,
    observe::{Observer, Snapshot},
};
use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::{
    sync::mpsc::{RecvTimeoutError, Sender, channel},
    thread::{JoinHandle, spawn},
    time::Duration,
};

const REDRAW: Duration = Duration::from_millis(100);

/// A bar that follows an engine until it is dropped.
pub(super) struct Bar(Option<(Sender<()>, JoinHandle<()>)>);

/// Shows a bar if somebody is there to see it.
pub(super) fn show(engine: &Engine, console: Console) -> Bar {
    if !console.has_bar() {
        return Bar(None);
    }
    let (end, ended) = channel();
    let observer = engine.observer().clone();
    let follow = move || {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        while ended.recv_timeout(REDRAW) == Err(RecvTimeoutError::Timeout) {
            draw(&bar, &observer);
        }
        bar.finish_and_clear();
    };
    Bar(Some((end, spawn(follow))))
}

fn draw(bar: &ProgressBar, observer: &Observer) {
    let now = observer.progress().snapshot();
    let template = if now.fraction.is_some() { "{bar:30} {msg}" } else { "{spinner} {msg}" };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
    if let Some(fraction) = now.fraction {
        bar.set_length(1000);
        bar.set_position((1000.0 * fraction) as u64);
    }
    bar.set_message(words(&now));
    bar.tick();
}

/// `37 %, 120 of 324 blocks, 41 a second, 5 seconds left`; without a known end a rate alone.
fn words(now: &Snapshot) -> String {
    let done = match now.total {
        Some(total) => format!("{} of {total} {}", now.done, now.unit),
        None => format!("{} {}", now.done, now.unit),
    };
    let rate = format!("{} a second", round(now.rate_per_s));
    let percent = now.fraction.map(|fraction| format!("{:3.0} %", 100.0 * fraction));
    let left = now.left_s.and_then(|left| Duration::try_from_secs_f64(left).ok());
    let left = left.map(|left| format!("{} left", HumanDuration(left)));
    [percent, Some(done), Some(rate), left].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Three digits are enough for a rate.
fn round(rate: f64) -> String {
    let digits = (2.0 - rate.max(1e-3).log10().floor()).clamp(0.0, 4.0);
    format!("{rate:.*}", digits as usize)
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Some((end, thread)) = self.0.take() {
            drop(end);
            let _a_bar_that_failed_is_no_loss = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snapshot(fraction: Option<f64>) -> Snapshot {
        let (total, left_s) = (fraction.map(|_| 300), fraction.map(|_| 65.0));
        Snapshot { done: 111, total, unit: "blocks".into(), fraction, rate_per_s: 41.27, elapsed_s: 2.7, left_s }
    }

    #[test]
    fn a_known_end_gives_the_time_left_and_an_unknown_one_the_rate_alone() {
        assert_eq!(words(&snapshot(Some(0.37))), " 37 %, 111 of 300 blocks, 41.3 a second, 65 seconds left");
        assert_eq!(words(&snapshot(None)), "111 blocks, 41.3 a second");
    }
}
