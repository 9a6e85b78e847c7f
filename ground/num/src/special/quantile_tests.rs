//! Quantiles against the probabilities they invert, limits, and what lies outside.

use proptest::prelude::*;

use super::*;

/// Tolerances are those promised for the quantile times the slope `|d ln p / d ln x|`, at most some thousand here.
fn agrees(found: f64, expected: f64, relative: f64) -> bool {
    (found - expected).abs() <= relative * expected.abs()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn chi2_quantiles_invert(ln_p in -600.0..-1e-3f64, ln_dof in -1.0..14.0f64) {
        let (p, dof) = (ln_p.exp(), ln_dof.exp());
        let x = chi2_isf(p, dof);
        prop_assert!(agrees(chi2_sf(x, dof), p, 1e-11));
        prop_assert!(agrees(chi2_isf_from_log(ln_p, dof), x, 1e-12));
        let below = chi2_ppf(p, dof);
        prop_assert!(below < 1e-290 || agrees(chi2_cdf(below, dof), p, 1e-11));
    }

    #[test]
    fn chi2_quantiles_reach_beyond_float64(ln_p in -1e5..-800.0f64, dof in 1.0..1e5f64) {
        prop_assert!(agrees(chi2_log_sf(chi2_isf_from_log(ln_p, dof), dof), ln_p, 1e-13));
    }

    #[test]
    fn both_chi2_tails_make_one(dof in 0.5..1e4f64, place in 0.0..4.0f64) {
        let x = dof * place;
        prop_assert!((chi2_sf(x, dof) + chi2_cdf(x, dof) - 1.0).abs() < 1e-14);
        prop_assert!((ln_one_minus_exp(chi2_log_sf(x, dof)).exp() - chi2_cdf(x, dof)).abs() < 1e-13);
    }

    #[test]
    fn normal_quantiles_invert(ln_p in -1e4..-1e-6f64) {
        let x = norm_isf_from_log(ln_p);
        // d ln p = −x dx in the tail
        prop_assert!(agrees(norm_log_sf(x), ln_p, 1e-14) || agrees(norm_sf(-x), -ln_p.exp_m1(), 1e-13));
        prop_assert!(x > 37.0 || agrees(norm_ppf(norm_cdf(-x)), -x, 1e-13) || x.abs() < 0.1 || x < -5.0);
    }

    #[test]
    fn noncentral_quantiles_invert(p in 1e-6..0.999_999f64, dof in 1.0..200.0f64, lambda in 0.0..2000.0f64) {
        let x = ncx2_ppf(p, dof, lambda);
        prop_assert!(agrees(ncx2_cdf(x, dof, lambda), p, 1e-10), "{x}");
        prop_assert!(agrees(ncx2_isf(1.0 - p, dof, lambda), x, 1e-9));
        let found = ncx2_noncentrality(p, dof, x);
        prop_assert!(lambda < 1e-3 || agrees(found, lambda, 1e-8), "{found}");
    }

    #[test]
    fn beta_quantiles_invert(p in 1e-9..1.0f64, a in 0.5..1e4f64, b in 0.5..100.0f64) {
        let (below, above) = (beta_ppf(p, a, b), beta_isf(p, a, b));
        prop_assume!(below < 0.999 && above < 0.999);
        prop_assert!(agrees(beta_cdf(below, a, b), p, 1e-10) && agrees(beta_sf(above, a, b), p, 1e-10));
        prop_assert!(agrees(beta_log_cdf(below, a, b), beta_cdf(below, a, b).ln(), 1e-12) || p > 0.999);
        prop_assert!(agrees(beta_log_sf(above, a, b), beta_sf(above, a, b).ln(), 1e-12) || p > 0.999);
    }

    #[test]
    fn poisson_limits_leave_out_what_they_say(n in 1u32..2000, left_out in 1e-8..0.5f64) {
        let n = f64::from(n);
        prop_assert!(agrees(gamma_p(n, poisson_lower_limit(n, left_out)), left_out, 1e-11));
        prop_assert!(agrees(gamma_q(n + 1.0, poisson_upper_limit(n, left_out)), left_out, 1e-11));
    }

    #[test]
    fn incomplete_gammas_obey_their_recurrence(a in 0.5..50.0f64, x in 0.1..80.0f64) {
        let next = a * gamma_upper(a, x) + x.powf(a) * (-x).exp();
        prop_assert!(agrees(gamma_upper(a + 1.0, x), next, 1e-12));
        prop_assert!(agrees(gamma_upper(a, x) + gamma_lower(a, x), gamma(a), 1e-13));
    }

    #[test]
    fn anything_gives_a_number_or_nan(bits in prop::array::uniform3(any::<u64>())) {
        let [x, a, b] = bits.map(f64::from_bits);
        for p in [chi2_sf(x, a), beta_cdf(x, a, b), norm_sf(x), gamma_p(a, x)] {
            prop_assert!(p.is_nan() || (0.0..=1.0).contains(&p), "{p}");
        }
    }
}

