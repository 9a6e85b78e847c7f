//! The samplers known by name.

use crate::{RunSampler, importance, nested, nuts};
use astrarium_io::family_of;

pub mod ensemble;

family_of! {
    /// The samplers known by name.
    pub enum SamplerKind: RunSampler {
        "ensemble" => ensemble::Ensemble, "ensemble of walkers that move along each other (no gradients, no evidence)";
        "nested" => nested::Nested, "nested sampling: the evidence and the posterior, many modes (no gradients)";
        "dynamic_nested" => nested::DynamicNested, "nested sampling with more live points where they count";
        "adaptive_mixture" => importance::AdaptiveMixture, "importance sampling from a mixture that adapts itself: precise evidence of few modes";
        "nuts" => nuts::NutsSettings, "no-U-turn sampler (gradients, no evidence)";
    }
}
