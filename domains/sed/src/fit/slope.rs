//! Slopes of the likelihood.
use super::{DERIVED, Desk, GalaxyDensity, LOOK_EVERY, Target};
use crate::galaxy::{GalaxySpec, Handle, Pull, Reach};
use crate::likelihood::Limits;
use crate::observed::Photometry;
use crate::parameters::{Parametric, Quantity};
use crate::{Compat, Error, Result};
use astrarium_exec::{Cx, Error as ExecError, Rows, Scratch};
use astrarium_infer::{Gradient, WithGradient};

/// Part of a number that differences move it by to both sides.
const STEP: f64 = 1e-4;
/// The same of a number near nought, as part of its range.
const LEAST_STEP: f64 = 1e-6;

/// What slopes need besides a worker's desk.
#[derive(Clone, Debug, Default)]
pub(super) struct Room {
    pull: Pull,
    /// By the bands' fluxes.
    of_bands: Vec<f64>,
    /// The galaxy moved to both sides.
    moved: Option<[GalaxySpec; 2]>,
}

impl GalaxyDensity {
    /// Looks for what is not smooth, so that no sampler may follow its slope.
    ///
    /// A metallicity that is moved meets kinks at the nodes of the stellar library, where the likelihood is continuous and its slope
    /// jumps; exactly on a node the slope is that of the side above. Steps of a sampler over a kink are accepted less often, and
    /// are not wrong for it.
    ///
    /// # Errors
    /// [`Error::NotSmooth`] for a free end of star formation, for upper limits of hard edges, and for the original's rules.
    pub fn check_smooth(&self) -> Result<()> {
        let refuse = |what: &str, why| Err(Error::NotSmooth { what: what.to_owned(), why });
        let ends = |target: &Target| matches!(target, Target::Galaxy(handle) if handle.reach() == Reach::End);
        if let Some(i) = self.targets.iter().position(ends) {
            return refuse(&self.space.parameters()[i].name, "light jumps where star formation ends");
        }
        let limited = self.sources.iter().any(|source| source.photometry.is_limit.contains(&true));
        if limited && self.first.noise.limits == Limits::Simple {
            return refuse("noise.limits = simple", "the likelihood has an edge; take sawicki");
        }
        if self.galaxy.rules.compat == Compat::Galapy {
            return refuse("rules.compat = galapy", "its steps of time are not smooth; take the right numbers");
        }
        Ok(())
    }

