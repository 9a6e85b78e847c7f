//! Light is conserved, transposes are transposes, derivatives are differences.
use super::*;
use crate::telescope::{Psf as PsfSpec, PsfShape};
use astrarium_num::testkit::uniform;

fn spec(shape: PsfShape, exponent: f64) -> PsfSpec {
    PsfSpec { shape, fwhm_arcsec: 0.5, exponent, reference_aa: 5000.0 }
}

const SHAPES: [PsfShape; 3] =
    [PsfShape::Gaussian, PsfShape::Moffat { beta: 3.0 }, PsfShape::DoubleGaussian { ratio: 2.0, fraction: 0.3 }];

#[test]
fn a_point_keeps_its_light_and_its_moment() {
    for (shape, exponent) in SHAPES.into_iter().flat_map(|shape| [(shape, 0.0), (shape, -0.2)]) {
        let wave_aa = [4000.0, 7000.0];
        let reach = Psf::new(&spec(shape, exponent), (1, 0.2), &wave_aa, 0.0).reach();
        let n = 2 * reach + 1;
        let psf = Psf::new(&spec(shape, exponent), (n, 0.2), &wave_aa, 0.0);
        let n_all = n + 2 * reach;
        let mut point = vec![0.0; n_all * n_all * 2];
        point[(n_all / 2 * n_all + n_all / 2) * 2..][..2].fill(1.0);
        let mut seen = vec![0.0; n * n * 2];
        psf.apply(&point, 0..n, &mut seen);
        for channel in 0..2 {
            let sum: f64 = seen.iter().skip(channel).step_by(2).sum();
            assert!((sum - 1.0).abs() < 1e-12, "{shape:?}");
        }
        if shape == PsfShape::Gaussian {
            let moment = |channel: usize| -> f64 {
                let at = |k: usize| (k % n) as f64 - reach as f64;
                seen.iter().skip(channel).step_by(2).enumerate().map(|(k, v)| v * at(k).powi(2)).sum()
            };
            for (channel, wave) in wave_aa.into_iter().enumerate() {
                let sigma = 2.5 * (wave / 5000.0f64).powf(exponent) / FWHM_PER_SIGMA;
                assert!((moment(channel) / (sigma * sigma) - 1.0).abs() < 1e-4, "{channel}");
            }
        }
    }
}

#[test]
fn the_transpose_of_a_psf() {
    let (n, n_channels) = (5, 3);
    for (shape, exponent) in SHAPES.into_iter().zip([0.0, -0.3, 0.2]) {
        let psf = Psf::new(&spec(shape, exponent), (n, 0.3), &[4000.0, 5000.0, 6000.0], 0.0);
        let n_all = n + 2 * psf.reach();
        let (x, y) = (uniform(n_all * n_all * n_channels, 1), uniform(n * n * n_channels, 2));
        let (mut ax, mut aty) = (vec![f64::NAN; y.len()], vec![f64::NAN; x.len()]);
        // in two pieces each
        let (low, high) = ax.split_at_mut(2 * n * n_channels);
        psf.apply(&x, 0..2, low);
        psf.apply(&x, 2..n, high);
        let (low, high) = aty.split_at_mut(4 * n_all * n_channels);
        psf.adjoint(&y, 0..4, low);
        psf.adjoint(&y, 4..n_all, high);
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        assert!((dot(&ax, &y) / dot(&x, &aty) - 1.0).abs() < 1e-13, "{shape:?}");
    }
}

#[test]
fn psf_widths_have_their_derivative() {
    const STEP: f64 = 1e-5;
    for (shape, less) in SHAPES.into_iter().flat_map(|shape| [(shape, 0.0), (shape, 1.0 / 12.0)]) {
        let wide = spec(shape, -0.2);
        let psf = |by: f64| {
            Psf::new(&PsfSpec { fwhm_arcsec: wide.fwhm_arcsec + by, ..wide.clone() }, (3, 0.2), &[5500.0], less)
        };
        let n_all = 3 + 2 * psf(0.0).reach();
        assert_eq!(psf(STEP).reach(), psf(-STEP).reach());
        let x = uniform(n_all * n_all, 4);
        let [mut above, mut below, mut slope] = [[0.0; 9]; 3];
        psf(STEP).apply(&x, 0..3, &mut above);
        psf(-STEP).apply(&x, 0..3, &mut below);
        psf(0.0).widen(&x, 0..3, &mut slope);
        for i in 0..9 {
            let expected = (above[i] - below[i]) / (2.0 * STEP);
            assert!((slope[i] - expected).abs() < 1e-8, "{shape:?}: {} {expected}", slope[i]);
        }
    }
}

