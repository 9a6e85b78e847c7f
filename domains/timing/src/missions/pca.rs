//! The RXTE PCA: telemetered to absolute channels, absolute channels to energies by gain epoch.
use super::files::XTE_PCA;
use crate::{Error, Result};
use serde::Deserialize;

/// Absolute channels that exist.
const N_CHANNELS: usize = 256;

/// Energies (keV) of the absolute channels of the PCA in one gain epoch.
///
/// # Source
/// PCA energy-channel conversion table (e-c_table), HEASARC.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct PcaTable {
    pcu0_kev: Vec<f64>,
    pcu1234_kev: Vec<f64>,
}

#[derive(Deserialize)]
struct TableFile {
    epoch_edges_mjd: Vec<f64>,
    channels: Vec<[usize; 2]>,
    epoch1: Vec<f64>,
    epoch2: Vec<f64>,
    epoch3: Vec<f64>,
    epoch4: Vec<f64>,
    epoch5_pcu0: Vec<f64>,
    epoch5_pcu1234: Vec<f64>,
}

impl PcaTable {
    /// The table that holds on a day; before the first and after the last epoch the nearest one.
    pub(super) fn at(mjd: f64) -> Result<Self> {
        let broken = |message: String| Error::MissionData { file: "xte_pca", message };
        let file: TableFile = toml::from_str(XTE_PCA).map_err(|error| broken(error.message().to_owned()))?;
        let epoch = file.epoch_edges_mjd.partition_point(|edge| *edge < mjd).clamp(1, 5);
        let (pcu0, pcu1234) = match epoch {
            1 => (&file.epoch1, &file.epoch1),
            2 => (&file.epoch2, &file.epoch2),
            3 => (&file.epoch3, &file.epoch3),
            4 => (&file.epoch4, &file.epoch4),
            _ => (&file.epoch5_pcu0, &file.epoch5_pcu1234),
        };
        let spread = |energies: &[f64]| {
            let rows = file.channels.iter().zip(energies);
            let cells: Vec<f64> = rows.flat_map(|([first, last], kev)| vec![*kev; 1 + last - first]).collect();
            if cells.len() == N_CHANNELS { Ok(cells) } else { Err(broken(format!("{} channels", cells.len()))) }
        };
        Ok(Self { pcu0_kev: spread(pcu0)?, pcu1234_kev: spread(pcu1234)? })
    }

    /// Whether PCU 0 has energies of its own.
    pub(super) fn has_two(&self) -> bool {
        self.pcu0_kev != self.pcu1234_kev
    }

    /// The column of PCU 0 for all.
    pub(super) fn of_pcu0(self) -> Self {
        Self { pcu1234_kev: self.pcu0_kev.clone(), pcu0_kev: self.pcu0_kev }
    }

    /// Energy of an absolute channel, keV; NaN where there is no such channel.
    pub(super) fn energy_kev(&self, channel: i32, pcu: i32) -> f64 {
        let table = if pcu == 0 { &self.pcu0_kev } else { &self.pcu1234_kev };
        usize::try_from(channel).ok().and_then(|channel| table.get(channel)).copied().unwrap_or(f64::NAN)
    }
}

/// From the channel in the telemetry to the absolute channel: the mean of the range that was sent as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ChannelMap(Vec<i32>);

impl ChannelMap {
    /// Reads item `C[...]` of `TEVTB2`: `a~b` ranges (`114~9` is 114 to 119), or `a:b` for one channel each.
    pub(crate) fn from_tevtb2(text: &str) -> Option<Self> {
        let item = text.split("C[").nth(1)?.split(']').next()?;
        if let Some((first, last)) = item.split_once(':') {
            let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
            return (last - first < N_CHANNELS as i32).then(|| Self((first..=last).collect()));
        }
        item.split(',').map(mean_channel).collect::<Option<_>>().map(Self)
    }

    /// The absolute channel; -1 for one that was not telemetered.
    pub(crate) fn absolute(&self, local: i32) -> i32 {
        usize::try_from(local).ok().and_then(|local| self.0.get(local)).copied().unwrap_or(-1)
    }
}

/// Integer part of the mean of `a~b`, where `b` may lack the digits that it shares with `a`.
fn mean_channel(range: &str) -> Option<i32> {
    let (first, last) = range.trim().split_once('~').unwrap_or((range.trim(), range.trim()));
    let shared = first.len().checked_sub(last.len()).and_then(|n| first.get(..n)).unwrap_or("");
    let (first, last): (i32, i32) = (first.parse().ok()?, format!("{shared}{last}").parse().ok()?);
    Some((first + last) / 2)
}

#[cfg(test)]
mod tests {
    use super::{ChannelMap, PcaTable};

    #[test]
    fn ranges_of_the_telemetry() {
        let map = ChannelMap::from_tevtb2("(M[1]{1},C[0~4,43,44~45,114~9]{6})").unwrap();
        assert_eq!([0, 1, 2, 3, 4, -1].map(|local| map.absolute(local)), [2, 43, 44, 116, -1, -1]);
        let all = ChannelMap::from_tevtb2("(M[1]{1},D[0:4]{3},C[0:255]{8})").unwrap();
        assert_eq!((all.absolute(0), all.absolute(255)), (0, 255));
        assert!(ChannelMap::from_tevtb2("(M[1]{1})").is_none());
        assert!(ChannelMap::from_tevtb2("C[0:999999999]").is_none());
    }

    #[test]
    fn energies_by_epoch_and_pcu() {
        let last = PcaTable::at(55_930.0).unwrap();
        assert_eq!((last.energy_kev(10, 0), last.energy_kev(10, 3)), (4.53, 4.49));
        assert_eq!(PcaTable::at(50_082.0).unwrap().energy_kev(10, 0), 3.04);
        assert_eq!(PcaTable::at(1.0).unwrap().energy_kev(10, 2), 3.04);
        assert!(last.energy_kev(256, 0).is_nan() && last.energy_kev(-1, 0).is_nan());
    }
}
