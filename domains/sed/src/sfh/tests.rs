//! Masses are the integrals of rates; closed forms.
use super::*;
use crate::parameters::place_of;
use astrarium_num::quadrature::GaussLegendre;

const AGE_YR: f64 = 9e9;

fn each() -> impl Iterator<Item = (&'static str, SfhKind)> {
    SfhKind::ALL.iter().map(|(name, _)| (*name, SfhKind::named(name).expect("listed")))
}

/// `∫ ψ dt` between two times in many panels.
fn integral(form: &SfhKind, from: f64, to: f64) -> f64 {
    let rule = GaussLegendre::new(6);
    let n = 4000;
    let end = |i: i32| from + (to - from) * f64::from(i) / f64::from(n);
    (0..n).map(|i| rule.integrate(end(i), end(i + 1), |t| form.sfr_msun_yr(t, AGE_YR))).sum()
}

#[test]
fn masses_are_integrals_of_rates() {
    for (name, form) in each() {
        form.check().unwrap_or_else(|error| panic!("{name}: {error}"));
        for (from, to) in [(1e8, 7e8), (1e9, 4e9), (5e9, 8.9e9), (8.4e9, 8.99e9)] {
            let mass = form.formed_msun(to, AGE_YR) - form.formed_msun(from, AGE_YR);
            let expected = integral(&form, from, to);
            // edges of bins and steep rises lie within a panel
            let close = 2e-3 * expected.abs() + 1e-9 * form.formed_msun(AGE_YR, AGE_YR);
            assert!(
                (mass - expected).abs() <= close,
                "{name} from {from:e} to {to:e}: {mass:e}, expected {expected:e}"
            );
        }
        assert_eq!(form.formed_msun(0.0, AGE_YR), 0.0, "{name}");
    }
}

#[test]
fn many_times_are_as_one() {
    let times: Vec<f64> = (0..200).map(|i| AGE_YR * f64::from(i) / 199.0).collect();
    let mut out = vec![f64::NAN; times.len()];
    for (name, form) in each() {
        form.fill_formed(&times, AGE_YR, &mut out);
        assert!(out.windows(2).all(|pair| pair[0] <= pair[1] * (1.0 + 1e-12)), "{name}: masses do not fall");
        for (t, mass) in times.iter().zip(&out) {
            let one = form.formed_msun(*t, AGE_YR);
            assert!((mass - one).abs() <= 1e-8 * one, "{name} at {t:e}: {mass:e}, alone {one:e}");
        }
    }
}

#[test]
fn the_mass_formed_can_be_given() {
    for (name, form) in each() {
        for quench_yr in [None, Some(5e9)] {
            let spec = SfhSpec { form: form.clone(), mass_msun: Some(3e10), quench_yr, plus: vec![] };
            let total = spec.at_age(AGE_YR).total_msun();
            // nothing of these is formed before the end, or all of it after
            if name != "table" || quench_yr.is_none() {
                assert!((total / 3e10 - 1.0).abs() < 1e-12, "{name}, {quench_yr:?}: {total:e}");
            }
        }
    }
}

#[test]
fn numbers_are_moved_by_name() {
    for (name, mut form) in each() {
        let quantities = form.quantities();
        for (place, quantity) in quantities.iter().enumerate() {
            assert_eq!(place_of(&*form, &quantity.name), Some(place), "{name}");
            form.set(place, 0.625);
            assert_eq!(form.get(place), 0.625, "{name}.{}", quantity.name);
        }
    }
}

#[test]
fn forms_are_read_as_they_are_written() {
    let spec = SfhSpec {
        quench_yr: Some(3e9),
        plus: vec![SfhSpec { mass_msun: Some(1e9), ..SfhSpec::of(SfhKind::Burst(Burst::default())) }],
        ..SfhSpec::of(SfhKind::Delayed(Delayed::default()))
    };
    let text = serde_json::to_string(&spec).expect("plain numbers");
    assert!(text.contains(r#""kind":"delayed""#), "{text}");
    assert_eq!(serde_json::from_str::<SfhSpec>(&text).expect("as written"), spec);
    let wrong = serde_json::from_str::<SfhSpec>(r#"{"kind": "constant", "rate": 3}"#).expect_err("no such number");
    assert!(wrong.to_string().contains("unknown field `rate`"), "{wrong}");
}

#[test]
fn closed_forms() {
    let constant = SfhKind::Constant(Constant { sfr_msun_yr: 2.0, start_yr: 1e9 });
    assert_eq!(constant.formed_msun(3e9, AGE_YR), 4e9);
    let delayed = SfhKind::Delayed(Delayed { norm_msun_yr: 1.0, k_shape: 1.0, tau_star_yr: 1e9 });
    // ∫ t e^-t = 1 - 2/e at t = 1
    assert!((delayed.formed_msun(1e9, AGE_YR) / (1e18 * (1.0 - 2.0 * (-1f64).exp())) - 1.0).abs() < 1e-14);
    let lognormal = SfhKind::Lognormal(Lognormal { norm_msun: 1e10, sigma_star: 1.0, ..Lognormal::default() });
    assert!((lognormal.formed_msun(3e8, AGE_YR) / 5e9 - 1.0).abs() < 1e-14, "half of it at the median");
    let sum = SfhSpec { plus: vec![SfhSpec::of(SfhKind::Burst(Burst::default()))], ..SfhSpec::of(constant) };
    assert_eq!(sum.at_age(AGE_YR).total_msun(), 1.6e10 + 1e10);
}
