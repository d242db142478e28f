//! What to cite, as the `references` of a CITATION.cff, for the repository of a study. The rest of that file is the
//! study's own.

use super::{Citation, Credits, licence_page};
use dateline::sink::safe;
use std::fmt::Write;

/// The references: programs and packs as software, data of others as data.
pub fn text(credits: &Credits) -> String {
    let mut text = String::from("references:\n");
    for citation in &credits.citations {
        let Citation { title, authors, version, licence, cite, tree, .. } = citation;
        let _ = writeln!(text, "  - type: software\n    title: {}\n    authors:", quoted(title));
        for author in authors {
            let _ = writeln!(text, "      - name: {}", quoted(author));
        }
        let _ = writeln!(text, "    version: {}", quoted(version));
        if !licence.is_empty() {
            // `license` takes one licence of SPDX; an expression of several goes into the notes.
            match licence_page(licence) {
                Some(_) => {
                    let _ = writeln!(text, "    license: {}", quoted(licence));
                }
                None => {
                    let _ = writeln!(text, "    copyright: {}", quoted(licence));
                }
            }
        }
        if !cite.is_empty() {
            let _ = writeln!(text, "    notes: {}", quoted(cite));
        }
        if !tree.is_empty() {
            let _ = writeln!(
                text,
                "    identifiers:\n      - type: other\n        value: {}\n        description: {}",
                quoted(&format!("blake3:{tree}")),
                quoted("the hash over the pack's files")
            );
        }
    }
    for one in &credits.attributions {
        let source = if one.source.is_empty() {
            "a source that the pack does not name"
        } else {
            &one.source
        };
        let _ = writeln!(
            text,
            "  - type: data\n    title: {}\n    authors:\n      - name: {}\n    notes: {}",
            quoted(source),
            quoted(source),
            quoted(&format!("in {}", one.files.join(", ")))
        );
        if licence_page(&one.licence).is_some() {
            let _ = writeln!(text, "    license: {}", quoted(&one.licence));
        }
    }
    text
}

/// A YAML string in double quotes, whose escapes are those of JSON.
fn quoted(text: &str) -> String {
    serde_json::Value::from(safe(text)).to_string()
}
