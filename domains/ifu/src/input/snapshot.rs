//! Snapshots in HDF5.
use super::arrays::{Group, Kind};
use super::header::Header;
use super::{Bodies, Layout, Tally, ages, bodies};
use crate::{Error, Galaxy, Gas, Particles, Result, Stars};
use astrarium_io::hdf5::Reader;
use std::path::Path;

const COORDINATES: &[&str] = &["Coordinates", "Coordinate"];
const VELOCITIES: &[&str] = &["Velocities", "Velocity"];
const MASSES: &[&str] = &["Masses", "Mass"];
const INITIAL_MASSES: &[&str] = &["GFM_InitialMass", "InitialMass", "InitialMasses"];
const METALLICITIES: &[&str] = &["SmoothedMetallicity", "GFM_Metallicity", "MetalMassFractions", "Metallicity"];
const BIRTHS: &[&str] = &["StellarFormationTime", "GFM_StellarFormationTime", "BirthScaleFactors"];
const BIRTH_TIMES: &[&str] = &["BirthTimes"];

/// Reads one file.
pub(super) fn read(path: &Path, layout: Layout, given: &Bodies, tally: &mut Tally) -> Result<Particles> {
    let file = Reader::open(path)?;
    let header = Header::read(&file, layout)?;
    let group = |name| Group { file: &file, name, header: &header, layout };
    let groups = file.groups("/")?;
    // a group that is listed must be readable
    let is_there =
        |name: &str| Ok::<bool, Error>(groups.iter().any(|group| group == name) && !file.datasets(name)?.is_empty());
    let mut stars = Stars::default();
    if is_there("PartType4")? {
        stars = read_stars(&group("PartType4"), tally)?;
    } else {
        for (name, kind) in [("PartType2", bodies::Kind::Disc), ("PartType3", bodies::Kind::Bulge)] {
            if is_there(name)? {
                stars.append(read_bodies(&group(name), kind, given)?);
            }
        }
    }
    let gas = if is_there("PartType0")? { read_gas(&group("PartType0"))? } else { Gas::default() };
    Ok(Particles { stars, gas, galaxy: galaxy(&file, &header, layout) })
}

fn read_stars(group: &Group<'_>, tally: &mut Tally) -> Result<Stars> {
    let position_kpc = group.vectors(COORDINATES, Kind::Length)?;
    let mass_msun = masses(group, 4, position_kpc.len())?;
    let initial_mass_msun = match group.numbers(INITIAL_MASSES, Kind::Mass)? {
        Some(initial) => initial,
        None => {
            tally.n_without_initial_mass += mass_msun.len();
            mass_msun.clone()
        }
    };
    let metallicity = metallicities(group, &mass_msun)?;
    let (births, header) = births(group)?;
    let all = Stars {
        velocity_km_s: group.vectors(VELOCITIES, Kind::Velocity)?,
        mass_msun,
        initial_mass_msun,
        metallicity,
        age_gyr: vec![0.0; position_kpc.len()],
        position_kpc,
    };
    all.check_lengths().map_err(|error| error.in_file(group.file.path()))?;
    Error::check_length("stars: times of birth", births.len(), all.len())
        .map_err(|error| error.in_file(group.file.path()))?;
    // what has not formed yet flies in a wind
    let formed: Vec<usize> = (0..all.len()).filter(|&i| births[i] > 0.0 || births[i].is_nan()).collect();
    tally.n_wind += all.len() - formed.len();
    let births: Vec<f64> = formed.iter().map(|&i| births[i]).collect();
    let mut stars = all.select(&formed);
    stars.age_gyr = ages::ages_gyr(group.file.path(), &header, &births)?;
    Ok(stars)
}

/// Times of birth, and the header by which they are told.
fn births(group: &Group<'_>) -> Result<(Vec<f64>, Header)> {
    if let Some(births) = group.numbers(BIRTHS, Kind::Plain)? {
        return Ok((births, group.header.clone()));
    }
    let births = group.needed(BIRTH_TIMES, Kind::Plain).map_err(|_| group.missing(BIRTHS))?;
    let seconds =
        Header { omega_m: 0.0, unit_length_cm: 1.0, unit_velocity_cm_s: 1.0, hubble: 1.0, ..group.header.clone() };
    let unit_s = group.header.unit_length_cm / group.header.unit_velocity_cm_s;
    Ok((births, Header { time: group.header.time * unit_s, ..seconds }))
}

