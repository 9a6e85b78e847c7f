//! Where an axis has ticks, and what is written at them.

use super::{Scale, scale::Ruler};
use std::ops::RangeInclusive;

/// The ticks of an axis.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Ticks {
    /// Pixel and label of each labelled tick.
    pub(super) major: Vec<(f64, String)>,
    /// Pixels of the ticks between.
    pub(super) minor: Vec<f64>,
    /// Taken off every label: `label − offset`. Empty if nothing is.
    pub(super) offset: String,
    /// The power of ten by which every label is to be multiplied, 0 for none.
    pub(super) power: i32,
}

/// Ticks about `apart` pixels apart.
pub(super) fn ticks(ruler: &Ruler, apart: f64) -> Ticks {
    let most = (ruler.length() / apart).floor().max(2.0);
    match ruler.scale() {
        Scale::Linear => linear(ruler, most),
        Scale::Log => decades(ruler, apart),
    }
}

fn linear(ruler: &Ruler, most: f64) -> Ticks {
    let [low, high] = ruler.span();
    let (step, parts) = step(low, high, most);
    let size = low.abs().max(high.abs());
    let (base, round) = far_from_zero(low, high, step);
    let top = if base == 0.0 { size } else { high - low };
    let exponent = top.log10().floor() as i32;
    let power = if (-3..5).contains(&exponent) { 0 } else { exponent };
    let digits = (power - step.log10().floor() as i32).clamp(0, 17) as usize;
    let mut ticks =
        Ticks { power, offset: if base == 0.0 { String::new() } else { plain(base, round) }, ..Ticks::default() };
    for i in multiples(low, high, step) {
        let value = i * step;
        let label = signed((value - base) / 10f64.powi(power), digits);
        ticks.major.extend(ruler.at(value).map(|at| (at, label)));
    }
    let minor = step / f64::from(parts);
    ticks.minor = multiples(low, high, minor)
        .filter(|i| i.rem_euclid(f64::from(parts)) != 0.0)
        .filter_map(|i| ruler.at(i * minor))
        .collect();
    ticks
}

/// A round step that gives at most `most` labels, or more if that were fewer than three.
fn step(low: f64, high: f64, most: f64) -> (f64, u8) {
    let steps = (0..4).map(|finer| nice_step(low, high, most + f64::from(finer)));
    let enough = |(step, _): &(f64, u8)| multiples(low, high, *step).count() > 2;
    steps.into_iter().find(enough).unwrap_or_else(|| nice_step(low, high, most))
}

/// The smallest of 1, 2, 5 times a power of ten that gives at most `most` steps, and into how many parts to divide it.
fn nice_step(low: f64, high: f64, most: f64) -> (f64, u8) {
    let rough = 2.0 * ((0.5 * high - 0.5 * low) / most);
    let ten = 10f64.powf(rough.log10().floor());
    match rough / ten {
        r if r <= 1.0 => (ten, 5),
        r if r <= 2.0 => (2.0 * ten, 4),
        r if r <= 5.0 => (5.0 * ten, 5),
        _ => (10.0 * ten, 5),
    }
}

/// The whole numbers `i` with `i * step` in the range, 10 000 of them at most.
fn multiples(low: f64, high: f64, step: f64) -> impl Iterator<Item = f64> {
    let slack = 1e-9;
    let first = (low / step - slack).ceil();
    let n = ((high / step + slack).floor() - first + 1.0).clamp(0.0, 1e4) as u32;
    (0..n).map(move |i| first + f64::from(i))
}

/// What to take off the labels of a range that is short beside its distance from zero, and the power of ten it is a
/// multiple of.
fn far_from_zero(low: f64, high: f64, step: f64) -> (f64, f64) {
    let round = 10f64.powf((high - low).log10().ceil());
    if step < 1e-5 * low.abs().max(high.abs()) { ((low / round).floor() * round, round) } else { (0.0, 1.0) }
}

/// A number in full, with as many decimals as the step has.
fn plain(value: f64, step: f64) -> String {
    let digits = (-step.log10().floor()).clamp(0.0, 17.0) as usize;
    if value.abs() < 1e15 { signed(value, digits) } else { format!("{value:e}").replacen('e', "×10^", 1) }
}

