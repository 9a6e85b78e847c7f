//! What a fit says of its galaxies: quantities that follow, spectra with their spread, figures, tables.

mod figure;
mod pixels;
mod posterior;
mod quantities;
mod tables;

pub use figure::{Drawn, sed_figure};
pub use pixels::spectrum_figure;
pub use posterior::{Best, Pixels, Posterior, Spread};
pub use quantities::{QUANTITIES, Told, quantities};
pub use tables::spectrum_table;