    /// What a sampler runs on, with slopes for one that needs them.
    ///
    /// # Errors
    /// Those of [`check_smooth`](Self::check_smooth), for a sampler that needs slopes.
    pub fn target(&self, needs_gradient: bool) -> Result<astrarium_infer::Target<'_>> {
        if !needs_gradient {
            return Ok(astrarium_infer::Target::plain(self));
        }
        self.check_smooth()?;
        Ok(astrarium_infer::Target::smooth(self))
    }

    /// Numbers that parameters move, in their order.
    pub(super) fn quantities(
        galaxy: &GalaxySpec,
        parts: [(&str, &dyn Parametric); 2],
        names: &[&str],
    ) -> Vec<Quantity> {
        let mut all = galaxy.quantities();
        for (before, part) in parts {
            let of_part = part.quantities().into_iter();
            all.extend(of_part.map(|q| Quantity { name: format!("{before}.{}", q.name).into(), ..q }));
        }
        let find = |name: &&str| all.iter().find(|quantity| quantity.name == *name).cloned();
        names.iter().filter_map(find).collect()
    }

    /// What a number is moved by.
    fn step(&self, i: usize, value: f64) -> f64 {
        let [low, high] = self.quantities[i].range;
        let least = if self.quantities[i].log { 0.0 } else { LEAST_STEP * (high - low) };
        (STEP * value.abs()).max(least).max(f64::MIN_POSITIVE)
    }

    /// Derivatives of `ln L` at the row that the desk was put to.
    fn slopes(&self, (source, row): (usize, &[f64]), desk: &mut Desk, out: &mut [f64]) -> Result<()> {
        let mut room = std::mem::take(&mut desk.room);
        let done = self.slopes_in(&mut room, (source, row), desk, out);
        desk.room = room;
        done
    }

    fn slopes_in(
        &self,
        room: &mut Room,
        (source, row): (usize, &[f64]),
        desk: &mut Desk,
        out: &mut [f64],
    ) -> Result<()> {
        let data = &self.sources[source].photometry;
        room.of_bands.resize(data.len(), 0.0);
        desk.noise.fill_slopes(data, &desk.seen.band_mjy, &mut room.of_bands);
        let plan = self.plan_of(desk);
        let pulled = plan.is_pulled(&desk.galaxy) && self.pull_bands(source, room, desk);
        if pulled {
            plan.pull(&desk.galaxy, &desk.light, &mut room.pull)?;
        }
        // what is taken by differences of all moves the desk, so it comes last
        let mut by_differences = vec![];
        for (i, target) in self.targets.iter().enumerate() {
            // by the galaxy's number, of which the row's may be another measure
            let per_row = self.per_row(source, i);
            let slope = match target {
                Target::Noise(place) => self.of_noise(data, (i, *place), desk),
                Target::Spectroscopy(_) => {
                    by_differences.push((i, self.step(i, row[i])));
                    0.0
                }
                Target::Galaxy(handle) => match handle.reach() {
                    Reach::Distance if self.sources[source].spectrum.is_none() => {
                        let flux = room.of_bands.iter().zip(&desk.seen.band_mjy).map(|(of, flux)| of * flux);
                        -2.0 / desk.galaxy.get(*handle) * flux.sum::<f64>()
                    }
                    Reach::Foreground if pulled => desk.seen.of_foreground(desk.light.total(), &room.pull.of_total),
                    reach @ (Reach::Stars | Reach::Around) if pulled => {
                        let stars = reach == Reach::Stars;
                        self.of_galaxy((i, *handle, stars), desk, room)?
                    }
                    _ => {
                        let value = desk.galaxy.get(*handle);
                        by_differences.push((i, self.step(i, value) / per_row.abs()));
                        0.0
                    }
                },
            };
            out[i] = slope * per_row;
        }
        self.differences((source, row), &by_differences, desk, out);
        Ok(())
    }

    /// From derivatives by the bands' fluxes to those by the light; false where bands are not linear in it.
    fn pull_bands(&self, source: usize, room: &mut Room, desk: &Desk) -> bool {
        let Room { of_bands, pull, .. } = room;
        match &desk.projected {
            Some(projected) => {
                projected.pull(&desk.galaxy, of_bands, &mut pull.of_total);
                true
            }
            None => {
                let by_spectrum = |of_seen: &mut [f64]| self.add_slopes_of_spectrum(source, desk, of_seen);
                let factor = self.plan.flux_factor(&desk.galaxy);
                desk.seen.pull((factor, &by_spectrum), of_bands, &mut pull.of_total)
            }
        }
    }

    /// The galaxy's number over the row's.
    fn per_row(&self, source: usize, i: usize) -> f64 {
        let own = self.sources[source].measures.iter().find(|(place, _)| *place == i);
        own.map_or(1.0, |(_, [_, b])| *b)
    }

    /// By a number of the galaxy, from what was pulled back.
    fn of_galaxy(&self, (i, handle, stars): (usize, Handle, bool), desk: &Desk, room: &mut Room) -> Result<f64> {
        let value = desk.galaxy.get(handle);
        let step = self.step(i, value);
        let [low, high] = room.moved.get_or_insert_with(|| [desk.galaxy.clone(), desk.galaxy.clone()]);
        low.clone_from(&desk.galaxy);
        high.clone_from(&desk.galaxy);
        low.set(handle, value - step);
        high.set(handle, value + step);
        Ok(self.plan_of(desk).change([low, high], stars, &desk.light, &mut room.pull)? / (2.0 * step))
    }

    /// By numbers of the row, each with its step, from the whole likelihood.
    fn differences(&self, (source, row): (usize, &[f64]), numbers: &[(usize, f64)], desk: &mut Desk, out: &mut [f64]) {
        let mut moved = row.to_vec();
        for (i, step) in numbers {
            let mut at = |value: f64| {
                moved[*i] = value;
                self.one(source, &moved, desk).unwrap_or(f64::NAN)
            };
            out[*i] = (at(row[*i] + step) - at(row[*i] - step)) / (2.0 * step);
            moved[*i] = row[*i];
        }
    }

    /// By a number of the noise.
    fn of_noise(&self, data: &Photometry, (i, place): (usize, usize), desk: &mut Desk) -> f64 {
        let value = desk.noise.get(place);
        let step = self.step(i, value);
        let mut at = |value: f64| {
            desk.noise.set(place, value);
            desk.noise.ln_likelihood(data, &desk.seen.band_mjy)
        };
        let slope = (at(value + step) - at(value - step)) / (2.0 * step);
        desk.noise.set(place, value);
        slope
    }
}

impl Gradient for GalaxyDensity {
    fn ln_likelihood_grad(
        &self,
        rows: Rows<'_>,
        out: &mut WithGradient<'_>,
        scratch: &mut Scratch,
        cx: &Cx,
    ) -> std::result::Result<(), ExecError> {
        let desk = scratch.of::<Desk>();
        for i in 0..rows.len() {
            if i.is_multiple_of(LOOK_EVERY) {
                cx.check()?;
            }
            let (start, source) = (out.gradient.len(), rows.entity[i] as usize);
            out.gradient.resize(start + rows.dim, 0.0);
            let value = match source < self.sources.len() {
                true => self.one(source, rows.row(i), desk),
                false => Err("a source that is not in the catalogue".into()),
            };
            let along = DERIVED.map(|(_, of)| of(desk.light.derived()));
            match value {
                Ok(value) if value.is_finite() => {
                    out.values.push_with(value, &along);
                    let slopes = &mut out.gradient[start..];
                    if self.slopes((source, rows.row(i)), desk, slopes).is_err() {
                        slopes.fill(f64::NAN);
                    }
                }
                Ok(value) => out.values.push_with(value, &along),
                Err(reason) => out.values.fail(reason, &[f64::NAN; DERIVED.len()]),
            }
        }
        Ok(())
    }
}
