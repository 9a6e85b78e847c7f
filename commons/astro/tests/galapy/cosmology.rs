//! Distances and ages from the tables, and of the cosmologies that they are of.
use super::{folder, units, worst};
use astrarium_astro::cosmology::{CosmologySpec, TabulatedCosmology};

/// The factor at redshift 0 is the difference of large numbers.
const REL: f64 = 1e-9;
/// What a table of 1000 rows from 1e-5 to 1e4 is off by, and the constants that it was made with.
const TABLE: f64 = 2e-3;

#[test]
fn tables_are_the_originals() {
    let (Some((mut arrays, _)), Some(data)) = (units(), folder("data")) else { return };
    let z = arrays.f64s("cosmo_z");
    for name in ["Planck18", "Planck15", "WMAP7", "WMAP9"] {
        let path = data.join("Cosmologies").join(format!("{name}.txt"));
        let table = TabulatedCosmology::read(&path).expect("a table");
        let expected = arrays.f64s(&format!("cosmo_{name}"));
        let functions =
            [TabulatedCosmology::luminosity_distance_mpc, TabulatedCosmology::age_yr, TabulatedCosmology::flux_factor];
        let found: Vec<f64> =
            functions.iter().flat_map(|f| z.iter().map(|z| f(&table, *z)).collect::<Vec<_>>()).collect();
        let over = worst(&found, &expected, 0.0);
        println!("{name}: worst {over:.1e}");
        assert!(over <= REL, "{name}: {over:e}");
        let universe = CosmologySpec::named(name).expect("known").plan().expect("sound");
        for z in [0.1, 1.0, 7.0] {
            let (right, tabled) = (universe.luminosity_distance_mpc(z), table.luminosity_distance_mpc(z));
            assert!((tabled / right - 1.0).abs() < TABLE, "{name} at {z}: {tabled}, {right}");
        }
    }
}
