//! Draws the figures of the tests into a folder, to be looked at: `cargo run --example gallery -- FOLDER`.

use astrarium_io::{Result, atomic, report};
use std::path::Path;

#[path = "../tests/gallery/mod.rs"]
mod gallery;

fn main() -> Result<()> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "gallery".to_owned());
    std::fs::create_dir_all(&folder)
        .map_err(|source| astrarium_io::Error::Writing { path: (&folder).into(), source })?;
    for (name, figure) in gallery::figures() {
        let svg = report::svg_with_id(&figure, name)?;
        atomic::write_bytes(&Path::new(&folder).join(format!("{name}.png")), &report::png(&svg, 1.5)?)?;
        atomic::write_bytes(&Path::new(&folder).join(format!("{name}.svg")), svg.as_bytes())?;
    }
    Ok(())
}
