//! The figure of a light curve.
use crate::LightCurve;
use astrarium_io::report::{Axis, Figure, Ink, Panel, Points, Spans, Steps};

/// More bins than these are averaged in groups before they are drawn.
const MOST_BINS: usize = 3000;
/// Fewer bins than these are drawn with error bars.
const FEW_BINS: usize = 300;
/// Part of a bin by which the next one may be off its place without being a gap.
const GAP: f64 = 0.5;

/// Bins that are drawn as one: the time of its middle, s, rate and error, counts/s.
struct Group {
    time_s: f64,
    rate: f64,
    err: f64,
    stop_s: f64,
    start_s: f64,
}

impl LightCurve {
    /// The count rate in the good time intervals, which are tinted. Long curves are averaged for the drawing.
    pub fn figure(&self) -> Figure {
        let per_group = self.len().div_ceil(MOST_BINS).max(1);
        let groups = self.groups(per_group);
        let panel = Panel::new(Axis::linear("Rate").unit("counts/s"))
            .with(Spans::along_x(self.gti.intervals().to_vec()).label("good time"));
        let panel = if groups.len() <= FEW_BINS {
            let column = |of: fn(&Group) -> f64| groups.iter().map(of).collect::<Vec<f64>>();
            let points = Points::new(column(|g| g.time_s), column(|g| g.rate)).y_err(column(|g| g.err));
            panel.with(points.x_err(column(|g| (g.stop_s - g.start_s) / 2.0)).ink(Ink::Number(0)))
        } else {
            let (edges, rates) = steps(&groups);
            panel.with(Steps::new(edges, rates).ink(Ink::Number(0)))
        };
        let (n, bin_s, mjdref) = (self.len(), self.bin_s, self.mjdref);
        let averaged = if per_group > 1 { format!(" Drawn as means of {per_group} bins.") } else { String::new() };
        let start = self.reference;
        let caption = format!("{n} bins of {bin_s} s; time 0 is {start} s after MJD {mjdref}.{averaged}");
        Figure::new("Light curve", Axis::linear("Time").unit("s")).caption(caption).panel(panel)
    }

    /// Means over at most `per_group` good bins without a gap between them.
    fn groups(&self, per_group: usize) -> Vec<Group> {
        // a curve whose width is broken has no good bins
        let good = self.good().unwrap_or_else(|_| vec![false; self.len()]);
        let mut groups = Vec::new();
        let mut from = 0;
        while from < self.len() {
            if !good[from] {
                from += 1;
                continue;
            }
            let follows = |i: &usize| good[*i] && self.time_s[*i] - self.time_s[*i - 1] <= (1.0 + GAP) * self.bin_s;
            let more = (from + 1..self.len().min(from + per_group)).take_while(follows).count();
            let to = from + 1 + more;
            let length_s = (to - from) as f64 * self.bin_s;
            let variance: f64 = self.counts_err[from..to].iter().map(|err| err * err).sum();
            let start_s = self.time_s[from] - 0.5 * self.bin_s;
            groups.push(Group {
                time_s: start_s + 0.5 * length_s,
                rate: self.counts[from..to].iter().sum::<f64>() / length_s,
                err: variance.sqrt() / length_s,
                start_s,
                stop_s: start_s + length_s,
            });
            from = to;
        }
        groups
    }
}

/// Edges and rates; a gap is a bin without a value.
fn steps(groups: &[Group]) -> (Vec<f64>, Vec<f64>) {
    let (mut edges, mut rates) = (Vec::new(), Vec::new());
    for group in groups {
        match edges.last() {
            None => edges.push(group.start_s),
            Some(last) if group.start_s - last > GAP * (group.stop_s - group.start_s) => {
                edges.push(group.start_s);
                rates.push(f64::NAN);
            }
            Some(_) => {}
        }
        edges.push(group.stop_s);
        rates.push(group.rate);
    }
    (edges, rates)
}
