//! The samplers known by name.

use crate::RunSampler;
use astrarium_io::family_of;

pub mod ensemble;

family_of! {
    /// The samplers known by name.
    pub enum SamplerKind: RunSampler {
        "ensemble" => ensemble::Ensemble, "ensemble of walkers that move along each other (no gradients, no evidence)";
    }
}
