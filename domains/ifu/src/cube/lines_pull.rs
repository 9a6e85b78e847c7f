//! From a cube's gradient to that of the gas whose lines shine: the lines, backwards.
use super::gradient::{Gradient, Widths};
use super::lines::{Lines, Source};
use super::plan::CubePlan;
use super::velocity::rapidity_slope;
use crate::blur::FWHM_PER_SIGMA;
use crate::orient::{Matrix, euler_slopes, rotated};
use crate::spaxel::Assignment;
use crate::{Error, Result};
use astrarium_astro::constants::LIGHT_SPEED_KM_S;
use astrarium_exec::{Blocks, Cut, Cx, Engine, Job, Slots};
use std::ops::Range;
use std::time::Duration;

/// Derivatives of an element, in this order.
const NUMBERS: usize = 8;
const BY_SFR: usize = 0;
const BY_METALLICITY: usize = 1;
const BY_A_V: usize = 2;
const BY_RAPIDITY: usize = 3;
/// By `x` and `y` on the sky, per kpc.
const BY_X: usize = 4;
const BY_Y: usize = 5;
/// By the width of the shares, spaxels.
const BY_WIDTH: usize = 6;
/// By the logarithm of the line-spread function's width.
const BY_LSF: usize = 7;

/// Elements of a block.
const BLOCK: usize = 64;

/// Elements that shine, in their order; a block yields [`NUMBERS`] for each.
struct Pulled<'p, 'a> {
    plan: &'p CubePlan<'a>,
    lines: &'p Lines,
    /// The gradient with respect to the sharp cube, border included.
    sharp: &'p [f64],
}

/// A source's lines in the channels, and how they change: by the logarithm of the metallicity, the attenuation, the rapidity, and the
/// logarithm of the line-spread function's width.
#[derive(Default)]
pub(super) struct Slopes {
    pub(super) value: Vec<f64>,
    pub(super) by: [Vec<f64>; 4],
    /// What the footprint makes of the gradient.
    reached: Vec<f64>,
}

impl Pulled<'_, '_> {
    fn cut(&self) -> Cut {
        Cut { items: self.lines.sources.len(), size: BLOCK }
    }

    /// The derivatives of one source.
    fn of(&self, source: &Source, room: &mut Slopes) -> [f64; NUMBERS] {
        let (plan, n_channels) = (self.plan, self.plan.wave_aa.len());
        let n_all = plan.placer.field.n_all();
        let lit = self.lines.slopes(source, plan, room);
        let (footprint, size) = (plan.placer.footprint, plan.placer.footprint.size());
        let mut shares = [const { Vec::new() }; 6];
        shares.iter_mut().for_each(|room| room.resize(size, 0.0));
        let [x, y, x_slope, y_slope, x_wide, y_wide] = &mut shares;
        for (axis, [share, slope, wide]) in [[x, x_slope, x_wide], [y, y_slope, y_wide]].into_iter().enumerate() {
            footprint.shares(source.at[axis], share);
            footprint.slopes(source.at[axis], slope);
            footprint.widenings(source.at[axis], wide);
        }
        let [x, y, x_slope, y_slope, x_wide, y_wide] = &shares;
        room.reached.clear();
        room.reached.resize(n_channels, 0.0);
        let first = source.at.map(|at| footprint.first(at));
        let mut numbers = [0.0; NUMBERS];
        for (j, i) in (0..size).flat_map(|j| (0..size).map(move |i| (j, i))) {
            let (row, column) = (first[1] + j as i64, first[0] + i as i64);
            if !((0..n_all as i64).contains(&row) && (0..n_all as i64).contains(&column)) {
                continue;
            }
            let spaxel = row as usize * n_all + column as usize;
            let gradient = &self.sharp[spaxel * n_channels..][..n_channels];
            let value = dot(gradient, &room.value, &lit);
            numbers[BY_X] += x_slope[i] * y[j] * value;
            numbers[BY_Y] += x[i] * y_slope[j] * value;
            numbers[BY_WIDTH] += (x_wide[i] * y[j] + x[i] * y_wide[j]) * value;
            let share = x[i] * y[j];
            room.reached[lit.clone()].iter_mut().zip(&gradient[lit.clone()]).for_each(|(to, from)| *to += share * from);
        }
        [numbers[BY_X], numbers[BY_Y]] = plan.placer.field.pull([numbers[BY_X], numbers[BY_Y]]);
        numbers[BY_SFR] = dot(&room.reached, &room.value, &lit) / source.sfr;
        let [by_metallicity, by_a_v, by_rapidity, by_lsf] = room.by.each_ref().map(|by| dot(&room.reached, by, &lit));
        [numbers[BY_METALLICITY], numbers[BY_A_V]] = [by_metallicity, by_a_v];
        [numbers[BY_RAPIDITY], numbers[BY_LSF]] = [by_rapidity, by_lsf];
        numbers
    }
}

