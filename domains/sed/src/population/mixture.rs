//! The weights of a library's nodes in a galaxy.
use super::{Clock, stepped};
use crate::matter::Enrichment;
use crate::sfh::History;
use crate::{Error, Result, Rules};
use astrarium_astro::ssp::Outside;

/// A node of the library in a galaxy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Node {
    /// Which: metallicity times the number of ages, plus age.
    pub index: usize,
    /// Mass formed of stars that are out of their clouds, solar masses.
    pub free: f64,
    /// Mass formed of stars within clouds, solar masses.
    pub inside: f64,
}

/// The simple populations that a galaxy is a mixture of.
#[derive(Clone, Debug, Default)]
pub struct Mixture {
    /// Nodes with weight.
    pub nodes: Vec<Node>,
    /// Mass formed, solar masses.
    pub formed_msun: f64,
    /// Mass that lives, in stars and what stars leave, solar masses.
    pub living_msun: f64,
    /// Mean age of the stars by mass formed, years.
    pub mean_age_yr: f64,
    /// Core-collapse supernovae a year.
    pub supernovae_per_yr: f64,
    /// Mass formed with metallicities beyond the library's, solar masses; they shine as its last node.
    pub beyond_msun: f64,
    pub(super) age_yr: f64,
    free: Vec<f64>,
    inside: Vec<f64>,
    times_yr: Vec<f64>,
    formed: Vec<f64>,
    pieces: Vec<Piece>,
    breaks_yr: Vec<f64>,
    pub(super) shares: Vec<Share>,
    born_yr: Vec<f64>,
    pub(super) metallicity: Vec<f64>,
    pub(super) measured: Vec<f64>,
}

/// What a mixture is made from.
pub(crate) struct Recipe<'a> {
    pub(crate) clock: &'a Clock,
    pub(crate) history: &'a History<'a>,
    pub(crate) enrichment: &'a Enrichment<'a>,
    pub(crate) rules: Rules,
}

/// A part of a galaxy's stars.
#[derive(Clone, Copy, Debug)]
pub(super) struct Share {
    /// The age node before.
    pub(super) k: usize,
    /// Part of the way to the next.
    pub(super) part: f64,
    pub(super) age_yr: f64,
    /// Youngest and oldest.
    pub(super) ages_yr: (f64, f64),
    pub(super) mass: f64,
}

/// A piece of the galaxy's life.
#[derive(Clone, Copy, Debug)]
struct Piece {
    k: usize,
    from_yr: f64,
    to_yr: f64,
    /// Whether it lies between two ages of the library.
    between: bool,
    /// How its ends move with the galaxy's age.
    moves: (f64, f64),
}

/// Pieces that the life of a galaxy whose metals change is cut into, at least.
const PIECES: f64 = 64.0;

impl Mixture {
    /// Weighs the nodes for a galaxy, `eta` being the part of the stars of an age that are within clouds.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for a metallicity that was asked for and is not the library's.
    pub(crate) fn fill(&mut self, recipe: &Recipe<'_>, eta: &dyn Fn(f64) -> f64) -> Result<()> {
        let n = recipe.clock.n_age() * recipe.clock.metallicity.len();
        self.clear(n);
        if recipe.rules.is_galapy() {
            stepped::fill(self, recipe, eta);
        } else {
            recipe.check_metallicity()?;
            self.integrate(recipe, eta);
        }
        self.gather();
        Ok(())
    }

    fn clear(&mut self, n: usize) {
        let sums = [&mut self.formed_msun, &mut self.living_msun, &mut self.mean_age_yr, &mut self.supernovae_per_yr];
        sums.into_iter().for_each(|sum| *sum = 0.0);
        self.beyond_msun = 0.0;
        self.nodes.clear();
        for weights in [&mut self.free, &mut self.inside] {
            weights.clear();
            weights.resize(n, 0.0);
        }
    }

    /// Exact masses of pieces of age, each with its mean place between two ages of the library.
    fn integrate(&mut self, recipe: &Recipe<'_>, eta: &dyn Fn(f64) -> f64) {
        self.cut(recipe);
        self.share_out(recipe, None);
        for i in 0..self.shares.len() {
            self.add(recipe, i, eta(self.shares[i].age_yr));
        }
        self.mean_age_yr /= self.formed_msun.max(f64::MIN_POSITIVE);
    }

