//! Particles from the files that simulations write.
//!
//! [`ParticleSpec`] says what to read and [`Particles::read`] reads it: the [`Layout`] is recognised from the file's header,
//! units, scale factors and Hubble's parameter from the attributes of each dataset where it has them, and ages are counted
//! from birth to the snapshot in the simulation's own cosmology. What had to be left out is counted in a [`Tally`].
//!
//! | layout | stars | recognised by |
//! |---|---|---|
//! | `illustris_tng` | `PartType4`, attributes `a_scaling`, `h_scaling`, `to_cgs` | `RunLabel`, `SimulationName` or these attributes |
//! | `eagle` | `PartType4`, `aexp-scale-exponent`, `h-scale-exponent`, `CGSConversionFactor` | `RunLabel` or these attributes |
//! | `magneticum` | as EAGLE, metals as eleven masses | `RunLabel` |
//! | `horizon_agn` | as EAGLE, star formation rates as they stand | `RunLabel` |
//! | `colibre` | as SWIFT, elements in a group | `RunLabel` |
//! | `swift` | `PartType4`, `a-scale exponent`, `Conversion factor to CGS ...` | header `Code`, or these attributes |
//! | `gadget` | `PartType4` with formation times, or `PartType2` (disc) and `PartType3` (bulge) without | a `Header` and nothing of the above |
//! | `gadget_binary` | the same in blocks, of format 1 or 2 | a first block of 256 bytes |
//! | `plain` | `stars/`, `gas/`, `galaxy/`: see [`Particles::write_plain`] | these groups |
mod ages;
mod arrays;
mod bodies;
mod gadget;
mod header;
mod layout;
mod mend;
mod plain;
mod snapshot;
mod spec;
mod subset;

pub use layout::Layout;
pub use mend::{Faulty, Tally};
pub use spec::{Bodies, ParticleSpec, Read, Subset};

use crate::{Error, Particles, Result};
use std::path::Path;

impl Particles {
    /// Reads a galaxy, or a piece of a simulation, from one file or from the pieces of one snapshot.
    ///
    /// # Errors
    /// [`Error::NotRecognised`] of a file of none of the layouts; [`Error::Io`] and [`Error::Format`] of files that are cut
    /// short or hold other arrays than expected; [`Error::Particle`] of numbers that cannot be (unless they are to be
    /// dropped); [`Error::NoStars`] if none is left.
    pub fn read(spec: &ParticleSpec) -> Result<Read> {
        spec.check()?;
        let mut all = Particles::default();
        let (mut tally, mut layout) = (Tally::default(), None);
        for path in &spec.paths {
            let this = spec.layout.map_or_else(|| Layout::of(path), Ok)?;
            let (piece, counted) = read_one(path, this, spec)?;
            all.append(piece);
            tally.add(&counted);
            layout = Some(this);
        }
        spec.place(&mut all.galaxy);
        subset::within(&mut all, spec)?;
        if all.stars.is_empty() {
            return Err(Error::NoStars { place_of: spec.within_kpc.map(|_| "the sphere asked for") });
        }
        tally.mass_factor = subset::thin(&mut all, spec.subset.as_ref())?;
        Ok(Read { particles: all, tally, layout: layout.unwrap_or(Layout::Plain) })
    }
}

fn read_one(path: &Path, layout: Layout, spec: &ParticleSpec) -> Result<(Particles, Tally)> {
    let mut tally = Tally::default();
    let mut particles = match layout {
        Layout::Plain => plain::read(path)?,
        Layout::GadgetBinary => gadget::read(path, &spec.bodies, &mut tally)?,
        _ => snapshot::read(path, layout, &spec.bodies, &mut tally)?,
    };
    mend::mend(path, &mut particles, spec.faulty, &mut tally)?;
    Ok((particles, tally))
}
