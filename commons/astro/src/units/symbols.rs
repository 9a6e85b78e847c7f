//! The symbols of units.
use super::unit::Dimension;
use crate::constants as c;
use std::f64::consts::PI;

/// A unit's names, the first being shown, its size in SI base units, its dimension, and whether it takes prefixes.
pub(super) struct Symbol {
    pub(super) names: &'static [&'static str],
    pub(super) scale: f64,
    pub(super) dimension: Dimension,
    prefixes: bool,
}

const fn symbol(names: &'static [&'static str], scale: f64, powers: [i8; 6]) -> Symbol {
    Symbol { names, scale, dimension: Dimension::of(powers), prefixes: false }
}

const fn prefixed(names: &'static [&'static str], scale: f64, powers: [i8; 6]) -> Symbol {
    Symbol { names, scale, dimension: Dimension::of(powers), prefixes: true }
}

const ENERGY: [i8; 6] = Dimension::ENERGY.powers;
const POWER: [i8; 6] = Dimension::LUMINOSITY.powers;
const PER_HZ: [i8; 6] = Dimension::FLUX_PER_FREQUENCY.powers;
const LENGTH: [i8; 6] = [1, 0, 0, 0, 0, 0];
const MASS: [i8; 6] = [0, 1, 0, 0, 0, 0];
const TIME: [i8; 6] = [0, 0, 1, 0, 0, 0];
const ANGLE: [i8; 6] = [0, 0, 0, 0, 1, 0];

pub(super) const SYMBOLS: &[Symbol] = &[
    prefixed(&["m", "meter", "metre", "meters"], 1.0, LENGTH),
    symbol(
        &["AA", "Angstrom", "angstrom", "Angstroms", "angstroms", "ANGSTROM", "\u{c5}", "\u{212b}", "A"],
        1e-10,
        LENGTH,
    ),
    symbol(&["micron", "microns", "MICRON"], 1e-6, LENGTH),
    symbol(&["AU", "au"], c::AU_M, LENGTH),
    prefixed(&["pc", "parsec"], c::PARSEC_M, LENGTH),
    prefixed(&["lyr", "ly"], c::LIGHT_SPEED_M_S * c::YEAR_S, LENGTH),
    symbol(&["Rsun", "solRad", "R_sun"], c::SOLAR_RADIUS_M, LENGTH),
    symbol(&["Rearth", "earthRad", "R_earth"], c::EARTH_RADIUS_M, LENGTH),
    symbol(&["Rjup", "jupiterRad", "R_jup"], c::JUPITER_RADIUS_M, LENGTH),
    prefixed(&["g", "gram"], 1e-3, MASS),
    symbol(&["Msun", "solMass", "M_sun"], c::SOLAR_MASS_KG, MASS),
    symbol(&["Mearth", "earthMass", "M_earth"], c::EARTH_GM_M3_S2 / c::NEWTON_M3_KG_S2, MASS),
    symbol(&["Mjup", "jupiterMass", "M_jup"], c::JUPITER_GM_M3_S2 / c::NEWTON_M3_KG_S2, MASS),
    symbol(&["u", "Da"], c::ATOMIC_MASS_KG, MASS),
    prefixed(&["s", "sec", "second", "seconds"], 1.0, TIME),
    symbol(&["min", "minute"], 60.0, TIME),
    symbol(&["h", "hr", "hour"], 3600.0, TIME),
    symbol(&["d", "day", "days"], 86_400.0, TIME),
    prefixed(&["yr", "year", "years"], c::YEAR_S, TIME),
    prefixed(&["K", "Kelvin", "kelvin"], 1.0, [0, 0, 0, 1, 0, 0]),
    prefixed(&["rad", "radian"], 1.0, ANGLE),
    symbol(&["deg", "degree"], PI / 180.0, ANGLE),
    symbol(&["arcmin"], PI / 10_800.0, ANGLE),
    prefixed(&["arcsec", "as"], PI / 648_000.0, ANGLE),
    symbol(&["sr", "steradian"], 1.0, [0, 0, 0, 0, 2, 0]),
    prefixed(&["ph", "photon", "photons"], 1.0, [0, 0, 0, 0, 0, 1]),
    prefixed(&["Hz", "hertz"], 1.0, Dimension::FREQUENCY.powers),
    prefixed(&["J", "joule"], 1.0, ENERGY),
    prefixed(&["erg", "ergs"], 1e-7, ENERGY),
    prefixed(&["eV"], c::ELECTRONVOLT_J, ENERGY),
    prefixed(&["W", "watt"], 1.0, POWER),
    symbol(&["Lsun", "solLum", "L_sun"], c::SOLAR_LUMINOSITY_W, POWER),
    prefixed(&["Jy", "jansky", "Jansky"], 1e-26, PER_HZ),
    prefixed(&["maggy", "maggie", "maggies", "mgy"], c::AB_ZERO_JY * 1e-26, PER_HZ),
];

const PREFIXES: [(&str, f64); 23] = [
    ("nano", 1e-9),
    ("micro", 1e-6),
    ("milli", 1e-3),
    ("kilo", 1e3),
    ("mega", 1e6),
    ("giga", 1e9),
    ("da", 1e1),
    ("a", 1e-18),
    ("f", 1e-15),
    ("p", 1e-12),
    ("n", 1e-9),
    ("u", 1e-6),
    ("µ", 1e-6),
    ("μ", 1e-6),
    ("m", 1e-3),
    ("c", 1e-2),
    ("d", 1e-1),
    ("k", 1e3),
    ("M", 1e6),
    ("G", 1e9),
    ("T", 1e12),
    ("P", 1e15),
    ("E", 1e18),
];

/// Scale and dimension of a symbol, perhaps with a prefix.
pub(super) fn look_up(name: &str) -> Option<(f64, Dimension)> {
    let plain = |name: &str| SYMBOLS.iter().find(|symbol| symbol.names.contains(&name));
    if let Some(symbol) = plain(name) {
        return Some((symbol.scale, symbol.dimension));
    }
    PREFIXES.iter().find_map(|(prefix, factor)| {
        let symbol = name.strip_prefix(prefix).and_then(plain).filter(|symbol| symbol.prefixes)?;
        Some((factor * symbol.scale, symbol.dimension))
    })
}

/// All names, without prefixes and with the common ones.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    const USUAL: [&str; 12] = ["cm", "km", "nm", "um", "kpc", "Mpc", "keV", "mJy", "uJy", "Gyr", "kg", "nanomaggies"];
    SYMBOLS.iter().flat_map(|symbol| symbol.names.iter().copied()).chain(USUAL)
}
