//! What is written is read back, and what cannot be written is refused.

use astrarium_io::Error;
use astrarium_io::fits::{Cards, Cells, Column, Element, Fits, Form, Pixel, Writer};

const TWO_63: f64 = 9_223_372_036_854_775_808.0;

fn column(name: &str, element: Element, repeat: usize) -> Column {
    Column::new(name, Form::fixed(element, repeat))
}

/// The layout of an event file: every element, scaled, unsigned and null.
fn columns() -> Vec<Column> {
    vec![
        column("TIME", Element::F64, 1).with_unit("s"),
        column("RAWX", Element::U8, 1).with_null(255),
        column("PI", Element::I16, 1).with_null(-32768),
        column("CHAN", Element::I16, 1).with_scale(1.0, 32768.0),
        column("UNDER", Element::I32, 1).with_unit("count"),
        column("TICK", Element::I64, 1),
        column("BIG", Element::I64, 1).with_scale(1.0, TWO_63),
        column("DEAD", Element::U8, 1).with_scale(2.5e-5, 0.0).with_unit("s"),
        column("RATIO", Element::F32, 2),
        column("FLAGS", Element::Bit, 11),
        column("GOOD", Element::Logical, 1),
        column("NAME", Element::Char, 6),
        column("WAVE", Element::C64, 1),
    ]
}

fn written(n_rows: usize) -> Vec<u8> {
    let float = |scale: f64| (0..n_rows).map(|i| scale * f64::from(u32::try_from(i).expect("few"))).collect::<Vec<_>>();
    let whole = |zero: i64| (0..n_rows).map(|i| zero + i64::try_from(i % 100).expect("few")).collect::<Vec<_>>();
    let (time, dead, ratio) =
        (float(0.1), whole(0).iter().map(|&i| i as f64 * 2.5e-5).collect::<Vec<_>>(), float(0.5).repeat(2));
    let mut raw_x: Vec<f64> = whole(0).iter().map(|&i| i as f64).collect();
    raw_x[0] = f64::NAN;
    let flags: Vec<bool> = (0..n_rows * 11).map(|i| i % 3 == 0).collect();
    let good: Vec<bool> = (0..n_rows).map(|i| i % 2 == 0).collect();
    let name: Vec<String> = (0..n_rows).map(|i| format!("n{i}")).collect();
    let wave: Vec<[f64; 2]> = time.iter().map(|&t| [t, -t]).collect();
    let mut bytes = Vec::new();
    let mut file = Writer::new(&mut bytes, "made.fits");
    let mut cards = Cards::new();
    cards.text("TELESCOP", "NICER", "").number("MJDREFF", "0.000777592592592593", "");
    file.whole_table(
        "EVENTS",
        columns(),
        &[
            Cells::F64(&time),
            Cells::F64(&raw_x),
            Cells::I64(&whole(-50)),
            Cells::I64(&whole(65000)),
            Cells::I64(&whole(-70_000)),
            Cells::I64(&whole(i64::MIN)),
            Cells::I64(&whole(i64::MAX - 100)),
            Cells::F64(&dead),
            Cells::F64(&ratio),
            Cells::Bool(&flags),
            Cells::Bool(&good),
            Cells::Text(&name),
            Cells::Complex(&wave),
        ],
        &cards,
    )
    .expect("it fits");
    file.finish().expect("memory takes it");
    bytes
}

