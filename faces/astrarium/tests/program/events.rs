//! Event files made for the tests, byte by byte.
use super::said::Desk;

const BLOCK: usize = 2880;

/// An event file with times, channels and good time intervals.
pub(crate) struct Events {
    pub(crate) time_s: Vec<f64>,
    pub(crate) pi: Vec<i16>,
    pub(crate) gti: Option<Vec<[f64; 2]>>,
}

impl Events {
    /// So many events, evenly random over `0..length_s`, always the same ones for a seed.
    pub(crate) fn random(n: usize, length_s: f64, seed: u64) -> Self {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut uniform = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 11) as f64 / (1_u64 << 53) as f64
        };
        let mut time_s: Vec<f64> = (0..n).map(|_| length_s * uniform()).collect();
        time_s.sort_by(f64::total_cmp);
        let pi = (0..n).map(|_| (50.0 + 900.0 * uniform()) as i16).collect();
        Self { time_s, pi, gti: Some(vec![[0.0, length_s]]) }
    }
    /// Writes them to a file of the desk.
    pub(crate) fn write(&self, desk: &Desk, name: &str) {
        desk.write(name, self.bytes());
    }
    /// The bytes of the file.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut bytes = header(&[("SIMPLE", "T"), ("BITPIX", "8"), ("NAXIS", "0"), ("EXTEND", "T")]);
        let rows = self
            .time_s
            .iter()
            .zip(&self.pi)
            .flat_map(|(time_s, pi)| time_s.to_be_bytes().into_iter().chain(pi.to_be_bytes()));
        bytes.extend(table(
            "EVENTS",
            &[("TIME", "1D", Some("s")), ("PI", "1I", Some("chan"))],
            (10, self.time_s.len()),
            rows,
        ));
        if let Some(gti) = &self.gti {
            let rows = gti.iter().flatten().flat_map(|edge| edge.to_be_bytes());
            bytes.extend(table("GTI", &[("START", "1D", Some("s")), ("STOP", "1D", Some("s"))], (16, gti.len()), rows));
        }
        bytes
    }
}

/// A desk with one event file, `events.fits`: 40000 events in 640 s, 160 segments of 4 s.
pub(crate) fn desk() -> Desk {
    let desk = Desk::new();
    Events::random(40_000, 640.0, 1).write(&desk, "events.fits");
    desk
}

fn table(
    name: &str,
    columns: &[(&str, &str, Option<&str>)],
    (row_bytes, n_rows): (usize, usize),
    rows: impl Iterator<Item = u8>,
) -> Vec<u8> {
    let mut cards = vec![
        ("XTENSION".to_owned(), "'BINTABLE'".to_owned()),
        ("BITPIX".to_owned(), "8".to_owned()),
        ("NAXIS".to_owned(), "2".to_owned()),
        ("NAXIS1".to_owned(), row_bytes.to_string()),
        ("NAXIS2".to_owned(), n_rows.to_string()),
        ("PCOUNT".to_owned(), "0".to_owned()),
        ("GCOUNT".to_owned(), "1".to_owned()),
        ("TFIELDS".to_owned(), columns.len().to_string()),
        ("EXTNAME".to_owned(), format!("'{name}'")),
        ("TELESCOP".to_owned(), "'NICER'".to_owned()),
        ("INSTRUME".to_owned(), "'XTI'".to_owned()),
        ("MJDREFI".to_owned(), "56658".to_owned()),
        ("MJDREFF".to_owned(), "0.000777592592592593".to_owned()),
        ("TIMEZERO".to_owned(), "0.0".to_owned()),
        ("TIMESYS".to_owned(), "'TT'".to_owned()),
    ];
    for (i, (name, form, unit)) in columns.iter().enumerate() {
        cards.push((format!("TTYPE{}", i + 1), format!("'{name}'")));
        cards.push((format!("TFORM{}", i + 1), format!("'{form}'")));
        cards.extend(unit.map(|unit| (format!("TUNIT{}", i + 1), format!("'{unit}'"))));
    }
    let cards: Vec<_> = cards.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    let mut bytes = header(&cards);
    bytes.extend(rows);
    bytes.resize(bytes.len().next_multiple_of(BLOCK), 0);
    bytes
}

fn header(cards: &[(&str, &str)]) -> Vec<u8> {
    let card = |(key, value): &(&str, &str)| {
        let value = if value.starts_with('\'') { format!("{value:<20}") } else { format!("{value:>20}") };
        format!("{:<80}", format!("{key:<8}= {value}"))
    };
    let mut text: String = cards.iter().map(card).collect();
    text += &format!("{:<80}", "END");
    let length = text.len().next_multiple_of(BLOCK);
    format!("{text:<length$}").into_bytes()
}
