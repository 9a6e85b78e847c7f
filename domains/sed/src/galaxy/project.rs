//! A galaxy's plan at few wavelengths: those that its bands and the balance of its dust's energy need at one redshift.
//!
//! All that is asked of the light are sums over wavelengths of something rough (spectra of stars, lines, templates, responses of
//! bands) times something smooth (what dust lets pass, grey bodies, radio continua). Each sum is cut into groups of neighbouring
//! wavelengths; within a group the smooth factor is the polynomial through a few Gauss points, the rough one is folded into the
//! library once. So the smooth factors are computed at some 250 wavelengths instead of a thousand, and the library is read there
//! alone. What is linear in the light stays as it was, to rounding.
use super::light::Light;
use super::observe::Tables;
use super::plan::{GalaxyPlan, law};
use super::spec::GalaxySpec;
use crate::Compat;
use crate::dust::{BREAK_AA, Glow};
use crate::grid::{Grid, V_AA};
use crate::radio::{LYMAN_AA, Radio};
use astrarium_num::lanes;
use astrarium_num::quadrature::GaussSum;
use std::ops::Range;

/// Lengths in `ln λ` of the groups that sum what dust absorbs and radiates, up to wavelengths in ångström: extinction bends over
/// a length of 1 or so, stars and dust end.
const GROUPS: [(f64, f64); 3] = [(5e4, 0.35), (1e7, 0.5), (f64::INFINITY, 2.3)];
/// Points of such a group.
const POINTS: usize = 4;
/// Points of a band: so many, and more for each unit of `ln λ` that it is wide; at most.
const BAND_POINTS: (f64, f64, usize) = (3.0, 8.0, 8);

/// A plan of few wavelengths, and what the bands see of them.
#[derive(Clone, Debug)]
pub(crate) struct Projected {
    pub(crate) plan: GalaxyPlan,
    /// Of each band, wavelengths with their weights.
    bands: Vec<Vec<(u32, f64)>>,
}

/// A wavelength that stands for some of the plan's.
struct Stand {
    wave_aa: f64,
    /// The first of those that it stands for, and their shares of the mean.
    first: usize,
    shares: Vec<f64>,
    part: Part,
}

/// What a wavelength is for, with its weight.
enum Part {
    Energy(f64),
    Band(usize, f64),
    Ionising(f64),
}

impl Projected {
    /// The plan of a galaxy's redshift, at the wavelengths that its tables' bands need.
    ///
    /// None where bands are not linear in the light (the original's), or have weights below nought.
    pub(crate) fn new(plan: &GalaxyPlan, spec: &GalaxySpec, tables: &Tables) -> Option<Self> {
        let photometry = tables.photometry.as_ref().filter(|_| plan.physics.compat == Compat::None)?;
        let mut stands = Vec::new();
        energy(plan, &mut stands);
        for (b, band) in photometry.bands().iter().enumerate() {
            let range = band.first..band.first + band.weights.len();
            let weights: Vec<f64> =
                band.weights.iter().zip(&tables.arriving[range.clone()]).map(|(weight, part)| weight * part).collect();
            if weights.iter().any(|weight| *weight < 0.0) {
                return None;
            }
            let n = points(&plan.grid.ln_v[range], &weights);
            group(plan, (band.first, &weights), n, &mut |weight| Part::Band(b, weight), &mut stands);
        }
        stands.sort_by(|a, b| a.wave_aa.total_cmp(&b.wave_aa));
        let mut bands = vec![vec![]; photometry.bands().len()];
        for (k, stand) in stands.iter().enumerate() {
            if let Part::Band(b, weight) = stand.part {
                bands[b].push((k as u32, weight));
            }
        }
        Some(Self { plan: plan.at_stands(spec, &stands), bands })
    }

    /// Fluxes of the bands, mJy.
    pub(crate) fn look(&self, spec: &GalaxySpec, light: &Light, band_mjy: &mut [f64]) {
        let factor = self.plan.flux_factor(spec);
        for (band, flux) in self.bands.iter().zip(band_mjy) {
            *flux = factor * band.iter().map(|(k, weight)| weight * light.total[*k as usize]).sum::<f64>();
        }
    }

    /// From derivatives by the bands' fluxes to those by the light.
    pub(crate) fn pull(&self, spec: &GalaxySpec, of_bands: &[f64], of_total: &mut Vec<f64>) {
        let factor = self.plan.flux_factor(spec);
        of_total.clear();
        of_total.resize(self.plan.grid.len(), 0.0);
        for (band, of) in self.bands.iter().zip(of_bands) {
            band.iter().for_each(|(k, weight)| of_total[*k as usize] += of * factor * weight);
        }
    }
}

