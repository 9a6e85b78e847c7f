//! From PI to energy.
use super::{Mission, pca::PcaTable};
use crate::{Error, Result, Rmf};

/// A law that gives the energy of a channel.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration(Law);

#[derive(Clone, Debug, PartialEq)]
enum Law {
    Linear { scale_kev: f64, offset_kev: f64 },
    Response(Rmf),
    Pca(PcaTable),
}

impl Calibration {
    /// The middle of the channel's row in a response; 0 for channels that it lacks.
    #[must_use]
    pub fn from_rmf(rmf: Rmf) -> Self {
        Self(Law::Response(rmf))
    }

    /// The rough law of a mission, `None` if it has none. The RXTE PCA needs the day of the observation.
    ///
    /// The linear laws are good to the width of a few channels; use a response for spectroscopy.
    ///
    /// # Errors
    /// [`Error::MissionData`] if a data file of this crate is broken.
    pub fn of_mission(mission: &str, instrument: Option<&str>, mjd: Option<f64>) -> Result<Option<Self>> {
        let name = mission.trim().to_lowercase();
        if name == "xte" {
            let is_pca = instrument.is_some_and(|instrument| instrument.trim().eq_ignore_ascii_case("pca"));
            return mjd.filter(|_| is_pca).map(|mjd| PcaTable::at(mjd).map(Law::Pca).map(Self)).transpose();
        }
        let linear = Mission::named(&name)?.and_then(|mission| mission.energy);
        Ok(linear.map(|law| Self(Law::Linear { scale_kev: law.scale_kev, offset_kev: law.offset_kev })))
    }

    /// Energy of a channel of a detector, keV; NaN where there is no such channel.
    #[must_use]
    pub fn energy_kev(&self, pi: i32, detector: i32) -> f64 {
        match &self.0 {
            Law::Linear { scale_kev, offset_kev } => offset_kev + scale_kev * f64::from(pi),
            Law::Response(rmf) => rmf.energy_kev(pi),
            Law::Pca(table) => table.energy_kev(pi, detector),
        }
    }

    /// Whether the energy of a channel differs between detectors (0 and the others).
    #[must_use]
    pub fn depends_on_detector(&self) -> bool {
        matches!(&self.0, Law::Pca(table) if table.has_two())
    }

    /// The same law, with the column of detector 0 for all: what the reference program does.
    #[must_use]
    pub(crate) fn blind_to_detector(self) -> Self {
        match self.0 {
            Law::Pca(table) => Self(Law::Pca(table.of_pcu0())),
            other => Self(other),
        }
    }

    /// Energies of many channels, keV.
    ///
    /// # Errors
    /// [`Error::Length`] if there are detectors, but not as many as channels.
    pub fn energies_kev(&self, pi: &[i32], detectors: Option<&[i32]>) -> Result<Vec<f64>> {
        let Some(detectors) = detectors else {
            return Ok(pi.iter().map(|pi| self.energy_kev(*pi, 0)).collect());
        };
        Error::check_length("detectors", detectors.len(), pi.len())?;
        Ok(pi.iter().zip(detectors).map(|(pi, detector)| self.energy_kev(*pi, *detector)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::Calibration;

    #[test]
    fn laws_of_missions() {
        let energy =
            |mission: &str, pi| Calibration::of_mission(mission, None, None).unwrap().map(|law| law.energy_kev(pi, 0));
        assert_eq!(energy("NuSTAR", 0), Some(1.62));
        assert_eq!(energy("xmm", 1200), Some(1.2));
        assert_eq!(energy("nicer", 100), Some(1.0));
        assert!((energy("ixpe", 375).unwrap() - 15.0).abs() < 1e-12);
        assert!((energy("chandra", 11).unwrap() - 0.146).abs() < 1e-12);
        assert_eq!(energy("xte", 3), None);
        assert_eq!(energy("glast", 3), None);
    }
}
