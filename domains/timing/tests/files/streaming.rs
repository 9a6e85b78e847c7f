//! Rows in pieces give what the whole list gives.
use crate::make::Made;
use astrarium_timing::{Error, EventList, EventSource, Filter, InputSpec, Selection};

/// Thousands of events, so that ranges cross the pieces of the hot path.
fn many() -> Made {
    let n = 5000;
    let time: Vec<f64> = (0..n).map(|i| 2e8 + f64::from(i) * 0.013 + f64::from(i % 7) * 1e-4).collect();
    let (pi, detector) = ((0..n).map(|i| i64::from(i * 37 % 1500)), (0..n).map(|i| i64::from(i % 5)));
    let (pi, detector) = (pi.collect(), detector.collect());
    Made { gti: vec![("GTI", vec![[2e8, 2e8 + 70.0]], vec![])], time, pi, detector, ..Made::default() }
}

fn open(made: &Made) -> (EventSource, crate::make::Written) {
    let written = made.write();
    (EventSource::open(&written.path, &InputSpec::default()).expect("a sound file"), written)
}

#[test]
fn rows_of_an_interval_by_bisection() {
    let (source, _written) = open(&many());
    let list = EventList::from_source(&source).unwrap();
    for (start, stop) in [(0.0, 1.0), (3.3, 3.3), (12.0, 47.11), (-5.0, 1e9), (64.9, 2.0)] {
        let before = |limit: f64| list.time_s.partition_point(|time| *time < limit) as u64;
        assert_eq!(source.rows(start, stop).unwrap(), before(start)..before(stop).max(before(start)));
    }
}

#[test]
fn times_of_segments_have_the_bits_of_the_list() {
    let (source, _written) = open(&many());
    let list = EventList::from_source(&source).unwrap();
    let mut times = Vec::new();
    for [start, stop] in source.gti().segments(7.0).unwrap() {
        source.times(source.rows(start, stop).unwrap(), &Selection::default(), start, &mut times).unwrap();
        let inside = list.time_s.iter().filter(|time| **time >= start && **time < stop);
        let expected: Vec<f64> = inside.map(|time| time - start).collect();
        assert_eq!(
            times.iter().map(|t| t.to_bits()).collect::<Vec<_>>(),
            expected.iter().map(|t| t.to_bits()).collect::<Vec<_>>()
        );
    }
}

#[test]
fn compiled_filters_choose_as_lists_do() {
    let (source, written) = open(&many());
    let list = EventList::from_source(&source).unwrap();
    let filters = [
        Filter::energy(0.5, 2.0),
        Filter { pi: Some([100, 700]), ..Filter::default() },
        Filter { pi: Some([100, 700]), ..Filter::energy(3.0, 20.0) },
    ];
    let mut times = Vec::new();
    for filter in filters {
        let selection = source.select(&filter).unwrap();
        source.times(0..source.n_rows(), &selection, 0.0, &mut times).unwrap();
        assert_eq!(times, list.filter(&filter).unwrap().time_s, "{filter:?}");
        assert!(!times.is_empty() && times.len() < list.len());
        let spec = InputSpec { energy_kev: filter.energy_kev, pi: filter.pi, ..InputSpec::default() };
        assert_eq!(EventList::read(&written.path, &spec).unwrap().time_s, times);
    }
    // the database of missions knows no column of detectors for NICER
    let detectors = Filter { detectors: vec![1], ..Filter::default() };
    assert!(matches!(source.select(&detectors), Err(Error::NoColumn { what: "detector", .. })));
}

#[test]
fn detectors_choose() {
    let made = Made { mission: "XMM", ..many() };
    let (source, _written) = open(&made);
    let filter = Filter { detectors: vec![1, 3], ..Filter::energy(0.2, 1.0) };
    let mut times = Vec::new();
    source.times(0..source.n_rows(), &source.select(&filter).unwrap(), 0.0, &mut times).unwrap();
    assert_eq!(times, EventList::from_source(&source).unwrap().filter(&filter).unwrap().time_s);
    assert!(!times.is_empty());
}

#[test]
fn disorder_is_seen_within_and_between_pieces() {
    for row in [1_usize, 1023, 1024, 2048, 4999] {
        let mut made = many();
        made.time[row] = made.time[row - 1] - 1e-3;
        let (source, written) = open(&made);
        assert_eq!(source.first_unsorted_row().unwrap(), Some(row as u64));
        // a range that begins with the bad row sees it too
        let found = source.for_times(row as u64..source.n_rows(), &Selection::default(), 0.0, |_| ());
        assert!(
            matches!(&found, Err(Error::Unsorted { row: at, file: Some(file), .. })
            if *at == row as u64 && *file == written.path),
            "{found:?}"
        );
    }
}

#[test]
fn times_that_are_none_are_named() {
    for (row, value) in [(0, f64::NAN), (1024, f64::NAN), (4999, f64::INFINITY), (77, f64::NEG_INFINITY)] {
        let mut made = many();
        made.time[row] = value;
        let written = made.write();
        let list = EventList::read(&written.path, &InputSpec::default());
        assert!(matches!(list, Err(Error::TimeNotFinite { row: at, .. }) if at == row as u64));
        if row > 0 {
            let source = EventSource::open(&written.path, &InputSpec::default()).unwrap();
            let found = source.for_times(0..source.n_rows(), &Selection::default(), 0.0, |_| ());
            assert!(matches!(found, Err(Error::TimeNotFinite { row: at, .. }) if at == row as u64), "{found:?}");
        }
    }
}

#[test]
fn another_choice_of_events_is_another_input() {
    let (source, written) = open(&many());
    let with =
        |spec: InputSpec| EventSource::open(&written.path, &spec).expect("a sound file").inputs().expect("files");
    assert_eq!(with(InputSpec::default()), source.inputs().unwrap());
    assert_ne!(with(InputSpec { pi: Some([10, 20]), ..InputSpec::default() }), source.inputs().unwrap());
    assert_ne!(with(InputSpec { detectors: vec![1], ..InputSpec::default() }), source.inputs().unwrap());
}

#[test]
fn channels_beyond_16_bits_are_chosen_as_lists_choose_them() {
    let time = vec![100.25, 100.5, 101.75, 103.0];
    let made = Made { time, pi: vec![-7, 65_535, 65_536, 400_000], wide_pi: true, ..Made::default() };
    let (source, written) = open(&made);
    let list = EventList::from_source(&source).unwrap();
    for filter in [
        Filter { pi: Some([65_000, 100_000]), ..Filter::default() },
        Filter { pi: Some([65_536, i32::MAX]), ..Filter::default() },
        Filter { pi: Some([-40_000, 400_001]), ..Filter::default() },
        Filter::energy(600.0, 5000.0),
    ] {
        let mut times = Vec::new();
        source.times(0..source.n_rows(), &source.select(&filter).unwrap(), 0.0, &mut times).unwrap();
        assert_eq!(times, list.filter(&filter).unwrap().time_s, "{filter:?}");
        assert!(times.len() >= 2, "{filter:?}");
        let spec = InputSpec { energy_kev: filter.energy_kev, pi: filter.pi, ..InputSpec::default() };
        let read = EventList::from_source(&EventSource::open(&written.path, &spec).unwrap()).unwrap();
        assert_eq!(read.time_s, times);
    }
}
