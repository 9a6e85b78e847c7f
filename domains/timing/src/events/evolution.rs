//! Hardness and intensity, segment by segment.
use super::EventList;
use crate::{Compat, Filter, Result};

/// A number for each segment, with its error.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evolution {
    /// Starts of the segments, s.
    pub start_s: Vec<f64>,
    /// Stops of the segments, s.
    pub stop_s: Vec<f64>,
    /// The number.
    pub value: Vec<f64>,
    /// Its error.
    pub error: Vec<f64>,
}

/// Of what a band is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quantity {
    /// Energies, keV.
    #[default]
    Energy,
    /// PI channels.
    Pi,
}

impl Quantity {
    /// The filter of a band.
    ///
    /// # Errors
    /// [`BadRange`](crate::Error::BadRange) for reversed ends.
    fn filter(self, [low, high]: [f64; 2]) -> Result<Filter> {
        let filter = match self {
            Self::Energy => Filter::energy(low, high),
            // whole channels at or above the ends
            Self::Pi => Filter { pi: Some([low.ceil() as i32, high.ceil() as i32]), ..Filter::default() },
        };
        filter.check().map(|()| filter)
    }
}

impl EventList {
    /// Hardness `N_b / N_a` of two bands in segments of the good time intervals.
    ///
    /// The error is `h sqrt(1/N_a + 1/N_b)`, of two independent Poisson numbers; with `compat = "stingray"` the
    /// relative errors are added linearly. NaN where a band holds no event.
    ///
    /// # Errors
    /// [`NoSegment`](crate::Error::NoSegment), [`BadRange`](crate::Error::BadRange), [`NoValues`](crate::Error::NoValues).
    pub fn hardness(&self, bands: [[f64; 2]; 2], of: Quantity, segment_s: f64, compat: Compat) -> Result<Evolution> {
        let segments = self.gti.segments(segment_s)?;
        let [a, b] = [self.counts_in(bands[0], of, &segments)?, self.counts_in(bands[1], of, &segments)?];
        let value = |(a, b): (&f64, &f64)| if *a > 0.0 && *b > 0.0 { b / a } else { f64::NAN };
        let value: Vec<f64> = a.iter().zip(&b).map(value).collect();
        let relative = |(a, b): (&f64, &f64)| match compat {
            Compat::None => (1.0 / a + 1.0 / b).sqrt(),
            Compat::Stingray => 1.0 / a.sqrt() + 1.0 / b.sqrt(),
        };
        let error =
            value.iter().zip(a.iter().zip(&b).map(relative)).map(|(value, relative)| value * relative).collect();
        Ok(Evolution::of(&segments, value, error))
    }

    /// Rate `N / T` of a band in segments of the good time intervals, counts/s, with error `sqrt(N) / T`.
    ///
    /// # Errors
    /// As [`EventList::hardness`].
    pub fn intensity(&self, band: [f64; 2], of: Quantity, segment_s: f64) -> Result<Evolution> {
        let segments = self.gti.segments(segment_s)?;
        let counts = self.counts_in(band, of, &segments)?;
        let value = counts.iter().map(|n| n / segment_s).collect();
        let error = counts.iter().map(|n| n.sqrt() / segment_s).collect();
        Ok(Evolution::of(&segments, value, error))
    }

    /// Events of a band in each segment `[start, stop)`.
    fn counts_in(&self, band: [f64; 2], of: Quantity, segments: &[[f64; 2]]) -> Result<Vec<f64>> {
        let time_s = self.filter(&of.filter(band)?)?.time_s;
        let before = |limit: f64| time_s.partition_point(|time| *time < limit);
        Ok(segments.iter().map(|[start, stop]| (before(*stop) - before(*start)) as f64).collect())
    }
}

impl Evolution {
    fn of(segments: &[[f64; 2]], value: Vec<f64>, error: Vec<f64>) -> Self {
        let (start_s, stop_s) = segments.iter().map(|[start, stop]| (*start, *stop)).unzip();
        Self { start_s, stop_s, value, error }
    }
}
