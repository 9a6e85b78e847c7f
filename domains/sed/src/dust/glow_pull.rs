//! Derivatives of what dust lets pass and radiates, taken backwards.
use super::glow::{Bodies, DARK, Extinction, Glow};
use super::phase::{MAGNITUDE, Phase};
use crate::grid::Grid;
use astrarium_num::lanes;

/// Derivatives of a number by what a phase of dust is told.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct OfPhase {
    /// By `A_V`.
    pub(crate) av_mag: f64,
    /// By the slopes.
    pub(crate) slopes: [f64; 2],
    /// By `ln` of the surface.
    pub(crate) ln_surface: f64,
    /// By the power radiated, solar luminosities.
    pub(crate) power_lsun: f64,
}

/// Room for loops over wavelengths.
#[derive(Clone, Debug, Default)]
pub(crate) struct GlowRoom {
    shape: Vec<f64>,
    by_ln_t: Vec<f64>,
    by_depth: Vec<f64>,
}

impl OfPhase {
    /// Adds derivatives from those of `A(λ)` times a depth, `a = exp(depth A/A_V)`: each term is by depth.
    fn add(&mut self, bodies: &Bodies, from: usize, depth: f64, by_depth: &[f64]) {
        self.av_mag -= MAGNITUDE * by_depth.iter().sum::<f64>();
        for (slope, turns) in self.slopes.iter_mut().zip(&bodies.turns) {
            *slope += depth * lanes::dot(by_depth, &turns[from..]);
        }
    }
}

impl Glow {
    /// From derivatives by the part that passes.
    pub(crate) fn pull_passing(
        &self,
        phase: &Phase,
        (ratio, passing): (&[f64], &[f64]),
        of_passing: &[f64],
        room: &mut GlowRoom,
    ) -> OfPhase {
        let terms = of_passing.iter().zip(passing).zip(ratio).map(|((of, passing), ratio)| of * passing * ratio);
        room.by_depth.clear();
        room.by_depth.extend(terms);
        let mut of = OfPhase::default();
        of.add(&self.at_grid, 0, -MAGNITUDE * phase.av_mag, &room.by_depth);
        of
    }

    /// From derivatives by the light of a grey body of a power, at its temperature.
    pub(crate) fn pull(
        &self,
        of: (&Phase, &Extinction),
        (power_lsun, temperature_k): (f64, f64),
        (grid, of_light): (&Grid, &[f64]),
        room: &mut GlowRoom,
    ) -> OfPhase {
        let (phase, extinction) = of;
        let mut out = OfPhase::default();
        if temperature_k <= 0.0 {
            return out;
        }
        let depth = -MAGNITUDE * phase.av_mag;
        let bright = self.at_grid.seconds_k.partition_point(|second| second / temperature_k > DARK);
        let n = grid.len() - bright;
        for values in [&mut room.shape, &mut room.by_ln_t, &mut room.by_depth] {
            values.clear();
            values.resize(n, 0.0);
        }
        let bodies = (&self.at_grid.heights[bright..], &self.at_grid.seconds_k[bright..]);
        let ratio = &extinction.at_grid[bright..];
        fill_terms(
            (depth, ratio),
            bodies,
            1.0 / temperature_k,
            [&mut room.shape, &mut room.by_ln_t, &mut room.by_depth],
        );
        let (widths, of_light) = (&grid.widths_aa[bright..], &of_light[bright..]);
        let on_grid = lanes::dot(widths, &room.shape);
        let mean = lanes::dot(of_light, &room.shape) / on_grid;
        let scale = power_lsun / on_grid;
        let weights = of_light
            .iter()
            .zip(widths)
            .zip(&room.shape)
            .map(|((of, width), shape)| scale * shape * (of - width * mean));
        let mut by_ln_t = 0.0;
        for ((weight, ln_t), depth) in weights.zip(&room.by_ln_t).zip(&mut room.by_depth) {
            by_ln_t += weight * ln_t;
            *depth *= weight;
        }
        out.power_lsun = mean;
        out.add(&self.at_grid, bright, depth, &room.by_depth);
        self.pull_temperature(extinction, (depth, temperature_k), by_ln_t, (&mut out, room));
        out.power_lsun += out.ln_surface / -power_lsun;
        out
    }

    /// From the derivative by the temperature's logarithm, where the sum over the nodes is the power over the surface.
    fn pull_temperature(
        &self,
        extinction: &Extinction,
        (depth, temperature_k): (f64, f64),
        by_ln_t: f64,
        (out, room): (&mut OfPhase, &mut GlowRoom),
    ) {
        let n = self.at_nodes.heights.len();
        for values in [&mut room.shape, &mut room.by_ln_t, &mut room.by_depth] {
            values.clear();
            values.resize(n, 0.0);
        }
        let bodies = (&self.at_nodes.heights[..], &self.at_nodes.seconds_k[..]);
        let terms = [&mut room.shape[..], &mut room.by_ln_t[..], &mut room.by_depth[..]];
        fill_terms((depth, &extinction.at_nodes), bodies, 1.0 / temperature_k, terms);
        let radiated: f64 = room.shape.iter().sum();
        let slope = lanes::dot(&room.shape, &room.by_ln_t);
        for (by_depth, value) in room.by_depth.iter_mut().zip(&room.shape) {
            *by_depth *= -by_ln_t * value / slope;
        }
        out.add(&self.at_nodes, 0, depth, &room.by_depth);
        out.ln_surface -= by_ln_t * radiated / slope;
    }
}

/// `(1 - a) B_λ`, and the derivatives of its logarithm by `ln T` and by the depth.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma", "aarch64+neon"))]
fn fill_terms(
    (depth, ratio): (f64, &[f64]),
    (heights, seconds): (&[f64], &[f64]),
    inverse_k: f64,
    [shape, by_ln_t, by_depth]: [&mut [f64]; 3],
) {
    let n = ratio.len();
    let (heights, seconds) = (&heights[..n], &seconds[..n]);
    let (shape, by_ln_t, by_depth) = (&mut shape[..n], &mut by_ln_t[..n], &mut by_depth[..n]);
    for i in 0..n {
        let absorbed = -lanes::exp_m1(depth * ratio[i]);
        let x = seconds[i] * inverse_k;
        let over = 1.0 / lanes::exp_m1(x);
        shape[i] = absorbed * heights[i] * over;
        by_ln_t[i] = x * (1.0 + over);
        by_depth[i] = -ratio[i] * (1.0 - absorbed) / absorbed;
    }
}
