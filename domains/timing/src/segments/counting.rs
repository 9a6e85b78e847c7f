//! The innermost loops: times into bins.

/// The bin of a time since the start of a segment; beyond all bins where it is too late.
///
/// A time before the start would be put into the first bin: there must be none.
#[inline]
pub(crate) fn place(since_s: f64, inv_bin: f64) -> usize {
    (since_s * inv_bin) as u32 as usize
}

/// Counts events in bins: bin `i` holds the times with `i <= (t - start) inv_bin < i + 1`.
/// What is beyond the last bin is not counted.
pub(crate) fn count(times_s: &[f64], start_s: f64, inv_bin: f64, counts: &mut [f64]) {
    for time_s in times_s {
        if let Some(count) = counts.get_mut(place(time_s - start_s, inv_bin)) {
            *count += 1.0;
        }
    }
}

/// As [`count`], only events that are marked; the number of those.
pub(crate) fn count_marked((times_s, marks): (&[f64], &[bool]), start_s: f64, inv_bin: f64, counts: &mut [f64]) -> u64 {
    let mut n_events = 0;
    for (time_s, marked) in times_s.iter().zip(marks) {
        n_events += u64::from(*marked);
        if let Some(count) = counts.get_mut(place(time_s - start_s, inv_bin)) {
            // an unmarked event adds nothing, which costs less than a branch that is often mistaken
            *count += f64::from(u8::from(*marked));
        }
    }
    n_events
}

/// The sum of counts; exact below 2^53, so that its order does not matter.
pub(crate) fn total(counts: &[f64]) -> f64 {
    let (eights, rest) = counts.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for eight in eights {
        sums.iter_mut().zip(eight).for_each(|(sum, count)| *sum += count);
    }
    sums.iter().sum::<f64>() + rest.iter().sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_event_is_in_its_bin(times in prop::collection::vec(10.0..18.0f64, 0..300), n_bins in 3..50usize) {
            let inv_bin = n_bins as f64 / 8.0;
            let mut counts = vec![0.0; n_bins];
            count(&times, 10.0, inv_bin, &mut counts);
            for (i, found) in counts.iter().enumerate() {
                let expected = times.iter().filter(|t| ((*t - 10.0) * inv_bin).floor() == i as f64).count();
                prop_assert_eq!(*found, expected as f64);
            }
            prop_assert_eq!(total(&counts), times.len() as f64);
        }
    }

    #[test]
    fn times_at_the_end_are_left_out() {
        let mut counts = vec![0.0; 4];
        count(&[0.0, 0.0, 3.9, 4.0, 1e300], 0.0, 1.0, &mut counts);
        assert_eq!(counts, [2.0, 0.0, 0.0, 1.0]);
    }
}