fn dot(a: &[f64], b: &[f64], range: &Range<usize>) -> f64 {
    a[range.clone()].iter().zip(&b[range.clone()]).map(|(a, b)| a * b).sum()
}

impl Slopes {
    /// Nought, of so many channels.
    pub(super) fn clear(&mut self, n_channels: usize) {
        for values in std::iter::once(&mut self.value).chain(&mut self.by) {
            values.clear();
            values.resize(n_channels, 0.0);
        }
    }
}

impl Job for Pulled<'_, '_> {
    type Part = Vec<f64>;
    type Scratch = Slopes;
    type Error = Error;

    fn blocks(&self) -> Blocks {
        self.cut().blocks()
    }

    fn part(&self) -> Vec<f64> {
        Vec::with_capacity(BLOCK * NUMBERS)
    }

    fn scratch(&self) -> Slopes {
        Slopes::default()
    }

    fn block(&self, index: u64, part: &mut Vec<f64>, room: &mut Slopes, cx: &Cx) -> Result<()> {
        cx.check()?;
        for source in &self.lines.sources[self.cut().range(index)] {
            part.extend(self.of(source, room));
        }
        Ok(())
    }
}

/// Derivatives with respect to the gas whose lines shine; nought of other gas.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GasGradient {
    /// By star formation rate, per solar mass a year.
    pub sfr_msun_yr: Vec<f64>,
    /// By metallicity.
    pub metallicity: Vec<f64>,
    /// By attenuation in V, per magnitude.
    pub a_v: Vec<f64>,
    /// By position in the view's frame, per kpc.
    pub position_kpc: Vec<[f64; 3]>,
    /// By velocity in that frame, per km/s.
    pub velocity_km_s: Vec<[f64; 3]>,
}

impl GasGradient {
    fn nought(n: usize) -> Self {
        let (zeros, vectors) = (|| vec![0.0; n], || vec![[0.0; 3]; n]);
        let [sfr_msun_yr, metallicity, a_v] = [zeros(), zeros(), zeros()];
        Self { sfr_msun_yr, metallicity, a_v, position_kpc: vectors(), velocity_km_s: vectors() }
    }
}

/// Sums over elements, of which the derivatives of the whole are made.
#[derive(Default)]
struct Sums {
    /// `Σ row_k d_j`: rows are positions for derivatives on the sky, velocities for those along the line of sight.
    turn: Matrix,
    flux: f64,
    rapidity: f64,
    width: f64,
    ln_lsf: f64,
}

