//! What random numbers are for.

/// What numbers are for: two purposes never share numbers.
///
/// A closed list. The values are part of every seeded result and never change; a new purpose takes a new
/// number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u64)]
pub enum Purpose {
    /// Starting points of walkers, chains and optimisers.
    Start = 1,
    /// Proposals.
    Move = 2,
    /// Whether a proposal is accepted.
    Accept = 3,
    /// Draws from a prior.
    Prior = 4,
    /// Events, counts and light curves of a simulation.
    Simulation = 5,
    /// Instrumental and photon noise added to a model.
    Noise = 6,
    /// Bootstrap and jackknife samples.
    Resampling = 7,
    /// Random order.
    Shuffle = 8,
    /// First weights of a network.
    Weights = 9,
    /// Units of a network that are left out.
    Dropout = 10,
    /// Particles and bodies of an initial state.
    Particles = 11,
    /// Times randomised within a bin or frame.
    Dither = 12,
    /// Scrambled bits of evenly spread points.
    Scrambling = 20,
    /// Momenta of Hamiltonian samplers.
    Momentum = 21,
    /// Directions, choices and lengths of Hamiltonian trajectories.
    Trajectory = 22,
    /// Prior volumes of nested sampling.
    Volumes = 40,
    /// Bootstraps of the bounds of nested sampling.
    Bound = 41,
    /// Strands of a nested run, and which of them a bootstrap draws.
    Strands = 42,
    /// Draws from a mixture of distributions.
    Mixture = 43,
    /// Test data.
    Test = 1000,
}

impl Purpose {
    /// The number that stands in the counter.
    pub const fn number(self) -> u64 {
        self as u64
    }
}
