//! Extinction curves of the package `dust_extinction` 1.7, an independent oracle.
use astrarium_astro::dust::DustLaw;
use astrarium_io::hdf5::Reader;
use astrarium_num::testkit::Tally;
use serde_json::{Value, json};

/// Name in the file, ours, and how far they may be apart: roundings, or splines with other ends through bands far apart.
const LAWS: [(&str, &str, f64); 12] = [
    ("de_CCM89", "cardelli1989", 1e-9),
    ("de_O94", "odonnell1994", 1e-9),
    ("de_F99", "fitzpatrick1999", 1e-9),
    ("de_F04", "fitzpatrick2004", 1e-9),
    ("de_F19", "fitzpatrick2019", 1e-9),
    ("de_VCG04", "valencic2004", 1e-9),
    ("de_GCC09", "gordon2009", 1e-9),
    ("de_M14", "maiz2014", 1e-9),
    ("de_G16", "gordon2016", 1e-9),
    ("de_D22", "decleir2022", 1e-9),
    ("de_G23", "gordon2023", 1e-9),
    ("rubix_Cardelli89", "cardelli1989", 1e-9),
];
const WITHOUT_R_V: [(&str, &str, f64); 2] =
    [("de_G03_SMCBar", "gordon2003-smc", 0.03), ("calzetti00_formula", "calzetti2000", 1e-9)];

pub(crate) fn run(file: &Reader, tally: &mut Tally) {
    let values = |at: &str| file.f64s(at).expect("curves").0;
    let (wave_um, r_v) = (values("wavelength"), values("Rv"));
    for (name, law, tolerance) in LAWS {
        for (r_v, curve) in r_v.iter().zip(values(name).chunks(wave_um.len())) {
            compare(tally, (name, tolerance), &law_of(json!({"kind": law, "r_v": r_v})), (&wave_um, curve));
        }
    }
    for (name, law, tolerance) in WITHOUT_R_V {
        compare(tally, (name, tolerance), &law_of(json!({"kind": law})), (&wave_um, &values(name)));
    }
}

fn law_of(settings: Value) -> DustLaw {
    serde_json::from_value(settings).expect("a law")
}

/// Where the law is defined.
fn compare(tally: &mut Tally, (name, tolerance): (&str, f64), law: &DustLaw, (wave_um, curve): (&[f64], &[f64])) {
    let told: Vec<usize> = (0..curve.len()).filter(|i| !curve[*i].is_nan()).collect();
    let found: Vec<f64> = told.iter().map(|i| law.ratio(wave_um[*i])).collect();
    let expected: Vec<f64> = told.iter().map(|i| curve[*i]).collect();
    let floor = if tolerance > 1e-9 { 1.0 } else { 0.1 };
    tally.compare(name, "extinction_curves", (tolerance, floor), (&found, &expected));
}
