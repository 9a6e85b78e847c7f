//! Numbers of a figure in text formats: what is not finite is null, because JSON has no word for it.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Writes finite numbers as they are and all others as null.
pub(super) fn serialize<S: Serializer>(values: &[f64], serializer: S) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() {
        serializer.collect_seq(values.iter().map(|v| v.is_finite().then_some(*v)))
    } else {
        values.serialize(serializer)
    }
}

/// Reads numbers; null becomes NaN, which is drawn as a gap.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<f64>, D::Error> {
    if deserializer.is_human_readable() {
        let values = Vec::<Option<f64>>::deserialize(deserializer)?;
        Ok(values.into_iter().map(|v| v.unwrap_or(f64::NAN)).collect())
    } else {
        Vec::deserialize(deserializer)
    }
}
