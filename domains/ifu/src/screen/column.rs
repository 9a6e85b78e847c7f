//! Dust in front of each star.
use super::dust::{DustSpec, a_v_of};
use crate::orient::{View, rotated};
use crate::{Error, Result, Stars};
use astrarium_exec::{Blocks, Cut, Cx, Engine, Job, Slots};
use std::time::Duration;

/// A ball of dusty gas.
#[derive(Clone, Copy, Debug)]
struct Ball {
    at: [f64; 3],
    radius: f64,
    /// Attenuation in V times area, mag kpc².
    strength: f64,
}

/// Dust as a star field sees it: balls, and which of them may lie over each cell of a grid on the sky.
#[derive(Debug)]
pub struct Screen<'a> {
    stars: &'a Stars,
    turn: crate::orient::Matrix,
    spec: DustSpec,
    balls: Vec<Ball>,
    corner: [f64; 2],
    cell_kpc: f64,
    n: [usize; 2],
    /// Balls of each cell, one list after the other.
    lists: Vec<u32>,
    starts: Vec<usize>,
}

/// Stars of a block.
const BLOCK: usize = 4096;
/// Cells along a side, at most.
const MOST_CELLS: f64 = 1024.0;

impl<'a> Screen<'a> {
    /// Of a view's gas.
    ///
    /// # Errors
    /// As [`DustSpec::check`].
    pub fn new(view: &'a View, spec: &DustSpec) -> Result<Self> {
        spec.check()?;
        let gas = &view.particles.gas;
        let (dust, radii) = (spec.dust_msun(gas), spec.radii_kpc(gas));
        let balls: Vec<Ball> = (0..gas.len())
            .filter(|i| dust[*i] > 0.0)
            .map(|i| Ball {
                at: rotated(gas.position_kpc[i], &view.turn),
                radius: radii[i],
                strength: a_v_of(dust[i], spec.grain_g_cm3),
            })
            .collect();
        let stars = &view.particles.stars;
        let mut screen = Self {
            stars,
            turn: view.turn,
            spec: spec.clone(),
            balls,
            corner: [0.0; 2],
            cell_kpc: 1.0,
            n: [1, 1],
            lists: Vec::new(),
            starts: vec![0; 2],
        };
        screen.sort();
        Ok(screen)
    }

    /// Lists for each cell the balls that touch it.
    fn sort(&mut self) {
        let Some(first) = self.balls.first() else { return };
        let (mut low, mut high) = ([first.at[0], first.at[1]], [first.at[0], first.at[1]]);
        for ball in &self.balls {
            for k in 0..2 {
                low[k] = f64::min(low[k], ball.at[k] - ball.radius);
                high[k] = f64::max(high[k], ball.at[k] + ball.radius);
            }
        }
        let widest = (high[0] - low[0]).max(high[1] - low[1]);
        let mean = self.balls.iter().map(|ball| ball.radius).sum::<f64>() / self.balls.len() as f64;
        self.cell_kpc = mean.max(widest / MOST_CELLS).max(f64::MIN_POSITIVE);
        self.corner = low;
        self.n = [0, 1].map(|k| ((high[k] - low[k]) / self.cell_kpc).floor() as usize + 1);
        let mut cells: Vec<Vec<u32>> = vec![Vec::new(); self.n[0] * self.n[1]];
        for (i, ball) in self.balls.iter().enumerate() {
            let range = |k: usize| {
                let index =
                    |x: f64| (((x - self.corner[k]) / self.cell_kpc).floor().max(0.0) as usize).min(self.n[k] - 1);
                index(ball.at[k] - ball.radius)..=index(ball.at[k] + ball.radius)
            };
            for (y, x) in range(1).flat_map(|y| range(0).map(move |x| (y, x))) {
                cells[y * self.n[0] + x].push(i as u32);
            }
        }
        self.starts = std::iter::once(0)
            .chain(cells.iter().scan(0, |sum, cell| {
                *sum += cell.len();
                Some(*sum)
            }))
            .collect();
        self.lists = cells.concat();
    }

