//! A space, parameter by parameter.

use super::{Kind, Parameter, Space, Wrap};
use crate::{Result, joint::JointKind, prior, prior::PriorKind};
use std::f64::consts::TAU;

/// Parameters one after the other; `latex`, `unit`, `periodic` and `reflective` speak of the one before.
///
/// # Example
/// ```
/// use astrarium_infer::{Space, prior};
/// let space = Space::builder()
///     .free("mass", prior::log_uniform(0.1, 10.0)).latex(r"M_\star").unit("Msun")
///     .free("phase", prior::uniform(0.0, 1.0)).periodic()
///     .fixed("age", 4.5)
///     .tied("mass_of_companion", "mass")
///     .build()?;
/// assert_eq!((space.dim(), space.full_dim()), (2, 4));
/// # Ok::<(), astrarium_infer::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Builder {
    parameters: Vec<Parameter>,
}

impl Builder {
    /// A free parameter.
    #[must_use]
    pub fn free(self, name: impl Into<String>, prior: PriorKind) -> Self {
        self.parameter(Parameter::free(name, prior))
    }

    /// Several parameters with one prior. Of fractions that sum to 1 the last follows from the others: it is not free.
    #[must_use]
    pub fn joint<N: Into<String>>(self, names: impl IntoIterator<Item = N>, of: &JointKind) -> Self {
        let names: Vec<String> = names.into_iter().map(Into::into).collect();
        let count = names.len();
        let kind = |place| Kind::Joint { of: of.clone(), place, count };
        names.into_iter().enumerate().fold(self, |all, (place, name)| all.parameter(Parameter::new(name, kind(place))))
    }

    /// An isotropic direction: longitude from 0 to 2π, periodic, and latitude from −π/2 to π/2, rad.
    #[must_use]
    pub fn direction(self, longitude: impl Into<String>, latitude: impl Into<String>) -> Self {
        let around = self.free(longitude, prior::uniform(0.0, TAU)).periodic().unit("rad");
        around.free(latitude, PriorKind::Cosine(prior::Cosine::default())).unit("rad")
    }

    /// A parameter that keeps its value.
    #[must_use]
    pub fn fixed(self, name: impl Into<String>, value: f64) -> Self {
        self.parameter(Parameter::new(name, Kind::Fixed(value)))
    }

    /// A parameter that has the value of another one.
    #[must_use]
    pub fn tied(self, name: impl Into<String>, to: impl Into<String>) -> Self {
        self.parameter(Parameter::new(name, Kind::Tied { to: to.into() }))
    }

    /// Any parameter.
    #[must_use]
    pub fn parameter(mut self, parameter: Parameter) -> Self {
        self.parameters.push(parameter);
        self
    }

    /// How the last one is written in figures.
    #[must_use]
    pub fn latex(self, latex: impl Into<String>) -> Self {
        self.last(|last| last.latex = latex.into())
    }

    /// The last one's unit.
    #[must_use]
    pub fn unit(self, unit: impl Into<String>) -> Self {
        self.last(|last| last.unit = unit.into())
    }

    /// The last one's ends are one point.
    #[must_use]
    pub fn periodic(self) -> Self {
        self.last(|last| last.wrap = Wrap::Periodic)
    }

    /// The last one's ends are mirrors.
    #[must_use]
    pub fn reflective(self) -> Self {
        self.last(|last| last.wrap = Wrap::Reflective)
    }

    fn last(mut self, change: impl FnOnce(&mut Parameter)) -> Self {
        if let Some(last) = self.parameters.last_mut() {
            change(last);
        }
        self
    }

    /// The space.
    ///
    /// # Errors
    /// Those of [`Space::new`].
    pub fn build(self) -> Result<Space> {
        Space::new(self.parameters)
    }
}
