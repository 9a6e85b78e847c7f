//! A history of star formation: a form, its mass, its end; or a sum of them.
use super::{SfhKind, StarFormation};
use crate::{Error, Result};
use serde::{Deserialize, Serialize};

/// What is asked of a history of star formation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct SfhSpec {
    /// The form.
    #[serde(flatten)]
    pub form: SfhKind,
    /// Solar masses formed up to the galaxy's age; instead of the form's own measure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mass_msun: Option<f64>,
    /// When star formation stops, years after the first star.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quench_yr: Option<f64>,
    /// Further forms, which are added.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub plus: Vec<SfhSpec>,
}

impl SfhSpec {
    /// A form, nothing else.
    pub fn of(form: SfhKind) -> Self {
        Self { form, ..Self::default() }
    }

    /// Looks for parameters that make no history.
    ///
    /// # Errors
    /// As the form's own, and [`Error::OutOfRange`] for the mass and the end.
    pub fn check(&self) -> Result<()> {
        self.form.check()?;
        self.mass_msun.map_or(Ok(()), |mass| Error::check_not_negative("sfh.mass_msun", mass))?;
        self.quench_yr.map_or(Ok(()), |time| Error::check_not_negative("sfh.quench_yr", time))?;
        self.plus.iter().try_for_each(Self::check)
    }

    /// The history of a galaxy of this age, whose mass is what it should be.
    pub fn at_age(&self, age_yr: f64) -> History<'_> {
        let solved = match (self.mass_msun, self.form.insitu()) {
            (Some(mass), Some(insitu)) if mass > 0.0 => {
                // a galaxy that is quenched must form its mass before
                let by = self.quench_yr.map_or(age_yr, |time| time.min(age_yr));
                Some(SfhKind::Insitu(insitu.with_mass(mass, by)))
            }
            _ => None,
        };
        let mut history = History { spec: self, solved, factor: 1.0, age_yr };
        if let (Some(mass), None) = (self.mass_msun, &history.solved) {
            let own = history.own_formed_msun(age_yr) + history.own_instant().map_or(0.0, |(_, mass)| mass);
            history.factor = if own > 0.0 { mass / own } else { 0.0 };
        }
        history
    }
}

/// A history of star formation of a galaxy of known age.
#[derive(Clone, Debug)]
pub struct History<'a> {
    spec: &'a SfhSpec,
    /// The form with the parameters that give its mass, where a factor would not do.
    solved: Option<SfhKind>,
    factor: f64,
    age_yr: f64,
}

impl History<'_> {
    /// The galaxy's age, years.
    pub fn age_yr(&self) -> f64 {
        self.age_yr
    }

    /// When star formation stops, years after the first star.
    pub fn quench_yr(&self) -> f64 {
        self.spec.quench_yr.unwrap_or(f64::INFINITY)
    }

    /// The form as it is.
    pub fn form(&self) -> &dyn StarFormation {
        match &self.solved {
            Some(form) => &**form,
            None => &*self.spec.form,
        }
    }

    /// The further histories.
    fn others(&self) -> impl Iterator<Item = History<'_>> {
        self.spec.plus.iter().map(|spec| spec.at_age(self.age_yr))
    }

    /// 1 before the end, 0 after it, one half at it.
    pub(crate) fn quench_factor(&self, t_yr: f64) -> f64 {
        match t_yr.total_cmp(&self.quench_yr()) {
            std::cmp::Ordering::Less => 1.0,
            std::cmp::Ordering::Equal => 0.5,
            std::cmp::Ordering::Greater => 0.0,
        }
    }

    /// Rate, solar masses a year, at a time in years; nought before the first star.
    pub fn sfr_msun_yr(&self, t_yr: f64) -> f64 {
        if t_yr < 0.0 {
            return 0.0;
        }
        let own = self.factor * self.quench_factor(t_yr) * self.form().sfr_msun_yr(t_yr, self.age_yr);
        own + self.others().map(|other| other.sfr_msun_yr(t_yr)).sum::<f64>()
    }

    /// Mass formed up to a time, solar masses, without stars that are born all at once.
    pub fn formed_msun(&self, t_yr: f64) -> f64 {
        self.factor * self.own_formed_msun(t_yr) + self.others().map(|other| other.formed_msun(t_yr)).sum::<f64>()
    }

    /// Mass formed up to the galaxy's age, solar masses, all stars.
    pub fn total_msun(&self) -> f64 {
        let mut total = self.formed_msun(self.age_yr);
        self.each_instant(&mut |_, mass| total += mass);
        total
    }

    /// Time and mass of each population that is born all at once.
    pub fn each_instant(&self, each: &mut dyn FnMut(f64, f64)) {
        if let Some((time, mass)) = self.own_instant() {
            each(time, self.factor * mass);
        }
        self.others().for_each(|other| other.each_instant(each));
    }

    /// Adds the times at which the rate jumps or turns, years.
    pub(crate) fn breaks_yr(&self, out: &mut Vec<f64>) {
        self.form().breaks_yr(self.age_yr, out);
        if self.quench_yr() < self.age_yr {
            out.push(self.quench_yr());
        }
        self.others().for_each(|other| other.breaks_yr(out));
    }

    /// [`formed_msun`](Self::formed_msun) at times which rise.
    ///
    /// # Panics
    /// If `out` has not as many elements as `t_yr`.
    pub fn fill_formed(&self, t_yr: &[f64], out: &mut [f64]) {
        let quench = self.quench_yr();
        self.form().fill_formed(t_yr, self.age_yr, out);
        if quench < self.age_yr {
            let last = self.form().formed_msun(quench, self.age_yr);
            t_yr.iter().zip(&mut *out).filter(|(t_yr, _)| **t_yr > quench).for_each(|(_, out)| *out = last);
        }
        out.iter_mut().for_each(|mass| *mass *= self.factor);
        if !self.spec.plus.is_empty() {
            let mut more = vec![0.0; out.len()];
            for other in self.others() {
                other.fill_formed(t_yr, &mut more);
                out.iter_mut().zip(&more).for_each(|(sum, more)| *sum += more);
            }
        }
    }

    fn own_formed_msun(&self, t_yr: f64) -> f64 {
        self.form().formed_msun(t_yr.min(self.quench_yr()).max(0.0), self.age_yr)
    }

    fn own_instant(&self) -> Option<(f64, f64)> {
        self.form().instant(self.age_yr).filter(|(time, _)| *time <= self.age_yr.min(self.quench_yr()))
    }
}
