//! The point-spread function, across spaxels.
use super::FWHM_PER_SIGMA;
use crate::telescope::{Psf as PsfSpec, PsfShape};

/// A kernel of `2 reach + 1` spaxels a side for each channel, or one for all.
#[derive(Clone, Debug, PartialEq)]
pub struct Kernel {
    reach: usize,
    /// `[dy][dx][channel]`; one channel stands for all.
    weights: Vec<f64>,
    n_channels: usize,
}

impl Kernel {
    /// A user's own kernel, the same at all wavelengths: the image `(y, x)` of a point in the middle, an odd number of rows of
    /// as many values, whose sum becomes 1.
    ///
    /// `None` if it has another shape, values that are not finite, or no sum above zero.
    pub fn own(values: &[f64]) -> Option<Self> {
        let size = values.len().isqrt();
        let sum: f64 = values.iter().sum();
        let is_sound = size * size == values.len() && size % 2 == 1 && sum > 0.0 && sum.is_finite();
        is_sound.then(|| Self {
            reach: size / 2,
            weights: values.iter().rev().map(|w| w / sum).collect(),
            n_channels: 1,
        })
    }

    /// Spaxels to each side.
    pub fn reach(&self) -> usize {
        self.reach
    }

    /// The weights of a spaxel `(dy, dx)` from the middle, for each channel or for all.
    fn at(&self, dy: usize, dx: usize) -> &[f64] {
        &self.weights[(dy * (2 * self.reach + 1) + dx) * self.n_channels..][..self.n_channels]
    }
}

/// A point-spread function as an operator on cubes `(y, x, channel)`: from a field with a border as wide as the kernel's reach
/// to the field.
#[derive(Clone, Debug, PartialEq)]
pub struct Psf {
    n: usize,
    n_channels: usize,
    kernel: Kernel,
    /// The kernel's derivative with respect to the width at half maximum, arcsec; absent of a user's own.
    widening: Option<Kernel>,
}

/// A kernel that is the same for all channels.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stencil<'a> {
    kernel: &'a Kernel,
    /// Weights along both axes, whose products are the kernel's, if there are such.
    separated: Option<Vec<f64>>,
}

impl<'a> Stencil<'a> {
    fn new(kernel: &'a Kernel) -> Self {
        let size = 2 * kernel.reach + 1;
        let along: Vec<f64> = kernel.weights.chunks(size).map(|row| row.iter().sum()).collect();
        let is_product = |(k, weight): (usize, &f64)| (along[k / size] * along[k % size] - weight).abs() < 1e-15;
        let separated = kernel.weights.iter().enumerate().all(is_product).then_some(along);
        Self { kernel, separated }
    }

    /// Spaxels to each side.
    pub(crate) fn reach(&self) -> usize {
        self.kernel.reach
    }

    /// Spaxels along each side.
    pub(crate) fn size(&self) -> usize {
        2 * self.kernel.reach + 1
    }

    /// `[dy][dx]`.
    pub(crate) fn weights(&self) -> &[f64] {
        &self.kernel.weights
    }

    /// Weights along both axes, whose products are the kernel's, if there are such.
    pub(crate) fn separated(&self) -> Option<&[f64]> {
        self.separated.as_deref()
    }
}

/// Gaussians reach so many standard deviations.
const REACH: f64 = 5.0;
/// Wings are cut where this part of the light lies beyond, but not beyond [`FARTHEST`] half widths.
const WINGS: f64 = 1e-4;
const FARTHEST: f64 = 20.0;

/// A profile of the radius in spaxels and its derivative with respect to its width's logarithm.
type Profile<'a> = Box<dyn Fn(f64) -> (f64, f64) + 'a>;

