//! The space itself.

use super::{
    Builder, Kind, Line, Parameter, Wrap,
    group::{Group, groups},
};
use crate::{
    Error, Result,
    error::finite,
    prior::{Prior, PriorKind},
};
use std::collections::HashSet;

/// Where a value of a full row comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Source {
    Free(usize),
    Fixed(f64),
    /// One minus the sum of so many free parameters from the first on.
    Rest(usize, usize),
}

/// A free parameter, ready for use.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Axis {
    /// Which parameter it is.
    pub(super) parameter: usize,
    /// `None` where the prior is improper or one of several parameters.
    pub(super) prior: Option<PriorKind>,
    /// Whether there is no prior at all.
    pub(super) is_flat: bool,
    pub(super) support: [f64; 2],
    /// ln of the density where it is one constant.
    pub(super) level: Option<f64>,
    pub(super) line: Line,
    pub(super) wrap: Wrap,
}

impl Axis {
    /// Whether it has a prior of its own, or none.
    pub(super) fn is_alone(&self) -> bool {
        self.prior.is_some() || self.is_flat
    }
}

/// Parameters in their order, their priors, and the ways between coordinates.
///
/// # Example
/// ```
/// use astrarium_infer::{Space, prior};
/// let space = Space::builder().free("a", prior::uniform(-1.0, 3.0)).fixed("b", 7.0).build()?;
/// let mut theta = [0.0];
/// space.transform(&[0.25], &mut theta);
/// let mut full = Vec::new();
/// space.expand(&theta, &mut full);
/// assert_eq!(full, [0.0, 7.0]);
/// assert_eq!(space.ln_prior(&theta), -4_f64.ln());
/// # Ok::<(), astrarium_infer::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Space {
    pub(super) parameters: Vec<Parameter>,
    pub(super) axes: Vec<Axis>,
    /// Free parameters whose prior is one of several.
    pub(super) groups: Vec<Group>,
    pub(super) sources: Vec<Source>,
    /// Whether a full row is a row of the free parameters.
    is_plain: bool,
    /// Whether a parameter is periodic or reflective.
    pub(super) wraps: bool,
    /// All of the prior, where it is constant between walls.
    pub(super) walls: Option<Walls>,
}

/// A prior that is one constant inside a box.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Walls {
    low: Vec<f64>,
    high: Vec<f64>,
    level: f64,
}

impl Walls {
    /// `None` if a parameter has another prior.
    fn of(axes: &[Axis]) -> Option<Self> {
        let levels = axes.iter().map(|axis| axis.level).collect::<Option<Vec<f64>>>()?;
        let (low, high) = axes.iter().map(|axis| (axis.support[0], axis.support[1])).unzip();
        Some(Self { low, high, level: levels.iter().sum() })
    }

    #[inline(always)]
    fn ln_prior(&self, theta: &[f64]) -> f64 {
        // no early way out: counting needs no branches
        let ends = self.low.iter().zip(&self.high);
        let inside: usize = theta.iter().zip(ends).map(|(x, (low, high))| usize::from((low <= x) & (x <= high))).sum();
        if inside == self.low.len() { self.level } else { f64::NEG_INFINITY }
    }
}

impl Walls {
    /// As the quantiles of [`Uniform`](crate::prior::Uniform) do it.
    pub(super) fn transform(&self, u: &[f64], theta: &mut [f64]) {
        let dim = self.low.len();
        for (u, theta) in u.chunks_exact(dim).zip(theta.chunks_exact_mut(dim)) {
            for (((theta, u), low), high) in theta.iter_mut().zip(u).zip(&self.low).zip(&self.high) {
                *theta = (low + (high - low) * u).clamp(*low, *high);
            }
        }
    }
}

/// Appends the ln prior of each row: nothing but comparisons, so that the instruction set changes the speed alone.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
fn between(walls: &Walls, rows: &[f64], out: &mut Vec<f64>) {
    out.extend(rows.chunks_exact(walls.low.len()).map(|row| walls.ln_prior(row)));
}