#[test]
fn own_kernels_are_checked() {
    assert_eq!(Kernel::own(&[2.0; 9]).map(|kernel| kernel.reach()), Some(1));
    assert!(Kernel::own(&[1.0; 4]).is_none() && Kernel::own(&[1.0; 8]).is_none() && Kernel::own(&[0.0; 9]).is_none());
}

fn lsf(sigma_aa: impl Fn(f64) -> f64 + Copy) -> Lsf {
    Lsf::new(Lsf::bins(5000.0, 1.25, 80, sigma_aa), sigma_aa)
}

#[test]
fn a_line_is_a_gaussian_of_the_right_width() {
    for sigma in [0.3, 1.066, 4.0] {
        let lsf = lsf(|_| sigma);
        let bins = lsf.of_bins();
        let mut line = vec![0.0; bins.n_bins()];
        line[bins.n_bins() / 2] = 1.0 / bins.width_aa();
        let mut seen = vec![0.0; 80];
        lsf.apply(&line, &mut seen);
        let at = bins.edge_aa(bins.n_bins() / 2) + 0.5 * bins.width_aa();
        let moment = |k: i32| -> f64 {
            let terms = seen.iter().enumerate().map(|(c, v)| v * (bins.channel_aa(c) - at).powi(k));
            terms.sum::<f64>() * bins.step_aa
        };
        assert!((moment(0) - 1.0).abs() < 1e-6, "{sigma}: {}", moment(0));
        // the channel itself adds the variance of what it averages, where it resolves the line
        let added = (bins.step_aa.powi(2) - bins.width_aa().powi(2)) / 12.0;
        let is_resolved = sigma > 1.0;
        assert!(!is_resolved || (moment(2) / (sigma * sigma + added) - 1.0).abs() < 1e-3, "{sigma}: {}", moment(2));
    }
}

#[test]
fn flat_spectra_stay_flat_to_the_ends() {
    for lsf in [lsf(|_| 1.066), lsf(|_| 0.0), lsf(|wave| wave / 4000.0)] {
        let mut seen = vec![0.0; 80];
        lsf.apply(&vec![3.0; lsf.of_bins().n_bins()], &mut seen);
        let worst = seen.iter().map(|value| (value / 3.0 - 1.0f64).abs()).fold(0.0, f64::max);
        assert!(worst < 3e-4, "{worst}");
    }
}

#[test]
fn the_transpose_of_an_lsf_and_its_derivative() {
    let sigma = |wave: f64| 0.9 + (wave - 5000.0) / 200.0;
    let plain = lsf(sigma);
    let n = plain.of_bins().n_bins();
    let (x, y) = (uniform(n, 1), uniform(80, 2));
    let (mut ax, mut aty) = (vec![0.0; 80], vec![0.0; n]);
    plain.apply(&x, &mut ax);
    plain.adjoint(&y, &mut aty);
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    assert!((dot(&ax, &y) / dot(&x, &aty) - 1.0).abs() < 1e-13);

    const STEP: f64 = 1e-6;
    let wider = |by: f64| Lsf::new(plain.of_bins(), |wave| sigma(wave) * (1.0 + by));
    let [mut above, mut below, mut slope] = [vec![0.0; 80], vec![0.0; 80], vec![0.0; 80]];
    wider(STEP).apply(&x, &mut above);
    wider(-STEP).apply(&x, &mut below);
    Lsf::widening(plain.of_bins(), sigma, sigma).apply(&x, &mut slope);
    let worst = (0..80).map(|c| ((above[c] - below[c]) / (2.0 * STEP) - slope[c]).abs()).fold(0.0, f64::max);
    assert!(worst < 1e-7, "{worst}");
}
