//! Cubes as FITS.
use super::frame::spectral_cards;
use super::{CubeFile, Fact};
use crate::Result;
use crate::maps::Distribution;
use astrarium_io::atomic::Pending;
use astrarium_io::fits::{Cards, Cells, Column, Element, Form, Pixel, Writer};
use std::io::Write;
use std::path::Path;

/// Unit of the flux densities, as MUSE's pipeline writes it.
const UNIT: &str = "10**(-20)*erg/s/cm**2/Angstrom";
const UNIT_SQUARED: &str = "(10**(-20)*erg/s/cm**2/Angstrom)**2";
/// Channels that are turned to planes at a time.
const PLANES: usize = 16;
/// Most bytes of a text of the table.
const WIDEST: usize = 512;

impl CubeFile<'_> {
    /// Writes the cube as FITS, all of it or nothing.
    ///
    /// | extension | what |
    /// |---|---|
    /// | `DATA` | flux densities, 10^-20 erg/s/cm²/Å, `(wavelength, y, x)` in single precision, east to the left; none of maps alone |
    /// | `STAT` | their variances |
    /// | `APERTURE` | 1 where a spaxel is lit, 0 where it is not |
    /// | of each map its name | the map, with the same axes of the sky |
    /// | `AGE_METALLICITY` | mass at birth by `(metallicity, age, y, x)`, if it was asked for, in single precision |
    /// | `AGE_NODES`, `METALLICITY_NODES` | ages (years) and metallicities of these |
    /// | `OB_TABLE` | `Name`, `Value`, `Units` of what was asked for and found |
    ///
    /// The specification stands in the primary header as `HISTORY`.
    ///
    /// # Errors
    /// [`Error::Length`](crate::Error::Length) of an array that does not fit the telescope;
    /// [`Error::Io`](crate::Error::Io) of what the disk refuses.
    pub fn write_fits(&self, path: impl AsRef<Path>) -> Result<()> {
        let mut pending = Pending::create(path.as_ref())?;
        self.put_fits(&mut pending, path.as_ref())?;
        Ok(pending.commit()?)
    }

    /// The same file, into anything that takes bytes; `path` stands for it in messages.
    ///
    /// # Errors
    /// As [`write_fits`](Self::write_fits).
    pub fn put_fits(&self, out: &mut dyn Write, path: &Path) -> Result<()> {
        let [n, n_channels] = self.shape()?;
        let mut file = Writer::new(out, path);
        file.primary(&self.primary_cards())?;
        if !self.flux.is_empty() {
            self.put_cube(&mut file, ("DATA", UNIT), self.flux, [n, n_channels])?;
        }
        if let Some(variance) = self.variance {
            self.put_cube(&mut file, ("STAT", UNIT_SQUARED), variance, [n, n_channels])?;
        }
        if let Some(lit) = self.lit {
            let lit: Vec<f64> = lit.iter().map(|&lit| f64::from(u8::from(lit))).collect();
            self.put_plane(&mut file, Pixel::U8, ("APERTURE", ""), &lit)?;
        }
        for map in self.maps {
            self.put_plane(&mut file, Pixel::F64, (map.name, map.unit), map.values)?;
        }
        if let Some(distribution) = self.distribution {
            self.put_distribution(&mut file, distribution)?;
        }
        put_facts(&mut file, self.facts)?;
        file.finish()?;
        Ok(())
    }

    fn primary_cards(&self) -> Cards {
        let mut cards = Cards::new();
        cards.text("OBJECT", self.object, "").text("INSTRUME", &self.telescope.name, "the telescope's file");
        cards.text("ORIGIN", "astrarium", "a simulated observation");
        cards.real("RA", self.sky.ra_deg, "of the galaxy's centre (deg)").real("DEC", self.sky.dec_deg, "");
        self.provenance.iter().flat_map(|text| text.lines()).filter(|line| !line.is_empty()).for_each(|line| {
            cards.commentary("HISTORY", line);
        });
        cards
    }

    /// A cube, turned from spectra to planes of rows with east to the left.
    fn put_cube(
        &self,
        file: &mut Writer<&mut dyn Write>,
        (name, unit): (&str, &str),
        values: &[f64],
        [n, n_channels]: [usize; 2],
    ) -> Result<()> {
        let mut cards = self.extension_cards(name, unit);
        spectral_cards(self.telescope, &mut cards);
        let mut image = file.image(Pixel::F32, &[n_channels, n, n], &cards)?;
        let mut planes = vec![0.0; PLANES * n * n];
        for first in (0..n_channels).step_by(PLANES) {
            let channels = first..n_channels.min(first + PLANES);
            for (spaxel, spectrum) in values.chunks_exact(n_channels).enumerate() {
                let (y, x) = (spaxel / n, spaxel % n);
                let place = y * n + (n - 1 - x);
                spectrum[channels.clone()].iter().enumerate().for_each(|(k, value)| planes[k * n * n + place] = *value);
            }
            image.pixels(&planes[..channels.len() * n * n])?;
        }
        Ok(image.finish()?)
    }

    fn put_plane(
        &self,
        file: &mut Writer<&mut dyn Write>,
        pixel: Pixel,
        (name, unit): (&str, &str),
        values: &[f64],
    ) -> Result<()> {
        let n = self.telescope.n_spaxels();
        let mut image = file.image(pixel, &[n, n], &self.extension_cards(name, unit))?;
        for row in values.chunks_exact(n) {
            image.pixels(&row.iter().rev().copied().collect::<Vec<_>>())?;
        }
        Ok(image.finish()?)
    }

    /// Planes of the sky, one for each node of the library.
    fn put_distribution(&self, file: &mut Writer<&mut dyn Write>, of: &Distribution) -> Result<()> {
        let (n, n_z, n_age) = (of.n, of.metallicity.len(), of.age_yr.len());
        let mut cards = self.extension_cards("AGE_METALLICITY", "solMass");
        cards.text("CTYPE3", "AGE", "see AGE_NODES").text("CTYPE4", "METALLICITY", "see METALLICITY_NODES");
        let mut image = file.image(Pixel::F32, &[n_z, n_age, n, n], &cards)?;
        for node in 0..n_z * n_age {
            // east is to the left
            let at = |k: usize| of.mass_msun[(k / n * n + n - 1 - k % n) * n_z * n_age + node];
            image.pixels(&(0..n * n).map(at).collect::<Vec<_>>())?;
        }
        image.finish()?;
        for (name, unit, values) in [("AGE_NODES", "yr", &of.age_yr), ("METALLICITY_NODES", "", &of.metallicity)] {
            let mut cards = Cards::new();
            cards.text("EXTNAME", name, "").text("BUNIT", unit, "");
            let mut image = file.image(Pixel::F64, &[values.len()], &cards)?;
            image.pixels(values)?;
            image.finish()?;
        }
        Ok(())
    }

    fn extension_cards(&self, name: &str, unit: &str) -> Cards {
        let mut cards = Cards::new();
        cards.text("EXTNAME", name, "").text("OBJECT", self.object, "");
        if !unit.is_empty() {
            cards.text("BUNIT", unit, "");
        }
        // how mpdaf and the pipelines of MUSE find variance and quality of the data
        if matches!(name, "DATA" | "STAT") {
            cards.text("HDUCLASS", "ESO", "").text("HDUDOC", "DICD", "").text("HDUCLAS1", "IMAGE", "");
            cards.text("HDUCLAS2", if name == "DATA" { "DATA" } else { "ERROR" }, "");
            if self.variance.is_some() {
                let other = if name == "DATA" { ("ERRDATA", "STAT") } else { ("SCIDATA", "DATA") };
                cards.text(other.0, other.1, "");
            }
            if name == "STAT" {
                cards.text("HDUCLAS3", "MSE", "mean squared errors");
            }
        }
        self.sky.cards(self.telescope, &mut cards);
        cards
    }
}

fn put_facts(file: &mut Writer<&mut dyn Write>, facts: &[Fact]) -> Result<()> {
    let columns = [
        ("Name", facts.iter().map(|fact| fact.name.clone()).collect::<Vec<_>>()),
        ("Value", facts.iter().map(|fact| fact.value.clone()).collect()),
        ("Units", facts.iter().map(|fact| fact.unit.clone()).collect()),
    ];
    let forms = columns.iter().map(|(name, texts)| {
        let width = texts.iter().map(String::len).max().unwrap_or(1).clamp(1, WIDEST);
        Column::new(name, Form::fixed(Element::Char, width))
    });
    let cells: Vec<Cells<'_>> = columns.iter().map(|(_, texts)| Cells::Text(texts)).collect();
    Ok(file.whole_table("OB_TABLE", forms.collect(), &cells, &Cards::new())?)
}
