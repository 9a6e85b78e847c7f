//! Credible and confidence regions.

/// The smallest ln P of the highest-density region that holds the mass `share` of a surface: points at or above it belong.
///
/// `ln_p` and the ln of cell volumes go together. NaN for no mass.
pub fn density_level(ln_p: &[f64], ln_volume: &[f64], share: f64) -> f64 {
    let mut order: Vec<usize> = (0..ln_p.len()).filter(|&i| ln_p[i] > f64::NEG_INFINITY).collect();
    order.sort_by(|&a, &b| ln_p[b].total_cmp(&ln_p[a]).then(a.cmp(&b)));
    let Some(&first) = order.first() else { return f64::NAN };
    let mass = |i: usize| libm::exp(ln_p[i] + ln_volume[i] - ln_p[first]);
    let total: f64 = order.iter().map(|&i| mass(i)).sum();
    let mut held = 0.0;
    for &i in &order {
        held += mass(i);
        if held >= share * total {
            return ln_p[i];
        }
    }
    ln_p[order[order.len() - 1]]
}

/// The central interval that holds the mass `share` of a marginal: `masses` at `values`, each spread evenly over its cell
/// (half of the way to its neighbours).
pub fn central_interval(values: &[f64], masses: &[f64], share: f64) -> [f64; 2] {
    let quantile = |p: f64| {
        let mut below = 0.0;
        for (k, mass) in masses.iter().enumerate() {
            let middle = |a: usize, b: usize| 0.5 * (values[a] + values[b]);
            let (left, right) = (middle(k.saturating_sub(1), k), middle(k, (k + 1).min(values.len() - 1)));
            if below + mass >= p && *mass > 0.0 {
                return left + (right - left) * ((p - below) / mass).clamp(0.0, 1.0);
            }
            below += mass;
        }
        values.last().copied().unwrap_or(f64::NAN)
    };
    [quantile(0.5 * (1.0 - share)), quantile(0.5 * (1.0 + share))]
}