/// A number with a real minus sign, and none on zero.
fn signed(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    match text.strip_prefix('-') {
        Some(zero) if zero.chars().all(|c| c == '0' || c == '.') => zero.to_owned(),
        Some(number) => format!("−{number}"),
        None => text,
    }
}

fn decades(ruler: &Ruler, apart: f64) -> Ticks {
    let [low, high] = ruler.span();
    let (first, last) = ((low - 1e-9).ceil() as i32, (high + 1e-9).floor() as i32);
    let px_per_decade = ruler.length() / (high - low);
    if last - first >= 2 || (last > first && px_per_decade < 60.0) {
        return whole_decades(ruler, first..=last, (0.55 * apart, px_per_decade));
    }
    if high - low < 0.5 {
        return within_a_decade(ruler, (ruler.length() / apart).floor().max(2.0));
    }
    let digits: &[u32] = if px_per_decade < 90.0 { &[1, 3] } else { &[1, 2, 5] };
    let mut ticks = Ticks::default();
    for (digit, at) in between(ruler) {
        if digits.contains(&digit) { ticks.major.push((at, number(ruler.value(at)))) } else { ticks.minor.push(at) }
    }
    ticks
}

/// Labels at every decade, or at every so many that they are `apart` pixels apart. Ticks between are the digits 2 to 9, or
/// the decades without a label, where there is room.
fn whole_decades(ruler: &Ruler, range: RangeInclusive<i32>, (apart, px_per_decade): (f64, f64)) -> Ticks {
    const MINOR: f64 = 4.0;
    let every = [1, 2, 3, 5, 10, 20, 30, 50, 100, 200].into_iter().find(|n| f64::from(*n) * px_per_decade >= apart);
    let every = every.unwrap_or(300);
    let plain = *range.start() >= -2 && *range.end() <= 3;
    let mut ticks = Ticks::default();
    for decade in range {
        let Some(at) = ruler.at(10f64.powi(decade)) else { continue };
        if decade.rem_euclid(every) == 0 {
            let label = if plain { number(10f64.powi(decade)) } else { format!("10{}", superscript(decade)) };
            ticks.major.push((at, label));
        } else if px_per_decade >= MINOR {
            ticks.minor.push(at);
        }
    }
    if every == 1 {
        ticks.minor.extend(between(ruler).filter(|(digit, _)| *digit != 1).map(|(_, at)| at));
    }
    ticks
}

/// `(digit, pixel)` of the values digit × 10ⁿ that are shown.
fn between(ruler: &Ruler) -> impl Iterator<Item = (u32, f64)> {
    let [low, high] = ruler.span();
    let shown = move |digit: u32, decade: i32| {
        let log = f64::from(decade) + f64::from(digit).log10();
        (low - 1e-9..=high + 1e-9).contains(&log)
    };
    let (first, last, ruler) = (low.floor() as i32, high.ceil() as i32, *ruler);
    (first..=last).flat_map(move |decade| {
        (1..10)
            .filter(move |digit| shown(*digit, decade))
            .filter_map(move |digit| Some((digit, ruler.at(f64::from(digit) * 10f64.powi(decade))?)))
    })
}

/// A logarithmic axis so short that steps of equal difference serve it better.
fn within_a_decade(ruler: &Ruler, most: f64) -> Ticks {
    let [low, high] = ruler.span().map(|log| 10f64.powf(log));
    let (step, parts) = step(low, high, most);
    let exponent = high.log10().floor() as i32;
    let power = if (-3..5).contains(&exponent) { 0 } else { exponent };
    let digits = (power - step.log10().floor() as i32).clamp(0, 17) as usize;
    let label = |value: f64| signed(value / 10f64.powi(power), digits);
    let place = |value: f64| ruler.at(value).map(|at| (at, label(value)));
    let major = multiples(low, high, step).filter_map(|i| place(i * step)).collect();
    let minor = step / f64::from(parts);
    let between = multiples(low, high, minor).filter(|i| i.rem_euclid(f64::from(parts)) != 0.0);
    Ticks { major, minor: between.filter_map(|i| ruler.at(i * minor)).collect(), offset: String::new(), power }
}

