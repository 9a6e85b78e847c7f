//! Whole galaxies.
use crate::cases::{Folder, number};
use crate::npz::Npz;
use crate::units;
use astrarium_astro::band::BandLibrary;
use astrarium_astro::cosmology::TabulatedCosmology;
use astrarium_astro::igm::{Igm, Inoue2014};
use astrarium_astro::ssp::{Extension, Interpolation, SspLibrary, SspParts};
use astrarium_num::testkit::Tally;
use astrarium_sed::agn::Nucleus;
use astrarium_sed::dust::{DustKind, Pah};
use astrarium_sed::population::Node;
use astrarium_sed::radio::{FreeFree, Synchrotron};
use astrarium_sed::{Compat, Component, GalaxyPlan, GalaxySpec, Light, Observer, Rules, Universe};
use serde_json::Value as Json;

/// Tolerances: section 22 of the specification.
const SFH: f64 = 1e-8;
const TIME_GRID: f64 = 3e-6;
const STELLAR: f64 = 1e-10;
const SINGLE: f64 = 2e-6;
const ABSORBED: f64 = 6e-5;
const TEMPERATURE: f64 = 2e-5;
const EMISSION: f64 = 2e-4;
const AGN: f64 = 6e-5;
const TOTAL: f64 = 1e-5;
const SYNCHROTRON: f64 = 5e-3;
const XRB: f64 = 1e-8;
/// What one metallicity for each piece of age leaves of the exact integral; worst where stars shine at 91 Å.
const EXACT: f64 = 2e-3;
/// The reference's integral does not know where star formation stops or a table's lines meet: its masses are off by this, and
/// its light, most of it of the youngest stars, by so much.
const MASS_ACROSS: f64 = 5e-4;
const LIGHT_ACROSS: f64 = 1e-2;
const MASS: f64 = 1e-6;
/// Light, over the brightest star light, that is nothing: clouds without light glow in the original.
const FAINT: f64 = 1e-19;
/// Of galaxies whose spectra the original cannot compute.
const NEAR: f64 = 0.02;

/// The library of the cases, on their grid to the last bit.
pub(crate) fn library(folder: &Folder) -> SspLibrary {
    let mut arrays = Npz::open(&folder.data("ssp_bc03lr_f32.npz")).expect("a readable file");
    let (stored, shape) = arrays.array("L_Ztl_to_Zlt").expect("an array");
    let [_, n_wave, n_age] = shape[..] else { panic!("three axes, found {shape:?}") };
    let blocks = stored.chunks_exact(n_wave * n_age);
    let turned = blocks.flat_map(|block| (0..block.len()).map(move |i| block[(i % n_wave) * n_age + i / n_wave]));
    let parts = SspParts {
        name: "bc03lr.rj".to_owned(),
        wave_aa: arrays.f64s("wl_A"),
        age_yr: arrays.f64s("age_yr"),
        metallicity: arrays.f64s("Z"),
        luminosity: turned.collect(),
        ..SspParts::default()
    };
    let extended = SspLibrary::new(parts).and_then(|library| library.extended(&Extension::default()));
    let mut parts = extended.and_then(SspLibrary::in_single_precision).expect("sound").into_parts();
    parts.wave_aa = folder.array("wl.npy");
    SspLibrary::new(parts).expect("sound")
}

/// The universe of the cases.
pub(crate) fn universe(folder: &Folder) -> Universe {
    Universe::Tabulated(TabulatedCosmology::read(&folder.data("Cosmologies/Planck18.txt")).expect("a table"))
}

/// The bands of the cases, as the original reads them.
pub(crate) fn observer(folder: &Folder, names: &Json) -> Observer {
    let library = BandLibrary::new().with_folder(folder.data("filters")).plain();
    let names = names.as_array().expect("a list").iter().map(|name| name.as_str().expect("a name"));
    Observer::new(library.bands(names).expect("every band has its file"))
}

