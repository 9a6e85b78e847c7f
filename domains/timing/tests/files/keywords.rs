//! Every keyword of time, one by one.
use crate::make::Made;
use astrarium_timing::{Error, EventList, EventSource, GtiStrategy, InputSpec, Warning};

fn read(made: &Made) -> EventList {
    EventList::read(&made.write().path, &InputSpec::default()).expect("a sound file")
}

fn with(keys: &[(&'static str, &'static str)]) -> Made {
    let mut made = Made::default();
    made.keys.extend(keys);
    made
}

/// Seconds since the reference date.
fn first(list: &EventList) -> f64 {
    f64::from(list.absolute_s(0))
}

fn first_good(list: &EventList) -> f64 {
    f64::from(list.reference + list.gti.intervals()[0][0])
}

#[test]
fn timezero_moves_events_and_header_but_not_intervals_without_their_own() {
    let mut made = with(&[("TIMEZERO", "-1.0")]);
    let list = read(&made);
    assert_eq!((first(&list), first_good(&list)), (99.25, 100.0));
    assert_eq!(list.facts.t_start.map(f64::from), Some(99.0));
    made.gti[0].2.push(("TIMEZERO", "3.5"));
    assert_eq!(first_good(&read(&made)), 103.5);
}

#[test]
fn pixel_position_moves_events_only() {
    let list = read(&with(&[("TIMEPIXR", "0.0"), ("TIMEDEL", "0.5")]));
    assert_eq!((first(&list), first_good(&list)), (100.5, 100.0));
    assert_eq!((list.facts.timezero_s, list.facts.frame_s), (0.25, 0.5));
    let centred = read(&with(&[("TIMEPIXR", "0.5"), ("TIMEDEL", "0.5")]));
    assert_eq!(first(&centred), 100.25);
    let unsaid = read(&with(&[("TIMEDEL", "0.5")]));
    assert_eq!(first(&unsaid), 100.25);
}

#[test]
fn reference_dates_keep_their_digits() {
    let split = read(&Made::default());
    assert_eq!((split.mjdref.day, split.mjdref.fraction), (56_658, 7.775_925_925_925_93e-4));
    let mut made = Made::default();
    made.keys.retain(|(key, _)| !key.starts_with("MJDREF"));
    made.keys.push(("MJDREF", "56658.000777592592592593"));
    let whole = read(&made);
    assert!((whole.mjdref.fraction - split.mjdref.fraction).abs() < 1e-19);
    made.keys.retain(|(key, _)| !key.starts_with("MJDREF"));
    assert!(read(&made).warnings.iter().any(|warning| matches!(warning, Warning::NoMjdRef { .. })));
    made.keys.push(("MJDREF", "soon"));
    let error = EventList::read(&made.write().path, &InputSpec::default());
    assert!(error.is_ok(), "a date that is no number counts as none: {error:?}");
}

#[test]
fn units_of_time() {
    let mut made = with(&[("TIMEUNIT", "fortnight")]);
    let error = EventList::read(&made.write().path, &InputSpec::default()).unwrap_err();
    assert!(matches!(error, Error::Unit { .. }), "{error}");
    // keywords in milliseconds; the column says that it is in seconds
    made.keys.retain(|(key, _)| *key != "TIMEUNIT");
    made.keys.push(("TIMEUNIT", "ms"));
    made.keys.push(("TIMEZERO", "500.0"));
    let list = read(&made);
    assert_eq!(first(&list), 100.75);
    assert_eq!(list.facts.t_start.map(f64::from), Some(0.6));
}

#[test]
fn intervals_by_extension_detector_file_and_header() {
    let mut made = Made { gti: vec![], ..Made::default() };
    let list = read(&made);
    assert_eq!(first_good(&list), 100.0);
    assert!(list.warnings.iter().any(|warning| matches!(warning, Warning::NoGti { .. })));
    // two lists of one name are intersected
    made.gti = vec![("GTI", vec![[100.0, 102.0]], vec![]), ("GTI", vec![[101.0, 104.0]], vec![])];
    assert_eq!(first_good(&read(&made)), 101.0);
    // one list a CCD: those of CCDs with events, here 0, 1 and 2
    made.mission = "XMM";
    made.gti = vec![("STDGTI01", vec![[100.0, 103.0]], vec![]), ("STDGTI05", vec![[101.0, 104.0]], vec![])];
    assert_eq!(first_good(&read(&made)), 100.0);
    let chosen = InputSpec { detectors: vec![5], ..InputSpec::default() };
    let list = EventList::read(&made.write().path, &chosen).unwrap();
    assert_eq!((first_good(&list), list.len()), (101.0, 0));
    // a file of intervals, whatever its extensions are called
    let other = Made { gti: vec![("WINDOWS", vec![[102.0, 103.0]], vec![])], ..Made::default() }.write();
    let spec = InputSpec { gti: Some(other.path.clone()), ..InputSpec::default() };
    assert_eq!(first_good(&EventList::read(&made.write().path, &spec).unwrap()), 102.0);
}

#[test]
fn several_files_are_one_list() {
    let early = Made::default().write();
    let mut made = Made { gti: vec![("GTI", vec![[110.0, 114.0]], vec![])], ..with(&[("TIMEZERO", "10.0")]) };
    made.keys.retain(|(key, _)| !key.starts_with("MJDREF"));
    made.keys.push(("MJDREFI", "56658"));
    made.keys.push(("MJDREFF", "7.775925925925930E-04"));
    let late = made.write();
    let spec =
        InputSpec { gti_strategy: GtiStrategy::Append, ..InputSpec::files([late.path.clone(), early.path.clone()]) };
    let list = EventList::read_all(&spec).unwrap();
    let times: Vec<f64> = (0..list.len()).map(|i| f64::from(list.absolute_s(i))).collect();
    assert_eq!(times, [100.25, 100.5, 101.75, 103.0, 110.25, 110.5, 111.75, 113.0]);
    assert_eq!(list.gti.len(), 2);
    assert!(matches!(EventList::read_all(&InputSpec::default()), Err(Error::Empty { .. })));
}

#[test]
fn a_foreign_extension_and_mission() {
    let made = Made { mission: "ATHENA", ..Made::default() };
    let written = made.write();
    let list = EventList::read(&written.path, &InputSpec::default()).unwrap();
    assert!(list.energy_kev.is_none() && list.pi.is_some());
    let spec = InputSpec { extension: Some("1".to_owned()), ..InputSpec::default() };
    assert_eq!(EventSource::open(&written.path, &spec).unwrap().n_rows(), 4);
}
