//! Normalisations, noise levels, integrals over frequency.
use crate::case::Case;
use crate::value::{Outputs, Value};
use astrarium_timing::rms::{Powers, integral};
use astrarium_timing::{Compat, Norm, SegmentCounts};
use std::error::Error;

pub(crate) fn run(case: &Case) -> Result<Outputs, Box<dyn Error>> {
    if case.has_input("unnorm") { norms(case) } else { integrals(case) }
}

fn norms(case: &Case) -> Result<Outputs, Box<dyn Error>> {
    let unnorm = case.floats("unnorm")?;
    let bin_s = case.need("dt")?;
    let (n_bins, photons) = (case.need("n_bin")? as u64, case.need("n_ph")?);
    let plain = SegmentCounts { n_bins, bin_s, photons, variance: None, background_per_s: 0.0 };
    let gauss = SegmentCounts { variance: case.number("variance"), ..plain };
    let net = SegmentCounts { background_per_s: case.need("background_flux")? / bin_s, ..plain };
    let scaled = |factor: f64| -> Vec<f64> { unnorm.iter().map(|power| power * factor).collect() };
    let mut out = Outputs::default();
    for norm in Norm::ALL {
        out.right(norm.name(), scaled(plain.factor(norm)));
        out.right(format!("{norm}_level"), plain.noise(norm));
    }
    out.right("leahy_variance", scaled(gauss.factor(Norm::Leahy)));
    out.right("frac_bkg", scaled(net.factor(Norm::Frac)));
    out.right("frac_bkg_level", net.noise(Norm::Frac));
    let back = |compat| scaled(gauss.factor(Norm::Leahy) * gauss.inverse_factor(Norm::Leahy, compat));
    out.right("unnorm_from_leahy_variance", back(Compat::None));
    out.compat("unnorm_from_leahy_variance", back(Compat::Stingray));
    Ok(out)
}

fn integrals(case: &Case) -> Result<Outputs, Box<dyn Error>> {
    let (freq_hz, power) = (case.floats("freq")?, case.floats("power")?);
    let (df_hz, m, noise) = (case.need("df")?, case.need("m")?, case.need("poisson_power")?);
    let powers = Powers { freq_hz: &freq_hz, power: &power, df_hz, m, noise };
    let rows = |ranges: &[[f64; 2]], compat| -> Result<Value, Box<dyn Error>> {
        let row = |range: &[f64; 2]| integral(powers, *range, compat).map(|found| [found.value, found.err]);
        Ok(Value::rows(&ranges.iter().map(row).collect::<Result<Vec<_>, _>>()?))
    };
    let mut out = Outputs::default();
    out.right("r", rows(&case.pairs("ranges")?, Compat::None)?);
    let inside = case.pairs("ranges_one_bin")?;
    out.right("r_one_bin", rows(&inside, Compat::None)?);
    out.compat("r_one_bin", rows(&inside, Compat::Stingray)?);
    Ok(out)
}
