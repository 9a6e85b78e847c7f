//! `astrarium ifu generate`: a galaxy that is made up.
use crate::cli::{
    Error,
    task::{Card, Direct, Fact, Flag, Form, Product, Saving, Setup},
};
use astrarium_exec::Engine;
use astrarium_ifu::{Particles, generate::GenerateSpec, generate::Profile};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The task.
pub(crate) struct Generate;

/// Nothing is read.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Nothing {}

const STARS: Flag = Flag::new("n-stars", "n_stars", "N", Form::Value).with_help("Star particles");
const GAS: Flag = Flag::new("n-gas", "n_gas", "N", Form::Value).with_help("Gas elements");
const REDSHIFT: Flag = Flag::new("redshift", "redshift", "Z", Form::Value).with_help("Redshift, which limits ages");

impl Direct for Generate {
    type Spec = GenerateSpec;
    type Input = Nothing;

    const CARD: Card = Card {
        kind: "ifu.generate",
        about: "A galaxy made up: disc, bulge and gas in equilibrium, as particles",
        inputs: "",
        example: "--n-stars 200000 --seed 1 --out galaxy",
        flags: &[STARS, GAS, REDSHIFT],
        input_key: "input.files",
        paths: &[],
    };

    fn compute(
        (spec, _): (&GenerateSpec, &Nothing),
        engine: &Engine,
        setup: &Setup,
        _: &Saving<'_>,
    ) -> Result<Product, Error> {
        let galaxy = Particles::generate(spec, setup.seed, engine)?;
        let profile = Profile::of(&galaxy, spec);
        let (n_stars, n_gas) = (galaxy.stars.len(), galaxy.gas.len());
        let mass: f64 = galaxy.stars.mass_msun.iter().sum();
        let rate: f64 = galaxy.gas.sfr_msun_yr.iter().flatten().sum();
        Ok(Product {
            title: "A galaxy made up".to_owned(),
            table: profile.table(),
            fits: None,
            files: vec![("galaxy.h5", galaxy.plain_bytes()?)],
            figures: vec![("profile", profile.figure().into()), ("face-on", profile.image().into())],
            facts: vec![
                Fact::new("n_stars", format!("{n_stars} stars of {mass:.3e} solar masses"), n_stars),
                Fact::new("n_gas", format!("{n_gas} gas elements"), n_gas),
                Fact::new("sfr_msun_yr", format!("{rate:.2} solar masses of stars form a year"), rate),
            ],
            warnings: Vec::new(),
            citations: vec!["hernquist1993"],
            untrusted: None,
        })
    }
}
