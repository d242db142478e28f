//! What to cite, as entries for BibTeX. Classic styles know no `@software`, so that the entries are `@misc`.

use super::{Citation, Credits};
use dateline::pack::RunRecord;
use dateline::sink::safe;
use std::fmt::Write;

/// One entry for the program and each pack. Attributions are notes of the packs whose data they are for.
pub fn text(record: &RunRecord, credits: &Credits) -> String {
    let mut text = String::new();
    for citation in &credits.citations {
        let _ = writeln!(text, "@misc{{{},", key(&citation.key));
        field("author", &authors(citation), &mut text);
        // The second pair of braces keeps capitals as they are.
        field("title", &format!("{{{}}}", escaped(&citation.title)), &mut text);
        field("version", &escaped(&citation.version), &mut text);
        field("note", &note(record, credits, citation), &mut text);
        text.push_str("}\n\n");
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn field(name: &str, value: &str, text: &mut String) {
    let _ = writeln!(text, "  {name} = {{{value}}},");
}

/// A name in braces is one name, however many words it has.
fn authors(citation: &Citation) -> String {
    let names = citation.authors.iter().map(|name| format!("{{{}}}", escaped(name)));
    names.collect::<Vec<_>>().join(" and ")
}

fn note(record: &RunRecord, credits: &Credits, citation: &Citation) -> String {
    let mut parts = vec![format!("Version {}", escaped(&citation.version))];
    if !citation.licence.is_empty() {
        parts.push(format!("licence {}", escaped(&citation.licence)));
    }
    match citation.tree.is_empty() {
        true => parts.push(format!("events coded by {}", escaped(&record.coded_by))),
        false => parts.push(format!("tree {}", escaped(&citation.tree))),
    }
    if !citation.cite.is_empty() {
        parts.push(format!("its authors ask to cite: {}", escaped(&citation.cite)));
    }
    let name = |key: &str| format!("dateline-pack-{key}-{}", citation.version);
    for one in &credits.attributions {
        let is_of = |file: &String| {
            file.split_once('/').is_some_and(|(pack, _)| name(pack) == citation.key)
        };
        if one.files.iter().any(is_of) {
            let (source, licence) = (escaped(&one.source), escaped(&one.licence));
            parts.push(format!("contains data from {source}, licence {licence}"));
        }
    }
    parts.join("; ")
}

/// A key without the characters that end one.
fn key(text: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || "-.".contains(c) { c } else { '-' };
    text.chars().map(plain).collect()
}

/// Text in which TeX sees no command, and whose braces cannot end the field.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in safe(text).chars() {
        match c {
            '\\' => out.push_str("\\textbackslash "),
            '~' => out.push_str("\\textasciitilde "),
            '^' => out.push_str("\\textasciicircum "),
            // An escaped brace counts for BibTeX as one all the same, and these would not be in pairs.
            '{' => out.push('('),
            '}' => out.push(')'),
            '&' | '%' | '$' | '#' | '_' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_text_can_end_its_field(text in "\\PC{0,24}|[{}\\\\%$#_&~^a]{0,12}") {
            let shown = escaped(&text);
            prop_assert!(!shown.contains(['{', '}']), "{}", shown);
            let mut is_escaped = false;
            for c in shown.chars() {
                prop_assert!(is_escaped || !"&%$#_~^".contains(c), "{}", shown);
                is_escaped = c == '\\' && !is_escaped;
            }
            let plain = key(&text).chars().all(|c| c.is_ascii_graphic() && c != '{');
            prop_assert!(plain, "{}", key(&text));
        }
    }
}
