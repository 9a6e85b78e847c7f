use super::*;

/// Numbers by mpmath to 25 digits; see `vectors/num/PROVENANCE.md`.
const REFERENCE: &str = include_str!("../../../../vectors/num/special.csv");

/// What each function promises.
struct Promise {
    relative: f64,
    /// In units in which values near nought are judged: 0 for relative errors down to the smallest numbers.
    absolute: f64,
    function: fn(f64, f64, f64) -> f64,
}

fn promise(name: &str) -> Promise {
    let one = |relative, absolute, function| Promise { relative, absolute, function };
    match name {
        "ln_gamma" => one(1e-15, 1e-16, |x, _, _| ln_gamma(x)),
        "ln_beta" => one(1e-15, 2e-14, |x, y, _| ln_beta(x, y)),
        "ln_binomial" => one(2e-15, 1e-14, |n, k, _| ln_binomial(n as u64, k as u64)),
        "norm_sf" => one(2e-15, 0.0, |x, _, _| norm_sf(x)),
        "norm_log_sf" => one(2e-15, 0.0, |x, _, _| norm_log_sf(x)),
        "erfcx" => one(2e-15, 0.0, |x, _, _| erfcx(x)),
        "norm_isf" => one(1e-15, 0.0, |p, _, _| norm_isf(p)),
        "norm_isf_from_log" => one(1e-15, 0.0, |p, _, _| norm_isf_from_log(p)),
        "chi2_cdf" => one(1e-14, 0.0, |x, n, _| chi2_cdf(x, n)),
        "chi2_sf" => one(1e-14, 0.0, |x, n, _| chi2_sf(x, n)),
        "chi2_log_cdf" => one(1e-14, 1e-14, |x, n, _| chi2_log_cdf(x, n)),
        "chi2_log_sf" => one(1e-14, 1e-14, |x, n, _| chi2_log_sf(x, n)),
        "ncx2_cdf" => one(1e-12, 0.0, ncx2_cdf),
        "ncx2_sf" => one(1e-12, 0.0, ncx2_sf),
        "beta_cdf" => one(1e-14, 0.0, beta_cdf),
        "beta_sf" => one(1e-14, 0.0, beta_sf),
        _ => panic!("no promise for {name}"),
    }
}

/// What a tail's relative error may grow by for each unit of its logarithm: two roundings of an exponent.
const PER_LOGARITHM: f64 = 4e-16;
/// Below this float64 has lost digits.
const SUBNORMAL: f64 = 1e-290;

#[test]
fn mpmath_agrees() {
    let mut failures = Vec::new();
    for line in REFERENCE.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let argument = |i: usize| fields[i].parse::<f64>().unwrap_or(f64::NAN);
        let (promise, expected) = (promise(fields[0]), argument(4));
        if expected.abs() < SUBNORMAL && expected != 0.0 {
            continue;
        }
        let found = (promise.function)(argument(1), argument(2), argument(3));
        let is_tail = fields[0].ends_with("cdf") || fields[0].ends_with("_sf");
        let growth = if is_tail { PER_LOGARITHM * expected.abs().ln().abs() } else { 0.0 };
        let error = (found - expected).abs();
        if error.is_nan() || error > (promise.relative + growth) * expected.abs() + promise.absolute {
            failures.push(format!("{line}: {found:e}, off by {:.1e}", error / expected.abs()));
        }
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn every_function_has_reference_numbers() {
    // a function that is forgotten in the list would not be compared
    let names: std::collections::BTreeSet<&str> =
        REFERENCE.lines().skip(1).filter_map(|l| l.split(',').next()).collect();
    assert_eq!(names.len(), 16);
}
