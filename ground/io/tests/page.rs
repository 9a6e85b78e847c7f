//! Pages of HTML are whole, safe and need nothing else.

use astrarium_io::report::{Axis, Block, Citation, Curve, DataTable, Figure, Page, Panel, html};
use resvg::usvg::roxmltree::Document;

#[path = "gallery/figures.rs"]
mod gallery;

fn page() -> Page {
    let rows = vec![
        vec!["0.1".to_owned(), "−3.2".to_owned(), "ok".to_owned()],
        vec!["10".to_owned(), String::new(), "7 bins".to_owned()],
    ];
    let columns = ["freq_hz", "power", "note"].map(str::to_owned).to_vec();
    let citation = Citation {
        text: "Leahy et al. 1983, ApJ 266, 160".to_owned(),
        used_for: "normalisation".to_owned(),
        doi: Some("10.1086/160766".to_owned()),
    };
    let mut page = Page::new("Power spectrum of GX 339−4")
        .lead("Averaged over 187 segments of 16 s.")
        .warning("Dead time is not corrected.")
        .with("Result", Block::facts([("rms", "23.1 ± 0.4 %"), ("segments", "187")]))
        .with("Result", Block::Table(DataTable { caption: "First rows".to_owned(), columns, rows }));
    for (_, figure) in gallery::figures() {
        page = page.with("Figures", Block::figure(figure.caption("Simulated data, made for this test.")));
    }
    page.with("Spec", Block::code("[power]\nsegment_s = 16.0\n"))
        .with("Citations", Block::text("Cite these.\n\nAll of them."))
        .with("Citations", Block::Citations { citations: vec![citation] })
}

/// The page as XML: without the script, and with its few empty elements closed.
fn as_xml(text: &str) -> String {
    let (before, rest) = text.split_once("<script>").expect("a script");
    let (_, after) = rest.split_once("</script>").expect("its end");
    let lines = before
        .lines()
        .filter(|line| !line.starts_with("<meta") && !line.starts_with("<link") && !line.starts_with("<!DOCTYPE"));
    lines.collect::<Vec<_>>().join("\n") + after
}

#[test]
fn a_page_is_well_formed() {
    let text = html(&page()).unwrap();
    let xml = as_xml(&text);
    let document = Document::parse(&xml).unwrap();
    let count = |name: &str| document.descendants().filter(|node| node.tag_name().name() == name).count();
    assert_eq!((count("h1"), count("h2"), count("section"), count("aside")), (1, 4, 4, 1));
    assert_eq!(count("figure"), gallery::figures().len());
    let mut ids: Vec<&str> = document.descendants().filter_map(|node| node.attribute("id")).collect();
    let n = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), n, "no identifier is used twice");
}

#[test]
fn a_page_fetches_nothing() {
    let text = html(&page()).unwrap();
    let document = as_xml(&text);
    let document = Document::parse(&document).unwrap();
    for node in document.descendants() {
        let address = node.attribute("src").or(node.attribute("href"));
        let inside = |address: &str| address.starts_with("data:") || address.starts_with('#');
        assert!(address.is_none_or(inside) || node.has_tag_name("a"), "{node:?}");
    }
    assert!(text.contains("default-src 'none'") && !text.contains("@import") && !text.contains("url(http"));
}

#[test]
fn numbers_are_flush_right_and_words_left() {
    let text = html(&page()).unwrap();
    assert!(text.contains(
        r#"<th scope="col" class="n">freq_hz</th><th scope="col" class="n">power</th><th scope="col">note</th>"#
    ));
}

#[test]
fn hostile_text_stays_text() {
    let evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&\u{0}";
    let cell = || vec![vec![evil.to_owned()]];
    let figure = Figure::new(evil, Axis::linear(evil)).caption(evil);
    let figure = figure.panel(Panel::new(Axis::linear(evil)).with(Curve::new(vec![1.0], vec![2.0]).label(evil)));
    let citation = Citation { text: evil.to_owned(), used_for: evil.to_owned(), doi: Some(format!("10.1/{evil}")) };
    let page = Page::new(evil)
        .lead(evil)
        .warning(evil)
        .with(evil, Block::facts([(evil, evil)]))
        .with(evil, Block::text(evil))
        .with(evil, Block::code(evil))
        .with(evil, Block::Table(DataTable { caption: evil.to_owned(), columns: vec![evil.to_owned()], rows: cell() }))
        .with(evil, Block::Citations { citations: vec![citation] })
        .with(evil, Block::figure(figure));
    let text = html(&page).unwrap();
    assert_eq!(text.matches("<script").count(), 1);
    assert!(!text.contains("<img") && !text.contains('\u{0}'));
    Document::parse(&as_xml(&text)).unwrap();
}

#[test]
fn a_page_survives_json() {
    let text = serde_json::to_string(&page()).unwrap();
    let back: Page = serde_json::from_str(&text).unwrap();
    assert!(html(&back).unwrap() == html(&page()).unwrap());
}
