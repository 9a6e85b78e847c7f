use proptest::prelude::*;

use super::*;

/// Relative error bound of one sum or product, with room for the second rounding of a test.
const ULP: f64 = 16.0 / (1u128 << 106) as f64;

fn finite() -> impl Strategy<Value = f64> {
    (-1e15..1e15f64, -12i32..12).prop_map(|(m, e)| m * 10f64.powi(e))
}

fn double() -> impl Strategy<Value = Double> {
    (finite(), -0.5..0.5f64).prop_map(|(hi, part)| two_sum(hi, part * hi.abs() * f64::EPSILON))
}

fn close(a: Double, b: Double, scale: f64) -> bool {
    (a - b).to_f64().abs() <= ULP * scale.abs().max(1e-250)
}

proptest! {
    #[test]
    fn sums_are_exact(a in finite(), b in finite()) {
        let sum = two_sum(a, b);
        prop_assert_eq!(sum.hi, a + b);
        prop_assert_eq!((sum - a) - b, Double::ZERO);
    }

    #[test]
    fn products_are_exact(a in -2i64.pow(52)..2i64.pow(52), b in -2i64.pow(52)..2i64.pow(52)) {
        let product = two_prod(a as f64, b as f64);
        prop_assert_eq!(product.hi as i128 + product.lo as i128, a as i128 * b as i128);
    }

    #[test]
    fn text_round_trips(value in double()) {
        prop_assert_eq!(value.to_string().parse::<Double>().unwrap(), value);
    }

    #[test]
    fn text_of_any_float_round_trips(bits in any::<u64>()) {
        let value = f64::from_bits(bits);
        prop_assume!(value.is_finite());
        prop_assert_eq!(Double::new(value).to_string().parse::<Double>().unwrap(), Double::new(value));
    }

    #[test]
    fn decimals_are_read_exactly(whole in 0u64..1_000_000_000, fraction in 0u64..1_000_000_000_000_000) {
        let read: Double = format!("{whole}.{fraction:015}").parse().unwrap();
        let scaled = read * 1e15;
        let exact = i128::from(whole) * 1_000_000_000_000_000 + i128::from(fraction);
        let error = exact - (scaled.hi as i128 + scaled.lo.round() as i128);
        prop_assert_eq!(error, 0);
    }

    #[test]
    fn addition_undoes_subtraction(a in double(), b in double()) {
        prop_assert!(close((a + b) - b, a, a.hi.abs().max(b.hi.abs())));
        prop_assert!(close((a + b.hi) - b.hi, a, a.hi.abs().max(b.hi.abs())));
        prop_assert_eq!(a - a, Double::ZERO);
        prop_assert_eq!(a + b, b + a);
    }

    #[test]
    fn division_undoes_multiplication(a in double(), b in double()) {
        prop_assume!(b.hi.abs() > 1e-30);
        prop_assert!(close((a * b) / b, a, a.hi));
        prop_assert!(close((a * b.hi) / b.hi, a, a.hi));
    }

    #[test]
    fn order_is_that_of_the_difference(a in double(), b in double()) {
        prop_assert_eq!(a < b, (a - b).hi < 0.0);
        prop_assert_eq!(a.total_cmp(&b), a.partial_cmp(&b).unwrap());
    }

    #[test]
    fn floor_is_the_whole_number_below(value in double()) {
        let (whole, rest) = (value.floor(), value.fract());
        prop_assert!(whole <= value && value < whole + 1.0);
        prop_assert!(rest >= Double::ZERO && rest < Double::ONE);
        prop_assert_eq!(whole.hi.fract() + whole.lo.fract(), 0.0);
    }

    #[test]
    fn integers_are_exact(value in any::<i64>()) {
        prop_assert_eq!(Double::from(value).floor_i64(), Some(value));
        prop_assert_eq!(Double::from(value).to_string(), value.to_string());
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[-+0-9.eEdD ]{0,12}") {
        if let Ok(value) = text.parse::<Double>() {
            prop_assert!(value.is_finite());
        }
    }
}

#[test]
fn a_tenth_has_its_second_part() {
    let tenth: Double = "0.1".parse().unwrap();
    assert_eq!((tenth.hi, tenth.lo), (0.1, -5.551115123125783e-18));
    assert_eq!(tenth.to_string(), "0.1");
    assert_eq!(Double::new(0.1).to_string(), "0.1000000000000000055511151231257827021181583404541015625");
}

#[test]
fn header_forms_are_read() {
    for (text, value) in [(" 1.5D2 ", 150.0), ("-.5", -0.5), ("5.", 5.0), ("+1e-2", 0.01), ("0e99999999999", 0.0)] {
        assert_eq!(text.parse::<Double>().unwrap().to_f64(), value, "{text}");
    }
}

#[test]
fn what_is_no_number_is_refused() {
    for text in ["", "-", ".", "1e", "1e+", "nan", "inf", "1.2.3", "1 2", "0x10", "1e5.0", "é"] {
        assert!(matches!(text.parse::<Double>(), Err(crate::Error::Decimal { .. })), "{text}");
    }
    assert!(matches!("1e400".parse::<Double>(), Err(crate::Error::Range { .. })));
    assert_eq!("1e-999999999999999999999".parse::<Double>().unwrap(), Double::ZERO);
}

#[test]
fn decimals_are_rounded_once() {
    let half: Double = "2.5".parse().unwrap();
    assert_eq!(format!("{half:.0}"), "3");
    assert_eq!(format!("{:.3}", half - 1e-20), "2.500");
    assert_eq!(format!("{:.21}", half - 1e-20), "2.499999999999999999990");
    assert_eq!(format!("{:.1}", Double::new(-0.01)), "0.0");
    assert_eq!(format!("{:.2}", Double::new(-9.999)), "-10.00");
    assert_eq!(Double::new(1e22).to_string(), "1e22");
    assert_eq!(Double::new(f64::NAN).to_string(), "NaN");
}

#[test]
fn a_floor_in_the_second_part_counts() {
    let just_below = Double::new(2f64.powi(53)) - 0.25;
    assert_eq!(just_below.floor_i64(), Some(2i64.pow(53) - 1));
    assert_eq!(Double::from(i64::MAX).floor_i64(), Some(i64::MAX));
    assert_eq!((Double::from(i64::MAX) + 1.0).floor_i64(), None);
    assert_eq!(Double::new(f64::NAN).floor_i64(), None);
}

#[test]
fn serde_keeps_all_digits() {
    let value: Double = "55197.000766018518518518518".parse().unwrap();
    let text = serde_json::to_string(&value).unwrap();
    assert_eq!(serde_json::from_str::<Double>(&text).unwrap(), value);
    assert_eq!(serde_json::from_str::<Double>("0.5").unwrap(), Double::new(0.5));
    assert_eq!(serde_json::from_str::<Double>("-7").unwrap(), Double::new(-7.0));
    assert!(serde_json::from_str::<Double>("\"soon\"").unwrap_err().to_string().contains("decimal number"));
    let bytes = postcard::to_stdvec(&value).unwrap();
    assert_eq!(postcard::from_bytes::<Double>(&bytes).unwrap(), value);
}
