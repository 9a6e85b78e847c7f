//! Arithmetic of one variable, as the linear laws are written: `pi / 375 * 15`, `(pi - 1) * 14.6e-3`.

/// The value of an expression in `pi` with `+ - * /` and parentheses; `None` if it is anything else.
pub(crate) fn value(text: &str, pi: f64) -> Option<f64> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let mut rest = text.as_str();
    let value = sum(&mut rest, pi)?;
    rest.is_empty().then_some(value)
}

fn sum(rest: &mut &str, pi: f64) -> Option<f64> {
    let mut total = product(rest, pi)?;
    while let Some(sign) = take(rest, &['+', '-']) {
        let term = product(rest, pi)?;
        total += if sign == '+' { term } else { -term };
    }
    Some(total)
}

fn product(rest: &mut &str, pi: f64) -> Option<f64> {
    let mut total = factor(rest, pi)?;
    while let Some(sign) = take(rest, &['*', '/']) {
        let next = factor(rest, pi)?;
        total = if sign == '*' { total * next } else { total / next };
    }
    Some(total)
}

fn factor(rest: &mut &str, pi: f64) -> Option<f64> {
    if take(rest, &['(']).is_some() {
        let inner = sum(rest, pi)?;
        return take(rest, &[')']).map(|_| inner);
    }
    if let Some(after) = rest.strip_prefix("pi") {
        *rest = after;
        return Some(pi);
    }
    let exponent = |i: usize| rest[..i].ends_with(['e', 'E']);
    let ends = |(i, c): (usize, char)| !(c.is_ascii_digit() || ".eE".contains(c) || (c == '-' && exponent(i)));
    let end = rest.char_indices().find(|at| ends(*at)).map_or(rest.len(), |(i, _)| i);
    let (number, after) = rest.split_at(end);
    *rest = after;
    number.parse().ok()
}

fn take(rest: &mut &str, any: &[char]) -> Option<char> {
    let first = rest.chars().next().filter(|c| any.contains(c))?;
    *rest = &rest[first.len_utf8()..];
    Some(first)
}

#[cfg(test)]
mod tests {
    use super::value;

    #[test]
    fn laws_as_they_are_written() {
        assert_eq!(value("pi * 0.04 + 1.62", 100.0), Some(100.0 * 0.04 + 1.62));
        assert_eq!(value("(pi - 1) * 14.6e-3", 11.0), Some(10.0 * 14.6e-3));
        assert_eq!(value("pi / 375 * 15", 375.0), Some(15.0));
        assert_eq!(value("np.interp(pi)", 1.0), None);
    }
}
