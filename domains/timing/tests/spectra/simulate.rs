//! Events and light curves with known properties.
use astrarium_num::random::{Purpose, Stream};
use astrarium_timing::{EventList, Gti};

/// Poisson events of a constant rate over one good time interval from 0.
pub(crate) fn constant(seed: u64, n_events: usize, length_s: f64) -> EventList {
    let mut times = vec![0.0; n_events];
    Stream::new(seed, Purpose::Test, 0).fill_uniform(0, 0, &mut times);
    times.iter_mut().for_each(|time| *time *= length_s);
    EventList::new(times).unwrap().with_gti(Gti::single(0.0, length_s).unwrap())
}

/// The same with the rate `1 + a sin(2 π f (t - delay))`, by rejection.
pub(crate) fn sinusoid(seed: u64, n_tried: usize, length_s: f64, [a, freq_hz, delay_s]: [f64; 3]) -> EventList {
    let mut uniforms = vec![0.0; 2 * n_tried];
    Stream::new(seed, Purpose::Test, 0).fill_uniform(0, 0, &mut uniforms);
    let rate = |time: f64| (1.0 + a * (std::f64::consts::TAU * freq_hz * (time - delay_s)).sin()) / (1.0 + a);
    let pairs = uniforms.chunks_exact(2).map(|pair| (pair[0] * length_s, pair[1]));
    let times = pairs.filter(|(time, keep)| *keep < rate(*time)).map(|(time, _)| time).collect();
    EventList::new(times).unwrap().with_gti(Gti::single(0.0, length_s).unwrap())
}

/// Independent normal numbers.
pub(crate) fn normals(seed: u64, entity: u64, n: usize) -> Vec<f64> {
    let mut out = vec![0.0; n];
    Stream::new(seed, Purpose::Test, entity).fill_normal(0, 0, &mut out);
    out
}
