//! Parameters that have one prior together.

use super::{Kind, Parameter};
use crate::{Error, Result, joint::JointKind};
use std::ops::Range;

/// Consecutive free parameters with one prior.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Group {
    pub(super) of: JointKind,
    first: usize,
    n: usize,
}

impl Group {
    /// Which free parameters they are.
    pub(super) fn range(&self) -> Range<usize> {
        self.first..self.first + self.n
    }
}

/// The groups among the parameters, which must be whole.
pub(super) fn groups(parameters: &[Parameter]) -> Result<Vec<Group>> {
    let (mut groups, mut axis, mut index) = (Vec::new(), 0, 0);
    while let Some(parameter) = parameters.get(index) {
        let Kind::Joint { of, count, .. } = &parameter.kind else {
            axis += usize::from(parameter.is_free());
            index += 1;
            continue;
        };
        whole(&parameters[index..], of, *count)?;
        of.check(*count).map_err(|error| error.of(&parameter.name))?;
        let n = of.n_free(*count);
        groups.push(Group { of: of.clone(), first: axis, n });
        axis += n;
        index += *count;
    }
    Ok(groups)
}

/// `Ok` if the parameters begin with all places of a group.
fn whole(parameters: &[Parameter], of: &JointKind, count: usize) -> Result<()> {
    for place in 0..count.max(1) {
        let expected = Kind::Joint { of: of.clone(), place, count };
        if parameters.get(place).is_none_or(|parameter| parameter.kind != expected) {
            return Err(Error::BrokenGroup { name: parameters[0].name.clone(), place, count });
        }
    }
    Ok(())
}
