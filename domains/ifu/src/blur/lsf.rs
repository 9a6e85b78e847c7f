//! The line-spread function, from fine bins to channels.

/// Equally wide channels, cut into finer bins that go on beyond both ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bins {
    /// Lower edge of the first channel, ångström.
    pub first_aa: f64,
    /// Width of a channel, ångström.
    pub step_aa: f64,
    /// Channels.
    pub n_channels: usize,
    /// Bins of a channel.
    pub cuts: usize,
    /// Channels beyond each end.
    pub beyond: usize,
}

impl Bins {
    /// Bins in all.
    pub fn n_bins(&self) -> usize {
        (self.n_channels + 2 * self.beyond) * self.cuts
    }

    /// Width of a bin, ångström.
    pub fn width_aa(&self) -> f64 {
        self.step_aa / self.cuts as f64
    }

    /// Lower edge of a bin, ångström.
    pub fn edge_aa(&self, i: usize) -> f64 {
        self.first_aa + (i as f64 / self.cuts as f64 - self.beyond as f64) * self.step_aa
    }

    /// Centre of a channel, ångström.
    pub fn channel_aa(&self, c: usize) -> f64 {
        self.first_aa + (c as f64 + 0.5) * self.step_aa
    }
}

/// A Gaussian whose width may change with the wavelength, from bins to channels.
///
/// Each bin's light is spread over all bins, its shares summing to one, so that no light is lost but beyond the ends; a
/// channel is the mean of its bins. Sampling is exact for spectra that the bins resolve: bins are at most 1.1 standard
/// deviations wide.
#[derive(Clone, Debug, PartialEq)]
pub struct Lsf {
    bins: Bins,
    /// For each channel the first bin it takes from, and where its shares begin.
    rows: Vec<(usize, usize)>,
    shares: Vec<f64>,
}

/// Standard deviations that the kernel reaches.
const REACH: f64 = 5.0;
/// Bins are at most this part of a standard deviation wide.
const FINEST: f64 = 1.1;
/// Narrower than a channel over this, it is left out: its effect is below what a channel shows.
const MOST_CUTS: usize = 12;

impl Lsf {
    /// Bins fine and far enough for the widths (standard deviations, ångström) that occur; zero where there is no blur.
    pub fn bins(first_aa: f64, step_aa: f64, n_channels: usize, sigma_aa: impl Fn(f64) -> f64) -> Bins {
        let plain = Bins { first_aa, step_aa, n_channels, cuts: 1, beyond: 0 };
        let widths = || (0..n_channels).map(|c| sigma_aa(plain.channel_aa(c))).filter(|sigma| *sigma > 0.0);
        let (least, most) = (widths().fold(f64::INFINITY, f64::min), widths().fold(0.0, f64::max));
        if most == 0.0 {
            return plain;
        }
        let cuts = ((step_aa / (FINEST * least)).ceil() as usize).clamp(1, MOST_CUTS);
        Bins { cuts, beyond: (REACH * most / step_aa).ceil() as usize + 1, ..plain }
    }

    /// The operator of these widths.
    pub fn new(bins: Bins, sigma_aa: impl Fn(f64) -> f64) -> Self {
        Self::of_shares(bins, &sigma_aa, |_, shares, _| shares.to_vec())
    }

    /// The derivative of the operator with respect to a parameter on which the widths depend.
    pub fn widening(bins: Bins, sigma_aa: impl Fn(f64) -> f64, slope: impl Fn(f64) -> f64) -> Self {
        Self::of_shares(bins, &sigma_aa, |wave_aa, shares, offsets| {
            let sigma = sigma_aa(wave_aa);
            if sigma <= 0.0 {
                return vec![0.0; shares.len()];
            }
            // d ln g/dσ = x²/σ³, and the shares go on summing to one
            let mean: f64 = shares.iter().zip(offsets).map(|(share, x)| share * x * x).sum();
            let factor = slope(wave_aa) / (sigma * sigma * sigma);
            shares.iter().zip(offsets).map(|(share, x)| factor * share * (x * x - mean)).collect()
        })
    }

