//! What every model keeps, and published values; reference numbers stand in `tests/`.
use super::*;

#[test]
fn every_model_absorbs_blueward_of_lyman_alpha_alone() {
    for (name, _) in Igm::ALL {
        let igm = Igm::named(name).expect("listed");
        igm.check().expect("defaults are sound");
        for z in [0.1, 0.9, 2.1, 3.0, 5.0, 7.0] {
            let alpha_aa = 1215.67 * (1.0 + z);
            assert_eq!(igm.transmission(alpha_aa * 1.0001, z), 1.0, "{name} redward");
            assert!(igm.transmission(alpha_aa * 0.9999, z) < 1.0, "{name} blueward");
            for i in 0..500 {
                let depth = igm.optical_depth(100.0 + 20.0 * f64::from(i), z);
                assert!(depth.is_finite() && depth >= -1e-3, "{name}, {i}: {depth}");
            }
        }
        assert_eq!(igm.optical_depth(1000.0, 0.0), 0.0);
        assert_eq!(igm.optical_depth(1000.0, -0.1), 0.0);
    }
}

#[test]
fn mean_decrements_are_those_observed() {
    // Lyman-α forest just blueward of the line at z = 3: about 0.7 passes (Faucher-Giguère et al. 2008: τ = 0.36)
    let forest = Inoue2014::default().transmission(1190.0 * 4.0, 3.0);
    assert!((0.62..0.75).contains(&forest), "{forest}");
    let older = Madau1995 {}.transmission(1190.0 * 4.0, 3.0);
    assert!((0.58..0.72).contains(&older), "{older}");
    // Madau 1995, figure 3: hardly anything passes below the limit at z = 3.5
    assert!(Madau1995 {}.transmission(850.0 * 4.5, 3.5) < 0.25);
}

#[test]
fn branches_meet() {
    let igm = Inoue2014::default();
    for z in [1.2, 4.7] {
        for wave_aa in [1000.0, 1500.0] {
            let [below, above] = [z - 1e-9, z + 1e-9].map(|z| igm.optical_depth(wave_aa, z));
            assert!((below - above).abs() < 0.02, "{z}, {wave_aa}: {below}, {above}");
        }
    }
    assert!(Inoue2014 { damped_branch_z: 7.0 }.check().is_err());
}
