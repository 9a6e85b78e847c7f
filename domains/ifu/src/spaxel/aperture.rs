//! Which spaxels are lit.
use crate::telescope::Aperture;

/// Whether each spaxel `(y, x)` of `n` by `n` is lit: its centre lies in the aperture.
///
/// A circle of `n/2` spaxels around the field's centre; a regular hexagon whose corners lie on the left and right edges:
/// `|x| < n/2`, `|y| < n √3/4`, `2 (n/4)(n √3/4) >= (n/4)|y| + (n √3/4)|x|`, as RUBIX and `SimSpin` have it.
pub fn lit(aperture: Aperture, n: usize) -> Vec<bool> {
    let size = n as f64;
    let inside = |x: f64, y: f64| match aperture {
        Aperture::Square => true,
        Aperture::Circular => x.hypot(y) <= 0.5 * size,
        Aperture::Hexagonal => {
            let (quarter, height) = (0.25 * size, 0.25 * size * 3f64.sqrt());
            let corner = 2.0 * quarter * height - quarter * y.abs() - height * x.abs();
            x.abs() < 0.5 * size && y.abs() < height && corner >= 0.0
        }
    };
    let middle = |i: usize| i as f64 + 0.5 - 0.5 * size;
    (0..n * n).map(|at| inside(middle(at % n), middle(at / n))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_are_those_of_the_shapes() {
        const N: usize = 200;
        let part = |aperture| lit(aperture, N).iter().filter(|lit| **lit).count() as f64 / (N * N) as f64;
        assert_eq!(part(Aperture::Square), 1.0);
        assert!((part(Aperture::Circular) - std::f64::consts::FRAC_PI_4).abs() < 2e-3);
        // a regular hexagon of side n/2 within its square
        assert!((part(Aperture::Hexagonal) - 3.0 * 3f64.sqrt() / 8.0).abs() < 5e-3);
    }
}
