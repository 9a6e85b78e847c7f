//! Mass by age and metallicity of each spaxel.
use super::place::nodes;
use super::plan::CubePlan;
use crate::maps::Distribution;
use crate::{Error, Result};
use astrarium_exec::{Blocks, Cx, Engine, Job, Slots};
use std::time::Duration;

/// Rows of spaxels as blocks; values are the library's nodes, `[x][node]`.
pub(super) struct ByNode<'p, 'a>(pub(super) &'p CubePlan<'a>);

impl ByNode<'_, '_> {
    fn n_nodes(&self) -> usize {
        self.0.sorted.has_node.len()
    }
}

impl Job for ByNode<'_, '_> {
    type Part = Vec<f64>;
    type Scratch = ();
    type Error = Error;

    fn blocks(&self) -> Blocks {
        Blocks::Known(self.0.placer.field.n_all() as u64)
    }

    fn part(&self) -> Vec<f64> {
        Vec::new()
    }

    fn scratch(&self) {}

    fn block(&self, index: u64, part: &mut Vec<f64>, (): &mut (), cx: &Cx) -> Result<()> {
        cx.check()?;
        let (plan, n_nodes) = (self.0, self.n_nodes());
        let (n_all, n_age) = (plan.placer.field.n_all(), plan.optics.templates.n_age);
        let rows = index as usize..index as usize + 1;
        let mut room = plan.placer.footprint.room();
        part.resize(n_all * n_nodes, 0.0);
        for star in &plan.sorted.stars[plan.reaching(&rows)] {
            let four = nodes(star, n_age, n_nodes);
            plan.placer.footprint.reached(star.at, (n_all, &rows), &mut room, |spaxel, share| {
                four.iter().for_each(|(node, weight)| part[spaxel * n_nodes + node] += share * weight * star.mass);
            });
        }
        Ok(())
    }
}

impl CubePlan<'_> {
    /// Mass at birth by age and metallicity in each spaxel, shared out among the library's nodes as the spectra are; of the galaxy as
    /// it is, or as the point-spread function blurs it (taken at the middle of the channels).
    ///
    /// # Errors
    /// Interruptions, and errors of the machine.
    pub fn distribution(&self, blurred: bool, engine: &Engine) -> Result<Distribution> {
        let job = ByNode(self);
        let (n_all, n_nodes) = (self.placer.field.n_all(), job.n_nodes());
        let mut masses = vec![0.0; n_all * n_all * n_nodes];
        engine.fill(&job, &Slots::new(&mut masses, n_all * n_nodes), Duration::MAX)?;
        Ok(Distribution {
            n: self.placer.field.n,
            metallicity: self.library.metallicity().to_vec(),
            age_yr: self.library.age_yr().to_vec(),
            mass_msun: self.field_of(&masses, n_nodes, blurred),
        })
    }
}
