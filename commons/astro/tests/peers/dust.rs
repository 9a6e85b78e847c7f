//! Dust laws.
use astrarium_astro::dust::DustLaw;
use serde_json::{Map, Value};

/// How far a program may be off: rounding, its own interpolation, or its own convention.
fn tolerance(law: &str, program: &str) -> f64 {
    match (law, program) {
        // another end condition of the spline, where bands are far apart
        ("gordon2003-smc", _) => 0.03,
        // the far infrared polynomial of the same table, to the digits printed in the papers
        ("noll2009" | "kriek-conroy2013", _) => 1e-3,
        (_, "extinction" | "dust_extinction" | "sedpy") => 1e-9,
        _ => 0.0,
    }
}

#[test]
fn laws_are_those_of_other_programs() {
    let mut n = 0;
    for row in super::rows("dust.csv") {
        let [law, parameter, value, wave_um, ratio, program] = &row[..] else { panic!("six cells, found {row:?}") };
        let mut settings = Map::from_iter([("kind".to_owned(), Value::from(law.as_str()))]);
        if !parameter.is_empty() {
            settings.insert(parameter.clone(), Value::from(value.parse::<f64>().expect("a number")));
        }
        let curve: DustLaw = serde_json::from_value(Value::Object(settings)).expect("a law");
        let (wave_um, ratio): (f64, f64) = (wave_um.parse().expect("a number"), ratio.parse().expect("a number"));
        let found = curve.ratio(wave_um);
        let apart = (found - ratio).abs();
        assert!(
            apart <= tolerance(law, program) * ratio.abs().max(1.0),
            "{law} {value} at {wave_um}: {found}, {program} has {ratio}"
        );
        n += 1;
    }
    assert!(n > 300, "{n} rows were compared");
}
