//! The files of a run folder, and the summary on the console.
use super::{journal::Provenance, profile, sketch};
use crate::cli::{
    Error, citations,
    console::Console,
    task::{Fact, Picture, Product},
};
use astrarium_exec::observe::Profile;
use astrarium_io::{
    atomic,
    report::{Block, Citation, Page, html, png},
};
use serde_json::json;
use std::path::Path;

/// Dots of a picture for each CSS pixel.
const SHARPNESS: f64 = 2.0;

/// Writes the specification, the numbers, the pictures, the report and where it all comes from.
pub(super) fn write(product: &Product, folder: &Path, (spec, provenance): (&str, &Provenance)) -> Result<(), Error> {
    let put = |name: &str, bytes: &[u8]| atomic::write_bytes(&folder.join(name), bytes).map_err(Error::from);
    put("spec.toml", spec.as_bytes())?;
    match &product.fits {
        Some(bytes) => put("result.fits", bytes)?,
        None => product.table.write(folder.join("result.fits"))?,
    }
    product.table.write(folder.join("result.ecsv"))?;
    for (name, bytes) in &product.files {
        put(name, bytes)?;
    }
    for (name, figure) in &product.figures {
        let drawn = figure.svg(name)?;
        put(&format!("{name}.svg"), drawn.as_bytes())?;
        put(&format!("{name}.png"), &png(&drawn, SHARPNESS)?)?;
    }
    put("report.html", page(product, spec, provenance)?.as_bytes())?;
    put("provenance.json", provenance.to_text().as_bytes())
}

/// The report: the summary, the figures, what to cite, the specification and the origin.
fn page(product: &Product, spec: &str, provenance: &Provenance) -> Result<String, Error> {
    let mut page = Page::new(&product.title);
    for warning in &product.warnings {
        page = page.warning(warning);
    }
    let facts = product.facts.iter().map(|fact| (fact.name.replace('_', " "), fact.number()));
    page = page.with("Result", Block::facts(facts));
    for (_, figure) in &product.figures {
        page = page.with("Result", figure.block());
    }
    let works = provenance.citations.iter().filter_map(|key| citations::work(key));
    let works = works.map(|work| Citation { text: work.text, used_for: String::new(), doi: work.doi }).collect();
    page = page.with("To cite", Block::Citations { citations: works });
    page = page.with("Specification", Block::code(spec));
    Ok(html(&page.with("Origin", Block::facts(provenance.rows())))?)
}

/// What is shown beside the summary.
#[derive(Debug, Default)]
pub(super) struct More {
    /// Where the time went.
    pub(super) profile: Option<Profile>,
    /// Whether the result is drawn in the terminal.
    pub(super) plot: bool,
}

/// Says what came out and where it lies.
pub(super) fn announce(product: &Product, out: &Path, console: Console, more: &More) -> Result<(), Error> {
    let mut lines = vec![product.title.clone()];
    lines.extend(product.facts.iter().filter_map(Fact::line));
    lines.extend(product.warnings.iter().map(|warning| format!("  note: {warning}")));
    if more.plot {
        lines.extend(product.figures.iter().filter_map(|(_, picture)| match picture {
            Picture::Figure(figure) => Some(sketch::draw(figure)),
            Picture::Beside(figures) => {
                Some(format!("{}\n{}", sketch::draw(&figures.left), sketch::draw(&figures.right)))
            }
            // a terminal has too few dots for many small panels
            Picture::Triangle(_) => None,
        }));
    }
    lines.extend(more.profile.as_ref().map(profile::table));
    lines.push(format!("results in {}", out.display()));
    console.say(&lines.join("\n"))?;
    console.say_json(&json!({
        "folder": out,
        "title": product.title,
        "summary": product.summary(),
        "warnings": product.warnings,
        "files": files(product),
        "profile": more.profile,
    }))
}

fn files(product: &Product) -> Vec<String> {
    let pictures = product.figures.iter().flat_map(|(name, _)| [format!("{name}.svg"), format!("{name}.png")]);
    let fixed = ["spec.toml", "provenance.json", "result.fits", "result.ecsv", "report.html"];
    let further = product.files.iter().map(|(name, _)| *name);
    fixed.into_iter().chain(further).map(str::to_owned).chain(pictures).collect()
}
