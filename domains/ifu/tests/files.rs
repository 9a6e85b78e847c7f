//! Cubes in files: what is written is read back at its place on the sky, and by other programs.
use astrarium_ifu::Telescope;
use astrarium_ifu::maps::Distribution;
use astrarium_ifu::write::{CubeFile, Fact, Plane, Sky};
use astrarium_io::fits::Fits;
use astrarium_io::hdf5::Reader;
use std::path::Path;
use std::process::Command;

const SMALL: &str = r#"
name = "SMALL"
source = "this test"
fov_arcsec = 3
spaxel_arcsec = 0.5
wave_range_aa = [4800, 4900]
wave_step_aa = 2.5
medium = "air"
lsf = { fwhm_aa = 3 }
"#;
const N: usize = 6;
const CHANNELS: usize = 40;
/// The one lit spaxel: to the east and north of the centre. `(x, y)`.
const LIT: (usize, usize) = (4, 5);

/// One spaxel whose spectrum rises by its channel.
fn write(path: &Path, sky: Sky) {
    let telescope = Telescope::parse("small", SMALL).expect("the test's telescope");
    let mut flux = vec![0.0; N * N * CHANNELS];
    let first = (LIT.1 * N + LIT.0) * CHANNELS;
    (0..CHANNELS).for_each(|c| flux[first + c] = 1.0 + c as f64);
    let variance: Vec<f64> = flux.iter().map(|value| 0.25 + value).collect();
    let image: Vec<f64> = (0..N * N).map(|i| i as f64).collect();
    let mut lit = vec![true; N * N];
    lit[0] = false;
    let facts =
        [Fact::new("redshift", 0.05, ""), Fact::new("aperture", "square", ""), Fact::new("exposure", 3600, "s")];
    let file = CubeFile {
        telescope: &telescope,
        sky,
        object: "L",
        flux: &flux,
        variance: Some(&variance),
        lit: Some(&lit),
        maps: &[Plane { name: "STELLAR_MASS", unit: "solMass", values: &image }],
        distribution: Some(&distribution()),
        facts: &facts,
        provenance: &["redshift = 0.05\npath = \"auto\"".to_owned()],
    };
    let ending = path.extension().and_then(|ending| ending.to_str());
    if ending == Some("h5") { file.write_hdf5(path) } else { file.write_fits(path) }.expect("it fits its telescope");
}

/// In the lit spaxel 7 solar masses of the second metallicity and the third age.
fn distribution() -> Distribution {
    let mut mass_msun = vec![0.0; N * N * 6];
    mass_msun[(LIT.1 * N + LIT.0) * 6 + 5] = 7.0;
    Distribution { n: N, metallicity: vec![0.01, 0.02], age_yr: vec![1e7, 1e8, 1e9], mass_msun }
}

#[test]
fn masses_by_age_and_metallicity_are_planes_of_the_sky() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cube.fits");
    write(&path, Sky::default());
    let file = Fits::open(&path).unwrap();
    let values = |name: &str| {
        let hdu = file.need_hdu(name).unwrap();
        let image = hdu.image().unwrap();
        let mut values = Vec::new();
        image.read_f64(0..image.n_pixels(), &mut values).unwrap();
        (image.shape().to_vec(), values)
    };
    let (shape, masses) = values("AGE_METALLICITY");
    assert_eq!(shape, [2, 3, N, N]);
    let lit = (5 * N + LIT.1) * N + N - 1 - LIT.0;
    assert!(masses.iter().enumerate().all(|(k, mass)| *mass == if k == lit { 7.0 } else { 0.0 }));
    assert_eq!(values("AGE_NODES"), (vec![3], vec![1e7, 1e8, 1e9]));
    assert_eq!(values("METALLICITY_NODES"), (vec![2], vec![0.01, 0.02]));
}

/// Degrees `(east, north)` of a pixel counted from 1, by the keywords of an extension.
fn place(path: &Path, name: &str, pixel: [f64; 2]) -> [f64; 2] {
    let file = Fits::open(path).expect("it was written");
    let header = file.need_hdu(name).expect("it was written").header();
    let real = |key: &str| header.f64(key).expect("a number").expect("the keyword");
    let [a, b] = [pixel[0] - real("CRPIX1"), pixel[1] - real("CRPIX2")];
    [real("CD1_1") * a + real("CD1_2") * b, real("CD2_1") * a + real("CD2_2") * b]
}

#[test]
fn east_is_left_and_north_is_up() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cube.fits");
    write(&path, Sky::default());
    // x = 4 is the second column from the left, y = 5 the last row
    let [east, north] = place(&path, "DATA", [2.0, 6.0]);
    assert!((east * 3600.0 - 0.75).abs() < 1e-12 && (north * 3600.0 - 1.25).abs() < 1e-12, "{east} {north}");
    // the field a quarter turned: its y points east, its x south
    write(&path, Sky { position_angle_deg: 90.0, east_arcsec: 1.0, ..Sky::default() });
    let [east, north] = place(&path, "STELLAR_MASS", [2.0, 6.0]);
    assert!((east * 3600.0 - 2.25).abs() < 1e-9 && (north * 3600.0 + 0.75).abs() < 1e-9, "{east} {north}");
}