fn read_bodies(group: &Group<'_>, kind: bodies::Kind, given: &Bodies) -> Result<Stars> {
    let position_kpc = group.vectors(COORDINATES, Kind::Length)?;
    let velocity_km_s = group.vectors(VELOCITIES, Kind::Velocity)?;
    let mass_msun = masses(group, kind.number(), position_kpc.len())?;
    let stars = bodies::stars(kind, given, bodies::Moving { position_kpc, velocity_km_s, mass_msun });
    stars.check_lengths().map_err(|error| error.in_file(group.file.path()))?;
    Ok(stars)
}

/// Masses of particles, or the one mass of their type that the header gives.
fn masses(group: &Group<'_>, kind: usize, n: usize) -> Result<Vec<f64>> {
    if let Some(masses) = group.numbers(MASSES, Kind::Mass)? {
        return Ok(masses);
    }
    let table = group.file.attributes("Header")?;
    match table.get("MassTable") {
        Some(astrarium_io::hdf5::Attribute::F64(masses)) if masses.get(kind).is_some_and(|&mass| mass > 0.0) => {
            Ok(vec![masses[kind] * Kind::Mass.gadget_factor(group.header); n])
        }
        _ => Err(group.missing(MASSES)),
    }
}

/// Mass fractions of metals; Magneticum gives masses: helium, ten metals.
fn metallicities(group: &Group<'_>, mass_msun: &[f64]) -> Result<Vec<f64>> {
    if group.layout != Layout::Magneticum {
        return group.needed(METALLICITIES, Kind::Plain);
    }
    let (masses, width) = group.table(&["Metallicity"], Kind::Mass)?.ok_or_else(|| group.missing(&["Metallicity"]))?;
    let metals = |row: &[f64]| row[1..].iter().sum::<f64>();
    Ok(masses.chunks_exact(width).zip(mass_msun).map(|(row, mass)| metals(row) / mass).collect())
}

fn read_gas(group: &Group<'_>) -> Result<Gas> {
    let position_kpc = group.vectors(COORDINATES, Kind::Length)?;
    let mass_msun = masses(group, 0, position_kpc.len())?;
    let [hydrogen, oxygen] = elements(group, &mass_msun)?;
    // below zero SWIFT keeps when stars last formed
    let mut sfr_msun_yr = group.numbers(&["StarFormationRate", "StarFormationRates"], Kind::Rate)?;
    if group.layout == Layout::Swift || group.layout == Layout::Colibre {
        sfr_msun_yr.iter_mut().flatten().for_each(|rate| *rate = if *rate < 0.0 { 0.0 } else { *rate });
    }
    let gas = Gas {
        velocity_km_s: group.vectors(VELOCITIES, Kind::Velocity)?,
        metallicity: gas_metallicities(group, &mass_msun)?,
        density_msun_kpc3: group.numbers(&["Density", "Densities"], Kind::Density)?,
        sfr_msun_yr,
        temperature_k: group.numbers(&["Temperature", "Temperatures"], Kind::Plain)?,
        internal_energy_erg_g: group.numbers(&["InternalEnergy", "InternalEnergies"], Kind::Energy)?,
        electron_abundance: group.numbers(&["ElectronAbundance"], Kind::Plain)?,
        smoothing_length_kpc: group.numbers(&["SmoothingLength", "SmoothingLengths"], Kind::Length)?,
        hydrogen,
        oxygen,
        mass_msun,
        position_kpc,
    };
    gas.check_lengths().map_err(|error| error.in_file(group.file.path()))?;
    Ok(gas)
}

/// Gas without metals has none.
fn gas_metallicities(group: &Group<'_>, mass_msun: &[f64]) -> Result<Vec<f64>> {
    if group.layout == Layout::Gadget && group.find(METALLICITIES).is_none() {
        return Ok(vec![0.0; mass_msun.len()]);
    }
    metallicities(group, mass_msun)
}