/// Garwood's limits at 1 σ by mpmath 1.4.1 (root of `gammainc`).
#[test]
fn poisson_intervals_are_garwoods() {
    for (n, lower, upper) in GARWOOD {
        let found = poisson_interval(n, 1.0);
        assert!((found.0 - lower).abs() <= 1e-14 * lower && agrees(found.1, upper, 1e-14), "{n}: {found:?}");
    }
    assert!(poisson_upper_limit(-1.0, 0.1).is_nan() && poisson_lower_limit(-1.0, 0.1).is_nan());
}
const GARWOOD: [(f64, f64, f64); 4] = [
    (0.0, 0.0, 1.841_021_645_009_263_5),
    (1.0, 0.172_753_779_023_449_9, 3.299_526_559_115_855),
    (5.0, 2.840_308_855_593_220_5, 8.382_472_652_146_89),
    (100.0, 90.016_745_177_113_4, 111.033_360_941_149_67),
];

#[test]
fn the_ends_are_exact() {
    assert_eq!((chi2_isf(0.0, 2.0), chi2_isf(1.0, 2.0), chi2_ppf(0.0, 2.0)), (f64::INFINITY, 0.0, 0.0));
    assert_eq!((chi2_sf(-1.0, 2.0), chi2_sf(f64::INFINITY, 2.0), chi2_log_sf(0.0, 2.0)), (1.0, 0.0, 0.0));
    assert_eq!((norm_isf(0.0), norm_isf(0.5), norm_ppf(1.0)), (f64::INFINITY, 0.0, f64::INFINITY));
    assert_eq!((ncx2_cdf(0.0, 2.0, 3.0), ncx2_sf(f64::INFINITY, 2.0, 3.0), ncx2_ppf(0.0, 2.0, 3.0)), (0.0, 0.0, 0.0));
    assert_eq!((beta_cdf(-1.0, 2.0, 3.0), beta_sf(2.0, 2.0, 3.0), beta_ppf(1.0, 2.0, 3.0)), (0.0, 0.0, 1.0));
    assert_eq!(
        (ln_factorial(0), ln_factorial(10).exp().round(), ln_binomial(3, 4)),
        (0.0, 3_628_800.0, f64::NEG_INFINITY)
    );
    assert_eq!((norm_isf_from_log(f64::NEG_INFINITY), ln_one_minus_exp(0.0)), (f64::INFINITY, f64::NEG_INFINITY));
}

#[test]
fn many_normal_quantiles_have_the_bits_of_single_ones() {
    let mut p: Vec<f64> = (0..1000).map(|k| f64::from(k) / 997.0).collect();
    p.extend([f64::NAN, -1.0, 1e-300, 5e-324, 0.075, 0.925, 1.0 - 1e-16]);
    let single: Vec<u64> = p.iter().map(|p| norm_isf(*p).to_bits()).collect();
    norm_isf_each(&mut p);
    assert!(p.iter().map(|x| x.to_bits()).eq(single));
}

/// Below the quantile of noise alone no signal is needed to explain a power.
#[test]
fn small_powers_have_no_noncentrality() {
    assert_eq!(ncx2_noncentrality(0.05, 2.0, 0.01), 0.0);
    assert!(ncx2_noncentrality(0.05, 2.0, 50.0) > 50.0);
}

#[test]
fn what_lies_outside_is_nan() {
    let outside = [
        chi2_sf(1.0, 0.0),
        chi2_sf(f64::NAN, 2.0),
        chi2_isf(1.5, 2.0),
        chi2_isf(f64::NAN, 2.0),
        norm_isf(-0.1),
        norm_sf(f64::NAN),
        norm_log_sf(f64::NAN),
        norm_isf_from_log(0.1),
        norm_isf_from_log(f64::NAN),
        ncx2_cdf(1.0, 2.0, -1.0),
        ncx2_ppf(2.0, 2.0, 1.0),
        ncx2_noncentrality(0.0, 2.0, 1.0),
        beta_cdf(0.5, -1.0, 1.0),
        beta_ppf(f64::NAN, 1.0, 1.0),
        gamma_p(1.0, -1.0),
    ];
    assert!(outside.iter().all(|v| v.is_nan()), "{outside:?}");
}
