//! Spectra against closed forms, a direct transform, known signals and Monte Carlo scatter, and on bad input.
#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod direct;
#[cfg(test)]
mod error_bars;
#[cfg(test)]
mod known_signals;
#[cfg(test)]
mod outputs;
#[cfg(test)]
mod simulate;
