//! The event table of a NICER file: 14 columns, 39 bytes a row, as an unbarycentred file has them.
use astrarium_io::fits::{Cards, Column, Element, Form};
use astrarium_num::random::{Purpose, Stream};

/// Bytes of a row.
pub const ROW_BYTES: usize = 39;
/// Length of a clock tick: times are multiples of it.
pub const TICK_S: f64 = 4e-8;
/// What the headers say has to be added to every time.
pub const TIMEZERO_S: f64 = -1.0;

/// Columns in the order of the row.
pub fn columns() -> Vec<Column> {
    let column = |name: &str, element: Element| Column::new(name, Form::fixed(element, 1));
    let channel = |name: &str| column(name, Element::I16).with_unit("chan").with_null(-32768);
    vec![
        column("TIME", Element::F64).with_unit("s"),
        column("RAWX", Element::U8).with_unit("pixel"),
        column("RAWY", Element::U8).with_unit("pixel"),
        channel("PHA"),
        channel("PHA_FAST"),
        column("DET_ID", Element::U8),
        column("DEADTIME", Element::U8).with_unit("s").with_scale(620.2e-9, 310.1e-9),
        Column::new("EVENT_FLAGS", Form::fixed(Element::Bit, 8)),
        column("TICK", Element::I64),
        column("MPU_A_TEMP", Element::I16).with_unit("Celsius").with_scale(0.106_008_43, -273.421_05).with_null(-1),
        column("MPU_UNDER_COUNT", Element::I32).with_null(-1),
        channel("PI_FAST"),
        channel("PI"),
        column("PI_RATIO", Element::F32),
    ]
}

/// What both extensions say about time.
pub fn time_cards(start_s: f64, stop_s: f64) -> Cards {
    let mut cards = Cards::new();
    cards
        .text("TELESCOP", "NICER", "simulated: layout of a NICER file")
        .text("INSTRUME", "XTI", "")
        .text("TIMESYS", "TT", "")
        .text("TIMEREF", "LOCAL", "")
        .text("TIMEUNIT", "s", "")
        .integer("MJDREFI", 56658, "[d]")
        .number("MJDREFF", "0.000777592592592593", "[d]")
        .real("TIMEZERO", TIMEZERO_S, "[s] to be added to times")
        .real("TSTART", start_s, "[s]")
        .real("TSTOP", stop_s, "[s]");
    cards
}

/// Appends the row of photon `index`, which arrived `time_s` after the reference.
///
/// Photon indices fall off exponentially above 0.3 keV; the rest of the row is plausible and depends on `index` alone.
pub fn push_row(rows: &mut Vec<u8>, draws: Stream, index: u64, time_s: f64) {
    let [word, other] = draws.words(index, 0);
    let byte = |k: u32| (other >> (8 * k)) as u8;
    let stored_s = time_s - TIMEZERO_S;
    let uniform = ((word >> 12) as f64 + 0.5) / (1_u64 << 52) as f64;
    let pi = (30.0 - 170.0 * uniform.ln()).min(1500.0) as i16;
    let fast = pi + i16::from(byte(0) % 16);
    rows.extend(stored_s.to_be_bytes());
    rows.extend([byte(1) % 8, byte(2) % 7]);
    rows.extend((2 * pi).to_be_bytes());
    rows.extend((2 * fast).to_be_bytes());
    rows.extend([10 * (byte(3) % 7) + byte(4) % 8, 20 + byte(5) % 8, 0b0001_1000]);
    rows.extend(((time_s / TICK_S).round() as i64).to_be_bytes());
    rows.extend(2900_i16.to_be_bytes());
    rows.extend(i32::from(byte(6)).to_be_bytes());
    rows.extend(fast.to_be_bytes());
    rows.extend(pi.to_be_bytes());
    rows.extend((f32::from(pi) / f32::from(fast)).to_be_bytes());
}

/// The stream that rows are drawn from.
pub fn row_draws(seed: u64) -> Stream {
    Stream::new(seed, Purpose::Simulation, 2)
}
