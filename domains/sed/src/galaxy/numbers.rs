//! The numbers of a galaxy by name.
use super::spec::GalaxySpec;
use crate::parameters::{Parametric, Quantity, place_of};
use crate::{Error, Result};

/// A number of a galaxy that was found by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handle {
    part: Part,
    place: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Age,
    Redshift,
    Distance,
    /// Place in the list of forms: 0 the first, then those that are added.
    Form(usize),
    Mass(usize),
    Quench(usize),
    Matter,
    Dust,
    Agn,
    Emission,
    Nebular,
    FreeFree,
    Synchrotron,
    Foreground,
}

/// What a number of a galaxy has its effect by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Stars, gas and metals.
    Stars,
    /// Dust or nucleus around the same stars.
    Around,
    /// Distance alone.
    Distance,
    /// Dust between the galaxy and us.
    Foreground,
    /// Anything else.
    Else,
    /// The end of star formation, at which light is not smooth.
    End,
}

impl Handle {
    /// What the number has its effect by.
    pub(crate) fn reach(self) -> Reach {
        match self.part {
            Part::Age | Part::Form(_) | Part::Mass(_) | Part::Matter => Reach::Stars,
            Part::Dust | Part::Agn => Reach::Around,
            Part::Distance => Reach::Distance,
            Part::Foreground => Reach::Foreground,
            Part::Quench(_) => Reach::End,
            _ => Reach::Else,
        }
    }
}

const YEARS: [f64; 2] = [1e6, 1e11];

fn own(name: impl Into<std::borrow::Cow<'static, str>>, unit: &'static str, range: [f64; 2], log: bool) -> Quantity {
    Quantity { name: name.into(), unit, range, log }
}

impl GalaxySpec {
    /// The parts with numbers, each with the name that stands before theirs.
    fn parts(&self) -> Vec<(Part, String)> {
        let mut parts = vec![(Part::Form(0), "sfh".to_owned())];
        parts.extend((0..self.sfh.plus.len()).map(|i| (Part::Form(i + 1), format!("sfh.plus.{i}"))));
        let others = [
            (Part::Matter, "matter", self.matter.is_some()),
            (Part::Dust, "dust", self.dust.is_some()),
            (Part::Agn, "agn", self.agn.is_some()),
            (Part::Emission, "dust_emission", self.dust_emission.is_some()),
            (Part::Nebular, "nebular", self.nebular.is_some()),
            (Part::FreeFree, "free_free", self.free_free.is_some()),
            (Part::Synchrotron, "synchrotron", self.synchrotron.is_some()),
            (Part::Foreground, "foreground", self.foreground.is_some()),
        ];
        parts.extend(
            others.into_iter().filter(|(.., is_there)| *is_there).map(|(part, name, _)| (part, name.to_owned())),
        );
        parts
    }

    fn part(&self, part: Part) -> Option<&dyn Parametric> {
        match part {
            Part::Form(0) => Some(&*self.sfh.form),
            Part::Form(i) => self.sfh.plus.get(i - 1).map(|sfh| &*sfh.form as &dyn Parametric),
            Part::Matter => self.matter.as_ref().map(|part| part as &dyn Parametric),
            Part::Dust => self.dust.as_ref().map(|part| &**part as &dyn Parametric),
            Part::Agn => self.agn.as_ref().map(|part| part as &dyn Parametric),
            Part::Emission => self.dust_emission.as_ref().map(|part| part as &dyn Parametric),
            Part::Nebular => self.nebular.as_ref().map(|part| part as &dyn Parametric),
            Part::FreeFree => self.free_free.as_ref().map(|part| part as &dyn Parametric),
            Part::Synchrotron => self.synchrotron.as_ref().map(|part| part as &dyn Parametric),
            Part::Foreground => self.foreground.as_ref().map(|part| part as &dyn Parametric),
            _ => None,
        }
    }

    fn part_mut(&mut self, part: Part) -> Option<&mut dyn Parametric> {
        match part {
            Part::Form(0) => Some(&mut *self.sfh.form),
            Part::Form(i) => self.sfh.plus.get_mut(i - 1).map(|sfh| &mut *sfh.form as &mut dyn Parametric),
            Part::Matter => self.matter.as_mut().map(|part| part as &mut dyn Parametric),
            Part::Dust => self.dust.as_mut().map(|part| &mut **part as &mut dyn Parametric),
            Part::Agn => self.agn.as_mut().map(|part| part as &mut dyn Parametric),
            Part::Emission => self.dust_emission.as_mut().map(|part| part as &mut dyn Parametric),
            Part::Nebular => self.nebular.as_mut().map(|part| part as &mut dyn Parametric),
            Part::FreeFree => self.free_free.as_mut().map(|part| part as &mut dyn Parametric),
            Part::Synchrotron => self.synchrotron.as_mut().map(|part| part as &mut dyn Parametric),
            Part::Foreground => self.foreground.as_mut().map(|part| part as &mut dyn Parametric),
            _ => None,
        }
    }

