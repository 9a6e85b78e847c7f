//! Redshifts of values.
use super::expansion::Cosmology;
use super::quantity::Quantity;
use super::table::Table;
use crate::{Error, Result};
use serde::{Deserialize, Serialize};

/// Which redshift of a quantity that rises and falls again, such as the angular diameter distance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Branch {
    /// Below the first turning point.
    #[default]
    Low,
    /// Above it, up to the next one if there is another.
    High,
}

/// The redshifts at which a quantity has given values: `f(z) = value` to rounding, some tens of nanoseconds each.
///
/// Values are bracketed by the table's values on a fixed grid of redshifts from 10⁻⁹ to 10⁶ and closed in on by secants that
/// never leave the bracket. Turning points are found once and split the redshifts into branches. The result depends on the
/// value alone, not on its neighbours.
#[derive(Clone, Debug)]
pub struct Inverse {
    table: Table,
    branch: Branch,
    /// Redshifts, and the quantity times `sign` there, which rises.
    z: Vec<f64>,
    f: Vec<f64>,
    sign: f64,
}

/// Least and largest redshift that is looked for.
const RANGE: (f64, f64) = (1e-9, 1e6);
/// Nodes of the grid a factor `e`.
const NODES_A_FOLD: f64 = 12.0;
/// Rounds after which a bracket cannot be narrower: that many bisections.
const MOST_ROUNDS: usize = 100;

impl Cosmology {
    /// The inverse of a quantity. Takes about a millisecond.
    ///
    /// # Errors
    /// [`Error::Cosmology`] if the quantity is infinite or does not change, or has no such branch.
    pub fn inverse(&self, quantity: Quantity, branch: Branch) -> Result<Inverse> {
        Inverse::new(self.table(quantity), branch)
    }

    /// The redshifts at which a quantity has these values.
    ///
    /// # Errors
    /// As [`inverse`](Self::inverse); [`Error::NoRedshift`] with the first value that the quantity never has.
    pub fn redshifts(&self, quantity: Quantity, branch: Branch, values: &[f64]) -> Result<Vec<f64>> {
        self.inverse(quantity, branch)?.redshifts(values)
    }
}

impl Inverse {
    fn new(table: Table, branch: Branch) -> Result<Self> {
        let n = ((RANGE.1 / RANGE.0).ln() * NODES_A_FOLD).ceil() as usize;
        let mut z: Vec<f64> =
            (0..=n).map(|i| RANGE.0 * ((RANGE.1 / RANGE.0).ln() * i as f64 / n as f64).exp()).collect();
        z[n] = RANGE.1;
        let mut f = vec![0.0; z.len()];
        table.fill(&z, &mut f);
        let turns = turning_points(&table, &z, &f);
        let (from, to) = match branch {
            Branch::Low => (RANGE.0, turns.first().map_or(RANGE.1, |turn| turn.0)),
            Branch::High => match turns.first() {
                Some(turn) => (turn.0, turns.get(1).map_or(RANGE.1, |turn| turn.0)),
                None => (RANGE.1, RANGE.1),
            },
        };
        let at_turns = turns.iter().copied();
        let mut points: Vec<(f64, f64)> = z.into_iter().zip(f).chain(at_turns).collect();
        points.retain(|point| point.0 >= from && point.0 <= to && point.1.is_finite());
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        let sign = match (points.first(), points.last()) {
            (Some(first), Some(last)) if last.1 != first.1 => (last.1 - first.1).signum(),
            _ => {
                let what = "number of redshifts at which the quantity changes on this branch";
                return Err(Error::Cosmology {
                    what,
                    value: 0.0,
                    expected: "a quantity that changes with redshift there",
                });
            }
        };
        // where rounding makes neighbours equal, near redshift 0 of an age, one of them is enough
        points.dedup_by(|next, kept| next.1 * sign <= kept.1 * sign);
        let (z, f) = points.into_iter().map(|(z, f)| (z, f * sign)).unzip();
        Ok(Self { table, branch, z, f, sign })
    }

    /// The quantity.
    pub fn quantity(&self) -> Quantity {
        self.table.quantity()
    }

    /// Least and largest value that has a redshift here.
    pub fn range(&self) -> (f64, f64) {
        let ends = [self.f[0], self.f[self.f.len() - 1]].map(|f| f * self.sign);
        (ends[0].min(ends[1]), ends[0].max(ends[1]))
    }

    /// The redshift of each value; NaN where there is none.
    ///
    /// # Panics
    /// If `out` has not as many elements as `values`.
    pub fn fill(&self, values: &[f64], out: &mut [f64]) {
        assert_eq!(values.len(), out.len(), "one redshift for each value");
        for (values, out) in values.chunks(CHUNK).zip(out.chunks_mut(CHUNK)) {
            self.chunk(values, out);
        }
    }

