//! Whether two values agree, by the rule of the cases.
use crate::case::Output;
use crate::value::Value;

/// The largest deviation over its tolerance; up to 1 agrees. An error where no such number can be told.
pub(crate) fn deviation(found: &Value, expected: &Value, rule: &Output) -> Result<f64, String> {
    let float = |a: f64, b: f64| over(a, b, rule);
    match (found, expected) {
        (Value::Float(a), Value::Float(b)) => worst(a, b, |a, b| float(*a, *b)),
        (Value::Complex(a), Value::Complex(b)) => worst(a, b, |a, b| {
            let both_nan = a.iter().chain(b).any(|part| part.is_nan());
            if both_nan { float(a[0], b[0]).max(float(a[1], b[1])) } else { complex(*a, *b, rule) }
        }),
        (Value::Time(a), Value::Time(b)) => worst(a, b, |a, b| {
            let apart = ((a.hi - b.hi) + (a.lo - b.lo)).abs();
            ratio(apart, rule.atol)
        }),
        (Value::Integer(a), Value::Integer(b)) => worst(a, b, |a, b| equal(a == b)),
        (Value::Mask(a), Value::Mask(b)) => worst(a, b, |a, b| equal(a == b)),
        (Value::Text(a), Value::Text(b)) => {
            let fold = |text: &Option<String>| text.as_ref().map(|text| text.to_lowercase());
            if fold(a) == fold(b) { Ok(0.0) } else { Err(format!("found {a:?}, expected {b:?}")) }
        }
        (Value::Decimal(a), Value::Decimal(b)) => Ok(ratio(f64::from((*a - *b).abs()), rule.atol)),
        _ => Err(format!("found another type: {found:?}")),
    }
}

fn worst<T>(a: &[T], b: &[T], over: impl Fn(&T, &T) -> f64) -> Result<f64, String> {
    if a.len() != b.len() {
        return Err(format!("{} values, expected {}", a.len(), b.len()));
    }
    Ok(a.iter().zip(b).map(|(a, b)| over(a, b)).fold(0.0, f64::max))
}

fn equal(same: bool) -> f64 {
    if same { 0.0 } else { f64::INFINITY }
}

/// 0 over 0 agrees, anything else over 0 does not.
fn ratio(apart: f64, tolerance: f64) -> f64 {
    if apart == 0.0 {
        0.0
    } else if apart.is_nan() {
        f64::INFINITY
    } else {
        apart / tolerance
    }
}

fn over(a: f64, b: f64, rule: &Output) -> f64 {
    if a.is_nan() || b.is_nan() {
        return equal(a.is_nan() && b.is_nan());
    }
    if a.is_infinite() || b.is_infinite() {
        return equal(a == b);
    }
    let apart = rule.period.map_or((a - b).abs(), |period| {
        let rest = (a - b).rem_euclid(period);
        rest.min(period - rest)
    });
    ratio(apart, rule.rtol * b.abs() + rule.atol)
}

fn complex(a: [f64; 2], b: [f64; 2], rule: &Output) -> f64 {
    ratio((a[0] - b[0]).hypot(a[1] - b[1]), rule.rtol * b[0].hypot(b[1]) + rule.atol)
}
