//! The gradient of any scalar of a cube.
use super::gather::Gather;
use super::lines_pull::GasGradient;
use super::plan::{CubePlan, Way, lsf_sigma_aa};
use super::store::Store;
use super::tables::Tables;
use super::velocity::rapidity_slope;
use crate::blur::{FWHM_PER_SIGMA, Lsf};
use crate::orient::{Matrix, euler_slopes, rotated};
use crate::spaxel::Assignment;
use crate::{Error, Result};
use astrarium_astro::constants::LIGHT_SPEED_KM_S;
use astrarium_exec::{Engine, Slots};
use astrarium_num::sum::pairwise_of;
use std::time::Duration;

/// Which widths are differentiated by; each costs about as much as a cube.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Widths {
    /// That of the point-spread function.
    pub psf: bool,
    /// That of the line-spread function.
    pub lsf: bool,
}

/// Derivatives of a scalar of the cube. All are finite, whatever the stars.
///
/// Stars that reach neither the field nor its border have none. Where a metallicity or an age lies beyond the library, the
/// derivative with respect to it is nought. With nearest spaxels, positions, angles and the scale of the sky lack what moving
/// between spaxels would give ([`Warning::StepwisePositions`](super::Warning::StepwisePositions)).
#[derive(Clone, Debug, PartialEq)]
pub struct Gradient {
    /// By mass at birth, per solar mass.
    pub initial_mass_msun: Vec<f64>,
    /// By age, per Gyr.
    pub age_gyr: Vec<f64>,
    /// By metallicity.
    pub metallicity: Vec<f64>,
    /// By attenuation in V, per magnitude.
    pub a_v: Vec<f64>,
    /// By position in the view's frame (before the angles), per kpc.
    pub position_kpc: Vec<[f64; 3]>,
    /// By velocity in that frame, per km/s.
    pub velocity_km_s: Vec<[f64; 3]>,
    /// By the angles, per degree.
    pub angles_deg: [f64; 3],
    /// By the redshift, distances and scale following from the cosmology.
    pub redshift: f64,
    /// By the redshift of the spectra alone: the stretch of wavelengths, and what the library's resolution becomes.
    pub shift: f64,
    /// By the logarithm of the luminosity distance alone.
    pub ln_distance: f64,
    /// By the logarithm of the proper length of an arcsecond alone.
    pub ln_scale: f64,
    /// By the point-spread function's width at half maximum, per arcsec; 0 where it was not asked for.
    pub psf_fwhm_arcsec: f64,
    /// By the logarithm of the line-spread function's width; 0 where it was not asked for.
    pub ln_lsf_width: f64,
    /// By the gas whose lines shine; empty without lines.
    pub gas: GasGradient,
}

/// A star that reaches neither the field nor its border.
const NOT_PLACED: u32 = u32::MAX;
/// Stars that are summed plainly before sums are added.
const CHUNK: usize = 1024;

/// Sums over stars from which what holds for all is made.
#[derive(Default)]
struct Sums {
    /// `Σ row_k d_j`: rows are positions for derivatives on the sky, velocities for those along the line of sight.
    turn: Matrix,
    /// `Σ m ∂/∂m`.
    flux: f64,
    rapidity: f64,
}

impl Sums {
    fn add(&mut self, position: [f64; 3], velocity: [f64; 3], [x, y, along]: [f64; 3]) {
        for (k, row) in self.turn.iter_mut().enumerate() {
            row[0] += position[k] * x;
            row[1] += position[k] * y;
            row[2] += velocity[k] * along;
        }
    }

    fn merge(&mut self, other: &Self) {
        self.turn.as_flattened_mut().iter_mut().zip(other.turn.as_flattened()).for_each(|(sum, value)| *sum += value);
        self.flux += other.flux;
        self.rapidity += other.rapidity;
    }
}

impl Gradient {
    /// Of so many stars.
    fn nought(n: usize) -> Self {
        let zeros = || vec![0.0; n];
        Self {
            initial_mass_msun: zeros(),
            age_gyr: zeros(),
            metallicity: zeros(),
            a_v: zeros(),
            position_kpc: vec![[0.0; 3]; n],
            velocity_km_s: vec![[0.0; 3]; n],
            angles_deg: [0.0; 3],
            redshift: 0.0,
            shift: 0.0,
            ln_distance: 0.0,
            ln_scale: 0.0,
            psf_fwhm_arcsec: 0.0,
            ln_lsf_width: 0.0,
            gas: GasGradient::default(),
        }
    }
}

