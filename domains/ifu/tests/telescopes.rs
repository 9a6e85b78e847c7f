//! Presets against the tables they are from, and what is said of files that are wrong.
use astrarium_astro::units::Medium;
use astrarium_ifu::Telescope;
use astrarium_ifu::telescope::{Aperture, Lsf, Psf, PsfShape};

/// Of every preset: field and spaxel in arcsec, first channel, end, step and width of the line spread function in ångström,
/// spaxels a side, channels, shape.
type Row = (&'static str, f64, f64, [f64; 2], f64, f64, usize, usize, Aperture);

use Aperture::{Circular, Hexagonal, Square};

const MUSE_AA: [f64; 2] = [4700.15, 9351.4];
const MANGA_AA: [f64; 2] = [3622.0, 10354.0];

/// Table of `telescopes.yaml` of RUBIX 0.0.5; channels are those of `numpy.arange`.
const RUBIX: [Row; 18] = [
    ("MUSE", 5.0, 0.2, MUSE_AA, 1.25, 2.51, 25, 3721, Square),
    ("MUSE_WFM", 60.0, 0.2, MUSE_AA, 1.25, 2.51, 300, 3721, Square),
    ("MUSE_ultraWFM", 180.0, 0.2, MUSE_AA, 1.25, 2.51, 900, 3721, Square),
    ("NIRSpec_PRISM_CLEAR", 3.0, 0.1, [6000.0, 53000.0], 114.36, 471.0, 30, 411, Square),
    ("NIRSpec_G140M_F070LP", 3.0, 0.1, [7000.0, 12600.0], 6.38, 15.02, 30, 878, Square),
    ("NIRSpec_G140M_F100LP", 3.0, 0.1, [9800.0, 18800.0], 6.38, 15.02, 30, 1411, Square),
    ("NIRSpec_G235M_F170LP", 3.0, 0.1, [17000.0, 31500.0], 10.69, 25.2, 30, 1357, Square),
    ("NIRSpec_G395M_F290LP", 3.0, 0.1, [28800.0, 52000.0], 17.98, 42.39, 30, 1291, Square),
    ("NIRSpec_G140H_F070LP", 3.0, 0.1, [7000.0, 12600.0], 2.41, 5.65, 30, 2324, Square),
    ("NIRSpec_G140H_F100LP", 3.0, 0.1, [9800.0, 18700.0], 2.37, 5.65, 30, 3756, Square),
    ("NIRSpec_G235H_F170LP", 3.0, 0.1, [17000.0, 31500.0], 3.98, 9.42, 30, 3644, Square),
    ("NIRSpec_G395H_F290LP", 3.0, 0.1, [28800.0, 52000.0], 6.69, 15.78, 30, 3468, Square),
    ("MaNGA_12", 12.0, 0.5, MANGA_AA, 1.04, 2.85, 24, 6474, Hexagonal),
    ("MaNGA_32", 32.0, 0.5, MANGA_AA, 1.04, 2.85, 64, 6474, Hexagonal),
    ("SAMI", 15.0, 0.5, [3750.0, 5750.0], 1.04, 2.65, 30, 1924, Circular),
    ("HECTOR", 30.0, 0.1, [3720.0, 5910.0], 1.6, 1.3, 300, 1369, Hexagonal),
    ("CALIFA", 74.0, 1.0, [3700.0, 4750.0], 2.7, 2.7, 74, 389, Hexagonal),
    ("TESTGRADIENT", 2.0, 2.0, MUSE_AA, 10.0, 2.51, 1, 466, Square),
];

/// Presets of SimSpin 2.10.4.
const SIMSPIN: [Row; 11] = [
    ("SimSpin_SAMI", 15.0, 0.5, [3750.0, 5750.0], 1.04, 2.65, 30, 1924, Circular),
    ("SimSpin_MaNGA_12", 12.0, 0.5, [3600.0, 6350.0], 1.04, 2.85, 24, 2645, Hexagonal),
    ("SimSpin_MaNGA_17", 17.0, 0.5, [3600.0, 6350.0], 1.04, 2.85, 34, 2645, Hexagonal),
    ("SimSpin_MaNGA_22", 22.0, 0.5, [3600.0, 6350.0], 1.04, 2.85, 44, 2645, Hexagonal),
    ("SimSpin_MaNGA_27", 27.0, 0.5, [3600.0, 6350.0], 1.04, 2.85, 54, 2645, Hexagonal),
    ("SimSpin_MaNGA_32", 32.0, 0.5, [3600.0, 6350.0], 1.04, 2.85, 64, 2645, Hexagonal),
    ("SimSpin_MUSE", 5.0, 0.2, MUSE_AA, 1.25, 2.51, 25, 3721, Square),
    ("SimSpin_MUSE_NFM", 5.0, 0.025, MUSE_AA, 1.25, 2.51, 200, 3721, Square),
    ("SimSpin_Hector", 30.0, 0.1, [3720.0, 5910.0], 1.6, 1.3, 300, 1369, Hexagonal),
    ("SimSpin_CALIFA", 74.0, 1.0, [3700.0, 4750.0], 2.7, 2.7, 74, 389, Hexagonal),
    ("SimSpin_IFU", 15.0, 0.5, [3700.0, 5700.0], 1.04, 2.65, 30, 1924, Circular),
];

#[test]
fn every_preset_is_what_its_table_says() {
    let rows: Vec<&Row> = RUBIX.iter().chain(&SIMSPIN).collect();
    for &&(name, fov, spaxel, range, step, fwhm, n_spaxels, n_channels, aperture) in &rows {
        let preset = Telescope::named(name).unwrap();
        assert_eq!((preset.fov_arcsec, preset.spaxel_arcsec), (fov, spaxel), "{name}");
        assert_eq!((preset.wave_range_aa, preset.wave_step_aa), (range, step), "{name}");
        assert_eq!(preset.lsf.as_ref().unwrap().fwhm_aa(5e3), fwhm, "{name}");
        assert_eq!((preset.n_spaxels(), preset.n_channels()), (n_spaxels, n_channels), "{name}");
        assert_eq!(preset.aperture, aperture, "{name}");
        let in_vacuum = name.contains("MaNGA") || name.contains("NIRSpec");
        assert_eq!(preset.medium == Medium::Vacuum, in_vacuum, "{name}");
    }
    let mut known: Vec<&str> = Telescope::names().collect();
    let mut checked: Vec<&str> = rows.iter().map(|row| row.0).collect();
    known.sort_unstable();
    checked.sort_unstable();
    assert_eq!(known, checked);
    assert_eq!(Telescope::named("SimSpin_SAMI").unwrap().wave_reference_aa, Some(4800.0));
}

#[test]
fn channels_have_their_centres_and_edges() {
    let muse = Telescope::named("muse-wfm").unwrap();
    let (wave_aa, edges_aa) = (muse.wave_aa(), muse.edges_aa());
    assert_eq!((wave_aa.len(), edges_aa.len()), (3721, 3722));
    assert_eq!(wave_aa[0], 4700.15);
    assert!((wave_aa[3720] - 9350.15).abs() < 1e-9 && (edges_aa[0] - 4699.525).abs() < 1e-9);
}

const MINE: &str = r#"
name = "mine"
source = "a wish"
fov_arcsec = 4
spaxel_arcsec = 0.4
wave_range_aa = [4800, 7300]
wave_step_aa = 2.5
medium = "air"
"#;

#[test]
fn a_file_of_the_users_own_says_more_than_the_presets() {
    let text = format!(
        "{MINE}
        lsf = {{ wave_aa = [5000, 6000], fwhm_aa = [3, 2] }}
        psf = {{ fwhm_arcsec = 0.8, exponent = -0.2, shape = {{ kind = \"moffat\", beta = 2.8 }} }}
        detector = {{ collecting_area_m2 = 48.5, throughput = 0.3, read_noise_e = 3, dark_e_s = 1e-3, sky_mag_arcsec2 = 21, exposure_s = 3600 }}"
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    std::fs::write(&path, text).unwrap();
    let mine = Telescope::read(&path).unwrap();
    let lsf = mine.lsf.clone().unwrap();
    let widths: Vec<f64> = [4000.0, 5000.0, 5250.0, 6000.0, 7000.0].map(|wave_aa| lsf.fwhm_aa(wave_aa)).to_vec();
    assert_eq!(widths, [3.0, 3.0, 2.75, 2.0, 2.0]);
    let Psf { shape, .. } = mine.psf.clone().unwrap();
    assert_eq!(shape, PsfShape::Moffat { beta: 2.8 });
    assert!((mine.psf.clone().unwrap().fwhm_arcsec_at(1e4) - 0.8 * 2f64.powf(-0.2)).abs() < 1e-15);
    assert_eq!(Lsf::ResolvingPower { resolving_power: 2000.0 }.fwhm_aa(5000.0), 2.5);
    // and is written as it is read
    let again = Telescope::parse("again", &toml::to_string(&mine).unwrap()).unwrap();
    assert_eq!(again, mine);
}

#[test]
fn wrong_files_are_told_what_is_wrong() {
    let without = |key: &str| MINE.lines().filter(|line| !line.starts_with(key)).collect::<Vec<_>>().join("\n");
    let instead = |key: &str, line: &str| format!("{}\n{line}\n", without(key));
    let cases = [
        (without("fov_arcsec"), "missing field `fov_arcsec`"),
        (without("medium"), "missing field `medium`"),
        (format!("{MINE}\nspaxel = 3"), "unknown field `spaxel`"),
        (instead("fov_arcsec", "fov_arcsec = \"wide\""), "expected f64"),
        (instead("fov_arcsec", "fov_arcsec = -1"), "fov_arcsec is -1, expected a number above zero"),
        (instead("fov_arcsec", "fov_arcsec = nan"), "fov_arcsec is NaN"),
        (instead("fov_arcsec", "fov_arcsec = 0.3"), "fov_arcsec / spaxel_arcsec is 0.7"),
        (instead("wave_range_aa", "wave_range_aa = [7300, 4800]"), "wave_range_aa[1] is 4800"),
        (instead("wave_step_aa", "wave_step_aa = 1e-9"), "at most a million channels"),
        (instead("medium", "medium = \"water\""), "unknown variant `water`"),
        (format!("{MINE}\nlsf = {{ fwhm = 3 }}"), "expected `fwhm_aa`, or `resolving_power`"),
        (format!("{MINE}\nlsf = {{ fwhm_aa = 0 }}"), "lsf.fwhm_aa is 0"),
        (format!("{MINE}\nlsf = {{ wave_aa = [2, 1], fwhm_aa = [1, 1] }}"), "lsf.wave_aa[1] is 1"),
        (format!("{MINE}\npsf = {{ fwhm_arcsec = 1, shape = {{ kind = \"moffat\", beta = 1 }} }}"), "psf.beta is 1"),
        (format!("{MINE}\npsf = {{ fwhm_arcsec = 1, shape = {{ kind = \"moffat\" }} }}"), "missing field `beta`"),
        (format!("{MINE}\ndetector = {{ throughput = 1 }}"), "missing field `collecting_area_m2`"),
    ];
    for (text, expected) in cases {
        let message = Telescope::parse("mine.toml", &text).unwrap_err().to_string();
        assert!(message.starts_with("telescope file mine.toml: ") && message.contains(expected), "{message}\n{text}");
    }
    let message = Telescope::named("MUSE_WFN").unwrap_err().to_string();
    assert!(message.contains("did you mean `MUSE_WFM`?"), "{message}");
    assert!(Telescope::read("/no/such/file.toml").unwrap_err().is_usage());
}
