//! Averaged cross spectra, lags, coherences, and the formulas of their errors.
use crate::case::Case;
use crate::value::{Outputs, Value};
use astrarium_exec::Engine;
use astrarium_num::fft::Complex64;
use astrarium_timing::significance::CospectrumNoise;
use astrarium_timing::{Compat, CrossJob, CrossPoint, CrossSpec, CrossSpectrum, Measured, Norm};
use std::error::Error;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

pub(crate) fn run(case: &Case) -> Result<Outputs> {
    let mut out = Outputs::default();
    match case.name.as_str() {
        "cross/error_formulas" => formulas(case, &mut out)?,
        "cross/cospectra_pvalue" => p_values(case, &mut out)?,
        _ => {
            let of = |compat| -> Result<CrossSpectrum> {
                let whole = averaged(case, compat)?;
                Ok(case.number("f").map_or(Ok(whole.clone()), |f| whole.rebin_log(f))?)
            };
            let (right, compat) = (of(Compat::None)?, of(Compat::Stingray)?);
            set(&mut out, &right, case.number("f").is_some());
            out.compat("power_err", pairs(&compat.power_err));
            out.compat("intr_coh_err", compat.intrinsic_coherence(false).err);
            out.compat("intr_coh_adj_err", compat.intrinsic_coherence(true).err);
        }
    }
    Ok(out)
}

fn averaged(case: &Case, compat: Compat) -> Result<CrossSpectrum> {
    let band = |name: &str| -> Result<[i32; 2]> { Ok(case.pair(name)?.map(|channel| channel as i32)) };
    let spec = CrossSpec {
        bands_pi: Some([band("pi1")?, band("pi2")?]),
        norm: case.text("norm").map_or(Ok(Norm::Frac), str::parse)?,
        common_mean: case.flag("use_common_mean").unwrap_or(true),
        channels_overlap: case.flag("channels_overlap"),
        full_spectrum: case.flag("fullspec").unwrap_or(false),
        compat,
        ..CrossSpec::new(case.need("segment_size")?, case.need("dt")?)
    };
    Ok(CrossJob::from_events(crate::events::list(case)?, &spec)?.run(&Engine::serial())?)
}

fn set(out: &mut Outputs, spectrum: &CrossSpectrum, each_m: bool) {
    out.right("freq", spectrum.freq_hz.clone());
    out.right("power", pairs(&spectrum.power));
    out.right("unnorm_power", pairs(&spectrum.unnorm_power));
    out.right("power_err", pairs(&spectrum.power_err));
    out.right("pds1", spectrum.pds1.clone());
    out.right("pds2", spectrum.pds2.clone());
    out.right("pds1_err", spectrum.pds1_err());
    out.right("pds2_err", spectrum.pds2_err());
    for (quantity, estimates) in [
        ("phase_lag", spectrum.phase_lag()),
        ("time_lag", spectrum.time_lag_s()),
        ("raw_coh", spectrum.raw_coherence()),
        ("intr_coh", spectrum.intrinsic_coherence(false)),
        ("intr_coh_adj", spectrum.intrinsic_coherence(true)),
    ] {
        out.right(quantity, estimates.value);
        out.right(format!("{quantity}_err"), estimates.err);
    }
    let m = if each_m { &spectrum.m[..] } else { &spectrum.m[..1] };
    out.right("m", Value::integers(m.iter().copied()));
    out.right("k", Value::integers(spectrum.k()));
    out.right("nphots1", spectrum.counts1.photons);
    out.right("nphots2", spectrum.counts2.photons);
}

fn p_values(case: &Case, out: &mut Outputs) -> Result<()> {
    for m in [1, 5, 30, 80] {
        let powers = case.floats(&format!("power_m{m}"))?;
        let of = |compat| -> Vec<f64> {
            let noise = CospectrumNoise::new(m, compat);
            powers.iter().map(|power| noise.p_value(*power)).collect()
        };
        out.right(format!("m{m}"), of(Compat::None));
        out.compat(format!("m{m}"), of(Compat::Stingray));
    }
    Ok(())
}

fn formulas(case: &Case, out: &mut Outputs) -> Result<()> {
    let (cross, power1, power2) = (case.complex("cross")?, case.floats("p1")?, case.floats("p2")?);
    let (m, noise1, noise2) = (case.need("m")?, case.need("noise1")?, case.need("noise2")?);
    let point = |i: usize| {
        let [re, im] = cross[i];
        CrossPoint { cross: Complex64::new(re, im), power1: power1[i], power2: power2[i], noise1, noise2, m }
    };
    let points: Vec<CrossPoint> = (0..power1.len()).map(point).collect();
    let each = |of: &dyn Fn(&CrossPoint) -> f64| points.iter().map(of).collect::<Vec<f64>>();
    out.right("bias", each(&|point| point.bias(1.0)));
    out.right("dRe", each(&|point| point.errors().re));
    out.right("dIm", each(&|point| point.errors().im));
    out.right("dphi", each(&|point| point.errors().phase));
    out.right("dG", each(&|point| point.errors().modulus));
    out.right("dRe_c", each(&|point| point.common_reference_errors().re));
    out.right("dphi_c", each(&|point| point.common_reference_errors().phase));
    let rows =
        |of: &dyn Fn(&CrossPoint) -> Measured| [each(&|point| of(point).value), each(&|point| of(point).err)].concat();
    out.right("raw", rows(&CrossPoint::raw_coherence));
    for (quantity, adjust) in [("intr", false), ("intr_adj", true)] {
        out.right(quantity, rows(&|point| point.intrinsic_coherence(adjust, Compat::None)));
        out.compat(quantity, rows(&|point| point.intrinsic_coherence(adjust, Compat::Stingray)));
    }
    Ok(())
}

fn pairs(values: &[Complex64]) -> Value {
    Value::Complex(values.iter().map(|z| [z.re, z.im]).collect())
}
