//! White noise, sinusoids and delays come out as they went in.
use crate::simulate;
use astrarium_exec::Engine;
use astrarium_timing::{CrossJob, CrossSpec, Norm, PowerJob, PowerSpec};

#[test]
fn white_noise_has_leahy_power_two() {
    let events = simulate::constant(11, 200_000, 400.0);
    let spec = PowerSpec { norm: Norm::Leahy, ..PowerSpec::new(4.0, 1.0 / 64.0) };
    let found = PowerJob::from_events(&events, &spec).unwrap().run(&Engine::serial()).unwrap();
    let n = found.power.len() as f64;
    let mean = found.power.iter().sum::<f64>() / n;
    // each of n powers is a mean of 100 of standard deviation 2; exactly N events lower it by 1/N
    let error = 2.0 / (100.0 * n).sqrt();
    assert!((mean - 2.0).abs() < 4.0 * error, "{mean} +- {error}");
    let variance = found.power.iter().map(|power| (power - 2.0).powi(2)).sum::<f64>() / n;
    assert!((variance / 0.04 - 1.0).abs() < 4.0 * (2.0 / n).sqrt(), "{variance}");
}

#[test]
fn a_sinusoid_has_its_rms() {
    let (a, freq_hz) = (0.4, 5.0);
    let events = simulate::sinusoid(12, 400_000, 500.0, [a, freq_hz, 0.0]);
    let spec = PowerSpec::new(2.0, 1.0 / 256.0);
    let found = PowerJob::from_events(&events, &spec).unwrap().run(&Engine::serial()).unwrap();
    let rms = found.rms([4.9, 5.1], None).unwrap();
    assert!((rms.value - a / 2.0_f64.sqrt()).abs() < 0.01, "{rms:?}");
    let highest = (0..found.power.len()).max_by(|i, j| found.power[*i].total_cmp(&found.power[*j])).unwrap();
    assert_eq!(found.freq_hz[highest], freq_hz);
    assert!(found.p_values(found.power.len() as f64)[highest] < 1e-100);
    let limit = found.modulation_upper_limit([4.0, 6.0], 0.95).unwrap();
    assert!(limit > a && limit < 1.4 * a, "{limit}: the mean loss between bins raises it");
}

#[test]
fn a_delayed_band_lags() {
    let (freq_hz, delay_s) = (4.0, 0.05);
    let early = simulate::sinusoid(13, 300_000, 400.0, [0.6, freq_hz, 0.0]);
    let late = simulate::sinusoid(14, 300_000, 400.0, [0.6, freq_hz, delay_s]);
    let spec = CrossSpec::new(4.0, 1.0 / 128.0);
    let found = CrossJob::from_two_events(&late, &early, &spec).unwrap().run(&Engine::serial()).unwrap();
    let at = found.freq_hz.iter().position(|freq| *freq == freq_hz).unwrap();
    let lag = found.time_lag_s();
    assert!((lag.value[at] - delay_s).abs() < 5.0 * lag.err[at].max(1e-4), "{} +- {}", lag.value[at], lag.err[at]);
    assert!((found.raw_coherence().value[at] - 1.0).abs() < 0.05);
    assert!((found.intrinsic_coherence(false).value[at] - 1.0).abs() < 0.02);
    // elsewhere there is noise, which has no coherence
    let nowhere = found.intrinsic_coherence(false).value.iter().filter(|value| value.is_nan()).count();
    assert!(nowhere > found.freq_hz.len() / 2);
}

#[test]
fn a_background_raises_the_fractional_rms() {
    let events = simulate::sinusoid(15, 200_000, 400.0, [0.3, 2.0, 0.0]);
    let rate = events.mean_rate();
    let of = |background_per_s| {
        let spec = PowerSpec { background_per_s, ..PowerSpec::new(4.0, 1.0 / 64.0) };
        let found = PowerJob::from_events(&events, &spec).unwrap().run(&Engine::serial()).unwrap();
        found.rms([1.9, 2.1], None).unwrap().value
    };
    assert!((of(0.25 * rate) / of(0.0) - 4.0 / 3.0).abs() < 1e-3, "a quarter is background");
}
