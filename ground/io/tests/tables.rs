//! Tables come back from every format as they were, and astropy's ECSV is read.

use astrarium_io::Error;
use astrarium_io::table::{Column, Format, Meta, MetaValue, Table, Values};

fn sample() -> Table {
    let mut table = Table::new();
    let mut push = |column| table.push(column).expect("they fit together");
    push(Column::f64("x", vec![1.5, -0.1, 3e300]).with_unit("m / s").with_description("a: \"quoted\", with # and \\"));
    push(Column::i64("i", vec![i64::MIN, 0, i64::MAX]).with_mask(vec![false, true, false]));
    push(Column::bool("b", vec![true, false, true]).with_mask(vec![false, false, true]));
    push(Column::text("s", vec!["x y".into(), "he said \"hi\", 'ho'".into(), "#3".into()]));
    push(Column::complex("c", vec![[1.0, 2.0], [-3.0, -4e-5], [0.1, 0.0]]));
    push(Column::f64("v", vec![0.5, 1.0, 2.0, 3.0, 4.0, 5.0]).with_shape(&[2]));
    push(Column::text("w", "abcdefghijkl".chars().map(String::from).collect()).with_shape(&[2, 2]));
    table.meta.set("EXTNAME", "SPECTRUM").set("norm", "leahy").set("M", 16_i64).set("bin_s", 1e-7).set("GOOD", true);
    table
}

fn through(table: &Table, format: Format) -> Table {
    let mut bytes = Vec::new();
    table.write_to(&mut bytes, format, "sample").expect("written");
    Table::from_bytes("sample", bytes, format).expect("read")
}

/// The same but for the values under the mask, which formats do not keep.
fn assert_same(found: &Table, expected: &Table) {
    assert_eq!(found.columns.len(), expected.columns.len());
    for (found, expected) in found.columns.iter().zip(&expected.columns) {
        assert_eq!(found.mask, expected.mask, "{}", expected.name);
        assert_eq!((&found.name, &found.shape), (&expected.name, &expected.shape));
        assert_eq!((&found.unit, &found.description), (&expected.unit, &expected.description));
        if expected.mask.is_empty() {
            assert_eq!(found.values, expected.values, "{}", expected.name);
        }
    }
}

#[test]
fn ecsv_and_fits_keep_everything() {
    let table = sample();
    let ecsv = through(&table, Format::Ecsv);
    assert_same(&ecsv, &table);
    assert_eq!(ecsv.meta, table.meta);
    let fits = through(&table, Format::Fits);
    assert_same(&fits, &table);
    assert_eq!(fits.meta.text("NORM"), Some("leahy"));
    assert_eq!(fits.meta.get("BIN_S"), Some(&MetaValue::F64(1e-7)));
    assert_eq!(fits.meta.text("EXTNAME"), Some("SPECTRUM"));
    let Values::I64(whole) = &fits.columns[1].values else { panic!("whole numbers") };
    assert_eq!((whole[0], whole[2]), (i64::MIN, i64::MAX));
}

#[test]
fn csv_and_tsv_keep_the_values() {
    for format in [Format::Csv, Format::Tsv] {
        let found = through(&sample(), format);
        let names: Vec<&str> = found.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, ["x", "i", "b", "s", "c", "v_0", "v_1", "w_0", "w_1", "w_2", "w_3"]);
        for name in ["x", "s", "c"] {
            assert_eq!(found.column(name).map(|c| &c.values), sample().column(name).map(|c| &c.values), "{name}");
        }
        assert_eq!(found.column("i").map(|c| c.mask.clone()), Some(vec![false, true, false]));
        assert_eq!(found.f64s("v_1").expect("floats"), [1.0, 3.0, 5.0]);
    }
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_keeps_units_masks_and_meta() {
    let found = through(&sample(), Format::Parquet);
    let column = |name| found.column(name).expect("it is there");
    assert_eq!(column("x"), &sample().columns[0]);
    assert_eq!(column("i").mask, [false, true, false]);
    assert_eq!(column("b").mask, [false, false, true]);
    assert_eq!(column("s").values, sample().columns[3].values);
    assert_eq!(column("c").values, sample().columns[4].values);
    assert_eq!(found.f64s("v_1").expect("floats"), [1.0, 3.0, 5.0]);
    assert_eq!(found.meta, sample().meta);
    let mut bytes = Vec::new();
    sample().write_to(&mut bytes, Format::Parquet, "cut.parquet").expect("written");
    bytes.truncate(bytes.len() - 9);
    assert!(matches!(Table::from_bytes("cut.parquet", bytes, Format::Parquet), Err(Error::Parquet { .. })));
}

#[cfg(not(feature = "parquet"))]
#[test]
fn without_its_feature_parquet_says_so() {
    let error = sample().write_to(&mut Vec::new(), Format::Parquet, "a.parquet").expect_err("not built").to_string();
    assert_eq!(error, "a.parquet: this build cannot do it; build with the feature `parquet`");
}

