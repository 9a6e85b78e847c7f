//! The algebra of intervals against a membership function, and the defects of the reference program.
use super::{ConditionOptions, Gti, GtiStrategy, MaskOptions};
use crate::{Compat, Error};
use proptest::prelude::*;

fn gti(intervals: &[[f64; 2]]) -> Gti {
    Gti::new(intervals.to_vec()).unwrap()
}

/// Lists with whole-number boundaries, many of them shared between two lists.
fn lists() -> impl Strategy<Value = Gti> {
    prop::collection::vec((0_u8..4, 1_u8..5), 1..20).prop_map(|steps| {
        let mut at = 0.0;
        let intervals = steps.into_iter().map(|(gap, length)| {
            let start = at + f64::from(gap);
            at = start + f64::from(length);
            [start, at]
        });
        Gti::new(intervals.collect()).unwrap()
    })
}

/// Whether the middle of the unit cell that begins at `cell` is inside.
fn holds(gti: &Gti, cell: u32) -> bool {
    let middle = f64::from(cell) + 0.5;
    gti.intervals().iter().any(|[start, stop]| *start < middle && middle < *stop)
}

proptest! {
    #[test]
    fn set_operations_agree_with_membership(a in lists(), b in lists()) {
        let (both, either) = (a.intersection(&b), a.union(&b));
        let bad = a.bad_intervals(0.0, 200.0).unwrap();
        for cell in 0..200 {
            prop_assert_eq!(holds(&both, cell), holds(&a, cell) && holds(&b, cell));
            prop_assert_eq!(holds(&either, cell), holds(&a, cell) || holds(&b, cell));
            prop_assert_eq!(holds(&bad, cell), !holds(&a, cell));
        }
        let sum = either.exposure_s() + both.exposure_s();
        prop_assert_eq!(sum, a.exposure_s() + b.exposure_s());
        prop_assert_eq!(&both, &b.intersection(&a));
        prop_assert_eq!(a.append(&b).is_ok(), both.is_empty());
    }

    #[test]
    fn masks_agree_with_their_definition(
        a in lists(),
        mut times in prop::collection::vec(0.0_f64..120.0, 1..200),
        bin_s in prop::sample::select(vec![0.0, 0.1, 0.7]),
        sorted in any::<bool>(),
    ) {
        if sorted {
            times.sort_by(f64::total_cmp);
        }
        let mask = a.mask(&times, &MaskOptions::bins(bin_s)).unwrap();
        let margin = bin_s * 0.499;
        for (t, good) in times.iter().zip(mask) {
            let inside = a.intervals().iter().any(|[start, stop]| *t >= start + margin && *t <= stop - margin);
            prop_assert_eq!(good, inside, "{}", t);
        }
    }

    #[test]
    fn segments_lie_in_intervals_and_do_not_overlap(a in lists(), segment_s in 0.3_f64..3.0) {
        match a.segments(segment_s) {
            Ok(segments) => {
                for [start, stop] in &segments {
                    let inside = |[g0, g1]: &&[f64; 2]| g0 <= start && *stop <= g1 + 1e-5;
                    prop_assert!(a.intervals().iter().any(|one| inside(&one)));
                }
                // they overlap by no more than the slack at the end of an interval
                prop_assert!(segments.windows(2).all(|pair| pair[1][0] >= pair[0][1] - 1.1e-5));
            }
            Err(error) => {
                let is_no_segment = matches!(error, Error::NoSegment { .. });
                prop_assert!(is_no_segment);
                prop_assert!(a.longest_s() + 1e-5 < segment_s);
            }
        }
    }

    #[test]
    fn splitting_keeps_all_exposure(a in lists(), exposure_s in 0.5_f64..30.0) {
        let lists = a.split_by_exposure(exposure_s).unwrap();
        let sum: f64 = lists.iter().map(Gti::exposure_s).sum();
        prop_assert!((sum - a.exposure_s()).abs() < 1e-9);
        let again = lists.iter().fold(Gti::default(), |all, one| all.union(one));
        prop_assert_eq!(again, a.joined(0.0));
    }

    #[test]
    fn bin_segments_hold_only_good_bins(a in lists(), n_bins in 1_u8..6) {
        let times: Vec<f64> = (0..1200).map(|bin| 0.05 + 0.1 * f64::from(bin)).collect();
        let good = a.mask(&times, &MaskOptions::bins(0.1)).unwrap();
        if let Ok(segments) = a.bin_segments(0.1 * f64::from(n_bins), &times, 0.1) {
            for segment in segments {
                prop_assert_eq!(segment.len(), usize::from(n_bins));
                prop_assert!(good[segment].iter().all(|good| *good));
            }
        }
    }
}