impl Space {
    /// These parameters.
    ///
    /// # Errors
    /// If none is free, two have one name, one is tied to nothing or a prior's settings make no distribution.
    pub fn new(parameters: Vec<Parameter>) -> Result<Self> {
        check_names(&parameters)?;
        let mut axes = Vec::new();
        let mut sources = Vec::new();
        for (index, parameter) in parameters.iter().enumerate() {
            let source = match &parameter.kind {
                Kind::Fixed(value) => {
                    finite("its fixed value", *value).map_err(|error| error.of(&parameter.name))?;
                    Source::Fixed(*value)
                }
                Kind::Tied { .. } => Source::Fixed(f64::NAN),
                Kind::Joint { of, place, count } if *place >= of.n_free(*count) => {
                    let n = of.n_free(*count);
                    Source::Rest(axes.len().saturating_sub(n), n)
                }
                Kind::Free(_) | Kind::Flat | Kind::Joint { .. } => {
                    axes.push(axis(index, parameter)?);
                    Source::Free(axes.len() - 1)
                }
            };
            sources.push(source);
        }
        if axes.is_empty() {
            return Err(Error::NoFree);
        }
        let groups = groups(&parameters)?;
        tie(&parameters, &mut sources)?;
        let is_plain = axes.len() == parameters.len();
        let wraps = axes.iter().any(|axis| axis.wrap != Wrap::None);
        let walls = Walls::of(&axes);
        Ok(Self { parameters, axes, groups, sources, is_plain, wraps, walls })
    }

    /// Parameter by parameter.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// `dim` parameters `x1, x2, …` without priors, for those who bring a whole log-probability. Nested sampling and
    /// whatever draws from a prior refuse it.
    ///
    /// # Panics
    /// If `dim` is nought.
    pub fn flat(dim: usize) -> Self {
        let parameters = (1..=dim).map(|k| Parameter::new(format!("x{k}"), Kind::Flat)).collect();
        Self::new(parameters).expect("different names, and at least one parameter")
    }

    /// How many parameters are free: the length of a row of `theta`, `u` or `x`.
    pub fn dim(&self) -> usize {
        self.axes.len()
    }

    /// How many parameters there are: the length of a row that a density sees.
    pub fn full_dim(&self) -> usize {
        self.parameters.len()
    }

    /// All parameters.
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// The free parameters.
    pub fn free(&self) -> impl ExactSizeIterator<Item = &Parameter> {
        self.axes.iter().map(|axis| &self.parameters[axis.parameter])
    }

    /// The prior of the free parameter `k`, if it is proper and its own.
    ///
    /// # Panics
    /// If there is no such parameter.
    pub fn prior(&self, k: usize) -> Option<&dyn Prior> {
        self.axes[k].prior.as_deref()
    }

    /// Where the density of the free parameter `k` can be above zero.
    ///
    /// # Panics
    /// If there is no such parameter.
    pub fn support(&self, k: usize) -> [f64; 2] {
        self.axes[k].support
    }

    /// What is beyond the ends of the free parameter `k`.
    ///
    /// # Panics
    /// If there is no such parameter.
    pub fn wrap(&self, k: usize) -> Wrap {
        self.axes[k].wrap
    }

    /// `Ok` if every prior can be drawn from; `purpose` completes "expected a proper one for …".
    ///
    /// # Errors
    /// [`Error::Improper`] names the first parameter without a proper prior.
    pub fn require_proper(&self, purpose: &'static str) -> Result<()> {
        match self.axes.iter().find(|axis| axis.is_flat) {
            None => Ok(()),
            Some(axis) => Err(Error::Improper { name: self.parameters[axis.parameter].name.clone(), purpose }),
        }
    }

    /// Whether a full row is a row of free parameters: none is fixed, tied or the rest of others.
    pub fn is_plain(&self) -> bool {
        self.is_plain
    }

    /// Appends the full rows of rows of free parameters.
    pub fn expand(&self, theta: &[f64], full: &mut Vec<f64>) {
        if self.is_plain {
            return full.extend_from_slice(theta);
        }
        for row in theta.chunks_exact(self.dim()) {
            full.extend(self.sources.iter().map(|source| match source {
                Source::Free(k) => row[*k],
                Source::Fixed(value) => *value,
                Source::Rest(first, n) => 1.0 - row[*first..first + n].iter().sum::<f64>(),
            }));
        }
    }

    /// A gradient by all parameters as one by the free ones: what is tied counts for what it is tied to.
    ///
    /// # Panics
    /// If the slices are no rows of this space.
    pub fn contract(&self, full: &[f64], free: &mut [f64]) {
        assert_eq!((full.len(), free.len()), (self.full_dim(), self.dim()), "a full row and a free one");
        free.fill(0.0);
        for (slope, source) in full.iter().zip(&self.sources) {
            match source {
                Source::Free(k) => free[*k] += slope,
                Source::Fixed(_) => (),
                Source::Rest(first, n) => free[*first..first + n].iter_mut().for_each(|free| *free -= slope),
            }
        }
    }

