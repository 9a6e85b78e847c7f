//! What is asked of a number that a fit moves.
use crate::parameters::Quantity;
use crate::{Error, Result};
use astrarium_infer::joint::JointKind;
use astrarium_infer::prior::{self, PriorKind};
use astrarium_infer::{Kind, Parameter, Wrap};
use serde::{Deserialize, Serialize};

/// A number of the galaxy or of the noise that a fit moves, by its name, and what it may be: at most one of `prior`, `joint`,
/// `fixed` and `tied`. Without any of them the prior is even, or even in the logarithm, over the number's usual range.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ParameterSpec {
    /// Its name: `age_yr`, `sfh.psi_max_msun_yr`, `dust.f_mc`, `noise.calibration`, ...
    pub name: String,
    /// Its prior.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prior: Option<PriorKind>,
    /// The prior that it has together with its neighbours in the list that name the same one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub joint: Option<JointKind>,
    /// The value that it always has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixed: Option<f64>,
    /// The parameter whose value it always has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tied: Option<String>,
    /// How it is written in figures, in LaTeX.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub latex: String,
    /// What is beyond its ends.
    #[serde(skip_serializing_if = "is_none")]
    pub wrap: Wrap,
}

fn is_none(wrap: &Wrap) -> bool {
    *wrap == Wrap::None
}

/// How numbers are written in figures; others by their name.
const LATEX: [(&str, &str); 22] = [
    ("age_yr", "t"),
    ("redshift", "z"),
    ("distance_mpc", "D_L"),
    ("sfh.mass_msun", "M_{formed}"),
    ("sfh.quench_yr", r"t_{quench}"),
    ("sfh.psi_max_msun_yr", r"\psi_{max}"),
    ("sfh.tau_star_yr", r"\tau_\star"),
    ("sfh.tau_yr", r"\tau"),
    ("sfh.sfr_msun_yr", r"\psi"),
    ("matter.dust_mass_msun", "M_{dust}"),
    ("matter.metallicity", "Z"),
    ("dust.f_mc", "f_{MC}"),
    ("dust.n_mc", "N_{MC}"),
    ("dust.r_mc_pc", "R_{MC}"),
    ("dust.tau_esc_yr", r"\tau_{esc}"),
    ("dust.r_dust_pc", "R_{dust}"),
    ("dust.f_pah", "f_{PAH}"),
    ("dust.norm_mc", "k_{MC}"),
    ("dust.norm_dd", "k_{DD}"),
    ("agn.fraction", "f_{AGN}"),
    ("noise.calibration", "f_{cal}"),
    ("noise.outliers", "f_{out}"),
];

impl ParameterSpec {
    /// A number with the prior of its usual range.
    pub fn usual(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// A number with a prior.
    pub fn free(name: impl Into<String>, prior: PriorKind) -> Self {
        Self { prior: Some(prior), ..Self::usual(name) }
    }

    fn kind(&self, quantity: &Quantity) -> Result<Kind> {
        match (&self.prior, &self.joint, self.fixed, &self.tied) {
            (None, None, None, None) => {
                let [low, high] = quantity.range;
                Ok(Kind::Free(if quantity.log { prior::log_uniform(low, high) } else { prior::uniform(low, high) }))
            }
            (Some(prior), None, None, None) => Ok(Kind::Free(prior.clone())),
            (None, Some(of), None, None) => Ok(Kind::Joint { of: of.clone(), place: 0, count: 1 }),
            (None, None, Some(value), None) => Ok(Kind::Fixed(value)),
            (None, None, None, Some(to)) => Ok(Kind::Tied { to: to.clone() }),
            _ => Err(Error::Several { name: self.name.clone() }),
        }
    }

    fn parameter(&self, known: &[Quantity]) -> Result<Parameter> {
        let Some(quantity) = known.iter().find(|quantity| quantity.name == self.name) else {
            return Err(Error::unknown("number of the fit", &self.name, known.iter().map(|q| q.name.as_ref())));
        };
        let mut parameter = Parameter::new(&self.name, self.kind(quantity)?);
        quantity.unit.clone_into(&mut parameter.unit);
        let usual = || LATEX.iter().find(|(name, _)| *name == self.name).map_or("", |(_, latex)| latex);
        parameter.latex = if self.latex.is_empty() { usual().to_owned() } else { self.latex.clone() };
        parameter.wrap = self.wrap;
        Ok(parameter)
    }
}

/// The parameters of a space; neighbours that name the same joint prior have it together.
pub(crate) fn parameters(asked: &[ParameterSpec], known: &[Quantity]) -> Result<Vec<Parameter>> {
    let mut all = asked.iter().map(|asked| asked.parameter(known)).collect::<Result<Vec<_>>>()?;
    let mut first = 0;
    for group in asked.chunk_by(|a, b| a.joint.is_some() && a.joint == b.joint) {
        for (i, parameter) in all[first..first + group.len()].iter_mut().enumerate() {
            if let Kind::Joint { place, count, .. } = &mut parameter.kind {
                (*place, *count) = (i, group.len());
            }
        }
        first += group.len();
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use astrarium_infer::joint;

    fn known() -> Vec<Quantity> {
        let quantity = |name: &'static str, log| Quantity { name: name.into(), unit: "yr", range: [1.0, 10.0], log };
        vec![quantity("age_yr", true), quantity("a", false), quantity("b", false)]
    }

    #[test]
    fn usual_priors_have_the_range_of_their_number() {
        let asked = [ParameterSpec::usual("age_yr"), ParameterSpec::usual("a")];
        let found = parameters(&asked, &known()).expect("known");
        assert_eq!((found[0].unit.as_str(), found[0].latex.as_str()), ("yr", "t"));
        assert!(matches!(&found[0].kind, Kind::Free(prior) if *prior == prior::log_uniform(1.0, 10.0)));
        assert!(matches!(&found[1].kind, Kind::Free(prior) if *prior == prior::uniform(1.0, 10.0)));
    }

    #[test]
    fn neighbours_share_a_joint_prior() {
        let with = |name: &str| ParameterSpec { joint: Some(joint::sorted(0.0, 1.0)), ..ParameterSpec::usual(name) };
        let found = parameters(&[ParameterSpec::usual("age_yr"), with("a"), with("b")], &known()).expect("known");
        assert!(matches!(found[2].kind, Kind::Joint { place: 1, count: 2, .. }));
    }

    #[test]
    fn what_is_asked_twice_or_unknown_is_named() {
        let twice = ParameterSpec { fixed: Some(1.0), ..ParameterSpec::free("a", prior::uniform(0.0, 1.0)) };
        let said = parameters(&[twice], &known()).expect_err("two kinds").to_string();
        assert!(said.contains("`a` has several of prior, joint, fixed and tied"), "{said}");
        let said = parameters(&[ParameterSpec::usual("age_y")], &known()).expect_err("a slip").to_string();
        assert!(said.contains("did you mean `age_yr`?"), "{said}");
    }
}