#[test]
fn lists_that_are_none() {
    assert!(matches!(Gti::new(vec![]), Err(Error::GtiEmpty)));
    assert!(matches!(Gti::new(vec![[0.0, 1.0], [3.0, 2.0]]), Err(Error::GtiReversed { index: 1, .. })));
    assert!(matches!(Gti::new(vec![[0.0, 2.0], [1.0, 3.0]]), Err(Error::GtiOverlap { index: 1, .. })));
    assert!(matches!(Gti::new(vec![[0.0, f64::NAN]]), Err(Error::GtiNotFinite { index: 0, .. })));
    assert!(matches!(Gti::from_unsorted(vec![[5.0, 6.0], [1.0, 0.0]]), Err(Error::GtiReversed { index: 1, .. })));
    let merged = Gti::from_unsorted(vec![[5.0, 6.0], [0.0, 2.0], [1.0, 5.0]]).unwrap();
    assert_eq!(merged.intervals(), [[0.0, 6.0]]);
}

#[test]
fn intersection_where_boundaries_coincide() {
    // D2 of the reference program
    let (a, b) = (gti(&[[0.0, 2.0], [2.0, 4.0]]), gti(&[[1.0, 2.0], [2.0, 3.0], [4.0, 5.0]]));
    assert_eq!(a.intersection(&b).intervals(), [[1.0, 3.0]]);
    assert!(gti(&[[0.0, 1.0]]).intersection(&gti(&[[1.0, 2.0]])).is_empty());
}

#[test]
fn masks_after_empty_intervals() {
    // D1: the sample after intervals without one; D3: a minimal length with a width
    let list = gti(&[[0.0, 1.0], [2.0, 2.1], [3.0, 4.0]]);
    let times = [0.5, 3.2, 3.5];
    assert_eq!(list.mask(&times, &MaskOptions::events()).unwrap(), [true, true, true]);
    let compat = MaskOptions { compat: Compat::Stingray, ..MaskOptions::events() };
    assert_eq!(list.mask(&times, &compat).unwrap(), [true, false, true]);
    let long = MaskOptions { min_length_s: 0.5, ..MaskOptions::bins(0.05) };
    assert_eq!(list.mask(&[2.05, 3.2], &long).unwrap(), [false, true]);
}

#[test]
fn intervals_of_a_condition() {
    let times: Vec<f64> = (0..6).map(f64::from).collect();
    let good = [true, true, false, false, true, false];
    let plain = Gti::from_condition(&times, &good, &ConditionOptions::default()).unwrap();
    assert_eq!(plain.intervals(), [[-0.5, 1.5], [3.5, 4.5]]);
    let safe = ConditionOptions { safe_s: [0.7, 0.7], half_width_s: None };
    assert_eq!(Gti::from_condition(&times, &good, &safe).unwrap().len(), 1);
    assert!(Gti::from_condition(&times, &[false; 6], &safe).unwrap().is_empty());
    assert!(matches!(Gti::from_condition(&times, &[true], &safe), Err(Error::Length { .. })));
    assert!(matches!(Gti::from_condition(&[1.0], &[true], &safe), Err(Error::Empty { .. })));
}

#[test]
fn segments_that_do_not_fit() {
    let list = gti(&[[0.0, 1.0], [5.0, 7.0]]);
    let error = list.segments(3.0).unwrap_err();
    assert!(matches!(error, Error::NoSegment { n_intervals: 2, .. }));
    assert_eq!(
        error.to_string(),
        "segments of 3 s, but the longest of 2 good time intervals has 2 s; choose a shorter segment"
    );
    assert!(matches!(list.segments(0.0), Err(Error::NotPositive { .. })));
    assert!(matches!(list.segments(1e-300), Err(Error::TooMany { .. })));
    assert!(matches!(list.bin_segments(0.5, &[0.5], 2.0), Err(Error::BinTooWide { .. })));
    // a segment may be as long as the interval, but for rounding
    assert_eq!(gti(&[[0.1, 0.4]]).segments(0.3).unwrap().len(), 1);
}

#[test]
fn gaps_and_strategies() {
    let list = gti(&[[0.0, 1.0], [2.0, 3.0], [10.0, 11.0]]);
    assert_eq!(list.large_gaps(5.0).unwrap(), [6.5]);
    assert_eq!(list.split_at_gaps(5.0).unwrap().iter().map(Gti::len).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(list.without_repeated_short(1.5).len(), 3);
    assert_eq!(list.without_repeated_short(2.5).len(), 1);
    let others = [list.clone(), gti(&[[20.0, 21.0]])];
    assert_eq!(Gti::merge(&others, GtiStrategy::Infer).unwrap().len(), 4);
    assert_eq!(Gti::merge(&others, GtiStrategy::None).unwrap().intervals(), [[0.0, 21.0]]);
    assert_eq!(Gti::merge(&others, GtiStrategy::Append).unwrap().len(), 4);
    assert!(Gti::merge(&[list.clone(), list], GtiStrategy::Append).is_err());
    assert!(Gti::merge(&[], GtiStrategy::Union).unwrap().is_empty());
}