    /// ln of the prior's density at a row of free parameters; −∞ outside.
    ///
    /// # Panics
    /// If `theta` is no row of this space.
    pub fn ln_prior(&self, theta: &[f64]) -> f64 {
        assert_eq!(theta.len(), self.dim(), "a row of free parameters");
        if let Some(walls) = &self.walls {
            return walls.ln_prior(theta);
        }
        let mut sum = 0.0;
        for (axis, &value) in self.axes.iter().zip(theta) {
            sum += match (axis.level, &axis.prior) {
                (Some(level), _) if axis.support[0] <= value && value <= axis.support[1] => level,
                (Some(_), _) => return f64::NEG_INFINITY,
                (None, Some(prior)) => prior.ln_pdf(value),
                (None, None) if value.is_finite() => 0.0,
                (None, None) => return f64::NEG_INFINITY,
            };
        }
        for group in &self.groups {
            sum += group.of.ln_pdf(&theta[group.range()]);
        }
        if sum.is_nan() { f64::NEG_INFINITY } else { sum }
    }

    /// Appends [`ln_prior`](Self::ln_prior) of each row of free parameters.
    pub fn ln_priors(&self, rows: &[f64], out: &mut Vec<f64>) {
        match &self.walls {
            Some(walls) => between(walls, rows, out),
            None => out.extend(rows.chunks_exact(self.dim()).map(|row| self.ln_prior(row))),
        }
    }

    /// Adds the gradient of [`ln_prior`](Self::ln_prior) to `gradient`.
    ///
    /// # Panics
    /// If the slices are no rows of this space.
    pub fn add_ln_prior_gradient(&self, theta: &[f64], gradient: &mut [f64]) {
        assert_eq!((theta.len(), gradient.len()), (self.dim(), self.dim()), "rows of free parameters");
        for ((axis, &value), slope) in self.axes.iter().zip(theta).zip(&mut *gradient) {
            if let Some(prior) = &axis.prior {
                *slope += prior.ln_pdf_slope(value);
            }
        }
        for group in &self.groups {
            group.of.add_slope(&theta[group.range()], &mut gradient[group.range()]);
        }
    }

    /// `name = value` of a row of free parameters, for messages.
    pub fn describe(&self, theta: &[f64]) -> String {
        let one = |(parameter, value): (&Parameter, &f64)| format!("{} = {value}", parameter.name);
        self.free().zip(theta).map(one).collect::<Vec<_>>().join(", ")
    }
}

fn check_names(parameters: &[Parameter]) -> Result<()> {
    let mut known = HashSet::new();
    for (index, parameter) in parameters.iter().enumerate() {
        if parameter.name.is_empty() {
            return Err(Error::NoName { index });
        }
        if !known.insert(&parameter.name) {
            return Err(Error::SameName { name: parameter.name.clone() });
        }
    }
    Ok(())
}

fn axis(index: usize, parameter: &Parameter) -> Result<Axis> {
    let prior = match &parameter.kind {
        Kind::Free(prior) => Some(prior.clone()),
        _ => None,
    };
    if let Some(prior) = &prior {
        prior.check().map_err(|error| error.of(&parameter.name))?;
    }
    let support = parameter.support();
    let [low, high] = support;
    let wrap = parameter.wrap;
    if wrap != Wrap::None && matches!(parameter.kind, Kind::Joint { .. }) {
        return Err(Error::WrappedJoint { name: parameter.name.clone(), wrap: wrap.word() });
    }
    if wrap != Wrap::None && !(low.is_finite() && high.is_finite()) {
        return Err(Error::Unbounded { name: parameter.name.clone(), wrap: wrap.word() });
    }
    let level = match &prior {
        Some(PriorKind::Uniform(uniform)) => Some(uniform.ln_pdf(low)),
        _ => None,
    };
    let line = if wrap == Wrap::Periodic { Line::Circle(low, high) } else { Line::onto(support) };
    let is_flat = matches!(parameter.kind, Kind::Flat);
    Ok(Axis { parameter: index, prior, is_flat, support, level, line, wrap })
}

/// Finds what the tied parameters are tied to.
fn tie(parameters: &[Parameter], sources: &mut [Source]) -> Result<()> {
    for (index, parameter) in parameters.iter().enumerate() {
        let Kind::Tied { to } = &parameter.kind else { continue };
        let wrong = |why| Error::Tied { name: parameter.name.clone(), to: to.clone(), why };
        let other = parameters.iter().position(|other| other.name == *to).ok_or_else(|| wrong("which is not there"))?;
        if matches!(parameters[other].kind, Kind::Tied { .. }) {
            return Err(wrong("which is itself tied"));
        }
        sources[index] = sources[other];
    }
    Ok(())
}
