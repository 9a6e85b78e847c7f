//! Every prior is a distribution: its quantiles, density, slopes and real line belong together; numbers of scipy.

use astrarium_infer::{Space, prior::PriorKind, space::Line};

/// Against scipy: relative to the value, at least to the spread of the prior.
const SCIPY: f64 = 2e-11;
/// Of a quantile's probability.
const ROUND: f64 = 4e-13;

/// One of each kind with settings that hide nothing, and some twice.
fn all() -> Vec<PriorKind> {
    let settings = [
        r#"{"kind": "uniform", "low": -3.0, "high": 5.0}"#,
        r#"{"kind": "log_uniform", "low": 0.001, "high": 50.0}"#,
        r#"{"kind": "normal", "mean": 1.5, "sd": 0.2}"#,
        r#"{"kind": "truncated_normal", "mean": 0.5, "sd": 1.5, "low": -1.0, "high": 2.5}"#,
        r#"{"kind": "truncated_normal", "low": 20.0, "high": 21.0}"#,
        r#"{"kind": "truncated_normal", "low": -21.0, "high": -20.0}"#,
        r#"{"kind": "log_normal", "mean": 0.3, "sd": 0.7}"#,
        r#"{"kind": "half_normal", "sd": 2.5}"#,
        r#"{"kind": "exponential", "mean": 4.0}"#,
        r#"{"kind": "gamma", "shape": 2.3, "scale": 0.7}"#,
        r#"{"kind": "inverse_gamma", "shape": 3.2, "scale": 1.4}"#,
        r#"{"kind": "beta", "a": 2.5, "b": 1.8, "low": -1.0, "high": 3.0}"#,
        r#"{"kind": "student_t", "dof": 3.5, "location": -1.0, "scale": 2.0}"#,
        r#"{"kind": "cauchy", "location": 2.0, "scale": 0.5}"#,
        r#"{"kind": "half_cauchy", "scale": 1.7}"#,
        r#"{"kind": "sine", "low": 0.2, "high": 2.0}"#,
        r#"{"kind": "cosine"}"#,
        r#"{"kind": "discrete", "values": [1.0, 2.0, 7.0], "weights": [1.0, 2.0, 1.0]}"#,
        r#"{"kind": "tabulated", "x": [0.0, 1.0, 4.0, 5.0], "cdf": [0.0, 0.1, 0.9, 1.0]}"#,
    ];
    let all: Vec<PriorKind> = settings.iter().map(|text| serde_json::from_str(text).expect("settings")).collect();
    for (name, _) in PriorKind::ALL {
        assert!(all.iter().any(|prior| prior.name() == *name), "no test of {name}");
    }
    all
}

fn smooth() -> impl Iterator<Item = PriorKind> {
    all().into_iter().filter(|prior| !prior.is_discrete())
}

#[test]
fn defaults_are_distributions() {
    for (name, _) in PriorKind::ALL {
        PriorKind::named(name).unwrap().check().unwrap();
    }
}

#[test]
fn quantiles_invert_the_distribution_function() {
    for prior in smooth() {
        prior.check().unwrap();
        for u in [1e-9, 1e-3, 0.1, 0.37, 0.5, 0.63, 0.9, 0.999] {
            let x = prior.ppf(u);
            let back = prior.cdf(x);
            // what the last digit of x is worth
            let digit = 4.0 * f64::EPSILON * x.abs() * prior.ln_pdf(x).exp();
            assert!((back - u).abs() < ROUND * u + digit, "{prior:?} at {u}: {back}");
        }
        let [low, high] = prior.support();
        for (found, end) in [(prior.ppf(0.0), low), (prior.ppf(1.0), high)] {
            assert!(found == end || (found - end).abs() <= 4.0 * f64::EPSILON * end.abs(), "{prior:?}: {found}");
        }
        for x in [low - 1.0, high + 1.0].into_iter().filter(|x| x.is_finite()) {
            assert_eq!(prior.ln_pdf(x), f64::NEG_INFINITY, "{prior:?} at {x}");
        }
    }
}

