//! Files that are broken, and requests that no file can serve: a message that names the place, never a panic.
use crate::make::Made;
use astrarium_timing::{Error, EventList, EventSource, Filter, InputSpec, LightCurve, Rmf};
use std::path::Path;

fn error(made: &Made, spec: &InputSpec) -> Error {
    EventList::read(&made.write().path, spec).expect_err("a file that cannot be read")
}

#[test]
fn intervals_that_are_none() {
    let with = |rows: Vec<[f64; 2]>| Made { gti: vec![("GTI", rows, vec![])], ..Made::default() };
    let reversed = error(&with(vec![[100.0, 101.0], [103.0, 102.0]]), &InputSpec::default());
    let text = reversed.to_string();
    assert!(text.contains("events.fits") && text.contains("GTI") && text.contains("interval 1"), "{text}");
    let kinds = [with(vec![[100.0, 102.0], [101.0, 103.0]]), with(vec![[100.0, f64::NAN]])];
    assert!(kinds.iter().all(|made| matches!(error(made, &InputSpec::default()), Error::GtiTable { .. })));
    // an empty extension says that no time was good
    assert!(matches!(error(&with(vec![]), &InputSpec::default()), Error::GtiTable { .. }));
    let mut nothing = Made { gti: vec![], ..Made::default() };
    nothing.keys.retain(|(key, _)| *key != "TSTOP");
    assert!(matches!(error(&nothing, &InputSpec::default()), Error::NoGti { .. }));
}

#[test]
fn files_that_are_cut_off_or_foreign() {
    let bytes = Made::default().bytes();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut.fits");
    for length in (0..bytes.len()).step_by(97) {
        std::fs::write(&path, &bytes[..length]).unwrap();
        match EventList::read(&path, &InputSpec::default()) {
            // whole up to the end of a table: the intervals behind it fall back on the header
            Ok(list) => assert_eq!(list.len(), 4),
            Err(error) => assert!(error.to_string().contains("cut.fits"), "{error}"),
        }
    }
    std::fs::write(&path, b"TIME,PI\n1,2\n").unwrap();
    assert!(matches!(EventList::read(&path, &InputSpec::default()), Err(Error::Io(_))));
    let absent = EventList::read(Path::new("/no/such/file"), &InputSpec::default()).unwrap_err();
    assert!(absent.is_usage() && absent.to_string().contains("/no/such/file"));
}

#[test]
fn bytes_that_flip() {
    let bytes = Made::default().bytes();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("flipped.fits");
    let mut seed = 1_u64;
    for _ in 0..300 {
        let mut broken = bytes.clone();
        for _ in 0..3 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let at = (seed >> 33) as usize % broken.len();
            broken[at] = (seed >> 20) as u8;
        }
        std::fs::write(&path, &broken).unwrap();
        // whatever it gives, it is a list or an error
        if let Ok(list) = EventList::read(&path, &InputSpec::default()) {
            assert!(list.time_s.iter().all(|time| time.is_finite()));
        }
    }
}

#[test]
fn requests_that_the_file_cannot_serve() {
    let stranger = Made { mission: "ATHENA", ..Made::default() };
    let energy = InputSpec { energy_kev: Some([1.0, 2.0]), ..InputSpec::default() };
    let missing = error(&stranger, &energy);
    assert!(matches!(missing, Error::NoEnergy { .. }) && missing.to_string().contains("response"), "{missing}");
    let extension = InputSpec { extension: Some("PHOTONS".to_owned()), ..InputSpec::default() };
    assert!(error(&stranger, &extension).to_string().contains("PHOTONS"));
    let rmf = InputSpec { rmf: Some(stranger.write().path), ..InputSpec::default() };
    assert!(matches!(error(&stranger, &rmf), Error::Io(_)));
    let backwards = InputSpec { pi: Some([9, 3]), ..InputSpec::files(["x"]) };
    assert!(matches!(backwards.check(), Err(Error::BadRange { .. })));
    let source = EventSource::open(&stranger.write().path, &InputSpec::default()).unwrap();
    assert!(source.select(&Filter::energy(f64::NAN, 1.0)).is_err());
    assert!(source.time_s(99).is_err());
}

#[test]
fn tables_without_the_columns() {
    let written = Made::default().write();
    let spec = InputSpec { extension: Some("GTI".to_owned()), ..InputSpec::default() };
    let found = EventList::read(&written.path, &spec).unwrap_err();
    assert!(
        matches!(&found, Error::NoColumn { what: "time", .. }) && found.to_string().contains("START, STOP"),
        "{found}"
    );
    assert!(LightCurve::read_fits(&written.path, &Default::default()).unwrap_err().to_string().contains("RATE"));
    assert!(Rmf::open(&written.path).unwrap_err().to_string().contains("EBOUNDS"));
}

#[test]
fn no_events_at_all() {
    let made = Made { time: vec![], pi: vec![], detector: vec![], ..Made::default() };
    let list = EventList::read(&made.write().path, &InputSpec::default()).unwrap();
    assert!(list.is_empty() && list.gti.len() == 1);
    let curve = list.to_light_curve(1.0).unwrap();
    assert_eq!(curve.counts, [0.0; 4]);
    let source = EventSource::open(&made.write().path, &InputSpec::default()).unwrap();
    assert_eq!(source.rows(0.0, 1.0).unwrap(), 0..0);
}
