//! The intergalactic medium.
use super::{units, worst};
use astrarium_astro::igm::{Inoue2014, Transmission};

/// The tolerance of the specification.
const REL: f64 = 1e-14;
/// Optical depths below this are rounding.
const FLOOR: f64 = 1.0;

#[test]
fn optical_depths_are_the_originals() {
    let Some((mut arrays, _)) = units() else { return };
    let igm = Inoue2014 { damped_branch_z: 2.2 };
    let (wave_aa, z) = (arrays.f64s("igm_lobs"), arrays.f64s("igm_z"));
    let grid = |f: &dyn Fn(f64, f64) -> f64| -> Vec<f64> {
        z.iter().flat_map(|z| wave_aa.iter().map(|wave| f(*wave, *z)).collect::<Vec<_>>()).collect()
    };
    for (name, found) in [
        ("igm_LS_LAF", grid(&|wave, z| igm.depths(wave, z).forest_lines)),
        ("igm_LS_DLA", grid(&|wave, z| igm.depths(wave, z).damped_lines)),
        ("igm_LC_LAF", grid(&|wave, z| igm.depths(wave, z).forest_continuum)),
        ("igm_LC_DLA", grid(&|wave, z| igm.depths(wave, z).damped_continuum)),
        ("igm_T", grid(&|wave, z| igm.transmission(wave, z))),
    ] {
        let over = worst(&found, &arrays.f64s(name), FLOOR);
        println!("{name}: worst {over:.1e}");
        assert!(over <= REL, "{name}: {over:e}");
    }
}
