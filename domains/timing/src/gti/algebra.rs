//! Set operations on interval lists: one sweep each.
use super::{Gti, compat};
use crate::{Compat, Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What becomes of the intervals when lists are joined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum GtiStrategy {
    /// The intersection if it is not empty, else the union.
    #[default]
    Infer,
    /// The intersection.
    Intersection,
    /// The union.
    Union,
    /// The union of lists that must not overlap.
    Append,
    /// One interval from the first start to the last stop.
    None,
}

/// Merges sorted intervals that overlap or touch.
pub(super) fn merged(sorted: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    let mut out: Vec<[f64; 2]> = Vec::with_capacity(sorted.len());
    for [start, stop] in sorted {
        match out.last_mut() {
            Some(last) if start <= last[1] => last[1] = last[1].max(stop),
            _ => out.push([start, stop]),
        }
    }
    out
}

impl Gti {
    /// Joins intervals whose gap is at most `gap_s`; 0 joins those that touch.
    #[must_use]
    pub fn joined(&self, gap_s: f64) -> Self {
        let mut out: Vec<[f64; 2]> = Vec::with_capacity(self.len());
        for [start, stop] in self.intervals().iter().copied() {
            match out.last_mut() {
                Some(last) if start - last[1] <= gap_s => last[1] = stop,
                _ => out.push([start, stop]),
            }
        }
        Self::swept(out)
    }

    /// All pieces of positive length that lie in both lists; touching pieces of either list are joined first.
    ///
    /// # Source
    /// Derived: two pointers over sorted, disjoint intervals, `O(n + m)`.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let (ours, theirs) = (self.joined(0.0), other.joined(0.0));
        let (mut a, mut b) = (ours.intervals().iter().peekable(), theirs.intervals().iter().peekable());
        let mut out = Vec::new();
        while let (Some(one), Some(two)) = (a.peek(), b.peek()) {
            let (start, stop) = (one[0].max(two[0]), one[1].min(two[1]));
            if start < stop {
                out.push([start, stop]);
            }
            // the one that ends first can meet nothing further
            if one[1] <= two[1] {
                a.next()
            } else {
                b.next()
            };
        }
        Self::swept(out)
    }

    /// As [`Gti::intersection`], or with `compat = "stingray"` what that program gives, wrong where boundaries of
    /// the two lists coincide.
    ///
    /// # Errors
    /// [`Error::GtiEmpty`] in that mode, where a list is empty.
    pub fn intersection_as(&self, other: &Self, compat: Compat) -> Result<Self> {
        match compat {
            Compat::None => Ok(self.intersection(other)),
            Compat::Stingray if self.is_empty() || other.is_empty() => Err(Error::GtiEmpty),
            Compat::Stingray => Self::checked(compat::intersection(&self.joined(0.0), &other.joined(0.0))),
        }
    }

    /// The intersection of several lists; empty for no list.
    #[must_use]
    pub fn intersection_of(lists: &[Self]) -> Self {
        let Some((first, rest)) = lists.split_first() else { return Self::default() };
        rest.iter().fold(first.joined(0.0), |all, one| all.intersection(one))
    }

    /// All that lies in either list; pieces that touch or overlap are merged.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let mut all: Vec<_> = self.intervals().iter().chain(other.intervals()).copied().collect();
        all.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
        Self::swept(merged(all))
    }

    /// Whether no boundary of one list lies in an interval of the other, the ends included.
    #[must_use]
    pub fn is_separate_from(&self, other: &Self) -> bool {
        let (mut a, mut b) = (self.intervals().iter().peekable(), other.intervals().iter().peekable());
        while let (Some(one), Some(two)) = (a.peek(), b.peek()) {
            if one[0] <= two[1] && two[0] <= one[1] {
                return false;
            }
            if one[1] < two[1] {
                a.next()
            } else {
                b.next()
            };
        }
        true
    }

    /// The union of two lists that do not overlap; pieces that touch are merged.
    ///
    /// # Errors
    /// [`Error::GtiNotSeparate`] with the stretch that lies in both.
    pub fn append(&self, other: &Self) -> Result<Self> {
        match self.intersection(other).intervals().first() {
            Some([start_s, stop_s]) => Err(Error::GtiNotSeparate { start_s: *start_s, stop_s: *stop_s }),
            None => Ok(self.union(other)),
        }
    }

    /// Bad time intervals: what is left of `[start_s, stop_s]` outside the list.
    ///
    /// # Errors
    /// [`Error::GtiReversed`] if `stop_s` is before `start_s`.
    pub fn bad_intervals(&self, start_s: f64, stop_s: f64) -> Result<Self> {
        let window = Self::single(start_s, stop_s)?;
        let mut from = start_s;
        let mut out = Vec::with_capacity(self.len() + 1);
        for [start, stop] in self.intersection(&window).intervals().iter().copied() {
            if from < start {
                out.push([from, start]);
            }
            from = stop;
        }
        if from < stop_s {
            out.push([from, stop_s]);
        }
        Ok(Self::swept(out))
    }

    /// Joins several lists by a strategy; empty for no list.
    ///
    /// # Errors
    /// [`Error::GtiNotSeparate`] if the strategy is [`GtiStrategy::Append`] and lists overlap.
    pub fn merge(lists: &[Self], strategy: GtiStrategy) -> Result<Self> {
        let union = || lists.iter().fold(Self::default(), |all, one| all.union(one));
        Ok(match strategy {
            GtiStrategy::Intersection => Self::intersection_of(lists),
            GtiStrategy::Union => union(),
            GtiStrategy::Append => lists.iter().try_fold(Self::default(), |all, one| all.append(one))?,
            GtiStrategy::None => union().span().map_or_else(Self::default, |span| Self::swept(vec![span])),
            GtiStrategy::Infer => match Self::intersection_of(lists) {
                common if common.is_empty() => union(),
                common => common,
            },
        })
    }
}