    /// `shaped` makes of the normalised shares of a bin at a wavelength, and their offsets, what is kept.
    fn of_shares(bins: Bins, sigma_aa: &impl Fn(f64) -> f64, shaped: impl Fn(f64, &[f64], &[f64]) -> Vec<f64>) -> Self {
        let (width, n) = (bins.width_aa(), bins.n_bins());
        let last_channel = bins.channel_aa(bins.n_channels - 1);
        let mut columns: Vec<(usize, Vec<f64>)> = Vec::with_capacity(n);
        for j in 0..n {
            let wave_aa = (bins.edge_aa(j) + 0.5 * width).clamp(bins.channel_aa(0), last_channel);
            let sigma = sigma_aa(wave_aa);
            let reach = if sigma > 0.0 { (REACH * sigma / width).ceil() as i64 } else { 0 };
            let offsets: Vec<f64> = (-reach..=reach).map(|k| k as f64 * width).collect();
            let gauss = |x: &f64| if sigma > 0.0 { (-0.5 * (x / sigma).powi(2)).exp() } else { 1.0 };
            let mut shares: Vec<f64> = offsets.iter().map(gauss).collect();
            let sum: f64 = shares.iter().sum();
            shares.iter_mut().for_each(|share| *share /= sum);
            let kept = shaped(wave_aa, &shares, &offsets);
            // the part that stays within the bins
            let first = j as i64 - reach;
            let skip = (-first).max(0) as usize;
            let end = kept.len().min((n as i64 - first) as usize);
            columns.push((first.max(0) as usize, kept[skip..end].to_vec()));
        }
        Self::transposed(bins, &columns)
    }

    /// From what each bin gives to what each channel takes.
    fn transposed(bins: Bins, columns: &[(usize, Vec<f64>)]) -> Self {
        let (mut rows, mut shares) = (Vec::with_capacity(bins.n_channels), Vec::new());
        for c in 0..bins.n_channels {
            let own = (bins.beyond + c) * bins.cuts..(bins.beyond + c + 1) * bins.cuts;
            let gives = |column: &(usize, Vec<f64>)| column.0 < own.end && column.0 + column.1.len() > own.start;
            // reaches change slowly: all givers lie within the widest reach
            let widest = columns[own.start].1.len() + bins.cuts + 4;
            let near = own.start.saturating_sub(widest)..(own.end + widest).min(columns.len());
            let first = near.clone().find(|j| gives(&columns[*j])).unwrap_or(own.start);
            let last = near.clone().rev().find(|j| gives(&columns[*j])).unwrap_or(own.start);
            rows.push((first, shares.len()));
            for (from, values) in &columns[first..=last] {
                let taken = own.clone().filter_map(|i| values.get(i.checked_sub(*from)?));
                shares.push(taken.sum::<f64>() / bins.cuts as f64);
            }
        }
        rows.push((0, shares.len()));
        Self { bins, rows, shares }
    }

    /// Its bins.
    pub fn of_bins(&self) -> Bins {
        self.bins
    }

    /// Channels from the mean densities of bins.
    ///
    /// # Panics
    /// If the lengths are not those of the bins and channels.
    pub fn apply(&self, bins: &[f64], channels: &mut [f64]) {
        assert_eq!((bins.len(), channels.len()), (self.bins.n_bins(), self.bins.n_channels), "bins and channels");
        for (c, out) in channels.iter_mut().enumerate() {
            let (first, shares) = self.row(c);
            *out = shares.iter().zip(&bins[first..]).map(|(share, value)| share * value).sum();
        }
    }

    /// The transpose.
    ///
    /// # Panics
    /// As [`apply`](Self::apply).
    pub fn adjoint(&self, channels: &[f64], bins: &mut [f64]) {
        assert_eq!((bins.len(), channels.len()), (self.bins.n_bins(), self.bins.n_channels), "bins and channels");
        bins.fill(0.0);
        for (c, value) in channels.iter().enumerate() {
            let (first, shares) = self.row(c);
            bins[first..].iter_mut().zip(shares).for_each(|(sum, share)| *sum += share * value);
        }
    }

    fn row(&self, c: usize) -> (usize, &[f64]) {
        let (first, start) = self.rows[c];
        (first, &self.shares[start..self.rows[c + 1].1])
    }
}
