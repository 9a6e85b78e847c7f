//! Posteriors as tables.
use super::posterior::{Posterior, Spread};
use super::quantities::QUANTITIES;
use crate::Result;
use crate::galaxy::Component;
use crate::observed::Photometry;
use crate::spectrum::Spectrum;
use astrarium_astro::band::Band;
use astrarium_io::table::{Column, Table};

/// Ends of the names of columns of quantiles.
const ENDS: [&str; 5] = ["q02", "q16", "median", "q84", "q98"];

fn with_unit(column: Column, unit: &str) -> Column {
    if unit.is_empty() { column } else { column.with_unit(unit) }
}

/// Columns of quantiles.
fn push_spread(table: &mut Table, spread: &Spread, unit: &str) -> Result<()> {
    for (name, values) in ENDS.iter().zip(&spread.quantiles) {
        table.push(with_unit(Column::f64(name, values.clone()), unit))?;
    }
    Ok(())
}

impl Posterior {
    /// A row for each quantity: its value for the most likely galaxy and its quantiles.
    ///
    /// # Errors
    /// None that is known.
    pub fn quantity_table(&self) -> Result<Table> {
        let mut table = Table::new();
        let text = |of: fn(usize) -> &'static str| (0..QUANTITIES.len()).map(|k| of(k).to_owned()).collect();
        table.push(Column::text("quantity", text(|k| QUANTITIES[k].name)))?;
        table.push(Column::text("unit", text(|k| QUANTITIES[k].unit)))?;
        table.push(Column::f64("most_likely", self.best.quantities.to_vec()))?;
        push_spread(&mut table, &self.quantities, "")?;
        table.push(Column::text("what", text(|k| QUANTITIES[k].about)))?;
        Ok(table)
    }

    /// A row for each band: what was measured, the most likely galaxy, the quantiles.
    ///
    /// # Errors
    /// None that is known.
    pub fn band_table(&self, data: &Photometry, bands: &[Band]) -> Result<Table> {
        let mut table = Table::new();
        let best = &self.best;
        let left = (0..data.len()).map(|k| (data.flux_mjy[k] - best.band_mjy[k]) / best.sigma_mjy[k]);
        table.push(Column::text("band", bands.iter().map(|band| band.name().to_owned()).collect()))?;
        table.push(Column::f64("pivot", bands.iter().map(Band::pivot_aa).collect()).with_unit("Angstrom"))?;
        table.push(Column::f64("flux", data.flux_mjy.clone()).with_unit("mJy"))?;
        table.push(Column::f64("flux_err", data.error_mjy.clone()).with_unit("mJy"))?;
        table.push(Column::bool("is_limit", data.is_limit.clone()))?;
        table.push(Column::f64("most_likely", best.band_mjy.clone()).with_unit("mJy"))?;
        table.push(Column::f64("residual", left.collect()).with_description("(flux - most_likely) over sigma"))?;
        push_spread(&mut table, &self.band_mjy, "mJy")?;
        Ok(table)
    }

    /// A row for each pixel of the measured spectrum: what was measured, the most likely galaxy with its calibration, the quantiles; no
    /// table where no spectrum was fitted.
    ///
    /// # Errors
    /// None that is known.
    pub fn pixel_table(&self, data: &Spectrum) -> Result<Option<Table>> {
        let Some(pixels) = &self.best.pixels else { return Ok(None) };
        let mut table = Table::new();
        let seen = pixels.calibrated();
        let left = (0..data.len()).map(|i| (data.flux_mjy[i] - seen[i]) / pixels.sigma_mjy[i]).collect();
        let is_used = pixels.sigma_mjy.iter().map(|sigma| sigma.is_finite()).collect();
        let wave = Column::f64("wave", data.wave_aa.clone()).with_unit("Angstrom");
        table.push(wave.with_description("observed, in vacuum"))?;
        table.push(Column::f64("flux", data.flux_mjy.clone()).with_unit("mJy"))?;
        table.push(Column::f64("flux_err", data.error_mjy.clone()).with_unit("mJy"))?;
        table.push(Column::bool("used", is_used))?;
        table.push(Column::f64("most_likely", seen).with_unit("mJy").with_description("times its calibration"))?;
        table.push(Column::f64("calibration", pixels.calibration.clone()))?;
        table.push(Column::f64("residual", left).with_description("(flux - most_likely) over sigma"))?;
        push_spread(&mut table, &self.pixel_mjy, "mJy")?;
        Ok(Some(table))
    }

    /// A row for each observed wavelength: the most likely galaxy, its components, the quantiles.
    ///
    /// # Errors
    /// None that is known.
    pub fn spectrum_table(&self) -> Result<Table> {
        let best = &self.best;
        let mut table = spectrum_table(&best.wave_aa, &best.spectrum_mjy, &best.components_mjy)?;
        push_spread(&mut table, &self.spectrum_mjy, "mJy")?;
        Ok(table)
    }
}

/// A row for each observed wavelength: the spectrum and its components; those before dust are no part of the sum.
///
/// # Errors
/// None that is known.
pub fn spectrum_table(wave_aa: &[f64], spectrum_mjy: &[f64], components: &[(Component, Vec<f64>)]) -> Result<Table> {
    let mut table = Table::new();
    table.push(Column::f64("wave", wave_aa.to_vec()).with_unit("Angstrom").with_description("observed, in vacuum"))?;
    table.push(Column::f64("flux", spectrum_mjy.to_vec()).with_unit("mJy"))?;
    for (component, values) in components {
        table.push(Column::f64(component.name(), values.clone()).with_unit("mJy"))?;
    }
    Ok(table)
}
