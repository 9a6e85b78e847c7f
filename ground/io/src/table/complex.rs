//! Complex numbers as text, in Python's notation.

/// `(1.5-2j)`.
pub(crate) fn show([re, im]: [f64; 2]) -> String {
    let (re, im) = (float(re), float(im));
    let sign = if im.starts_with('-') { "" } else { "+" };
    format!("({re}{sign}{im}j)")
}

/// The shortest digits that give the same bits back; `nan`, `inf`, `-inf` as numpy writes them.
pub(crate) fn float(value: f64) -> String {
    if value.is_nan() { "nan".to_owned() } else { format!("{value:?}") }
}

/// `(1.5-2j)`, `1.5-2j`, `2j` or `1.5`.
pub(crate) fn parse(text: &str) -> Option<[f64; 2]> {
    let text = text.trim();
    let inner = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or(text);
    let Some(inner) = inner.strip_suffix('j') else { return Some([inner.parse().ok()?, 0.0]) };
    // the sign of the imaginary part is the last one that belongs to no exponent and does not stand first
    let bytes = inner.as_bytes();
    let is_sign = |i: usize| matches!(bytes[i], b'+' | b'-') && !matches!(bytes[i - 1], b'e' | b'E');
    let split = (1..bytes.len()).rev().find(|&i| is_sign(i)).unwrap_or(0);
    let re = if split == 0 { 0.0 } else { inner[..split].parse().ok()? };
    Some([re, inner[split..].parse().ok()?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn python_notation_both_ways() {
        for value in [[1.0, -2.0], [0.0, 1e-300], [-1.5e300, 2.0], [f64::INFINITY, f64::NEG_INFINITY]] {
            assert_eq!(parse(&show(value)), Some(value));
        }
        assert!(parse(&show([f64::NAN, 1.0])).is_some_and(|[re, im]| re.is_nan() && im == 1.0));
        assert_eq!(parse("2e-3j"), Some([0.0, 2e-3]));
        assert_eq!(parse("1e-3"), Some([1e-3, 0.0]));
        assert_eq!(parse("1+j2"), None);
        assert_eq!(parse("j"), None);
    }
}