    /// Attenuation in V at a place on the sky, mag: `Σ a W(R) f(s)` of balls over it, `W = 5/(2π h²) (1 - R²/h²)^(3/2)` the ball's
    /// column, `f = (2 + 3s - s³)/4` the part of it before the place, `s` the depth within the chord from -1 to 1.
    fn in_front(&self, at: [f64; 3]) -> f64 {
        let mut cell = [0; 2];
        for k in 0..2 {
            let index = ((at[k] - self.corner[k]) / self.cell_kpc).floor();
            if !(index >= 0.0 && index < self.n[k] as f64) {
                return 0.0;
            }
            cell[k] = index as usize;
        }
        let cell = cell[1] * self.n[0] + cell[0];
        let over = |i: &u32| {
            let ball = &self.balls[*i as usize];
            let (dx, dy, h) = (at[0] - ball.at[0], at[1] - ball.at[1], ball.radius);
            let rest = 1.0 - (dx * dx + dy * dy) / (h * h);
            if rest <= 0.0 {
                return 0.0;
            }
            let chord = h * rest.sqrt();
            let s = ((at[2] - ball.at[2]) / chord).clamp(-1.0, 1.0);
            let column = 2.5 / (std::f64::consts::PI * h * h) * rest * rest.sqrt();
            ball.strength * column * 0.25 * (2.0 + 3.0 * s - s * s * s)
        };
        self.lists[self.starts[cell]..self.starts[cell + 1]].iter().map(over).sum()
    }

    /// Attenuation in V of the gas before each of some places in the view's frame, mag: of the centre of a gas element, half its own.
    ///
    /// # Errors
    /// Interruptions, and those of the machine.
    pub fn a_v_before(&self, position_kpc: &[[f64; 3]], engine: &Engine) -> Result<Vec<f64>> {
        let mut a_v = vec![0.0; position_kpc.len()];
        engine.fill(&Before { screen: self, position_kpc }, &Slots::new(&mut a_v, BLOCK), Duration::MAX)?;
        Ok(a_v)
    }

    /// Attenuation in V of each star, mag: of the gas before it, and of its cloud.
    ///
    /// # Errors
    /// Interruptions, and those of the machine.
    pub fn a_v(&self, engine: &Engine) -> Result<Vec<f64>> {
        let mut a_v = vec![0.0; self.stars.len()];
        engine.fill(self, &Slots::new(&mut a_v, BLOCK), Duration::MAX)?;
        Ok(a_v)
    }
}

impl Job for Screen<'_> {
    type Part = Vec<f64>;
    type Scratch = ();
    type Error = Error;

    fn blocks(&self) -> Blocks {
        Cut { items: self.stars.len(), size: BLOCK }.blocks()
    }

    fn part(&self) -> Vec<f64> {
        Vec::with_capacity(BLOCK)
    }

    fn scratch(&self) {}

    fn block(&self, index: u64, part: &mut Vec<f64>, (): &mut (), cx: &Cx) -> Result<()> {
        cx.check()?;
        for i in (Cut { items: self.stars.len(), size: BLOCK }).range(index) {
            let cloud =
                self.spec.birth.filter(|birth| self.stars.age_gyr[i] < birth.age_gyr).map_or(0.0, |birth| birth.a_v);
            part.push(self.in_front(rotated(self.stars.position_kpc[i], &self.turn)) + cloud);
        }
        Ok(())
    }
}

/// Places behind a screen.
struct Before<'s, 'a> {
    screen: &'s Screen<'a>,
    position_kpc: &'s [[f64; 3]],
}

impl Before<'_, '_> {
    fn cut(&self) -> Cut {
        Cut { items: self.position_kpc.len(), size: BLOCK }
    }
}

impl Job for Before<'_, '_> {
    type Part = Vec<f64>;
    type Scratch = ();
    type Error = Error;

    fn blocks(&self) -> Blocks {
        self.cut().blocks()
    }

    fn part(&self) -> Vec<f64> {
        Vec::with_capacity(BLOCK)
    }

    fn scratch(&self) {}

    fn block(&self, index: u64, part: &mut Vec<f64>, (): &mut (), cx: &Cx) -> Result<()> {
        cx.check()?;
        let places = &self.position_kpc[self.cut().range(index)];
        part.extend(places.iter().map(|place| self.screen.in_front(rotated(*place, &self.screen.turn))));
        Ok(())
    }
}
