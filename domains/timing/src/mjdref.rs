//! The day from which times are counted.
use astrarium_num::Double;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Modified Julian Date of time 0, its day and fraction kept apart: one float would lose microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MjdRef {
    /// Whole days.
    pub day: i64,
    /// Fraction of a day, `0 <= fraction < 1`.
    pub fraction: f64,
}

impl MjdRef {
    /// From days with any fraction; `None` if that is not finite or no possible day.
    #[must_use]
    pub fn from_days(days: Double) -> Option<Self> {
        let day = days.floor_i64()?;
        let fraction = f64::from(days - Double::from(day));
        // rounding may lift the fraction to one
        Some(if fraction < 1.0 { Self { day, fraction } } else { Self { day: day + 1, fraction: 0.0 } })
    }

    /// The date in days, both parts in one.
    #[must_use]
    pub fn days(self) -> Double {
        Double::from(self.day) + self.fraction
    }

    /// The date as one float, good to a microsecond.
    #[must_use]
    pub fn as_f64(self) -> f64 {
        f64::from(self.days())
    }

    /// Seconds from `other` to this date.
    #[must_use]
    pub fn seconds_after(self, other: Self) -> Double {
        (self.days() - other.days()) * 86_400.0
    }
}

impl fmt::Display for MjdRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.days())
    }
}

#[cfg(test)]
mod tests {
    use super::MjdRef;

    #[test]
    fn parts_are_kept_apart() {
        let mjdref = MjdRef::from_days("56658.000777592592592593".parse().unwrap()).unwrap();
        assert_eq!((mjdref.day, mjdref.fraction), (56_658, 0.000_777_592_592_592_593));
        let later = MjdRef { day: 56_659, fraction: mjdref.fraction };
        assert_eq!(f64::from(later.seconds_after(mjdref)), 86_400.0);
        assert_eq!(MjdRef::from_days(f64::NAN.into()), None);
    }
}
