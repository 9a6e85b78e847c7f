//! What is said of galaxies: lines of a summary, works to cite, files.
use crate::cli::{Error, task::Fact};
use astrarium_infer::figures::with_errors;
use astrarium_io::table::{Format, Table};
use astrarium_sed::result::{Posterior, QUANTITIES};
use astrarium_sed::{Compat, FitSpec, Projection};

/// Quantities that people read; all of them stand in the files.
const SHOWN: [(&str, &str); 14] = [
    ("living_msun", "living mass"),
    ("dust_msun", "dust mass"),
    ("gas_msun", "gas mass"),
    ("sfr_10myr_msun_yr", "SFR over 10 Myr"),
    ("sfr_100myr_msun_yr", "SFR over 100 Myr"),
    ("mean_age_yr", "mean age by mass"),
    ("z_star", "Z of stars"),
    ("z_gas", "Z of gas"),
    ("clouds_k", "T of clouds"),
    ("diffuse_k", "T of diffuse dust"),
    ("bolometric_lsun", "luminosity"),
    ("dust_lsun", "dust luminosity"),
    ("uv_slope", "UV slope"),
    ("a_v_mag", "A_V"),
];

/// The quantities with their medians and the distances to the quantiles 0.16 and 0.84.
pub(super) fn quantities(posterior: &Posterior) -> Vec<Fact> {
    let fact = |(k, told): (usize, &astrarium_sed::result::Told)| {
        let found = posterior.quantities.at(k);
        let shown = SHOWN.iter().find(|(name, _)| *name == told.name);
        let value = serde_json::json!({
            "name": told.name, "unit": told.unit, "most_likely": posterior.best.quantities[k], "q02_q16_q50_q84_q98": found,
        });
        // what a galaxy has not is not said
        let words = shown
            .filter(|_| found[2].is_finite() && found[3] != 0.0)
            .map(|(_, words)| format!("{words} = {} {}", with_errors(found[1], found[2], found[3]), told.unit));
        Fact::new("quantity", words.unwrap_or_default().trim_end(), value)
    };
    QUANTITIES.iter().enumerate().map(fact).collect()
}

/// The same of one galaxy.
pub(super) fn numbers(values: &[f64]) -> Vec<Fact> {
    let fact = |(told, value): (&astrarium_sed::result::Told, &f64)| {
        let is_shown = value.is_finite() && *value != 0.0;
        let shown = SHOWN.iter().find(|(name, _)| *name == told.name).filter(|_| is_shown);
        let words = shown.map(|(_, words)| format!("{words} = {} {}", short(*value), told.unit));
        let json = serde_json::json!({ "name": told.name, "unit": told.unit, "value": value });
        Fact::new("quantity", words.unwrap_or_default().trim_end(), json)
    };
    QUANTITIES.iter().zip(values).map(fact).collect()
}

/// Four digits.
fn short(value: f64) -> String {
    if (1e-3..1e5).contains(&value.abs()) {
        let digits = (3.0 - value.abs().log10().floor()).clamp(0.0, 6.0) as usize;
        return format!("{value:.digits$}");
    }
    format!("{value:.3e}")
}

/// What a projection of the likelihood is worth.
pub(super) fn projection(told: &Projection) -> Fact {
    let json = serde_json::json!({
        "is_used": told.is_used(), "tolerance_sigma": told.tolerance_sigma, "n_waves": told.n_waves, "n_draws": told.n_draws,
        "error_sigma": told.error_sigma, "error_mag": told.error_mag, "band": told.band, "why_not": told.why_not,
    });
    Fact::new("projection", told.to_string(), json)
}

/// Works that a model rests on.
pub(super) fn works(spec: &FitSpec) -> Vec<&'static str> {
    let galaxy = &spec.galaxy;
    let mut works = vec!["bruzual2003", "ronconi2024"];
    works.extend(galaxy.igm.is_some().then_some("inoue2014"));
    works.extend((galaxy.dust_emission.is_some() || galaxy.rules.compat == Compat::None).then_some("draine2007"));
    works.extend(galaxy.agn.is_some().then_some("fritz2006"));
    works.extend(galaxy.nebular.is_some().then_some("carnall2018"));
    works
}

/// A table as a file.
pub(super) fn ecsv(table: &Table, name: &str) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    table.write_to(&mut bytes, Format::Ecsv, name)?;
    Ok(bytes)
}
