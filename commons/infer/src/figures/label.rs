//! Labels of parameters as plain text.

use crate::Parameter;

const LETTERS: [(&str, &str); 34] = [
    ("alpha", "α"),
    ("beta", "β"),
    ("gamma", "γ"),
    ("delta", "δ"),
    ("epsilon", "ε"),
    ("zeta", "ζ"),
    ("eta", "η"),
    ("theta", "θ"),
    ("iota", "ι"),
    ("kappa", "κ"),
    ("lambda", "λ"),
    ("mu", "μ"),
    ("nu", "ν"),
    ("xi", "ξ"),
    ("pi", "π"),
    ("rho", "ρ"),
    ("sigma", "σ"),
    ("tau", "τ"),
    ("phi", "φ"),
    ("chi", "χ"),
    ("psi", "ψ"),
    ("omega", "ω"),
    ("Gamma", "Γ"),
    ("Delta", "Δ"),
    ("Theta", "Θ"),
    ("Lambda", "Λ"),
    ("Sigma", "Σ"),
    ("Phi", "Φ"),
    ("Psi", "Ψ"),
    ("Omega", "Ω"),
    ("star", "★"),
    ("odot", "☉"),
    ("ln", "ln"),
    ("log", "log"),
];

/// LaTeX as plain text, for figures that cannot set it: Greek letters and the signs of stars, lowered and raised digits;
/// braces, dollar signs and commands of style fall away, and what is unknown stays as it is spelt.
///
/// # Example
/// ```
/// use astrarium_infer::figures::plain_latex;
/// assert_eq!(plain_latex(r"$\log_{10} M_\star$"), "log₁₀ M★");
/// assert_eq!(plain_latex(r"\tau_{\rm dust}"), "τ_dust");
/// ```
pub fn plain_latex(latex: &str) -> String {
    let mut text = String::new();
    let mut rest = latex;
    while let Some(next) = rest.chars().next() {
        rest = &rest[next.len_utf8()..];
        match next {
            '$' | '{' | '}' => {}
            '\\' => rest = command(rest, &mut text),
            '_' | '^' => rest = shifted(rest, next, &mut text),
            other => text.push(other),
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Takes a command, without its backslash.
fn command<'a>(rest: &'a str, text: &mut String) -> &'a str {
    let length = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
    let (name, after) = rest.split_at(length);
    match name {
        // a space, written as one of the short commands
        "" => {
            text.push(' ');
            after.strip_prefix([',', ';', ' ', '!', ':']).unwrap_or(after)
        }
        "rm" | "mathrm" | "mathit" | "mathbf" | "text" | "left" | "right" => after.trim_start(),
        "cdot" | "times" => {
            text.push('·');
            after
        }
        name => {
            let known = LETTERS.iter().find(|(known, _)| *known == name.trim_start_matches("var"));
            text.push_str(known.map_or(name, |(_, letter)| letter));
            after
        }
    }
}

/// Takes what is lowered or raised: digits and signs as such, else after a mark.
fn shifted<'a>(rest: &'a str, mark: char, text: &mut String) -> &'a str {
    let (inside, after) = match rest.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
        Some(split) => split,
        None if rest.starts_with('\\') => {
            let length = 1 + rest[1..].find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len() - 1);
            rest.split_at(length)
        }
        None => rest.split_at(rest.chars().next().map_or(0, char::len_utf8)),
    };
    let inside = plain_latex(inside);
    let digits: Option<String> = inside.chars().map(|c| shift(c, mark)).collect();
    match digits {
        Some(digits) if !digits.is_empty() => text.push_str(&digits),
        _ if inside == "★" || inside == "☉" => text.push_str(&inside),
        _ => {
            text.push(mark);
            text.push_str(&inside);
        }
    }
    after
}

fn shift(c: char, mark: char) -> Option<char> {
    let (from, to) = if mark == '_' {
        ("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
    } else {
        ("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
    };
    from.chars().position(|known| known == c).and_then(|i| to.chars().nth(i))
}

/// What an axis of this parameter says.
pub fn axis_label(parameter: &Parameter) -> String {
    if parameter.latex.is_empty() { parameter.name.clone() } else { plain_latex(&parameter.latex) }
}

/// `1.174 +0.033 −0.031`: a value and its errors, two significant digits in the smaller error.
pub fn with_errors(low: f64, middle: f64, high: f64) -> String {
    let (up, down) = (high - middle, middle - low);
    let smaller = [up, down].into_iter().filter(|e| *e > 0.0).fold(f64::INFINITY, f64::min);
    if !smaller.is_finite() {
        return format!("{middle:.4}");
    }
    let power = smaller.log10().floor() as i32;
    let scale = middle.abs().max(smaller).log10().floor() as i32;
    if power < -5 || scale > 5 {
        let (to, digits) = (10_f64.powi(scale), (scale - power + 1).clamp(1, 12) as usize);
        return format!("({:.digits$} +{:.digits$} −{:.digits$}) × 10^{scale}", middle / to, up / to, down / to);
    }
    let digits = (1 - power).max(0) as usize;
    format!("{middle:.digits$} +{up:.digits$} −{down:.digits$}").replace("-", "−")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_papers() {
        for (latex, plain) in [
            (r"\sigma_0", "σ₀"),
            (r"E(B-V)", "E(B-V)"),
            (r"\ln\,V", "ln V"),
            (r"x^{-2}", "x⁻²"),
            (r"\varepsilon_{\mathrm{abs}}", "ε_abs"),
            (r"f_\odot", "f☉"),
            (r"\unknown", "unknown"),
            ("a_", "a_"),
        ] {
            assert_eq!(plain_latex(latex), plain, "{latex}");
        }
    }

    #[test]
    fn errors_have_two_digits() {
        assert_eq!(with_errors(1.143, 1.1742, 1.2069), "1.174 +0.033 −0.031");
        assert_eq!(with_errors(-700.0, -500.0, -100.0), "−500 +400 −200");
        assert_eq!(with_errors(1.0e9, 2.0e9, 4.0e9), "(2.0 +2.0 −1.0) × 10^9");
        assert_eq!(with_errors(2.0, 2.0, 2.0), "2.0000");
    }
}
