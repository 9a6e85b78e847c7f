//! A family made by one line a member: names, listing, settings, serde form, refusals.

use schemars::{JsonSchema, schema_for};
use serde::{Deserialize, Serialize};

/// A curve.
pub trait Law {
    /// Its value.
    fn at(&self, x: f64) -> f64;
}

mod power {
    use super::{Deserialize, JsonSchema, Law, Serialize};

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields, default)]
    pub(crate) struct Power {
        pub(crate) index: f64,
    }
    impl Default for Power {
        fn default() -> Self {
            Self { index: 0.7 }
        }
    }
    impl Law for Power {
        fn at(&self, x: f64) -> f64 {
            x.powf(-self.index)
        }
    }
}

mod flat {
    use super::{Deserialize, JsonSchema, Law, Serialize};

    #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct Flat {}
    impl Law for Flat {
        fn at(&self, _: f64) -> f64 {
            1.0
        }
    }
}

astrarium_io::family_of! {
    /// The laws.
    enum LawKind: Law {
        "powerlaw" => power::Power, "falls";
        "flat" => flat::Flat, "does not";
    }
}

#[test]
fn every_member_is_found_by_its_name_and_survives_toml() {
    for (name, _) in LawKind::ALL {
        let law = LawKind::named(name).expect("listed");
        assert_eq!(law.name(), *name);
        let text = toml::to_string(&law).expect("plain data");
        assert!(text.starts_with(&format!("kind = \"{name}\"")), "{text}");
        assert_eq!(toml::from_str::<LawKind>(&text).expect("own text"), law);
    }
}

#[test]
fn settings_stand_beside_the_name() {
    let law: LawKind = toml::from_str("kind = 'powerlaw'\nindex = 2.0").expect("a law");
    assert_eq!(law.at(2.0), 0.25);
}

#[test]
fn a_setting_of_another_member_is_refused() {
    let error = toml::from_str::<LawKind>("kind = 'flat'\nindex = 2.0").expect_err("flat has no index").to_string();
    assert!(error.contains("unknown field `index`"), "{error}");
    let error = toml::from_str::<LawKind>("kind = 'flet'").expect_err("no such law").to_string();
    assert!(error.contains("`flet`") && error.contains("`powerlaw`"), "{error}");
}

#[test]
fn an_unknown_name_suggests_the_near_one() {
    let error = "powrlaw".parse::<LawKind>().expect_err("misspelt");
    assert_eq!(error.near.as_deref(), Some("powerlaw"));
}

#[test]
fn the_schema_lists_the_members() {
    let schema = serde_json::to_string(&schema_for!(LawKind)).expect("json");
    assert!(schema.contains("powerlaw") && schema.contains("index") && schema.contains("flat"), "{schema}");
}
