//! The problems against their reference rows: theta, ln L and truth.
//!
//! The file is `$ASTRARIUM_VECTORS/infer/open/open_truth.json` (default `../shared/vectors` beside the repository).
//! Without it the test passes and says so.

use astrarium_exec::{Engine, Rows, evaluate, testkit::same_bits_rows};
use astrarium_infer::{NanPolicy, OverUnit, problems::Problem};
use serde_json::Value;
use std::path::PathBuf;

/// Relative to the size of the value, at least 1.
const THETA: f64 = 1e-12;
const LN_L: f64 = 1e-9;

fn listing() -> Option<Vec<Value>> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
    let folder = std::env::var_os("ASTRARIUM_VECTORS").map_or_else(beside, PathBuf::from);
    let text = std::fs::read_to_string(folder.join("infer/open/open_truth.json")).ok()?;
    Some(serde_json::from_str(&text).expect("open_truth.json is JSON"))
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(number).collect()
}

fn number(value: &Value) -> f64 {
    match value {
        Value::String(text) => text.parse().expect("a number as text"),
        value => value.as_f64().expect("a number"),
    }
}

fn is_close(found: f64, expected: f64, tolerance: f64) -> bool {
    found == expected || (found - expected).abs() <= tolerance * expected.abs().max(1.0)
}

#[test]
fn problems_agree_with_their_reference_rows() {
    let Some(listing) = listing() else {
        println!("no reference rows: set ASTRARIUM_VECTORS to a folder that holds infer/open/open_truth.json");
        return;
    };
    let mut rows = 0;
    for listed in &listing {
        let name = listed["name"].as_str().expect("a name");
        let problem = Problem::named(name).expect("every open problem is here");
        let names: Vec<&str> = problem.density().space().free().map(|p| p.name.as_str()).collect();
        assert_eq!(serde_json::json!(names), listed["parameters"], "{name}");
        let over = OverUnit::new(problem.density(), NanPolicy::Error, "nested sampling").unwrap();
        for row in listed["vectors"].as_array().expect("a list") {
            let u = numbers(&row["u"]);
            let got = evaluate(&over, Rows { dim: u.len(), values: &u, entity: &[0] }, &Engine::serial()).unwrap();
            let expected = number(&row["lnL"]);
            assert!(is_close(got.values[0], expected, LN_L), "{name}: ln L {} for {expected}", got.values[0]);
            for (found, expected) in over.split(got.blob(0)).0.iter().zip(numbers(&row["theta"])) {
                assert!(is_close(*found, expected, THETA), "{name}: theta {found} for {expected}");
            }
            rows += 1;
        }
        same_truth(&problem, &listed["truth"]);
    }
    println!("{} problems, {rows} rows", listing.len());
    assert_eq!(listing.len(), astrarium_infer::problems::NAMES.len());
}

fn same_truth(problem: &Problem, listed: &Value) {
    let (name, truth) = (problem.name, &problem.truth);
    assert!(is_close(truth.ln_z, number(&listed["lnZ"]), 1e-8), "{name}: ln Z {}", truth.ln_z);
    assert!(is_close(truth.information, number(&listed["H"]), 1e-4), "{name}: H {}", truth.information);
    for (found, expected) in [(&truth.mean, &listed["mean"]), (&truth.sd, &listed["sd"])] {
        let expected = numbers(expected);
        assert_eq!(found.len(), expected.len(), "{name}");
        assert!(found.iter().zip(&expected).all(|(f, e)| is_close(*f, *e, 1e-8)), "{name}: {found:?} for {expected:?}");
    }
    if let Some(rows) = listed["covariance"].as_array() {
        let expected: Vec<f64> = rows.iter().flat_map(numbers).collect();
        assert!(truth.covariance.iter().zip(&expected).all(|(f, e)| is_close(*f, *e, 1e-12)), "{name}: covariance");
    }
}

#[test]
fn rows_do_not_know_their_neighbours() {
    for name in ["P05", "P11", "P20"] {
        let problem = Problem::named(name).unwrap();
        let over = OverUnit::new(problem.density(), NanPolicy::Error, "nested sampling").unwrap();
        let dim = problem.density().space().dim();
        let u: Vec<f64> = (1..=100 * dim).map(|i| (0.37 + 0.618_033_988_749_895 * i as f64).fract()).collect();
        same_bits_rows(&over, Rows { dim, values: &u, entity: &[0; 100] });
    }
}
