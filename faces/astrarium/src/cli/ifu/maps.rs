//! `astrarium ifu maps`: what is true of each spaxel, and of bins of them.
use super::cube::{ANGLES, CENTER, FIELD, GalaxySpec, LIBRARY, REDSHIFT, TELESCOPE, WITHIN, words};
use crate::cli::{
    Error,
    task::{Card, Direct, Fact, Flag, Form, Product, Saving, Setup},
};
use astrarium_exec::Engine;
use astrarium_ifu::observe::{NamedMap, ObserveSpec, observe};
use astrarium_io::table::{Column, Table};

/// The task.
pub(crate) struct Maps;

const BINS: Flag = Flag::new("bin-ratio", "bin_ratio", "RATIO", Form::Value)
    .with_help("Join spaxels (Voronoi bins) until each bin has this signal to noise");

impl Direct for Maps {
    type Spec = ObserveSpec;
    type Input = GalaxySpec;

    const CARD: Card = Card {
        kind: "ifu.maps",
        about: "Maps of a simulated galaxy as a telescope sees it: light, kinematics, ages, metals, gas; of spaxels or bins",
        inputs: "[FILE..]",
        example: "galaxy.h5 --redshift 0.05 --angles 60,0,0 --bin-ratio 20",
        flags: &[TELESCOPE, FIELD, REDSHIFT, ANGLES, LIBRARY, CENTER, WITHIN, BINS],
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
        let seen = observe(galaxy, spec, &libraries, (setup.seed, engine))?;
        let maps = seen.named_maps(seen.bins.as_ref());
        let mut fits = Vec::new();
        seen.put_maps(&maps, &mut fits, "result.fits".as_ref())?;
        let mut warnings = seen.warnings();
        warnings.extend(words(&tally));
        let (n, n_maps, inside) = (seen.cube.n, maps.len(), seen.report.n_stars);
        let mut facts = vec![
            Fact::new("shape", format!("{n_maps} maps of {n} x {n} spaxels"), vec![n, n]),
            Fact::new("n_stars", format!("{inside} stars in the field"), inside),
            Fact::new("redshift", format!("redshift {}", seen.redshift), seen.redshift),
        ];
        if let Some(bins) = &seen.bins {
            let n_bins = bins.ratio.len();
            facts.push(Fact::new("n_bins", format!("spaxels joined into {n_bins} bins"), n_bins));
        }
        Ok(Product {
            title: format!("{} seen by {}", seen.galaxy.source, seen.telescope.name),
            table: table(&maps, n),
            fits: Some(fits),
            files: Vec::new(),
            figures: seen.figures_of(&maps).into_iter().map(|(name, figure)| (name, figure.into())).collect(),
            facts,
            warnings,
            citations: Vec::new(),
            untrusted: None,
        })
    }
}

/// A row for each spaxel, `x` rising to the east.
fn table(maps: &[NamedMap], n: usize) -> Table {
    let place = |of: fn(usize, usize) -> usize| (0..n * n).map(|k| of(k, n) as i64).collect();
    let mut columns = vec![Column::i64("x", place(|k, n| k % n)), Column::i64("y", place(|k, n| k / n))];
    columns.extend(maps.iter().map(|map| {
        let column = Column::f64(&map.name.to_lowercase(), map.values.clone());
        if map.unit.is_empty() { column } else { column.with_unit(map.unit) }
    }));
    Table { columns, ..Table::default() }
}