#[test]
fn every_element_comes_back() {
    let n = 20_000; // more than one block of rows
    let fits = Fits::from_bytes("made.fits", written(n)).expect("whole");
    assert_eq!(fits.hdus().len(), 2);
    let table = fits.need_hdu("EVENTS").and_then(|hdu| hdu.table()).expect("a table");
    let (mut f, mut i, mut b, mut t, mut c) = (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let column = |name| table.column(name).expect("written");
    let rows = n as u64 - 1..n as u64;
    column("TIME").read_f64(rows.clone(), &mut f).expect("read");
    assert_eq!(f, [0.1 * 19_999.0]);
    column("RAWX").read_f64(0..2, &mut f).expect("read");
    assert!(f[0].is_nan() && f[1] == 1.0);
    for (name, expected) in
        [("PI", 49), ("CHAN", 65099), ("UNDER", -69_901), ("TICK", i64::MIN + 99), ("BIG", i64::MAX - 1)]
    {
        column(name).read_i64(rows.clone(), &mut i).expect("read");
        assert_eq!(i, [expected], "{name}");
    }
    column("DEAD").read_f64(rows.clone(), &mut f).expect("read");
    assert!((f[0] - 99.0 * 2.5e-5).abs() < 1e-18);
    column("RATIO").read_f64(1..2, &mut f).expect("read");
    assert_eq!(f, [1.0, 1.5]);
    column("FLAGS").read_bool(0..1, &mut b).expect("read");
    assert_eq!(b, [true, false, false, true, false, false, true, false, false, true, false]);
    column("GOOD").read_bool(0..2, &mut b).expect("read");
    assert_eq!(b, [true, false]);
    column("NAME").read_text(rows.clone(), &mut t).expect("read");
    assert_eq!(t, ["n19999"]);
    column("WAVE").read_complex(rows, &mut c).expect("read");
    assert_eq!(c, [[0.1 * 19_999.0, -0.1 * 19_999.0]]);
    assert_eq!(table.header().decimal("MJDREFF"), Some("0.000777592592592593"));
}

/// Ones'-complement sum of big-endian words, plainly.
fn plain_sum(bytes: &[u8]) -> u64 {
    let total: u128 = bytes.chunks(4).map(|w| u128::from(u32::from_be_bytes([w[0], w[1], w[2], w[3]]))).sum();
    u64::try_from(total % u128::from(u32::MAX)).expect("a remainder")
}

#[test]
fn checksums_hold() {
    let bytes = written(100);
    let fits = Fits::from_bytes("made.fits", bytes.clone()).expect("whole");
    let hdu = &fits.hdus()[1];
    let start = 2880;
    assert_eq!(plain_sum(&bytes[start..]), 0, "the HDU sums to zero");
    let data = &bytes[start + hdu.raw_header().len()..];
    assert_eq!(hdu.header().text("DATASUM"), Some(plain_sum(data).to_string().as_str()));
}

#[test]
fn values_that_do_not_fit_are_named() {
    let mut file = Writer::new(Vec::new(), "made.fits");
    let mut rows = file.table("EVENTS", vec![column("PI", Element::I16, 1)], 3, &Cards::new()).expect("begun");
    let error = rows.block(&[Cells::I64(&[1, 2, 40_000])]).expect_err("too large");
    assert!(error.to_string().starts_with("made.fits, HDU 1 (EVENTS), column PI, row 2: found 40000"), "{error}");
    assert!(matches!(rows.block(&[Cells::F64(&[f64::NAN])]), Err(Error::BadCell { .. })));
    assert!(matches!(rows.block(&[Cells::Bool(&[true])]), Err(Error::BadCell { .. })));
    assert!(matches!(rows.block(&[]), Err(Error::Cells { .. })));
    rows.block(&[Cells::I64(&[1, 2])]).expect("they fit");
    assert!(matches!(rows.finish(), Err(Error::RowCount { announced: 3, given: 2, .. })));
}

#[test]
fn rows_in_another_order_and_whole_copies() {
    let fits = Fits::from_bytes("made.fits", written(1000)).expect("whole");
    let (hdu, mut bytes) = (&fits.hdus()[1], Vec::new());
    let table = hdu.table().expect("a table");
    let mut file = Writer::new(&mut bytes, "sorted.fits");
    file.copy(&fits.hdus()[0]).expect("copied");
    let mut rows = file.reordered(hdu).expect("begun");
    for row in (0..table.n_rows()).rev() {
        rows.raw_rows(table.raw_rows(row..row + 1).expect("inside")).expect("written");
    }
    rows.finish().expect("all rows");
    file.copy(hdu).expect("copied");
    let back = Fits::from_bytes("sorted.fits", bytes).expect("whole");
    let turned = back.hdus()[1].table().expect("a table");
    assert_eq!(turned.column("TIME").expect("there").f64_at(0).expect("read"), 0.1 * 999.0);
    assert!(turned.header().get("DATASUM").is_none());
    assert_eq!(back.hdus()[2].raw_data(), hdu.raw_data());
    assert_eq!(back.hdus()[2].raw_header(), hdu.raw_header());
}

#[test]
fn images_come_back() {
    let mut bytes = Vec::new();
    let mut file = Writer::new(&mut bytes, "image.fits");
    let mut cards = Cards::new();
    cards.text("BUNIT", "count", "");
    let values: Vec<f64> = (0..24).map(|i| f64::from(i) * 10.0 - 50.0).collect();
    let kinds = [Pixel::I16, Pixel::I32, Pixel::I64, Pixel::F32, Pixel::F64];
    for pixel in kinds {
        let mut image = file.image(pixel, &[2, 3, 4], &cards).expect("begun");
        image.pixels(&values[..10]).expect("a piece");
        image.pixels(&values[10..]).expect("the rest");
        image.finish().expect("whole");
    }
    let fits = Fits::from_bytes("image.fits", bytes).expect("whole");
    for (hdu, pixel) in fits.hdus().iter().zip(kinds) {
        let image = hdu.image().expect("an image");
        assert_eq!((image.shape(), image.pixel(), image.unit()), (&[2, 3, 4][..], pixel, Some("count")));
        let mut out = Vec::new();
        image.read_f64(5..24, &mut out).expect("inside");
        assert_eq!(out, values[5..]);
        assert!(matches!(image.read_f64(0..25, &mut out), Err(Error::Rows { .. })));
    }
}