impl Psf {
    /// Of a telescope: `n` by `n` spaxels of so many arcseconds, channels at these wavelengths.
    ///
    /// The profile is taken at the centres of spaxels, and its sum made 1: light that was assigned to spaxels has been
    /// averaged over them already. `less` is a variance, spaxels², which an assignment has added and which is taken out of
    /// Gaussians that are wider.
    pub fn new(spec: &PsfSpec, (n, spaxel_arcsec): (usize, f64), wave_aa: &[f64], less: f64) -> Self {
        let is_constant = spec.exponent == 0.0;
        let widths: Vec<f64> = if is_constant { &wave_aa[..1] } else { wave_aa }
            .iter()
            .map(|wave| spec.fwhm_arcsec_at(*wave) / spaxel_arcsec)
            .collect();
        let widest = widths.iter().fold(0.0, |most: f64, width| most.max(*width));
        let reach = reach(spec.shape, widest);
        let kernels: Vec<[Vec<f64>; 2]> =
            widths.iter().map(|fwhm| normalised(reach, &profile(spec.shape, *fwhm, less))).collect();
        let gather = |which: usize, scale: f64| {
            let size = (2 * reach + 1) * (2 * reach + 1);
            let values = (0..size).flat_map(|k| kernels.iter().map(move |kernel| scale * kernel[which][k]));
            Kernel { reach, weights: values.collect(), n_channels: kernels.len() }
        };
        let (kernel, widening) = (gather(0, 1.0), gather(1, 1.0 / spec.fwhm_arcsec));
        Self { n, n_channels: wave_aa.len(), kernel, widening: Some(widening) }
    }

    /// A user's own kernel on a field of `n` by `n` spaxels.
    pub fn own(kernel: Kernel, n: usize, n_channels: usize) -> Self {
        Self { n, n_channels, kernel, widening: None }
    }

    /// The same on cubes of so many values a spaxel, if it is the same for all channels.
    #[must_use]
    pub fn for_values(self, n_channels: usize) -> Self {
        Self { n_channels, ..self }
    }

    /// The kernel, if it is the same for all channels.
    pub(crate) fn stencil(&self) -> Option<Stencil<'_>> {
        (self.kernel.n_channels == 1).then(|| Stencil::new(&self.kernel))
    }

    /// Spaxels that the border must have.
    pub fn reach(&self) -> usize {
        self.kernel.reach
    }

    /// The rows `rows` of the field from a cube with border, or from the first rows of one, as many as are needed.
    ///
    /// # Panics
    /// If a length is not what the field has.
    pub fn apply(&self, bordered: &[f64], rows: std::ops::Range<usize>, out: &mut [f64]) {
        convolve(&self.kernel, (self.n, self.n_channels), bordered, (rows, out));
    }

    /// The derivative of [`apply`](Self::apply) with respect to the width at half maximum, arcsec; nothing of a user's own.
    ///
    /// # Panics
    /// As [`apply`](Self::apply).
    pub fn widen(&self, bordered: &[f64], rows: std::ops::Range<usize>, out: &mut [f64]) {
        match &self.widening {
            Some(kernel) => convolve(kernel, (self.n, self.n_channels), bordered, (rows, out)),
            None => out.fill(0.0),
        }
    }

    /// The transpose: the rows `rows` of a cube with border from one of the field.
    ///
    /// # Panics
    /// As [`apply`](Self::apply).
    pub fn adjoint(&self, field: &[f64], rows: std::ops::Range<usize>, out: &mut [f64]) {
        let (n, reach, n_channels) = (self.n, self.kernel.reach, self.n_channels);
        let n_all = n + 2 * reach;
        assert_eq!((field.len(), out.len()), (n * n * n_channels, rows.len() * n_all * n_channels), "cubes");
        out.fill(0.0);
        for (to, sum) in out.chunks_mut(n_channels).enumerate() {
            let (y, x) = (rows.start + to / n_all, to % n_all);
            // spaxel (y - dy, x - dx) of the field has taken from here with the weight (dy, dx)
            for dy in 0..=2 * reach {
                for dx in 0..=2 * reach {
                    let (from_y, from_x) = (y.wrapping_sub(dy), x.wrapping_sub(dx));
                    if from_y < n && from_x < n {
                        add(self.kernel.at(dy, dx), &field[(from_y * n + from_x) * n_channels..][..n_channels], sum);
                    }
                }
            }
        }
    }
}

