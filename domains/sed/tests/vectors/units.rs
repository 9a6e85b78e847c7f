//! Each formula alone.
use crate::cases::{Folder, number, numbers};
use crate::npz::Npz;
use astrarium_num::testkit::Tally;
use astrarium_sed::agn::{FritzNode, Nucleus};
use astrarium_sed::dust::{Dust, Pah, Place, TwoPhase};
use astrarium_sed::population::living_msun_galapy;
use astrarium_sed::radio::{FreeFree, Synchrotron};
use astrarium_sed::sfh::{Constant, Delayed, Insitu, Lognormal, SfhKind, SfhSpec, Table};
use astrarium_sed::xray::{BINARIES, PowerLaw, Stars, binaries_lsun};
use astrarium_sed::{Compat, Enrichment, Given, Matter, Physics, Rules};
use serde_json::Value as Json;

/// Tolerances: section 22 of the specification.
const SFH: f64 = 1e-8;
/// The first two years of the original's sum of living stars are rounding.
const LIVING: f64 = 2e-8;
/// Powers of its extinction.
const POWERS: f64 = 2e-6;
const EARLY_METALS: f64 = 1e-2;
const TEMPERATURE: f64 = 2e-5;
const EMISSION: f64 = 2e-4;
const AGN: f64 = 3e-7;
const FREE_FREE: f64 = 1e-6;
const XRB: f64 = 1e-14;
const SYNCHROTRON: f64 = 5e-3;

pub(crate) fn run(folder: &Folder, tally: &mut Tally) {
    let mut arrays = folder.arrays("units.npz");
    histories(folder, &mut arrays, tally);
    dust(folder, &mut arrays, tally);
    radio(folder, &mut arrays, tally);
    xrays(folder, &mut arrays, tally);
    nuclei(folder, &mut arrays, tally);
}

/// The history of GalaPy's parameters.
pub(crate) fn history(json: &Json) -> (SfhSpec, Option<Given>) {
    let get = |name: &str| number(json, name);
    let compat = Compat::Galapy;
    let form = match json["model"].as_str().expect("a name") {
        "insitu" => SfhKind::Insitu(Insitu { psi_max_msun_yr: get("psi_max"), tau_star_yr: get("tau_star") }),
        "constant" => SfhKind::Constant(Constant { sfr_msun_yr: get("psi"), start_yr: 0.0 }),
        "delayedexp" => SfhKind::Delayed(Delayed {
            norm_msun_yr: get("psi_norm"),
            k_shape: get("k_shape"),
            tau_star_yr: get("tau_star"),
        }),
        "lognormal" => SfhKind::Lognormal(Lognormal {
            norm_msun: get("psi_norm"),
            sigma_star: get("sigma_star"),
            tau_star_yr: get("tau_star"),
            compat,
        }),
        "interpolated" => SfhKind::Table(Table {
            factor: 1.0,
            time_yr: numbers(&json["tau"]),
            rate_msun_yr: numbers(&json["sfr"]),
            compat,
        }),
        other => panic!("no history is called {other}"),
    };
    let given = json["Mdust"].as_f64().map(|dust_mass_msun| Given { dust_mass_msun, metallicity: get("Zgxy") });
    (SfhSpec { quench_yr: Some(get("tau_quench")), ..SfhSpec::of(form) }, given)
}

fn histories(folder: &Folder, arrays: &mut Npz, tally: &mut Tally) {
    let t_yr = arrays.f64s("sfh_t");
    let rules = Rules::galapy();
    for (i, json) in folder.inputs("sfh").iter().enumerate() {
        let (spec, given) = history(json);
        let history = spec.at_age(t_yr[t_yr.len() - 1]);
        let enrichment = Enrichment::of(given.as_ref(), &history).expect("told");
        let expected = arrays.f64s(&format!("sfh_{i:02}"));
        let rows: Vec<&[f64]> = expected.chunks_exact(t_yr.len()).collect();
        let at = format!("sfh_{i:02}");
        let matter: Vec<Matter> = t_yr.iter().map(|t| enrichment.at(*t, &rules)).collect();
        let of = |f: &dyn Fn(&Matter) -> f64| matter.iter().map(f).collect::<Vec<f64>>();
        // a rate of nought over nought is no mass: the original's first dust is NaN
        let dust: Vec<f64> = rows[2].iter().map(|value| if value.is_nan() { 0.0 } else { *value }).collect();
        let sfr: Vec<f64> = t_yr.iter().map(|t| history.sfr_msun_yr(*t)).collect();
        tally.compare("sfr", &at, (SFH, 0.0), (&sfr, rows[0]));
        tally.compare("gas mass", &at, (SFH, 0.0), (&of(&|m| m.gas_msun), rows[1]));
        tally.compare("dust mass", &at, (SFH, 0.0), (&of(&|m| m.dust_msun), &dust));
        tally.compare("Z gas", &at, (SFH, 0.0), (&of(&|m| m.z_gas), rows[3]));
        // the original's difference of exponentials loses its digits early
        let late = t_yr.partition_point(|t| *t < 1e6);
        let stars = of(&|m| m.z_star);
        tally.compare("Z star, early", &at, (EARLY_METALS, 0.0), (&stars[..late], &rows[4][..late]));
        tally.compare("Z star", &at, (SFH, 0.0), (&stars[late..], &rows[4][late..]));
        let living: Vec<f64> = t_yr.iter().map(|t| living_msun_galapy(&spec.at_age(t.max(2.0)))).collect();
        tally.compare("living mass", &at, (LIVING, 0.0), (&living, rows[5]));
    }
}

