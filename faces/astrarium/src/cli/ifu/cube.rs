//! `astrarium ifu cube`: a galaxy seen by a telescope.
use crate::cli::{
    Error,
    task::{Card, Direct, Fact, Flag, Form, Product, Saving, Setup},
};
use astrarium_exec::Engine;
use astrarium_ifu::{
    Particles,
    generate::GenerateSpec,
    input::{ParticleSpec, Tally},
    observe::{Observation, ObserveSpec, observe},
};
use astrarium_io::table::{Column, Table};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The task.
pub(crate) struct Cube;

/// The galaxy.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct GalaxySpec {
    /// Files of particles; without any the galaxy is made up.
    read: ParticleSpec,
    /// A galaxy that is made up where no file is named; its random numbers are those of `seed`.
    generate: GenerateSpec,
}

pub(super) const TELESCOPE: Flag = Flag::new("telescope", "telescope", "NAME", Form::Text)
    .with_help("Preset (`astrarium ifu telescopes`) or a file of yours (.toml)");
pub(super) const FIELD: Flag =
    Flag::new("fov", "fov_arcsec", "ARCSEC", Form::Value).with_help("Width of the field [the telescope's]");
pub(super) const REDSHIFT: Flag =
    Flag::new("redshift", "redshift", "Z", Form::Value).with_help("Redshift of the galaxy [that of the snapshot]");
pub(super) const ANGLES: Flag =
    Flag::new("angles", "orientation.angles_deg", "A,B,C", Form::List).with_help("Angles, degrees; 90,0,0 is edge-on");
pub(super) const LIBRARY: Flag =
    Flag::new("library", "library", "NAME", Form::Text).with_help("Stellar library: bc03lr, bc03miles or a file");
pub(super) const CENTER: Flag =
    Flag::new("center", "input.read.center_kpc", "X,Y,Z", Form::List).with_help("Centre in the file's frame, kpc");
pub(super) const WITHIN: Flag =
    Flag::new("within", "input.read.within_kpc", "KPC", Form::Value).with_help("Keep what is this near to the centre");

impl Direct for Cube {
    type Spec = ObserveSpec;
    type Input = GalaxySpec;

    const CARD: Card = Card {
        kind: "ifu.cube",
        about: "Spectral cube of a simulated galaxy, as a telescope sees it",
        inputs: "[FILE..]",
        example: "galaxy.h5 --redshift 0.05 --angles 60,0,0",
        flags: &[TELESCOPE, FIELD, REDSHIFT, ANGLES, LIBRARY, CENTER, WITHIN],
        input_key: "input.read.paths",
        paths: &["input.read.paths"],
    };

    fn compute(
        (spec, input): (&ObserveSpec, &GalaxySpec),
        engine: &Engine,
        setup: &Setup,
        _: &Saving<'_>,
    ) -> Result<Product, Error> {
        let libraries = spec.libraries(setup.shelf()?)?;
        let (galaxy, tally) = input.galaxy(setup.seed, engine)?;
        let n_stars = galaxy.stars.len();
        let seen = observe(galaxy, spec, &libraries, (setup.seed, engine))?;
        let mut fits = Vec::new();
        seen.put_fits(&mut fits, "result.fits".as_ref())?;
        let mut warnings = seen.warnings();
        warnings.extend(words(&tally));
        let mut figures = vec![("cube", seen.figure().into())];
        figures.extend(seen.map_figures().into_iter().map(|(name, figure)| (name, figure.into())));
        Ok(Product {
            title: format!("{} seen by {}", seen.galaxy.source, seen.telescope.name),
            table: table(&seen),
            fits: Some(fits),
            files: Vec::new(),
            figures,
            facts: facts(&seen, n_stars),
            warnings,
            citations: Vec::new(),
            untrusted: None,
        })
    }
}

impl GalaxySpec {
    /// The galaxy of the files, or one that is made up.
    pub(super) fn galaxy(&self, seed: u64, engine: &Engine) -> Result<(Particles, Tally), Error> {
        if self.read.paths.is_empty() {
            return Ok((Particles::generate(&self.generate, seed, engine)?, Tally::default()));
        }
        let read = Particles::read(&self.read)?;
        Ok((read.particles, read.tally))
    }
}

/// The spectrum of the whole field.
fn table(seen: &Observation) -> Table {
    let wave_aa = seen.cube.wave_aa.clone();
    let mut flux = vec![0.0; wave_aa.len()];
    for spectrum in seen.cube.flux.chunks(wave_aa.len()) {
        flux.iter_mut().zip(spectrum).for_each(|(sum, value)| *sum += value);
    }
    let columns = vec![
        Column::f64("wave_aa", wave_aa).with_unit("Angstrom"),
        Column::f64("flux", flux).with_unit("1e-20 erg/s/cm2/Angstrom"),
    ];
    Table { columns, ..Table::default() }
}

fn facts(seen: &Observation, n_stars: usize) -> Vec<Fact> {
    let (n, n_channels, inside) = (seen.cube.n, seen.cube.wave_aa.len(), seen.report.n_stars);
    let path = format!("{:?}", seen.report.path).to_lowercase();
    let flux = seen.mean_flux();
    vec![
        Fact::new("shape", format!("{n} x {n} spaxels of {n_channels} channels"), vec![n, n, n_channels]),
        Fact::new("n_stars", format!("{inside} of {n_stars} stars in the field"), inside),
        Fact::new("redshift", format!("redshift {}", seen.redshift), seen.redshift),
        Fact::new("mean_flux", format!("mean flux density of the field {flux:.4e} 1e-20 erg/s/cm2/A"), flux),
        Fact::new("path", format!("computed by the path `{path}`"), path),
    ]
}

/// What was left out while reading.
pub(super) fn words(tally: &Tally) -> Vec<String> {
    let counts = [
        (tally.n_wind, "wind particles, which are no stars yet, are left out"),
        (tally.n_without_initial_mass, "stars have no mass at birth: their present mass is taken"),
        (tally.n_metallicity_raised, "metallicities a little below zero are set to zero"),
        (tally.n_stars_dropped, "stars with numbers that cannot be are left out"),
        (tally.n_gas_dropped, "gas elements with numbers that cannot be are left out"),
    ];
    counts.into_iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect()
}