fn convolve(
    kernel: &Kernel,
    (n, n_channels): (usize, usize),
    bordered: &[f64],
    (rows, out): (std::ops::Range<usize>, &mut [f64]),
) {
    let (size, n_all) = (2 * kernel.reach + 1, n + 2 * kernel.reach);
    let needed = (rows.end + 2 * kernel.reach) * n_all * n_channels;
    assert!(bordered.len() >= needed, "{} values of the bordered cube, {needed} are needed", bordered.len());
    assert_eq!(out.len(), rows.len() * n * n_channels, "values of the field");
    out.fill(0.0);
    for (to, sum) in out.chunks_mut(n_channels).enumerate() {
        let (y, x) = (rows.start + to / n, to % n);
        for dy in 0..size {
            for dx in 0..size {
                let from = (y + dy) * n_all + x + dx;
                add(kernel.at(dy, dx), &bordered[from * n_channels..][..n_channels], sum);
            }
        }
    }
}

/// Adds a spectrum times its weights, or its one weight.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
fn add(weights: &[f64], values: &[f64], sum: &mut [f64]) {
    if let [weight] = weights {
        sum.iter_mut().zip(values).for_each(|(sum, value)| *sum += weight * value);
    } else {
        sum.iter_mut().zip(values).zip(weights).for_each(|((sum, value), weight)| *sum += weight * value);
    }
}

/// Spaxels to each side that hold the light.
fn reach(shape: PsfShape, fwhm: f64) -> usize {
    let half = match shape {
        PsfShape::Gaussian => REACH * fwhm / FWHM_PER_SIGMA,
        PsfShape::DoubleGaussian { ratio, .. } => REACH * fwhm * ratio.max(1.0) / FWHM_PER_SIGMA,
        PsfShape::Moffat { beta } => {
            // beyond r lies (1 + r²/α²)^(1-β) of the light
            let alpha = 0.5 * fwhm / (2f64.powf(1.0 / beta) - 1.0).sqrt();
            alpha * (WINGS.powf(1.0 / (1.0 - beta)) - 1.0).sqrt().min(FARTHEST)
        }
    };
    half.ceil() as usize
}

/// The profile of a width in spaxels.
fn profile<'a>(shape: PsfShape, fwhm: f64, less: f64) -> Profile<'a> {
    let gaussian = move |width: f64| {
        let full = (width / FWHM_PER_SIGMA).powi(2);
        // what an assignment has added is taken out, if there is as much
        let variance = if full > 2.0 * less { full - less } else { full };
        move |r: f64| {
            let value = (-0.5 * r * r / variance).exp() / variance;
            // d ln/d ln width: variance changes by twice the full one
            (value, value * (0.5 * r * r / variance - 1.0) * 2.0 * full / variance)
        }
    };
    match shape {
        PsfShape::Gaussian => Box::new(gaussian(fwhm)),
        PsfShape::DoubleGaussian { ratio, fraction } => {
            let (narrow, wide) = (gaussian(fwhm), gaussian(fwhm * ratio));
            Box::new(move |r| {
                let ((a, da), (b, db)) = (narrow(r), wide(r));
                ((1.0 - fraction) * a + fraction * b, (1.0 - fraction) * da + fraction * db)
            })
        }
        PsfShape::Moffat { beta } => {
            let alpha = 0.5 * fwhm / (2f64.powf(1.0 / beta) - 1.0).sqrt();
            Box::new(move |r| {
                let x = (r / alpha).powi(2);
                let value = (1.0 + x).powf(-beta);
                (value, value * 2.0 * beta * x / (1.0 + x))
            })
        }
    }
}

/// Weights whose sum is 1, and their derivatives.
fn normalised(reach: usize, profile: &Profile) -> [Vec<f64>; 2] {
    let size = 2 * reach + 1;
    let offset = |i: usize| i as f64 - reach as f64;
    let (mut values, mut slopes): (Vec<f64>, Vec<f64>) =
        (0..size * size).map(|k| profile(offset(k / size).hypot(offset(k % size)))).unzip();
    let (sum, slope): (f64, f64) = (values.iter().sum(), slopes.iter().sum());
    for (value, d) in values.iter_mut().zip(&mut slopes) {
        *d = (*d - *value * slope / sum) / sum;
        *value /= sum;
    }
    [values, slopes]
}