pub(crate) fn two_phase(json: &Json) -> TwoPhase {
    let get = |name: &str| number(json, name);
    TwoPhase {
        f_mc: get("f_MC"),
        norm_mc: get("norm_MC"),
        n_mc: get("N_MC"),
        r_mc_pc: get("R_MC"),
        tau_esc_yr: get("tau_esc"),
        slope_mc_low: get("dMClow"),
        slope_mc_upp: get("dMCupp"),
        norm_dd: get("norm_DD"),
        r_dust_pc: get("Rdust"),
        f_pah: get("f_PAH"),
        slope_dd_low: get("dDDlow"),
        slope_dd_upp: get("dDDupp"),
    }
}

fn dust(folder: &Folder, arrays: &mut Npz, tally: &mut Tally) {
    let wave_aa = arrays.f64s("ism_wl");
    let physics = Physics::of(Compat::Galapy);
    let pah = Pah { template: Some(folder.data("pah_template.txt")) }.at(&wave_aa).expect("a template");
    for (i, json) in folder.inputs("ism").iter().enumerate() {
        let (params, at) = (&json["params"], format!("ism_{i:02}"));
        let dust = two_phase(params);
        let matter = Matter {
            gas_msun: number(params, "Mgas"),
            dust_msun: number(params, "Mdust"),
            z_gas: number(params, "Zgas"),
            z_star: 0.0,
        };
        let place = Place { matter: &matter, physics: &physics };
        let phases = [dust.clouds(&place), dust.diffuse(&place)];
        let (e_mc, e_dd) = (number(json, "E_MC"), number(json, "E_DD"));
        let powers = [e_mc, (1.0 - dust.f_pah) * e_dd];
        let expected = arrays.f64s(&at);
        let rows: Vec<&[f64]> = expected.chunks_exact(wave_aa.len()).collect();
        for (k, (phase, name)) in phases.iter().zip(["MC", "DD"]).enumerate() {
            tally.compare("A_V", &at, (1e-12, 0.0), (&[phase.av_mag], &[number(json, &format!("A_V_{name}"))]));
            let on = |f: &dyn Fn(f64) -> f64| wave_aa.iter().map(|wave| f(*wave)).collect::<Vec<f64>>();
            let extinction = on(&|wave| phase.extinction_mag(wave));
            tally.compare("extinction", &at, (POWERS, 0.0), (&extinction, rows[3 * k]));
            tally.compare("passing", &at, (POWERS, 1.0), (&on(&|wave| phase.passing(wave)), rows[3 * k + 1]));
            let temperature = phase.temperature_k(powers[k], &physics);
            let theirs = number(json, &format!("T_{name}"));
            tally.compare("temperature", &at, (TEMPERATURE, 0.0), (&[temperature], &[theirs]));
            let solar = 3.828e33;
            let mut emission = on(&|wave| phase.emission(wave, temperature, &physics) / solar);
            if k == 1 {
                emission.iter_mut().zip(&pah).for_each(|(sum, pah)| *sum += dust.f_pah * e_dd * pah / solar);
            }
            // beyond its Wien side a grey body is nothing
            let peak = rows[3 * k + 2].iter().fold(0.0, |most: f64, value| most.max(*value));
            tally.compare("dust emission", &at, (EMISSION, 1e-30 * peak), (&emission, rows[3 * k + 2]));
        }
    }
}

