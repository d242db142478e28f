//! What to cite, as text.

use super::{Citation, Credits, licence_page};
use dateline::pack::RunRecord;
use dateline::sink::safe;
use std::fmt::Write;

/// The text: citations, what identifies the run, attributions.
pub fn text(record: &RunRecord, credits: &Credits) -> String {
    let mut text = String::from("Cite\n");
    for citation in &credits.citations {
        let _ = writeln!(text, "  {}", safe(&line(citation)));
        if !citation.cite.is_empty() {
            let _ = writeln!(text, "    Its authors ask to cite: {}", safe(&citation.cite));
        }
        if !citation.tree.is_empty() {
            let _ = writeln!(text, "    tree {}", safe(&citation.tree));
        }
    }
    let _ = write!(text, "\nSay which events\n  coded_by {}\n", safe(&record.coded_by));
    if let Some(corpus) = &record.corpus {
        let (articles, hash) = (corpus.articles, safe(&corpus.hash));
        let _ = writeln!(text, "  corpus {hash} (articles: {articles})");
    }
    let _ = writeln!(text, "  output {}", safe(&record.output.hash));
    for overlay in &record.overlays {
        let _ = writeln!(text, "  {} has an {}", safe(&overlay.by), safe(&overlay.to_string()));
    }
    text.push_str("\nAcknowledge\n");
    if credits.attributions.is_empty() {
        text.push_str("  The packs name no data of others.\n");
        return text;
    }
    for one in &credits.attributions {
        let source = if one.source.is_empty() {
            "a source that the pack does not name"
        } else {
            &one.source
        };
        let page = licence_page(&one.licence).map_or_else(String::new, |page| format!(" ({page})"));
        let line = format!("Contains data from {source}, licence {}{page}, changed.", one.licence);
        let _ = writeln!(text, "  {}", safe(&line));
        let _ = writeln!(text, "    in {}", safe(&one.files.join(", ")));
    }
    text.push_str(
        "  The names, codes and coordinates in the events come from these files. Whoever publishes the events passes the\n  \
         attributions on.\n",
    );
    text
}

/// "The Dateline authors: syria: a pack of rules for Dateline, version 0.1.0, licence MIT."
fn line(citation: &Citation) -> String {
    let Citation { title, version, licence, authors, .. } = citation;
    let licence = match licence.is_empty() {
        true => "no licence given".to_owned(),
        false => format!("licence {licence}"),
    };
    format!("{}. {title}. Version {version}, {licence}.", authors.join(", "))
}