    /// The shares of a galaxy a little different from the one of `frame`, piece by piece.
    pub(super) fn share_as(&mut self, recipe: &Recipe<'_>, frame: &Self) {
        let older_yr = recipe.history.age_yr() - frame.age_yr;
        self.pieces.clear();
        self.pieces.extend(frame.pieces.iter().map(|piece| Piece {
            from_yr: piece.from_yr + piece.moves.0 * older_yr,
            to_yr: piece.to_yr + piece.moves.1 * older_yr,
            ..*piece
        }));
        self.share_out(recipe, Some(frame));
    }

    /// Masses, ages and metallicities of the pieces and of what is born at once.
    fn share_out(&mut self, recipe: &Recipe<'_>, frame: Option<&Self>) {
        let (clock, age_yr) = (recipe.clock, recipe.history.age_yr());
        self.age_yr = age_yr;
        self.formed_at_borders(recipe);
        self.shares.clear();
        for (i, piece) in self.pieces.iter().enumerate() {
            // masses rise in time, so the youngest piece stands last
            let young = self.formed.len() - 1 - 2 * i;
            let (young, middle, old) = (self.formed[young], self.formed[young - 1], self.formed[young - 2]);
            // of a galaxy a little younger the last piece may end before it begins
            let mass = if frame.is_some() { young - old } else { (young - old).max(0.0) };
            let half = if mass == 0.0 { 0.5 } else { (young - middle) / mass };
            // Simpson's rule for the mean age
            let age = piece.from_yr + (piece.to_yr - piece.from_yr) * (5.0 / 6.0 - 2.0 / 3.0 * half);
            let part =
                if piece.between { clock.moments(piece.k, (piece.from_yr, piece.to_yr)).part(half) } else { 0.0 };
            self.shares.push(Share { k: piece.k, part, age_yr: age, ages_yr: (piece.from_yr, piece.to_yr), mass });
        }
        let shares = &mut self.shares;
        recipe.history.each_instant(&mut |time, mass| {
            let age = age_yr - time;
            let known = frame.and_then(|frame| frame.shares.get(shares.len())).map(|share| share.k);
            let k = known.unwrap_or_else(|| astrarium_num::interp::bracket(&clock.age_yr, age));
            shares.push(Share { k, part: clock.part(k, age), age_yr: age, ages_yr: (age, age), mass });
        });
        self.enrich(recipe);
    }

    /// Metallicities of the shares.
    fn enrich(&mut self, recipe: &Recipe<'_>) {
        let age_yr = recipe.history.age_yr();
        self.born_yr.clear();
        self.born_yr.extend(self.shares.iter().map(|share| age_yr - share.age_yr));
        for values in [&mut self.metallicity, &mut self.measured] {
            values.clear();
            values.resize(self.shares.len(), 0.0);
        }
        recipe.enrichment.fill_newborn(&self.born_yr, &recipe.rules, &mut self.metallicity);
        recipe.clock.fill_measured(&self.metallicity, &mut self.measured);
    }

    /// Cuts the galaxy's life at the library's ages, where the rate jumps, and so that metals change little over a piece.
    fn cut(&mut self, recipe: &Recipe<'_>) {
        let (clock, age_yr) = (recipe.clock, recipe.history.age_yr());
        self.breaks_yr.clear();
        recipe.history.breaks_yr(&mut self.breaks_yr);
        self.breaks_yr.iter_mut().for_each(|time| *time = age_yr - *time);
        self.breaks_yr.sort_by(f64::total_cmp);
        let longest_yr = if recipe.enrichment.is_modelled() { age_yr / PIECES } else { f64::INFINITY };
        self.pieces.clear();
        let first = clock.age_yr[0].min(age_yr);
        if first > 0.0 {
            let moves = (0.0, f64::from(first == age_yr));
            self.pieces.push(Piece { k: 0, from_yr: 0.0, to_yr: first, between: false, moves });
        }
        for k in 0..clock.n_age() - 1 {
            let (begin, end) = (clock.age_yr[k], clock.age_yr[k + 1].min(age_yr));
            if begin >= end {
                break;
            }
            let (mut from, mut from_moves) = (begin, 0.0);
            let inner = self.breaks_yr.iter().copied().filter(|at| *at > begin && *at < end);
            for to in inner.chain([end]).filter(|to| *to > begin) {
                let n = ((to - from) / longest_yr).ceil().max(1.0);
                let edge = |i: f64| if i == n { to } else { from + (to - from) * i / n };
                let to_moves = f64::from(to < end || end == age_yr);
                let moves = |i: f64| from_moves + (to_moves - from_moves) * i / n;
                let piece = |i: f64| Piece {
                    k,
                    from_yr: edge(i),
                    to_yr: edge(i + 1.0),
                    between: true,
                    moves: (moves(i), moves(i + 1.0)),
                };
                let pieces = (0..n as u32).map(|i| piece(f64::from(i)));
                self.pieces.extend(pieces.filter(|piece| piece.to_yr > piece.from_yr));
                (from, from_moves) = (to, to_moves);
            }
        }
        let last = clock.age_yr[clock.n_age() - 1];
        if last < age_yr {
            let piece = Piece { k: clock.n_age() - 1, from_yr: last, to_yr: age_yr, between: false, moves: (0.0, 1.0) };
            self.pieces.push(piece);
        }
    }

