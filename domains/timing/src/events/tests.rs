//! Choices, joins and dates of event lists.
use super::{EventList, Quantity};
use crate::{Compat, Error, Filter, Gti, GtiStrategy, MjdRef, Warning};
use astrarium_num::Double;

fn list() -> EventList {
    EventList::new(vec![0.5, 1.5, 2.5, 3.5])
        .unwrap()
        .with_gti(Gti::new(vec![[0.0, 2.0], [2.0, 4.0]]).unwrap())
        .with_energy_kev(vec![1.0, 2.0, 3.0, f64::NAN])
        .unwrap()
        .with_pi(vec![100, 200, 300, -1])
        .unwrap()
        .with_detector(vec![0, 1, 1, 2])
        .unwrap()
}

#[test]
fn bands_are_half_open() {
    assert_eq!(list().filter(&Filter::energy(1.0, 3.0)).unwrap().time_s, [0.5, 1.5]);
    let pi = Filter { pi: Some([200, 301]), ..Filter::default() };
    assert_eq!(list().filter(&pi).unwrap().time_s, [1.5, 2.5]);
    let both = Filter { detectors: vec![1], ..Filter::energy(2.5, 9.0) };
    let found = list().filter(&both).unwrap();
    assert_eq!((found.time_s, found.pi), (vec![2.5], Some(vec![300])));
    assert!(matches!(list().filter(&Filter::energy(3.0, 3.0)), Err(Error::BadRange { .. })));
    let bare = EventList::new(vec![1.0]).unwrap();
    assert!(matches!(bare.filter(&pi), Err(Error::NoValues { .. })));
}

#[test]
fn unsorted_times_are_sorted_and_nan_refused() {
    let list = EventList::new(vec![2.0, 1.0, 3.0]).unwrap();
    assert_eq!(list.time_s, [1.0, 2.0, 3.0]);
    assert_eq!(list.warnings, [Warning::Sorted { file: None, row: 1 }]);
    assert!(matches!(EventList::new(vec![0.0, f64::NAN]), Err(Error::TimeNotFinite { row: 1, .. })));
    let unsorted = EventList { time_s: vec![2.0, 1.0], ..EventList::default() };
    assert!(matches!(unsorted.checked(), Err(Error::Unsorted { row: 1, .. })));
}

#[test]
fn joins_keep_instants() {
    let mjdref = MjdRef { day: 55_000, fraction: 0.25 };
    let first = list().with_reference(Double::from(2e8), mjdref);
    let second =
        list().with_reference(Double::from(2e8 + 10.0), mjdref).with_mjdref(MjdRef { day: 54_999, fraction: 0.25 });
    assert_eq!(f64::from(second.reference), 2e8 + 10.0 + 86_400.0);
    let joined = EventList::join(vec![first, second], GtiStrategy::Infer).unwrap();
    assert_eq!(joined.time_s, [0.5, 1.5, 2.5, 3.5, 10.5, 11.5, 12.5, 13.5]);
    assert_eq!(joined.gti.intervals(), [[0.0, 4.0], [10.0, 14.0]]);
    assert_eq!(joined.pi.unwrap().len(), 8);
}

#[test]
fn columns_that_only_some_lists_have() {
    let bare = EventList::new(vec![9.0]).unwrap();
    let joined = EventList::join(vec![list(), bare], GtiStrategy::Union).unwrap();
    assert!(joined.pi.is_none() && joined.detector.is_none());
    assert!(joined.energy_kev.unwrap()[4].is_nan());
    assert_eq!(joined.warnings.iter().filter(|w| matches!(w, Warning::ColumnLeftOut { .. })).count(), 2);
    assert!(matches!(EventList::join(vec![], GtiStrategy::Union), Err(Error::Empty { .. })));
}

#[test]
fn shifts_lose_no_digit() {
    let moved = list().shifted(1e9).shifted(1e-9);
    assert_eq!(f64::from(moved.absolute_s(0) - 1e9), 0.5 + 1e-9);
    let back = moved.rebased(Double::from(1e9));
    assert_eq!(back.time_s[0], 0.5 + 1e-9);
    assert_eq!(back.gti.intervals()[0], [1e-9, 2.0 + 1e-9]);
}

#[test]
fn hardness_has_the_error_of_two_counts() {
    let list = EventList::new(vec![0.1, 0.2, 0.3, 0.4, 0.5, 1.5])
        .unwrap()
        .with_gti(Gti::single(0.0, 2.0).unwrap())
        .with_energy_kev(vec![1.0, 1.0, 1.0, 1.0, 5.0, 5.0])
        .unwrap();
    let bands = [[0.0, 2.0], [2.0, 10.0]];
    let right = list.hardness(bands, Quantity::Energy, 1.0, Compat::None).unwrap();
    assert_eq!(right.value[0], 0.25);
    assert!((right.error[0] - 0.25 * 1.25_f64.sqrt()).abs() < 1e-15);
    assert!(right.value[1].is_nan());
    let compat = list.hardness(bands, Quantity::Energy, 1.0, Compat::Stingray).unwrap();
    assert!((compat.error[0] - 0.25 * 1.5).abs() < 1e-15);
    let rate = list.intensity([0.0, 2.0], Quantity::Energy, 1.0).unwrap();
    assert_eq!((rate.value, rate.error), (vec![4.0, 0.0], vec![2.0, 0.0]));
}

#[test]
fn light_curves_and_back() {
    let curve = list().to_light_curve(1.0).unwrap();
    assert_eq!(curve.counts, [1.0; 4]);
    let again = EventList::from_light_curve(&curve).unwrap();
    assert_eq!((again.time_s, again.gti), (list().time_s, list().gti));
    let pieces = list().split_by_gti(1).unwrap();
    assert_eq!(pieces.iter().map(EventList::len).collect::<Vec<_>>(), [2, 2]);
    assert_eq!(list().apply_gti(&Gti::single(1.0, 3.0).unwrap()).unwrap().time_s, [1.5, 2.5]);
}
