//! Response files: which energies a channel stands for.
use crate::{Error, Result, read::units};
use astrarium_io::fits::Fits;
use std::path::Path;

/// The EBOUNDS extension of a response: the nominal energy range of every channel.
#[derive(Clone, Debug, PartialEq)]
pub struct Rmf {
    /// Channel numbers, sorted.
    channels: Vec<i32>,
    /// Lower and upper energy of each, keV.
    bounds_kev: Vec<[f64; 2]>,
}

impl Rmf {
    /// Reads the EBOUNDS extension of a response file (RMF or RSP).
    ///
    /// # Errors
    /// [`Error::Io`] if the file, the extension or a column of CHANNEL, `E_MIN`, `E_MAX` is missing or broken;
    /// [`Error::Unit`] for an energy unit that is none.
    pub fn open(path: &Path) -> Result<Self> {
        let fits = Fits::open(path)?;
        let table = fits.need_hdu("EBOUNDS")?.table()?;
        let mut channels = Vec::new();
        table.column("CHANNEL")?.read_i64(0..table.n_rows(), &mut channels)?;
        let energies = |name: &'static str| {
            let column = table.column(name)?;
            let scale = units::kev(path, name, column.unit())?;
            let mut values = Vec::new();
            column.read_f64(0..table.n_rows(), &mut values)?;
            Ok::<_, Error>(values.into_iter().map(|value| value * scale).collect::<Vec<f64>>())
        };
        let (low, high) = (energies("E_MIN")?, energies("E_MAX")?);
        let bounds = low.into_iter().zip(high).map(|(low, high)| [low, high]);
        let mut rows: Vec<(i64, [f64; 2])> = channels.into_iter().zip(bounds).collect();
        rows.sort_by_key(|(channel, _)| *channel);
        let fits_i32 = rows.into_iter().filter_map(|(channel, bounds)| Some((i32::try_from(channel).ok()?, bounds)));
        let (channels, bounds_kev) = fits_i32.unzip();
        Ok(Self { channels, bounds_kev })
    }

    /// Channel numbers and their energy ranges, keV.
    #[must_use]
    pub fn rows(&self) -> impl ExactSizeIterator<Item = (i32, [f64; 2])> + '_ {
        self.channels.iter().copied().zip(self.bounds_kev.iter().copied())
    }

    /// Middle of the energy range of a channel, keV; 0 for a channel that the response lacks.
    #[must_use]
    pub fn energy_kev(&self, channel: i32) -> f64 {
        self.channels.binary_search(&channel).map_or(0.0, |row| {
            let [low, high] = self.bounds_kev[row];
            f64::midpoint(low, high)
        })
    }
}