impl CubePlan<'_> {
    /// The gradient of a scalar whose derivatives with respect to the cube are given, `[y][x][channel]`.
    ///
    /// Nothing is stored for a star but its derivatives. Derivatives in spaxels that are not lit and in channels beyond the
    /// library are not looked at.
    ///
    /// # Errors
    /// [`Error::Length`] if there is not one derivative for each value of the cube, [`Error::BadValue`] of one that is not
    /// finite; interruptions, and errors of the machine.
    pub fn pull(&self, derivatives: &[f64], widths: Widths, engine: &Engine) -> Result<Gradient> {
        let seen = self.masked(derivatives)?;
        let mut gradient = match &self.way {
            Way::Single(tables) => self.pull_with(tables, &seen, widths, engine),
            Way::Double(tables) => self.pull_with(tables, &seen, widths, engine),
            Way::Direct | Way::Bins => self.pull_with(&self.double_tables(), &seen, widths, engine),
        }?;
        self.add_lines(&seen, widths, &mut gradient, engine)?;
        Ok(gradient)
    }

    /// The derivatives that matter.
    fn masked(&self, derivatives: &[f64]) -> Result<Vec<f64>> {
        let n_channels = self.wave_aa.len();
        Error::check_length("derivatives of the cube", derivatives.len(), self.lit.len() * n_channels)?;
        let mut seen = derivatives.to_vec();
        for (spectrum, lit) in seen.chunks_mut(n_channels).zip(&self.lit) {
            let matters = spectrum.iter_mut().zip(&self.covered);
            matters.filter(|(_, covered)| !(*lit && **covered)).for_each(|(value, _)| *value = 0.0);
        }
        Error::check_each("derivatives of the cube", &seen, "a finite number", f64::is_finite)?;
        Ok(seen)
    }

    fn pull_with<S: Store>(
        &self,
        tables: &Tables<S>,
        seen: &[f64],
        widths: Widths,
        engine: &Engine,
    ) -> Result<Gradient> {
        let numbers = self.gathered(tables, seen, engine)?;
        let mut gradient = self.chained(&numbers);
        let by_lsf = |slope: &dyn Fn(f64) -> f64| -> Result<f64> {
            let bins = self.optics.lsf.of_bins();
            let lsf = Lsf::widening(bins, |wave| self.lsf_sigma_aa(wave), slope);
            let numbers = self.gathered(&tables.with_lsf(&self.optics, &lsf), seen, engine)?;
            Ok(self.total(&numbers, 0))
        };
        if widths.lsf && self.spec.telescope.lsf.is_some() {
            gradient.ln_lsf_width = by_lsf(&|wave| self.lsf_slopes(wave)[0])?;
        }
        let has_own_width =
            self.library_fwhm_aa() > 0.0 && self.lsf_sigma_aa(self.wave_aa[self.wave_aa.len() / 2]) > 0.0;
        if has_own_width {
            let shift = by_lsf(&|wave| self.lsf_slopes(wave)[1])?;
            gradient.shift += shift;
            gradient.redshift += shift;
        }
        if widths.psf {
            gradient.psf_fwhm_arcsec = self.by_psf(&numbers, seen, engine)?;
        }
        Ok(gradient)
    }

    fn lsf_sigma_aa(&self, wave_aa: f64) -> f64 {
        lsf_sigma_aa(&self.spec.telescope, self.library_fwhm_aa(), self.spec.redshift, wave_aa)
    }

    /// `∂σ/∂ ln(telescope's width)` and `∂σ/∂z`, ångström; nought where nothing is blurred.
    fn lsf_slopes(&self, wave_aa: f64) -> [f64; 2] {
        let sigma = self.lsf_sigma_aa(wave_aa);
        let Some(lsf) = self.spec.telescope.lsf.as_ref().filter(|_| sigma > 0.0) else { return [0.0; 2] };
        let per = sigma * FWHM_PER_SIGMA * FWHM_PER_SIGMA;
        [lsf.fwhm_aa(wave_aa).powi(2) / per, -self.library_fwhm_aa().powi(2) * (1.0 + self.spec.redshift) / per]
    }

    /// As many [`numbers`](Self::numbers) for each star that is placed, in their order.
    fn gathered<S: Store>(&self, tables: &Tables<S>, seen: &[f64], engine: &Engine) -> Result<Vec<f64>> {
        let coefficients = self.coefficient_derivatives(tables, seen, engine)?;
        let job = Gather { plan: self, tables, coefficients: &coefficients };
        let mut numbers = vec![0.0; self.numbers() * self.sorted.stars.len()];
        engine.fill(&job, &Slots::of_lengths(&mut numbers, &job.lengths()), Duration::MAX)?;
        Ok(numbers)
    }

    /// `Σ m_i ∂/∂m_i`, or the plain sum of another of the numbers.
    fn total(&self, numbers: &[f64], which: usize) -> f64 {
        let mass = |k: usize| if which == 0 { self.sorted.stars[k].mass } else { 1.0 };
        pairwise_of(self.sorted.stars.len(), &|k| mass(k) * numbers[k * self.numbers() + which])
    }

    /// From the numbers of placed stars to what the user has given.
    fn chained(&self, numbers: &[f64]) -> Gradient {
        let n = self.stars.len();
        let mut gradient = Gradient::nought(n);
        let mut ranks = vec![NOT_PLACED; n];
        self.sorted.stars.iter().enumerate().for_each(|(k, star)| ranks[star.index as usize] = k as u32);
        let (turn, on_sky, n_numbers) = (&self.placer.turn, self.placer.on_sky, self.numbers());
        let mut sums = Sums::default();
        for (chunk, ranks) in ranks.chunks(CHUNK).enumerate() {
            let mut part = Sums::default();
            for (i, rank) in (chunk * CHUNK..).zip(ranks).filter(|(_, rank)| **rank != NOT_PLACED) {
                let d = &numbers[*rank as usize * n_numbers..][..n_numbers];
                let velocity = self.stars.velocity_km_s[i];
                let along = d[3] * rapidity_slope(rotated(velocity, turn)[2]);
                let [by_z, by_age] = self.placer.measure_slopes(self.stars.metallicity[i], self.stars.age_gyr[i]);
                gradient.initial_mass_msun[i] = d[0];
                gradient.metallicity[i] = d[1] * by_z;
                gradient.age_gyr[i] = d[2] * by_age;
                gradient.velocity_km_s[i] = turn.map(|row| row[2] * along);
                let mut on_spaxels = [0.0; 2];
                // what is nought for all stars is not touched: it costs no memory
                if let [_, _, _, _, a_v, x, y, _] = *d {
                    gradient.a_v[i] = a_v;
                    gradient.position_kpc[i] = on_sky.pull([x, y]);
                    on_spaxels = [x, y];
                }
                part.add(self.stars.position_kpc[i], velocity, [on_spaxels[0], on_spaxels[1], along]);
                part.flux += self.stars.initial_mass_msun[i] * d[0];
                part.rapidity += d[3];
            }
            sums.merge(&part);
        }
        for row in &mut sums.turn {
            [row[0], row[1]] = self.placer.field.pull([row[0], row[1]]);
        }
        self.of_all_stars(&sums, &mut gradient);
        gradient
    }

    /// Angles, redshift, distance and scale.
    fn of_all_stars(&self, sums: &Sums, gradient: &mut Gradient) {
        let contracted = |by: &Matrix| {
            let pairs = sums.turn.as_flattened().iter().zip(by.as_flattened());
            pairs.map(|(sum, slope)| sum * slope).sum::<f64>()
        };
        gradient.angles_deg = euler_slopes(self.spec.orientation.angles_deg).map(|slope| contracted(&slope));
        // what is on the sky scales, velocities do not
        let on_sky = self.placer.turn.map(|[x, y, _]| [x, y, 0.0]);
        gradient.ln_scale = -contracted(&on_sky);
        gradient.ln_distance = -2.0 * sums.flux;
        // a shift acts as all velocities do, without their boost
        let boost = if self.spec.boost { 5.0 * sums.flux } else { 0.0 };
        let stretched = 1.0 + self.spec.redshift;
        gradient.shift = (LIGHT_SPEED_KM_S * sums.rapidity + boost) / stretched;
        gradient.redshift = gradient.shift - sums.flux / stretched
            + gradient.ln_distance * self.distance_slope()
            + gradient.ln_scale * self.scale_slope();
    }

    /// `d ln D_L/dz`.
    pub(super) fn distance_slope(&self) -> f64 {
        logarithmic_slope(&|z| self.cosmology.luminosity_distance_mpc(z), self.spec.redshift)
    }

    /// `d ln(kpc an arcsecond)/dz`.
    pub(super) fn scale_slope(&self) -> f64 {
        logarithmic_slope(&|z| self.cosmology.kpc_per_arcsec(z), self.spec.redshift)
    }

    /// By the width of the point-spread function.
    fn by_psf(&self, numbers: &[f64], seen: &[f64], engine: &Engine) -> Result<f64> {
        if self.spec.telescope.psf.is_none() {
            return Ok(0.0);
        }
        if self.spec.assignment == Assignment::Psf && self.psf.is_none() {
            // shares know their standard deviation in spaxels
            return Ok(self.total(numbers, 7) / (FWHM_PER_SIGMA * self.spec.telescope.spaxel_arcsec));
        }
        let Some(psf) = &self.psf else { return Ok(0.0) };
        let sharp = self.sharp(engine)?;
        let (n, mut sum) = (self.placer.field.n, 0.0);
        let row = n * self.wave_aa.len();
        let mut widened = vec![0.0; row];
        for y in 0..n {
            psf.widen(&sharp, y..y + 1, &mut widened);
            sum += pairwise_of(row, &|k| widened[k] * seen[y * row + k]);
        }
        Ok(sum)
    }
}

/// `d ln f/dz` by central differences, extrapolated once: distances are smooth.
fn logarithmic_slope(f: &dyn Fn(f64) -> f64, redshift: f64) -> f64 {
    let step = 0.01 * redshift;
    let slope = |step: f64| ((f(redshift + step) / f(redshift - step)).ln()) / (2.0 * step);
    (4.0 * slope(0.5 * step) - slope(step)) / 3.0
}
