//! Emission lines of gas that forms stars.
use super::lines_pull::Slopes;
use super::place::Placer;
use super::plan::CubePlan;
use super::velocity::{rapidity, stretch};
use crate::blur::FWHM_PER_SIGMA;
use crate::orient::rotated;
use crate::spaxel::Footprint;
use crate::{Error, Gas, Result, Telescope};
use astrarium_astro::constants::{BOLTZMANN_J_K, LIGHT_SPEED_KM_S, PROTON_MASS_KG};
use astrarium_astro::dust::DustLaw;
use astrarium_astro::ssp::NebularGrid;
use astrarium_astro::units::Medium;
use astrarium_num::interp::{bracket, lerp};
use astrarium_num::special::{norm_cdf, norm_pdf};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Lines of ionised gas.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LineSpec {
    /// Decimal logarithm of the ionisation parameter.
    pub log_u: f64,
    /// Turbulence within a gas element, km/s, added to its thermal motion.
    pub turbulence_km_s: f64,
    /// Temperature of the ionised gas, K.
    pub temperature_k: f64,
}

impl Default for LineSpec {
    fn default() -> Self {
        Self { log_u: -3.0, turbulence_km_s: 10.0, temperature_k: 1e4 }
    }
}

/// Stars older than this ionise no gas, years.
const OLDEST_YR: f64 = 25e6;
/// Lines reach so many standard deviations.
const REACH: f64 = 6.0;

/// A gas element that shines.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source {
    pub(super) at: [f64; 2],
    pub(super) rapidity: f64,
    pub(super) sfr: f64,
    pub(super) metallicity: f64,
    a_v: f64,
    /// Which element.
    pub(super) index: usize,
    /// As it is in the view's frame.
    pub(super) position_kpc: [f64; 3],
    pub(super) velocity_km_s: [f64; 3],
}

/// Lines and the gas that emits them.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    /// At rest, in the telescope's medium, ångström.
    wave_aa: Vec<f64>,
    /// `-0.4 ln 10 A(λ)/A(V)` of each line.
    dimming: Vec<f64>,
    /// Logarithms of metallicities, and luminosities `[line][metallicity]` of a solar mass a year, solar luminosities.
    ln_metallicity: Vec<f64>,
    luminosity: Vec<Vec<f64>>,
    /// Width of each line's motions, km/s.
    sigma_km_s: f64,
    pub(super) sources: Vec<Source>,
    /// Elements of the gas.
    pub(super) n_gas: usize,
}

impl Lines {
    fn new(spec: LineSpec, grid: &NebularGrid, (telescope, law): (&Telescope, &DustLaw)) -> Result<Self> {
        Error::check_positive("lines: temperature_k", spec.temperature_k)?;
        Error::check_none_negative("lines: turbulence_km_s", &[spec.turbulence_km_s])?;
        let (low, high) = (grid.log_u[0], grid.log_u[grid.log_u.len() - 1]);
        if !(low..=high).contains(&spec.log_u) {
            let expected = "an ionisation parameter of the nebular grid";
            return Err(Error::OutOfRange { what: "lines: log_u", value: spec.log_u, expected });
        }
        let vacuum: Vec<f64> = grid.wave_aa.iter().map(|wave| Medium::Air.to_vacuum_aa(*wave)).collect();
        let thermal_km_s = 1e-3 * (BOLTZMANN_J_K * spec.temperature_k / PROTON_MASS_KG).sqrt();
        let of_line = |line: usize| (0..grid.metallicity.len()).map(|z| of_young(grid, spec.log_u, z, line)).collect();
        Ok(Self {
            wave_aa: vacuum.iter().map(|wave| telescope.medium.from_vacuum_aa(*wave)).collect(),
            dimming: vacuum.iter().map(|wave| -0.4 * std::f64::consts::LN_10 * law.ratio(1e-4 * wave)).collect(),
            ln_metallicity: grid.metallicity.iter().map(|z| z.ln()).collect(),
            luminosity: (0..vacuum.len()).map(of_line).collect(),
            sigma_km_s: thermal_km_s.hypot(spec.turbulence_km_s),
            sources: Vec::new(),
            n_gas: 0,
        })
    }

    /// Gas that forms stars; `a_v` is the attenuation of each element, mag.
    fn add_gas(&mut self, gas: &Gas, a_v: Option<&[f64]>, placer: &Placer) -> Result<()> {
        let why = "lines shine where stars form";
        let sfr = gas.sfr_msun_yr.as_ref().ok_or(Error::Missing { what: "gas: sfr_msun_yr", why })?;
        self.n_gas = gas.len();
        for i in (0..gas.len()).filter(|i| sfr[*i] > 0.0) {
            let [x, y, _] = rotated(gas.position_kpc[i], &placer.turn);
            self.sources.push(Source {
                at: placer.field.spaxels(x, y),
                rapidity: rapidity(rotated(gas.velocity_km_s[i], &placer.turn)[2]),
                sfr: sfr[i],
                metallicity: gas.metallicity[i],
                a_v: a_v.map_or(0.0, |a_v| a_v[i]),
                index: i,
                position_kpc: gas.position_kpc[i],
                velocity_km_s: gas.velocity_km_s[i],
            });
        }
        Ok(())
    }

