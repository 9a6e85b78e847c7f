//! Headers that lie about sizes, and files that are no FITS at all, give errors that name the place.

use astrarium_io::fits::{Element, Fits, Form, Kind};
use astrarium_io::{Error, Result};

fn block(cards: &[String]) -> Vec<u8> {
    let end = "END".to_owned();
    let mut bytes: Vec<u8> =
        cards.iter().chain([&end]).flat_map(|card| format!("{card:<80.80}").into_bytes()).collect();
    bytes.resize(bytes.len().next_multiple_of(2880), b' ');
    bytes
}

/// A table of one row of eight bytes, with these cards in place of the usual ones.
fn file(changed: &[(&str, &str)]) -> Vec<u8> {
    let mut cards: Vec<(String, String)> = [
        ("XTENSION", "'BINTABLE'"),
        ("BITPIX", "8"),
        ("NAXIS", "2"),
        ("NAXIS1", "8"),
        ("NAXIS2", "1"),
        ("PCOUNT", "0"),
        ("GCOUNT", "1"),
        ("TFIELDS", "1"),
        ("TFORM1", "'1D'"),
        ("EXTNAME", "'EVENTS'"),
    ]
    .map(|(key, value)| (key.to_owned(), value.to_owned()))
    .to_vec();
    for (key, value) in changed {
        match cards.iter_mut().find(|(known, _)| known == key) {
            Some((_, old)) => *old = (*value).to_owned(),
            None => cards.push(((*key).to_owned(), (*value).to_owned())),
        }
    }
    let cards: Vec<String> =
        cards.iter().filter(|(_, value)| !value.is_empty()).map(|(key, value)| format!("{key:<8}= {value}")).collect();
    let mut bytes = block(&["SIMPLE  =                    T".into(), "BITPIX  = 8".into(), "NAXIS   = 0".into()]);
    bytes.extend(block(&cards));
    bytes.resize(bytes.len() + 2880, 0);
    bytes
}

fn read(changed: &[(&str, &str)]) -> Result<u64> {
    Ok(Fits::from_bytes("bad.evt", file(changed))?.need_hdu("EVENTS")?.table()?.n_rows())
}

#[test]
fn the_file_without_changes_is_sound() {
    assert_eq!(read(&[]).expect("sound"), 1);
}

#[test]
fn sizes_that_cannot_be() {
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[("NAXIS2", "1152921504606846976")], "the data needs"),
        (&[("NAXIS2", "9223372036854775807"), ("NAXIS1", "9223372036854775807")], "NAXIS = 2, expected axes"),
        (&[("NAXIS2", "99999999999999999999")], "NAXIS2 = 99999999999999999999"),
        (&[("NAXIS2", "-1")], "NAXIS2 = -1"),
        (&[("NAXIS2", "'many'")], "NAXIS2 = many"),
        (&[("NAXIS2", "")], "NAXIS2 is missing"),
        (&[("NAXIS", "1000")], "NAXIS = 1000"),
        (&[("NAXIS", "1")], "NAXIS = 1"),
        (&[("BITPIX", "7")], "BITPIX = 7"),
        (&[("BITPIX", "")], "BITPIX is missing"),
        (&[("PCOUNT", "9223372036854775807"), ("GCOUNT", "9223372036854775807")], "NAXIS = 2, expected axes"),
        (&[("NAXIS1", "0"), ("TFORM1", "'0D'"), ("NAXIS2", "1152921504606846976")], "NAXIS1 = 0"),
        (&[("TFIELDS", "1000000000")], "TFIELDS = 1000000000"),
        (&[("TFIELDS", "2")], "TFORM2 is missing"),
        (&[("TFORM1", "'2D'")], "TFORM1 = 2D"),
        (&[("TFORM1", "'18446744073709551615M'")], "TFORM1"),
        (&[("TFORM1", "'Z'")], "TFORM1 = Z"),
        (&[("TSCAL1", "'big'")], "TSCAL1 = big"),
        (&[("THEAP", "1152921504606846976")], "THEAP = 1152921504606846976"),
    ];
    for (changed, expected) in cases {
        let error = read(changed).expect_err(expected).to_string();
        assert!(error.contains(expected) && error.starts_with("bad.evt, HDU 1 (EVENTS)"), "{error}");
    }
}

#[test]
fn shapes_that_would_multiply_empty_strings_are_dropped() {
    let fits =
        Fits::from_bytes("bad.evt", file(&[("TFORM1", "'0A'"), ("TDIM1", "'(0,1000000000000)'")])).expect("a file");
    let table = fits.hdus()[1].table().expect("a table");
    let mut texts = Vec::new();
    table.at(0).read_text(0..1, &mut texts).expect("one row");
    assert_eq!((texts.len(), &table.columns()[0].form), (1, &Form::fixed(Element::Char, 0)));
}

#[test]
fn heaps_that_point_outside() {
    for count in [3_i32, i32::MAX, -1] {
        let mut bytes = file(&[("TFORM1", "'1PD(9)'"), ("PCOUNT", "16")]);
        let data = bytes.len() - 2880;
        bytes[data..data + 4].copy_from_slice(&count.to_be_bytes());
        let table = Fits::from_bytes("bad.evt", bytes).and_then(|fits| fits.hdus()[1].table()).expect("a table");
        let error = table.at(0).read_array(0, &mut Vec::new()).expect_err("outside");
        assert!(matches!(error, Error::BadCell { row: 0, .. }), "{error}");
    }
}

#[test]
fn files_that_are_something_else() {
    let cases: [(&[u8], &str); 4] = [
        (b"", "an empty file"),
        (b"PK\x03\x04", "PK\\x03\\x04"),
        (b"\x89HDF\r\n\x1a\n", "\\x89HDF"),
        (b"time,counts\n1,2\n", "time,counts"),
    ];
    for (bytes, expected) in cases {
        let error = Fits::from_bytes("other", bytes.to_vec()).expect_err(expected);
        assert!(matches!(error, Error::NotFits { .. }) && error.to_string().contains(expected), "{error}");
    }
    let error = Fits::from_bytes("cut.gz", vec![0x1f, 0x8b, 8, 0, 0]).expect_err("half a gzip");
    assert!(matches!(error, Error::Gzip { .. }), "{error}");
    assert!(matches!(Fits::open("no/such/file.fits"), Err(Error::Reading { .. })));
    assert!(matches!(Fits::open(env!("CARGO_MANIFEST_DIR")), Err(Error::Reading { .. })), "a folder");
}

#[test]
fn unknown_extensions_are_kept_as_bytes() {
    let mut bytes = block(&["SIMPLE  =                    T".into(), "BITPIX  = 8".into(), "NAXIS   = 0".into()]);
    bytes.extend(block(&[
        "XTENSION= 'FOREIGN '".into(),
        "BITPIX  = 8".into(),
        "NAXIS   = 1".into(),
        "NAXIS1  = 3".into(),
    ]));
    bytes.extend(b"abc");
    let fits = Fits::from_bytes("foreign.fits", bytes).expect("the last block may lack its padding");
    assert_eq!((fits.hdus()[1].kind(), fits.hdus()[1].raw_data()), (Kind::Other, &b"abc"[..]));
}