#[test]
fn nan_and_nested_meta_through_ecsv() {
    let mut table = Table::new();
    table.push(Column::f64("x", vec![f64::NAN, f64::NEG_INFINITY])).expect("one column");
    table.push(Column::f64("v", vec![f64::NAN, 1.0, f64::INFINITY, 2.0]).with_shape(&[2])).expect("two rows");
    let mut inner = Meta::new();
    inner.set("list", vec![MetaValue::Null, 1_i64.into(), 2.5.into(), "no: 1".into()]).set("1e5", 1e300);
    table.meta.set("nested", inner).set("empty", "").set("digits", "12");
    let found = through(&table, Format::Ecsv);
    assert_eq!(found.meta, table.meta);
    assert!(found.f64s("x").is_ok_and(|x| x[0].is_nan() && x[1] == f64::NEG_INFINITY));
    assert!(found.f64s("v").is_ok_and(|v| v[0].is_nan() && v[1..] == [1.0, f64::INFINITY, 2.0]));
}

/// Written by astropy 8.0.2 (`Table.write("x.ecsv")`), shortened; see `vectors/io/PROVENANCE.md`.
const ASTROPY: &str = include_str!("../../../vectors/io/astropy.ecsv");

#[test]
fn what_astropy_writes() {
    let table = Table::from_bytes("astropy.ecsv", ASTROPY.into(), Format::Ecsv).expect("read");
    let column = |name| table.column(name).expect("it is there");
    assert_eq!(column("a").unit.as_deref(), Some("m / s"));
    assert_eq!(column("a").description.as_deref(), Some("a: \"quoted\", with # and \\ chars"));
    assert!(table.f64s("a").is_ok_and(|a| a[0] == 1.5 && a[1].is_nan() && a[2] == 3e300));
    assert_eq!((&column("i").values, &column("i").mask), (&Values::I64(vec![1, 0, 3]), &vec![false, true, false]));
    assert_eq!(column("b").values, Values::Bool(vec![true, false, true]));
    assert_eq!(column("s").values, Values::Text(vec!["x y".into(), String::new(), "he said \"hi\"".into()]));
    assert!(matches!(&column("c").values, Values::Complex(c) if c[..2] == [[1.0, 2.0], [3.0, -4.0]]));
    assert_eq!(
        (column("v").shape.as_slice(), &column("v").values),
        (&[2][..], &Values::F64((0..6).map(f64::from).collect()))
    );
    assert_eq!(column("f").values, Values::F64(vec![f64::from(0.1_f32), 2.0, 3.0]));
    assert_eq!(table.meta.text("zkey"), Some("v: 1"));
    assert_eq!(table.meta.get("akey").map(ToString::to_string).as_deref(), Some("[1, 2.5, \"x\", null, true]"));
    assert_eq!(table.meta.get("d").map(ToString::to_string).as_deref(), Some("{\"p\": 1, \"q\": {\"r\": \"s\"}}"));
    assert_eq!(table.meta.get("tup").map(ToString::to_string).as_deref(), Some("[1, 2]"));
    assert_eq!(table.meta.text("big"), Some("long ".repeat(50).as_str()));
}

#[test]
fn defects_are_named() {
    let read = |text: &str, format| Table::from_bytes("t", text.into(), format).expect_err("a defect").to_string();
    assert!(read("a b\n1 2\n", Format::Ecsv).contains("expected a first line `# %ECSV 1.0`"));
    assert!(read("# %ECSV 1.0\n# ---\n# datatype: [\n", Format::Ecsv).contains("expected YAML"));
    let header = "# %ECSV 1.0\n# ---\n# datatype:\n# - {name: a, datatype: int64}\n";
    assert!(read(&format!("{header}b\n1\n"), Format::Ecsv).contains("expected the columns that the header describes"));
    assert_eq!(
        read(&format!("{header}a\n1\nx\n"), Format::Ecsv),
        "t, line 7, column a: found `x`, expected a whole number that fits 64 bits with a sign"
    );
    assert!(read("a,b\n1\n", Format::Csv).contains("line: 2"));
    assert!(matches!(Table::read("table.doc"), Err(Error::Reading { .. } | Error::Extension { .. })));
    let mut table = sample();
    assert!(matches!(table.push(Column::f64("y", vec![1.0])), Err(Error::Columns { .. })));
    assert!(matches!(table.push(Column::f64("x", vec![1.0; 3])), Err(Error::Columns { .. })));
    assert_eq!(table, sample(), "a refused column leaves the table as it was");
}

#[test]
fn files_by_their_names() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["a.fits", "a.ecsv", "a.csv", "a.tsv", "a.fits.gz", "a.ecsv.gz"] {
        let path = folder.path().join(name);
        sample().write(&path).expect("written");
        assert_eq!(Table::read(&path).expect("read").f64s("x").expect("floats"), [1.5, -0.1, 3e300], "{name}");
    }
    assert!(matches!(sample().write(folder.path().join("a.doc")), Err(Error::Extension { .. })));
}
