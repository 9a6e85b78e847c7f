//! What this crate computes of a case.
use crate::case::{Case, Folder};
use astrarium_astro::cosmology::{Branch, ConstantW, Cosmology, CosmologySpec, DarkEnergy, Quantity, W0wa, W0wz, Wpwa};
use astrarium_astro::units::Unit;
use std::collections::BTreeMap;
use std::error::Error;

/// Arrays by name.
pub(crate) type Outputs = BTreeMap<String, Vec<f64>>;
type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// How well a redshift must give its value back: what the index says of our own inverse.
const BACK: f64 = 1e-12;

type AtOne = fn(&Cosmology, f64) -> f64;

/// Functions of redshift: name, our unit, the function.
const FUNCTIONS: [(&str, &str, AtOne); 17] = [
    ("efunc", "", Cosmology::e),
    ("comoving_distance", "Mpc", Cosmology::comoving_distance_mpc),
    ("comoving_transverse_distance", "Mpc", Cosmology::transverse_distance_mpc),
    ("angular_diameter_distance", "Mpc", Cosmology::angular_diameter_distance_mpc),
    ("luminosity_distance", "Mpc", Cosmology::luminosity_distance_mpc),
    ("distmod", "mag", Cosmology::distance_modulus_mag),
    ("lookback_time", "Gyr", Cosmology::lookback_time_gyr),
    ("age", "Gyr", Cosmology::age_gyr),
    ("comoving_volume", "Mpc3", Cosmology::comoving_volume_mpc3),
    ("differential_comoving_volume", "Mpc3/sr", Cosmology::differential_volume_mpc3_sr),
    ("kpc_proper_per_arcmin", "kpc/arcsec", Cosmology::kpc_per_arcsec),
    ("Om", "", Cosmology::omega_m_at),
    ("Ode", "", Cosmology::omega_de_at),
    ("w", "", Cosmology::w),
    ("absorption_distance", "", Cosmology::absorption_distance),
    ("critical_density", "g/cm3", Cosmology::critical_density_g_cm3),
    ("de_density_scale", "", Cosmology::de_density_scale),
];

/// The same by tables.
const TABLES: [(&str, Quantity); 9] = [
    ("comoving_distance", Quantity::ComovingDistance),
    ("comoving_transverse_distance", Quantity::TransverseDistance),
    ("angular_diameter_distance", Quantity::AngularDiameterDistance),
    ("luminosity_distance", Quantity::LuminosityDistance),
    ("distmod", Quantity::DistanceModulus),
    ("lookback_time", Quantity::LookbackTime),
    ("age", Quantity::Age),
    ("comoving_volume", Quantity::ComovingVolume),
    ("differential_comoving_volume", Quantity::DifferentialVolume),
];

pub(crate) fn run(folder: &Folder, case: &Case) -> Result<Outputs> {
    let mut outputs = Outputs::new();
    let Some(z) = case.input(folder, "z") else { return Ok(outputs) };
    let z = z?;
    let cosmology = cosmology(case)?;
    for (name, unit, function) in FUNCTIONS {
        let factor = factor(case, name, unit)?;
        outputs.insert(name.to_owned(), z.iter().map(|z| factor * function(&cosmology, *z)).collect());
    }
    if cosmology.omega_gamma() > 0.0 {
        let relative = z.iter().map(|z| cosmology.nu_relative_density(*z)).collect();
        outputs.insert("nu_relative_density".to_owned(), relative);
    }
    outputs.insert("Ogamma0".to_owned(), vec![cosmology.omega_gamma()]);
    outputs.insert("Onu0".to_owned(), vec![cosmology.omega_nu()]);
    let between = cosmology.angular_diameter_distance_between_mpc(0.5, 2.0);
    outputs.insert("angular_diameter_distance_z1z2".to_owned(), vec![between]);
    tables(&cosmology, &z, &outputs)?;
    inverses(folder, case, &cosmology, &mut outputs)?;
    Ok(outputs)
}