    /// The redshift of each value.
    ///
    /// # Errors
    /// [`Error::NoRedshift`] with the first value that the quantity never has on this branch.
    pub fn redshifts(&self, values: &[f64]) -> Result<Vec<f64>> {
        let mut out = vec![0.0; values.len()];
        self.fill(values, &mut out);
        let Some(index) = out.iter().position(|z| z.is_nan()) else { return Ok(out) };
        let (low, high) = self.range();
        let branch = if self.branch == Branch::High { " on its high branch" } else { "" };
        Err(Error::NoRedshift { quantity: self.quantity().name(), index, value: values[index], low, high, branch })
    }

    fn chunk(&self, values: &[f64], out: &mut [f64]) {
        let mut searches = [Search::DONE; CHUNK];
        for (search, value) in searches.iter_mut().zip(values) {
            *search = self.bracket(value * self.sign);
        }
        let searches = &mut searches[..values.len()];
        let mut f = [0.0; CHUNK];
        for _ in 0..MOST_ROUNDS {
            if searches.iter().all(|search| search.is_done) {
                break;
            }
            for (z, search) in out.iter_mut().zip(searches.iter()) {
                *z = search.next;
            }
            self.table.fill(out, &mut f[..out.len()]);
            searches.iter_mut().zip(f).for_each(|(search, f)| search.step(f * self.sign));
        }
        for (z, search) in out.iter_mut().zip(searches.iter()) {
            *z = search.next;
        }
    }

    /// The grid's interval of a value, and where to look first: on the straight line.
    fn bracket(&self, value: f64) -> Search {
        let last = self.f.len() - 1;
        if !(value >= self.f[0] && value <= self.f[last]) {
            return Search { next: f64::NAN, ..Search::DONE };
        }
        let i = self.f.partition_point(|f| *f <= value).clamp(1, last) - 1;
        let (low, high) = ((self.z[i], self.f[i] - value), (self.z[i + 1], self.f[i + 1] - value));
        let mut search = Search { value, low, high, before: low, next: low.0, is_done: false };
        search.next = search.secant(low, high);
        search.is_done = low.1 == 0.0 || high.1 == 0.0;
        if search.is_done {
            search.next = if low.1 == 0.0 { low.0 } else { high.0 };
        }
        search
    }
}

/// Redshifts that are looked for together.
const CHUNK: usize = 64;

/// The search for one redshift. Pairs are of a redshift and what the quantity is above the value there.
#[derive(Clone, Copy)]
struct Search {
    value: f64,
    low: (f64, f64),
    high: (f64, f64),
    before: (f64, f64),
    next: f64,
    is_done: bool,
}

impl Search {
    const DONE: Self =
        Self { value: 0.0, low: (0.0, 0.0), high: (0.0, 0.0), before: (0.0, 0.0), next: 0.5, is_done: true };

    /// Takes the quantity at `next` and moves `next`.
    fn step(&mut self, f: f64) {
        if self.is_done {
            return;
        }
        let here = (self.next, f - self.value);
        if here.1 == 0.0 || here.1.is_nan() {
            self.is_done = true;
            return;
        }
        if here.1 < 0.0 {
            self.low = here
        } else {
            self.high = here
        }
        let next = self.secant(self.before, here);
        self.before = here;
        let apart = (next - here.0).abs();
        self.next = next;
        self.is_done = apart <= f64::EPSILON * next || self.high.0 - self.low.0 <= 2.0 * f64::EPSILON * next;
    }

    /// Where the straight line through two points is nought; the middle of the bracket if that is not inside.
    fn secant(&self, a: (f64, f64), b: (f64, f64)) -> f64 {
        let next = b.0 - b.1 * (b.0 - a.0) / (b.1 - a.1);
        let inside = next > self.low.0 && next < self.high.0;
        if inside { next } else { 0.5 * (self.low.0 + self.high.0) }
    }
}

/// Where the quantity turns round, and its value there.
fn turning_points(table: &Table, z: &[f64], f: &[f64]) -> Vec<(f64, f64)> {
    // differences of less than rounding (of an age near redshift 0) turn nothing
    const ROUNDING: f64 = 1e-12;
    let is_step = |i: usize| (f[i + 1] - f[i]).abs() > ROUNDING * f[i].abs().max(f[i + 1].abs());
    let steps: Vec<usize> = (0..f.len() - 1).filter(|&i| is_step(i)).collect();
    let turns = steps.windows(2).filter(|pair| (f[pair[0] + 1] > f[pair[0]]) != (f[pair[1] + 1] > f[pair[1]]));
    turns.map(|pair| extremum(table, z[pair[0]], z[pair[1] + 1], f[pair[0] + 1] > f[pair[0]])).collect()
}

/// The largest (or least) value in an interval, by golden sections: to the square root of rounding in redshift, to rounding
/// in value.
fn extremum(table: &Table, mut low: f64, mut high: f64, largest: bool) -> (f64, f64) {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    let f = |z: f64| if largest { table.at(z) } else { -table.at(z) };
    for _ in 0..60 {
        let width = GOLDEN * (high - low);
        let (a, b) = (high - width, low + width);
        if f(a) > f(b) { high = b } else { low = a }
    }
    let z = 0.5 * (low + high);
    (z, table.at(z))
}