impl GalaxyPlan {
    /// The same galaxies at other wavelengths.
    fn at_stands(&self, spec: &GalaxySpec, stands: &[Stand]) -> Self {
        let onto = |dense: &[f64]| -> Vec<f64> {
            let mean = |stand: &Stand| lanes::dot(&stand.shares, &dense[stand.first..stand.first + stand.shares.len()]);
            stands.iter().map(mean).collect()
        };
        let onto: &dyn Fn(&[f64]) -> Vec<f64> = &onto;
        let width = |stand: &Stand| if let Part::Energy(width) = stand.part { width } else { 0.0 };
        let grid = Grid {
            widths_aa: stands.iter().map(width).collect(),
            ..Grid::new(stands.iter().map(|stand| stand.wave_aa).collect())
        };
        let photons = |stand: &Stand| if let Part::Ionising(weight) = stand.part { weight } else { 0.0 };
        let n_ionising = grid.wave_aa.partition_point(|wave| *wave <= LYMAN_AA);
        let pair = |of: &[Vec<f64>; 2]| [onto(&of[0]), onto(&of[1])];
        Self {
            physics: self.physics,
            clock: self.clock.clone(),
            table: self.table.projected(&grid, onto),
            universe: self.universe.clone(),
            pah: onto(&self.pah),
            law: law(spec, &grid),
            glow: Glow::new(&grid, &self.physics),
            ionising: stands[..n_ionising].iter().map(photons).collect(),
            radio: Radio::new(&grid, &self.physics),
            grains: self.grains.as_ref().map(|grains| grains.projected(onto)),
            gas: self.gas.as_ref().map(|gas| gas.projected(&grid, onto)),
            nucleus: self.nucleus.as_ref().map(pair),
            binaries: self.binaries.as_ref().map(pair),
            grid,
        }
    }
}

/// Sums over all light that dust takes or gives, and the one that counts ionising photons.
fn energy(plan: &GalaxyPlan, stands: &mut Vec<Stand>) {
    let (waves, widths) = (&plan.grid.wave_aa, &plan.grid.widths_aa);
    let mut start = plan.table.first();
    while start < waves.len() {
        let length = GROUPS.iter().find(|(upto, _)| waves[start] < *upto).map_or(f64::INFINITY, |(_, length)| *length);
        let end = waves.partition_point(|wave| *wave <= waves[start] * length.exp()).max(start + 1);
        group(plan, (start, &widths[start..end]), POINTS, &mut Part::Energy, stands);
        start = end;
    }
    let sum: f64 = plan.ionising.iter().sum();
    if sum > 0.0 {
        let shares = plan.ionising.iter().map(|weight| weight / sum).collect();
        stands.push(Stand { wave_aa: waves[plan.ionising.len() - 1], first: 0, shares, part: Part::Ionising(sum) });
    }
}

/// Points that a band needs: more for a wide one.
fn points(ln_wave: &[f64], weights: &[f64]) -> usize {
    let sum: f64 = weights.iter().sum();
    if sum <= 0.0 {
        return 1;
    }
    let mean = lanes::dot(ln_wave, weights) / sum;
    let variance = ln_wave.iter().zip(weights).map(|(x, w)| w * (x - mean).powi(2)).sum::<f64>() / sum;
    // of a rectangle of the same variance
    let (least, more, most) = BAND_POINTS;
    ((least + more * (12.0 * variance).sqrt()).round() as usize).min(most)
}

/// The wavelengths that stand for a weighted sum from a first one on, on each side of the places where the light or the
/// extinction bends.
fn group(
    plan: &GalaxyPlan,
    (first, weights): (usize, &[f64]),
    n: usize,
    part: &mut dyn FnMut(f64) -> Part,
    stands: &mut Vec<Stand>,
) {
    let waves = &plan.grid.wave_aa;
    let cut = |at: f64| waves.partition_point(|wave| *wave <= at).clamp(first, first + weights.len());
    let edges = [first, cut(LYMAN_AA), cut(BREAK_AA), first + weights.len()];
    for edge in edges.windows(2) {
        let weights = &weights[edge[0] - first..edge[1] - first];
        side(plan, (edge[0]..edge[1], weights), n, part, stands);
    }
}

/// The Gauss points of one side.
fn side(
    plan: &GalaxyPlan,
    (range, weights): (Range<usize>, &[f64]),
    n: usize,
    part: &mut dyn FnMut(f64) -> Part,
    stands: &mut Vec<Stand>,
) {
    let seen: Vec<usize> = range.clone().filter(|i| weights[i - range.start] > 0.0).collect();
    let (Some(first), Some(last)) = (seen.first().copied(), seen.last().copied()) else { return };
    let x: Vec<f64> = seen.iter().map(|i| plan.grid.ln_v[*i]).collect();
    let of: Vec<f64> = seen.iter().map(|i| weights[i - range.start]).collect();
    let rule = GaussSum::new(&x, &of, n);
    for ((ln_v, weight), own) in rule.nodes.iter().zip(&rule.weights).zip(&rule.shares) {
        let mut shares = vec![0.0; last + 1 - first];
        seen.iter().zip(own).for_each(|(i, share)| shares[i - first] = *share);
        let wave_aa = (V_AA * ln_v.exp()).clamp(plan.grid.wave_aa[first], plan.grid.wave_aa[last]);
        stands.push(Stand { wave_aa, first, shares, part: part(*weight) });
    }
}