    /// Numbers that are not a component's.
    fn plain(&self) -> Vec<(Part, Quantity)> {
        let mut plain = vec![
            (Part::Age, own("age_yr", "yr", YEARS, true)),
            (Part::Redshift, own("redshift", "", [0.0, 10.0], false)),
            (Part::Distance, own("distance_mpc", "Mpc", [1.0, 1e5], true)),
        ];
        for i in 0..=self.sfh.plus.len() {
            let before = if i == 0 { "sfh".to_owned() } else { format!("sfh.plus.{}", i - 1) };
            plain.push((Part::Mass(i), own(format!("{before}.mass_msun"), "Msun", [1e6, 1e13], true)));
            plain.push((Part::Quench(i), own(format!("{before}.quench_yr"), "yr", YEARS, true)));
        }
        plain
    }

    /// All numbers that a fit may move, by name.
    pub fn quantities(&self) -> Vec<Quantity> {
        let mut all: Vec<Quantity> = self.plain().into_iter().map(|(_, quantity)| quantity).collect();
        for (part, before) in self.parts() {
            let numbers = self.part(part).map_or_else(Vec::new, Parametric::quantities);
            all.extend(numbers.into_iter().map(|q| Quantity { name: format!("{before}.{}", q.name).into(), ..q }));
        }
        all
    }

    /// Finds a number: `age_yr`, `redshift`, `distance_mpc`, `sfh.psi_max_msun_yr`, `dust.f_mc`, ...
    ///
    /// # Errors
    /// [`Error::UnknownName`] with the nearest name.
    pub fn find(&self, name: &str) -> Result<Handle> {
        if let Some((part, _)) = self.plain().into_iter().find(|(_, quantity)| quantity.name == name) {
            return Ok(Handle { part, place: 0 });
        }
        let found = self.parts().into_iter().find_map(|(part, before)| {
            let rest = name.strip_prefix(before.as_str())?.strip_prefix('.')?;
            Some(Handle { part, place: place_of(self.part(part)?, rest)? })
        });
        let known = || self.quantities().into_iter().map(|q| q.name.into_owned()).collect::<Vec<String>>();
        found.ok_or_else(|| Error::unknown("number of the galaxy", name, known().iter().map(String::as_str)))
    }

    /// Puts a number in its place.
    pub fn set(&mut self, handle: Handle, value: f64) {
        match handle.part {
            Part::Age => self.age_yr = value,
            Part::Redshift => self.redshift = value,
            Part::Distance => self.distance_mpc = Some(value),
            Part::Mass(0) => self.sfh.mass_msun = Some(value),
            Part::Quench(0) => self.sfh.quench_yr = Some(value),
            Part::Mass(i) => self.sfh.plus[i - 1].mass_msun = Some(value),
            Part::Quench(i) => self.sfh.plus[i - 1].quench_yr = Some(value),
            part => {
                if let Some(component) = self.part_mut(part) {
                    component.set(handle.place, value);
                }
            }
        }
    }

    /// The number at a place; NaN for one that is not given.
    pub fn get(&self, handle: Handle) -> f64 {
        match handle.part {
            Part::Age => self.age_yr,
            Part::Redshift => self.redshift,
            Part::Distance => self.distance_mpc.unwrap_or(f64::NAN),
            Part::Mass(0) => self.sfh.mass_msun.unwrap_or(f64::NAN),
            Part::Quench(0) => self.sfh.quench_yr.unwrap_or(f64::NAN),
            Part::Mass(i) => self.sfh.plus[i - 1].mass_msun.unwrap_or(f64::NAN),
            Part::Quench(i) => self.sfh.plus[i - 1].quench_yr.unwrap_or(f64::NAN),
            part => self.part(part).map_or(f64::NAN, |component| component.get(handle.place)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sfh::{Burst, SfhKind, SfhSpec};

    #[test]
    fn every_number_is_found_and_moved() {
        let mut spec = GalaxySpec {
            matter: Some(Default::default()),
            agn: Some(Default::default()),
            dust_emission: Some(Default::default()),
            nebular: Some(Default::default()),
            free_free: Some(Default::default()),
            synchrotron: Some(Default::default()),
            foreground: Some(Default::default()),
            ..GalaxySpec::default()
        };
        spec.sfh.plus.push(SfhSpec::of(SfhKind::Burst(Burst::default())));
        for quantity in spec.quantities() {
            let handle = spec.find(&quantity.name).unwrap_or_else(|error| panic!("{error}"));
            spec.set(handle, 0.375);
            assert_eq!(spec.get(handle), 0.375, "{}", quantity.name);
        }
        let error = spec.find("dust.fmc").expect_err("a slip").to_string();
        assert!(error.contains("did you mean `dust.f_mc`?"), "{error}");
        assert!(spec.find("sfh.plus.0.time_yr").is_ok() && spec.find("sfh.plus.1.time_yr").is_err());
    }
}