/// The cosmology of a case; its densities are told in full, so a flat one is known by its class.
fn cosmology(case: &Case) -> Result<Cosmology> {
    let need = |name: &str| case.number(name).ok_or_else(|| format!("parameter {name} is missing"));
    let class = case.params.get("class").and_then(|class| class.as_str()).ok_or("no class")?;
    let masses = case.params.get("m_nu_eV").and_then(|masses| masses.as_array());
    let dark_energy = match class.trim_start_matches("Flat") {
        "LambdaCDM" => DarkEnergy::default(),
        "wCDM" => DarkEnergy::ConstantW(ConstantW { w: need("w0")? }),
        "w0waCDM" => DarkEnergy::W0wa(W0wa { w0: need("w0")?, wa: need("wa")? }),
        "wpwaCDM" => DarkEnergy::Wpwa(Wpwa { wp: need("wp")?, wa: need("wa")?, zp: need("zp")? }),
        "w0wzCDM" => DarkEnergy::W0wz(W0wz { w0: need("w0")?, wz: need("wz")? }),
        other => return Err(format!("class {other} is not known").into()),
    };
    let spec = CosmologySpec {
        h0_km_s_mpc: need("H0")?,
        omega_m: need("Om0")?,
        omega_b: None,
        omega_de: if class.starts_with("Flat") { None } else { Some(need("Ode0")?) },
        t_cmb_k: need("Tcmb0")?,
        n_eff: need("Neff")?,
        m_nu_ev: masses.map_or_else(Vec::new, |masses| masses.iter().filter_map(|mass| mass.as_f64()).collect()),
        dark_energy,
        ..CosmologySpec::default()
    };
    Ok(spec.plan()?)
}

/// From our unit to the case's.
fn factor(case: &Case, name: &str, ours: &str) -> Result<f64> {
    let output = case.outputs.iter().find(|output| output.array.name == name);
    match output.map(|output| output.array.unit.as_str()) {
        None | Some("mag") => Ok(1.0),
        Some(theirs) => Ok(ours.parse::<Unit>()?.factor_to(&theirs.parse()?)?),
    }
}

/// Tables say what quadrature says; magnitudes within the bound of the specification.
fn tables(cosmology: &Cosmology, z: &[f64], outputs: &Outputs) -> Result<()> {
    const REL: f64 = 2e-13;
    for (name, quantity) in TABLES {
        let table = cosmology.table(quantity);
        for (z, expected) in z.iter().zip(&outputs[name]) {
            let found = table.at(*z);
            let scale = if quantity == Quantity::DistanceModulus { 1.0 } else { expected.abs() };
            if found != *expected && (found - expected).abs() > REL * scale {
                return Err(format!("table of {name} at {z}: {found}, by quadrature {expected}").into());
            }
        }
    }
    Ok(())
}

/// Redshifts of values, each giving its value back.
fn inverses(folder: &Folder, case: &Case, cosmology: &Cosmology, outputs: &mut Outputs) -> Result<()> {
    let asked = [
        ("inv_distmod", "inv", Quantity::DistanceModulus, Branch::Low),
        ("inv_age_age_Gyr", "inv_age", Quantity::Age, Branch::Low),
        ("inv_DA", "inv_DA_lo", Quantity::AngularDiameterDistance, Branch::Low),
        ("inv_DA", "inv_DA_hi", Quantity::AngularDiameterDistance, Branch::High),
    ];
    for (input, output, quantity, branch) in asked {
        let Some(values) = case.input(folder, input) else { continue };
        let values = values?;
        let z = cosmology.redshifts(quantity, branch, &values)?;
        for (z, value) in z.iter().zip(&values) {
            let back = cosmology.at(quantity, *z);
            if (back - value).abs() > BACK * value.abs() {
                return Err(format!("{quantity} at {z} is {back}, not {value}").into());
            }
        }
        outputs.insert(output.to_owned(), z);
    }
    Ok(())
}
