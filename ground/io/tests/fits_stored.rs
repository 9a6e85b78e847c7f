//! Ways of storing: compressed tiles as astropy writes them, gzip files of one and of many members, pipes.

use std::io::Write;

use astrarium_io::fits::{Fits, Kind};
use astrarium_io::{Error, ReadOptions};
use flate2::Compression;
use flate2::write::GzEncoder;

/// Written by astropy 8.0.2, see `vectors/io/PROVENANCE.md`.
const COMPRESSED: &[u8] = include_bytes!("../../../vectors/io/compressed.fits.gz");

/// What astropy reads back: sum, pixel (6, 8), first and last pixel.
const INTEGER: [f64; 4] = [21505.0, 140.0, 100.0, 100.0];
const FLOAT: [f64; 4] = [3_072.142_837_524_414, 20.0, 14.285_714_149_475_098, 14.285_714_149_475_098];

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(bytes).and_then(|()| packer.finish()).expect("memory")
}

fn unpacked() -> Vec<u8> {
    let fits = Fits::from_bytes("compressed.fits.gz", COMPRESSED.to_vec()).expect("whole");
    fits.hdus()
        .iter()
        .flat_map(|hdu| {
            let mut bytes = [hdu.raw_header(), hdu.raw_data()].concat();
            bytes.resize(bytes.len().next_multiple_of(2880), 0);
            bytes
        })
        .collect()
}

#[test]
fn compressed_images_are_what_astropy_reads() {
    let fits = Fits::from_bytes("compressed.fits.gz", COMPRESSED.to_vec()).expect("whole");
    let names: Vec<&str> = fits.hdus().iter().skip(1).map(|hdu| hdu.name()).collect();
    assert_eq!(names, ["RICE_1", "GZIP_1", "GZIP_2", "HCOMPRESS_1", "FLOAT"]);
    for hdu in &fits.hdus()[1..] {
        assert_eq!(hdu.kind(), Kind::CompressedImage);
        let image = hdu.image().expect("an image");
        assert_eq!(image.shape(), [12, 17]);
        let mut pixels = Vec::new();
        image.read_f64(0..image.n_pixels(), &mut pixels).expect("inside");
        let found = [pixels.iter().sum(), pixels[6 * 17 + 8], pixels[0], pixels[12 * 17 - 1]];
        assert_eq!(found, if hdu.name() == "FLOAT" { FLOAT } else { INTEGER }, "{}", hdu.name());
    }
}

#[test]
fn an_image_larger_than_its_tiles_could_hold_is_refused() {
    let mut bytes = unpacked();
    let at = bytes.windows(9).position(|card| card == b"ZNAXIS1 =").expect("a keyword");
    bytes[at + 10..at + 30].copy_from_slice(b"       1000000000000");
    let fits = Fits::from_bytes("bomb.fits", bytes).expect("the table itself is sound");
    let error = fits.hdus()[1].image().expect_err("too large");
    assert!(matches!(&error, Error::BadKey { key, .. } if key == "ZNAXIS1"), "{error}");
}

#[test]
fn damaged_tiles_are_errors_or_other_pixels() {
    let whole = unpacked();
    let start = Fits::from_bytes("compressed.fits", whole.clone())
        .map(|fits| fits.hdus()[0].raw_header().len())
        .expect("whole");
    for at in (start..whole.len()).step_by(13) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x5a;
        let Ok(fits) = Fits::from_bytes("damaged.fits", bytes) else { continue };
        for hdu in fits.hdus() {
            if let Ok(image) = hdu.image() {
                image.read_f64(0..image.n_pixels(), &mut Vec::new()).expect("inside");
            }
        }
    }
}

#[test]
fn members_of_a_gzip_file_follow_each_other() {
    let whole = unpacked();
    let mut bytes: Vec<u8> = whole.chunks(5000).flat_map(packed).collect();
    let expected = Fits::from_bytes("one.fits", whole).expect("whole").hdus().len();
    assert_eq!(Fits::from_bytes("many.fits.gz", bytes.clone()).expect("many members").hdus().len(), expected);
    bytes.extend([0; 512]); // padding of a tape archive
    assert_eq!(Fits::from_bytes("padded.fits.gz", bytes.clone()).expect("padding").hdus().len(), expected);
    bytes.truncate(bytes.len() - 520);
    assert!(matches!(Fits::from_bytes("cut.fits.gz", bytes), Err(Error::Gzip { .. })));
}

#[test]
fn beyond_the_memory_limit_a_file_takes_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("compressed.fits.gz");
    std::fs::write(&path, COMPRESSED).expect("written");
    let expected = Fits::open(&path).expect("in memory");
    for limit in [0, 1, 2880, 20_000] {
        let options = ReadOptions { memory_limit: limit, scratch: Some(folder.path().to_path_buf()) };
        let fits = Fits::open_with(&path, &options).expect("in a file");
        assert_eq!(fits.hdus().len(), expected.hdus().len());
        assert_eq!(fits.hdus()[5].raw_data(), expected.hdus()[5].raw_data());
    }
    let files = std::fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(files, 1, "the temporary file has no name");
    let missing = ReadOptions { memory_limit: 0, scratch: Some(folder.path().join("none")) };
    assert!(Fits::open_with(&path, &missing).is_err());
}

#[test]
fn readers_go_to_other_threads() {
    fn shared<T: Send + Sync + Clone>(_: &T) {}
    let fits = Fits::from_bytes("compressed.fits.gz", COMPRESSED.to_vec()).expect("whole");
    let table = fits.hdus()[1].table().expect("the tiles are a table");
    shared(&fits);
    shared(&table);
    shared(&table.at(0));
    shared(&fits.hdus()[1].image().expect("an image"));
}
