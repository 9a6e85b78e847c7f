//! What stingray 2.3.2 gives where it differs from the definition: for comparisons only.
use super::Gti;

/// Mask of a loop that steps over at most one interval per sample, so that the first samples after intervals
/// without a sample are lost.
///
/// # Source
/// Behaviour of `stingray.gti.create_gti_mask` 2.3.2 with its compiled loop.
pub(super) fn mask(intervals: &[[f64; 2]], time_s: &[f64], bin_s: f64, epsilon: f64) -> Vec<bool> {
    let margin = bin_s * (0.5 - epsilon);
    let mut at = 0;
    let mut first = true;
    let mut good = |t: &f64| {
        if !first && intervals.get(at).is_some_and(|interval| *t > interval[1] - margin) {
            at += 1;
        }
        first = false;
        intervals.get(at).is_some_and(|[start, stop]| *t >= start + margin && *t <= stop - margin)
    };
    time_s.iter().map(&mut good).collect()
}

/// Intersection judged at every end of either list, in the order of the ends.
///
/// A piece `[s, e]` is taken if `s` is after the last piece, no interval of the other list closes between `s` and
/// `e`, and `e` is not the very last end: equal boundaries defeat these tests.
///
/// # Source
/// Behaviour of `stingray.gti.cross_two_gtis` 2.3.2.
pub(super) fn intersection(a: &Gti, b: &Gti) -> Vec<[f64; 2]> {
    let lists = [a.intervals(), b.intervals()];
    let mut ends: Vec<(usize, [f64; 2])> =
        (0..2).flat_map(|list| lists[list].iter().map(move |interval| (list, *interval))).collect();
    ends.sort_by(|x, y| x.1[1].total_cmp(&y.1[1]));
    let Some(max_end) = ends.iter().rev().nth(1).map(|end| end.1[1]) else { return Vec::new() };
    let mut last_end = ends[0].1[0] - 1.0;
    let mut pieces = Vec::new();
    for (list, [_, end]) in ends {
        let opened = |list: usize| lists[list].iter().rfind(|[start, _]| *start < end);
        let (Some(own), Some(other)) = (opened(list), opened(1 - list)) else { continue };
        let start = own[0].max(other[0]);
        if start <= last_end {
            continue;
        }
        let closes_between = lists[1 - list].iter().any(|[_, stop]| *stop > start && *stop < end);
        if !closes_between && other[1] >= start && end <= max_end {
            pieces.push([start, end]);
            last_end = end;
        }
    }
    pieces
}
