//! Published cosmologies.
use super::dark_energy::DarkEnergy;
use super::neutrinos::NeutrinoIntegral;
use super::spec::CosmologySpec;

/// A flat universe with a cosmological constant, as published.
pub(super) struct Preset {
    pub(super) name: &'static str,
    pub(super) source: &'static str,
    h0_km_s_mpc: f64,
    omega_m: f64,
    omega_b: f64,
    t_cmb_k: f64,
    n_eff: f64,
    /// Of the one massive species, eV.
    m_nu_ev: f64,
}

impl Preset {
    pub(super) fn spec(&self) -> CosmologySpec {
        CosmologySpec {
            h0_km_s_mpc: self.h0_km_s_mpc,
            omega_m: self.omega_m,
            omega_b: Some(self.omega_b),
            omega_de: None,
            t_cmb_k: self.t_cmb_k,
            n_eff: self.n_eff,
            m_nu_ev: vec![0.0, 0.0, self.m_nu_ev],
            neutrinos: NeutrinoIntegral::Komatsu,
            dark_energy: DarkEnergy::default(),
        }
    }
}

const fn planck(name: &'static str, source: &'static str, h0_omega_m_b: [f64; 3]) -> Preset {
    let [h0_km_s_mpc, omega_m, omega_b] = h0_omega_m_b;
    Preset { name, source, h0_km_s_mpc, omega_m, omega_b, t_cmb_k: 2.7255, n_eff: 3.046, m_nu_ev: 0.06 }
}

const fn wmap(name: &'static str, source: &'static str, h0_omega_m_b: [f64; 3]) -> Preset {
    let [h0_km_s_mpc, omega_m, omega_b] = h0_omega_m_b;
    Preset { name, source, h0_km_s_mpc, omega_m, omega_b, t_cmb_k: 2.725, n_eff: 3.04, m_nu_ev: 0.0 }
}

/// With the values that astropy takes from the papers, the first being the default of every spec.
pub(super) const PRESETS: [Preset; 8] = [
    planck(
        "Planck18",
        "Planck Collaboration 2020, A&A 641, A6, table 2 (TT, TE, EE + lowE + lensing + BAO), doi:10.1051/0004-6361/201833910",
        [67.66, 0.30966, 0.04897],
    ),
    planck(
        "Planck15",
        "Planck Collaboration 2016, A&A 594, A13, table 4 (TT, TE, EE + lowP + lensing + ext), doi:10.1051/0004-6361/201525830",
        [67.74, 0.3075, 0.0486],
    ),
    planck(
        "Planck13",
        "Planck Collaboration 2014, A&A 571, A16, table 5 (Planck + WP + highL + BAO), doi:10.1051/0004-6361/201321591",
        [67.77, 0.30712, 0.048252],
    ),
    wmap(
        "WMAP9",
        "Hinshaw et al. 2013, ApJS 208, 19, table 4 (+ eCMB + BAO + H0), doi:10.1088/0067-0049/208/2/19",
        [69.32, 0.2865, 0.04628],
    ),
    wmap(
        "WMAP7",
        "Komatsu et al. 2011, ApJS 192, 18, table 1 (+ BAO + H0), doi:10.1088/0067-0049/192/2/18",
        [70.4, 0.272, 0.0455],
    ),
    wmap(
        "WMAP5",
        "Komatsu et al. 2009, ApJS 180, 330, table 1 (+ BAO + SN), doi:10.1088/0067-0049/180/2/330",
        [70.2, 0.277, 0.0459],
    ),
    wmap("WMAP3", "Spergel et al. 2007, ApJS 170, 377, table 6 (+ SN Gold), doi:10.1086/513700", [70.1, 0.276, 0.0454]),
    wmap(
        "WMAP1",
        "Spergel et al. 2003, ApJS 148, 175, table 7 (+ CBI + ACBAR + 2dFGRS + Lyα), doi:10.1086/377226",
        [72.0, 0.257, 0.0436],
    ),
];
