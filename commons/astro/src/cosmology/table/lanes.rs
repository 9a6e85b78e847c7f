//! Evaluates a table, many redshifts at once.
use super::LAST_Z;
use super::build::{Piece, Pieces};
use super::shape::Shape;
use astrarium_num::lanes::log10;

/// Redshifts that are worked on together.
const LANES: usize = 32;
type Lanes = [f64; LANES];

/// Fills `out`; redshifts outside the table, and on pieces without a polynomial, are `direct`.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma", "aarch64+neon"))]
pub(super) fn fill(table: &Pieces, z: &[f64], out: &mut [f64], direct: &dyn Fn(f64) -> f64) {
    let mut lanes = [0.5; LANES];
    let mut values = [0.0; LANES];
    for (z, out) in z.chunks(LANES).zip(out.chunks_mut(LANES)) {
        // what is left of an earlier chunk in the last lanes is computed and not looked at
        lanes[..z.len()].copy_from_slice(z);
        let whole = chunk(table, &lanes, &mut values);
        out.copy_from_slice(&values[..z.len()]);
        if !whole {
            mend(table, z, out, direct);
        }
    }
}

/// Computes a chunk; whether all of it could be.
#[inline(always)]
fn chunk(table: &Pieces, z: &Lanes, out: &mut Lanes) -> bool {
    let (mut p, mut s) = ([0.0; LANES], [0.0; LANES]);
    let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
    let mut inside = true;
    let first_z = first_z(table.shape);
    for i in 0..LANES {
        p[i] = 1.0 / (1.0 + z[i]);
        s[i] = p[i].sqrt();
        inside &= z[i] >= first_z && z[i] <= LAST_Z;
        least = if s[i] < least { s[i] } else { least };
        most = if s[i] > most { s[i] } else { most };
    }
    let mut factor = [0.0; LANES];
    let first = piece_of(table, most);
    let last = piece_of(table, least);
    inside &= polynomial(&table.pieces[first], &s, &mut factor);
    for k in first + 1..=last {
        let mut next = [0.0; LANES];
        inside &= polynomial(&table.pieces[k], &s, &mut next);
        for i in 0..LANES {
            factor[i] = if s[i] < table.borders[k - 1] { next[i] } else { factor[i] };
        }
    }
    shaped(table.shape, (z, &p, &s), &factor, out);
    inside
}

/// The least redshift that polynomials are for: the logarithm of a modulus takes normal numbers alone.
#[inline(always)]
fn first_z(shape: Shape) -> f64 {
    if shape == Shape::Modulus { f64::MIN_POSITIVE } else { 0.0 }
}

/// The piece that `s` lies on: the first whose border is not above it.
#[inline(always)]
fn piece_of(table: &Pieces, s: f64) -> usize {
    let before = table.borders.iter().take_while(|border| s < **border).count();
    before.min(table.borders.len() - 1)
}

/// Clenshaw's sum; whether there is a polynomial.
#[inline(always)]
fn polynomial(piece: &Piece, s: &Lanes, out: &mut Lanes) -> bool {
    let Some(coefficients) = &piece.coefficients else { return false };
    let (lowest, higher) = coefficients.split_last().expect("a polynomial has a coefficient");
    let (mut t, mut b1, mut b2) = ([0.0; LANES], [0.0; LANES], [0.0; LANES]);
    for i in 0..LANES {
        t[i] = s[i].mul_add(piece.scale, piece.shift);
    }
    for c in higher {
        for i in 0..LANES {
            let b0 = (2.0 * t[i]).mul_add(b1[i], c - b2[i]);
            b2[i] = b1[i];
            b1[i] = b0;
        }
    }
    for i in 0..LANES {
        out[i] = t[i].mul_add(b1[i], lowest - b2[i]);
    }
    true
}

/// The quantity from its smooth factor.
#[inline(always)]
fn shaped(shape: Shape, (z, p, s): (&Lanes, &Lanes, &Lanes), factor: &Lanes, out: &mut Lanes) {
    match shape {
        Shape::Modulus => each(out, |i| log10(z[i]).mul_add(5.0, factor[i])),
        Shape::Luminosity => each(out, |i| z[i] * factor[i]),
        Shape::Comoving => each(out, |i| z[i] * p[i] * factor[i]),
        Shape::Angular => each(out, |i| z[i] * p[i] * p[i] * factor[i]),
        Shape::Age => each(out, |i| p[i] * s[i] * factor[i]),
        Shape::Volume => each(out, |i| (z[i] * p[i]) * (z[i] * p[i]) * (z[i] * p[i]) * factor[i]),
        Shape::VolumeRate => each(out, |i| (z[i] * p[i]) * (z[i] * p[i]) * (p[i] * s[i]) * factor[i]),
    }
}

#[inline(always)]
fn each(out: &mut Lanes, value: impl Fn(usize) -> f64) {
    for (i, out) in out.iter_mut().enumerate() {
        *out = value(i);
    }
}

/// Computes directly what the polynomials do not hold.
#[cold]
fn mend(table: &Pieces, z: &[f64], out: &mut [f64], direct: &dyn Fn(f64) -> f64) {
    for (&z, out) in z.iter().zip(out) {
        let held = (first_z(table.shape)..=LAST_Z).contains(&z) && {
            let s = (1.0 / (1.0 + z)).sqrt();
            table.pieces[piece_of(table, s)].coefficients.is_some()
        };
        if !held {
            *out = direct(z);
        }
    }
}