/// Mass fractions of hydrogen and oxygen, in whichever way the file keeps them.
fn elements(group: &Group<'_>, mass_msun: &[f64]) -> Result<[Option<Vec<f64>>; 2]> {
    if group.layout == Layout::Magneticum {
        return magneticum_elements(group, mass_msun);
    }
    const GROUPS: [&str; 4] =
        ["SmoothedElementAbundance", "ElementAbundance", "ElementMassFractions", "SmoothedElementMassFractions"];
    let named = |element: &str| {
        let names = GROUPS.map(|of| format!("{of}/{element}"));
        group.numbers(&names.each_ref().map(String::as_str), Kind::Plain)
    };
    let apart = [named("Hydrogen")?, named("Oxygen")?];
    if apart.iter().any(Option::is_some) {
        return Ok(apart);
    }
    // columns of both: hydrogen, helium, carbon, nitrogen, oxygen, ...
    let table = group.table(&["GFM_Metals", "ElementMassFractions", "SmoothedElementMassFractions"], Kind::Plain)?;
    let Some((values, width)) = table.filter(|(_, width)| *width >= 5) else { return Ok([None, None]) };
    let column = |at: usize| Some(values.chunks_exact(width).map(|row| row[at]).collect());
    Ok([column(0), column(4)])
}

/// Masses of helium, carbon, calcium, oxygen, ...: hydrogen is what remains.
fn magneticum_elements(group: &Group<'_>, mass_msun: &[f64]) -> Result<[Option<Vec<f64>>; 2]> {
    let Some((masses, width)) = group.table(&["Metallicity"], Kind::Mass)?.filter(|(_, width)| *width >= 4) else {
        return Ok([None, None]);
    };
    let rows = || masses.chunks_exact(width).zip(mass_msun);
    let hydrogen = rows().map(|(row, mass)| (1.0 - row.iter().sum::<f64>() / mass).max(0.0)).collect();
    let oxygen = rows().map(|(row, mass)| row[3] / mass).collect();
    Ok([Some(hydrogen), Some(oxygen)])
}

fn galaxy(file: &Reader, header: &Header, layout: Layout) -> Galaxy {
    let coordinates = ["PartType4/Coordinates", "PartType2/Coordinates", "PartType0/Coordinates"];
    let attributes = coordinates.iter().find_map(|at| file.attributes(at).ok()).unwrap_or_default();
    let group = Group { file, name: "", header, layout };
    let length_kpc = group.factor(&attributes, Kind::Length);
    Galaxy {
        source: header.source.clone(),
        redshift: header.redshift,
        center_kpc: subhalo(file, ["pos_x", "pos_y", "pos_z"]).map(|center| center.map(|x| x * length_kpc)),
        velocity_km_s: subhalo(file, ["vel_x", "vel_y", "vel_z"]),
        halfmass_radius_kpc: subhalo(file, ["halfmassrad_stars"]).map(|[radius]| radius * length_kpc),
        box_kpc: box_kpc(header, layout, length_kpc),
    }
}

/// Numbers of the group `SubhaloData` that some programs put beside cut-outs of IllustrisTNG.
fn subhalo<const N: usize>(file: &Reader, names: [&str; N]) -> Option<[f64; N]> {
    let read = |name: &str| file.f64s(&format!("SubhaloData/{name}")).ok()?.0.first().copied();
    let values: Vec<f64> = names.iter().map_while(|name| read(name)).collect();
    values.try_into().ok()
}

fn box_kpc(header: &Header, layout: Layout, length_kpc: f64) -> Option<[f64; 3]> {
    // coordinates are physical there, the box is in comoving Mpc/h
    let factor = if layout == Layout::HorizonAgn { 1e3 * header.scale / header.hubble } else { length_kpc };
    let is_box = header.box_size.iter().all(|&edge| edge > 0.0 && edge.is_finite());
    is_box.then(|| header.box_size.map(|edge| edge * factor))
}
