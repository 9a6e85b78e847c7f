//! No bytes, however wrong, make the FITS, ECSV or CSV readers panic or take much memory.
//!
//! A few thousand inputs by default; with `ASTRARIUM_LONG` set, each check runs for a minute.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use astrarium_io::fits::{Cards, Cells, Column, Element, Fits, Form, Hdu, Pixel, Writer};
use astrarium_io::table::{Format, Table};

/// Most bytes that one allocation may ask for while reading a file of a few kilobytes.
const MOST: usize = 64 << 20;

/// The largest allocation so far.
static LARGEST: AtomicUsize = AtomicUsize::new(0);

struct Watching;

#[allow(unsafe_code, reason = "an allocator that only notes sizes and hands everything to the system's")]
// SAFETY: every call is passed on unchanged.
unsafe impl GlobalAlloc for Watching {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LARGEST.fetch_max(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        LARGEST.fetch_max(size, Ordering::Relaxed);
        // SAFETY: the caller's promise.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Watching = Watching;

/// An image, a table of every kind of column, a table of text and one with a heap.
fn seed() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut file = Writer::new(&mut bytes, "seed.fits");
    let mut image = file.image(Pixel::I16, &[3, 4], &Cards::new()).expect("begun");
    image.pixels(&[1.0; 12]).expect("twelve");
    image.finish().expect("whole");
    let column = |name, element, repeat| Column::new(name, Form::fixed(element, repeat));
    let columns = vec![
        column("TIME", Element::F64, 1).with_unit("s"),
        column("PI", Element::I16, 1).with_null(-1),
        column("DEAD", Element::U8, 1).with_scale(0.5, 1.0),
        column("FLAGS", Element::Bit, 12),
        column("NAME", Element::Char, 5),
        column("GOOD", Element::Logical, 1),
        column("WAVE", Element::C32, 1),
    ];
    let cells = [
        Cells::F64(&[1.0, 2.0]),
        Cells::I64(&[1, 2]),
        Cells::F64(&[1.5, 2.0]),
        Cells::Bool(&[true; 24]),
        Cells::Text(&["a".to_owned(), "b".to_owned()]),
        Cells::Bool(&[true, false]),
        Cells::Complex(&[[1.0, 2.0], [3.0, 4.0]]),
    ];
    file.whole_table("EVENTS", columns, &cells, &Cards::new()).expect("written");
    file.finish().expect("memory");
    bytes.extend(text_table());
    bytes.extend(heap_table());
    bytes
}

fn hdu(cards: &[&str], data: &[u8], fill: u8) -> Vec<u8> {
    let mut bytes: Vec<u8> = cards.iter().chain(&["END"]).flat_map(|card| format!("{card:<80}").into_bytes()).collect();
    bytes.resize(bytes.len().next_multiple_of(2880), b' ');
    bytes.extend_from_slice(data);
    bytes.resize(bytes.len().next_multiple_of(2880), fill);
    bytes
}

fn text_table() -> Vec<u8> {
    let cards = [
        "XTENSION= 'TABLE   '",
        "BITPIX  = 8",
        "NAXIS   = 2",
        "NAXIS1  = 16",
        "NAXIS2  = 2",
        "PCOUNT  = 0",
        "GCOUNT  = 1",
        "TFIELDS = 2",
        "TFORM1  = 'F8.3'",
        "TBCOL1  = 1",
        "TNULL1  = '---'",
        "TFORM2  = 'I6'",
        "TBCOL2  = 10",
    ];
    hdu(&cards, b"   1.500     12     ---     -7", b' ')
}

fn heap_table() -> Vec<u8> {
    let cards = [
        "XTENSION= 'BINTABLE'",
        "BITPIX  = 8",
        "NAXIS   = 2",
        "NAXIS1  = 24",
        "NAXIS2  = 1",
        "PCOUNT  = 12",
        "GCOUNT  = 1",
        "TFIELDS = 2",
        "TFORM1  = '1PE(2)'",
        "TFORM2  = '1QA(4)'",
        "THEAP   = 24",
    ];
    let mut data = Vec::new();
    data.extend([0, 0, 0, 2, 0, 0, 0, 0]);
    data.extend(4_i64.to_be_bytes());
    data.extend(8_i64.to_be_bytes());
    data.extend(1.0_f32.to_be_bytes());
    data.extend(2.0_f32.to_be_bytes());
    data.extend(b"text");
    hdu(&cards, &data, 0)
}

/// Asks for everything that a file could be asked for; errors are fine.
fn ask(bytes: Vec<u8>) {
    LARGEST.store(0, Ordering::Relaxed);
    if let Ok(fits) = Fits::from_bytes("fuzz.fits", bytes) {
        fits.hdus().iter().for_each(ask_hdu);
    }
    let largest = LARGEST.load(Ordering::Relaxed);
    assert!(largest < MOST, "an allocation of {largest} bytes");
}

fn ask_hdu(hdu: &Hdu) {
    for card in hdu.header().cards() {
        let _ = (hdu.header().f64(&card.key), hdu.header().i64(&card.key), hdu.header().bool(&card.key));
        let _ = hdu.header().decimal(&card.key);
    }
    if let Ok(image) = hdu.image() {
        let mut out = Vec::new();
        let _ = image.read_f64(0..image.n_pixels().min(5000), &mut out);
    }
    let Ok(table) = hdu.table() else { return };
    let n = table.n_rows().min(100);
    for i in 0..table.columns().len() {
        let reader = table.at(i);
        let _ = reader.read_f64(0..n, &mut Vec::new());
        let _ = reader.read_i64(0..n, &mut Vec::new());
        let _ = reader.read_bool(0..n, &mut Vec::new());
        let _ = reader.read_text(0..n, &mut Vec::new());
        let _ = reader.read_complex(0..n, &mut Vec::new());
        let _ = reader.read_null(0..n, &mut Vec::new());
        let _ = (reader.read_array(0, &mut Vec::new()), reader.read_array_text(0), reader.f64_at(n));
    }
    let _ = Table::from_fits(&table);
    let mut copy = Vec::new();
    let mut writer = Writer::new(&mut copy, "copy.fits");
    let _ = writer.copy(hdu);
    let _ = writer.reordered(hdu).map(|rows| rows.finish());
}

fn long() -> bool {
    std::env::var_os("ASTRARIUM_LONG").is_some()
}

/// Runs a check on a few thousand inputs, or for a minute.
macro_rules! check {
    ($type:ty, $iterations:expr, $body:expr) => {
        let target = bolero::check!().with_type::<$type>();
        if long() {
            target.with_test_time(Duration::from_secs(60)).cloned().for_each($body);
        } else {
            target.with_iterations($iterations).cloned().for_each($body);
        }
    };
}

#[test]
fn the_seed_itself_is_sound() {
    let fits = Fits::from_bytes("seed.fits", seed()).expect("whole");
    assert_eq!(fits.hdus().len(), 4);
    let (mut floats, text) = (Vec::new(), fits.hdus()[2].table().expect("text"));
    text.at(0).read_f64(0..1, &mut floats).expect("numbers");
    assert_eq!(floats, [1.5]);
    let heap = fits.hdus()[3].table().expect("a heap");
    heap.at(0).read_array(0, &mut floats).expect("an array");
    assert_eq!((floats.as_slice(), heap.at(1).read_array_text(0).expect("text").as_str()), (&[1.0, 2.0][..], "text"));
}

#[test]
fn any_bytes() {
    check!(Vec<u8>, 2000, ask);
}

#[test]
fn any_bytes_behind_a_good_start() {
    check!(Vec<u8>, 2000, |tail: Vec<u8>| {
        let mut bytes = seed();
        bytes.truncate(2880 + tail.len() % 2880);
        bytes.extend(tail);
        ask(bytes);
    });
}

#[test]
fn a_good_file_with_bytes_changed() {
    check!(Vec<(u16, u8)>, 3000, |changes: Vec<(u16, u8)>| {
        let mut bytes = seed();
        for (at, byte) in changes {
            let at = usize::from(at) % bytes.len();
            bytes[at] = byte;
        }
        ask(bytes);
    });
}

/// A digit here, a letter there: what a header most often suffers.
#[test]
fn a_good_file_with_header_characters_changed() {
    const CHARACTERS: &[u8] = b"0123456789-+.EDIJKABLXPQ'()/& ";
    check!(Vec<(u16, u8)>, 3000, |changes: Vec<(u16, u8)>| {
        let mut bytes = seed();
        for (at, byte) in changes {
            // the value fields of the first cards of each header
            let card = usize::from(at) % 30 * 80 + 10 + usize::from(at / 30) % 20;
            let block = usize::from(byte / 32) * 2880 % bytes.len();
            bytes[block + card] = CHARACTERS[usize::from(byte) % CHARACTERS.len()];
        }
        ask(bytes);
    });
}

#[test]
fn any_text_as_a_table() {
    check!(Vec<u8>, 2000, |bytes: Vec<u8>| {
        LARGEST.store(0, Ordering::Relaxed);
        let _ = Table::from_bytes("fuzz.csv", bytes.clone(), Format::Csv);
        let mut ecsv = b"# %ECSV 1.0\n# ---\n# datatype:\n# - {name: a, datatype: float64}\n".to_vec();
        ecsv.extend(bytes);
        let _ = Table::from_bytes("fuzz.ecsv", ecsv, Format::Ecsv);
        assert!(LARGEST.load(Ordering::Relaxed) < MOST);
    });
}
