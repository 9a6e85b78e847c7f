//! Dust in front of stars, from the gas of their spaxel.

/// Wavelength of V, cm.
const V_CM: f64 = 5448e-8;
/// Density of a grain, g/cm³.
const GRAIN_G_CM3: f64 = 3.5;
const KPC_CM: f64 = 3.08568e21;
const SOLAR_MASS_G: f64 = 1.989e33;

/// Mass of dust over that of gas: the broken power law in oxygen with a conversion factor of CO that depends on metallicity.
///
/// Oxygen and hydrogen are mass fractions; nought without either.
///
/// # Source
/// Remy-Ruyer et al. 2014, A&A 563, A31, table 1
pub fn dust_to_gas(oxygen: f64, hydrogen: f64) -> f64 {
    const SUN: f64 = 8.69;
    const BREAK: f64 = 8.10;
    if !(oxygen > 0.0 && hydrogen > 0.0) {
        return 0.0;
    }
    let abundance = 12.0 + (oxygen / (16.0 * hydrogen)).log10();
    let below = SUN - abundance;
    10f64.powf(if abundance > BREAK { -(2.21 + below) } else { -(0.96 + 3.10 * below) })
}

/// Magnitudes of attenuation in V of so much dust, solar masses spread over an area: `3π Σ / (0.4 ln 10 λ_V ρ)`.
fn a_v(dust_msun: f64, area_kpc2: f64) -> f64 {
    let column = dust_msun * SOLAR_MASS_G / (area_kpc2 * KPC_CM * KPC_CM);
    3.0 * std::f64::consts::PI * column / (0.4 * std::f64::consts::LN_10 * V_CM * GRAIN_G_CM3)
}

/// The gas of a field.
#[derive(Clone, Copy, Debug)]
pub struct Column<'a> {
    /// Places along the line of sight.
    pub z: &'a [f64],
    /// Spaxels.
    pub spaxel: &'a [usize],
    /// Masses of dust, solar.
    pub dust_msun: &'a [f64],
}

/// `A_V` of each star: of all cells of its spaxel up to its place, the steps between cells taken as straight lines.
///
/// A star before the first cell has the first cell's dust, one behind the last the whole column.
///
/// # Panics
/// If a spaxel is none of `n_spaxels`.
pub fn in_front(gas: Column, area_kpc2: f64, n_spaxels: usize, stars: (&[f64], &[usize])) -> Vec<f64> {
    let mut cells: Vec<Vec<(f64, f64)>> = vec![Vec::new(); n_spaxels];
    for ((z, spaxel), dust) in gas.z.iter().zip(gas.spaxel).zip(gas.dust_msun) {
        cells[*spaxel].push((*z, a_v(*dust, area_kpc2)));
    }
    for column in &mut cells {
        column.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut sum = 0.0;
        for cell in column {
            sum += cell.1;
            cell.1 = sum;
        }
    }
    stars.0.iter().zip(stars.1).map(|(z, spaxel)| at(&cells[*spaxel], *z)).collect()
}

fn at(column: &[(f64, f64)], z: f64) -> f64 {
    let after = column.partition_point(|cell| cell.0 <= z);
    match (after.checked_sub(1).map(|i| column[i]), column.get(after)) {
        (None, None) => 0.0,
        (None, Some(first)) => first.1,
        (Some(last), None) => last.1,
        (Some(before), Some(next)) => before.1 + (z - before.0) / (next.0 - before.0) * (next.1 - before.1),
    }
}
