//! Files made from documented bytes are read as the standard says.

use astrarium_io::Error;
use astrarium_io::fits::{Fits, Kind};

/// A header of these cards, padded to whole blocks.
fn header(cards: &[&str]) -> Vec<u8> {
    let mut bytes: Vec<u8> = cards.iter().chain(&["END"]).flat_map(|card| format!("{card:<80}").into_bytes()).collect();
    bytes.resize(bytes.len().next_multiple_of(2880), b' ');
    bytes
}

fn padded(mut data: Vec<u8>) -> Vec<u8> {
    data.resize(data.len().next_multiple_of(2880), 0);
    data
}

/// A primary HDU and one binary table of three rows: TIME, PI with a null, an unsigned, a logical, bits, text, and a
/// variable-length array.
fn sample() -> Vec<u8> {
    let mut file =
        header(&["SIMPLE  =                    T", "BITPIX  =                    8", "NAXIS   =                    0"]);
    file.extend(header(&[
        "XTENSION= 'BINTABLE'",
        "BITPIX  =                    8",
        "NAXIS   =                    2",
        "NAXIS1  =                   31",
        "NAXIS2  =                    3",
        "PCOUNT  =                   12",
        "GCOUNT  =                    1",
        "TFIELDS =                    7",
        "EXTNAME = 'EVENTS  '",
        "TTYPE1  = 'TIME    '",
        "TFORM1  = '1D      '",
        "TUNIT1  = 's       '",
        "TTYPE2  = 'PI      '",
        "TFORM2  = 'I       '",
        "TNULL2  =                   -1",
        "TTYPE3  = 'CHAN    '",
        "TFORM3  = '1I      '",
        "TZERO3  =                32768",
        "TTYPE4  = 'GOOD    '",
        "TFORM4  = '1L      '",
        "TTYPE5  = 'FLAGS   '",
        "TFORM5  = '10X     '",
        "TTYPE6  = 'NAME    '",
        "TFORM6  = '8A      '",
        "TDIM6   = '(4,2)   '",
        "TTYPE7  = 'SPEC    '",
        "TFORM7  = '1PI(2)  '",
    ]));
    let mut data = Vec::new();
    for (row, letter) in [(0_u8, b'T'), (1, b'F'), (2, 0)] {
        data.extend((1.5 * f64::from(row)).to_be_bytes());
        data.extend((i16::from(row) - 1).to_be_bytes());
        data.extend((i16::from(row) - 1).to_be_bytes());
        data.push(letter);
        data.extend([0b1000_0001, 0b0100_0000]);
        data.extend(b"ab  cd\0x");
        data.extend(i32::from(row).to_be_bytes());
        data.extend((i32::from(row) * 2).to_be_bytes());
    }
    data.extend([0, 7, 0, 8, 0, 9, 0, 0, 0, 0, 0, 0]);
    file.extend(padded(data));
    file
}

#[test]
fn every_kind_of_column() {
    let fits = Fits::from_bytes("sample.fits", sample()).expect("a whole file");
    let hdu = fits.need_hdu("events").expect("named EVENTS");
    assert_eq!((fits.hdus().len(), hdu.kind(), hdu.index()), (2, Kind::Table, 1));
    let table = hdu.table().expect("a table");
    assert_eq!((table.n_rows(), table.row_bytes(), table.columns().len()), (3, 31, 7));

    let (mut floats, mut whole, mut bools, mut texts) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let column = |name| table.column(name).expect("it is there");
    column("time").read_f64(0..3, &mut floats).expect("doubles");
    assert_eq!((floats.as_slice(), column("time").unit()), (&[0.0, 1.5, 3.0][..], Some("s")));
    column("PI").read_f64(0..3, &mut floats).expect("shorts");
    assert!(floats[0].is_nan() && floats[1..] == [0.0, 1.0]);
    column("PI").read_null(0..3, &mut bools).expect("nulls");
    assert_eq!(bools, [true, false, false]);
    column("CHAN").read_i64(1..3, &mut whole).expect("unsigned shorts");
    assert_eq!(whole, [32768, 32769]);
    column("GOOD").read_bool(0..3, &mut bools).expect("logicals");
    assert_eq!(bools, [true, false, false]);
    column("FLAGS").read_i64(2..3, &mut whole).expect("bits");
    assert_eq!(whole, [1, 0, 0, 0, 0, 0, 0, 1, 0, 1]);
    column("NAME").read_text(0..1, &mut texts).expect("strings");
    assert_eq!(texts, ["ab", "cd"]);
    column("SPEC").read_array(2, &mut floats).expect("in the heap");
    assert_eq!(floats, [9.0, 0.0]);
    assert_eq!(column("TIME").f64_at(2).expect("a row"), 3.0);
}

#[test]
fn what_is_asked_for_and_not_there() {
    let fits = Fits::from_bytes("sample.fits", sample()).expect("a whole file");
    let table = fits.hdus()[1].table().expect("a table");
    let text = |error: Error| error.to_string();
    assert!(text(fits.need_hdu("GTI").expect_err("no GTI")).contains("`EVENTS`"));
    assert_eq!(
        text(table.column("ENERGY").expect_err("no ENERGY")),
        "sample.fits, HDU 1 (EVENTS): no column `ENERGY`; there are: TIME, PI, CHAN, GOOD, FLAGS, NAME, SPEC"
    );
    let time = table.column("TIME").expect("it is there");
    let error = time.read_f64(2..4, &mut Vec::new()).expect_err("three rows");
    assert!(error.is_usage() && text(error).contains("rows 2..4"));
    let error = table.column("NAME").and_then(|name| name.f64_at(0)).expect_err("text");
    assert!(matches!(error, Error::ColumnType { .. }), "{error}");
    assert!(matches!(fits.hdus()[0].table(), Err(Error::HduKind { .. })));
}

#[test]
fn a_file_cut_anywhere_is_an_error_or_shorter() {
    let whole = sample();
    for end in (0..whole.len()).step_by(100) {
        match Fits::from_bytes("cut.fits", whole[..end].to_vec()) {
            // the primary header is whole after four cards; of the padding nothing is needed
            Ok(fits) => assert!(end >= 320 && (end <= 2880 || fits.hdus().len() == 2), "{end} bytes"),
            Err(error) => assert!(matches!(error, Error::NotFits { .. } | Error::Truncated { .. }), "{error}"),
        }
    }
}