#[test]
fn arrays_of_another_length_are_refused() {
    let telescope = Telescope::parse("small", SMALL).unwrap();
    let file = CubeFile {
        telescope: &telescope,
        sky: Sky::default(),
        object: "",
        flux: &[0.0; 7],
        variance: None,
        lit: None,
        maps: &[],
        distribution: None,
        facts: &[],
        provenance: &[],
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cube.fits");
    let message = file.write_fits(&path).unwrap_err().to_string();
    assert_eq!(message, "flux of the cube: 7 values, expected 1440");
    assert!(!path.exists());
    assert!(file.write_hdf5(&path).is_err());
}

#[test]
fn hdf5_holds_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cube.h5");
    write(&path, Sky::default());
    let file = Reader::open(&path).unwrap();
    let (flux, shape) = file.f64s("flux").unwrap();
    assert_eq!(shape, [N, N, CHANNELS]);
    assert_eq!(flux[(LIT.1 * N + LIT.0) * CHANNELS + 3], 4.0);
    assert_eq!(file.f64s("wave_aa").unwrap().0[1], 4802.5);
    assert_eq!(file.f64s("maps/STELLAR_MASS").unwrap().0[7], 7.0);
    let (masses, shape) = file.f64s("age_metallicity/mass").unwrap();
    assert_eq!((shape, masses), (vec![N, N, 2, 3], distribution().mass_msun));
    assert!(file.attributes("facts").unwrap().contains_key("exposure"));
}

/// Runs a script by the Python that `$ASTRARIUM_PYTHON` names, which must have what the script imports; without it nothing is
/// compared.
fn asserted(script: &str, path: &Path) {
    let Some(python) = std::env::var_os("ASTRARIUM_PYTHON") else { return };
    let out = Command::new(python).args(["-W", "ignore", "-c", script]).arg(path).output().expect("the Python starts");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
}

#[test]
fn spectral_cube_reads_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cube.fits");
    write(&path, Sky { ra_deg: 150.0, dec_deg: 2.0, ..Sky::default() });
    let script = r#"
import sys, numpy as np, astropy.units as u
from spectral_cube import SpectralCube
cube = SpectralCube.read(sys.argv[1], hdu="DATA")
assert cube.shape == (40, 6, 6), cube.shape
assert cube.unit == 1e-20 * u.erg / u.s / u.cm**2 / u.AA, cube.unit
wave = cube.spectral_axis.to(u.AA).value
assert np.allclose(wave, 4800 + 2.5 * np.arange(40)), wave
value = cube.filled_data[:].value
assert np.argwhere(value[3] > 0).tolist() == [[5, 1]]
assert np.allclose(value[:, 5, 1], 1 + np.arange(40))
dec, ra = cube.spatial_coordinate_map
offset = ((ra[5, 1].value - 150.0) * np.cos(np.radians(2.0)) * 3600, (dec[5, 1].value - 2.0) * 3600)
assert np.allclose(offset, (0.75, 1.25), atol=1e-4), offset
"#;
    asserted(script, &path);
}

#[test]
fn mpdaf_reads_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cube.fits");
    write(&path, Sky { ra_deg: 150.0, dec_deg: 2.0, ..Sky::default() });
    let script = r#"
import sys, numpy as np, astropy.units as u
from mpdaf.obj import Cube, Image
cube = Cube(sys.argv[1])
assert cube.shape == (40, 6, 6), cube.shape
assert (cube.unit / (1e-20 * u.erg / u.s / u.cm**2 / u.AA)).decompose() == u.dimensionless_unscaled, cube.unit
assert np.allclose(cube.wave.coord(), 4800 + 2.5 * np.arange(40))
assert np.allclose(cube[:, 5, 1].data, 1 + np.arange(40))
assert cube.var is not None and np.allclose(cube.var[3, 5, 1], 4.25)
dec, ra = cube.wcs.pix2sky([5, 1])[0]
assert np.allclose(((ra - 150) * np.cos(np.radians(2)) * 3600, (dec - 2) * 3600), (0.75, 1.25), atol=1e-4)
image = Image(sys.argv[1], ext="STELLAR_MASS")
assert image.unit == u.solMass and image.data[5, 1] == 5 * 6 + 4, image.data
from astropy.io import fits
with fits.open(sys.argv[1]) as hdus:
    hdus.verify("exception")
    names = [hdu.name for hdu in hdus]
    assert names == ["PRIMARY", "DATA", "STAT", "APERTURE", "STELLAR_MASS", "OB_TABLE"], names
    table = {row["Name"]: (row["Value"], row["Units"]) for row in hdus["OB_TABLE"].data}
    assert table == {"redshift": ("0.05", ""), "aperture": ("square", ""), "exposure": ("3600", "s")}, table
    assert "path = \"auto\"" in list(hdus[0].header["HISTORY"])
    assert hdus["APERTURE"].data.sum() == 35 and hdus["APERTURE"].data[0, 5] == 0
"#;
    asserted(script, &path);
}
