//! Modified Bessel functions of orders 0 and 1, scaled so that none overflows.

/// `e^-x I_0(x)`, `e^-x I_1(x)`, `e^x K_0(x)`, `e^x K_1(x)` for `x > 0`, to a few parts in 10⁷.
///
/// # Source
/// Abramowitz & Stegun 1964, 9.8.1 to 9.8.8
pub(super) fn scaled(x: f64) -> [f64; 4] {
    let [i0, i1] = first_kind(x);
    if x <= 2.0 {
        let (t, ln_half) = ((x / 2.0).powi(2), (x / 2.0).ln());
        let grown = x.exp();
        let k0 = horner(
            &[-0.577_215_66, 0.422_784_20, 0.230_697_56, 0.034_885_90, 0.002_626_98, 0.000_107_50, 0.000_007_40],
            t,
        );
        let k1 =
            horner(&[1.0, 0.154_431_44, -0.672_785_79, -0.181_568_97, -0.019_194_02, -0.001_104_04, -0.000_046_86], t);
        return [i0, i1, grown * (k0 - ln_half * i0 * grown), grown * (ln_half * i1 * grown + k1 / x)];
    }
    let t = 2.0 / x;
    let k0 = horner(
        &[1.253_314_14, -0.078_323_58, 0.021_895_68, -0.010_624_46, 0.005_878_72, -0.002_515_40, 0.000_532_08],
        t,
    );
    let k1 = horner(
        &[1.253_314_14, 0.234_986_19, -0.036_556_20, 0.015_042_68, -0.007_803_53, 0.003_256_14, -0.000_682_45],
        t,
    );
    [i0, i1, k0 / x.sqrt(), k1 / x.sqrt()]
}

fn first_kind(x: f64) -> [f64; 2] {
    if x <= 3.75 {
        let t = (x / 3.75).powi(2);
        let i0 = horner(&[1.0, 3.515_622_9, 3.089_942_4, 1.206_749_2, 0.265_973_2, 0.036_076_8, 0.004_581_3], t);
        let i1 = horner(&[0.5, 0.878_905_94, 0.514_988_69, 0.150_849_34, 0.026_587_33, 0.003_015_32, 0.000_324_11], t);
        return [i0 * (-x).exp(), x * i1 * (-x).exp()];
    }
    let t = 3.75 / x;
    let i0 = [
        0.398_942_28,
        0.013_285_92,
        0.002_253_19,
        -0.001_575_65,
        0.009_162_81,
        -0.020_577_06,
        0.026_355_37,
        -0.016_476_33,
        0.003_923_77,
    ];
    let i1 = [
        0.398_942_28,
        -0.039_880_24,
        -0.003_620_18,
        0.001_638_01,
        -0.010_315_55,
        0.022_829_67,
        -0.028_953_12,
        0.017_876_54,
        -0.004_200_59,
    ];
    [horner(&i0, t) / x.sqrt(), horner(&i1, t) / x.sqrt()]
}

/// `Σ c_k t^k`.
fn horner(coefficients: &[f64], t: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * t + c)
}

#[cfg(test)]
mod tests {
    use super::scaled;

    /// Oracle: the Wronskian `I_0 K_1 + I_1 K_0 = 1/x`, which ties all four together.
    #[test]
    fn the_wronskian_is_one_over_x() {
        for x in [1e-3, 0.1, 0.5, 1.0, 1.99, 2.01, 3.7, 3.8, 10.0, 100.0] {
            let [i0, i1, k0, k1] = scaled(x);
            assert!((x * (i0 * k1 + i1 * k0) - 1.0).abs() < 1e-6, "{x}");
        }
    }

    #[test]
    fn known_values() {
        let [i0, i1, k0, k1] = scaled(1.0);
        let e = 1f64.exp();
        let found = [i0 * e, i1 * e, k0 / e, k1 / e];
        let known = [1.266_065_878, 0.565_159_104, 0.421_024_438, 0.601_907_230];
        assert!(found.iter().zip(known).all(|(found, known)| (found - known).abs() < 1e-7), "{found:?}");
    }
}
