//! Draws the figures of the tests into a folder, to be looked at: `cargo run --example gallery -- FOLDER`.

use astrarium_io::report::{self, Block, DataTable, Page};
use astrarium_io::{Error, Result, atomic};
use std::path::Path;

#[path = "../tests/gallery/figures.rs"]
mod gallery;

fn main() -> Result<()> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "gallery".to_owned());
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder).map_err(|source| Error::Writing { path: folder.to_owned(), source })?;
    let row =
        |i: i32| vec![format!("{}", f64::from(i) * 0.0625), format!("{:.3}", 2.0 / f64::from(i)), "ok".to_owned()];
    let columns = ["freq_hz", "power", "flag"].map(str::to_owned).to_vec();
    let table = DataTable { caption: "First rows of the result".to_owned(), columns, rows: (1..5).map(row).collect() };
    let mut page = Page::new("Gallery")
        .lead("Figures as the domains make them, and figures that are hard to draw.")
        .warning("None of this was observed.")
        .with("Facts", Block::facts([("segments", "187"), ("rms", "23.1 ± 0.4 %")]))
        .with("Facts", Block::Table(table))
        .with("Spec", Block::code("[power]\nsegment_s = 16.0\nnorm = \"frac\""));
    for (name, figure) in gallery::figures() {
        let svg = report::svg_with_id(&figure, name)?;
        atomic::write_bytes(&folder.join(format!("{name}.png")), &report::png(&svg, 1.5)?)?;
        atomic::write_bytes(&folder.join(format!("{name}.svg")), svg.as_bytes())?;
        page = page.with("Figures", Block::figure(figure.caption("Simulated.")));
    }
    atomic::write_bytes(&folder.join("report.html"), report::html(&page)?.as_bytes())
}
