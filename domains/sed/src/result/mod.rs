//! What a fit says of its galaxies: quantities that follow, spectra with their spread, figures, tables.

mod figure;
mod posterior;
mod quantities;
mod tables;

pub use figure::{Drawn, sed_figure};
pub use posterior::{Best, Posterior, Spread};
pub use quantities::{QUANTITIES, Told, quantities};
pub use tables::spectrum_table;
