//! Small event files.
use astrarium_io::fits::{Cards, Cells, Column, Element, Form, Writer};
use std::path::PathBuf;
use tempfile::TempDir;

/// Keywords and their values.
type Keys = Vec<(&'static str, &'static str)>;
/// An extension with intervals: its name, rows and keywords.
type Extension = (&'static str, Vec<[f64; 2]>, Keys);

/// What goes into a file.
pub(crate) struct Made {
    pub(crate) time: Vec<f64>,
    pub(crate) pi: Vec<i64>,
    pub(crate) detector: Vec<i64>,
    /// Keywords of the event table.
    pub(crate) keys: Keys,
    pub(crate) gti: Vec<Extension>,
    pub(crate) mission: &'static str,
    /// Whether PI is stored in 32 bits.
    pub(crate) wide_pi: bool,
}

impl Default for Made {
    fn default() -> Self {
        Self {
            time: vec![100.25, 100.5, 101.75, 103.0],
            pi: vec![10, 20, 30, 40],
            detector: vec![0, 1, 2, 1],
            keys: vec![
                ("TSTART", "100.0"),
                ("TSTOP", "104.0"),
                ("MJDREFI", "56658"),
                ("MJDREFF", "7.775925925925930E-04"),
            ],
            gti: vec![("GTI", vec![[100.0, 104.0]], vec![])],
            mission: "NICER",
            wide_pi: false,
        }
    }
}

/// A file in a folder that lives as long as it.
pub(crate) struct Written {
    pub(crate) path: PathBuf,
    pub(crate) folder: TempDir,
}

fn cards(keys: &[(&str, &str)]) -> Cards {
    let mut cards = Cards::new();
    for (key, value) in keys {
        if value.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '.') {
            cards.number(key, value, "");
        } else {
            cards.text(key, value, "");
        }
    }
    cards
}

fn column(name: &str, element: Element) -> Column {
    Column::new(name, Form::fixed(element, 1))
}

impl Made {
    pub(crate) fn write(&self) -> Written {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let path = folder.path().join("events.fits");
        std::fs::write(&path, self.bytes()).expect("a new file");
        Written { path, folder }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new(Vec::new(), "made");
        let mut keys = vec![("TELESCOP", self.mission)];
        keys.extend(&self.keys);
        let columns = vec![
            column("TIME", Element::F64).with_unit("s"),
            column("PI", if self.wide_pi { Element::I32 } else { Element::I16 }),
            column("DET_ID", Element::U8),
            column("CCDNR", Element::U8),
        ];
        let cells =
            [Cells::F64(&self.time), Cells::I64(&self.pi), Cells::I64(&self.detector), Cells::I64(&self.detector)];
        writer.whole_table("EVENTS", columns, &cells, &cards(&keys)).expect("a file in memory");
        for (name, rows, keys) in &self.gti {
            let [start, stop] = [0, 1].map(|i| rows.iter().map(|row| row[i]).collect::<Vec<f64>>());
            let columns =
                vec![column("START", Element::F64).with_unit("s"), column("STOP", Element::F64).with_unit("s")];
            writer
                .whole_table(name, columns, &[Cells::F64(&start), Cells::F64(&stop)], &cards(keys))
                .expect("a file in memory");
        }
        writer.finish().expect("a file in memory")
    }
}
