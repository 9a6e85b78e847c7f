//! Inference that every domain shares.
//!
//! No sampler knows a domain; no domain knows a sampler: they meet at a density over a parameter space.