    /// Masses formed up to the borders and middles of the pieces, in time.
    fn formed_at_borders(&mut self, recipe: &Recipe<'_>) {
        let age_yr = recipe.history.age_yr();
        self.times_yr.clear();
        for piece in self.pieces.iter().rev() {
            if self.times_yr.is_empty() {
                self.times_yr.push((age_yr - piece.to_yr).max(0.0));
            }
            self.times_yr.push((age_yr - 0.5 * (piece.from_yr + piece.to_yr)).max(0.0));
            self.times_yr.push((age_yr - piece.from_yr).max(0.0));
        }
        self.formed.clear();
        self.formed.resize(self.times_yr.len(), 0.0);
        recipe.history.fill_formed(&self.times_yr, &mut self.formed);
    }

    /// Puts a share on its four nodes.
    fn add(&mut self, recipe: &Recipe<'_>, i: usize, eta: f64) {
        let (clock, share, metallicity) = (recipe.clock, self.shares[i], self.metallicity[i]);
        if share.mass <= 0.0 {
            return;
        }
        self.formed_msun += share.mass;
        self.mean_age_yr += share.mass * share.age_yr;
        let next = (share.k + 1).min(clock.n_age() - 1);
        self.supernovae_per_yr += share.mass * clock.supernovae.rate(share.k, share.ages_yr, metallicity);
        if metallicity > clock.metallicity[clock.metallicity.len() - 1] {
            self.beyond_msun += share.mass;
        }
        let extend = clock.how.outside == Outside::Extend;
        for (z, of_z) in clock.measured(metallicity, self.measured[i], extend) {
            for (age, of_age) in [(share.k, 1.0 - share.part), (next, share.part)] {
                let index = z * clock.n_age() + age;
                let mass = share.mass * of_z * of_age;
                self.inside[index] += eta * mass;
                self.free[index] += (1.0 - eta) * mass;
                self.living_msun += mass * clock.living[index];
            }
        }
    }

    /// Adds mass at a node; as the original's sums do.
    pub(super) fn add_at(&mut self, index: usize, mass: f64, eta: f64) {
        self.inside[index] += eta * mass;
        self.free[index] += (1.0 - eta) * mass;
    }

    /// Lists what has weight.
    fn gather(&mut self) {
        let weights = self.free.iter().zip(&self.inside).enumerate();
        let some = weights.filter(|(_, (free, inside))| **free != 0.0 || **inside != 0.0);
        self.nodes.extend(some.map(|(index, (free, inside))| Node { index, free: *free, inside: *inside }));
    }
}

impl Recipe<'_> {
    /// A metallicity that was asked for is the library's.
    fn check_metallicity(&self) -> Result<()> {
        if self.enrichment.is_modelled() || self.clock.how.outside != Outside::Refuse {
            return Ok(());
        }
        let value = self.enrichment.newborn(0.0, &self.rules);
        let (low, high) = (self.clock.metallicity[0], self.clock.metallicity[self.clock.metallicity.len() - 1]);
        if value >= low && value <= high {
            return Ok(());
        }
        Err(Error::OutOfRange { what: "matter.metallicity", value, expected: "one that the stellar library has" })
    }
}