    /// Adds the lines to rows of spaxels, `[row][x][channel]`.
    pub(super) fn add(&self, plan: &CubePlan, rows: &Range<usize>, out: &mut [f64]) {
        let (footprint, n_all) = (plan.placer.footprint, plan.placer.field.n_all() as i64);
        let n_channels = plan.wave_aa.len();
        let size = footprint.size();
        let mut room = footprint.room();
        let mut spectrum = vec![0.0; n_channels];
        let reaches = |footprint: &Footprint, at: f64, range: Range<i64>| {
            let first = footprint.first(at);
            first < range.end && first + size as i64 > range.start
        };
        for source in &self.sources {
            let wanted = rows.start as i64..rows.end as i64;
            if !(reaches(&footprint, source.at[1], wanted.clone()) && reaches(&footprint, source.at[0], 0..n_all)) {
                continue;
            }
            let Some(lit) = self.spectrum(source, plan, &mut spectrum) else { continue };
            footprint.reached(source.at, (n_all as usize, rows), &mut room, |spaxel, share| {
                let to = &mut out[spaxel * n_channels..][lit.clone()];
                to.iter_mut().zip(&spectrum[lit.clone()]).for_each(|(sum, value)| *sum += share * value);
            });
        }
    }

    /// A source's lines in the channels, exact integrals of Gaussians; the channels that have any.
    fn spectrum(&self, source: &Source, plan: &CubePlan, out: &mut [f64]) -> Option<Range<usize>> {
        let mut lit: Option<Range<usize>> = None;
        out.fill(0.0);
        for line in self.seen(source, plan) {
            let below = |c: usize| norm_cdf(line.place(c, plan));
            line.channels.clone().for_each(|c| out[c] += line.power * (below(c + 1) - below(c)));
            lit = Some(joined(lit, &line.channels));
        }
        lit
    }

    /// The same, and how they change; channels that none reaches are not written.
    pub(super) fn slopes(&self, source: &Source, plan: &CubePlan, room: &mut Slopes) -> Range<usize> {
        let mut lit: Option<Range<usize>> = None;
        room.clear(plan.wave_aa.len());
        for line in self.seen(source, plan) {
            // how centre and width follow the rapidity, and the width that of the telescope
            let by_centre = line.centre_aa / LIGHT_SPEED_KM_S;
            let of_motion = line.centre_aa * (self.sigma_km_s / LIGHT_SPEED_KM_S).powi(2);
            let by_width = (of_motion + line.blur_aa * line.blur_slope) / line.sigma_aa * by_centre;
            let by_blur = line.blur_aa * line.blur_aa / line.sigma_aa;
            for c in line.channels.clone() {
                let [from, to] = [line.place(c, plan), line.place(c + 1, plan)];
                let [low, high] = [from, to].map(norm_pdf);
                let part = norm_cdf(to) - norm_cdf(from);
                let moved = -line.power / line.sigma_aa * (high - low);
                let widened = -line.power / line.sigma_aa * (to * high - from * low);
                room.value[c] += line.power * part;
                room.by[0][c] += line.by_metallicity * part;
                room.by[1][c] += line.dimming * line.power * part;
                room.by[2][c] += moved * by_centre + widened * by_width;
                room.by[3][c] += widened * by_blur;
            }
            lit = Some(joined(lit, &line.channels));
        }
        lit.unwrap_or(0..0)
    }

    /// The lines of a source that reach the channels.
    fn seen(&self, source: &Source, plan: &CubePlan) -> impl Iterator<Item = Seen> {
        let bins = plan.optics.lsf.of_bins();
        let moved = plan.optics.redshift_stretch * stretch(source.rapidity);
        // a line's flux has no 1 + z of a density
        let unit = plan.flux_unit * (1.0 + plan.spec.redshift) * source.sfr / bins.step_aa;
        let ln_z = source.metallicity.max(f64::MIN_POSITIVE).ln();
        let last = bins.first_aa + bins.step_aa * bins.n_channels as f64;
        let channel = move |wave: f64| ((wave - bins.first_aa) / bins.step_aa).floor().max(0.0) as usize;
        let lines = self.wave_aa.iter().zip(&self.dimming).zip(&self.luminosity);
        lines.filter_map(move |((wave_aa, dimming), luminosity)| {
            let centre_aa = wave_aa * moved;
            let fwhm_aa = |wave: f64| plan.spec.telescope.lsf.as_ref().map_or(0.0, |lsf| lsf.fwhm_aa(wave));
            let blur_aa = fwhm_aa(centre_aa) / FWHM_PER_SIGMA;
            let sigma_aa = (centre_aa * self.sigma_km_s / LIGHT_SPEED_KM_S).hypot(blur_aa);
            let (from, to) = (centre_aa - REACH * sigma_aa, centre_aa + REACH * sigma_aa);
            if to < bins.first_aa || from > last {
                return None;
            }
            let dimmed = unit * (dimming * source.a_v).exp();
            Some(Seen {
                centre_aa,
                sigma_aa,
                blur_aa,
                blur_slope: (fwhm_aa(centre_aa + NEAR_AA) - fwhm_aa(centre_aa - NEAR_AA))
                    / (2.0 * NEAR_AA * FWHM_PER_SIGMA),
                power: dimmed * lerp(&self.ln_metallicity, luminosity, ln_z),
                by_metallicity: dimmed * lerp_slope(&self.ln_metallicity, luminosity, ln_z),
                dimming: *dimming,
                channels: channel(from)..(channel(to) + 1).min(bins.n_channels),
            })
        })
    }
}