impl CubePlan<'_> {
    /// Adds what the lines do to a gradient; `seen` are the derivatives with respect to the cube.
    pub(super) fn add_lines(
        &self,
        seen: &[f64],
        widths: Widths,
        gradient: &mut Gradient,
        engine: &Engine,
    ) -> Result<()> {
        let Some(lines) = &self.lines else { return Ok(()) };
        let sharp = self.before_psf(seen);
        let job = Pulled { plan: self, lines, sharp: &sharp };
        let mut numbers = vec![0.0; NUMBERS * lines.sources.len()];
        engine.fill(&job, &Slots::new(&mut numbers, NUMBERS * BLOCK), Duration::MAX)?;
        gradient.gas = GasGradient::nought(lines.n_gas);
        let sums = self.chained_lines(lines, &numbers, &mut gradient.gas);
        self.add_to_whole(&sums, gradient);
        if widths.lsf {
            gradient.ln_lsf_width += sums.ln_lsf;
        }
        if widths.psf && self.spec.assignment == Assignment::Psf && self.psf.is_none() {
            gradient.psf_fwhm_arcsec += sums.width / (FWHM_PER_SIGMA * self.spec.telescope.spaxel_arcsec);
        }
        Ok(())
    }

    /// The derivatives with respect to the sharp cube, border included.
    fn before_psf(&self, seen: &[f64]) -> Vec<f64> {
        let Some(psf) = &self.psf else { return seen.to_vec() };
        let n_all = self.placer.field.n_all();
        let mut sharp = vec![0.0; n_all * n_all * self.wave_aa.len()];
        psf.adjoint(seen, 0..n_all, &mut sharp);
        sharp
    }

    /// From the numbers of elements to what the user has given.
    fn chained_lines(&self, lines: &Lines, numbers: &[f64], gradient: &mut GasGradient) -> Sums {
        let (turn, mut sums) = (&self.placer.turn, Sums::default());
        for (source, d) in lines.sources.iter().zip(numbers.as_chunks::<NUMBERS>().0) {
            let (i, position, velocity) = (source.index, source.position_kpc, source.velocity_km_s);
            let along = d[BY_RAPIDITY] * rapidity_slope(rotated(velocity, turn)[2]);
            gradient.sfr_msun_yr[i] = d[BY_SFR];
            gradient.metallicity[i] = d[BY_METALLICITY] / source.metallicity.max(f64::MIN_POSITIVE);
            gradient.a_v[i] = d[BY_A_V];
            gradient.position_kpc[i] = turn.map(|row| row[0] * d[BY_X] + row[1] * d[BY_Y]);
            gradient.velocity_km_s[i] = turn.map(|row| row[2] * along);
            for (k, row) in sums.turn.iter_mut().enumerate() {
                row[0] += position[k] * d[BY_X];
                row[1] += position[k] * d[BY_Y];
                row[2] += velocity[k] * along;
            }
            sums.flux += source.sfr * d[BY_SFR];
            sums.rapidity += d[BY_RAPIDITY];
            sums.width += d[BY_WIDTH];
            sums.ln_lsf += d[BY_LSF];
        }
        sums
    }

    /// Angles, redshift, distance and scale.
    fn add_to_whole(&self, sums: &Sums, gradient: &mut Gradient) {
        let contracted = |by: &Matrix| {
            let pairs = sums.turn.as_flattened().iter().zip(by.as_flattened());
            pairs.map(|(sum, slope)| sum * slope).sum::<f64>()
        };
        let slopes = euler_slopes(self.spec.orientation.angles_deg);
        gradient.angles_deg.iter_mut().zip(&slopes).for_each(|(angle, slope)| *angle += contracted(slope));
        let ln_scale = -contracted(&self.placer.turn.map(|[x, y, _]| [x, y, 0.0]));
        // the flux of a line knows no 1 + z of a density
        let ln_distance = -2.0 * sums.flux;
        let shift = LIGHT_SPEED_KM_S * sums.rapidity / (1.0 + self.spec.redshift);
        gradient.ln_scale += ln_scale;
        gradient.ln_distance += ln_distance;
        gradient.shift += shift;
        gradient.redshift += shift + ln_distance * self.distance_slope() + ln_scale * self.scale_slope();
    }
}
