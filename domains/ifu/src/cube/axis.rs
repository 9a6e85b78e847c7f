//! An axis of the library: between which of its nodes a value lies, and how far.
use astrarium_astro::ssp::Scale;
use astrarium_num::lanes;

/// The nodes of an axis of the library, and their measures: numbers themselves, or their logarithms.
#[derive(Clone, Debug)]
pub(super) struct Axis {
    /// First and last node.
    ends: [f64; 2],
    measures: Vec<f64>,
    /// One over the distance to the next node, in the measure; nought where it is none.
    inverse: Vec<f64>,
    scale: Scale,
    /// Values below count as this in logarithms.
    least: f64,
    /// The node before the start of each of many equal bins of the measure.
    starts: Vec<u16>,
    bins_per_measure: f64,
}

/// Bins in which a node is looked up: more than there are nodes, so that the next one or two are tried at most.
const BINS: usize = 2048;

impl Axis {
    /// Of nodes that rise.
    pub(super) fn new(nodes: &[f64], scale: Scale, least: f64) -> Self {
        let measure = |value: f64| if scale == Scale::Log { lanes::ln(value.max(least)) } else { value };
        let measures: Vec<f64> = nodes.iter().map(|node| measure(*node)).collect();
        let inverse = |pair: &[f64]| if pair[1] > pair[0] { 1.0 / (pair[1] - pair[0]) } else { 0.0 };
        let (first, last) = (measures[0], measures[nodes.len() - 1]);
        let width = (last - first) / BINS as f64;
        let before = |bin: usize| {
            let from = first + bin as f64 * width;
            let lower = measures.partition_point(|node| *node <= from).saturating_sub(1);
            lower.min(nodes.len().saturating_sub(2)) as u16
        };
        Self {
            ends: [nodes[0], nodes[nodes.len() - 1]],
            inverse: measures.windows(2).map(inverse).collect(),
            scale,
            least,
            starts: (0..=BINS).map(before).collect(),
            bins_per_measure: if width > 0.0 { 1.0 / width } else { 0.0 },
            measures,
        }
    }

    /// Measures of values, those beyond the nodes as the last ones'.
    #[inline(always)]
    pub(super) fn measure(&self, values: &[f64], unit: f64, out: &mut [f64]) {
        let (first, last) = (self.measures[0], self.measures[self.measures.len() - 1]);
        match self.scale {
            Scale::Log => out
                .iter_mut()
                .zip(values)
                .for_each(|(out, value)| *out = lanes::ln((unit * value).max(self.least)).clamp(first, last)),
            Scale::Linear => {
                out.iter_mut().zip(values).for_each(|(out, value)| *out = (unit * value).clamp(first, last));
            }
        }
    }

    /// Measures of the nodes.
    pub(super) fn measures(&self) -> &[f64] {
        &self.measures
    }

    pub(super) fn is_beyond(&self, value: f64) -> bool {
        value < self.ends[0] || value > self.ends[1]
    }

    /// The node before a [`measure`](Self::measure) and the part of the way to the next; of the last node, all of it.
    #[inline(always)]
    pub(super) fn place(&self, measure: f64) -> (usize, f64) {
        if self.inverse.is_empty() {
            return (0, 0.0);
        }
        let bin = ((measure - self.measures[0]) * self.bins_per_measure) as usize;
        // a bin may be a rounding too far
        let mut lower = usize::from(self.starts[bin.min(BINS)]);
        lower -= usize::from(lower > 0 && measure < self.measures[lower]);
        while lower + 1 < self.inverse.len() && measure >= self.measures[lower + 1] {
            lower += 1;
        }
        (lower, ((measure - self.measures[lower]) * self.inverse[lower]).min(1.0))
    }

    /// The derivative of the part with respect to the measure.
    pub(super) fn part_slope(&self, lower: usize) -> f64 {
        self.inverse.get(lower).copied().unwrap_or(0.0)
    }

    /// The derivative of the measure with respect to the value.
    pub(super) fn measure_slope(&self, value: f64) -> f64 {
        match self.scale {
            Scale::Linear => 1.0,
            Scale::Log if value > self.least => 1.0 / value,
            Scale::Log => 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_lies_between_its_nodes() {
        // a first node without a logarithm, two that are nearly one, uneven steps
        let nodes = [0.0, 2.0, 2.0 + 1e-12, 3.0, 500.0, 501.0, 1e6];
        for scale in [Scale::Log, Scale::Linear] {
            let axis = Axis::new(&nodes, scale, 1.0);
            let measure = |value: f64| if scale == Scale::Log { value.max(1.0).ln() } else { value };
            let between = (0..5000).map(|i| 1e6 * (f64::from(i) / 5000.0).powi(6));
            for value in between.chain(nodes) {
                let mut at = [0.0];
                axis.measure(&[value], 1.0, &mut at);
                let (lower, part) = axis.place(at[0]);
                let (from, to) = (measure(nodes[lower]), measure(nodes[lower + 1]));
                assert!((0.0..=1.0).contains(&part), "{value}: {part}");
                assert!((from + part * (to - from) - measure(value)).abs() < 1e-13 * to.max(1.0), "{value}");
            }
            assert!(axis.is_beyond(2e6) && !axis.is_beyond(1e6) && !axis.is_beyond(0.0));
            let mut ends = [0.0; 2];
            axis.measure(&[-5.0, 1e9], 1.0, &mut ends);
            assert_eq!(ends.map(|end| axis.place(end)), [(0, 0.0), (5, 1.0)]);
        }
        let single = Axis::new(&[0.02], Scale::Log, 1e-6);
        assert_eq!((single.place(-3.0), single.part_slope(0)), ((0, 0.0), 0.0));
    }
}
