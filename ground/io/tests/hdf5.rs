//! HDF5 files come back as they were written, and damaged ones are errors.

use astrarium_io::Error;
use astrarium_io::hdf5::{Attribute, Reader, Writer};

fn sample(compressed: bool) -> Vec<u8> {
    let ramp: Vec<f64> = (0..6000_u32).map(|i| f64::from(i).sqrt()).collect();
    let mut file = if compressed { Writer::new().with_deflate(4) } else { Writer::new() };
    file.f64s("a/b/ramp", &ramp, &[3, 20, 100]).expect("it fits");
    file.i64s("a/whole", &[i64::MIN, 0, i64::MAX], &[3]).expect("it fits");
    file.u8s("mask", &[0, 1, 1], &[3]).expect("it fits");
    file.complexes("a/wave", &[[1.0, -2.0], [0.5, 4.0]], &[2]).expect("it fits");
    file.texts("names", &["Cyg X-1".into(), "\u{3b1} Cen".into()]).expect("it fits");
    file.attribute("a", "norm", Attribute::Text(vec!["leahy".into()])).expect("a group");
    file.attribute("a/whole", "edges", Attribute::F64(vec![0.5, 10.0])).expect("a dataset");
    file.attribute("/", "version", Attribute::I64(vec![2])).expect("the root");
    file.bytes().expect("small enough")
}

#[test]
fn arrays_groups_and_attributes_come_back() {
    for compressed in [false, true] {
        let file = Reader::from_bytes("sample.h5", sample(compressed)).expect("whole");
        assert_eq!(file.groups("/").expect("root"), ["a"]);
        assert_eq!(file.datasets("a").expect("group"), ["wave", "whole"]);
        let (ramp, shape) = file.f64s("a/b/ramp").expect("floats");
        assert_eq!((shape.as_slice(), ramp[5999].to_bits()), (&[3, 20, 100][..], 5999_f64.sqrt().to_bits()));
        assert_eq!(file.f64_rows("a/b/ramp", 1..2).expect("a row"), ramp[2000..4000]);
        assert_eq!(file.i64s("a/whole").expect("integers").0, [i64::MIN, 0, i64::MAX]);
        assert_eq!(file.u8s("mask").expect("bytes").0, [0, 1, 1]);
        assert_eq!(file.complexes("a/wave").expect("pairs").0, [[1.0, -2.0], [0.5, 4.0]]);
        assert_eq!(file.field_f64s("a/wave", "i").expect("a field").0, [-2.0, 4.0]);
        assert_eq!(file.texts("names").expect("text").0, ["Cyg X-1", "\u{3b1} Cen"]);
        assert_eq!(file.attributes("a").expect("group")["norm"], Attribute::Text(vec!["leahy".into()]));
        assert_eq!(file.attributes("a/whole").expect("dataset")["edges"], Attribute::F64(vec![0.5, 10.0]));
        assert_eq!(file.attributes("/").expect("root")["version"], Attribute::I64(vec![2]));
    }
}

#[test]
fn what_may_grow_is_read_as_what_may_not() {
    let ramp: Vec<f64> = (0..600_u32).map(f64::from).collect();
    for compressed in [false, true] {
        let mut file = if compressed { Writer::new().with_deflate(4) } else { Writer::new() };
        file.f64s("chain", &[&ramp[..], &ramp].concat(), &[100, 4, 3]).expect("it fits");
        file.f64_arrays("blobs", &ramp, &[100, 2], 3).expect("it fits");
        file.f64s("none", &[], &[0, 4, 3]).expect("it fits");
        for at in ["chain", "blobs", "none"] {
            file.grows(at).expect("a dataset");
        }
        file.attribute("/", "key", Attribute::U32(vec![7, u32::MAX])).expect("the root");
        let file = Reader::from_bytes("grows.h5", file.bytes().expect("small enough")).expect("whole");
        assert_eq!(file.f64_rows("chain", 51..52).expect("a row"), ramp[12..24]);
        assert_eq!(file.shape("none").expect("a dataset"), [0, 4, 3]);
        assert_eq!(file.shape("blobs").expect("a dataset"), [100, 2]);
        assert_eq!(file.attributes("/").expect("root")["key"], Attribute::I64(vec![7, i64::from(u32::MAX)]));
    }
    let error = Writer::new().f64_arrays("x", &ramp, &[100, 3], 3).expect_err("200 arrays").to_string();
    assert_eq!(error, "x: 200 values were given for the shape [100, 3]");
}

#[test]
fn what_does_not_fit_is_refused() {
    let mut file = Writer::new();
    let error = file.f64s("x", &[1.0, 2.0], &[3]).expect_err("two values");
    assert_eq!(error.to_string(), "x: 2 values were given for the shape [3]");
    file.f64s("x", &[1.0], &[1]).expect("it fits");
    assert!(matches!(file.f64s("x/y", &[1.0], &[1]), Err(Error::Hdf5Path { .. })));
    let file = Reader::from_bytes("sample.h5", sample(false)).expect("whole");
    assert!(matches!(file.complexes("mask"), Err(Error::Hdf5Type { .. })));
    let error = file.f64s("a/none").expect_err("not there").to_string();
    assert!(error.starts_with("sample.h5, a/none: "), "{error}");
}

#[test]
fn a_file_cut_anywhere_is_an_error() {
    let whole = sample(true);
    for end in (0..whole.len()).step_by(100) {
        let read = Reader::from_bytes("cut.h5", whole[..end].to_vec()).and_then(|file| {
            file.f64s("a/b/ramp")?;
            file.complexes("a/wave")?;
            file.texts("names")
        });
        assert!(read.is_err(), "{end} bytes of {} were taken for whole", whole.len());
    }
}

#[test]
fn damaged_bytes_are_errors_or_other_values() {
    for compressed in [false, true] {
        let whole = sample(compressed);
        // a prime step, so that the flips wander through the structures
        let step = if std::env::var_os("ASTRARIUM_LONG").is_some() { 7 } else { 211 };
        let places = (0..whole.len()).step_by(step);
        for (at, flip) in places.zip([0xff_u8, 0x01, 0x80, 0x5a].into_iter().cycle()) {
            let mut bytes = whole.clone();
            bytes[at] ^= flip;
            if let Ok(file) = Reader::from_bytes("damaged.h5", bytes) {
                ask(&file);
            }
        }
    }
}

/// Asks for everything; errors are fine.
fn ask(file: &Reader) {
    let _ = (file.groups("/"), file.datasets("a"), file.attributes("a"), file.attributes("a/whole"));
    for at in ["a/b/ramp", "a/whole", "mask", "a/wave", "names"] {
        let _ = (file.shape(at), file.f64s(at), file.i64s(at), file.u8s(at));
        let _ = (file.texts(at), file.complexes(at), file.field_f64s(at, "i"), file.f64_rows(at, 0..1));
    }
}
