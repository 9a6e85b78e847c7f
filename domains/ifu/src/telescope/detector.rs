//! What noise needs to know of an instrument.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Numbers that turn a flux into counts of a detector.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Detector {
    /// Light-collecting area, m².
    pub collecting_area_m2: f64,
    /// Electrons counted per photon that reaches the aperture.
    pub throughput: f64,
    /// Standard deviation of the read-out of a channel of a spaxel, electrons.
    pub read_noise_e: f64,
    /// Dark current of a channel of a spaxel, electrons a second.
    pub dark_e_s: f64,
    /// Brightness of the sky, AB magnitudes per square arcsecond.
    pub sky_mag_arcsec2: f64,
    /// Time exposed, s.
    pub exposure_s: f64,
}
