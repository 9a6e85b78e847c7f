//! A page as HTML that needs nothing but a browser: no address is fetched, style, pictures and script are in it.

use super::canvas::escape;
use super::{Block, Citation, DataTable, Page, svg_with_id};
use crate::Result;
use std::fmt::Write;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
/// Nothing may be loaded from anywhere, whatever text a page shows.
const POLICY: &str = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

/// Writes a page as one HTML file.
///
/// All text is escaped. Figures are inline SVG that a few lines of script let the reader enlarge (wheel, drag, keys); without
/// script they are as good as in print.
///
/// # Errors
/// As [`svg`](super::svg()), for a figure that cannot be drawn.
pub fn html(page: &Page) -> Result<String> {
    let title = escape(&page.title);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <link rel=\"icon\" href=\"data:,\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <header>\n<h1>{title}</h1>\n"
    );
    if !page.lead.is_empty() {
        push(&mut out, format_args!("<p class=\"lead\">{}</p>\n", escape(&page.lead)));
    }
    out.push_str("</header>\n");
    warnings(&mut out, &page.warnings);
    let mut n_figures = 0;
    for section in &page.sections {
        out.push_str("<section>\n");
        if !section.title.is_empty() {
            push(&mut out, format_args!("<h2>{}</h2>\n", escape(&section.title)));
        }
        for item in &section.blocks {
            block(&mut out, item, &mut n_figures)?;
        }
        out.push_str("</section>\n");
    }
    push(&mut out, format_args!("</main>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n"));
    Ok(out)
}

fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    // writing into a string cannot fail
    let _ = out.write_fmt(text);
}

fn warnings(out: &mut String, warnings: &[String]) {
    if warnings.is_empty() {
        return;
    }
    out.push_str("<aside class=\"warnings\" role=\"note\" aria-label=\"Warnings\">\n<ul>\n");
    for warning in warnings {
        push(out, format_args!("<li>{}</li>\n", escape(warning)));
    }
    out.push_str("</ul>\n</aside>\n");
}

fn block(out: &mut String, block: &Block, n_figures: &mut usize) -> Result<()> {
    match block {
        Block::Text { text } => text.split("\n\n").filter(|part| !part.trim().is_empty()).for_each(|part| {
            push(out, format_args!("<p>{}</p>\n", escape(part.trim())));
        }),
        Block::Facts { facts } => definitions(out, facts),
        Block::Table(data) => table(out, data),
        Block::Figure(drawn) => {
            *n_figures += 1;
            let svg = svg_with_id(drawn, &format!("figure{n_figures}"))?;
            figure(out, &svg, &drawn.caption, *n_figures);
        }
        Block::Triangle(drawn) => {
            *n_figures += 1;
            let svg = drawn.svg(&format!("figure{n_figures}"))?;
            figure(out, &svg, &drawn.caption, *n_figures);
        }
        Block::Beside(drawn) => {
            *n_figures += 1;
            let svg = drawn.svg(&format!("figure{n_figures}"))?;
            figure(out, &svg, &drawn.caption, *n_figures);
        }
        Block::Code { text } => push(out, format_args!("<pre tabindex=\"0\"><code>{}</code></pre>\n", escape(text))),
        Block::Citations { citations } => cite(out, citations),
    }
    Ok(())
}

fn definitions(out: &mut String, facts: &[(String, String)]) {
    out.push_str("<table class=\"facts\">\n<tbody>\n");
    for (name, value) in facts {
        push(out, format_args!("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", escape(name), escape(value)));
    }
    out.push_str("</tbody>\n</table>\n");
}

fn table(out: &mut String, table: &DataTable) {
    out.push_str("<div class=\"wide\" tabindex=\"0\">\n<table class=\"data\">\n");
    if !table.caption.is_empty() {
        push(out, format_args!("<caption>{}</caption>\n", escape(&table.caption)));
    }
    let class: Vec<&str> =
        (0..table.columns.len()).map(|i| if is_numeric(table, i) { " class=\"n\"" } else { "" }).collect();
    out.push_str("<thead><tr>");
    for (column, class) in table.columns.iter().zip(&class) {
        push(out, format_args!("<th scope=\"col\"{class}>{}</th>", escape(column)));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        out.push_str("<tr>");
        for (i, cell) in row.iter().enumerate() {
            push(out, format_args!("<td{}>{}</td>", class.get(i).unwrap_or(&""), escape(cell)));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n</div>\n");
}

/// Whether every filled cell of a column begins like a number.
fn is_numeric(table: &DataTable, column: usize) -> bool {
    let begins = |cell: &str| {
        cell.trim_start_matches(['−', '-', '+', '<', '>', '≤', '≥', '.', ' ']).starts_with(|c: char| c.is_ascii_digit())
    };
    let mut cells = table.rows.iter().filter_map(|row| row.get(column)).filter(|cell| !cell.is_empty()).peekable();
    cells.peek().is_some() && cells.all(|cell| begins(cell) || cell == "NaN" || cell == "–")
}

fn figure(out: &mut String, svg: &str, caption: &str, number: usize) {
    push(out, format_args!("<figure id=\"figure-{number}\">\n"));
    out.push_str(
        "<div class=\"plot\" tabindex=\"0\" role=\"group\" aria-label=\"Figure: plus and minus keys enlarge and reduce, \
         arrow keys move, 0 shows all\">\n",
    );
    out.push_str(svg);
    out.push_str(
        "</div>\n<p class=\"hint\">Click, then turn the wheel to enlarge; drag to move; double-click to show all. \
         Keys: + − arrows 0.</p>\n",
    );
    push(out, format_args!("<figcaption><b>Figure {number}.</b> {}</figcaption>\n</figure>\n", escape(caption)));
}

fn cite(out: &mut String, citations: &[Citation]) {
    out.push_str("<ul class=\"citations\">\n");
    for citation in citations {
        push(out, format_args!("<li>{}", escape(&citation.text)));
        if let Some(doi) = citation.doi.as_ref().filter(|doi| doi.starts_with("10.")) {
            let doi = escape(doi);
            push(out, format_args!(" <a href=\"https://doi.org/{doi}\">doi:{doi}</a>"));
        }
        if !citation.used_for.is_empty() {
            push(out, format_args!(" <span class=\"for\">{}</span>", escape(&citation.used_for)));
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ul>\n");
}