#[test]
fn densities_are_the_slopes_of_the_distribution_function() {
    for prior in smooth() {
        for u in [0.05, 0.3, 0.52, 0.8, 0.97] {
            let (a, b) = (prior.ppf(u - 1e-5), prior.ppf(u + 1e-5));
            let density = prior.ln_pdf(prior.ppf(u)).exp();
            assert!((density * (b - a) / 2e-5 - 1.0).abs() < 1e-6, "{prior:?} at {u}: {density}");
            let x = prior.ppf(u);
            let step = 1e-3 * (prior.ppf(u + 0.02) - prior.ppf(u - 0.02));
            let slope = (prior.ln_pdf(x + step) - prior.ln_pdf(x - step)) / (2.0 * step);
            let size = slope.abs().max(1e-3 / step);
            assert!((prior.ln_pdf_slope(x) - slope).abs() < 1e-5 * size, "{prior:?} at {u}: {slope}");
        }
    }
}

#[test]
fn the_real_line_keeps_the_probability() {
    // ∫ p(theta(x)) |d theta / d x| dx = 1, by the trapezoidal rule, which is exact to all digits for such integrands
    for prior in smooth().filter(|prior| !["cauchy", "half_cauchy", "student_t", "tabulated"].contains(&prior.name())) {
        let line = Line::onto(prior.support());
        let (centre, step) = (line.place(prior.ppf(0.5)), 0.004);
        let term = |k: i32| {
            let x = centre + step * f64::from(k);
            (prior.ln_pdf(line.value(x)) + line.ln_slope(x)).exp() * step
        };
        let sum: f64 = (-12000..12000).map(term).filter(|term| term.is_finite()).sum();
        assert!((sum - 1.0).abs() < 1e-6, "{prior:?}: {sum}");
    }
}

#[test]
fn single_values_have_cells() {
    let prior = all().into_iter().find(|prior| prior.is_discrete()).unwrap();
    assert_eq!([0.0, 0.2, 0.25, 0.7, 0.75, 0.9, 1.0].map(|u| prior.ppf(u)), [1.0, 1.0, 2.0, 2.0, 7.0, 7.0, 7.0]);
    for value in [1.0, 2.0, 7.0] {
        assert_eq!(prior.ppf(prior.cdf(value)), value);
    }
    assert_eq!(prior.ln_pdf(2.0), 0.5_f64.ln());
    assert_eq!(prior.ln_pdf(3.0), f64::NEG_INFINITY);
    let space = Space::builder().free("class", prior).build().unwrap();
    assert!(space.require_real().unwrap_err().to_string().contains("`class` takes whole values"));
}

#[test]
fn bad_settings_are_named() {
    for (settings, expected) in [
        (r#"{"kind": "normal", "sd": 0.0}"#, "sd = 0; expected a finite number above zero"),
        (r#"{"kind": "log_uniform", "low": -1.0}"#, "low = -1; expected a finite number above zero"),
        (r#"{"kind": "sine", "high": 4.0}"#, "high = 4; expected an angle from 0 to π rad"),
        (r#"{"kind": "cosine", "low": -2.0}"#, "low, high = -2; expected rising angles from −π/2 to π/2 rad"),
        (r#"{"kind": "tabulated", "x": [0.0, 1.0], "cdf": [0.0, 0.9]}"#, "the last value of cdf = 0.9; expected 1"),
        (r#"{"kind": "discrete", "values": [2.0, 1.0]}"#, "values = 1; expected a number above the one before"),
        (r#"{"kind": "discrete", "values": []}"#, "values: 0 values, expected 1"),
    ] {
        let prior: PriorKind = serde_json::from_str(settings).unwrap();
        assert_eq!(prior.check().unwrap_err().to_string(), expected);
    }
    let unknown = "nromal".parse::<PriorKind>().unwrap_err().to_string();
    assert!(unknown.contains("did you mean `normal`?"), "{unknown}");
}

#[test]
fn numbers_of_scipy() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../vectors/infer/priors.csv");
    let text = std::fs::read_to_string(path).expect("the repository's own numbers");
    let mut lines = 0;
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split(';').collect();
        let prior: PriorKind = serde_json::from_str(fields[0]).unwrap();
        let [u, x, ln_pdf] = [1, 2, 3].map(|k| fields[k].parse::<f64>().unwrap());
        let size = x.abs().min(prior.ppf(0.75) - prior.ppf(0.25)).max(f64::MIN_POSITIVE);
        assert!((prior.ppf(u) - x).abs() <= SCIPY * x.abs().max(size), "{line}: {}", prior.ppf(u));
        assert!((prior.ln_pdf(x) - ln_pdf).abs() <= 1e-10 * ln_pdf.abs().max(1.0), "{line}: {}", prior.ln_pdf(x));
        lines += 1;
    }
    assert_eq!(lines, 133);
}
