//! Averaged and single power spectra.
use crate::case::Case;
use crate::value::{Outputs, Value};
use astrarium_exec::Engine;
use astrarium_timing::{Compat, ErrDist, LightCurve, Norm, PowerJob, PowerSpec, PowerSpectrum};
use std::error::Error;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

pub(crate) fn run(case: &Case) -> Result<Outputs> {
    let mut out = Outputs::default();
    match case.name.as_str() {
        "pds/dynamical" => {}
        "pds/rms" => rms(case, &mut out)?,
        "pds/significances" => {
            let spectrum = averaged(case, Norm::Leahy)?;
            out.right("pvals_all", spectrum.p_values(spectrum.freq_hz.len() as f64));
        }
        "pds/upper_limit" => {
            let band_hz = [case.need("fmin")?, case.need("fmax")?];
            out.right("a", averaged(case, Norm::Leahy)?.modulation_upper_limit(band_hz, case.need("c")?)?);
        }
        _ if case.has_input("err") => {
            set(&mut out, &gaussian(case, Compat::None)?, false);
            let original = gaussian(case, Compat::Stingray)?;
            out.compat("power", original.power.clone());
            out.compat("power_err", original.power_err.clone());
            out.compat("variance", original.counts.variance.unwrap_or(f64::NAN));
        }
        _ if case.has_input("counts") => {
            let curve = LightCurve::new(case.floats("time")?, case.floats("counts")?, Some(case.need("dt")?))?;
            let spec = PowerSpec { norm: norm(case)?, ..PowerSpec::default() };
            set(&mut out, &PowerJob::from_curve(curve, &spec)?.run(&Engine::serial())?, false);
        }
        _ => {
            let spectrum = averaged(case, norm(case)?)?;
            let (factor, f) = (case.number("factor"), case.number("f"));
            let spectrum = factor.map_or(Ok(spectrum.clone()), |factor| spectrum.rebin(factor))?;
            let spectrum = f.map_or(Ok(spectrum.clone()), |f| spectrum.rebin_log(f))?;
            set(&mut out, &spectrum, f.is_some());
        }
    }
    Ok(out)
}

pub(crate) fn norm(case: &Case) -> Result<Norm> {
    Ok(case.text("norm").ok_or("no normalisation is named")?.parse()?)
}

fn averaged(case: &Case, norm: Norm) -> Result<PowerSpectrum> {
    let common_mean = case.flag("use_common_mean").unwrap_or(true);
    let spec = PowerSpec { norm, common_mean, ..PowerSpec::new(case.need("segment_size")?, case.need("dt")?) };
    Ok(PowerJob::from_events(crate::events::list(case)?, &spec)?.run(&Engine::serial())?)
}

fn gaussian(case: &Case, compat: Compat) -> Result<PowerSpectrum> {
    let (counts, err, bin_s) = (case.floats("counts")?, case.floats("err")?, case.need("dt")?);
    let centres = (0..counts.len()).map(|i| (i as f64 + 0.5) * bin_s).collect();
    let curve = LightCurve::new(centres, counts, Some(bin_s))?.with_errors(err, ErrDist::Gauss)?;
    let spec = PowerSpec { norm: norm(case)?, compat, ..PowerSpec::new(case.need("segment_size")?, bin_s) };
    Ok(PowerJob::from_curve(curve, &spec)?.run(&Engine::serial())?)
}

fn rms(case: &Case, out: &mut Outputs) -> Result<()> {
    let band_hz = [case.need("min_freq")?, case.need("max_freq")?];
    let frac = averaged(case, Norm::Frac)?;
    let rebinned = frac.rebin_log(case.need("rebin_log_f")?)?;
    for (quantity, spectrum) in [("frac", frac), ("leahy", averaged(case, Norm::Leahy)?), ("rebin_log", rebinned)] {
        let found = spectrum.rms(band_hz, None)?;
        out.right(quantity, vec![found.value, found.err]);
    }
    Ok(())
}

fn set(out: &mut Outputs, spectrum: &PowerSpectrum, each_m: bool) {
    out.right("freq", spectrum.freq_hz.clone());
    out.right("power", spectrum.power.clone());
    out.right("power_err", spectrum.power_err.clone());
    out.right("unnorm_power", spectrum.unnorm_power.clone());
    let m = if each_m { &spectrum.m[..] } else { &spectrum.m[..1] };
    out.right("m", Value::integers(m.iter().copied()));
    out.right("k", Value::integers(spectrum.k()));
    out.right("n", Value::integers([spectrum.counts.n_bins]));
    out.right("df", spectrum.width_hz[0]);
    out.right("nphots", spectrum.counts.photons);
    out.right("variance", spectrum.counts.variance.unwrap_or(f64::NAN));
}
