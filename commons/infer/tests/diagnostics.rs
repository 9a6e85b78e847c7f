//! Diagnostics against `ArviZ` and emcee.

use astrarium_infer::diagnose::{
    Draws, Size, autocorrelation, effective_size, energy_fraction, pareto_k, r_hat, standard_error,
};
use serde_json::Value;

/// Both sum in other orders, nothing else.
const ROUND: f64 = 1e-9;

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(|x| x.as_f64().expect("a number")).collect()
}

fn listed() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../vectors/infer/diagnostics.json");
    serde_json::from_str(&std::fs::read_to_string(path).expect("the repository's own numbers")).expect("JSON")
}

fn same(what: &str, found: f64, expected: &Value) {
    let expected = expected.as_f64().expect("a number");
    assert!((found - expected).abs() <= ROUND * expected.abs(), "{what}: {found} for {expected}");
}

#[test]
fn chains_as_arviz_has_them() {
    for case in listed()["chains"].as_array().expect("cases") {
        let name = case["name"].as_str().expect("a name");
        let chains: Vec<Vec<f64>> = case["x"].as_array().expect("chains").iter().map(numbers).collect();
        let draws = Draws::new(&chains);
        same(&format!("{name}: R-hat"), r_hat(&draws), &case["rhat"]);
        let sizes = [
            ("bulk", Size::Bulk),
            ("tail", Size::Tail),
            ("mean", Size::Mean),
            ("sd", Size::Sd),
            ("median", Size::Quantile(0.5)),
            ("q10", Size::Quantile(0.1)),
        ];
        for (key, size) in sizes {
            same(&format!("{name}: ESS {key}"), effective_size(&draws, size), &case["ess"][key]);
        }
        for (key, size) in [("mean", Size::Mean), ("sd", Size::Sd), ("q10", Size::Quantile(0.1))] {
            same(&format!("{name}: MCSE {key}"), standard_error(&draws, size), &case["mcse"][key]);
        }
        for (found, expected) in energy_fraction(&draws).iter().zip(case["bfmi"].as_array().expect("a list")) {
            same(&format!("{name}: energies"), *found, expected);
        }
        same(&format!("{name}: tau"), autocorrelation::time(&draws).tau, &case["tau"]);
    }
}

#[test]
fn weights_as_arviz_has_them() {
    for case in listed()["weights"].as_array().expect("cases") {
        let found = pareto_k(&numbers(&case["ln_weights"]), 1.0);
        same(case["name"].as_str().expect("a name"), found, &case["k_hat"]);
    }
}

#[test]
fn what_cannot_be_said_is_no_number() {
    assert!(r_hat(&Draws::new(&[vec![1.0, 2.0, 3.0, 4.0]])).is_nan(), "one chain");
    assert!(r_hat(&Draws::new(&[vec![1.0; 3], vec![2.0; 3]])).is_nan(), "three draws");
    assert!(effective_size(&Draws::new(&[[1.0, f64::NAN, 2.0, 3.0, 4.0]]), Size::Bulk).is_nan());
    assert_eq!(effective_size(&Draws::new(&[[2.0; 10], [2.0; 10]]), Size::Mean), 20.0);
    assert_eq!(pareto_k(&[0.0; 3], 1.0), f64::INFINITY);
    let stuck = autocorrelation::time(&Draws::new(&[vec![1.0; 40], (0..40).map(|t| f64::from(t % 7)).collect()]));
    assert_eq!(stuck.stuck, [0]);
    assert!(stuck.tau.is_finite());
}