fn radio(folder: &Folder, arrays: &mut Npz, tally: &mut Tally) {
    let wave_aa = arrays.f64s("rad_wl");
    let physics = Physics::of(Compat::Galapy);
    for (i, json) in folder.inputs("nff").iter().enumerate() {
        let free_free = FreeFree { charge: number(json, "Zi") };
        let electron_k = FreeFree::electron_temperature_k(number(json, "Zgas"));
        let at = format!("nff_{i}");
        tally.compare("electron temperature", &at, (1e-12, 0.0), (&[electron_k], &[number(json, "Te")]));
        let photons = number(json, "Q_H");
        let found: Vec<f64> = wave_aa.iter().map(|wave| free_free.at(*wave, photons, (electron_k, &physics))).collect();
        tally.compare("free-free", &at, (FREE_FREE, 0.0), (&found, &arrays.f64s(&at)));
    }
    for (i, json) in folder.inputs("syn").iter().enumerate() {
        let synchrotron = Synchrotron { alpha: number(json, "alpha_syn"), nu_self_ghz: number(json, "nu_self_syn") };
        let rate = number(json, "RCCSN");
        let at = format!("syn_{i}");
        let expected = arrays.f64s(&at);
        let rows: Vec<&[f64]> = expected.chunks_exact(wave_aa.len()).collect();
        // 1 - exp(-τ) of the original is noise, and then nought, where it is thin
        let first = wave_aa.partition_point(|wave| *wave <= 1e6);
        let waves = &wave_aa[first..];
        let ghz = |wave: f64| 2.997_924_58e9 / wave;
        let on = |f: &dyn Fn(f64) -> f64| waves.iter().map(|wave| f(*wave)).collect::<Vec<f64>>();
        tally.compare("synchrotron depth", &at, (1e-11, 0.0), (&on(&|w| synchrotron.depth(ghz(w))), &rows[0][first..]));
        let shape = on(&|wave| synchrotron.shape(ghz(wave), Compat::Galapy));
        tally.compare("synchrotron shape", &at, (SYNCHROTRON, 0.0), (&shape, &rows[1][first..]));
        let light = on(&|wave| synchrotron.at(wave, rate, Compat::Galapy));
        tally.compare("synchrotron", &at, (SYNCHROTRON, 0.0), (&light, &rows[2][first..]));
        // without cancellation, where the original has digits left
        let thick = waves.partition_point(|wave| synchrotron.depth(ghz(*wave)) < 1e-12);
        let right = on(&|wave| synchrotron.at(wave, rate, Compat::None));
        tally.compare("synchrotron, right", &at, (SYNCHROTRON, 0.0), (&right[thick..], &rows[2][first + thick..]));
    }
}

fn xrays(folder: &Folder, arrays: &mut Npz, tally: &mut Tally) {
    let wave_aa = arrays.f64s("xrb_wl");
    let physics = Physics::of(Compat::Galapy);
    let laws = BINARIES.map(|(slope, cut)| PowerLaw::new(slope, cut, &physics));
    for (i, json) in folder.inputs("xrb").iter().enumerate() {
        let stars = Stars {
            sfr_msun_yr: number(json, "psi"),
            z_star: number(json, "Zstar"),
            living_msun: number(json, "Mstar"),
            age_yr: number(json, "age"),
            mean_age_yr: f64::NAN,
        };
        let luminosities = binaries_lsun(&stars, &physics);
        let found: Vec<f64> = laws
            .iter()
            .zip(luminosities)
            .flat_map(|(law, luminosity)| wave_aa.iter().map(move |wave| luminosity * law.at(*wave)))
            .collect();
        let at = format!("xrb_{i}");
        tally.compare("X-ray binaries", &at, (100.0 * XRB, 0.0), (&found, &arrays.f64s(&at)));
    }
}

/// The node of GalaPy's parameters.
pub(crate) fn node(json: &Json) -> FritzNode {
    let get = |name: &str| number(json, name);
    FritzNode {
        opening_deg: get("ct"),
        alpha: get("al"),
        beta: get("be"),
        depth_9p7: get("ta"),
        radii: get("rm"),
        sight_deg: get("ia"),
    }
}

fn nuclei(folder: &Folder, arrays: &mut Npz, tally: &mut Tally) {
    let wave_aa = arrays.f64s("agn_wl");
    let physics = Physics::of(Compat::Galapy);
    let law = Nucleus::power_law(&physics);
    for (i, json) in folder.inputs("agn").iter().enumerate() {
        let at = format!("agn_{i}");
        let template = node(&json["request"]);
        assert_eq!(Some(template.file_name().as_str()), json["file"].as_str(), "{at}");
        let nucleus = Nucleus {
            fraction: number(json, "fAGN"),
            template,
            folder: folder.data("AGN_templates"),
            xrays: json["do_Xray"].as_bool().expect("a flag"),
        };
        let spectrum = template.read(&nucleus.folder).expect("a template");
        let [bolometric, xrays] = nucleus.luminosities_lsun(number(json, "Lref"), Compat::Galapy);
        let found: Vec<f64> =
            wave_aa.iter().map(|wave| bolometric * spectrum.at(*wave) + xrays * law.at(*wave)).collect();
        tally.compare("AGN", &at, (AGN, 0.0), (&found, &arrays.f64s(&at)));
    }
}