/// The galaxy of GalaPy's parameters.
pub(crate) fn galaxy(folder: &Folder, params: &Json, flags: &Json) -> GalaxySpec {
    let is_on = |name: &str| flags[name].as_bool().unwrap_or(false);
    let (sfh, matter) = units::history(&params["sfh"]);
    let agn = is_on("do_AGN").then(|| Nucleus {
        fraction: number(&params["agn"], "fAGN"),
        template: units::node(&params["agn"]["template"]),
        folder: folder.data("AGN_templates"),
        xrays: is_on("do_Xray"),
    });
    let radio = is_on("do_Radio");
    let free_free = radio.then(|| FreeFree { charge: number(&params["nff"], "Zi") });
    let synchrotron = radio.then(|| Synchrotron {
        alpha: number(&params["syn"], "alpha_syn"),
        nu_self_ghz: number(&params["syn"], "nu_self_syn"),
    });
    GalaxySpec {
        age_yr: number(params, "age"),
        redshift: number(params, "redshift"),
        sfh,
        matter,
        dust: Some(DustKind::TwoPhase(units::two_phase(&params["ism"]))),
        pah: Pah { template: Some(folder.data("pah_template.txt")) },
        agn,
        xray_binaries: is_on("do_Xray"),
        free_free,
        synchrotron,
        igm: is_on("do_IGM").then_some(Igm::Inoue2014(Inoue2014 { damped_branch_z: 2.2 })),
        interpolation: Interpolation::GALAPY,
        rules: Rules::galapy(),
        ..GalaxySpec::default()
    }
}

pub(crate) fn run(folder: &Folder, tally: &mut Tally) {
    let library = library(folder);
    let observer = observer(folder, &folder.manifest["bands_sorted"]);
    for point in folder.manifest["points"].as_array().expect("a list") {
        let id = point["id"].as_str().expect("a name");
        let mut arrays = folder.arrays(&format!("{id}.npz"));
        let spec = galaxy(folder, &point["params"], &point["flags"]);
        let plan = GalaxyPlan::with_universe(&spec, library.clone(), universe(folder)).expect("a sound galaxy");
        let case = Case { id, plan: &plan, spec: &spec };
        case.masses(&mut arrays, tally);
        case.exact(&mut arrays, point, tally);
        if point["finite"].as_bool() == Some(true) {
            case.light(folder, &mut arrays, &observer, tally);
        } else {
            tally.skip("galaxies whose spectra are NaN in the original: compared with the exact integral alone");
        }
    }
}

struct Case<'a> {
    id: &'a str,
    plan: &'a GalaxyPlan,
    spec: &'a GalaxySpec,
}

