//! Loops over wavelengths.

/// Light after both phases, and what clouds and diffuse dust absorb.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma", "aarch64+neon"))]
pub(super) fn attenuate(
    (free, inside): (&[f64], &[f64]),
    (clouds, diffuse): (&[f64], &[f64]),
    [extinct, by_clouds, by_diffuse]: [&mut [f64]; 3],
) {
    let n = free.len();
    let (inside, clouds, diffuse) = (&inside[..n], &clouds[..n], &diffuse[..n]);
    let (extinct, by_clouds, by_diffuse) = (&mut extinct[..n], &mut by_clouds[..n], &mut by_diffuse[..n]);
    for i in 0..n {
        let after = free[i] + clouds[i] * inside[i];
        extinct[i] = diffuse[i] * after;
        by_clouds[i] = inside[i] * (1.0 - clouds[i]);
        by_diffuse[i] = after * (1.0 - diffuse[i]);
    }
}

/// Takes from a component what dust takes from the stars.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma", "aarch64+neon"))]
pub(super) fn pass_alike(stellar: &[f64], extinct: &[f64], out: &mut [f64]) {
    for ((stellar, extinct), out) in stellar.iter().zip(extinct).zip(out) {
        *out *= if *stellar > 0.0 { extinct / stellar } else { 1.0 };
    }
}
