//! Lengths of functions and files, so that taste has a number.
use crate::{
    Findings,
    source::{text, with_extension},
};
use std::path::{Path, PathBuf};

const FILE_WARNS: usize = 400;
const FILE_FAILS: usize = 600;
const MAP_FAILS: usize = 120;

/// One line for every file that is too long; prints the distribution and the ten longest functions.
pub(crate) fn check() -> Findings {
    let files: Vec<(PathBuf, String)> =
        with_extension(&["rs", "py", "pyi"]).into_iter().map(|f| (f.clone(), text(&f))).collect();
    let mut functions: Vec<(usize, String)> = Vec::new();
    let mut findings = Findings::new();
    for (file, text) in &files {
        if file.extension().is_some_and(|e| e == "rs") {
            functions.extend(lengths(text).into_iter().map(|(n, name)| (n, format!("{name} in {}", file.display()))));
        }
        findings.extend(too_long(file, text));
    }
    functions.sort();
    report(&files, &functions);
    findings
}

fn too_long(file: &Path, text: &str) -> Option<String> {
    let lines = text.lines().count();
    let is_map = matches!(file.file_name().and_then(|n| n.to_str()), Some("lib.rs" | "mod.rs"));
    let limit = if is_map { MAP_FAILS } else { FILE_FAILS };
    if lines > FILE_WARNS && lines <= limit {
        println!("sizes: {} has {lines} lines: is it still one idea?", file.display());
    }
    (lines > limit).then(|| format!("{} has {lines} lines, {limit} at most", file.display()))
}

fn report(files: &[(PathBuf, String)], functions: &[(usize, String)]) {
    let at = |share: f64| functions.get((share * functions.len() as f64) as usize).map_or(0, |f| f.0);
    let lines = files.iter().flat_map(|(_, text)| text.lines());
    let (mut docs, mut code) = (0, 0);
    for line in lines.map(str::trim).filter(|line| !line.is_empty()) {
        match line {
            doc if doc.starts_with("///") || doc.starts_with("//!") => docs += 1,
            comment if comment.starts_with("//") => (),
            _ => code += 1,
        }
    }
    println!(
        "sizes: {} files, {} functions, median {} lines, ninth decile {}, {:.2} lines of documentation a line of code",
        files.len(),
        functions.len(),
        at(0.5),
        at(0.9),
        f64::from(docs) / f64::from(code.max(1))
    );
    for (lines, name) in functions.iter().rev().take(10) {
        println!("sizes: {lines:4} {name}");
    }
}

/// Length and name of every function: from its first line to the brace that closes it at the same depth.
fn lengths(text: &str) -> Vec<(usize, String)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let Some(name) = function_name(line) else { continue };
        let indent = line.len() - line.trim_start().len();
        let closes = |l: &&str| l.len() > indent && l.as_bytes()[indent] == b'}' && l[..indent].trim().is_empty();
        let one_line = line.trim_end().ends_with('}') || line.trim_end().ends_with(';');
        let end = if one_line { Some(0) } else { lines[start..].iter().position(closes) };
        found.extend(end.map(|length| (length + 1, name.to_owned())));
    }
    found
}

fn function_name(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let before = &line[..line.find("fn ")?];
    let qualifiers = ["", "pub", "pub(crate)", "pub(super)", "const", "unsafe", "async", "extern", "\"C\""];
    before.split(' ').all(|word| qualifiers.contains(&word)).then_some(())?;
    line[before.len() + 3..].split(['(', '<']).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_as_long_as_it_looks() {
        let text = "impl A {\n    pub fn f(\n        x: u8,\n    ) -> u8 {\n        x\n    }\n    fn g() {}\n}\n";
        assert_eq!(lengths(text), [(5, "f".to_owned()), (1, "g".to_owned())]);
    }

    #[test]
    fn a_map_is_short_and_a_file_has_one_idea() {
        assert!(too_long(Path::new("a/lib.rs"), &"x\n".repeat(MAP_FAILS + 1)).is_some());
        assert!(too_long(Path::new("a/b.rs"), &"x\n".repeat(FILE_FAILS)).is_none());
        assert!(too_long(Path::new("a/b.rs"), &"x\n".repeat(FILE_FAILS + 1)).is_some());
    }
}