impl Case<'_> {
    /// Masses of the original's age bins, and their light.
    fn masses(&self, arrays: &mut Npz, tally: &mut Tally) {
        let history = self.spec.sfh.at_age(self.spec.age_yr);
        let t_yr = arrays.f64s("sfh_t");
        let sfr: Vec<f64> = t_yr.iter().map(|t| history.sfr_msun_yr(*t)).collect();
        tally.compare("sfr", self.id, (SFH, 0.0), (&sfr, &arrays.f64s("sfh_psi")));
        if let Ok(tg) = arrays.array("tg_dM") {
            let last = arrays.f64s("tg_last")[0] as usize;
            let (mass, metals, lower) = (tg.0, arrays.f64s("tg_Z"), arrays.f64s("tg_iz"));
            let bins = self.plan.stepped_bins(self.spec).expect("told");
            tally.compare("time grid: bins", self.id, (0.0, 0.0), (&[bins.metallicity.len() as f64], &[last as f64]));
            if mass[..last].iter().all(|mass| mass.is_finite()) {
                tally.compare("time grid: mass", self.id, (TIME_GRID, 0.0), (&bins.cumulated_msun, &mass[..last]));
            }
            tally.compare("time grid: Z", self.id, (TIME_GRID, 0.0), (&bins.metallicity, &metals[..last]));
            self.stellar(arrays, (&mass, &metals, &lower, last), tally);
        }
    }

    /// The sum alone, from the original's masses.
    fn stellar(
        &self,
        arrays: &mut Npz,
        (mass, metals, lower, last): (&[f64], &[f64], &[f64], usize),
        tally: &mut Tally,
    ) {
        if !(arrays.has("L_stellar64") && mass[..last].iter().all(|mass| mass.is_finite())) {
            return;
        }
        let (grid, n_age) = (self.spec, mass.len());
        assert_eq!(grid.interpolation, Interpolation::GALAPY);
        let z: Vec<f64> = [0.0001, 0.0004, 0.004, 0.008, 0.02, 0.05].to_vec();
        let nodes: Vec<Node> = (1..last)
            .flat_map(|k| {
                let i = lower[k] as usize;
                let part = (metals[k] - z[i]) / (z[i + 1] - z[i]);
                let born = mass[k] - mass[k - 1];
                [(i, 1.0 - part), (i + 1, part)].map(|(z, part)| Node {
                    index: z * n_age + k,
                    free: born * part,
                    inside: 0.0,
                })
            })
            .collect();
        let n = self.plan.wave_aa().len();
        let (mut free, mut inside) = (vec![0.0; n], vec![0.0; n]);
        self.plan.light_of(&nodes, &mut free, &mut inside);
        tally.compare("L_stellar64", self.id, (STELLAR, 0.0), (&free, &arrays.f64s("L_stellar64")));
    }

    /// The right integral, by the same rules of metallicity and interpolation.
    fn exact(&self, arrays: &mut Npz, point: &Json, tally: &mut Tally) {
        let mut spec = self.spec.clone();
        spec.rules.compat = Compat::None;
        let mut light = self.plan.room();
        self.plan.light(&spec, &mut light).expect("a sound galaxy");
        let (found, expected) = (light.component(Component::Stellar), arrays.f64s("L_exact"));
        let ends = self.spec.sfh.quench_yr.is_some_and(|time| time < self.spec.age_yr);
        let across = ends || self.spec.sfh.form.name() == "table";
        let (name, tolerance) = match point["finite"].as_bool() {
            Some(true) if across => ("L_exact across breaks", LIGHT_ACROSS),
            Some(true) => ("L_exact", EXACT),
            _ => ("L_exact, NaN in the original", NEAR),
        };
        let peak = expected.iter().fold(0.0, |most: f64, value| most.max(*value));
        tally.compare(name, self.id, (tolerance, 1e-12 * peak), (found, &expected));
        let formed = number(point, "formed_mass_exact");
        let total = light.derived().formed_msun;
        let (name, mass) = if across { ("formed mass across breaks", MASS_ACROSS) } else { ("formed mass", MASS) };
        tally.compare(name, self.id, (mass, 0.0), (&[total], &[formed]));
        assert!(light.total().iter().all(|value| value.is_finite()), "{}: a number everywhere", self.id);
    }

    /// Every component, the sum, and what is seen of it.
    fn light(&self, folder: &Folder, arrays: &mut Npz, observer: &Observer, tally: &mut Tally) {
        let mut light = self.plan.room();
        self.plan.light(self.spec, &mut light).expect("a sound galaxy");
        self.components(arrays, &light, tally);
        self.scalars(folder, arrays, &light, tally);
        let mut seen = observer.room();
        observer.look(self.plan, self.spec, &light, &mut seen).expect("covered");
        if arrays.has("igm_trans") {
            tally.compare("igm", self.id, (1e-13, 1.0), (seen.transmission(), &arrays.f64s("igm_trans")));
        }
        let bright = bright(&light);
        let of = |values: &[f64]| bright.iter().map(|i| values[*i]).collect::<Vec<f64>>();
        let sed = arrays.f64s("sed_mJy");
        let least = sed.iter().fold(0.0, |most: f64, value| most.max(*value)) * 1e-30;
        tally.compare("sed", self.id, (TOTAL, least), (&of(&seen.spectrum_mjy), &of(&sed)));
        tally.compare("bands", self.id, (TOTAL, 0.0), (&seen.band_mjy, &arrays.f64s("band_mJy")));
    }

    fn components(&self, arrays: &mut Npz, light: &Light, tally: &mut Tally) {
        let of = |component| light.component(component);
        let peak = of(Component::Stellar).iter().fold(0.0, |most: f64, value| most.max(*value));
        let far_infrared = self.plan.wave_aa().partition_point(|wave| *wave <= 1e6);
        for (name, tolerance, found) in [
            ("L_stellar", SINGLE, of(Component::Stellar)),
            ("comp_MC", EMISSION, of(Component::Clouds)),
            ("comp_DD", EMISSION, of(Component::Diffuse)),
            ("comp_AGN", AGN, of(Component::Nucleus)),
            ("comp_XRB", XRB, of(Component::Binaries)),
        ] {
            if arrays.has(name) {
                tally.compare(name, self.id, (tolerance, FAINT * peak), (found, &arrays.f64s(name)));
            }
        }
        let bright = bright(light);
        let pick = |values: &[f64]| bright.iter().map(|i| values[*i]).collect::<Vec<f64>>();
        for (name, tolerance, found) in [
            ("L_extinct", SINGLE, of(Component::Extinct)),
            ("comp_nebular", SINGLE, of(Component::FreeFree)),
            ("L_total", TOTAL, light.total()),
        ] {
            if arrays.has(name) {
                tally.compare(name, self.id, (tolerance, 1e-25 * peak), (&pick(found), &pick(&arrays.f64s(name))));
            }
        }
        if arrays.has("comp_synchrotron") {
            let (found, expected) = (of(Component::Synchrotron), arrays.f64s("comp_synchrotron"));
            let (found, expected) = (&found[far_infrared..], &expected[far_infrared..]);
            tally.compare("comp_synchrotron", self.id, (SYNCHROTRON, 0.0), (found, expected));
        }
        for (found, name) in light.passing().into_iter().zip(["att_MC", "att_DD"]) {
            tally.compare(name, self.id, (SINGLE, 1.0), (found, &arrays.f64s(name)));
        }
    }

    fn scalars(&self, folder: &Folder, arrays: &mut Npz, light: &Light, tally: &mut Tally) {
        let names = folder.manifest["scalar_names"].as_array().expect("a list");
        let values = arrays.f64s("scalars");
        let derived = light.derived();
        let Compat::Galapy = self.spec.rules.compat else { panic!("compared as the original is") };
        for (name, value) in names.iter().zip(values) {
            let name = name.as_str().expect("a name");
            let (found, tolerance) = match name {
                "A_V_MC" => (derived.av_mag[0], SFH),
                "A_V_DD" => (derived.av_mag[1], SFH),
                "E_MC_erg_s" => (derived.absorbed_erg_s[0], ABSORBED),
                "E_DD_erg_s" => (derived.absorbed_erg_s[1], ABSORBED),
                "T_MC_K" => (derived.temperature_k[0], TEMPERATURE),
                "T_DD_K" => (derived.temperature_k[1], TEMPERATURE),
                "Mstar" => (derived.living_msun, SFH),
                "Mgas" => (derived.matter.gas_msun, SFH),
                "Mdust" => (derived.matter.dust_msun, SFH),
                "Zgas" => (derived.matter.z_gas, SFH),
                "Zstar" => (derived.matter.z_star, SFH),
                "SFR" => (derived.sfr_msun_yr, SFH),
                "RCCSN_per_yr" if self.spec.synchrotron.is_some() => (derived.supernovae_per_yr, TIME_GRID),
                "Q_H_Lsun_units" if self.spec.free_free.is_some() => (derived.ionising, SINGLE),
                "D_L_Mpc" => (self.plan.universe().distance_mpc(self.spec.redshift), SFH),
                "age_universe_yr" => (self.plan.universe().age_yr(self.spec.redshift), SFH),
                _ => continue,
            };
            let is_cold = name.starts_with('T') && derived.absorbed_erg_s.contains(&0.0);
            if !(value.is_nan() || is_cold) {
                tally.compare(name, self.id, (tolerance, 0.0), (&[found], &[value]));
            }
        }
    }
}

/// Where stars are dimmed by less than 10 magnitudes, or do not matter.
fn bright(light: &Light) -> Vec<usize> {
    let (stellar, extinct) = (light.component(Component::Stellar), light.component(Component::Extinct));
    let is_bright = |i: &usize| stellar[*i] == 0.0 || extinct[*i] > 1e-4 * stellar[*i];
    (0..stellar.len()).filter(is_bright).collect()
}