/// Over so much the line-spread function's width is taken to be straight, ångström.
const NEAR_AA: f64 = 0.01;

/// A line of a source, as it is seen.
struct Seen {
    centre_aa: f64,
    /// Standard deviation of motions and telescope, and the telescope's part.
    sigma_aa: f64,
    blur_aa: f64,
    /// How the telescope's part changes along the wavelengths.
    blur_slope: f64,
    /// Integral over the channels, in their unit, and its derivative by the logarithm of the metallicity.
    power: f64,
    by_metallicity: f64,
    /// The derivative of the logarithm of the power by the attenuation.
    dimming: f64,
    channels: Range<usize>,
}

impl Seen {
    /// The lower edge of a channel, in standard deviations from the centre.
    fn place(&self, channel: usize, plan: &CubePlan) -> f64 {
        let bins = plan.optics.lsf.of_bins();
        (bins.first_aa + channel as f64 * bins.step_aa - self.centre_aa) / self.sigma_aa
    }
}

fn joined(lit: Option<Range<usize>>, more: &Range<usize>) -> Range<usize> {
    lit.map_or(more.clone(), |lit| lit.start.min(more.start)..lit.end.max(more.end))
}

/// The slope of [`lerp`]; nought beyond the nodes.
fn lerp_slope(nodes: &[f64], values: &[f64], x: f64) -> f64 {
    let last = nodes.len() - 1;
    if !(nodes[0]..=nodes[last]).contains(&x) || last == 0 {
        return 0.0;
    }
    let k = bracket(nodes, x).min(last - 1);
    (values[k + 1] - values[k]) / (nodes[k + 1] - nodes[k])
}

/// Luminosity of a line of a solar mass a year, formed at a steady rate until now: `∫_0^25 Myr L dt`, straight lines between ages,
/// the first age's below it; straight lines in `log U`.
fn of_young(grid: &NebularGrid, log_u: f64, z: usize, line: usize) -> f64 {
    let u = bracket(&grid.log_u, log_u);
    let next = (u + 1).min(grid.log_u.len() - 1);
    let part = if next > u { (log_u - grid.log_u[u]) / (grid.log_u[next] - grid.log_u[u]) } else { 0.0 };
    let at = |age: usize| (1.0 - part) * grid.node(u, z, age)[line] + part * grid.node(next, z, age)[line];
    let first = at(0) * grid.age_yr[0].min(OLDEST_YR);
    let piece = |age: usize| {
        let (from, to) = (grid.age_yr[age - 1], grid.age_yr[age]);
        let end = to.min(OLDEST_YR);
        if end <= from {
            return 0.0;
        }
        let value = |when: f64| at(age - 1) + (when - from) / (to - from) * (at(age) - at(age - 1));
        0.5 * (end - from) * (value(from) + value(end))
    };
    first + (1..grid.age_yr.len()).map(piece).sum::<f64>()
}

impl CubePlan<'_> {
    /// The same with the lines of gas that forms stars: `L = SFR ∫_0^25 Myr L(Z, U, t) dt` of a photoionisation grid, each line a
    /// Gaussian of thermal and turbulent motion, dimmed by the dust in front (`a_v` of each gas element, mag).
    ///
    /// Lines of the grid above 2000 Å are in air. [`pull`](Self::pull) then tells the gas's derivatives too.
    ///
    /// # Errors
    /// [`Error::Missing`] if the gas has no star formation rates; [`Error::OutOfRange`] of settings that cannot be; [`Error::Length`],
    /// [`Error::BadValue`] of attenuations that are not one for each element.
    pub fn with_lines(mut self, spec: LineSpec, gas: &Gas, grid: &NebularGrid, a_v: Option<&[f64]>) -> Result<Self> {
        gas.check()?;
        if let Some(a_v) = a_v {
            Error::check_length("a_v of gas", a_v.len(), gas.len())?;
            Error::check_none_negative("a_v of gas", a_v)?;
        }
        let mut lines = Lines::new(spec, grid, (&self.spec.telescope, &self.spec.dust))?;
        lines.add_gas(gas, a_v, &self.placer)?;
        self.lines = Some(lines);
        Ok(self)
    }
}