/// A number as short as it is exact: `0.2`, `50`, `2×10⁻⁵`.
pub(super) fn number(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let exponent = (value.abs().log10() + 1e-9).floor() as i32;
    let short = |value: f64| format!("{}", (value * 1e6).round() / 1e6).replace('-', "−");
    if (-3..5).contains(&exponent) {
        return short(value);
    }
    match short(value / 10f64.powi(exponent)) {
        one if one == "1" => format!("10{}", superscript(exponent)),
        factor => format!("{factor}×10{}", superscript(exponent)),
    }
}

/// A whole number in raised digits.
pub(super) fn superscript(number: i32) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let raise = |c: char| c.to_digit(10).map_or('⁻', |digit| DIGITS[digit as usize]);
    number.to_string().chars().map(raise).collect()
}

#[cfg(test)]
mod tests {
    use super::{Ruler, Scale, Ticks, number, superscript, ticks};

    fn labels(scale: Scale, limits: [f64; 2]) -> (Vec<String>, Ticks) {
        let ticks = ticks(&Ruler::new(scale, limits, [0.0, 600.0]), 90.0);
        (ticks.major.iter().map(|(_, label)| label.clone()).collect(), ticks)
    }

    #[test]
    fn linear_axes_count_in_one_two_five() {
        assert_eq!(labels(Scale::Linear, [0.0, 10.0]).0, ["0", "2", "4", "6", "8", "10"]);
        assert_eq!(labels(Scale::Linear, [-0.25, 0.31]).0, ["−0.2", "−0.1", "0.0", "0.1", "0.2", "0.3"]);
    }

    #[test]
    fn large_small_and_far_numbers_are_written_short() {
        let (large, ticks) = labels(Scale::Linear, [0.0, 3e7]);
        assert_eq!(
            (large, ticks.power),
            (["0.0", "0.5", "1.0", "1.5", "2.0", "2.5", "3.0"].map(str::to_owned).to_vec(), 7)
        );
        let (far, ticks) = labels(Scale::Linear, [193_456_789.1, 193_456_789.7]);
        assert_eq!((far.len(), ticks.offset.as_str()), (6, "193456789"), "{far:?}");
        assert_eq!(labels(Scale::Linear, [0.0, 5e-7]).1.power, -7);
    }

    #[test]
    fn decades_have_superscripts_and_ticks_between() {
        let (wide, ticks) = labels(Scale::Log, [1e-4, 1e2]);
        assert_eq!(wide, ["10⁻⁴", "10⁻³", "10⁻²", "10⁻¹", "10⁰", "10¹", "10²"]);
        assert_eq!(ticks.minor.len(), 6 * 8);
        assert_eq!(labels(Scale::Log, [0.05, 200.0]).0, ["0.1", "1", "10", "100"]);
        let (huge, _) = labels(Scale::Log, [1e-300, 1e300]);
        assert!((3..15).contains(&huge.len()) && huge.contains(&"10⁻¹⁰⁰".to_owned()), "{huge:?}");
    }

    #[test]
    fn short_logarithmic_axes_still_have_labels() {
        assert_eq!(labels(Scale::Log, [1.5, 12.0]).0, ["2", "5", "10"]);
        assert_eq!(labels(Scale::Log, [3e-6, 2e-5]).0, ["5×10⁻⁶", "10⁻⁵", "2×10⁻⁵"]);
        assert!(labels(Scale::Log, [30.0, 31.0]).0.len() >= 4);
    }

    #[test]
    fn every_axis_has_a_readable_number_of_labels() {
        for scale in [Scale::Linear, Scale::Log] {
            for k in -60..60 {
                for ratio in [1.001, 1.3, 2.0, 7.0, 30.0, 1e4, 1e9] {
                    let low = 1.7 * 10f64.powi(5 * k);
                    let (found, all) = labels(scale, [low, low * ratio]);
                    assert!((3..=14).contains(&found.len()), "{scale:?} {low:e} × {ratio}: {found:?}");
                    assert!(all.minor.len() < 200);
                    let mut once = found.clone();
                    once.dedup();
                    assert_eq!(once, found, "{scale:?} {low:e} × {ratio}");
                }
            }
        }
    }

    #[test]
    fn numbers_are_short() {
        let texts = [0.0, 1.0, 0.02, -250.0, 1e-5, 3e8, 0.30000000000000004].map(number);
        assert_eq!(texts, ["0", "1", "0.02", "−250", "10⁻⁵", "3×10⁸", "0.3"]);
        assert_eq!(superscript(-307), "⁻³⁰⁷");
    }
}
